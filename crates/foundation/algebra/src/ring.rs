//! Rings that transforms and series are computed in: residues to look quickly, exact integers to be sure.

use nth_num::Int;

use crate::residue::Residue;

/// A commutative ring with exact division.
pub trait Ring: Clone + PartialEq {
    /// The image of a small integer.
    fn small(x: i64) -> Self;
    /// The sum of two elements.
    #[must_use]
    fn add(&self, b: &Self) -> Self;
    /// The difference: `self` minus `b`.
    #[must_use]
    fn sub(&self, b: &Self) -> Self;
    /// The product of two elements.
    #[must_use]
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
    #[must_use]
    fn times(&self, b: i64) -> Self {
        self.mul(&Self::small(b))
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

impl Ring for Residue {
    fn small(x: i64) -> Self {
        Self::from_i64(x)
    }

    fn add(&self, b: &Self) -> Self {
        *self + *b
    }

    fn sub(&self, b: &Self) -> Self {
        *self - *b
    }

    fn mul(&self, b: &Self) -> Self {
        *self * *b
    }

    fn div(&self, b: &Self) -> Option<Self> {
        Some(*self * b.inverse()?)
    }

    fn is_zero(&self) -> bool {
        Residue::is_zero(self)
    }

    fn over(&self, b: i64) -> Option<Self> {
        Some(*self * Self::inverse_of(b)?)
    }
}
