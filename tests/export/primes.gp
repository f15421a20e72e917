\\ primes: a(n) is the term at index n.
\\ For recursion beyond some 20,000 calls: ulimit -s unlimited.
if(default(parisizemax) < 4*10^9, default(parisizemax, 4*10^9));

\\ The index of a search, which must not be negative.
nth_position(i) =
{
  if(i < 0, error("search for a negative position"));
  return(i);
}

\\ Floor modulus: the sign of the divisor.
nth_mod(a, b) =
{
  my(r = a % b);
  return(if(r && b < 0, r + b, r));
}

f1_(n) =
{
  my(p, p2);
  if(n > 1,
    p2 = 1;
    for(i = 2, sqrtint(n),
      if(!(nth_mod(n, i) != 0),
        p2 = 0;
        break();
      );
    );
    p = p2;
  ,
    p = 0;
  );
  return(p);
}

test_(k) =
{
  return(f1_(k));
}

search_found = List(); search_next = 2;
search_(n) =
{
  nth_position(n);
  while(#search_found <= n,
    my(k = search_next);
    if(test_(k), listput(~search_found, k));
    search_next = k + 1
  );
  return(search_found[n + 1]);
}

primes_(n) =
{
  return(search_(n));
}

a(n) = primes_(n);

for(n = 0, 19, print(a(n)));
