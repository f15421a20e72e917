//! Intervals of integers with finite or infinite ends.

use nth_num::Int;

/// An interval of integers. Both ends are included; an end that is absent is infinite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The least value; `None` for no lower bound.
    pub lo: Option<Int>,
    /// The greatest value; `None` for no upper bound.
    pub hi: Option<Int>,
}

/// Ends with more bits than this become infinite.
const MAX_END_BITS: u64 = 256;

impl Range {
    /// The integers from `lo` to `hi`. Ends of more than 256 bits become infinite.
    pub fn of(lo: impl Into<Option<Int>>, hi: impl Into<Option<Int>>) -> Self {
        let end = |x: Option<Int>| x.filter(|x| x.bits() <= MAX_END_BITS);
        Self { lo: end(lo.into()), hi: end(hi.into()) }
    }

    /// The integers from `lo` on.
    #[must_use]
    pub fn at_least(lo: i64) -> Self {
        Self::of(Int::from(lo), None)
    }

    /// The interval that contains one integer only, of any size.
    #[must_use]
    pub fn exactly(x: Int) -> Self {
        Self { lo: Some(x.clone()), hi: Some(x) }
    }

    /// The only value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Int> {
        self.lo.as_ref().filter(|_| self.lo == self.hi)
    }

    /// Whether all values are at least `x`.
    #[must_use]
    pub fn is_from(&self, x: i64) -> bool {
        self.lo.as_ref().is_some_and(|l| *l >= Int::from(x))
    }

    /// Whether all values are at most `x`.
    #[must_use]
    pub fn is_to(&self, x: i64) -> bool {
        self.hi.as_ref().is_some_and(|h| *h <= Int::from(x))
    }

    /// Whether 0 is not among the values.
    #[must_use]
    pub fn excludes_zero(&self) -> bool {
        self.is_from(1) || self.is_to(-1)
    }

    /// Whether all values are less than all values of `other`.
    pub(crate) fn is_below(&self, other: &Self) -> bool {
        matches!((&self.hi, &other.lo), (Some(h), Some(l)) if h < l)
    }

    /// Whether all values are at most all values of `other`.
    pub(crate) fn is_up_to(&self, other: &Self) -> bool {
        matches!((&self.hi, &other.lo), (Some(h), Some(l)) if h <= l)
    }

    /// The smallest interval that contains both.
    pub(crate) fn hull(&self, other: &Self) -> Self {
        let both = |a: &Option<Int>, b: &Option<Int>, f: fn(Int, Int) -> Int| Some(f(a.clone()?, b.clone()?));
        Self::of(both(&self.lo, &other.lo, std::cmp::min), both(&self.hi, &other.hi, std::cmp::max))
    }

    /// The values of both intervals, or `None` if there are none.
    pub(crate) fn meet(&self, other: &Self) -> Option<Self> {
        let lo = self.lo.clone().max(other.lo.clone());
        let hi = match (&self.hi, &other.hi) {
            (Some(x), Some(y)) => Some(x.min(y).clone()),
            (x, y) => x.clone().or_else(|| y.clone()),
        };
        let empty = matches!((&lo, &hi), (Some(l), Some(h)) if l > h);
        (!empty).then_some(Self { lo, hi })
    }

    /// The values of `-a`.
    pub(crate) fn neg(&self) -> Self {
        Self::of(self.hi.as_ref().map(Int::neg), self.lo.as_ref().map(Int::neg))
    }

    /// The values of `a + b`.
    pub(crate) fn add(&self, other: &Self) -> Self {
        let sum = |a: &Option<Int>, b: &Option<Int>| Some(a.as_ref()?.add(b.as_ref()?));
        Self::of(sum(&self.lo, &other.lo), sum(&self.hi, &other.hi))
    }

    /// An interval that contains the values of `a * b`.
    pub(crate) fn mul(&self, other: &Self) -> Self {
        if let (Some(a), Some(b), Some(c), Some(d)) = (&self.lo, &self.hi, &other.lo, &other.hi) {
            let all = [a.mul(c), a.mul(d), b.mul(c), b.mul(d)];
            return Self::of(all.iter().min().cloned(), all.iter().max().cloned());
        }
        if self.is_from(0) && other.is_from(0) {
            return Self::of(self.lo.as_ref().zip(other.lo.as_ref()).map(|(a, b)| a.mul(b)), None);
        }
        Self::default()
    }

    /// An interval that contains the values of `a % b`.
    pub(crate) fn modulus(&self, by: &Self) -> Self {
        let one = Int::ONE;
        if by.is_from(1) {
            let hi = by.hi.as_ref().map(|h| h.sub(&one));
            let dividend = if self.is_from(0) { self.hi.clone() } else { None };
            let hi = [hi, dividend].into_iter().flatten().min();
            Self::of(Int::ZERO, hi)
        } else if by.is_to(-1) {
            Self::of(by.lo.as_ref().map(|l| l.add(&one)), Int::ZERO)
        } else {
            Self::default()
        }
    }

    /// An interval that contains the values of `a / b`, rounded down.
    pub(crate) fn quotient(&self, by: &Self) -> Self {
        if !by.is_from(1) {
            return Self::default();
        }
        let div = |a: &Int, b: &Int| a.floor_div(b).ok();
        let (least, most) = (by.lo.as_ref(), by.hi.as_ref());
        // A quotient is nearest to 0 for the largest divisor, farthest for the least.
        let lo = self
            .lo
            .as_ref()
            .and_then(|l| if l.signum() < 0 { div(l, least?) } else { most.map_or(Some(Int::ZERO), |m| div(l, m)) });
        let hi = self.hi.as_ref().and_then(|h| {
            if h.signum() < 0 { most.map_or(Some(Int::from(-1)), |m| div(h, m)) } else { div(h, least?) }
        });
        Self::of(lo, hi)
    }

    /// The values of `min(a, b)`.
    pub(crate) fn min(&self, other: &Self) -> Self {
        Self::of(self.hull(other).lo, [&self.hi, &other.hi].into_iter().flatten().min().cloned())
    }

    /// The values of `max(a, b)`.
    pub(crate) fn max(&self, other: &Self) -> Self {
        Self::of([&self.lo, &other.lo].into_iter().flatten().max().cloned(), self.hull(other).hi)
    }
}
