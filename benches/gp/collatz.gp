\\ terms(N): the first N terms, as a person would compute them. GP has no function of its own for them.
steps(x) = { my(s = 0); while(x != 1, x = if(x % 2 == 0, x/2, 3*x + 1); s++); s }
terms(N) = vector(N, n, steps(n))
