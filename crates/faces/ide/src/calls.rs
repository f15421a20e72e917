//! Call hierarchy: the definitions that a definition refers to, and those that refer to it.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::Snapshot;
use nth_base::Cancel;

use crate::find::{Target, name_at, names, names_of};
use crate::symbols::symbol;
use crate::{Answer, Symbol};

/// A definition, with the places where it is called, or where it calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The other definition.
    pub symbol: Symbol,
    /// Bytes of the names, in the file of the caller.
    pub ranges: Vec<Range<usize>>,
}

/// The definition that the name at an offset refers to.
///
/// # Errors
/// `cancel` was raised.
pub fn callable(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Option<Symbol>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    match name_at(&m, offset).map(|n| n.target) {
        Some(Target::Def { file, name }) => find(snapshot, &file, &name, cancel),
        Some(Target::Local { .. } | Target::Prim(_) | Target::Module(_)) | None => Ok(None),
    }
}

fn find(snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Option<Symbol>> {
    let home = snapshot.module(file, cancel)?;
    Ok(home.and_then(|h| h.defs().find(|d| d.name == name).map(|d| symbol(&h, d))))
}

/// The definitions that a definition refers to, in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn outgoing_calls(snapshot: &Snapshot, from: &Symbol, cancel: &Cancel) -> Answer<Vec<Call>> {
    let Some(m) = snapshot.module(&from.file, cancel)? else { return Ok(Vec::new()) };
    let mut found: Vec<(String, String, Vec<Range<usize>>)> = Vec::new();
    for n in names(&m).into_iter().filter(|n| !n.defines && n.def.is_some_and(|d| d.name == from.name)) {
        let Target::Def { file, name } = n.target else { continue };
        match found.iter_mut().find(|(f, d, _)| *f == file && *d == name) {
            Some((.., ranges)) => ranges.push(n.range),
            None => found.push((file, name, vec![n.range])),
        }
    }
    let mut out = Vec::with_capacity(found.len());
    for (file, name, ranges) in found {
        out.extend(find(snapshot, &file, &name, cancel)?.map(|symbol| Call { symbol, ranges }));
    }
    Ok(out)
}

/// The definitions of all files that are set that refer to a definition.
///
/// # Errors
/// `cancel` was raised.
pub fn incoming_calls(snapshot: &Snapshot, to: &Symbol, cancel: &Cancel) -> Answer<Vec<Call>> {
    let target = Target::Def { file: to.file.to_string(), name: to.name.clone() };
    let mut files = snapshot.files();
    if !files.contains(&to.file) {
        files.push(Arc::clone(&to.file));
    }
    let mut out: Vec<Call> = Vec::new();
    for file in files {
        let Some(m) = snapshot.module(&file, cancel)? else { continue };
        let first = out.len();
        for n in names_of(&m, &target).into_iter().filter(|n| !n.defines) {
            let Some(def) = n.def else { continue };
            match out[first..].iter_mut().find(|c| c.symbol.name == def.name) {
                Some(call) => call.ranges.push(n.range),
                None => out.push(Call { symbol: symbol(&m, def), ranges: vec![n.range] }),
            }
        }
    }
    Ok(out)
}
