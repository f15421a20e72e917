//! In-place arithmetic: the result is written into the digits of an existing number.
//!
//! Most steps on big integers in a loop replace a number by one of about the same size. If the digits of the replaced
//! number are not shared, they are used again, and no memory is allocated or freed.

use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;

use crate::{Int, NumError};

/// Bits by which the reused digits may exceed the number. More are not reused: the number might be kept, and must not
/// occupy much more memory than it is counted with.
const SLACK: u64 = 128;

/// Operand of a step: the replaced number itself, or another number.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// The number that is replaced.
    This,
    /// Another number, which is left as it is.
    Other(&'a Int),
}

impl<'a> Operand<'a> {
    fn value(self, this: &'a Int) -> &'a Int {
        match self {
            Self::This => this,
            Self::Other(x) => x,
        }
    }
}

impl Int {
    /// Whether the number has digits that no other number seems to share, so that a step in place may pay.
    #[inline]
    #[must_use]
    pub fn has_own_digits(&self) -> bool {
        match self {
            Self::Small(_) => false,
            Self::Big(b) => Arc::strong_count(b) == 1,
        }
    }

    /// Digits of the number, if no other number shares them.
    fn own(&mut self) -> Option<&mut BigInt> {
        match self {
            Self::Small(_) => None,
            Self::Big(b) => Arc::get_mut(b),
        }
    }

    /// Sets the number to `value`, in its own digits if it has some.
    fn set(&mut self, value: BigInt) {
        match (value.to_i64_checked(), self.own()) {
            (Some(x), _) => *self = Self::Small(x),
            (None, Some(place)) => *place = value,
            (None, None) => *self = Self::Big(Arc::new(value)),
        }
    }

    /// Restores the normal form after the digits have changed.
    fn settle(&mut self) {
        if let Self::Big(b) = self
            && let Some(x) = b.to_i64_checked()
        {
            *self = Self::Small(x);
        }
    }

    /// Sets the number to `f` of the big integer `a`, in its own digits if it has some.
    fn change(&mut self, a: Operand<'_>, f: impl FnOnce(&mut BigInt)) {
        match (a, self.own()) {
            (Operand::This, Some(place)) => {
                f(place);
                self.settle();
            }
            (Operand::Other(Self::Big(a)), Some(place)) if place.bits() <= a.bits() + SLACK => {
                place.clone_from(a);
                f(place);
                self.settle();
            }
            (Operand::This | Operand::Other(_), _) => {
                let mut copy = a.value(self).to_big();
                f(&mut copy);
                self.set(copy);
            }
        }
    }

    /// Sets the number to a + b.
    pub fn set_sum(&mut self, a: Operand<'_>, b: Operand<'_>) {
        match (a.value(self), b.value(self)) {
            (Self::Small(x), Self::Small(y)) => {
                *self = x.checked_add(*y).map_or_else(|| Self::from(i128::from(*x) + i128::from(*y)), Self::Small);
            }
            (Self::Big(_), &Self::Small(y)) => self.change(a, |x| *x += y),
            (&Self::Small(x), Self::Big(_)) => self.change(b, |y| *y += x),
            (Self::Big(_), Self::Big(_)) => match (a, b) {
                (_, Operand::Other(Self::Big(y))) => self.change(a, |x| *x += &**y),
                (Operand::Other(Self::Big(x)), _) => self.change(b, |y| *y += &**x),
                (Operand::This | Operand::Other(_), Operand::This | Operand::Other(_)) => self.change(a, |x| *x <<= 1),
            },
        }
    }

    /// Sets the number to a − b.
    pub fn set_difference(&mut self, a: Operand<'_>, b: Operand<'_>) {
        match (a.value(self), b.value(self)) {
            (Self::Small(x), Self::Small(y)) => {
                *self = x.checked_sub(*y).map_or_else(|| Self::from(i128::from(*x) - i128::from(*y)), Self::Small);
            }
            (Self::Big(_), &Self::Small(y)) => self.change(a, |x| *x -= y),
            (&Self::Small(x), Self::Big(_)) => self.change(b, |y| *y = x - std::mem::take(y)),
            (Self::Big(_), Self::Big(_)) => match (a, b) {
                (_, Operand::Other(Self::Big(y))) => self.change(a, |x| *x -= &**y),
                (Operand::Other(Self::Big(x)), _) => self.change(b, |y| *y = &**x - std::mem::take(y)),
                (Operand::This | Operand::Other(_), Operand::This | Operand::Other(_)) => *self = Self::ZERO,
            },
        }
    }

