"""primes. Run it to print terms, or import a."""
import math
import sys
import threading

sys.setrecursionlimit(1000000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


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


def f1(n):
    return n > 1 and all(n % i != 0 for i in range(2, math.isqrt(n) + 1))


def test(k):
    return f1(k)


search = _nth_search(test, 2)


def primes(n):
    return search(n)


def a(n):
    """The term at index n, from 0 on."""
    return primes(n)


def main():
    """Prints terms, as many as the argument says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for n in range(0, count):
        print(a(n), flush=True)


if __name__ == "__main__":
    # A thread, because only threads can have a large stack.
    threading.stack_size(512 * 1024 * 1024)
    done = []
    thread = threading.Thread(target=lambda: done.append(main()), daemon=True)
    thread.start()
    thread.join()
    if not done:
        sys.exit(1)
