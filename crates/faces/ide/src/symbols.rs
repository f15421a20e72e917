//! Definitions of a file as an outline, and definitions of all files by a part of their name.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_types::hir::{Def, DefKind};
use nth_types::{plain_name, signature};

use crate::Answer;

/// Most symbols that a search gives.
const MOST: usize = 500;

/// A definition in an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Name of the definition.
    pub name: String,
    /// Keyword of the definition.
    pub kind: DefKind,
    /// Head with all types.
    pub signature: String,
    /// Name of the file.
    pub file: Arc<str>,
    /// Bytes of the definition.
    pub range: Range<usize>,
    /// Bytes of the name.
    pub name_range: Range<usize>,
}

/// The definitions of a file in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn symbols(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<Symbol>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    Ok(m.defs().map(|d| symbol(&m, d)).collect())
}

/// The definitions of all files that are set, and of the library, whose names contain the letters of a query in their
/// order, without case and `_`. Names that begin with the query come first; at most 500.
///
/// # Errors
/// `cancel` was raised.
pub fn find_symbols(snapshot: &Snapshot, query: &str, cancel: &Cancel) -> Answer<Vec<Symbol>> {
    let query = plain_name(query);
    let mut files = snapshot.files();
    let own = files.len();
    let library = snapshot.library().checker().modules().iter().filter(|m| m.is_std);
    files.extend(library.map(|m| Arc::from(m.name.as_str())));
    let mut out = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let Some(m) = snapshot.module(file, cancel)? else { continue };
        for d in m.defs() {
            let name = plain_name(&d.name);
            if contains_letters(&name, &query) {
                out.push(((!name.starts_with(&query), place >= own, d.name.len()), symbol(&m, d)));
            }
        }
    }
    out.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    out.truncate(MOST);
    Ok(out.into_iter().map(|(_, s)| s).collect())
}

fn contains_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars();
    query.chars().all(|q| letters.any(|c| c == q))
}

pub(crate) fn symbol(m: &Analysis, d: &Def) -> Symbol {
    Symbol {
        name: d.name.clone(),
        kind: d.kind,
        signature: signature(d),
        file: Arc::from(m.name()),
        range: d.span.range(),
        name_range: d.name_span.range(),
    }
}
