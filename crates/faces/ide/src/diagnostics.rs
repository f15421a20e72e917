//! Errors and warnings of a file, with places in the texts of now.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, FileRange, Snapshot};
use nth_base::Cancel;
use nth_diag::{Diagnostic, Edit};
use nth_types::apply_edits;

use crate::{Answer, TextEdit};

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Whether the message is an error; else a warning.
    pub is_error: bool,
    /// Name of the code, which has a page.
    pub code: &'static str,
    /// What is wrong.
    pub title: String,
    /// Bytes of the file, with what stands there.
    pub range: Range<usize>,
    /// Text of the place.
    pub label: String,
    /// Other places, each with its text.
    pub related: Vec<(FileRange, String)>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A way to mend the cause of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, in words.
    pub title: String,
    /// Number of the message in [`diagnostics`].
    pub message: usize,
    /// Edits, all in one file.
    pub edits: Vec<TextEdit>,
}

/// The errors and warnings of a file, in the order of the text.
///
/// # Errors
/// `cancel` was raised.
pub fn diagnostics(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<Message>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::with_capacity(m.diagnostics().len());
    for d in m.diagnostics() {
        let mut related = Vec::new();
        for label in &d.secondary {
            if let Some(at) = snapshot.range(&m.place(label.span), cancel)? {
                related.push((at, label.text.clone()));
            }
        }
        out.push(Message {
            is_error: d.is_error(),
            code: d.code.name(),
            title: d.title.clone(),
            range: d.primary.span.range(),
            label: d.primary.text.clone(),
            related,
            notes: d.notes.clone(),
        });
    }
    Ok(out)
}

/// The hints of the messages that a range of a file touches, as edits. Each is checked: it removes its message and
/// causes no new error.
///
/// # Errors
/// `cancel` was raised.
pub fn fixes(snapshot: &Snapshot, file: &str, range: &Range<usize>, cancel: &Cancel) -> Answer<Vec<Fix>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (message, d) in m.diagnostics().iter().enumerate() {
        let at = d.primary.span.range();
        let touches = at.start <= range.end && range.start <= at.end;
        if !touches || d.edits.is_empty() || apply_edits(m.text(), &d.edits).is_none() {
            continue;
        }
        if cancel.is_raised() {
            return Err(nth_analysis::Cancelled);
        }
        if m.hint_is_right(d) {
            let title = d.hint.clone().unwrap_or_else(|| d.title.clone());
            out.push(Fix { title, message, edits: text_edits(&m, &d.edits) });
        }
    }
    Ok(out)
}

/// The edits of all hints of a file that go together: those of later messages that touch the same text are left out.
/// Empty if they do not mend the file together, or if there are none.
///
/// # Errors
/// `cancel` was raised.
pub fn fix_all(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<TextEdit>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut edits: Vec<Edit> = Vec::new();
    let mut first = None;
    for fix in fixes(snapshot, file, &(0..m.text().len()), cancel)? {
        let Some(d) = m.diagnostics().get(fix.message) else { continue };
        let touches = |e: &Edit| {
            let at = e.span.range();
            edits.iter().map(|o| o.span.range()).any(|o| o.start <= at.end && at.start <= o.end)
        };
        if !d.edits.iter().any(touches) {
            edits.extend(d.edits.iter().cloned());
            first.get_or_insert(d);
        }
    }
    let Some(first) = first else { return Ok(Vec::new()) };
    let together = Diagnostic { edits, ..first.clone() };
    Ok(if m.hint_is_right(&together) { text_edits(&m, &together.edits) } else { Vec::new() })
}

fn text_edits(m: &Analysis, edits: &[Edit]) -> Vec<TextEdit> {
    let name: Arc<str> = Arc::from(m.name());
    edits.iter().map(|e| TextEdit { file: Arc::clone(&name), range: e.span.range(), text: e.text.clone() }).collect()
}
