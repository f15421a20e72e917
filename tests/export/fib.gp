\\ fib: a(n) is the term at index n.
\\ For recursion beyond some 20,000 calls: ulimit -s unlimited.
if(default(parisizemax) < 4*10^9, default(parisizemax, 4*10^9));

fib_memo = Map();
fib_(n) =
{
  my(value);
  if(mapisdefined(fib_memo, n, &value), return(value));
  value = fib_new(n);
  mapput(~fib_memo, n, value);
  return(value);
}
fib_new(n) =
{
  if(n < 2,
    return(n);
  );
  return(fib_(n - 1) + fib_(n - 2));
}

a(n) = fib_(n);

for(n = 0, 19, print(a(n)));
