//! The functions of the library that are tabulated: one row each.
//!
//! A value is `None` where the library has none, or where it is not known here.

use nth_propose::build::Template;

use crate::digits as d;
use nth_algebra::primes::PrimeTables;
use nth_algebra::{gcd, isqrt, power_mod};

/// A function of a number and its prime factors with their exponents.
pub type OfFactors = fn(i64, &[(i64, u32)]) -> Option<i64>;

/// The function that computes the values of a row.
#[derive(Clone, Copy)]
pub enum Eval {
    /// Function of the number alone; `None` where it has no value.
    Plain(fn(i64) -> Option<i64>),
    /// Function of the number, which is at least 1, and its factorisation.
    Factors(OfFactors),
    /// Function of the number and the tables of primes.
    Tables(fn(&PrimeTables, i64) -> Option<i64>),
}

/// A function of the library.
pub struct Row {
    /// The source, a template.
    pub source: Template,
    /// The function that computes the values.
    pub eval: Eval,
}

/// A row that is computed from the number.
pub const fn plain(source: &'static str, f: fn(i64) -> Option<i64>) -> Row {
    Row { source: Template::new(source), eval: Eval::Plain(f) }
}

/// A row that is computed from the factors of the number.
pub const fn factors(source: &'static str, f: OfFactors) -> Row {
    Row { source: Template::new(source), eval: Eval::Factors(f) }
}

/// A row that is computed with the tables of primes.
pub const fn tables(source: &'static str, f: fn(&PrimeTables, i64) -> Option<i64>) -> Row {
    Row { source: Template::new(source), eval: Eval::Tables(f) }
}

