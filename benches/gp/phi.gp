\\ terms(N): the first N terms, as a person would compute them; own(N): by GP's own functions.
phi(n) =
{
  my(m = n, t = n, p = 2);
  while(p*p <= m,
    if(m % p == 0, t -= t/p; while(m % p == 0, m /= p));
    p++);
  if(m > 1, t - t/m, t)
}
terms(N) = vector(N, n, phi(n))
own(N) = vector(N, n, eulerphi(n))
