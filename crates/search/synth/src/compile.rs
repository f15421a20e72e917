//! Compilation of source text to bytecode.

use std::sync::Arc;

use nth_compiler::Library;
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_runner::Executable;

/// Number of nodes of the arena beyond which it is cleared before the next text.
const MAX_NODES: usize = 200_000;

/// A compiled sequence, ready to run.
pub struct Compiled {
    /// The Core functions of the sequence and of the library that it needs.
    pub program: Program,
    /// The function of the sequence; its argument is the index.
    pub entry: FuncId,
    /// The index of the first term.
    pub first: i64,
    /// The size in nodes, summed over all functions that the sequence needs, those of the library included.
    pub size: u64,
    /// The bytecode of the entry.
    pub executable: Executable,
}

impl Compiled {
    /// Compiles the function `entry` of a Core program to bytecode.
    pub(crate) fn new(arena: &Arena, program: Program, entry: FuncId, first: i64) -> Result<Self, String> {
        let executable = Executable::new(arena, &program, entry).map_err(|e| e.to_string())?;
        let size = program.size(arena, entry);
        Ok(Self { program, entry, first, size, executable })
    }
}

/// Compiles many short texts, one after the other. Each text sees the library, but not the other texts.
pub struct Compiler {
    compiler: nth_compiler::Compiler,
    arena: Arena,
}

impl Compiler {
    /// A compiler of texts that may use a library.
    #[must_use]
    pub fn new(library: &Arc<Library>) -> Self {
        Self { compiler: nth_compiler::Compiler::new(library), arena: Arena::new() }
    }

    /// Compiles definitions; the last sequence is the entry. The arena is cleared now and then: expressions of a
    /// compiled text are valid until the next call.
    ///
    /// # Errors
    /// One line for people that says why the text does not compile.
    pub fn compile(&mut self, source: &str) -> Result<Compiled, String> {
        if self.arena.len() > MAX_NODES {
            self.arena.clear();
        }
        let found = self.compiler.definitions(&mut self.arena, source).map_err(|e| e.to_string())?;
        let nth_compiler::Compiled { program, entry, first } = found;
        Compiled::new(&self.arena, program, entry, first)
    }

    /// The complete Core program, as text. `compiled` must be the last text that was compiled.
    #[must_use]
    pub fn core_text(&self, compiled: &Compiled) -> String {
        core_text::print_program(&self.arena, &compiled.program, compiled.entry)
    }
}
