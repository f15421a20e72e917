//! Files, byte spans, lines and columns.

use std::sync::Arc;

/// A source file of one [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// File that holds the bytes.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Span of the bytes `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |x: usize| u32::try_from(x).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end) }
    }

    /// Smallest span that contains both spans, which must be of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Range of byte offsets.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `offset` lies within the span or at either end of it.
    #[must_use]
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }
}

/// Line and column for people, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCol {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters (Unicode scalar values).
    pub col: u32,
}

/// Index of the lines of a text: from a byte offset to line and column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Number of characters before every [`MARK`]-th byte, so that a column costs the same anywhere in a long line.
    marks: Vec<u32>,
}

/// Number of bytes between two marks.
const MARK: usize = 1024;

/// Length in bytes of the byte order mark that a text begins with, 0 if there is none. The mark is no character of a
/// line.
#[must_use]
pub fn byte_order_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Number of characters that start within these bytes.
fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count()
}

impl LineIndex {
    /// Index of `text`, which is scanned once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1);
        let marks = text.as_bytes().chunks(MARK).scan(0, |before, chunk| {
            let mark = *before;
            *before += starts_of_characters(chunk) as u32;
            Some(mark)
        });
        Self { starts: std::iter::once(0).chain(ends).collect(), marks: marks.collect() }
    }

    /// Line and column of a byte offset of `text`, which must be the text that the index was made from. An offset past
    /// the end counts as the end; one inside a character counts as its start.
    #[must_use]
    pub fn line_col(&self, text: &str, offset: u32) -> LineCol {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&s| s as usize <= offset) - 1;
        let start = self.starts[line] as usize;
        let start = if line == 0 { byte_order_mark(text).min(offset) } else { start };
        let col = self.characters(text, offset) - self.characters(text, start);
        LineCol { line: line as u32 + 1, col: col as u32 + 1 }
    }

    /// Number of characters before a byte.
    fn characters(&self, text: &str, offset: usize) -> usize {
        let mark = offset / MARK;
        let before = self.marks.get(mark).map_or(0, |&m| m as usize);
        // The mark is past the last one only if the text ends exactly there.
        let from = if mark < self.marks.len() { mark * MARK } else { 0 };
        before + starts_of_characters(&text.as_bytes()[from..offset])
    }
}

/// A file: display name, text and line index.
#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: Arc<str>,
    lines: LineIndex,
}

/// Files of one session. Files are added and never removed. Copies share the texts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// An empty set of files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text: Arc<str> = text.into();
        let lines = LineIndex::new(&text);
        self.files.push(Arc::new(Source { name: name.into(), text, lines }));
        FileId(self.files.len() as u32 - 1)
    }

    /// Display name of a file.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].name
    }

    /// Text of a file.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }

    /// Text of a span; empty if the span is not within the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.range()).unwrap_or("")
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn line_col(&self, span: Span) -> LineCol {
        let f = &self.files[span.file.0 as usize];
        f.lines.line_col(&f.text, span.start)
    }

    /// Numbers of all files, in the order of adding.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut s = Sources::new();
        let f = s.add("a.nth", "é = 1\nxy");
        assert_eq!(s.line_col(Span::new(f, 2, 3)), LineCol { line: 1, col: 2 });
        assert_eq!(s.line_col(Span::new(f, 1, 3)), LineCol { line: 1, col: 1 });
        assert_eq!(s.line_col(Span::new(f, 8, 9)), LineCol { line: 2, col: 2 });
        assert_eq!(s.line_col(Span::new(f, 99, 99)), LineCol { line: 2, col: 3 });
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let mut s = Sources::new();
        let f = s.add("a.nth", "\u{feff}xé\ny");
        for (at, line, col) in [(0, 1, 1), (3, 1, 1), (4, 1, 2), (6, 1, 3), (7, 2, 1)] {
            assert_eq!(s.line_col(Span::new(f, at, at)), LineCol { line, col }, "{at}");
        }
    }

    #[test]
    fn columns_of_a_long_line() {
        let text = format!("x\n{}", "aé".repeat(MARK));
        let mut s = Sources::new();
        let f = s.add("a.nth", text.clone());
        for at in (2..text.len()).filter(|&at| text.is_char_boundary(at)).chain([text.len()]) {
            let col = text[2..at].chars().count() as u32 + 1;
            assert_eq!(s.line_col(Span::new(f, at, at)), LineCol { line: 2, col });
        }
        let full = s.add("b.nth", "z".repeat(MARK));
        assert_eq!(s.line_col(Span::new(full, MARK, MARK)), LineCol { line: 1, col: MARK as u32 + 1 });
    }
}
