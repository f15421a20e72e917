"""fib. Run it to print terms, or import a."""
import sys
import threading

sys.setrecursionlimit(1000000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


def _nth_memo(f):
    """Remembers the values of f."""
    values = {}

    def remembered(*args):
        if args not in values:
            values[args] = f(*args)
        return values[args]

    return remembered


@_nth_memo
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def a(n):
    """The term at index n, from 0 on."""
    return fib(n)


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
