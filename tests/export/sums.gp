\\ sums: a(n) is the term at index n.
\\ For recursion beyond some 20,000 calls: ulimit -s unlimited.
if(default(parisizemax) < 4*10^9, default(parisizemax, 4*10^9));

sums_(n) =
{
  my(x, x2);
  x = 0;
  for(i = 0, n - 1,
    if(i % 3 == 1,
      x2 = i * i;
      x = x + x2;
    );
  );
  return(x);
}

a(n) = sums_(n);

for(n = 0, 19, print(a(n)));
