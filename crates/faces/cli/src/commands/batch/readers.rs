//! Candidates in each format.

use std::str;
use std::sync::Arc;

use nth_batch::{Candidate, Letters, Reader};
use nth_compiler::{Compiler, Library};
use nth_core::dialect::lisp;
use nth_core::dialect::qsynt::{self, GlobalMacros};
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};

use super::Format;
use crate::outcome::Failure;

/// A reader of the format; `letters` are those of `qsynt`.
pub fn reader(format: Format, letters: &qsynt::Letters, library: &Arc<Library>) -> Box<dyn Reader> {
    match format {
        Format::Qsynt if *letters == qsynt::Letters::Plain => Box::new(Letters::default()),
        Format::Qsynt => Box::new(MoreLetters { letters: letters.clone(), stack: Vec::new() }),
        Format::Lisp => Box::new(Lisp),
        Format::Nth => Box::new(Nth(Compiler::new(library))),
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
struct Nth(Compiler);

impl Reader for Nth {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String> {
        let found = self.0.candidate(arena, text(line)?).map_err(|e| e.to_string())?;
        Ok(Candidate::Program { program: found.program, entry: found.entry, offset: found.first })
    }
}
