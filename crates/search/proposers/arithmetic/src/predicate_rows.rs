//! Predicates of one number: one row each, with the value 1 or 0.

use crate::digits as d;
use crate::rows::{Row, factors, plain, tables};
use nth_algebra::{gcd, isqrt};

fn yes(b: bool) -> Option<i64> {
    Some(i64::from(b))
}

fn digits(x: i64, base: i64, p: fn(&[i64]) -> bool) -> Option<i64> {
    if x < 0 { None } else { yes(p(&d::of(x, base))) }
}

fn is_square(x: i64) -> bool {
    x >= 0 && isqrt(x).pow(2) == x
}

/// The predicates, the best known first, roughly.
pub static PREDICATES: [Row; 27] = [
    tables("is_prime($)", |t, x| t.is_prime(x).map(i64::from)),
    plain("is_square($)", |x| yes(is_square(x))),
    factors("is_squarefree($)", |_, f| yes(f.iter().all(|p| p.1 == 1))),
    plain("is_odd($)", |x| yes(x % 2 != 0)),
    factors("is_semiprime($)", |_, f| yes(f.iter().map(|p| p.1).sum::<u32>() == 2)),
    factors("is_prime_power($)", |_, f| yes(f.len() == 1)),
    plain("is_palindrome($, 10)", |x| d::reversed(x, 10).map(|r| i64::from(r == x))),
    plain("is_triangular($)", |x| if x < 1 << 59 { yes(x >= 0 && is_square(8 * x + 1)) } else { None }),
    plain("is_power($, 3)", |x| yes(x >= 0 && d::cube_root(x).pow(3) == x)),
    factors("is_powerful($)", |_, f| yes(f.iter().all(|p| p.1 > 1))),
    plain("is_fibonacci($)", |x| {
        let (mut a, mut b) = (0i64, 1i64);
        while a < x && b < 1 << 61 {
            (a, b) = (b, a + b);
        }
        yes(a == x)
    }),
    plain("is_power_of($, 2)", |x| yes(x > 0 && x & (x - 1) == 0)),
    plain("is_power_of($, 3)", |x| {
        let mut p = 1i64;
        while p < x && p < i64::MAX / 3 {
            p *= 3;
        }
        yes(p == x)
    }),
    plain("is_palindrome($, 2)", |x| d::reversed(x, 2).map(|r| i64::from(r == x))),
    plain("is_palindrome($, 3)", |x| d::reversed(x, 3).map(|r| i64::from(r == x))),
    factors("is_perfect_power($)", |_, f| {
        let g = f.iter().fold(0, |g, p| gcd(g, i64::from(p.1)));
        yes(g != 1)
    }),
    factors("is_sum_of_two_squares($)", |_, f| yes(f.iter().all(|&(p, e)| p % 4 != 3 || e % 2 == 0))),
    plain("is_happy($)", |x| {
        let mut y = x;
        if x < 1 {
            return None;
        }
        while y != 1 && y != 4 {
            y = d::of(y, 10).iter().map(|d| d * d).sum();
        }
        yes(y == 1)
    }),
    plain("is_increasing(digits($, 10))", |x| digits(x, 10, |d| d.windows(2).all(|w| w[0] < w[1]))),
    plain("is_nondecreasing(digits($, 10))", |x| digits(x, 10, |d| d.windows(2).all(|w| w[0] <= w[1]))),
    plain("is_increasing(reverse(digits($, 10)))", |x| digits(x, 10, |d| d.windows(2).all(|w| w[0] > w[1]))),
    plain("is_nondecreasing(reverse(digits($, 10)))", |x| digits(x, 10, |d| d.windows(2).all(|w| w[0] >= w[1]))),
    plain("all(digits($, 10), is_prime)", |x| digits(x, 10, |d| d.iter().all(|d| [2, 3, 5, 7].contains(d)))),
    plain("all(digits($, 10), is_odd)", |x| digits(x, 10, |d| d.iter().all(|d| d % 2 == 1))),
    plain("all(digits($, 10), is_even)", |x| digits(x, 10, |d| d.iter().all(|d| d % 2 == 0))),
    plain("all_distinct(digits($, 10))", |x| digits(x, 10, |d| d.iter().enumerate().all(|(i, x)| !d[..i].contains(x)))),
    plain("all(digits($, 10), is_square)", |x| digits(x, 10, |d| d.iter().all(|d| [0, 1, 4, 9].contains(d)))),
];
