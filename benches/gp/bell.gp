\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
terms(N) =
{
  my(v = vector(N), row = [1], next);
  v[1] = 1;
  for(n = 2, N,
    next = vector(n);
    next[1] = row[n-1];
    for(k = 2, n, next[k] = next[k-1] + row[k-1]);
    row = next;
    v[n] = row[1]);
  v
}
own(N) = Vec(serlaplace(exp(exp(x + O(x^N)) - 1)))
