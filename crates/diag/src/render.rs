//! Diagnostics as text, with the source lines (by ariadne).

use std::collections::HashMap;

use ariadne::{CharSet, Color, Config, IndexType, Label as ALabel, Report, ReportKind};
use nth_base::{FileId, Sources};

use crate::{Diagnostic, Severity};

/// How to render.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With source lines and colours, for a terminal.
    Colour,
    /// With source lines, without colours.
    Plain,
    /// One line each: `file:line:col: error[code]: title`.
    Short,
}

/// Longer lines, in bytes, are not shown.
const LONGEST_LINE: usize = 1000;

/// The bytes of the line in which a span starts.
fn line_length(sources: &Sources, span: nth_base::Span) -> usize {
    let text = sources.text(span.file).as_bytes();
    let (before, after) = text.split_at((span.start as usize).min(text.len()));
    let end = |b: &u8| *b == b'\n';
    before.iter().rev().take_while(|b| !end(b)).count() + after.iter().take_while(|b| !end(b)).count()
}

/// One diagnostic as text that ends in a newline. Where the line is very long, it is not shown.
#[must_use]
pub fn render(sources: &Sources, d: &Diagnostic, style: Style) -> String {
    let word = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let long = line_length(sources, d.primary.span) > LONGEST_LINE;
    if style == Style::Short || long {
        let at = sources.line_col(d.primary.span);
        let file = sources.name(d.primary.span.file);
        let mut out = format!("{file}:{}:{}: {word}[{}]: {}\n", at.line, at.col, d.code.name(), d.title);
        if style != Style::Short {
            let more = d.notes.iter().map(|n| ("note", n)).chain(d.hint.iter().map(|h| ("help", h)));
            for (kind, text) in more {
                out.push_str(&format!("    {kind}: {text}\n"));
            }
        }
        return out;
    }
    let colour = match d.severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Cyan,
    };
    let key = |s: nth_base::Span| (s.file, s.range());
    let head = format!("{word}[{}]", d.code.name());
    let config = Config::default()
        .with_index_type(IndexType::Byte)
        .with_color(style == Style::Colour)
        .with_char_set(CharSet::Unicode)
        .with_compact(true);
    let mut r = Report::build(ReportKind::Custom(&head, colour), key(d.primary.span))
        .with_config(config)
        .with_message(&d.title)
        .with_label(ALabel::new(key(d.primary.span)).with_message(&d.primary.text).with_color(colour));
    for l in &d.secondary {
        r = r.with_label(ALabel::new(key(l.span)).with_message(&l.text).with_color(Color::Blue));
    }
    for n in &d.notes {
        r = r.with_note(n);
    }
    if let Some(h) = &d.hint {
        r = r.with_help(h);
    }
    let mut out = Vec::new();
    let cache = Cache { fetched: HashMap::new(), sources };
    match r.finish().write(cache, &mut out) {
        Ok(()) if style == Style::Plain => without_colours(&String::from_utf8_lossy(&out)),
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => render(sources, d, Style::Short),
    }
}

/// ariadne colours the head of a report of a custom kind even where colours are off.
fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, r)| r);
    }
    out + rest
}

/// All of them, in order.
#[must_use]
pub fn render_all(sources: &Sources, ds: &[Diagnostic], style: Style) -> String {
    ds.iter().map(|d| render(sources, d, style)).collect()
}

/// Gives ariadne our files.
struct Cache<'a> {
    fetched: HashMap<FileId, ariadne::Source<String>>,
    sources: &'a Sources,
}

impl ariadne::Cache<FileId> for Cache<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&ariadne::Source<String>, impl std::fmt::Debug> {
        let sources = self.sources;
        Ok::<_, String>(&*self.fetched.entry(*id).or_insert_with(|| sources.text(*id).to_owned().into()))
    }

    fn display<'a>(&self, id: &'a FileId) -> Option<impl std::fmt::Display + 'a> {
        Some(self.sources.name(*id).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use nth_base::Span;

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
    }
}
