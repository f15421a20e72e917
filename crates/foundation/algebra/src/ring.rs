//! The numbers that transforms are undone on: integers modulo a prime to look quickly, exact integers to be sure.

use std::sync::OnceLock;

use nth_num::Int;

use crate::weights::{Arithmetic, KERNELS_ALL, Kernel, WEIGHTS, Weight};

/// How many terms of a sequence are looked at.
pub(crate) const CAP: usize = 128;

/// What the transforms need of numbers.
pub(crate) trait Ring: Clone + PartialEq {
    /// How many terms a reversion looks at: it takes the third power of their number.
    const REVERT: usize = CAP;
    /// The image of a small integer.
    fn small(x: i64) -> Self;
    /// The sum.
    fn add(&self, b: &Self) -> Self;
    /// The difference.
    fn sub(&self, b: &Self) -> Self;
    /// The product.
    fn mul(&self, b: &Self) -> Self;
    /// The quotient, where it is exact.
    fn div(&self, b: &Self) -> Option<Self>;
    /// Whether it is zero.
    fn is_zero(&self) -> bool;

    /// The quotient by a small integer, where it is exact.
    fn over(&self, b: i64) -> Option<Self> {
        if b == 1 { Some(self.clone()) } else { self.div(&Self::small(b)) }
    }

    /// The product with a small integer.
    fn times(&self, b: i64) -> Self {
        self.mul(&Self::small(b))
    }

    /// The values of a weight from index `start` on.
    fn weight(w: Weight, start: usize, len: usize) -> Vec<Self> {
        w.values(start, len)
    }

    /// The terms divided by the values of a weight from index `start` on.
    fn over_weight(t: &[Self], w: Weight, start: usize) -> Option<Vec<Self>> {
        t.iter().zip(Self::weight(w, start, t.len())).map(|(a, b)| a.div(&b)).collect()
    }

    /// The values of a kernel from index 0.
    fn kernel(k: Kernel, len: usize) -> Vec<Self> {
        k.values(len)
    }

    /// The Dirichlet inverse of an arithmetic function from index 1.
    fn dirichlet_inverse(g: Arithmetic, len: usize) -> Vec<Self> {
        g.inverse(len).into_iter().map(Self::small).collect()
    }
}

impl Ring for Int {
    fn small(x: i64) -> Self {
        Int::from(x)
    }
    fn add(&self, b: &Self) -> Self {
        Int::add(self, b)
    }
    fn sub(&self, b: &Self) -> Self {
        Int::sub(self, b)
    }
    fn mul(&self, b: &Self) -> Self {
        Int::mul(self, b)
    }
    fn div(&self, b: &Self) -> Option<Self> {
        let q = self.floor_div(b).ok()?;
        (&Int::mul(&q, b) == self).then_some(q)
    }
    fn is_zero(&self) -> bool {
        Int::is_zero(self)
    }
}

/// 2⁶¹ − 1.
pub(crate) const P: u64 = (1 << 61) - 1;

/// A residue modulo the prime 2⁶¹ − 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub(crate) struct Mod(pub u64);

impl Mod {
    /// The residue of an integer.
    pub(crate) fn of(x: &Int) -> Self {
        match x {
            Int::Small(v) => Self::small(*v),
            Int::Big(b) => {
                let mut r = Mod(0);
                for d in b.magnitude().iter_u64_digits().rev() {
                    // 2⁶⁴ = 8 modulo 2⁶¹ − 1.
                    r = r.mul(&Mod(8)).add(&Mod(fold(u128::from(d))));
                }
                if x.signum() < 0 { Mod(0).sub(&r) } else { r }
            }
        }
    }

    /// The power.
    pub(crate) fn pow(self, mut e: u64) -> Self {
        let (mut b, mut r) = (self, Mod(1));
        while e > 0 {
            if e & 1 == 1 {
                r = r.mul(&b);
            }
            b = b.mul(&b);
            e >>= 1;
        }
        r
    }

    /// The inverse, if it is not zero.
    pub(crate) fn inverse(self) -> Option<Self> {
        if self.0 == 0 {
            return None;
        }
        // Euclid's algorithm: a third of the time of the power p − 2.
        let (mut a, mut b, mut x, mut y) = (self.0, P, 1i128, 0i128);
        while a > 1 {
            let q = b / a;
            (a, b) = (b - q * a, a);
            (x, y) = (y - i128::from(q) * x, x);
        }
        u64::try_from(x.rem_euclid(i128::from(P))).ok().map(Mod)
    }

    /// The small integer that has this residue, if its absolute value is below 2⁴⁰.
    pub(crate) fn signed(self) -> Option<i64> {
        const SMALL: u64 = 1 << 40;
        if self.0 < SMALL {
            i64::try_from(self.0).ok()
        } else if P - self.0 < SMALL {
            i64::try_from(P - self.0).ok().map(|x| -x)
        } else {
            None
        }
    }

