//! Sequences made from one function or two: sums, products, series, one row each.
//!
//! In a source, `f(…)` and `g(…)` stand for values of the functions and `n` for the index.

use nth_propose::build::{Expr, Template};

use crate::function::NONE;
use nth_algebra::gcd;
use nth_algebra::primes::PrimeTables;

/// A sequence made from a function or two.
pub struct Transform {
    /// The source, with calls of `f` and `g`.
    pub source: Template,
    /// The index of the first term.
    pub from: usize,
    /// The value at n.
    pub value: fn(&Values<'_>, usize) -> Option<i64>,
}

/// The values of one function or two.
pub struct Values<'a> {
    /// Values of the first function.
    pub f: &'a [i64],
    /// Values of the second function.
    pub g: &'a [i64],
    /// Tables of primes, for factorisations.
    pub numbers: &'a PrimeTables,
    /// The terms so far, from index 0.
    pub before: Vec<i64>,
}

impl Values<'_> {
    fn f(&self, k: usize) -> Option<i64> {
        self.f.get(k).copied().filter(|&v| v != NONE)
    }

    fn g(&self, k: usize) -> Option<i64> {
        self.g.get(k).copied().filter(|&v| v != NONE)
    }

    /// The term before, where there is one; `start` at index 0.
    fn last(&self, n: usize, start: i64) -> Option<i64> {
        if n == 0 { Some(start) } else { self.before.get(n - 1).copied().filter(|&v| v != NONE) }
    }
}

impl Transform {
    /// The terms from index 0, [`NONE`] below the first; as many as `f` has values.
    pub fn terms(&self, numbers: &PrimeTables, f: &[i64], g: &[i64]) -> Vec<i64> {
        let mut v = Values { f, g, numbers, before: vec![NONE; self.from] };
        for n in self.from..f.len() {
            match (self.value)(&v, n) {
                Some(x) => v.before.push(x),
                None => break,
            }
        }
        v.before
    }

    /// The source for functions with these sources, an expression of `n`.
    pub fn of(&self, f: &Expr, g: &Expr) -> Expr {
        self.source.expr().with_function("f", f).with_function("g", g)
    }
}

fn sum(range: impl Iterator<Item = usize>, term: impl Fn(usize) -> Option<i64>) -> Option<i64> {
    let mut range = range;
    range.try_fold(0i64, |s, k| s.checked_add(term(k)?))
}

fn over_divisors(n: usize, term: impl Fn(usize) -> Option<i64>) -> Option<i64> {
    sum((1..=n).filter(|d| n.is_multiple_of(*d)), term)
}

fn prime_powers(v: &Values<'_>, n: usize) -> Vec<(usize, u32)> {
    v.numbers.factor(n as i64).map_or(Vec::new(), |f| f.parts().iter().map(|&(p, e)| (p as usize, e)).collect())
}

fn times(v: &Values<'_>, n: usize, value: impl Fn(usize, u32) -> Option<i64>) -> Option<i64> {
    prime_powers(v, n).into_iter().try_fold(1i64, |a, (p, e)| a.checked_mul(value(p, e)?))
}

fn plus(v: &Values<'_>, n: usize, value: impl Fn(usize, u32) -> Option<i64>) -> Option<i64> {
    prime_powers(v, n).into_iter().try_fold(0i64, |a, (p, e)| a.checked_add(value(p, e)?))
}

fn mobius(v: &Values<'_>, n: usize) -> i64 {
    prime_powers(v, n).into_iter().fold(1, |a, (_, e)| if e == 1 { -a } else { 0 })
}

fn sign(n: usize) -> i64 {
    if n.is_multiple_of(2) { 1 } else { -1 }
}

fn coprime(a: usize, b: usize) -> bool {
    gcd(a as i64, b as i64) == 1
}

fn common(a: usize, b: usize) -> usize {
    gcd(a as i64, b as i64) as usize
}

/// b(n) where n·b(n) is the sum of c(k) b(n − k).
fn series(v: &Values<'_>, n: usize, c: impl Fn(usize) -> Option<i64>) -> Option<i64> {
    if n == 0 {
        return Some(1);
    }
    let total = (1..=n).try_fold(0i128, |s, k| s.checked_add(i128::from(c(k)?) * i128::from(v.before[n - k])))?;
    i64::try_from(total / n as i128).ok()
}

