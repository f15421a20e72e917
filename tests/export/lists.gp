\\ lists: a(n) is the term at index n.
\\ For recursion beyond some 20,000 calls: ulimit -s unlimited.
if(default(parisizemax) < 4*10^9, default(parisizemax, 4*10^9));

\\ Floor modulus: the sign of the divisor.
nth_mod(a, b) =
{
  my(r = a % b);
  return(if(r && b < 0, r + b, r));
}

\\ The element at position i, from 0.
nth_get(v, i) =
{
  if(i < 0 || i >= #v, error("a position outside a list"));
  return(v[i + 1]);
}

lists_(n) =
{
  my(x, xs, x2, y);
  x = 1;
  xs = List();
  listput(~xs, x);
  for(i = 1, n - 1,
    x = x * i;
    listput(~xs, x);
  );
  xs = Vec(xs);
  [x2, y] = [1, 1];
  for(i2 = 1, #xs,
    [x2, y] = [x2 + y, nth_get(xs, nth_mod(x2, #xs))];
  );
  return(x2);
}

a(n) = lists_(n);

for(n = 0, 19, print(a(n)));
