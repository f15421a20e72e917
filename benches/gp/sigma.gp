\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
sum_of_divisors(n) =
{
  my(s = 0);
  for(d = 1, sqrtint(n), if(n % d == 0, s += if(d*d == n, d, d + n/d)));
  s
}
terms(N) = vector(N, n, sum_of_divisors(n))
own(N) = vector(N, n, sigma(n))
