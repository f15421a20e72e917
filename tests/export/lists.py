"""lists. Run it to print terms, or import a."""
import sys
import threading

sys.setrecursionlimit(1000000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


def _nth_get(xs, i):
    """The element at position i, from 0."""
    if i < 0:
        raise IndexError(i)
    return xs[i]


def lists(n):
    x = 1
    xs = []
    xs.append(x)
    for i in range(1, n):
        x = x * i
        xs.append(x)
    x2, y = 1, 1
    for i2 in range(1, len(xs) + 1):
        x2, y = x2 + y, _nth_get(xs, x2 % len(xs))
    return x2


def a(n):
    """The term at index n, from 0 on."""
    return lists(n)


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
