\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
terms(N) =
{
  my(v = vector(N));
  v[1] = 1;
  for(n = 1, N - 1, v[n+1] = n * v[n]);
  v
}
own(N) = vector(N, i, (i - 1)!)
