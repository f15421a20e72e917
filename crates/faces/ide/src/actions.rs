//! Code actions that need no run: hints of messages, types, inlining and extraction.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;

use crate::hints::{missing_types, tree_of};
use crate::{Answer, TextEdit, fixes};

/// Kind of an action, as editors group them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// Mends the cause of a message.
    Fix,
    /// Replaces a name by what it stands for.
    Inline,
    /// Gives a part of an expression a name.
    Extract,
    /// Writes the same in another way, or adds what is known.
    Rewrite,
}

/// A change of a text that an editor offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What the edits do, in words.
    pub title: String,
    /// Kind of the action.
    pub kind: ActionKind,
    /// Number of the message in [`diagnostics`](crate::diagnostics) that a fix mends.
    pub message: Option<usize>,
    /// Edits, all in one file.
    pub edits: Vec<TextEdit>,
}

impl Action {
    /// An action with one edit or more, for no message.
    #[must_use]
    pub fn new(title: impl Into<String>, kind: ActionKind, edits: Vec<TextEdit>) -> Self {
        Self { title: title.into(), kind, message: None, edits }
    }
}

/// The actions for a range of a file: hints of its messages, types of a function, inlining and extraction. None changes
/// the values of the program where it has any.
///
/// # Errors
/// `cancel` was raised.
pub fn actions(snapshot: &Snapshot, file: &str, range: &Range<usize>, cancel: &Cancel) -> Answer<Vec<Action>> {
    let mut out: Vec<Action> = fixes(snapshot, file, range, cancel)?
        .into_iter()
        .map(|f| Action { title: f.title, kind: ActionKind::Fix, message: Some(f.message), edits: f.edits })
        .collect();
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(out) };
    let at = u32::try_from(range.start).unwrap_or(u32::MAX);
    if let Some(def) = m.def_at(at).filter(|d| !d.broken)
        && let Some(tree) = tree_of(&m, def)
    {
        let types = missing_types(&m, def, tree);
        // Types belong to the head.
        if !types.is_empty() && range.start <= tree.body.span.start as usize {
            let edits = types.into_iter().flat_map(|h| h.edits).collect();
            let what = format!("write the types of `{}`", def.name);
            out.push(Action::new(what, ActionKind::Rewrite, edits));
        }
        out.extend(crate::inline::inline_let(&m, def, tree, range.start));
        out.extend(crate::inline::inline_call(&m, def, tree, range.start));
        out.extend(crate::extract::extract(&m, def, tree, range));
    }
    Ok(out)
}
