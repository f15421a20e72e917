//! Parts of a text that an editor can fold.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_syntax::ast::{ExprKind, ItemKind};
use nth_syntax::tokens;

use crate::Answer;

/// Kind of a fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// A definition, or a list in one.
    Code,
    /// Comments or lines of documentation.
    Comment,
    /// Lines of `use`.
    Imports,
}

/// A part of a text of more than one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Bytes of the part.
    pub range: Range<usize>,
    /// Kind of the part.
    pub kind: FoldKind,
}

/// The parts of a file that can be folded, in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn folds(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<Fold>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let text = m.text();
    let mut all = Vec::new();
    let mut runs: Vec<Fold> = Vec::new();
    let mut run = |range: Range<usize>, kind: FoldKind| match runs.last_mut() {
        Some(last) if last.kind == kind && is_next_line(text, last.range.end, range.start) => {
            last.range.end = range.end
        }
        Some(_) | None => runs.push(Fold { range, kind }),
    };
    for t in tokens(text).into_iter().filter(|t| t.kind.is_comment()) {
        let content = text.get(t.span.clone()).unwrap_or("").trim_end();
        run(t.span.start..t.span.start + content.len(), FoldKind::Comment);
    }
    for item in &m.parsed().module.items {
        match &item.kind {
            ItemKind::Use(_) => run(item.span.range(), FoldKind::Imports),
            ItemKind::Def(d) => {
                all.push(Fold { range: item.span.range(), kind: FoldKind::Code });
                let mut left = vec![&d.body];
                while let Some(e) = left.pop() {
                    if matches!(e.kind, ExprKind::List(_)) {
                        all.push(Fold { range: e.span.range(), kind: FoldKind::Code });
                    }
                    left.extend(e.parts());
                }
            }
            ItemKind::Check(_) => all.push(Fold { range: item.span.range(), kind: FoldKind::Code }),
            ItemKind::Error => {}
        }
    }
    all.append(&mut runs);
    all.retain(|f| text.get(f.range.clone()).is_some_and(|t| t.trim_end().contains('\n')));
    all.sort_by_key(|f| (f.range.start, f.range.end, f.kind));
    Ok(all)
}

/// Whether nothing but one line end and blanks is between two offsets.
fn is_next_line(text: &str, end: usize, start: usize) -> bool {
    text.get(end..start).is_some_and(|gap| gap.trim().is_empty() && gap.matches('\n').count() == 1)
}
