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
