//! Many short texts to Core, one after the other.

use std::sync::Arc;

use nth_core::{Arena, FuncId, Program};
use nth_lower::{Lowerer, Reason};
use nth_types::hir::DefKind;
use nth_types::{Checker, NoFiles, Scope};

use crate::{CompileError, Library};

/// Texts that are compiled before the checker, which keeps every text for its messages, begins anew.
const MAX_TEXTS: usize = 20_000;

/// Keywords that begin a definition.
const DEFINITIONS: [&str; 5] = ["seq", "fn", "triangle", "array", "use"];

/// A sequence as a Core program.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// Core functions: the sequence and all that it calls.
    pub program: Program,
    /// The function of the sequence; it takes the index.
    pub entry: FuncId,
    /// The index of the first term.
    pub first: i64,
}

/// Compiles many short texts, one after the other, each on top of the library and nothing else.
pub struct Compiler {
    library: Arc<Library>,
    checker: Checker,
    /// Texts that the checker has kept since it was new.
    texts: usize,
}

impl Compiler {
    /// A compiler on top of a library.
    #[must_use]
    pub fn new(library: &Arc<Library>) -> Self {
        Self { library: Arc::clone(library), checker: library.checker().clone(), texts: 0 }
    }

    /// Compiles a candidate: definitions, of which the last sequence is meant, or an expression in `n`.
    ///
    /// # Errors
    /// Why the text is no program.
    pub fn candidate(&mut self, arena: &mut Arena, text: &str) -> Result<Compiled, CompileError> {
        let text = after_comments(text.trim());
        if text.is_empty() {
            return Err(CompileError::Empty);
        }
        let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        if text.starts_with('@') || DEFINITIONS.contains(&word) {
            self.definitions(arena, text)
        } else {
            self.compile(arena, &format!("seq a(n) = {text}"), true)
        }
    }

    /// Compiles definitions, of which the last sequence is meant.
    ///
    /// # Errors
    /// Why the text is no program.
    pub fn definitions(&mut self, arena: &mut Arena, source: &str) -> Result<Compiled, CompileError> {
        self.compile(arena, source, false)
    }

    fn compile(&mut self, arena: &mut Arena, source: &str, is_expression: bool) -> Result<Compiled, CompileError> {
        self.texts += 1;
        if self.texts > MAX_TEXTS {
            self.checker = self.library.checker().clone();
            self.texts = 1;
        }
        let before = self.checker.checkpoint();
        let compiled = self.check_and_lower(arena, source, is_expression);
        self.checker.rollback(before);
        compiled
    }

    fn check_and_lower(
        &mut self,
        arena: &mut Arena,
        source: &str,
        is_expression: bool,
    ) -> Result<Compiled, CompileError> {
        let (module, found) = self.checker.check_module("candidate", source, &Scope::default(), &mut NoFiles);
        if let Some(d) = found.iter().find(|d| d.is_error()) {
            return Err(CompileError::Invalid(d.title.clone()));
        }
        let defs = self.checker.module(module).map_or(&[][..], |m| &m.defs);
        if is_expression && defs.len() != 1 {
            return Err(CompileError::NotOneExpression);
        }
        let hir = self.checker.program();
        let last = defs.iter().rev().filter_map(|id| self.checker.def(*id)).find(|d| d.kind != DefKind::Fn);
        let def = last.ok_or(CompileError::NoSequence)?;
        if def.kind != DefKind::Seq {
            return Err(CompileError::TwoIndices);
        }
        let mut lowerer = Lowerer::new();
        let entry = lowerer.entry(hir, arena, def.id).map_err(|e| match e.what {
            Reason::Limit(_) => CompileError::TooLarge(e.name),
            Reason::Broken | Reason::NeedsArguments => CompileError::CannotRun(e.name),
        })?;
        let first = entry.offsets.first().copied().unwrap_or(0);
        Ok(Compiled { program: lowerer.into_program(), entry: entry.func, first })
    }
}

/// Text after the comments that it begins with.
fn after_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        rest = match (rest.starts_with("//"), rest.starts_with("/*")) {
            (true, _) => rest.split_once('\n').map_or("", |(_, after)| after.trim_start()),
            (false, true) => match after_block(rest) {
                Some(after) => after.trim_start(),
                None => return rest,
            },
            (false, false) => return rest,
        };
    }
}

/// Text after a block comment, which may hold others; `None` if it does not end.
fn after_block(text: &str) -> Option<&str> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return text.get(at..);
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}
