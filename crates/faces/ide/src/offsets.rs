//! Edits of first indices: of a sequence, and of a `check`.

use nth_analysis::Analysis;
use nth_syntax::ast::ItemKind;
use nth_types::hir::{Check, Def};

use crate::TextEdit;
use crate::hints::tree_of;
use crate::inline::edit;

/// The edit that gives a sequence another first index; none for what is no sequence of one index.
#[must_use]
pub fn first_index_edit(m: &Analysis, def: &Def, first: i64) -> Option<TextEdit> {
    let [param] = tree_of(m, def)?.params.as_slice() else { return None };
    let name_end = param.name.span.end as usize;
    Some(match (&param.from, first) {
        (Some(from), 0) => edit(m, name_end..from.span.end as usize, String::new()),
        (Some(from), first) => edit(m, from.span.range(), first.to_string()),
        (None, first) => edit(m, name_end..name_end, format!(" from {first}")),
    })
}

/// The edit that begins a `check` at another index.
#[must_use]
pub fn check_from_edit(m: &Analysis, check: &Check, first: i64) -> Option<TextEdit> {
    let tree = m.parsed().module.items.iter().find(|i| i.span == check.span).and_then(|i| match &i.kind {
        ItemKind::Check(c) => Some(c),
        ItemKind::Def(_) | ItemKind::Use(_) | ItemKind::Error => None,
    })?;
    let end = tree.name.span.end as usize;
    Some(match &tree.from {
        Some(from) => edit(m, from.span.range(), first.to_string()),
        None => edit(m, end..end, format!(" from {first}")),
    })
}