fn binomials(n: usize, term: impl Fn(usize, i64) -> Option<i64>) -> Option<i64> {
    let mut b = 1i64;
    let mut s = 0i64;
    for k in 0..=n {
        s = s.checked_add(term(k, b)?)?;
        b = b.checked_mul((n - k) as i64)? / (k as i64 + 1);
    }
    Some(s)
}

const fn row(source: &'static str, from: usize, value: fn(&Values<'_>, usize) -> Option<i64>) -> Transform {
    Transform { source: Template::new(source), from, value }
}

/// The sequences made from one function.
pub static TRANSFORMS: [Transform; 86] = [
    row("sum_over(1, n, |k| f(k))", 1, |v, n| if n == 1 { v.f(1) } else { v.last(n, 0)?.checked_add(v.f(n)?) }),
    row("sum_over(0, n, |k| f(k))", 0, |v, n| v.last(n, 0)?.checked_add(v.f(n)?)),
    row("f(n + 1) - f(n)", 0, |v, n| v.f(n + 1)?.checked_sub(v.f(n)?)),
    row("f(n + 1) - f(n)", 1, |v, n| v.f(n + 1)?.checked_sub(v.f(n)?)),
    row("divisor_sum(n, |d| f(d))", 1, |v, n| over_divisors(n, |d| v.f(d))),
    row("product_over(1, n, |k| f(k))", 1, |v, n| if n == 1 { v.f(1) } else { v.last(n, 1)?.checked_mul(v.f(n)?) }),
    row("product_over(0, n, |k| f(k))", 0, |v, n| v.last(n, 1)?.checked_mul(v.f(n)?)),
    row("divisor_sum(n, |d| mobius(n / d) * f(d))", 1, |v, n| {
        over_divisors(n, |d| v.f(d)?.checked_mul(mobius(v, n / d)))
    }),
    row("divisor_sum(n, |d| d * f(d))", 1, |v, n| over_divisors(n, |d| v.f(d)?.checked_mul(d as i64))),
    row("divisor_sum(n, |d| n / d * f(d))", 1, |v, n| over_divisors(n, |d| v.f(d)?.checked_mul((n / d) as i64))),
    row("divisor_sum(n, |d| alternating_sign(n / d + 1) * f(d))", 1, |v, n| {
        over_divisors(n, |d| Some(v.f(d)? * sign(n / d + 1)))
    }),
    row("divisor_sum(n, |d| alternating_sign(d + 1) * f(d))", 1, |v, n| {
        over_divisors(n, |d| Some(v.f(d)? * sign(d + 1)))
    }),
    row("divisor_sum(n, |d| if coprime(d, n / d) then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if coprime(d, n / d) { v.f(d) } else { Some(0) })
    }),
    row("divisor_sum(n, |d| if is_squarefree(d) then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if mobius(v, d) != 0 { v.f(d) } else { Some(0) })
    }),
    row("divisor_sum(n, |d| if is_odd(d) then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if d % 2 == 1 { v.f(d) } else { Some(0) })
    }),
    row("divisor_sum(n, |d| if is_odd(n / d) then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if n / d % 2 == 1 { v.f(d) } else { Some(0) })
    }),
    row("divisor_sum(n, |d| if is_square(d) then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if d.isqrt().pow(2) == d { v.f(d) } else { Some(0) })
    }),
    row("divisor_sum(n, |d| if d < n then f(d) else 0)", 1, |v, n| {
        over_divisors(n, |d| if d < n { v.f(d) } else { Some(0) })
    }),
    row("product(map(divisors(n), |d| f(d)))", 1, |v, n| {
        (1..=n).filter(|d| n % d == 0).try_fold(1i64, |s, d| s.checked_mul(v.f(d)?))
    }),
    row("sum(map(prime_divisors(n), |p| f(p)))", 1, |v, n| plus(v, n, |p, _| v.f(p))),
    row("multiplicative(n, |p, _| f(p))", 1, |v, n| times(v, n, |p, _| v.f(p))),
    row("multiplicative(n, |_, e| f(e))", 1, |v, n| times(v, n, |_, e| v.f(e as usize))),
    row("additive(n, |_, e| f(e))", 1, |v, n| plus(v, n, |_, e| v.f(e as usize))),
    row("multiplicative(n, |p, e| f(p) ^ e)", 1, |v, n| times(v, n, |p, e| v.f(p)?.checked_pow(e))),
    row("multiplicative(n, |p, e| f(p ^ e))", 1, |v, n| times(v, n, |p, e| v.f(p.pow(e)))),
    row("additive(n, |p, e| f(p ^ e))", 1, |v, n| plus(v, n, |p, e| v.f(p.pow(e)))),
    row("additive(n, |p, e| e * f(p))", 1, |v, n| plus(v, n, |p, e| v.f(p)?.checked_mul(i64::from(e)))),
    row("sum_over(1, n, |k| f(gcd(n, k)))", 1, |v, n| sum(1..=n, |k| v.f(common(n, k)))),
    row("product_over(1, n, |k| f(gcd(n, k)))", 1, |v, n| {
        (1..=n).try_fold(1i64, |s, k| s.checked_mul(v.f(common(n, k))?))
    }),
    row("sum_over(1, n, |k| f(n / gcd(n, k)))", 1, |v, n| sum(1..=n, |k| v.f(n / common(n, k)))),
    row("sum_over(1, n, |k| if coprime(n, k) then f(k) else 0)", 1, |v, n| {
        sum(1..=n, |k| if coprime(n, k) { v.f(k) } else { Some(0) })
    }),
    row("sum_over(1, n, |k| f(n / k))", 1, |v, n| sum(1..=n, |k| v.f(n / k))),
    row("sum_over(1, n, |k| n / k * f(k))", 1, |v, n| sum(1..=n, |k| v.f(k)?.checked_mul((n / k) as i64))),
    row("sum_over(1, n, |k| k * f(n / k))", 1, |v, n| sum(1..=n, |k| v.f(n / k)?.checked_mul(k as i64))),
    row("sum_over(1, n, |k| alternating_sign(k + 1) * f(n / k))", 1, |v, n| {
        sum(1..=n, |k| Some(v.f(n / k)? * sign(k + 1)))
    }),
    row("sum_over(1, n, |k| f(n % k))", 1, |v, n| sum(1..=n, |k| v.f(n % k))),
    row("sum_over(1, n, |k| k * f(k))", 1, |v, n| sum(1..=n, |k| v.f(k)?.checked_mul(k as i64))),
    row("sum_over(1, n, |k| alternating_sign(k) * f(k))", 1, |v, n| sum(1..=n, |k| Some(v.f(k)? * sign(k)))),
    row("sum_over(1, n, |k| alternating_sign(k + 1) * f(k))", 1, |v, n| sum(1..=n, |k| Some(v.f(k)? * sign(k + 1)))),
    row("sum_over(0, n, |k| alternating_sign(k) * f(k))", 0, |v, n| sum(0..=n, |k| Some(v.f(k)? * sign(k)))),
    row("sum_over(0, n, |k| alternating_sign(n - k) * f(k))", 0, |v, n| sum(0..=n, |k| Some(v.f(k)? * sign(n - k)))),
    row("sum_over(1, n, |k| f(k) ^ 2)", 1, |v, n| sum(1..=n, |k| v.f(k)?.checked_pow(2))),
    row("sum_over(1, n - 1, |k| f(k) * f(n - k))", 1, |v, n| sum(1..n, |k| v.f(k)?.checked_mul(v.f(n - k)?))),
    row("sum_over(0, n, |k| f(k) * f(n - k))", 0, |v, n| sum(0..=n, |k| v.f(k)?.checked_mul(v.f(n - k)?))),
    row("sum_over(1, n / 2, |k| f(k) * f(n - k))", 1, |v, n| sum(1..=n / 2, |k| v.f(k)?.checked_mul(v.f(n - k)?))),
    row("sum_over(1, (n - 1) / 2, |k| f(k) * f(n - k))", 1, |v, n| {
        sum(1..=(n - 1) / 2, |k| v.f(k)?.checked_mul(v.f(n - k)?))
    }),
    row("euler_transform(|k| f(k), n)", 0, |v, n| {
        series(v, n, |m| over_divisors(m, |d| v.f(d)?.checked_mul(d as i64)))
    }),
    row("euler_transform(|k| -f(k), n)", 0, |v, n| {
        series(v, n, |m| over_divisors(m, |d| v.f(d)?.checked_mul(-(d as i64))))
    }),
    row("weigh_transform(|k| f(k), n)", 0, |v, n| {
        series(v, n, |m| over_divisors(m, |d| v.f(d)?.checked_mul(d as i64 * sign(m / d + 1))))
    }),
    row("weigh_transform(|k| -f(k), n)", 0, |v, n| {
        series(v, n, |m| over_divisors(m, |d| v.f(d)?.checked_mul(d as i64 * sign(m / d))))
    }),
    row("invert_transform(|k| f(k), n)", 0, |v, n| {
        if n == 0 { Some(1) } else { sum(1..=n, |k| v.f(k)?.checked_mul(v.before[n - k])) }
    }),
    row("binomial_transform(|k| f(k), n)", 0, |v, n| binomials(n, |k, b| b.checked_mul(v.f(k)?))),
    row("sum_over(0, n, |k| alternating_sign(k) * binomial(n, k) * f(k))", 0, |v, n| {
        binomials(n, |k, b| b.checked_mul(v.f(k)? * sign(k)))
    }),
    row("inverse_binomial_transform(|k| f(k), n)", 0, |v, n| binomials(n, |k, b| b.checked_mul(v.f(k)? * sign(n - k)))),
    row("f(n) + f(n + 1)", 0, |v, n| v.f(n)?.checked_add(v.f(n + 1)?)),
    row("f(n) * f(n + 1)", 0, |v, n| v.f(n)?.checked_mul(v.f(n + 1)?)),
    row("f(n) + f(n + 1)", 1, |v, n| v.f(n)?.checked_add(v.f(n + 1)?)),
    row("f(n) * f(n + 1)", 1, |v, n| v.f(n)?.checked_mul(v.f(n + 1)?)),
    row("f(n + 2) - f(n)", 1, |v, n| v.f(n + 2)?.checked_sub(v.f(n)?)),
    row("f(n) + f(n + 1) + f(n + 2)", 1, |v, n| v.f(n)?.checked_add(v.f(n + 1)?)?.checked_add(v.f(n + 2)?)),
    row("f(n) * f(n + 2)", 1, |v, n| v.f(n)?.checked_mul(v.f(n + 2)?)),
    row("gcd(f(n), f(n + 1))", 1, |v, n| Some(gcd(v.f(n)?, v.f(n + 1)?))),
    row("f(n + 1) % f(n)", 1, |v, n| crate::function::floor_mod(v.f(n + 1)?, v.f(n)?)),
    row("abs(f(n + 1) - f(n))", 1, |v, n| v.f(n + 1)?.checked_sub(v.f(n)?)?.checked_abs()),
    row("max_over(1, n, |k| f(k))", 1, |v, n| if n == 1 { v.f(1) } else { Some(v.last(n, 0)?.max(v.f(n)?)) }),
    row("fold(1..=n, 1, |l, k| lcm(l, f(k)))", 1, |v, n| {
        let (l, x) = (if n == 1 { 1 } else { v.last(n, 1)? }, v.f(n)?);
        if l == 0 || x == 0 { Some(0) } else { (l / gcd(l, x)).checked_mul(x)?.checked_abs() }
    }),
    row("fold(1..=n, 0, |c, k| bit_xor(c, f(k)))", 1, |v, n| {
        let (c, x) = (if n == 1 { 0 } else { v.last(n, 0)? }, v.f(n)?);
        (c >= 0 && x >= 0).then_some(c ^ x)
    }),
    row("length(distinct(map(1..=n, |k| f(k))))", 1, |v, n| {
        let x = v.f(n)?;
        let new = i64::from(!v.f[1..n].contains(&x));
        Some(new + if n == 1 { 0 } else { v.last(n, 0)? })
    }),
    row("count_over(1, n, |k| f(k) == f(n))", 1, |v, n| sum(1..=n, |k| Some(i64::from(v.f(k)? == v.f(n)?)))),
    row("count_over(1, n, |k| f(k) < f(n))", 1, |v, n| sum(1..=n, |k| Some(i64::from(v.f(k)? < v.f(n)?)))),
    row("count_over(1, n, |k| f(k) > f(n))", 1, |v, n| sum(1..=n, |k| Some(i64::from(v.f(k)? > v.f(n)?)))),
    row("count_over(1, n, |k| f(k) <= n)", 1, |v, n| sum(1..=n, |k| Some(i64::from(v.f(k)? <= n as i64)))),
    row("count_over(1, n, |k| divides(f(k), n))", 1, |v, n| {
        sum(1..=n, |k| Some(i64::from(crate::function::floor_mod(n as i64, v.f(k)?) == Some(0))))
    }),
    row("sum_over(1, n, |k| n % f(k))", 1, |v, n| sum(1..=n, |k| crate::function::floor_mod(n as i64, v.f(k)?))),
    row("first_from(|k| f(k) >= n, 1)", 0, |v, n| first(v, 1, |x| x >= n as i64)),
    row("first_from(|k| f(k) == n, 1)", 0, |v, n| first(v, 1, |x| x == n as i64)),
    row("first_from(|k| f(k) == n, 1)", 1, |v, n| first(v, 1, |x| x == n as i64)),
    row("first_from(|k| f(k) > n, 1)", 0, |v, n| first(v, 1, |x| x > n as i64)),
    row("first_from(|k| f(k) % n == 0, 1)", 1, |v, n| first(v, 1, |x| x % n as i64 == 0)),
    row("record_value(|k| f(k), 1, n - 1)", 1, |v, n| record(v, n).and_then(|k| v.f(k))),
    row("record_position(|k| f(k), 1, n - 1)", 1, |v, n| record(v, n).map(|k| k as i64)),
    row("fold(1..=n, 0, |c, k| concat_digits(c, f(k), 10))", 1, |v, n| {
        let x = v.f(n).filter(|&x| x >= 0)?;
        let c = if n == 1 { 0 } else { v.last(n, 0)? };
        c.checked_mul(10i64.checked_pow(crate::digits::count(x, 10)? as u32)?)?.checked_add(x)
    }),
    row("sum_over(1, n, |k| f(k) * (n - k))", 1, |v, n| sum(1..=n, |k| v.f(k)?.checked_mul((n - k) as i64))),
    row("sum_over(1, n, |k| f(k * (n - k)))", 1, |v, n| sum(1..=n, |k| v.f(k * (n - k)))),
    row("sum_over(1, n, |k| f(n * k))", 1, |v, n| sum(1..=n, |k| v.f(k * n))),
    row("sum_over(0, n, |k| f(bit_xor(n, k)))", 0, |v, n| sum(0..=n, |k| v.f(n ^ k))),
];

