//! Renaming of a definition or a local in all files.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_syntax::{KEYWORDS, TokenKind, tokens};
use nth_types::Meaning;

use crate::Answer;
use crate::find::{Target, name_at};
use crate::navigate::references;

/// A replacement of bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// Name of the file.
    pub file: Arc<str>,
    /// Bytes that are replaced.
    pub range: Range<usize>,
    /// Text in their place.
    pub text: String,
}

/// Reason why a name cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// There is no name at the offset.
    NoName,
    /// The name belongs to the language or its library.
    Library(String),
    /// Modules are named by their files.
    Module,
    /// The new name is no name, or a reserved word.
    NotAName(String),
    /// A file where the name is used has the new name already.
    Taken {
        /// The new name.
        name: String,
        /// Name of the file.
        file: String,
    },
}

impl std::fmt::Display for RenameError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoName => write!(f, "there is no name here"),
            Self::Library(name) => write!(f, "`{name}` belongs to the library and cannot be renamed"),
            Self::Module => write!(f, "a module has the name of its file; rename the file"),
            Self::NotAName(name) => write!(f, "`{name}` is not a name"),
            Self::Taken { name, file } => write!(f, "`{name}` has a meaning in {file} already"),
        }
    }
}

impl std::error::Error for RenameError {}

/// Bytes of the name at an offset, if it can be renamed.
///
/// # Errors
/// `cancel` was raised; or, inside, the name cannot be renamed.
pub fn prepare_rename(
    snapshot: &Snapshot,
    file: &str,
    offset: usize,
    cancel: &Cancel,
) -> Answer<Result<Range<usize>, RenameError>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Err(RenameError::NoName)) };
    let Some(named) = name_at(&m, offset) else { return Ok(Err(RenameError::NoName)) };
    let set = snapshot.files();
    Ok(match &named.target {
        Target::Local { .. } => Ok(named.range),
        Target::Def { file, .. } if set.iter().any(|f| **f == **file) => Ok(named.range),
        Target::Def { name, .. } => Err(RenameError::Library(name.clone())),
        Target::Prim(p) => Err(RenameError::Library(p.name().to_owned())),
        Target::Module(_) => Err(RenameError::Module),
    })
}

/// The edits that give the name at an offset another name, in all files that are set and in the examples of their
/// documentation.
///
/// # Errors
/// `cancel` was raised; or, inside, the name cannot be renamed so.
pub fn rename(
    snapshot: &Snapshot,
    file: &str,
    offset: usize,
    new: &str,
    cancel: &Cancel,
) -> Answer<Result<Vec<TextEdit>, RenameError>> {
    if let Err(why) = prepare_rename(snapshot, file, offset, cancel)? {
        return Ok(Err(why));
    }
    if !is_name(new) {
        return Ok(Err(RenameError::NotAName(new.to_owned())));
    }
    let all = references(snapshot, file, offset, cancel)?;
    let home = snapshot.module(file, cancel)?;
    let named = home.as_ref().and_then(|m| name_at(m, offset));
    let (Some(home), Some(named)) = (&home, named) else { return Ok(Err(RenameError::NoName)) };
    let with_it: BTreeSet<&Arc<str>> = all.iter().map(|o| &o.file).collect();
    // A file that uses the module sees the new name, even if it never writes the old one.
    let others = if is_local(&named.target) { Vec::new() } else { snapshot.files() };
    let others = others.iter().filter(|f| !with_it.contains(f)).map(|f| (f, false));
    let is_new = home.text().get(named.range.clone()) != Some(new);
    for (file, is_edited) in with_it.iter().map(|f| (*f, true)).chain(others).filter(|_| is_new) {
        let Some(m) = snapshot.module(file, cancel)? else { continue };
        if (is_edited || sees(&m, &named.target)) && is_taken(&m, &named.target, new, is_edited, cancel)? {
            return Ok(Err(RenameError::Taken { name: new.to_owned(), file: file.to_string() }));
        }
    }
    let edit = |o: crate::Occurrence| TextEdit { file: o.file, range: o.range, text: new.to_owned() };
    Ok(Ok(all.into_iter().map(edit).collect()))
}

fn is_local(target: &Target) -> bool {
    match target {
        Target::Local { .. } => true,
        Target::Def { .. } | Target::Prim(_) | Target::Module(_) => false,
    }
}

/// Whether a target could not be told from something else in a module, if it had a new name.
fn is_taken(m: &Analysis, target: &Target, new: &str, is_edited: bool, cancel: &Cancel) -> Answer<bool> {
    // A name that is written anywhere in a file could hide the new one, or be hidden by it. A local of a definition is
    // not known in an example.
    let examples = if is_local(target) { &[] } else { m.names_in_examples(cancel)? };
    if m.names().iter().chain(examples).any(|n| m.text().get(n.range.clone()) == Some(new)) {
        return Ok(true);
    }
    // Of the modules that a file uses, another one may have the new name.
    Ok(match target {
        Target::Def { file, .. } if is_edited && file != m.name() => match m.checker().meaning_in(m.module_id(), new) {
            Meaning::Def(id) => {
                m.checker().def(id).and_then(|d| m.checker().module(d.module)).is_some_and(|home| !home.is_std)
            }
            Meaning::Ambiguous(_) => true,
            Meaning::Prim(_) | Meaning::Missing | Meaning::NoModule => false,
        },
        Target::Def { .. } | Target::Local { .. } | Target::Prim(_) | Target::Module(_) => false,
    })
}

/// Whether a module has a definition of another one in scope by a `use`.
fn sees(m: &Analysis, target: &Target) -> bool {
    match target {
        Target::Def { file, name } => {
            let home = m.checker().module_named(file);
            home.is_some_and(|home| m.checker().brings(m.module_id(), home, name))
        }
        Target::Local { .. } | Target::Prim(_) | Target::Module(_) => false,
    }
}

/// Whether a text is one name that can be defined.
fn is_name(text: &str) -> bool {
    let all = tokens(text);
    matches!(all.as_slice(), [t] if t.kind == TokenKind::Ident && t.span == (0..text.len()))
        && !KEYWORDS.contains(&text)
}
