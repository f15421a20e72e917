\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
terms(N) =
{
  my(v = vector(N));
  v[1] = 1;
  for(n = 1, N - 1, v[n+1] = v[n] * (4*n - 2) \ (n + 1));
  v
}
own(N) = vector(N, i, binomial(2*i - 2, i - 1) / i)
