//! Definition, references and highlights of the name at an offset.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{FileRange, Snapshot};
use nth_base::Cancel;

use crate::Answer;
use crate::find::{Named, Target, name_at, names_in_examples, names_of, place_of};

/// An occurrence of a name in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Name of the file.
    pub file: Arc<str>,
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Whether the name is defined or bound here.
    pub defines: bool,
}

/// The place where the name at an offset is defined, in any file or in the library; the first byte of its file for a
/// module. None for a primitive.
///
/// # Errors
/// `cancel` was raised.
pub fn definition(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Option<FileRange>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    match name_at(&m, offset).and_then(|named| place_of(&m, &named)) {
        Some(place) => snapshot.range(&place, cancel),
        None => Ok(None),
    }
}

/// The occurrences of the name at an offset in its own file, in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn highlights(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Occurrence>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let Some(Named { target, .. }) = name_at(&m, offset) else { return Ok(Vec::new()) };
    occurrences(snapshot, file, &target, cancel)
}

/// The occurrences of the name at an offset in all files that are set, those of its own file first. An occurrence in an
/// example of the documentation is one, too.
///
/// # Errors
/// `cancel` was raised.
pub fn references(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Occurrence>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let Some(Named { target, .. }) = name_at(&m, offset) else { return Ok(Vec::new()) };
    let mut files = vec![Arc::from(m.name())];
    match &target {
        // A local is known in its own file only.
        Target::Local { .. } => {}
        Target::Def { file, .. } | Target::Module(file) => {
            files.push(Arc::from(file.as_str()));
            files.extend(snapshot.files());
        }
        Target::Prim(_) => files.extend(snapshot.files()),
    }
    let mut out: Vec<Occurrence> = Vec::new();
    let mut done: Vec<Arc<str>> = Vec::new();
    for file in files {
        if !done.contains(&file) {
            out.extend(occurrences(snapshot, &file, &target, cancel)?);
            done.push(file);
        }
    }
    Ok(out)
}

/// The occurrences of a target in one file, in the order of the text; also those in examples of the documentation.
pub(crate) fn occurrences(
    snapshot: &Snapshot,
    file: &str,
    target: &Target,
    cancel: &Cancel,
) -> Answer<Vec<Occurrence>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let here = names_of(&m, target).into_iter().chain(names_in_examples(&m, target, cancel)?);
    let mut out: Vec<Occurrence> =
        here.map(|n| Occurrence { file: Arc::from(m.name()), range: n.range, defines: n.defines }).collect();
    out.sort_by_key(|o| (o.range.start, o.range.end));
    out.dedup();
    Ok(out)
}
