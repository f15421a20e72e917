//! Ranges around an offset, each within the next: for growing and shrinking a selection.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_syntax::ast::ItemKind;
use nth_syntax::tokens;

use crate::Answer;
use crate::scope::around;

/// The ranges around an offset, the innermost first: token, expressions, definition, definition with its
/// documentation, file.
///
/// # Errors
/// `cancel` was raised.
pub fn selections(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Range<usize>>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let text = m.text();
    let holds = |r: &Range<usize>| r.start <= offset && offset <= r.end;
    let mut out: Vec<Range<usize>> = tokens(text).into_iter().map(|t| t.span).filter(holds).collect();
    // Between two tokens the right one is meant.
    out.drain(..out.len().saturating_sub(1));
    for item in &m.parsed().module.items {
        let docs = item.docs.first().map(|d| d.span.start as usize);
        let attrs = item.attrs.first().map(|a| a.span.start as usize);
        let first = docs.into_iter().chain(attrs).min().unwrap_or(item.span.start as usize);
        // The marker of documentation stands before its text.
        let first = text.get(..first).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1).min(item.span.start as usize);
        let whole = first..item.span.end as usize;
        if !holds(&whole) {
            continue;
        }
        if let ItemKind::Def(d) = &item.kind {
            out.extend(around(d, offset).into_iter().rev().map(|e| e.span.range()).filter(holds));
        }
        out.push(item.span.range());
        out.push(whole);
    }
    out.push(0..text.len());
    out.retain(holds);
    // Each range holds the one before it.
    let mut chain: Vec<Range<usize>> = Vec::with_capacity(out.len());
    for r in out {
        let grows = chain.last().is_none_or(|l| r.start <= l.start && l.end <= r.end && r != *l);
        if grows {
            chain.push(r);
        }
    }
    Ok(chain)
}
