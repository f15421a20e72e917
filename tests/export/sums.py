"""sums. Run it to print terms, or import a."""
import sys
import threading

sys.setrecursionlimit(1000000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


def sums(n):
    x = 0
    for i in range(n):
        if i % 3 == 1:
            x2 = i * i
            x = x + x2
    return x


def a(n):
    """The term at index n, from 0 on."""
    return sums(n)


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
