\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
terms(N) =
{
  my(v = vector(N));
  v[2] = 1;
  for(i = 3, N, v[i] = v[i-1] + v[i-2]);
  v
}
own(N) = vector(N, i, fibonacci(i - 1))
