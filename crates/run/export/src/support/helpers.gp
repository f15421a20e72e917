\\ The index of a search, which must not be negative.
nth_position(i) =
{
  if(i < 0, error("search for a negative position"));
  return(i);
}

\\ What has not been found yet.
nth_hole() = error("the program has a hole here");

\\ Floor modulus: the sign of the divisor.
nth_mod(a, b) =
{
  my(r = a % b);
  return(if(r && b < 0, r + b, r));
}

\\ Floor division: \ alone rounds so that the remainder is not negative.
nth_div(a, b) = (a - nth_mod(a, b)) / b;

\\ a ^ b for b >= 0.
nth_pow(a, b) =
{
  if(b < 0, error("negative exponent"));
  return(a ^ b);
}

\\ a ^ b modulo m, with the sign of m.
nth_powmod(a, b, m) =
{
  if(b < 0, error("negative exponent"));
  return(nth_mod(lift(Mod(a, abs(m)) ^ b), m));
}

\\ The number of binary digits of |a|; 0 for 0.
nth_bit_length(a) = if(a, logint(abs(a), 2) + 1, 0);

\\ The element at position i, from 0.
nth_get(v, i) =
{
  if(i < 0 || i >= #v, error("a position outside a list"));
  return(v[i + 1]);
}

\\ All but the first element.
nth_tail(v) =
{
  if(#v == 0, error("tail of an empty list"));
  return(v[2 .. #v]);
}

\\ The first n elements.
nth_take(v, n) = v[1 .. max(0, min(n, #v))];

\\ The elements without repetitions; the first of equal ones stays.
nth_distinct(v) =
{
  my(seen = Map(), r = List());
  for(i = 1, #v, if(!mapisdefined(seen, v[i]), mapput(seen, v[i], 1); listput(r, v[i])));
  return(Vec(r));
}

\\ All but the first n elements.
nth_drop(v, n) = v[max(0, min(n, #v)) + 1 .. #v];

\\ The largest prime below n >= 3.
nth_previous_prime(n) =
{
  if(n < 3, error("no prime is smaller"));
  return(precprime(n - 1));
}

\\ The n-th prime, from 1.
nth_nth_prime(n) =
{
  if(n < 1, error("there is no such prime"));
  return(prime(n));
}

\\ The prime factors of n >= 1, each with its exponent.
nth_factor(n) =
{
  if(n < 1, error("factors of a number below 1"));
  my(f = factor(n));
  return(vector(matsize(f)[1], i, [f[i, 1], f[i, 2]]));
}