    /// Sets the number to a · b.
    pub fn set_product(&mut self, a: Operand<'_>, b: Operand<'_>) {
        match (a.value(self), b.value(self)) {
            (Self::Small(x), Self::Small(y)) => {
                *self = x.checked_mul(*y).map_or_else(|| Self::from(i128::from(*x) * i128::from(*y)), Self::Small);
            }
            (Self::Big(_), &Self::Small(y)) => self.change(a, |x| *x *= y),
            (&Self::Small(x), Self::Big(_)) => self.change(b, |y| *y *= x),
            (Self::Big(x), Self::Big(y)) => {
                let product = &**x * &**y;
                self.set(product);
            }
        }
    }

    /// Sets the number to a / b, rounded down.
    ///
    /// # Errors
    /// [`NumError::DivByZero`] if b is 0; the number is unchanged then.
    pub fn set_quotient(&mut self, a: Operand<'_>, b: Operand<'_>) -> Result<(), NumError> {
        match (a.value(self), b.value(self)) {
            (Self::Big(x), &Self::Small(y)) if y != 0 && x.sign() == BigInt::from(y).sign() => {
                // Rounded towards zero.
                self.change(a, |x| *x /= y);
            }
            (Self::Big(x), Self::Big(y)) => {
                let quotient = x.div_floor(y);
                self.set(quotient);
            }
            (x, y) => *self = x.floor_div(y)?,
        }
        Ok(())
    }
}

/// Conversion to 64 bits, where the value fits.
trait Fits {
    fn to_i64_checked(&self) -> Option<i64>;
}

impl Fits for BigInt {
    fn to_i64_checked(&self) -> Option<i64> {
        // Rarely more than 64 bits: comparing the length is enough.
        if self.bits() > 64 { None } else { num_traits::ToPrimitive::to_i64(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [&str; 13] = [
        "0",
        "1",
        "-1",
        "7",
        "-3",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "340282366920938463463374607431768211455",
        "-340282366920938463463374607431768211456",
        "123456789012345678901234567890123456789012345678901234567890",
    ];

    fn number(text: &str) -> Int {
        text.parse().unwrap()
    }

    /// Steps in place give the same results as ordinary ones, whatever number is replaced, shared or not, and wherever
    /// the operands are.
    #[test]
    fn in_place_is_as_elsewhere() {
        for (a, b) in NUMBERS.iter().flat_map(|a| NUMBERS.iter().map(move |b| (*a, *b))) {
            for d in NUMBERS {
                check(&number(d), Operand::Other(&number(a)), Operand::Other(&number(b)));
            }
            check(&number(a), Operand::This, Operand::Other(&number(b)));
            check(&number(a), Operand::Other(&number(b)), Operand::This);
            check(&number(a), Operand::This, Operand::This);
        }
    }

    fn check(d: &Int, a: Operand<'_>, b: Operand<'_>) {
        let (x, y) = (a.value(d).clone(), b.value(d).clone());
        let text = d.to_string();
        for shared in [false, true] {
            let fresh = || if shared { d.clone() } else { number(&text) };
            let (mut sum, mut difference, mut product, mut quotient) = (fresh(), fresh(), fresh(), fresh());
            sum.set_sum(a, b);
            difference.set_difference(a, b);
            product.set_product(a, b);
            let outcome = quotient.set_quotient(a, b);
            assert_eq!((sum, difference, product), (x.add(&y), x.sub(&y), x.mul(&y)), "{text}: {x}, {y}");
            match x.floor_div(&y) {
                Ok(q) => assert_eq!((outcome, quotient), (Ok(()), q), "{text}: {x} / {y}"),
                Err(e) => assert_eq!((outcome, quotient), (Err(e), d.clone())),
            }
        }
        assert_eq!(d.to_string(), text);
    }
}
