//! The reader of `offsets`: lines `A000040: 1` or `A000040: 1,3`.

use super::by_number::{ByNumber, Record};
use super::lines::numbered;
use super::number::{Number, number};
use crate::anum::ANum;
use crate::problem::excerpt;

/// The offset of an entry (its `%O` line).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// The index of the first term.
    pub first: i64,
    /// The 1-based place of the first term whose absolute value exceeds 1, where the file gives it.
    pub place: Option<u32>,
}

/// Offsets of entries, sorted by A-number.
pub type Offsets = ByNumber<Offset>;

impl Record for Offset {
    const SHAPE: &'static str = "a line is `A000040: 1` or `A000040: 1,3`";

    fn read(bytes: &[u8]) -> Result<(ANum, Self), (usize, String)> {
        let blank = |c: &&u8| c.is_ascii_whitespace();
        let skip = |i: usize| i + bytes.get(i..).unwrap_or_default().iter().take_while(blank).count();
        let found = |i: usize| excerpt(bytes.get(i..).unwrap_or_default());
        let (anum, end) = numbered(bytes, skip(0))?;
        let mut i = skip(end);
        if bytes.get(i) != Some(&b':') {
            return Err((i + 1, format!("expected a colon after {anum}, found \"{}\"", found(i))));
        }
        i = skip(i + 1);
        if i >= bytes.len() {
            return Err((i + 1, format!("the offset of {anum} is missing")));
        }
        let Ok((Number::Small(first), len)) = number(bytes.get(i..).unwrap_or_default()) else {
            return Err((i + 1, format!("expected an offset, found \"{}\"", found(i))));
        };
        i = skip(i + len);
        let mut place = None;
        if bytes.get(i) == Some(&b',') {
            i = skip(i + 1);
            if i < bytes.len() {
                let value = match number(bytes.get(i..).unwrap_or_default()) {
                    Ok((Number::Small(p), len)) => u32::try_from(p).ok().map(|p| (p, len)),
                    Ok((Number::Big(_), _)) | Err(_) => None,
                };
                let Some((p, len)) = value else {
                    return Err((
                        i + 1,
                        format!("expected the place of the first term beyond 1, found \"{}\"", found(i)),
                    ));
                };
                place = Some(p);
                i = skip(i + len);
            }
        }
        if i < bytes.len() {
            return Err((i + 1, format!("unexpected \"{}\" after the offset", found(i))));
        }
        Ok((anum, Offset { first, place }))
    }
}
