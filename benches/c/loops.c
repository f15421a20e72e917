/* The loops of loops.nth. Usage: loops NAME N TERMS RUNS; prints the value at the last of the TERMS numbers from N
 * on, then CPU nanoseconds of each run over all of them, one a line.
 *
 * Every sum, difference and product is checked, a function ends at the first one that does not fit; division and modulus round
 * down and check for 0. With these checks gcc -O2 keeps every loop (there is no closed form that overflows at the same step), so
 * nothing else keeps it from doing so. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ADD(a, b, r) \
    if (__builtin_add_overflow(a, b, &r)) return INT64_MIN
#define SUB(a, b, r) \
    if (__builtin_sub_overflow(a, b, &r)) return INT64_MIN
#define MUL(a, b, r) \
    if (__builtin_mul_overflow(a, b, &r)) return INT64_MIN
#define DIV(a, b, r) \
    if ((b) == 0 || ((a) == INT64_MIN && (b) == -1)) return INT64_MIN; \
    r = (a) / (b) - ((a) % (b) != 0 && ((a) ^ (b)) < 0)
/* INT64_MIN % -1 traps in C. */
#define MOD(a, b, r) \
    if ((b) == 0) return INT64_MIN; \
    r = (b) == -1 ? 0 : (a) % (b); \
    if (r != 0 && (r ^ (b)) < 0) r += (b)

static __attribute__((noinline)) int64_t squares(int64_t n) {
    int64_t x = n;
    for (int64_t k = 1; k <= n; k++) {
        int64_t s;
        MUL(k, k, s);
        ADD(x, s, x);
    }
    return x;
}

static __attribute__((noinline)) int64_t collatz(int64_t n) {
    int64_t s = 0;
    for (int64_t i = 1; i <= n / 100; i++) {
        int64_t x;
        ADD(n, i, x);
        while (x != 1) {
            int64_t odd;
            MOD(x, 2, odd);
            if (odd == 0) {
                int64_t half;
                DIV(x, 2, half);
                x = half;
            } else {
                MUL(3, x, x);
                ADD(x, 1, x);
            }
            ADD(s, 1, s);
        }
    }
    return s;
}

static __attribute__((noinline)) int64_t nested(int64_t n) {
    int64_t x = n;
    for (int64_t i = 1; i <= n / 1000; i++)
        for (int64_t j = 1; j <= n / 1000; j++) {
            int64_t p;
            MUL(i, j, p);
            ADD(x, p, x);
        }
    return x;
}

static __attribute__((noinline)) int64_t digits(int64_t n) {
    int64_t s = 0;
    for (int64_t i = 1; i <= n / 10; i++) {
        int64_t x;
        ADD(n, i, x);
        while (x != 0) {
            int64_t digit, rest;
            DIV(x, 10, rest);
            MOD(x, 10, digit);
            ADD(s, digit, s);
            x = rest;
        }
    }
    return s;
}

static __attribute__((noinline)) int64_t fibonacci(int64_t n) {
    int64_t x = n, y = 1;
    for (int64_t i = 1; i <= n; i++) {
        int64_t z;
        ADD(x, y, z);
        if (z >= 1000003) SUB(z, 1000003, z);
        y = x;
        x = z;
    }
    return x;
}

static __attribute__((noinline)) int64_t squares_modulo(int64_t n) {
    int64_t x = n;
    for (int64_t k = 1; k <= n; k++) {
        int64_t s;
        MUL(k, k, s);
        ADD(x, s, s);
        MOD(s, 1000003, x);
    }
    return x;
}

static __attribute__((noinline)) int64_t euclid(int64_t n) {
    int64_t s = 0;
    for (int64_t i = 1; i <= n / 10; i++) {
        int64_t a = n, b = i;
        while (b != 0) {
            int64_t r;
            MOD(a, b, r);
            a = b;
            b = r;
        }
        ADD(s, a, s);
    }
    return s;
}

static __attribute__((noinline)) int64_t fibonacci_modulo(int64_t n) {
    int64_t x = n, y = 1;
    for (int64_t i = 1; i <= n; i++) {
        int64_t s, z;
        ADD(x, y, s);
        MOD(s, 1000003, z);
        y = x;
        x = z;
    }
    return x;
}

static const struct {
    const char *name;
    int64_t (*run)(int64_t);
} all[] = {
    {"squares", squares},
    {"collatz", collatz},
    {"nested", nested},
    {"digits", digits},
    {"fibonacci", fibonacci},
    {"squares_modulo", squares_modulo},
    {"fibonacci_modulo", fibonacci_modulo},
    {"euclid", euclid},
};

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    volatile int64_t n = atoll(argv[2]), terms = atoll(argv[3]);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (strcmp(all[k].name, argv[1]) != 0) continue;
        volatile int64_t value = all[k].run(n + terms - 1);
        printf("%lld\n", (long long)value);
        for (int runs = atoi(argv[4]); runs > 0; runs--) {
            int64_t begin = now();
            for (int64_t i = 0; i < terms; i++) value = all[k].run(n + i);
            printf("%lld\n", (long long)(now() - begin));
        }
        return 0;
    }
    return 2;
}
