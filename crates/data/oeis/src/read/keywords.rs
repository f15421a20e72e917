//! The reader of `keywords`: lines `A000045: core,nonn,easy`.
//!
//! Two other forms hold the same and are read, too: `%K A000045 core,nonn,easy`, as in the entries themselves, and
//! `A000045,",0,1,1,2,","core,nonn,easy"`, a table of terms and keywords of which only the keywords are taken.

use super::by_number::{ByNumber, Record};
use crate::anum::ANum;
use crate::problem::excerpt;

/// Keywords of an entry, as far as they say how well known it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keywords {
    /// Whether the entry is a fundamental sequence (`core`).
    pub core: bool,
    /// Whether terms of the entry are easy to compute (`easy`).
    pub easy: bool,
}

/// Keywords of entries, sorted by A-number.
pub type KeywordLists = ByNumber<Keywords>;

/// A-number and keyword list of a line in one of the three forms; none for lines of another kind.
pub(crate) fn split(line: &[u8]) -> Option<(ANum, &[u8])> {
    let entry = line.strip_prefix(b"%K").map_or(line, <[u8]>::trim_ascii_start);
    let (anum, len) = ANum::parse_prefix(entry).ok()?;
    let rest = entry.get(len..)?.trim_ascii();
    if entry.len() < line.len() {
        return Some((anum, rest));
    }
    if let Some(list) = rest.strip_prefix(b":") {
        return list.iter().any(u8::is_ascii_alphabetic).then(|| (anum, list.trim_ascii()));
    }
    let quoted = rest.strip_prefix(b",\"")?.strip_suffix(b"\"")?;
    let start = quoted.iter().rposition(|c| *c == b'"')? + 1;
    Some((anum, quoted.get(start..)?))
}

impl Record for Keywords {
    const SHAPE: &'static str = "a line is `A000045: core,nonn,easy`";

    fn read(line: &[u8]) -> Result<(ANum, Self), (usize, String)> {
        let start = line.iter().take_while(|c| c.is_ascii_whitespace()).count();
        let line = line.trim_ascii();
        let Some((anum, list)) = split(line) else {
            return Err((start + 1, format!("expected an A-number and keywords, found \"{}\"", excerpt(line))));
        };
        let mut keywords = Keywords::default();
        for word in list.split(|c| *c == b',').map(<[u8]>::trim_ascii) {
            match word {
                b"core" => keywords.core = true,
                b"easy" => keywords.easy = true,
                other if other.iter().all(u8::is_ascii_lowercase) => {}
                other => return Err((start + 1, format!("`{}` is not a keyword", excerpt(other)))),
            }
        }
        Ok((anum, keywords))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms() {
        let text = "A000045: core,nonn,easy\n%K A000040 core,nonn\nA000290,\",0,1,4,9,\",\"nonn,easy\"\n";
        let (found, problems) = KeywordLists::from_reader("k", text.as_bytes());
        assert_eq!(problems, []);
        let flags = |a: u32| {
            let k = found.get(ANum(a)).unwrap_or_default();
            (k.core, k.easy)
        };
        assert_eq!(
            [flags(45), flags(40), flags(290), flags(1)],
            [(true, true), (true, false), (false, true), (false, false)]
        );
        let (_, problems) = KeywordLists::from_reader("k", &b"A000045: Core\nA000046 x\n"[..]);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
