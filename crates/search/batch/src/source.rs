//! Compiler and printer for the dialect `nth`: candidates as source text.

use std::str;
use std::sync::Arc;

use nth_compiler::{CompileError, Compiler, Library};
use nth_core::Arena;
use nth_dialects::{Candidate, Invalid, Reader, SourceLanguage};
use nth_lower::{Raise, raise_postfix, raise_program};

/// Compiler and printer of nth source, with the library that candidates may use.
pub struct NthSource(pub Arc<Library>);

impl SourceLanguage for NthSource {
    fn reader(&self) -> Box<dyn Reader> {
        Box::new(SourceReader(Compiler::new(&self.0)))
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

/// Reads nth source: definitions, of which the last sequence is the candidate, or an expression in `n`.
struct SourceReader(Compiler);

impl Reader for SourceReader {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        let found = self
            .0
            .candidate(arena, str::from_utf8(line)?)
            .map_err(|e| if e == CompileError::Empty { Invalid::Empty } else { Invalid::Source(e.to_string()) })?;
        Ok(Candidate::Program { program: found.program, entry: found.entry, offset: found.first })
    }
}
