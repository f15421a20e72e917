//! Formatting of a file, or of the items that a range touches.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_syntax::format;

use crate::{Answer, TextEdit};

/// The edits that format a whole file; empty if it is formatted, or cannot be because of a syntax error.
///
/// # Errors
/// `cancel` was raised.
pub fn format_file(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<TextEdit>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let Ok(new) = format(m.text()) else { return Ok(Vec::new()) };
    Ok(difference(m.text(), &new, 0).map(|e| TextEdit { file: Arc::from(m.name()), ..e }).into_iter().collect())
}

/// The edits that format the items that a range touches. An item with a syntax error stays as it is.
///
/// # Errors
/// `cancel` was raised.
pub fn format_range(snapshot: &Snapshot, file: &str, range: &Range<usize>, cancel: &Cancel) -> Answer<Vec<TextEdit>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let text = m.text();
    let mut out = Vec::new();
    for item in &m.parsed().module.items {
        let at = item.span.range();
        if at.start > range.end || range.start > at.end {
            continue;
        }
        let Some(part) = text.get(at.clone()) else { continue };
        // The end of the line belongs to what follows.
        if let Ok(new) = format(part) {
            let edit = difference(part, new.trim_end(), at.start);
            out.extend(edit.map(|e| TextEdit { file: Arc::from(m.name()), ..e }));
        }
    }
    Ok(out)
}

/// The edit that makes one text of another, without what both begin and end with; `shift` is the offset of the text.
fn difference(old: &str, new: &str, shift: usize) -> Option<TextEdit> {
    if old == new {
        return None;
    }
    let common = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum()
    };
    let start = common(&mut old.chars(), &mut new.chars());
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = common(&mut old_rest.chars().rev(), &mut new_rest.chars().rev());
    Some(TextEdit {
        file: Arc::from(""),
        range: shift + start..shift + old.len() - end,
        text: new_rest[..new_rest.len() - end].to_owned(),
    })
}
