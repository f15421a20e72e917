\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
terms(N) =
{
  my(p = vector(N), s, k, a, b, t);
  p[1] = 1;
  for(n = 1, N - 1,
    s = 0; k = 1;
    while((a = n - k*(3*k - 1)/2) >= 0,
      b = a - k;
      t = if(b < 0, p[a+1], p[a+1] + p[b+1]);
      s = if(k % 2, s + t, s - t);
      k++);
    p[n+1] = s);
  p
}
own(N) = vector(N, i, numbpart(i - 1))
