//! Candidates in each format.

use std::str;
use std::sync::Arc;

use nth_batch::{Candidate, Letters, Reader};
use nth_core::dialect::lisp;
use nth_core::dialect::qsynt::{self, GlobalMacros};
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};
use nth_lower::{Lowerer, Reason};
use nth_session::{DefKind, Library, Nowhere, Session};
use nth_types::{Checker, Loader, Scope};

use super::Format;
use crate::outcome::Failure;

/// A reader of the format; `letters` are those of `qsynt`.
pub fn reader(format: Format, letters: &qsynt::Letters, library: &Arc<Library>) -> Box<dyn Reader> {
    match format {
        Format::Qsynt if *letters == qsynt::Letters::Plain => Box::new(Letters::default()),
        Format::Qsynt => Box::new(MoreLetters { letters: letters.clone(), stack: Vec::new() }),
        Format::Lisp => Box::new(Lisp),
        Format::Nth => Box::new(Nth::new(library)),
    }
}

fn text(line: &[u8]) -> Result<&str, String> {
    str::from_utf8(line).map_err(|e| format!("byte {}: this is not UTF-8 text", e.valid_up_to() + 1))
}

/// What `--letters` says: `plain`, `lists`, `local-macros`, `global-macros=TABLE`.
pub fn letters(text: &str) -> Result<qsynt::Letters, Failure> {
    match (text, text.strip_prefix("global-macros=")) {
        ("plain", _) => Ok(qsynt::Letters::Plain),
        ("lists", _) => Ok(qsynt::Letters::Lists),
        ("local-macros", _) => Ok(qsynt::Letters::LocalMacros),
        (_, Some(file)) => {
            let table =
                std::fs::read_to_string(file).map_err(|e| Failure::Message(format!("cannot read {file}: {e}")))?;
            let table = GlobalMacros::parse(&table).map_err(|(k, e)| Failure::Message(format!("{file}:{k}: {e}")))?;
            Ok(qsynt::Letters::GlobalMacros(table))
        }
        _ => Err(format!("--letters is plain, lists, local-macros or global-macros=TABLE, not `{text}`").into()),
    }
}

/// The letters after N, too.
struct MoreLetters {
    letters: qsynt::Letters,
    stack: Vec<ExprId>,
}

impl Reader for MoreLetters {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String> {
        let e = qsynt::read(arena, line, &self.letters, &mut self.stack).map_err(|e| e.to_string())?;
        Ok(Candidate::Expr(e))
    }
}

/// `(lambda (n) …)`.
struct Lisp;

impl Reader for Lisp {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String> {
        let body = lisp::parse(arena, text(line)?).map_err(|e| format!("column {}: {}", e.column, e.what))?;
        let func = Func { name: "candidate".to_owned(), params: vec![Ty::INT], ret: Ty::INT, body, memo: false };
        Ok(Candidate::Program { program: Program { funcs: vec![func] }, entry: FuncId(0), offset: 0 })
    }
}

/// Source of the language: definitions, of which the last sequence is the candidate, or an expression in n.
struct Nth {
    /// The library and nothing else.
    base: Checker,
    checker: Checker,
    /// Candidates read since the checker was new; it keeps their texts.
    read: usize,
}

/// So many texts are kept at most.
const MAX_READ: usize = 20_000;

/// Words that begin a definition.
const DEFINITIONS: [&str; 5] = ["seq", "fn", "triangle", "array", "use"];

impl Nth {
    fn new(library: &Arc<Library>) -> Self {
        let base = Session::new(Arc::clone(library), Arc::new(Nowhere)).checker().clone();
        Self { checker: base.clone(), base, read: 0 }
    }

    fn check(&mut self, arena: &mut Arena, source: &str, is_expr: bool) -> Result<Candidate, String> {
        let (module, found) = self.checker.check_module("candidate", source, &Scope::default(), &mut NoFiles);
        if let Some(d) = found.iter().find(|d| d.is_error()) {
            return Err(d.title.clone());
        }
        let defs = self.checker.module(module).map_or(&[][..], |m| &m.defs);
        if is_expr && defs.len() != 1 {
            return Err("something follows the expression".to_owned());
        }
        let hir = self.checker.program();
        let sequences = defs.iter().rev().filter_map(|id| Some((*id, hir.defs.get(id.0 as usize)?.kind)));
        let (id, kind) = sequences
            .into_iter()
            .find(|(_, kind)| *kind != DefKind::Fn)
            .ok_or("there is no sequence; write `seq a(n) = …`, or an expression in n")?;
        if kind != DefKind::Seq {
            return Err("triangles and arrays cannot be candidates; write a `seq` that reads it".to_owned());
        }
        let mut lowerer = Lowerer::new();
        let entry = lowerer.entry(hir, arena, id).map_err(|e| match e.what {
            Reason::Limit(_) => format!("`{}` becomes too large", e.name),
            Reason::Broken | Reason::NeedsArguments => format!("`{}` cannot run", e.name),
        })?;
        let offset = entry.offsets.first().copied().unwrap_or(0);
        Ok(Candidate::Program { program: lowerer.program().clone(), entry: entry.func, offset })
    }
}

impl Reader for Nth {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String> {
        let text = text(line)?.trim();
        if text.is_empty() {
            return Err("the line is empty".to_owned());
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

struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, _: &[String], _: &str) -> Result<(String, String), String> {
        Err("candidates use no other files".to_owned())
    }
}
