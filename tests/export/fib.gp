\\ fib: a(n) is the term at index n.
\\ For big numbers: gp -s 1G; for recursion beyond some 20,000 calls: ulimit -s unlimited.

fib__memo = Map();
fib_(n) =
{
  my(value);
  if(mapisdefined(fib__memo, n, &value), return(value));
  value = fib__new(n);
  mapput(~fib__memo, n, value);
  return(value);
}
fib__new(n) =
{
  if(n < 2,
    return(n);
  );
  return(fib_(n - 1) + fib_(n - 2));
}

a(n) = fib_(n);

for(n = 0, 19, print(a(n)));
