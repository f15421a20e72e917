//! The dialect `nth` with its compiler: candidates as source text.

use std::str;
use std::sync::Arc;

use nth_core::Arena;
use nth_dialects::{Candidate, Invalid, Reader, SourceLanguage};
use nth_lower::{Lowerer, Raise, Reason, raise_postfix, raise_program};
use nth_session::{DefKind, Library, Nowhere, Session};
use nth_types::{Checker, Loader, Scope};

/// The compiler and the printer of nth source, with the library that candidates may use.
pub struct Source(pub Arc<Library>);

impl SourceLanguage for Source {
    fn reader(&self) -> Box<dyn Reader> {
        Box::new(SourceReader::new(&self.0))
    }

    fn print(&self, arena: &Arena, candidate: &Candidate, name: &str) -> String {
        match candidate {
            Candidate::Expr(e) => raise_postfix(arena, *e, &Raise::named(name)),
            Candidate::Program { program, entry, offset } => {
                raise_program(arena, program, *entry, &Raise { offsets: &[*offset], ..Raise::named(name) })
            }
        }
    }
}

/// Reads nth source: definitions, of which the last sequence is the candidate, or an expression in n.
struct SourceReader {
    /// Checker that knows the library and nothing else.
    base: Checker,
    checker: Checker,
    /// Number of candidates read since `checker` was a copy of `base`; it keeps their texts.
    read: usize,
}

/// Largest number of candidates before the checker is made anew.
const MAX_READ: usize = 20_000;

/// Words that begin a definition.
const DEFINITIONS: [&str; 5] = ["seq", "fn", "triangle", "array", "use"];

impl SourceReader {
    fn new(library: &Arc<Library>) -> Self {
        let base = Session::new(Arc::clone(library), Arc::new(Nowhere)).checker().clone();
        Self { checker: base.clone(), base, read: 0 }
    }

    fn check(&mut self, arena: &mut Arena, source: &str, is_expr: bool) -> Result<Candidate, Invalid> {
        let (module, found) = self.checker.check_module("candidate", source, &Scope::default(), &mut NoFiles);
        if let Some(d) = found.iter().find(|d| d.is_error()) {
            return Err(Invalid::Source(d.title.clone()));
        }
        let defs = self.checker.module(module).map_or(&[][..], |m| &m.defs);
        if is_expr && defs.len() != 1 {
            return Err(refused("something follows the expression"));
        }
        let hir = self.checker.program();
        let sequences = defs.iter().rev().filter_map(|id| Some((*id, hir.defs.get(id.0 as usize)?.kind)));
        let (id, kind) = sequences
            .into_iter()
            .find(|(_, kind)| *kind != DefKind::Fn)
            .ok_or_else(|| refused("there is no sequence; write `seq a(n) = …`, or an expression in n"))?;
        if kind != DefKind::Seq {
            return Err(refused("triangles and arrays cannot be candidates; write a `seq` that reads it"));
        }
        let mut lowerer = Lowerer::new();
        let entry = lowerer.entry(hir, arena, id).map_err(|e| match e.what {
            Reason::Limit(_) => Invalid::Source(format!("`{}` becomes too large", e.name)),
            Reason::Broken | Reason::NeedsArguments => Invalid::Source(format!("`{}` cannot run", e.name)),
        })?;
        let offset = entry.offsets.first().copied().unwrap_or(0);
        Ok(Candidate::Program { program: lowerer.program().clone(), entry: entry.func, offset })
    }
}

impl Reader for SourceReader {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        let text = str::from_utf8(line)?.trim();
        if text.is_empty() {
            return Err(Invalid::Empty);
        }
        self.read += 1;
        if self.read > MAX_READ {
            self.checker = self.base.clone();
            self.read = 0;
        }
        let word: &str = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        let is_expr = !text.starts_with('@') && !DEFINITIONS.contains(&word);
        let before = self.checker.checkpoint();
        let candidate = if is_expr {
            self.check(arena, &format!("seq a(n) = {text}"), true)
        } else {
            self.check(arena, text, false)
        };
        self.checker.rollback(before);
        candidate
    }
}

/// What the compiler says of a candidate that it refuses.
fn refused(what: &str) -> Invalid {
    Invalid::Source(what.to_owned())
}

struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, _: &[String], _: &str) -> Result<(String, String), String> {
        Err("candidates use no other files".to_owned())
    }
}
