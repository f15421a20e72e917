//! Places of a text where a program is wanted: holes, sequences without a body, lines of terms.

use std::ops::Range;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_ide::Answer;
use nth_num::Int;
use nth_syntax::ast::ItemKind;
use nth_syntax::{Token, TokenKind as T, tokens};

/// Fewest terms on a line for which a program is searched.
const FEWEST: usize = 4;

/// A place where a program is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A hole in a definition.
    Hole {
        /// Name of the definition.
        name: String,
        /// Bytes of the `?`.
        range: Range<usize>,
    },
    /// A sequence without a body, or whose body is a hole, with a `check`.
    Body(Blank),
    /// A line of integers.
    Terms {
        /// Bytes of the line, with the comment marker before the terms if there is one.
        range: Range<usize>,
        /// Whether the line is a comment, which stays.
        is_comment: bool,
        /// The integers.
        terms: Vec<Int>,
    },
}

impl Wanted {
    /// Bytes that a program would replace, or behind which it would be written.
    #[must_use]
    pub fn range(&self) -> &Range<usize> {
        match self {
            Self::Hole { range, .. } | Self::Terms { range, .. } => range,
            Self::Body(blank) => &blank.range,
        }
    }
}

/// A sequence whose body is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// Name of the sequence.
    pub name: String,
    /// Name of its index.
    pub index: String,
    /// Index of the first term.
    pub offset: i64,
    /// Bytes that are replaced: the hole, or nothing behind the head.
    pub range: Range<usize>,
    /// Text before the body: what the head lacks.
    pub before: String,
    /// First byte of the line with the documentation or attribute before the sequence, or of its own line.
    pub start: usize,
    /// Terms of the longest `check`.
    pub terms: Vec<Int>,
    /// Index of the first of these terms.
    pub from: i64,
}

/// The place at an offset where a program is wanted, if there is one. Nothing is run.
///
/// # Errors
/// `cancel` was raised.
pub fn wanted(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Option<Wanted>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    let all = words(m.text());
    Ok(blank(&m, &all, offset).map(Wanted::Body).or_else(|| hole(&m, offset)).or_else(|| terms(&m, offset)))
}