fn first(v: &Values<'_>, from: usize, p: impl Fn(i64) -> bool) -> Option<i64> {
    for k in from..v.f.len() {
        if p(v.f(k)?) {
            return Some(k as i64);
        }
    }
    None
}

fn record(v: &Values<'_>, n: usize) -> Option<usize> {
    let (mut count, mut most) = (0, i64::MIN);
    for k in 1..v.f.len() {
        if v.f(k)? > most {
            most = v.f(k)?;
            count += 1;
            if count == n {
                return Some(k);
            }
        }
    }
    None
}

/// The sequences made from two functions.
pub static PAIRINGS: [Transform; 10] = [
    row("divisor_sum(n, |d| f(d) * g(n / d))", 1, |v, n| over_divisors(n, |d| v.f(d)?.checked_mul(v.g(n / d)?))),
    row("sum_over(1, n - 1, |k| f(k) * g(n - k))", 1, |v, n| sum(1..n, |k| v.f(k)?.checked_mul(v.g(n - k)?))),
    row("sum_over(0, n, |k| f(k) * g(n - k))", 0, |v, n| sum(0..=n, |k| v.f(k)?.checked_mul(v.g(n - k)?))),
    row("sum_over(1, n, |k| f(k) * g(n / k))", 1, |v, n| sum(1..=n, |k| v.f(k)?.checked_mul(v.g(n / k)?))),
    row("sum_over(1, n, |k| f(gcd(n, k)) * g(k))", 1, |v, n| sum(1..=n, |k| v.f(common(n, k))?.checked_mul(v.g(k)?))),
    row("sum_over(1, n, |k| f(k) * g(k))", 1, |v, n| {
        v.last(n, 0).or(Some(0))?.checked_add(v.f(n)?.checked_mul(v.g(n)?)?)
    }),
    row("sum_over(0, n, |k| binomial(n, k) * f(k) * g(n - k))", 0, |v, n| {
        binomials(n, |k, b| b.checked_mul(v.f(k)?)?.checked_mul(v.g(n - k)?))
    }),
    row("multiplicative(n, |p, e| f(p) * g(e))", 1, |v, n| times(v, n, |p, e| v.f(p)?.checked_mul(v.g(e as usize)?))),
    row("sum_over(1, n / 2, |k| f(k) * g(n - k))", 1, |v, n| sum(1..=n / 2, |k| v.f(k)?.checked_mul(v.g(n - k)?))),
    row("divisor_sum(n, |d| f(d) ^ g(n / d))", 1, |v, n| {
        over_divisors(n, |d| v.f(d)?.checked_pow(u32::try_from(v.g(n / d)?).ok()?))
    }),
];