/// The rows, the best known functions first, roughly.
pub static ROWS: [Row; 103] = [
    // Divisors and factors.
    factors("num_divisors($)", |_, f| Some(f.iter().map(|&(_, e)| i64::from(e) + 1).product())),
    factors("sigma(1, $)", |_, f| sigma(1, f)),
    factors("euler_phi($)", |_, f| times(f, |p, e| Some(p.pow(e - 1) * (p - 1)))),
    factors("omega($)", |_, f| Some(f.len() as i64)),
    factors("big_omega($)", |_, f| Some(f.iter().map(|&(_, e)| i64::from(e)).sum())),
    factors("mobius($)", |_, f| times(f, |_, e| Some(if e == 1 { -1 } else { 0 }))),
    factors("smallest_prime_factor($)", |_, f| Some(f.first().map_or(1, |x| x.0))),
    factors("largest_prime_factor($)", |_, f| Some(f.last().map_or(1, |x| x.0))),
    factors("radical($)", |_, f| times(f, |p, _| Some(p))),
    factors("aliquot_sum($)", |x, f| sigma(1, f)?.checked_sub(x)),
    factors("squarefree_part($)", |_, f| times(f, |p, e| Some(if e % 2 == 1 { p } else { 1 }))),
    factors("sum(prime_factors($))", |_, f| Some(f.iter().map(|&(p, e)| p * i64::from(e)).sum())),
    factors("sum(prime_divisors($))", |_, f| Some(f.iter().map(|&(p, _)| p).sum())),
    factors("liouville($)", |_, f| times(f, |_, e| Some(if e % 2 == 1 { -1 } else { 1 }))),
    factors("sigma(2, $)", |_, f| sigma(2, f)),
    factors("sigma(3, $)", |_, f| sigma(3, f)),
    factors("jordan_totient(2, $)", |_, f| {
        times(f, |p, e| p.checked_pow(2 * e - 2)?.checked_mul(p.checked_mul(p)? - 1))
    }),
    factors("dedekind_psi($)", |_, f| times(f, |p, e| Some(p.pow(e - 1) * (p + 1)))),
    factors("unitary_sigma($)", |_, f| times(f, |p, e| Some(p.pow(e) + 1))),
    factors("pillai($)", |_, f| times(f, |p, e| p.pow(e - 1).checked_mul((i64::from(e) + 1) * p - i64::from(e)))),
    factors("carmichael($)", |_, f| Some(carmichael(f))),
    factors("maximum(cons(0, prime_exponents($)))", |_, f| Some(f.iter().map(|x| i64::from(x.1)).max().unwrap_or(0))),
    factors("mangoldt_exp($)", |_, f| Some(if f.len() == 1 { f[0].0 } else { 1 })),
    factors("product(prime_exponents($))", |_, f| times(f, |_, e| Some(i64::from(e)))),
    factors("additive($, |p, e| p ^ e)", |_, f| Some(f.iter().map(|&(p, e)| p.pow(e)).sum())),
    factors("multiplicative($, |p, e| e * p ^ (e - 1))", |_, f| times(f, |p, e| Some(i64::from(e) * p.pow(e - 1)))),
    factors("multiplicative($, |p, e| p + e)", |_, f| times(f, |p, e| Some(p + i64::from(e)))),
    factors("multiplicative($, |p, e| (p - 1) ^ e)", |_, f| times(f, |p, e| Some((p - 1).pow(e)))),
    factors("multiplicative($, |p, e| (p + 1) ^ e)", |_, f| times(f, |p, e| (p + 1).checked_pow(e))),
    factors("multiplicative($, |p, _| p - 1)", |_, f| times(f, |p, _| Some(p - 1))),
    factors("multiplicative($, |p, _| p + 1)", |_, f| times(f, |p, _| Some(p + 1))),
    factors("multiplicative($, |p, e| if e == 1 then 1 else p ^ e)", |_, f| {
        times(f, |p, e| Some(if e == 1 { 1 } else { p.pow(e) }))
    }),
    factors("additive($, |p, e| $ / p * e)", |x, f| Some(f.iter().map(|&(p, e)| x / p * i64::from(e)).sum())),
    // Primes.
    tables("prime($)", PrimeTables::prime),
    tables("prime_pi($)", PrimeTables::prime_pi),
    tables("next_prime($)", |t, x| if x < 0 { None } else { t.next_prime(x) }),
    tables("previous_prime($)", PrimeTables::previous_prime),
    tables("indicator(is_prime($))", |t, x| t.is_prime(x).map(i64::from)),
    tables("composite($)", composite),
    // Digits.
    plain("digit_sum($, 10)", |x| d::sum(x, 10)),
    plain("reverse_digits($, 10)", |x| d::reversed(x, 10)),
    plain("digit_product($, 10)", |x| d::product(x, 10)),
    plain("num_digits($, 10)", |x| d::count(x, 10)),
    plain("digital_root($, 10)", |x| {
        if x == 0 {
            Some(0)
        } else if x > 0 {
            Some((x - 1) % 9 + 1)
        } else {
            None
        }
    }),
    plain("sort_digits($, 10)", |x| d::sorted(x, 10)),
    plain("digit_sum_of($, 10, square)", |x| if x < 0 { None } else { Some(d::of(x, 10).iter().map(|d| d * d).sum()) }),
    plain("length(distinct(digits($, 10)))", |x| d::distinct(x, 10)),
    plain("digit_sum($, 3)", |x| d::sum(x, 3)),
    plain("digit_sum($, 4)", |x| d::sum(x, 4)),
    plain("digit_sum($, 5)", |x| d::sum(x, 5)),
    plain("maximum(digits($, 10))", |x| if x < 0 { None } else { d::of(x, 10).into_iter().max() }),
    plain("minimum(digits($, 10))", |x| if x < 0 { None } else { d::of(x, 10).into_iter().min() }),
    plain("rebase($, 10, 2)", |x| d::rebased(x, 10, 2)),
    plain("rebase($, 2, 10)", |x| d::rebased(x, 2, 10)),
    plain("rebase($, 3, 10)", |x| d::rebased(x, 3, 10)),
    plain("rebase($, 2, 3)", |x| d::rebased(x, 2, 3)),
    plain("rebase($, 2, 4)", |x| d::rebased(x, 2, 4)),
    plain("rebase($, 3, 2)", |x| d::rebased(x, 3, 2)),
    plain("rebase($, 4, 2)", |x| d::rebased(x, 4, 2)),
    plain("rebase($, 4, 10)", |x| d::rebased(x, 4, 10)),
    plain("rebase($, 5, 10)", |x| d::rebased(x, 5, 10)),
    plain("rebase($, 6, 10)", |x| d::rebased(x, 6, 10)),
    plain("rebase($, 7, 10)", |x| d::rebased(x, 7, 10)),
    plain("rebase($, 8, 10)", |x| d::rebased(x, 8, 10)),
    plain("rebase($, 9, 10)", |x| d::rebased(x, 9, 10)),
    plain("rebase($, 10, 3)", |x| d::rebased(x, 10, 3)),
    plain("rebase($, 10, 16)", |x| d::rebased(x, 10, 16)),
    plain("reverse_digits($, 3)", |x| d::reversed(x, 3)),
    // Bits.
    plain("popcount($)", |x| if x < 0 { None } else { Some(i64::from(x.count_ones())) }),
    plain("bit_length($)", |x| if x < 0 { None } else { Some(i64::from(64 - x.leading_zeros())) }),
    plain("reverse_digits($, 2)", |x| d::reversed(x, 2)),
    plain("gray_code($)", |x| if x < 0 { None } else { Some(x ^ (x / 2)) }),
    plain("gray_decode($)", |x| if x < 0 { None } else { Some(d::gray_decode(x)) }),
    plain("odd_part($)", |x| if x < 1 { None } else { Some(x >> x.trailing_zeros()) }),
    plain("lowest_bit($)", |x| if x < 1 { None } else { Some(x & -x) }),
    plain("highest_bit($)", |x| if x < 1 { None } else { Some(1 << (63 - x.leading_zeros())) }),
    plain("valuation($, 2)", |x| valuation(x, 2)),
    plain("valuation($, 3)", |x| valuation(x, 3)),
    plain("valuation($, 5)", |x| valuation(x, 5)),
    plain("remove_factor($, 3)", |x| valuation(x, 3).map(|e| x / 3i64.pow(e as u32))),
    plain("bit_xor($, 2 * $)", |x| if x < 0 { None } else { Some(x ^ x.checked_mul(2)?) }),
    plain("binary_complement($)", |x| match x {
        0 => Some(1),
        1.. => Some(i64::MAX >> (x.leading_zeros() - 1) ^ x),
        _ => None,
    }),
    plain("stern($)", |x| if x < 0 { None } else { Some(d::stern(x)) }),
    // Roots and forms.
    plain("isqrt($)", |x| if x < 0 { None } else { Some(isqrt(x)) }),
    plain("indicator(is_square($))", |x| Some(i64::from(x >= 0 && isqrt(x).pow(2) == x))),
    plain("iroot($, 3)", |x| if x < 0 { None } else { Some(d::cube_root(x)) }),
    plain("triangular_root($)", |x| if !(0..1 << 59).contains(&x) { None } else { Some((isqrt(8 * x + 1) - 1) / 2) }),
    plain("triangular($)", |x| x.checked_mul(x.checked_add(1)?).map(|y| y / 2)),
    plain("square($)", |x| x.checked_mul(x)),
    plain("cube($)", |x| x.checked_mul(x)?.checked_mul(x)),
    plain("abs($)", i64::checked_abs),
    plain("2 ^ $", |x| if (0..63).contains(&x) { Some(1 << x) } else { None }),
    plain("3 ^ $", |x| if (0..40).contains(&x) { 3i64.checked_pow(x as u32) } else { None }),
    plain("alternating_sign($)", |x| Some(if x % 2 == 0 { 1 } else { -1 })),
    plain("fib($)", |x| {
        if (0..=92).contains(&x) { Some((0..x).fold((0i64, 1i64), |(a, b), _| (b, a.wrapping_add(b))).0) } else { None }
    }),
    plain("factorial($)", |x| {
        if x < 1 {
            Some(1)
        } else if x <= 20 {
            Some((1..=x).product())
        } else {
            None
        }
    }),
    plain("lower_wythoff($)", |x| if (1..1 << 30).contains(&x) { Some((x + isqrt(5 * x * x)) / 2) } else { None }),
    plain("isqrt(2 * $ * $)", |x| if (0..1 << 30).contains(&x) { Some(isqrt(2 * x * x)) } else { None }),
    // Residues and iterations.
    tables("multiplicative_order(2, $)", |t, x| order(t, 2, x)),
    tables("decimal_period($)", decimal_period),
    plain("collatz_steps($)", |x| d::collatz(x).map(|c| c.0)),
    plain("collatz_step($)", |x| if x % 2 == 0 { Some(x / 2) } else { x.checked_mul(3)?.checked_add(1) }),
    tables("primorial($)", |t, x| if x < 0 { None } else { (1..=x).try_fold(1i64, |a, i| a.checked_mul(t.prime(i)?)) }),
];

