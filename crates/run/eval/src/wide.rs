//! Values of up to 126 bits: between the small machine and the big one.
//!
//! Most sequences that outgrow 64 bits stay below 38 digits for all their listed terms. Here they need no allocation.
//! Steps on large values are charged as on big integers. A value that leaves the range is [`Trap::Large`].

use nth_core::{EvalError, cost};
use nth_num::Int;

use crate::meter::{Meter, Trap};
use crate::value::{Step, Value};

/// Bound on the digits of values here. If fewer digits are allowed, the big machine must check each value.
pub const DIGITS: u32 = 39;

fn is_large(x: i128) -> bool {
    i64::try_from(x).map_or(true, cost::is_large_i64)
}

/// floor(log2 |x|), and 1 for 0.
fn log2(x: i128) -> i64 {
    x.unsigned_abs().checked_ilog2().map_or(1, i64::from)
}

/// The result, if it stays within the range.
fn check(x: Option<i128>) -> Step<i128> {
    x.filter(|x| *x >> 126 == *x >> 127).ok_or(Trap::Large)
}

/// Charges the cost of a step beyond its plain cost.
#[inline]
fn charge(m: &mut Meter, a: i128, b: i128, result: i128, plain: u64, cost: impl FnOnce(i64, i64) -> i64) {
    if is_large(result) || is_large(a) || is_large(b) {
        m.left -= cost(log2(a), log2(b)) - plain.cast_signed();
    }
}

/// A rare step, on its operands as integers.
fn by_int(m: &mut Meter, f: impl FnOnce(&mut Meter) -> Step<Int>) -> Step<i128> {
    let left = m.left;
    let x = f(m)?;
    i128::from_int(&x).inspect_err(|_| m.left = left)
}

impl Value for i128 {
    fn small(x: i64) -> Self {
        Self::from(x)
    }

    fn from_int(x: &Int) -> Step<Self> {
        match x {
            Int::Small(x) => Ok(Self::from(*x)),
            Int::Big(b) => check(Self::try_from(&**b).ok()),
        }
    }

    fn to_int(&self) -> Int {
        Int::from(*self)
    }

    fn saturate(&self) -> i64 {
        i64::try_from(*self).unwrap_or(if *self < 0 { i64::MIN } else { i64::MAX })
    }

    fn is_positive(&self) -> bool {
        *self > 0
    }

    fn next(&self) -> Step<Self> {
        check(self.checked_add(1))
    }

    fn add(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = check(self.checked_add(*o))?;
        charge(m, *self, *o, r, cost::STEP, i64::max);
        Ok(r)
    }

    fn sub(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = check(self.checked_sub(*o))?;
        charge(m, *self, *o, r, cost::STEP, i64::max);
        Ok(r)
    }

    fn mul(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = match (i64::try_from(*self), i64::try_from(*o)) {
            (Ok(a), Ok(b)) => check(Some(Self::from(a) * Self::from(b)))?,
            (Ok(_) | Err(_), Ok(_) | Err(_)) => check(self.checked_mul(*o))?,
        };
        charge(m, *self, *o, r, cost::STEP, |a, b| a + b);
        Ok(r)
    }

    fn div(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        if *o == 0 {
            return Err(EvalError::DivByZero.into());
        }
        let r = match (i64::try_from(*self), i64::try_from(*o)) {
            (Ok(a), Ok(b)) if b != -1 => Self::from(nth_num::floor_div_i64(a, b).unwrap_or_default()),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => {
                let (q, rest) = (self / o, self % o);
                q - Self::from(rest != 0 && (rest < 0) != (*o < 0))
            }
        };
        charge(m, *self, *o, r, cost::DIVISION, |a, b| a + b);
        check(Some(r))
    }

    fn modulo(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        if *o == 0 {
            return Err(EvalError::DivByZero.into());
        }
        let r = match (i64::try_from(*self), i64::try_from(*o)) {
            (Ok(a), Ok(b)) => Self::from(nth_num::floor_mod_i64(a, b).unwrap_or_default()),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => {
                let rest = self % o;
                if rest != 0 && (rest < 0) != (*o < 0) { rest + o } else { rest }
            }
        };
        charge(m, *self, *o, r, cost::DIVISION, |a, b| a + b);
        Ok(r)
    }

    fn pow(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        by_int(m, |m| Value::pow(&self.to_int(), &o.to_int(), m))
    }

    fn gcd(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        by_int(m, |m| Value::gcd(&self.to_int(), &o.to_int(), m))
    }

    fn powmod(&self, e: &Self, n: &Self, m: &mut Meter) -> Step<Self> {
        by_int(m, |m| Value::powmod(&self.to_int(), &e.to_int(), &n.to_int(), m))
    }

    fn isqrt(&self, m: &mut Meter) -> Step<Self> {
        by_int(m, |m| Value::isqrt(&self.to_int(), m))
    }

    fn bit_and(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        charge(m, *self, *o, self & o, cost::STEP, i64::max);
        Ok(self & o)
    }

    fn bit_or(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        charge(m, *self, *o, self | o, cost::STEP, i64::max);
        Ok(self | o)
    }

    fn bit_xor(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        charge(m, *self, *o, self ^ o, cost::STEP, i64::max);
        Ok(self ^ o)
    }

    fn abs(&self, _: &mut Meter) -> Step<Self> {
        check(self.checked_abs())
    }

    fn bit_length(&self) -> Self {
        Self::from(128 - self.unsigned_abs().leading_zeros())
    }
}
