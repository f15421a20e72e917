//! Functions of prime powers, from their values at some.

use nth_algebra::{Residue, solve};

use crate::solve::linear;

/// A value at a prime power.
#[derive(Clone, Copy)]
pub(crate) struct At {
    /// The prime p of the power pᵉ.
    pub p: i64,
    /// The exponent e of the power pᵉ.
    pub e: u32,
    /// The value at pᵉ, as a residue.
    pub value: Residue,
}

/// A form of a function of prime powers.
pub(crate) struct PowerForm {
    /// The source in `p` and `e`.
    pub source: String,
    /// Number of values that determine it.
    pub parameters: usize,
    /// Bits of what was chosen in the form.
    pub bits: f64,
}

/// An expression of e, and its value.
type OfExponent = (&'static str, fn(u64) -> Residue);
/// An expression of p and e, and its value.
type Column = (&'static str, fn(u64, u64) -> Residue);

fn pow(p: u64, e: u64) -> Residue {
    Residue::new(p).pow(e)
}

fn int(x: u64) -> Residue {
    Residue::new(x)
}

fn sign(e: u64) -> Residue {
    if e % 2 == 1 { -Residue::ONE } else { Residue::ONE }
}

/// The expressions whose combinations are tried, the simplest first.
const COLUMNS: [Column; 26] = [
    ("1", |_, _| int(1)),
    ("e", |_, e| int(e)),
    ("e * e", |_, e| int(e * e)),
    ("p", |p, _| int(p)),
    ("p ^ e", pow),
    ("p ^ (e - 1)", |p, e| pow(p, e - 1)),
    ("indicator(e == 1)", |_, e| int(u64::from(e == 1))),
    ("alternating_sign(e)", |_, e| sign(e)),
    ("geometric_sum(p, e + 1)", |p, e| (0..=e).fold(int(0), |s, i| s + pow(p, i))),
    ("p ^ (2 * e)", |p, e| pow(p, 2 * e)),
    ("p ^ (2 * e - 1)", |p, e| pow(p, 2 * e - 1)),
    ("p ^ (2 * e - 2)", |p, e| pow(p, 2 * e - 2)),
    ("e * p ^ e", |p, e| int(e) * pow(p, e)),
    ("e * p ^ (e - 1)", |p, e| int(e) * pow(p, e - 1)),
    ("p ^ (e / 2)", |p, e| pow(p, e / 2)),
    ("p ^ ((e + 1) / 2)", |p, e| pow(p, e.div_ceil(2))),
    ("p ^ (e % 2)", |p, e| pow(p, e % 2)),
    ("p ^ (e + 1)", |p, e| pow(p, e + 1)),
    ("p ^ (3 * e)", |p, e| pow(p, 3 * e)),
    ("p ^ (3 * e - 1)", |p, e| pow(p, 3 * e - 1)),
    ("e * e * e", |_, e| int(e * e * e)),
    ("e * p", |p, e| int(e * p)),
    ("2 ^ e", |_, e| pow(2, e)),
    ("p * p", |p, _| int(p * p)),
    ("geometric_sum(p * p, e + 1)", |p, e| (0..=e).fold(int(0), |s, i| s + pow(p, 2 * i))),
    ("geometric_sum(-p, e + 1)", |p, e| (0..=e).fold(int(0), |s, i| s + sign(i) * pow(p, i))),
];

/// Number of the first columns that are tried three at a time.
const THREE: usize = 15;

/// Expressions of e alone that are no sums of columns.
const ALONE: [OfExponent; 10] = [
    ("partitions(e)", |e| int([1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42].get(e as usize).copied().unwrap_or(0))),
    ("fib(e + 1)", |e| int([1, 1, 2, 3, 5, 8, 13, 21, 34, 55].get(e as usize).copied().unwrap_or(0))),
    ("e / 2 + 1", |e| int(e / 2 + 1)),
    ("(e + 1) / 2", |e| int(e.div_ceil(2))),
    ("num_divisors(e)", |e| int((1..=e).filter(|d| e % d == 0).count() as u64)),
    ("indicator(e <= 2)", |e| int(u64::from(e <= 2))),
    ("(e + 3) / 3", |e| int(e / 3 + 1)),
    ("factorial(e)", |e| int((1..=e).product())),
    ("indicator(e % 3 == 0)", |e| int(u64::from(e % 3 == 0))),
    ("2 ^ (e / 2)", |e| pow(2, e / 2)),
];

/// A form of the values, if there is one: one for all primes, with exceptions at 2, 3 or 5, or by the prime modulo a
/// small number.
pub(crate) fn fit_powers(data: &[At]) -> Option<PowerForm> {
    if let Some(f) = fit_one(data, 3) {
        return Some(f);
    }
    for exceptions in [&[2i64][..], &[3], &[5], &[2, 3]] {
        if let Some(f) = with_exceptions(data, exceptions, &|rest| fit_one(rest, 3)) {
            return Some(f);
        }
    }
    for exceptions in [&[][..], &[2i64], &[3], &[2, 3]] {
        for m in [4, 3, 5, 8, 12, 7] {
            let classes = |rest: &[At]| by_class(rest, m);
            if let Some(f) = with_exceptions(data, exceptions, &classes) {
                return Some(f);
            }
        }
    }
    None
}

/// The form that `main` gives, with forms of their own for some primes.
fn with_exceptions(data: &[At], at: &[i64], main: &dyn Fn(&[At]) -> Option<PowerForm>) -> Option<PowerForm> {
    let rest: Vec<At> = data.iter().filter(|d| !at.contains(&d.p)).copied().collect();
    if rest.len() < 4 {
        return None;
    }
    let mut f = main(&rest)?;
    for q in at {
        let own: Vec<At> = data.iter().filter(|d| d.p == *q).copied().collect();
        let own = fit_one(&own, 2).or_else(|| listed(&own))?;
        f = PowerForm {
            source: format!("if p == {q} then {} else {}", own.source, f.source),
            parameters: f.parameters + own.parameters,
            bits: f.bits + own.bits + 3.0,
        };
    }
    Some(f)
}

/// A form of at most two values: the values themselves.
fn listed(data: &[At]) -> Option<PowerForm> {
    if data.len() > 2 {
        return None;
    }
    let v: Option<Vec<i64>> = data.iter().map(|d| d.value.signed()).collect();
    let v = v?;
    let source = match v[..] {
        [a] => a.to_string(),
        [a, b] => format!("if e == 1 then {a} else {b}"),
        _ => return None,
    };
    Some(PowerForm { source, parameters: v.len(), bits: v.iter().map(|x| bits_of(*x)).sum() })
}

/// A form for each class of primes modulo m.
fn by_class(data: &[At], m: i64) -> Option<PowerForm> {
    let mut classes: Vec<(i64, PowerForm)> = Vec::new();
    for r in 1..m {
        let own: Vec<At> = data.iter().filter(|d| d.p % m == r).copied().collect();
        if own.is_empty() {
            continue;
        }
        let f = fit_one(&own, 2)?;
        classes.push((r, f));
    }
    // Primes that divide m.
    let divide: Vec<At> = data.iter().filter(|d| m % d.p == 0).copied().collect();
    let mut source = String::new();
    let (mut parameters, mut bits) = (0, 4.0);
    let mut primes: Vec<i64> = divide.iter().map(|d| d.p).collect();
    primes.dedup();
    primes.sort_unstable();
    primes.dedup();
    for q in primes {
        let own: Vec<At> = divide.iter().filter(|d| d.p == q).copied().collect();
        let f = fit_one(&own, 2).or_else(|| listed(&own))?;
        source += &format!("if p == {q} then {} else ", f.source);
        parameters += f.parameters;
        bits += f.bits + 3.0;
        classes.retain(|c| c.0 != q || c.0 % q != 0 || m % q != 0);
    }
    let last = classes.pop()?;
    // Classes with the form of the last one need no mention.
    for (r, f) in classes {
        parameters += f.parameters;
        bits += f.bits;
        if f.source != last.1.source {
            source += &format!("if p % {m} == {r} then {} else ", f.source);
        }
    }
    source += &last.1.source;
    Some(PowerForm { source, parameters: parameters + last.1.parameters, bits: bits + last.1.bits })
}

/// A single form for all primes: a combination of at most `most` columns, or an expression of e.
fn fit_one(data: &[At], most: usize) -> Option<PowerForm> {
    let rows: Vec<Vec<Residue>> =
        COLUMNS.iter().map(|c| data.iter().map(|d| (c.1)(d.p as u64, u64::from(d.e))).collect()).collect();
    let want: Vec<Residue> = data.iter().map(|d| d.value).collect();
    if want.iter().all(Residue::is_zero) {
        return Some(PowerForm { source: "0".into(), parameters: 1, bits: 1.0 });
    }
    for size in 1..=most {
        if data.len() <= size {
            break;
        }
        let among = if size == 3 { THREE } else { COLUMNS.len() };
        let mut pick: Vec<usize> = (0..size).collect();
        loop {
            if let Some(c) = combine(&rows, &want, &pick) {
                let choice = (among as f64).log2() * size as f64;
                return Some(combination(&pick, &c, choice));
            }
            if !next_pick(&mut pick, among) {
                break;
            }
        }
        if size == 1 {
            for (source, f) in ALONE {
                if data.iter().all(|d| f(u64::from(d.e)) == d.value) {
                    return Some(PowerForm { source: source.into(), parameters: 2, bits: 6.0 });
                }
            }
        }
    }
    None
}

/// Goes on to the next combination of numbers below `among`; false after the last.
fn next_pick(pick: &mut [usize], among: usize) -> bool {
    let size = pick.len();
    for i in (0..size).rev() {
        if pick[i] + size - i < among {
            pick[i] += 1;
            for j in i + 1..size {
                pick[j] = pick[j - 1] + 1;
            }
            return true;
        }
    }
    false
}

/// The coefficients, numerators over a common denominator, if the picked columns add up to what is wanted.
fn combine(rows: &[Vec<Residue>], want: &[Residue], pick: &[usize]) -> Option<(Vec<i64>, i64)> {
    let row = |i: usize| pick.iter().map(|&c| rows[c][i]).chain([want[i]]).collect();
    let solution = solve(pick.len(), (0..want.len()).map(row))?;
    let c = solution.into_iter().map(Residue::fraction).collect::<Option<Vec<(i64, i64)>>>()?;
    let den = c.iter().fold(1i64, |d, x| num_integer::lcm(d, x.1));
    if den > 24 || c.iter().any(|x| x.0 == 0 || x.0.abs() > 10_000) {
        return None;
    }
    Some((c.iter().map(|x| x.0 * (den / x.1)).collect(), den))
}

/// The sum of the picked columns with these coefficients over a denominator.
fn combination(pick: &[usize], (c, den): &(Vec<i64>, i64), choice: f64) -> PowerForm {
    let named: Vec<(i64, &str)> = c.iter().zip(pick).rev().map(|(c, i)| (*c, COLUMNS[*i].0)).collect();
    let bits = choice + c.iter().map(|x| bits_of(*x)).sum::<f64>() + (*den as f64).log2();
    PowerForm { source: linear(&named, *den).to_string(), parameters: pick.len(), bits }
}

/// Bits of a coefficient.
fn bits_of(x: i64) -> f64 {
    f64::from(64 - x.unsigned_abs().leading_zeros()) + 1.0
}
