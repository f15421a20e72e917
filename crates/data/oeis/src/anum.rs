//! A-numbers, the numbers of OEIS entries.

use std::fmt;
use std::str::FromStr;

/// A-number, the number of an OEIS entry: 45 is A000045. Ordered as numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ANum(pub u32);

impl ANum {
    /// Reads `A45`, `A000045` or `a45` at the start of `bytes`: the number and how many bytes it took.
    ///
    /// # Errors
    /// [`ANumError`] when there is no such number at the start.
    pub fn parse_prefix(bytes: &[u8]) -> Result<(Self, usize), ANumError> {
        let Some((b'A' | b'a', digits)) = bytes.split_first() else {
            return Err(ANumError::NoLetter);
        };
        let mut number: u32 = 0;
        let mut len = 0;
        for &c in digits.iter().take_while(|c| c.is_ascii_digit()) {
            number =
                number.checked_mul(10).and_then(|n| n.checked_add(u32::from(c - b'0'))).ok_or(ANumError::TooLarge)?;
            len += 1;
        }
        match (len, number) {
            (0, _) => Err(ANumError::NoDigits),
            (_, 0) => Err(ANumError::Zero),
            (_, n) => Ok((Self(n), len + 1)),
        }
    }

    /// Name of the b-file on oeis.org: `b000045.txt`.
    #[must_use]
    pub fn b_file_name(self) -> String {
        format!("b{:06}.txt", self.0)
    }

    /// A-number in the name of a b-file (`b000045.txt`, also with `.gz` and with folders before it).
    #[must_use]
    pub fn of_b_file_name(name: &str) -> Option<Self> {
        let base = name.rsplit(['/', '\\']).next()?;
        let base = base.strip_suffix(".gz").unwrap_or(base);
        let digits = base.strip_suffix(".txt")?.strip_prefix(['b', 'B', 'A', 'a'])?;
        format!("A{digits}").parse().ok()
    }
}

impl fmt::Display for ANum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("A{:06}", self.0))
    }
}

impl fmt::Debug for ANum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ANum {
    type Err = ANumError;

    fn from_str(s: &str) -> Result<Self, ANumError> {
        let s = s.trim();
        let (a, len) = Self::parse_prefix(s.as_bytes())?;
        if len == s.len() { Ok(a) } else { Err(ANumError::Trailing) }
    }
}

/// Reason why a text is not an A-number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ANumError {
    /// The text does not start with the letter A.
    NoLetter,
    /// The letter is followed by no digit.
    NoDigits,
    /// The number is 0; entries start at A000001.
    Zero,
    /// The number has more than 32 bits.
    TooLarge,
    /// Something follows the digits.
    Trailing,
}

impl fmt::Display for ANumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLetter => "an A-number starts with the letter A, as in A000045",
            Self::NoDigits => "an A-number has digits after the letter, as in A000045",
            Self::Zero => "A-numbers start at A000001",
            Self::TooLarge => "this A-number is too large",
            Self::Trailing => "an A-number has only digits after the letter, as in A000045",
        })
    }
}

impl std::error::Error for ANumError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_print() {
        for (text, number) in [("A45", 45), ("A000045", 45), ("a1", 1), ("A1234567", 1_234_567), (" A7 ", 7)] {
            assert_eq!(text.parse(), Ok(ANum(number)));
        }
        assert_eq!(ANum(45).to_string(), "A000045");
        assert_eq!(ANum(1_234_567).to_string(), "A1234567");
        assert_eq!(format!("{:>9}", ANum(45)), "  A000045");
        for (text, error) in [
            ("", ANumError::NoLetter),
            ("45", ANumError::NoLetter),
            ("A", ANumError::NoDigits),
            ("A-1", ANumError::NoDigits),
            ("A0", ANumError::Zero),
            ("A99999999999", ANumError::TooLarge),
            ("A45x", ANumError::Trailing),
        ] {
            assert_eq!(text.parse::<ANum>(), Err(error), "{text}");
        }
    }

    #[test]
    fn b_file_names() {
        assert_eq!(ANum(45).b_file_name(), "b000045.txt");
        assert_eq!(ANum::of_b_file_name("x/b000045.txt"), Some(ANum(45)));
        assert_eq!(ANum::of_b_file_name("b000045.txt.gz"), Some(ANum(45)));
        assert_eq!(ANum::of_b_file_name("b.txt"), None);
        assert_eq!(ANum::of_b_file_name("names.gz"), None);
    }
}
