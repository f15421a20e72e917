//! Unbounded integers: one machine word while they fit, else a big integer.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{Signed, ToPrimitive};

use crate::long;

/// An unbounded integer of 16 bytes, in normal form: `Big` only if the value does not fit an `i64`. Copies share the
/// digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Int {
    /// Value that fits an `i64`.
    Small(i64),
    /// Value that does not fit an `i64`.
    Big(Arc<BigInt>),
}

impl Int {
    /// The integer 0, neutral for addition.
    pub const ZERO: Self = Self::Small(0);
    /// The integer 1, neutral for multiplication.
    pub const ONE: Self = Self::Small(1);

    /// Converts a big integer, in normal form.
    #[must_use]
    pub fn from_big(b: BigInt) -> Self {
        match b.to_i64() {
            Some(x) => Self::Small(x),
            None => Self::Big(Arc::new(b)),
        }
    }

    /// Converts to a big integer.
    #[must_use]
    pub fn to_big(&self) -> BigInt {
        match self {
            Self::Small(x) => BigInt::from(*x),
            Self::Big(b) => (**b).clone(),
        }
    }

    /// Value as 64 bits, if it fits.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Small(x) => Some(*x),
            Self::Big(_) => None,
        }
    }

    /// Sign: −1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i64 {
        match self {
            Self::Small(x) => x.signum(),
            Self::Big(b) => {
                if b.sign() == Sign::Minus {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// Whether the value is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Small(0))
    }

    /// Number of bits of the absolute value; 0 for 0.
    #[must_use]
    pub fn bits(&self) -> u64 {
        match self {
            Self::Small(x) => u64::from(64 - x.unsigned_abs().leading_zeros()),
            Self::Big(b) => b.bits(),
        }
    }

    /// The absolute value; it may need more digits than a machine word.
    #[must_use]
    pub fn abs(&self) -> Self {
        match self {
            Self::Small(x) => match x.checked_abs() {
                Some(a) => Self::Small(a),
                None => Self::from_big(BigInt::from(*x).abs()),
            },
            Self::Big(b) if b.sign() == Sign::Minus => Self::from_big(b.abs()),
            Self::Big(_) => self.clone(),
        }
    }

    /// Exact number of decimal digits of the absolute value; 1 for 0.
    #[must_use]
    pub fn digits(&self) -> usize {
        match self {
            Self::Small(x) => x.unsigned_abs().checked_ilog10().map_or(1, |d| d as usize + 1),
            Self::Big(b) => big_digits(b.magnitude()),
        }
    }
}

/// Number of decimal digits of a number ≥ 1.
fn big_digits(x: &BigUint) -> usize {
    // 2^(bits−1) ≤ x, so x has at least this many digits and one more, but for rounding.
    let least = ((x.bits() - 1) as f64 * std::f64::consts::LOG10_2) as usize;
    let mut power = BigUint::from(10_u32).pow(least.saturating_sub(1) as u32);
    let mut digits = least.saturating_sub(1);
    while *x >= power {
        power *= 10_u32;
        digits += 1;
    }
    digits
}

impl Default for Int {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i64> for Int {
    fn from(x: i64) -> Self {
        Self::Small(x)
    }
}

impl From<i32> for Int {
    fn from(x: i32) -> Self {
        Self::Small(i64::from(x))
    }
}

impl From<i128> for Int {
    fn from(x: i128) -> Self {
        match i64::try_from(x) {
            Ok(s) => Self::Small(s),
            Err(_) => Self::Big(Arc::new(BigInt::from(x))),
        }
    }
}

impl From<BigInt> for Int {
    fn from(b: BigInt) -> Self {
        Self::from_big(b)
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => a.cmp(b),
            (Self::Big(a), Self::Big(b)) => a.cmp(b),
            // A big value in normal form lies beyond every small one, on the side of its sign.
            (Self::Small(_), Self::Big(_)) => 0.cmp(&other.signum()),
            (Self::Big(_), Self::Small(_)) => self.signum().cmp(&0),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(x) => fmt::Display::fmt(x, f),
            Self::Big(b) => f.pad_integral(b.sign() != Sign::Minus, "", &long::print(b.magnitude())),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Int {
    type Err = ();

    /// Reads decimal digits with an optional sign, and nothing else.
    fn from_str(s: &str) -> Result<Self, ()> {
        let digits = s.strip_prefix(['-', '+']).unwrap_or(s);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(());
        }
        match s.parse::<i64>() {
            Ok(x) => Ok(Self::Small(x)),
            Err(_) => {
                let sign = if s.starts_with('-') { Sign::Minus } else { Sign::Plus };
                let magnitude = long::parse(digits).ok_or(())?;
                Ok(Self::from_big(BigInt::from_biguint(sign, magnitude)))
            }
        }
    }
}
