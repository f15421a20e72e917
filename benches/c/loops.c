/* The loops of loops.nth. Usage: loops NAME N RUNS; prints the value, then CPU nanoseconds of each run, one a line. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Every iteration is really run: without this, gcc -O2 replaces the sums by their closed forms. */
#define KEEP(x) __asm__ volatile("" : "+r"(x))

static int64_t squares(int64_t n) {
    int64_t x = n;
    for (int64_t i = 1; i <= 1000000; i++) {
        x = x + i * i;
        KEEP(x);
    }
    return x;
}

static int64_t halving(int64_t n) {
    int64_t x = n;
    for (int64_t i = 1; i <= 1000000; i++) {
        x = x % 2 == 0 ? x / 2 : x + i;
        KEEP(x);
    }
    return x;
}

static int64_t fibonacci(int64_t n) {
    int64_t x = n, y = 1;
    for (int64_t i = 1; i <= 1000000; i++) {
        int64_t z = (x + y) % 1000003;
        y = x;
        x = z;
    }
    return x;
}

static int64_t nested(int64_t n) {
    int64_t x = n;
    for (int64_t i = 1; i <= 1000; i++)
        for (int64_t j = 1; j <= 1000; j++) {
            x = x + i * j;
            KEEP(x);
        }
    return x;
}

static int64_t euclid(int64_t n) {
    int64_t s = 0;
    for (int64_t i = 1; i <= 100000; i++) {
        int64_t a = i, b = n;
        for (int64_t k = 1; k <= 12; k++) {
            int64_t c = b == 0 ? a : b;
            b = b == 0 ? 0 : a % b;
            a = c;
        }
        s = s + a;
    }
    return s;
}

static int64_t folded(int64_t n) {
    return squares(n);
}

static const struct {
    const char *name;
    int64_t (*run)(int64_t);
} all[] = {
    {"squares", squares}, {"halving", halving}, {"fibonacci", fibonacci},
    {"nested", nested},   {"euclid", euclid},   {"folded", folded},
};

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    volatile int64_t n = atoll(argv[2]);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (strcmp(all[k].name, argv[1]) != 0) continue;
        volatile int64_t value = all[k].run(n);
        printf("%lld\n", (long long)value);
        for (int runs = atoi(argv[3]); runs > 0; runs--) {
            int64_t begin = now();
            value = all[k].run(n);
            printf("%lld\n", (long long)(now() - begin));
        }
        return 0;
    }
    return 2;
}
