\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
\\ N is the number of entries of some rows.
terms(N) =
{
  my(rows = (sqrtint(8*N + 1) - 1) \ 2, v = vector(rows));
  v[1] = [1];
  for(n = 2, rows, v[n] = vector(n, k, if(k == 1 || k == n, 1, v[n-1][k-1] + v[n-1][k])));
  concat(v)
}
own(N) = concat(vector((sqrtint(8*N + 1) - 1) \ 2, n, vector(n, k, binomial(n - 1, k - 1))))