    /// The fraction of small integers that has this residue, if there is one: numerator below 2³⁰, denominator to 2¹².
    pub(crate) fn fraction(self) -> Option<(i64, i64)> {
        let (mut a, mut b, mut x, mut y) = (self.0, P, 1i128, 0i128);
        while a >= 1 << 30 {
            let q = b / a;
            (a, b) = (b - q * a, a);
            (x, y) = (y - i128::from(q) * x, x);
        }
        let (num, den) = (i64::try_from(a).ok()?, i64::try_from(x).ok()?);
        if den == 0 || den.abs() > 1 << 12 {
            return None;
        }
        Some(if den < 0 { (-num, -den) } else { (num, den) })
    }
}

fn fold(x: u128) -> u64 {
    let x = (x & u128::from(P)) as u64 + (x >> 61) as u64;
    let x = (x & P) + (x >> 61);
    if x >= P { x - P } else { x }
}

impl Ring for Mod {
    const REVERT: usize = 40;
    fn small(x: i64) -> Self {
        let r = x.unsigned_abs() % P;
        Mod(if x < 0 && r > 0 { P - r } else { r })
    }
    fn add(&self, b: &Self) -> Self {
        let s = self.0 + b.0;
        Mod(if s >= P { s - P } else { s })
    }
    fn sub(&self, b: &Self) -> Self {
        Mod(if self.0 >= b.0 { self.0 - b.0 } else { self.0 + P - b.0 })
    }
    fn mul(&self, b: &Self) -> Self {
        Mod(fold(u128::from(self.0) * u128::from(b.0)))
    }
    fn div(&self, b: &Self) -> Option<Self> {
        Some(self.mul(&b.inverse()?))
    }
    fn is_zero(&self) -> bool {
        self.0 == 0
    }
    fn over(&self, b: i64) -> Option<Self> {
        match usize::try_from(b).ok().and_then(|b| tables().inverses.get(b)) {
            Some(i) => Some(self.mul(i)),
            None => self.div(&Self::small(b)),
        }
    }
    fn weight(w: Weight, start: usize, len: usize) -> Vec<Self> {
        match tables().weights.get(w as usize) {
            Some(v) if start + len <= v.len() => v[start..start + len].to_vec(),
            Some(_) | None => w.values(start, len),
        }
    }
    fn over_weight(t: &[Self], w: Weight, start: usize) -> Option<Vec<Self>> {
        let by = tables().weight_inverses.get(w as usize)?.get(start..start + t.len())?;
        if by.iter().any(Self::is_zero) {
            return None;
        }
        Some(t.iter().zip(by).map(|(a, b)| a.mul(b)).collect())
    }
    fn kernel(k: Kernel, len: usize) -> Vec<Self> {
        match tables().kernels.get(k as usize) {
            Some(v) if len <= v.len() => v[..len].to_vec(),
            Some(_) | None => k.values(len),
        }
    }
    fn dirichlet_inverse(g: Arithmetic, len: usize) -> Vec<Self> {
        match tables().arithmetic.get(g as usize) {
            Some(v) if len <= v.len() => v[..len].to_vec(),
            Some(_) | None => g.inverse(len).into_iter().map(Self::small).collect(),
        }
    }
}

/// What is computed once for the look modulo the prime.
struct Tables {
    inverses: Vec<Mod>,
    weights: Vec<Vec<Mod>>,
    weight_inverses: Vec<Vec<Mod>>,
    kernels: Vec<Vec<Mod>>,
    arithmetic: Vec<Vec<Mod>>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    const LEN: usize = CAP + 8;
    TABLES.get_or_init(|| {
        let slow = |v: Vec<Int>| -> Vec<Mod> { v.iter().map(Mod::of).collect() };
        let weights: Vec<Vec<Mod>> = WEIGHTS.iter().map(|w| slow(w.values(0, LEN))).collect();
        let invert = |v: &Vec<Mod>| v.iter().map(|x| x.inverse().unwrap_or(Mod(0))).collect();
        Tables {
            inverses: invert(&(0..512).map(Mod).collect()),
            weight_inverses: weights.iter().map(invert).collect(),
            weights,
            kernels: KERNELS_ALL.iter().map(|k| slow(k.values(LEN))).collect(),
            arithmetic: crate::weights::ARITHMETIC
                .iter()
                .map(|g| g.inverse(LEN).into_iter().map(Mod::small).collect())
                .collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residues() {
        let big: Int = "-123456789012345678901234567890123456789".parse().unwrap();
        let want = num_bigint::BigInt::from(P) + big.to_big() % num_bigint::BigInt::from(P);
        assert_eq!(num_bigint::BigInt::from(Mod::of(&big).0), want);
        for x in [1, 2, 3, -5, 1 << 40] {
            let m = Mod::small(x);
            assert_eq!(m.mul(&m.inverse().unwrap()), Mod(1));
        }
        assert_eq!(Mod::small(-7).over(12).unwrap().fraction(), Some((-7, 12)));
        assert_eq!(Mod::small(-7).signed(), Some(-7));
        assert_eq!(Mod(3).pow(4), Mod(81));
    }
}
