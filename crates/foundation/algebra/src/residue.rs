//! Arithmetic modulo the prime 2⁶¹ − 1, and the way back to rational numbers.

use nth_num::Int;

/// The prime.
pub(crate) const P: u64 = (1 << 61) - 1;

/// A quotient in Euclid's algorithm as large as this marks a rational number that is small for the prime.
const MARK: u64 = 1 << 12;

pub(crate) fn add(a: u64, b: u64) -> u64 {
    let s = a + b;
    if s >= P { s - P } else { s }
}

pub(crate) fn sub(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + P - b }
}

pub(crate) fn neg(a: u64) -> u64 {
    if a == 0 { 0 } else { P - a }
}

pub(crate) fn mul(a: u64, b: u64) -> u64 {
    let x = u128::from(a) * u128::from(b);
    // Both halves fit: the product is below 2¹²².
    #[allow(clippy::cast_possible_truncation)]
    let s = (x as u64 & P) + (x >> 61) as u64;
    if s >= P { s - P } else { s }
}

pub(crate) fn pow(mut a: u64, mut e: u64) -> u64 {
    let mut out = 1;
    while e > 0 {
        if e & 1 == 1 {
            out = mul(out, a);
        }
        a = mul(a, a);
        e >>= 1;
    }
    out
}

/// The inverse; 0 for 0.
pub(crate) fn inv(a: u64) -> u64 {
    pow(a, P - 2)
}

pub(crate) fn from_i64(x: i64) -> u64 {
    let r = x.unsigned_abs() % P;
    if x < 0 { neg(r) } else { r }
}

pub(crate) fn from_int(x: &Int) -> u64 {
    match x {
        Int::Small(x) => from_i64(*x),
        Int::Big(b) => {
            // 2⁶⁴ is 8 modulo the prime.
            let r = b.magnitude().iter_u64_digits().rev().fold(0, |r, d| add(mul(r, 8), d % P));
            if x.signum() < 0 { neg(r) } else { r }
        }
    }
}

/// The rational number numerator / denominator that is `x` modulo the prime and small for it, with a positive denominator
/// (maximal quotient reconstruction). It is a guess: the caller verifies.
pub(crate) fn rational(x: u64) -> Option<(i64, i64)> {
    if x == 0 {
        return Some((0, 1));
    }
    let (mut r0, mut r1, mut t0, mut t1) = (P, x, 0_i64, 1_i64);
    let (mut mark, mut best) = (0, (0, 0));
    while r1 != 0 {
        let q = r0 / r1;
        if q > mark {
            (mark, best) = (q, (r1, t1));
        }
        (r0, r1) = (r1, r0 % r1);
        // |t| stays below the prime.
        (t0, t1) = (t1, t0.wrapping_sub(t1.wrapping_mul(q.cast_signed())));
    }
    if mark < MARK {
        return None;
    }
    let (n, d) = (best.0.cast_signed(), best.1);
    Some(if d < 0 { (-n, -d) } else { (n, d) })
}

/// Integers in the ratios of these residues: the least common denominator times each, and the denominator. A guess.
pub(crate) fn integers(xs: &[u64]) -> Option<(Vec<Int>, Int)> {
    let mut common = 1_u64;
    let mut parts = Vec::with_capacity(xs.len());
    for x in xs {
        let (n, d) = rational(mul(*x, common))?;
        common = u64::try_from(i128::from(common) * i128::from(d)).ok().filter(|c| *c < P)?;
        parts.push((n, common));
    }
    let all = parts.into_iter().map(|(n, at)| Int::from(n).mul(&Int::from(i128::from(common / at)))).collect();
    Some((all, Int::from(i128::from(common))))
}

/// The solution of a square system, rows of coefficients with the right side last; `None` where it is singular.
pub(crate) fn solve(mut rows: Vec<Vec<u64>>) -> Option<Vec<u64>> {
    let n = rows.len();
    for c in 0..n {
        let pivot = (c..n).find(|r| rows[*r][c] != 0)?;
        rows.swap(c, pivot);
        let scale = inv(rows[c][c]);
        for x in &mut rows[c][c..] {
            *x = mul(*x, scale);
        }
        let (row, width) = (rows[c].clone(), n + 1);
        for (r, other) in rows.iter_mut().enumerate() {
            if r != c && other[c] != 0 {
                let f = other[c];
                for k in c..width {
                    other[k] = sub(other[k], mul(f, row[k]));
                }
            }
        }
    }
    Some(rows.iter().map(|r| r[n]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rationals_come_back() {
        for (n, d) in [(0, 1), (1, 1), (-1, 1), (3, 7), (-22, 7), (1_000_003, 999_983), (-1_000_003 << 18, 3)] {
            let x = mul(from_i64(n), inv(from_i64(d)));
            assert_eq!(rational(x), Some((n, d)));
        }
        let xs: Vec<u64> =
            [(1, 2), (-1, 3), (5, 6), (7, 4)].iter().map(|(n, d)| mul(from_i64(*n), inv(from_i64(*d)))).collect();
        let (ns, d) = integers(&xs).unwrap();
        assert_eq!((ns, d), ([6, -4, 10, 21].map(Int::from).to_vec(), Int::from(12)));
    }

    #[test]
    fn big_residues() {
        let x: Int = "-340282366920938463463374607431768211456".parse().unwrap();
        assert_eq!(from_int(&x), neg(64));
    }
}
