//! Decimal numbers from bytes, fast.

use std::sync::Arc;

use nth_num::{BigInt, Int};

/// Largest number of digits. A longer number is refused, since conversion takes quadratic time. The OEIS asks for at
/// most some 1,000 digits.
pub(crate) const MAX_DIGITS: usize = 100_000;

/// A number as read.
pub(crate) enum Number {
    Small(i64),
    Big(BigInt),
}

impl Number {
    pub(crate) fn into_int(self) -> Int {
        match self {
            Self::Small(x) => Int::Small(x),
            Self::Big(b) => Int::from_big(b),
        }
    }
}

/// Reason why no number was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberError {
    NoDigits,
    TooLong,
}

/// Reads a number with an optional sign at the start of `bytes`: the number and how many bytes it took.
#[inline]
pub(crate) fn number(bytes: &[u8]) -> Result<(Number, usize), NumberError> {
    let (negative, sign) = match bytes.first() {
        Some(b'-') => (true, 1),
        Some(b'+') => (false, 1),
        Some(_) | None => (false, 0),
    };
    let digits = bytes.get(sign..).unwrap_or_default();
    let mut value: u64 = 0;
    let mut len = 0;
    while let Some(&c) = digits.get(len) {
        let d = c.wrapping_sub(b'0');
        if d > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(u64::from(d));
        len += 1;
    }
    match len {
        0 => Err(NumberError::NoDigits),
        // At most 10^18 − 1: no wrap, and it fits.
        1..=18 => {
            let v = value as i64;
            Ok((Number::Small(if negative { -v } else { v }), sign + len))
        }
        _ => long(digits.get(..len).unwrap_or_default(), negative).map(|n| (n, sign + len)),
    }
}

#[cold]
fn long(digits: &[u8], negative: bool) -> Result<Number, NumberError> {
    if digits.len() > MAX_DIGITS {
        return Err(NumberError::TooLong);
    }
    if digits.len() <= 38 {
        let value = digits.iter().fold(0_i128, |v, &c| v * 10 + i128::from(c - b'0'));
        let value = if negative { -value } else { value };
        return Ok(match i64::try_from(value) {
            Ok(x) => Number::Small(x),
            Err(_) => Number::Big(BigInt::from(value)),
        });
    }
    let value = BigInt::parse_bytes(digits, 10).ok_or(NumberError::NoDigits)?;
    Ok(match Int::from_big(if negative { -value } else { value }) {
        Int::Small(x) => Number::Small(x),
        Int::Big(b) => Number::Big(Arc::unwrap_or_clone(b)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        for text in [
            "0",
            "-1",
            "999999999999999999",
            "1000000000000000000",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999999999999999999999",
            "100000000000000000000000000000000000000",
            "-123456789012345678901234567890123456789012345678901234567890",
        ] {
            let (n, len) = number(format!("{text},5").as_bytes()).unwrap();
            assert_eq!(n.into_int(), text.parse().unwrap());
            assert_eq!(len, text.len());
        }
        assert_eq!(number(b"0000000000000000000000000000000000000000000000007").unwrap().0.into_int(), Int::from(7));
        assert_eq!(number(b"-").err(), Some(NumberError::NoDigits));
        assert_eq!(number(b"").err(), Some(NumberError::NoDigits));
        assert_eq!(number(&vec![b'9'; MAX_DIGITS + 1]).err(), Some(NumberError::TooLong));
    }
}
