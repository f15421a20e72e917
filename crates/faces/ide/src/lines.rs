//! Lines and columns of a text, in the encodings that editors count in.

use std::ops::{Range, RangeInclusive};

use nth_base::byte_order_mark;

/// Unit in which columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: an emoji counts as two.
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

/// Line and column, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 0.
    pub line: u32,
    /// Column, from 0, in units of an [`Encoding`].
    pub column: u32,
}

/// The lines of a text. A line ends with a line feed, with a carriage return, or with both.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text of the disk, which is scanned once. Its byte order mark is no character of the first line.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let first = byte_order_mark(text);
        Self { starts: std::iter::once(first).chain(starts_in(text, 1..=text.len())).collect() }
    }

    /// The lines of a text that an editor holds, which is scanned once. A byte order mark in it is a character.
    #[must_use]
    pub fn of_document(text: &str) -> Self {
        Self { starts: std::iter::once(0).chain(starts_in(text, 1..=text.len())).collect() }
    }

    /// Takes note of an edit of a document: bytes of the text before it were replaced by so many bytes, which gave
    /// `text`. Only these are scanned.
    pub fn edit(&mut self, text: &str, replaced: &Range<usize>, length: usize) {
        // A start depends on the byte before it and on its own.
        let from = self.starts.partition_point(|s| *s < replaced.start.max(1));
        let to = self.starts.partition_point(|s| *s <= replaced.end).max(from);
        for start in self.starts.iter_mut().skip(to) {
            *start = *start - replaced.end + replaced.start + length;
        }
        let new = starts_in(text, replaced.start.max(1)..=replaced.start + length);
        self.starts.splice(from..to, new);
    }

    /// Number of lines; an empty text has one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no line, which is never the case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Bytes of a line without its end; `None` past the last line.
    fn line(&self, text: &str, line: usize) -> Option<(usize, usize)> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or("");
        Some((start, start + content.trim_end_matches(['\r', '\n']).len()))
    }

    /// Line and column of a byte offset. An offset past the end counts as the end, one inside a character as its start.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|s| *s <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0).min(offset);
        let before = text.get(start..offset).unwrap_or("");
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
        };
        Position { line: line as u32, column: column as u32 }
    }

    /// Byte offset of a line and column. A column past the end of its line counts as the end, one inside a character as
    /// its start, a line past the last one as the end of the text.
    #[must_use]
    pub fn offset(&self, text: &str, at: Position, encoding: Encoding) -> usize {
        let Some((start, end)) = self.line(text, at.line as usize) else { return text.len() };
        let mut left = at.column as usize;
        for (i, c) in text.get(start..end).unwrap_or("").char_indices() {
            let width = match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if left < width {
                return start + i;
            }
            left -= width;
        }
        end
    }
}

/// The offsets of a range at which a line starts, other than the first.
fn starts_in(text: &str, range: RangeInclusive<usize>) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    range.filter(move |at| match bytes.get(at.wrapping_sub(1)) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(*at) != Some(&b'\n'),
        Some(_) | None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 7] =
        ["", "a\nbc\n", "a\r\nbc\r\n\r\nd", "é😀x\n\u{301}y", "\u{feff}ab\nc", "a\rb\r\rc", "\r\n\n\r"];
    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn offsets_and_positions_are_inverse() {
        for text in TEXTS {
            let lines = Lines::new(text);
            for encoding in ENCODINGS {
                for at in (byte_order_mark(text)..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    let position = lines.position(text, at, encoding);
                    let back = lines.offset(text, position, encoding);
                    // Between the two signs of a line end there is no column.
                    let inside = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                    assert_eq!(back, if inside { at - 1 } else { at }, "{text:?} {at} {encoding:?} {position:?}");
                }
            }
        }
    }

    #[test]
    fn edits_of_lines_are_those_of_the_new_text() {
        for text in TEXTS {
            let ends = || (0..=text.len()).filter(|at| text.is_char_boundary(*at));
            for (start, end) in ends().flat_map(|a| ends().filter(move |b| a <= *b).map(move |b| (a, b))) {
                for new in ["", "x", "\n", "\r", "\r\n", "\n\r", "a\nb\r\nc"] {
                    let mut after = text.to_owned();
                    after.replace_range(start..end, new);
                    let mut lines = Lines::of_document(text);
                    lines.edit(&after, &(start..end), new.len());
                    assert_eq!(lines.starts, Lines::of_document(&after).starts, "{text:?} {start}..{end} {new:?}");
                }
            }
        }
    }

    #[test]
    fn a_byte_order_mark_counts_in_a_document() {
        let text = "\u{feff}ab";
        assert_eq!(Lines::new(text).position(text, 4, Encoding::Utf16).column, 1);
        assert_eq!(Lines::of_document(text).position(text, 4, Encoding::Utf16).column, 2);
    }

    #[test]
    fn columns_count_in_each_encoding() {
        let text = "é😀x";
        let lines = Lines::new(text);
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            assert_eq!(lines.position(text, 6, encoding), Position { line: 0, column });
        }
        assert_eq!(lines.offset(text, Position { line: 0, column: 2 }, Encoding::Utf16), 2, "inside the emoji");
        assert_eq!(lines.offset(text, Position { line: 0, column: 99 }, Encoding::Utf16), 7);
        assert_eq!(lines.offset(text, Position { line: 9, column: 0 }, Encoding::Utf16), 7);
    }
}
