//! Command-line targets: `FILE:NAME`, `:NAME` and A-numbers of the library, expressions in n. Reads and checks a file,
//! finds its sequences.

use std::path::Path;

use nth_oeis::ANum;
use nth_session::{DefId, DefKind, Meaning, ReadError, Scope, Selection, Session, split_target};

use crate::context::Context;
use crate::outcome::{Exit, Failure};

/// File without errors, and the sequences that the target means.
pub struct Opened {
    /// Session that holds the file.
    pub session: Session,
    /// Sequences, at least one.
    pub sequences: Vec<DefId>,
    /// Whether the target is an expression, so that its sequence has no name of its own.
    pub is_expression: bool,
}

/// Splits a target at its last colon into file and name. A target that is itself the path of a file has no name.
pub fn split(target: &str) -> (&str, Option<&str>) {
    if Path::new(target).exists() { (target, None) } else { split_target(target) }
}

/// Opens `FILE`, `FILE:NAME`, `:NAME` or an A-number for a sequence of the library, or an expression in n. If the text
/// has errors, they are shown and the exit status is returned.
pub fn open(target: &str, context: &Context) -> Result<Result<Opened, Exit>, Failure> {
    let (file, name) = split(target);
    let mut session = context.session()?;
    if !Path::new(target).exists() {
        if let Some(name) = target.strip_prefix(':') {
            let id = in_library(&session, name)?;
            return Ok(Ok(Opened { session, sequences: vec![id], is_expression: false }));
        }
        if let Ok(number) = target.parse::<ANum>() {
            let id = with_number(&session, number)?;
            return Ok(Ok(Opened { session, sequences: vec![id], is_expression: false }));
        }
    }
    let loaded = match session.check_file(file) {
        Ok(loaded) => loaded,
        Err(ReadError::NotFound(_)) if !is_path(target) => return Ok(expression(session, target, context)),
        Err(why @ ReadError::NotFound(_)) if in_library(&session, target).is_ok() => {
            return Err(format!("{why}; `:{target}` is the sequence of the library").into());
        }
        Err(why @ ReadError::NotFound(_)) => {
            return Err(format!(
                "{why}; give the path of an .nth file, FILE:NAME for one of its sequences, :NAME or an A-number for one \
                 of the library, or an expression in n"
            )
            .into());
        }
        Err(
            why @ (ReadError::NotUtf8 { .. }
            | ReadError::NotAFile(_)
            | ReadError::ForeignLink(_)
            | ReadError::TooLarge(..)
            | ReadError::Io { .. }),
        ) => return Err(why.to_string().into()),
    };
    context.show(session.sources(), &loaded.diagnostics);
    if loaded.has_errors() {
        return Ok(Err(Exit::Bad));
    }
    let module = loaded.module;
    match session.select(module, name) {
        Selection::Found(sequences) => Ok(Ok(Opened { session, sequences, is_expression: false })),
        Selection::Function(f) => Err(format!(
            "{file}: `{f}` is a function, so it has no terms; try `nth eval`, or define `seq a(n) = {f}(…)`"
        )
        .into()),
        Selection::Missing(names) if names.is_empty() => {
            Err(format!("{file} has no sequences; add one, such as `seq a(n) = n * n`").into())
        }
        Selection::Missing(names) => {
            let wanted = name.unwrap_or("");
            Err(format!("{file} has no sequence `{wanted}`; it has {}", names.join(", ")).into())
        }
    }
}

/// Whether a target that is no file is meant as the path of one: it has the ending of source files, or only the letters
/// of paths, and is not just `n`.
fn is_path(target: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '\\' | ':' | '~' | ' ');
    target != "n" && (target.ends_with(".nth") || target.contains(".nth:") || target.chars().all(is_letter))
}

/// The sequence whose term is an expression in n.
fn expression(mut session: Session, text: &str, context: &Context) -> Result<Opened, Exit> {
    let (found, diagnostics) = session.sequence_of("<target>", text, &Scope::default());
    context.show(session.sources(), &diagnostics);
    found.map(|id| Opened { session, sequences: vec![id], is_expression: true }).ok_or(Exit::Bad)
}

/// The sequence of the library that is an entry of the OEIS.
fn with_number(session: &Session, number: ANum) -> Result<DefId, Failure> {
    session.numbered(number).ok_or_else(|| {
        format!("the library has no sequence {number}; `nth oeis show {number}` shows what this machine knows of it")
            .into()
    })
}

/// The sequence of the library with this name.
fn in_library(session: &Session, name: &str) -> Result<DefId, Failure> {
    let not_one = |what: &str| Err(format!("{what}; `nth doc WORD` searches the library").into());
    match session.meaning(&Scope::default(), name) {
        Meaning::Def(id) if session.def(id).is_some_and(|d| d.kind != DefKind::Fn) => Ok(id),
        Meaning::Def(_) | Meaning::Prim(_) => not_one(&format!("`{name}` is a function, so it has no terms")),
        Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => {
            not_one(&format!("the library has no sequence `{name}`"))
        }
    }
}

/// Opens a target that must select exactly one sequence; several are an error.
pub fn open_one(target: &str, context: &Context) -> Result<Result<(Session, DefId), Exit>, Failure> {
    Ok(match open(target, context)? {
        Err(exit) => Err(exit),
        Ok(Opened { session, sequences, .. }) => match sequences.as_slice() {
            [one] => Ok((session, *one)),
            several => {
                let names: Vec<&str> =
                    several.iter().filter_map(|d| session.def(*d)).map(|d| d.name.as_str()).collect();
                let first = names.first().copied().unwrap_or("");
                return Err(format!(
                    "{target} has several sequences ({}); say which, as in {target}:{first}",
                    names.join(", ")
                )
                .into());
            }
        },
    })
}
