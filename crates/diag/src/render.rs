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

/// One diagnostic as text that ends in a newline.
#[must_use]
pub fn render(sources: &Sources, d: &Diagnostic, style: Style) -> String {
    let word = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    if style == Style::Short {
        let at = sources.line_col(d.primary.span);
        let file = sources.name(d.primary.span.file);
        return format!("{file}:{}:{}: {word}[{}]: {}\n", at.line, at.col, d.code.name(), d.title);
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