fn times(f: &[(i64, u32)], g: impl Fn(i64, u32) -> Option<i64>) -> Option<i64> {
    f.iter().try_fold(1i64, |a, &(p, e)| a.checked_mul(g(p, e)?))
}

fn sigma(k: u32, f: &[(i64, u32)]) -> Option<i64> {
    times(f, |p, e| {
        let q = p.checked_pow(k)?;
        (0..e).try_fold(1i64, |s, _| s.checked_mul(q)?.checked_add(1))
    })
}

fn carmichael(f: &[(i64, u32)]) -> i64 {
    f.iter().fold(1, |l, &(p, e)| {
        let x = if p == 2 && e > 2 { 1 << (e - 2) } else { p.pow(e - 1) * (p - 1) };
        l / gcd(l, x) * x
    })
}

/// The exponent of p in x ≥ 1.
pub fn valuation(x: i64, p: i64) -> Option<i64> {
    if x == 0 {
        return None;
    }
    let (mut x, mut e) = (x, 0);
    while x % p == 0 {
        x /= p;
        e += 1;
    }
    Some(e)
}

/// Multiplicative order of `a` modulo `x`, with the value of the library where the two are not coprime.
fn order(t: &PrimeTables, a: u64, x: i64) -> Option<i64> {
    let phi = times(t.factor(x)?.parts(), |p, e| Some(p.pow(e - 1) * (p - 1)))?;
    let mut k = phi;
    for &(p, e) in t.factor(phi)?.parts() {
        for _ in 0..e {
            if power_mod(a, (k / p) as u64, x as u64) == 1 % x as u64 {
                k /= p;
            }
        }
    }
    Some(k)
}

fn decimal_period(t: &PrimeTables, x: i64) -> Option<i64> {
    if x < 1 {
        return None;
    }
    let mut m = x;
    for p in [2, 5] {
        while m % p == 0 {
            m /= p;
        }
    }
    if m == 1 { Some(0) } else { order(t, 10, m) }
}

fn composite(t: &PrimeTables, n: i64) -> Option<i64> {
    if !(1..100_000).contains(&n) {
        return None;
    }
    let mut k = n + 1;
    loop {
        let next = n + 1 + t.prime_pi(k)?;
        if next == k {
            return Some(k);
        }
        k = next;
    }
}
