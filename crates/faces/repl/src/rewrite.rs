//! Texts with some parts replaced, and the way from one text to the other.

use std::ops::Range;

/// A text with some parts replaced, which remembers where each part was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rewritten {
    /// Text after the replacements.
    pub text: String,
    /// Replaced byte ranges, in order: in `text`, and in the original.
    pieces: Vec<(Range<usize>, Range<usize>)>,
}

impl Rewritten {
    /// A text with nothing replaced.
    pub fn same(text: &str) -> Self {
        Self { text: text.to_owned(), pieces: Vec::new() }
    }

    /// Replaces byte ranges of a text, which are in order and do not overlap. An empty range inserts.
    pub fn new(text: &str, parts: &[(Range<usize>, String)]) -> Self {
        let mut out = Self { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let mut from = 0;
        for (range, by) in parts {
            out.text.push_str(text.get(from..range.start).unwrap_or(""));
            let start = out.text.len();
            out.text.push_str(by);
            out.pieces.push((start..out.text.len(), range.clone()));
            from = range.end;
        }
        out.text.push_str(text.get(from..).unwrap_or(""));
        out
    }

    /// Whether a part was replaced.
    pub fn is_changed(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Maps a range of `text` to a range of the original. What lies within a replaced part is the whole part.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.to_original(range.start, false);
        start..self.to_original(range.end, true).max(start)
    }

    /// Maps a byte of `text` to a byte of the original. `end` says that the byte is the end of a range.
    fn to_original(&self, at: usize, end: bool) -> usize {
        let mut shift = 0_isize;
        for (new, old) in &self.pieces {
            if at <= new.start && (at < new.start || !end || !new.is_empty()) {
                break;
            }
            if at < new.end || (at == new.end && end) {
                return if end { old.end } else { old.start };
            }
            shift = old.end as isize - new.end as isize;
        }
        at.saturating_add_signed(shift)
    }

    /// Maps a byte of the original to a byte of `text`; one within a replaced part to the end of the part. Text that
    /// is inserted at the byte comes after it.
    pub fn rewritten(&self, at: usize) -> usize {
        let mut shift = 0_isize;
        for (new, old) in &self.pieces {
            if at <= old.start {
                break;
            }
            if at < old.end {
                return new.end;
            }
            shift = new.end as isize - old.end as isize;
        }
        at.saturating_add_signed(shift)
    }
}

/// Rewritings one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain(pub Vec<Rewritten>);

impl Chain {
    /// Text after all rewritings.
    pub fn text(&self) -> &str {
        self.0.last().map_or("", |r| &r.text)
    }

    /// Whether a part was replaced.
    pub fn is_changed(&self) -> bool {
        self.0.iter().any(Rewritten::is_changed)
    }

    /// Maps a range of the last text to a range of the original.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        self.0.iter().rev().fold(range, |range, r| r.original(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_and_forth() {
        let e = Rewritten::new("ab + %1 + cd", &[(5..7, "12345".to_owned())]);
        assert_eq!(e.text, "ab + 12345 + cd");
        for (new, old) in [(0..2, 0..2), (5..10, 5..7), (13..15, 10..12), (0..15, 0..12), (0..5, 0..5), (6..7, 5..7)] {
            assert_eq!(e.original(new.clone()), old, "{new:?}");
        }
        assert_eq!([0, 5, 6, 7, 12].map(|at| e.rewritten(at)), [0, 5, 10, 10, 15]);
    }

    #[test]
    fn inserted_text_belongs_to_what_is_before_it() {
        let e = Rewritten::new("x + y", &[(1..1, "()".to_owned())]);
        assert_eq!(e.text, "x() + y");
        for (new, old) in [(0..1, 0..1), (0..3, 0..1), (0..7, 0..5), (6..7, 4..5)] {
            assert_eq!(e.original(new.clone()), old, "{new:?}");
        }
        assert_eq!([0, 1, 2, 5].map(|at| e.rewritten(at)), [0, 1, 4, 7]);
    }

    #[test]
    fn rewritings_follow_one_another() {
        let first = Rewritten::new("f(x) = %", &[(0..0, "fn ".to_owned()), (7..8, "(-5)".to_owned())]);
        let second = Rewritten::new(&first.text, &[(5..5, "".to_owned())]);
        let chain = Chain(vec![first, second]);
        assert_eq!(chain.text(), "fn f(x) = (-5)");
        assert_eq!((chain.original(3..4), chain.original(10..14)), (0..1, 7..8));
    }
}
