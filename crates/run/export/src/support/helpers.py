def _nth_memo(f):
    """Remembers the values of f."""
    values = {}

    def remembered(*args):
        if args not in values:
            values[args] = f(*args)
        return values[args]

    return remembered


class _nth_search:
    """The numbers k >= start with test(k), by position; remembers what it has found."""

    def __init__(self, test, start):
        self.test, self.next, self.found = test, start, []

    def __call__(self, index):
        if index < 0:
            raise ZeroDivisionError("search for a negative position")
        while len(self.found) <= index:
            k = self.next
            if self.test(k):
                self.found.append(k)
            self.next = k + 1
        return self.found[index]


def _nth_position(index):
    """The position of a search, which must not be negative."""
    if index < 0:
        raise ZeroDivisionError("search for a negative position")
    return index


def _nth_hole():
    """What has not been found yet."""
    raise NotImplementedError("the program has a hole here")


def _nth_pow(a, b):
    """a ** b for b >= 0."""
    if b < 0:
        raise ValueError("negative exponent")
    return a ** b


def _nth_powmod(a, b, m):
    """a ** b % m for b >= 0."""
    if b < 0:
        raise ValueError("negative exponent")
    return pow(a, b, m)


def _nth_distinct(xs):
    """The elements without repetitions; the first of equal ones stays."""
    kept = {}
    for x in xs:
        kept.setdefault(repr(x) if isinstance(x, list) else x, x)
    return list(kept.values())


def _nth_get(xs, i):
    """The element at position i, from 0."""
    if i < 0:
        raise IndexError(i)
    return xs[i]


def _nth_tail(xs):
    """All but the first element."""
    if not xs:
        raise IndexError("tail of an empty list")
    return xs[1:]


def _nth_is_prime(n):
    """Whether n is prime: strong tests, which decide below 3317044064679887385961981."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if n < 2 or any(n % p == 0 for p in bases):
        return n in bases
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    for base in bases:
        x = pow(base, (n - 1) >> twos, n)
        if x != 1 and all(pow(x, 1 << i, n) != n - 1 for i in range(twos)):
            return False
    return True


def _nth_next_prime(n):
    """The smallest prime above n."""
    n = max(n + 1, 2)
    while not _nth_is_prime(n):
        n += 1
    return n


def _nth_previous_prime(n):
    """The largest prime below n >= 3."""
    if n < 3:
        raise ValueError("no prime is smaller")
    n -= 1
    while not _nth_is_prime(n):
        n -= 1
    return n


def _nth_count_primes(n):
    """The number of primes up to n, by sums over the quotients of n."""
    if n < 2:
        return 0
    root = math.isqrt(n)
    keys = [n // k for k in range(1, root + 1)]
    keys += list(range(keys[-1] - 1, 0, -1))
    counts = {k: k - 1 for k in keys}
    for p in range(2, root + 1):
        before = counts[p - 1] if p > 2 else 0
        if counts[p] > before:
            for k in keys:
                if k < p * p:
                    break
                counts[k] -= counts[k // p] - before
    return counts[n]


def _nth_nth_prime(n):
    """The prime at position n >= 1: the interval that holds it is halved."""
    if n < 1:
        raise ValueError("there is no such prime")
    low, high = 1, 2
    while _nth_count_primes(high) < n:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if _nth_count_primes(middle) < n:
            low = middle
        else:
            high = middle
    return high


def _nth_factor(n):
    """The prime factors of n >= 1 with their exponents, by trial division and Pollard's rho."""
    if n < 1:
        raise ValueError("factors of a number below 1")
    found, parts, d = {}, [], 2
    while d < 10000 and d * d <= n:
        while n % d == 0:
            found[d] = found.get(d, 0) + 1
            n //= d
        d += 1
    if n > 1:
        parts.append(n)
    while parts:
        n = parts.pop()
        if n < d * d or _nth_is_prime(n):
            found[n] = found.get(n, 0) + 1
            continue
        step, divisor = 0, n
        while divisor == n:
            step, x, y, divisor = step + 1, 2, 2, 1
            while divisor == 1:
                x = (x * x + step) % n
                y = (y * y + step) % n
                y = (y * y + step) % n
                divisor = math.gcd(x - y, n)
        parts += [divisor, n // divisor]
    return [[p, found[p]] for p in sorted(found)]
