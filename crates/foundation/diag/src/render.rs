//! Rendering of diagnostics as text, with source lines (by ariadne).

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use ariadne::{CharSet, Color, Config, IndexType, Label as ALabel, Report, ReportKind};
use nth_base::{FileId, Sources, Span, byte_order_mark, printable};

use crate::{Diagnostic, Label, Severity};

/// Style of the rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Source lines with colours, for a terminal.
    Colour,
    /// Source lines without colours.
    Plain,
    /// Title alone, on one line: `file:line:col: error[code]: title`.
    Short,
}

/// Longest source line that is shown, in bytes.
const LONGEST_LINE: usize = 1000;

/// Whether the line in which a span starts is too long to be shown. Looks at no more than [`LONGEST_LINE`] bytes on
/// either side, since there may be as many messages as bytes.
fn is_long(sources: &Sources, span: Span) -> bool {
    let text = sources.text(span.file).as_bytes();
    let (before, after) = text.split_at((span.start as usize).min(text.len()));
    let inside = |b: &&u8| **b != b'\n';
    before.iter().rev().take_while(inside).chain(after.iter().take_while(inside)).nth(LONGEST_LINE).is_some()
}

/// Longest title, note or hint, in characters; longer ones are cut, since a name may be a megabyte long.
const LONGEST_TEXT: usize = 400;

/// Text that is safe to print, cut after [`LONGEST_TEXT`] characters.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((at, _)) => Cow::Owned(format!("{}…", printable(&text[..at]))),
        None => printable(text),
    }
}

/// Text of one diagnostic; it ends in a newline. A very long source line is not shown.
#[must_use]
pub fn render(sources: &Sources, d: &Diagnostic, style: Style) -> String {
    render_with(&mut Cache::new(sources), d, style)
}

fn render_with(cache: &mut Cache<'_>, d: &Diagnostic, style: Style) -> String {
    let sources = cache.sources;
    let word = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    if style == Style::Short || is_long(sources, d.primary.span) {
        let at = sources.line_col(d.primary.span);
        let file = printable(sources.name(d.primary.span.file));
        let mut out = format!("{file}:{}:{}: {word}[{}]: {}\n", at.line, at.col, d.code.name(), short(&d.title));
        if style != Style::Short {
            let more = d.notes.iter().map(|n| ("note", n)).chain(d.hint.iter().map(|h| ("help", h)));
            for (kind, text) in more {
                out.push_str(&format!("    {kind}: {}\n", short(text)));
            }
        }
        return out;
    }
    let colour = match d.severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Cyan,
    };
    let head = format!("{word}[{}]", d.code.name());
    let config = Config::default()
        .with_index_type(IndexType::Char)
        .with_color(style == Style::Colour)
        .with_char_set(CharSet::Unicode)
        .with_compact(true);
    let mut r = Report::build(ReportKind::Custom(&head, colour), cache.place(d.primary.span))
        .with_config(config)
        .with_message(short(&d.title));
    // ariadne writes a new header where a label belongs to another file than the label before it, or ends above it.
    let mut labels: Vec<(&Label, Color)> = d.secondary.iter().map(|l| (l, Color::Blue)).collect();
    labels.insert(0, (&d.primary, colour));
    labels.sort_by_key(|(l, _)| {
        let last = l.span.end.saturating_sub(1).max(l.span.start);
        (l.span.file != d.primary.span.file, l.span.file, sources.line_col(Span { start: last, ..l.span }).line)
    });
    for (l, colour) in labels {
        r = r.with_label(ALabel::new(cache.place(l.span)).with_message(printable(&l.text)).with_color(colour));
    }
    for n in &d.notes {
        r = r.with_note(short(n));
    }
    if let Some(h) = &d.hint {
        r = r.with_help(short(h));
    }
    let mut out = Vec::new();
    match r.finish().write(&mut *cache, &mut out) {
        Ok(()) if style == Style::Plain => without_colours(&String::from_utf8_lossy(&out)),
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => render_with(cache, d, Style::Short),
    }
}

/// Removes escape sequences: ariadne colours the head of a report of a custom kind even if colours are off.
fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, r)| r);
    }
    out + rest
}

/// Text of several diagnostics, in order.
#[must_use]
pub fn render_all(sources: &Sources, ds: &[Diagnostic], style: Style) -> String {
    let mut cache = Cache::new(sources);
    ds.iter().map(|d| render_with(&mut cache, d, style)).collect()
}

/// Source cache for ariadne: splits each file into lines once.
struct Cache<'a> {
    fetched: HashMap<FileId, ariadne::Source<&'a str>>,
    /// Files as they are shown: with signs for characters that could act on a terminal, in equal places.
    shown: HashMap<FileId, ariadne::Source<Cow<'a, str>>>,
    sources: &'a Sources,
}

