//! A text with its lines: offsets in bytes to positions of the protocol, and back.

use std::ops::Range;
use std::sync::Arc;

use nth_ide::{Encoding, Lines};
use tower_lsp_server::ls_types::{Position, Range as LspRange, TextDocumentContentChangeEvent};

/// A text, its lines, and the unit in which the client counts columns. Copies are cheap.
#[derive(Clone, Debug)]
pub struct Page {
    text: Arc<str>,
    lines: Arc<Lines>,
    encoding: Encoding,
}

impl Page {
    /// A page of a text of the disk, which is scanned once.
    pub fn new(text: impl Into<Arc<str>>, encoding: Encoding) -> Self {
        let text = text.into();
        let lines = Arc::new(Lines::new(&text));
        Self { text, lines, encoding }
    }

    /// A page of a text that the client holds, in which a byte order mark is a character.
    pub fn of_document(text: impl Into<Arc<str>>, encoding: Encoding) -> Self {
        let text = text.into();
        let lines = Arc::new(Lines::of_document(&text));
        Self { text, lines, encoding }
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Position of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let at = self.lines.position(&self.text, offset, self.encoding);
        Position::new(at.line, at.column)
    }

    /// Byte offset of a position. A position outside of the text counts as the nearest one in it.
    pub fn offset(&self, at: Position) -> usize {
        let at = nth_ide::Position { line: at.line, column: at.character };
        self.lines.offset(&self.text, at, self.encoding)
    }

    /// Positions of the ends of a range of bytes.
    pub fn range(&self, bytes: &Range<usize>) -> LspRange {
        LspRange::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// Bytes of a range; one whose end stands before its start counts as the same range in order.
    pub fn bytes(&self, range: LspRange) -> Range<usize> {
        let (a, b) = (self.offset(range.start), self.offset(range.end));
        a.min(b)..a.max(b)
    }

    /// Width of a text in columns.
    pub fn width(&self, text: &str) -> u32 {
        let width = match self.encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        };
        u32::try_from(width).unwrap_or(u32::MAX)
    }

    /// The page after changes of the client, each of which counts on the text after the one before it.
    pub fn edited(&self, changes: Vec<TextDocumentContentChangeEvent>) -> Self {
        let (mut text, mut lines) = (self.text.to_string(), Lines::clone(&self.lines));
        for change in changes {
            let Some(range) = change.range else {
                text = change.text;
                lines = Lines::of_document(&text);
                continue;
            };
            let offset = |at: Position| {
                let at = nth_ide::Position { line: at.line, column: at.character };
                lines.offset(&text, at, self.encoding)
            };
            let (a, b) = (offset(range.start), offset(range.end));
            let bytes = a.min(b)..a.max(b);
            text.replace_range(bytes.clone(), &change.text);
            lines.edit(&text, &bytes, change.text.len());
        }
        Self { text: text.into(), lines: Arc::new(lines), encoding: self.encoding }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(range: Option<LspRange>, text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    fn range(a: (u32, u32), b: (u32, u32)) -> Option<LspRange> {
        Some(LspRange::new(Position::new(a.0, a.1), Position::new(b.0, b.1)))
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        let page = Page::of_document("é😀x\r\nb\n", Encoding::Utf16);
        let page = page.edited(vec![
            change(range((0, 1), (0, 3)), "ab"),
            change(range((1, 0), (1, 1)), "c\r\nd"),
            change(range((9, 9), (9, 9)), "end"),
        ]);
        assert_eq!(&**page.text(), "éabx\r\nc\r\nd\nend");
        assert_eq!(&**page.edited(vec![change(None, "new")]).text(), "new");
    }

    #[test]
    fn ranges_in_wrong_order_count_as_ordered() {
        let page = Page::new("abc", Encoding::Utf8);
        assert_eq!(&**page.edited(vec![change(range((0, 2), (0, 1)), "")]).text(), "ac");
    }
}
