\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
is_prime(k) = { for(d = 2, sqrtint(k), if(k % d == 0, return(0))); 1 }
terms(N) =
{
  my(v = vector(N), k = 1);
  for(i = 1, N, k++; while(!is_prime(k), k++); v[i] = k);
  v
}
own(N) = primes(N)