impl<'a> Cache<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self { fetched: HashMap::new(), shown: HashMap::new(), sources }
    }

    fn lines(&mut self, file: FileId) -> &ariadne::Source<&'a str> {
        let sources = self.sources;
        self.fetched.entry(file).or_insert_with(|| {
            let text = sources.text(file);
            text[byte_order_mark(text)..].into()
        })
    }

    /// Span in characters, as ariadne expects it. (ariadne accepts bytes, too, but then misplaces the headers of other
    /// files.)
    fn place(&mut self, span: Span) -> (FileId, Range<usize>) {
        let mark = byte_order_mark(self.sources.text(span.file));
        let lines = self.lines(span.file);
        let characters = |at: u32| {
            let at = (at as usize).saturating_sub(mark).min(lines.text().len());
            let (line, _, byte) = lines.get_byte_line(at)?;
            let before = lines.text().get(at - byte..at)?;
            Some(line.offset() + before.chars().count())
        };
        let start = characters(span.start).unwrap_or_default();
        (span.file, start..characters(span.end).unwrap_or(start).max(start))
    }
}

impl<'a> ariadne::Cache<FileId> for Cache<'a> {
    type Storage = Cow<'a, str>;

    fn fetch(&mut self, id: &FileId) -> Result<&ariadne::Source<Cow<'a, str>>, impl std::fmt::Debug> {
        let sources = self.sources;
        Ok::<_, String>(self.shown.entry(*id).or_insert_with(|| {
            let text = sources.text(*id);
            printable(&text[byte_order_mark(text)..]).into()
        }))
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        Some(printable(self.sources.name(*id)).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn long_lines_are_not_shown() {
        let mut sources = Sources::new();
        let file = sources.add("a.nth", format!("ok\n{}", "(".repeat(100_000)));
        let d =
            Diagnostic::error(Code::SyntaxError, Span::new(file, 5, 6), "too much", "here").note("a note").hint("less");
        let shown = render(&sources, &d, Style::Plain);
        assert_eq!(shown, "a.nth:2:3: error[syntax-error]: too much\n    note: a note\n    help: less\n");
        let name = "é".repeat(100_000);
        let d =
            Diagnostic::error(Code::UnknownName, Span::new(file, 5, 6), format!("nothing is named `{name}`"), "here");
        assert!(render(&sources, &d, Style::Short).len() < 1000);
    }

    #[test]
    fn a_byte_order_mark_is_not_shown() {
        let mut sources = Sources::new();
        let file = sources.add("a.nth", "\u{feff}seq a(n) = m");
        let d = Diagnostic::error(Code::UnknownName, Span::new(file, 14, 15), "nothing is named `m`", "not known here");
        let shown = render(&sources, &d, Style::Plain);
        assert!(shown.contains("a.nth:1:12 ]") && shown.contains("│seq a(n) = m\n"), "{shown}");
    }

    #[test]
    fn escape_sequences_are_not_executed() {
        let mut sources = Sources::new();
        let file = sources.add("a\u{1b}[2J.nth", "// \u{1b}]0;x\u{7}\rγ\nx = \u{9b}1m 1\n".to_owned());
        let d = Diagnostic::error(Code::SyntaxError, Span::new(file, 13, 14), "a \u{1b}[31m", "\u{7} here")
            .note("\u{8}note")
            .hint("\u{202e}hint");
        for style in [Style::Plain, Style::Short] {
            let shown = render(&sources, &d, style);
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
            assert!(shown.contains("a␛[2J.nth:2:1"), "{shown}");
        }
    }

    #[test]
    fn one_header_for_each_file() {
        let mut sources = Sources::new();
        let a = sources.add("a.nth", "é = 1\nx\ny\n");
        let b = sources.add("b.nth", "éé\nzé = 2\n");
        let d = Diagnostic::error(Code::SyntaxError, Span::new(a, 9, 10), "twice", "here")
            .and(Span::new(b, 6, 8), "another file")
            .and(Span::new(a, 0, 2), "above")
            .and(Span::new(b, 0, 4), "above that");
        let shown = render(&sources, &d, Style::Plain);
        let headers: Vec<_> = shown.lines().filter(|l| l.contains("─[")).map(str::trim).collect();
        assert_eq!(headers, ["╭─[ a.nth:3:1 ]", "├─[ b.nth:1:1 ]"], "{shown}");
        assert_eq!(render_all(&sources, &[d.clone(), d], Style::Plain), shown.repeat(2));
    }
}
