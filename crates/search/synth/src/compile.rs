//! Source text to bytecode.

use std::sync::Arc;

use nth_compiler::Library;
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_runner::Executable;

/// Nodes of the arena beyond which it is cleared before the next text.
const MAX_NODES: usize = 200_000;

/// A sequence that can run.
pub struct Compiled {
    /// The functions.
    pub program: Program,
    /// The function of the sequence.
    pub entry: FuncId,
    /// The index of the first term.
    pub first: i64,
    /// The number of nodes of all functions that it needs, those of the library included.
    pub size: u64,
    /// Its bytecode.
    pub executable: Executable,
}

/// Compiles many short texts, one after the other, each on top of the library and nothing else.
pub struct Compiler {
    compiler: nth_compiler::Compiler,
    arena: Arena,
}

impl Compiler {
    /// A compiler on top of a library.
    #[must_use]
    pub fn new(library: &Arc<Library>) -> Self {
        Self { compiler: nth_compiler::Compiler::new(library), arena: Arena::new() }
    }

    /// The expressions of the last text compiled.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The same, to build upon.
    pub fn arena_mut(&mut self) -> &mut Arena {
        &mut self.arena
    }

    /// Compiles definitions, of which the last sequence is meant. The arena is cleared now and then: use what was compiled before the
    /// next call.
    ///
    /// # Errors
    /// What is wrong with the text, in one line.
    pub fn compile(&mut self, source: &str) -> Result<Compiled, String> {
        if self.arena.len() > MAX_NODES {
            self.arena.clear();
        }
        let found = self.compiler.definitions(&mut self.arena, source).map_err(|e| e.to_string())?;
        let nth_compiler::Compiled { program, entry, first } = found;
        let executable = Executable::new(&self.arena, &program, entry).map_err(|e| e.to_string())?;
        let size = program.size(&self.arena, entry);
        Ok(Compiled { program, entry, first, size, executable })
    }

    /// The Core text of the last text compiled, complete.
    #[must_use]
    pub fn core_text(&self, compiled: &Compiled) -> String {
        core_text::print_program(&self.arena, &compiled.program, compiled.entry)
    }
}