/// The places of a text where a program is wanted, each by an offset in it, with the bytes to mark. Nothing is run.
pub(crate) fn all_wanted(m: &Analysis) -> Vec<(usize, Range<usize>)> {
    let text = m.text();
    let mut out: Vec<(usize, Range<usize>)> = Vec::new();
    let all = words(text);
    for t in &all {
        if t.kind == T::Question {
            out.push((t.span.start, t.span.clone()));
        } else if t.kind == T::Seq
            && let Some(b) = blank(m, &all, t.span.start).filter(|b| b.range.is_empty())
        {
            out.push((t.span.start, t.span.start..b.range.end));
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // A line of terms has commas; most lines need no further look.
        if line.matches(',').count() + 1 >= FEWEST
            && let Some(Wanted::Terms { range, .. }) = terms(m, start)
        {
            out.push((range.start, range));
        }
        start += line.len();
    }
    out.sort_by_key(|(at, _)| *at);
    out
}

/// The tokens of a text without comments and blanks.
fn words(text: &str) -> Vec<Token> {
    tokens(text).into_iter().filter(|t| !t.kind.is_comment() && t.kind != T::Space).collect()
}

fn hole(m: &Analysis, offset: usize) -> Option<Wanted> {
    let mark = tokens(m.text()).into_iter().find(|t| t.kind == T::Question && touches(&t.span, offset))?;
    let def = m.def_at(u32::try_from(mark.span.start).ok()?)?;
    Some(Wanted::Hole { name: def.name.clone(), range: mark.span })
}

fn touches(range: &Range<usize>, offset: usize) -> bool {
    range.start <= offset && offset <= range.end
}

/// The sequence around an offset, if it has no body and a `check`.
fn blank(m: &Analysis, all: &[Token], offset: usize) -> Option<Blank> {
    let text = m.text();
    let begins = |t: &Token| matches!(t.kind, T::Use | T::Seq | T::Fn | T::Triangle | T::Array | T::Check | T::Attr);
    let before = all.partition_point(|t| t.span.start <= offset);
    let first = all.get(..before)?.iter().rposition(|t| begins(t) && t.kind != T::Attr)?;
    if all[first].kind != T::Seq {
        return None;
    }
    let next = all[first + 1..].iter().position(begins).map_or(all.len(), |i| first + 1 + i);
    let item = &all[first..next];
    // Behind the line of the last token the next item may begin.
    let last = item.last()?;
    if text.get(last.span.end..offset).is_some_and(|between| between.contains('\n')) {
        return None;
    }
    let word = |t: &Token| text.get(t.span.clone()).unwrap_or("").to_owned();
    let name = item.get(1).filter(|t| t.kind == T::Ident).map(word)?;
    let head = Head::read(text, item)?;
    let (terms, from) = longest_check(m, &name, head.offset)?;
    Some(Blank {
        name,
        index: head.index,
        offset: head.offset,
        range: head.range,
        before: head.before,
        start: start_of_item(text, item[0].span.start),
        terms,
        from,
    })
}

/// Head of a sequence without a body.
struct Head {
    index: String,
    offset: i64,
    range: Range<usize>,
    before: String,
}

impl Head {
    /// The head of an item `seq a`, `seq a(n)`, `seq a(n from 1) =` or `seq a(n) = ?`; none if it has a body.
    fn read(text: &str, item: &[Token]) -> Option<Self> {
        let word = |t: &Token| text.get(t.span.clone()).unwrap_or("").to_owned();
        let end = |i: usize| item.get(i).map_or(0, |t| t.span.end);
        let kinds: Vec<T> = item.iter().map(|t| t.kind).collect();
        let (index, offset, used) = match kinds.get(2..).unwrap_or(&[]) {
            [] => {
                let at = end(1);
                return Some(Self { index: "n".into(), offset: 0, range: at..at, before: "(n) = ".into() });
            }
            [T::LParen, T::Ident, T::RParen, ..] => (word(&item[3]), 0, 5),
            [T::LParen, T::Ident, T::From, T::Int, T::RParen, ..] => (word(&item[3]), word(&item[5]).parse().ok()?, 7),
            [T::LParen, T::Ident, T::From, T::Minus, T::Int, T::RParen, ..] => {
                (word(&item[3]), word(&item[6]).parse::<i64>().ok()?.checked_neg()?, 8)
            }
            [_other, ..] => return None,
        };
        let (range, before) = match kinds.get(used..).unwrap_or(&[]) {
            [] => (end(used - 1)..end(used - 1), " = "),
            [T::Assign] => (end(used)..end(used), " "),
            [T::Assign, T::Question] => (item[used + 1].span.clone(), ""),
            [_other, ..] => return None,
        };
        Some(Self { index, offset, range, before: before.to_owned() })
    }
}

/// The terms of the longest `check` of a name, and the index of the first one.
fn longest_check(m: &Analysis, name: &str, offset: i64) -> Option<(Vec<Int>, i64)> {
    let checks = m.parsed().module.items.iter().filter_map(|i| match &i.kind {
        ItemKind::Check(c) if c.name.name == name => Some(c),
        ItemKind::Check(_) | ItemKind::Use(_) | ItemKind::Def(_) | ItemKind::Error => None,
    });
    let check = checks.max_by_key(|c| c.terms.len()).filter(|c| !c.terms.is_empty())?;
    let from = match &check.from {
        Some(from) => from.text.parse().ok()?,
        None => offset,
    };
    let terms: Option<Vec<Int>> = check.terms.iter().map(|t| t.text.parse().ok()).collect();
    Some((terms?, from))
}

/// First byte of the documentation and attributes above an item.
pub(crate) fn start_of_item(text: &str, item: usize) -> usize {
    let line_start = |at: usize| text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let mut start = line_start(item);
    while start > 0 {
        let above = line_start(start - 1);
        let line = text.get(above..start).unwrap_or("").trim();
        if !(line.starts_with("///") || line.starts_with('@')) {
            break;
        }
        start = above;
    }
    start
}

/// The integers of the line at an offset, if it has at least four, with commas between them, and nothing else.
fn terms(m: &Analysis, offset: usize) -> Option<Wanted> {
    let text = m.text();
    let start = text.get(..offset)?.rfind('\n').map_or(0, |i| i + 1);
    let end = text.get(offset..)?.find('\n').map_or(text.len(), |i| offset + i);
    let line = text.get(start..end)?.trim_end();
    let indent = line.len() - line.trim_start().len();
    let content = line.trim_start();
    let is_comment = content.starts_with("//");
    let list = content.trim_start_matches('/').trim_start_matches('!').trim();
    let list = list.trim_start_matches(['[', '{', '(']).trim_end_matches([']', '}', ')']);
    let list = list.trim().trim_end_matches('…').trim_end_matches("...").trim().trim_end_matches(',');
    let terms: Option<Vec<Int>> = list.split(',').map(|t| t.trim().parse().ok()).collect();
    let terms = terms.filter(|t| t.len() >= FEWEST)?;
    if !is_comment && belongs(m, start) {
        return None;
    }
    Some(Wanted::Terms { range: start + indent..start + line.len(), is_comment, terms })
}

/// Whether the line that begins at an offset goes on with what is before it: a `check`, or a list in brackets.
fn belongs(m: &Analysis, start: usize) -> bool {
    let inside = |span: nth_base::Span| (span.start as usize) < start && start < span.end as usize;
    m.parsed().module.items.iter().filter(|i| inside(i.span)).any(|i| match i.kind {
        ItemKind::Check(_) | ItemKind::Use(_) => true,
        ItemKind::Def(_) | ItemKind::Error => {
            let before = m.text().get(i.span.start as usize..start).unwrap_or("");
            let all = tokens(before);
            let opened = all.iter().filter(|t| matches!(t.kind, T::LParen | T::LBracket)).count();
            opened > all.iter().filter(|t| matches!(t.kind, T::RParen | T::RBracket)).count()
        }
    })
}
