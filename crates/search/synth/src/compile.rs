//! Source text to something that runs.

use std::sync::Arc;

use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_eval::{Code, compile};
use nth_lower::Lowerer;
use nth_session::{DefKind, Library, Nowhere, Session};
use nth_types::{Checker, Loader, Scope};

/// So many texts are kept at most: the checker keeps them for its messages.
const MAX_READ: usize = 10_000;
/// So many nodes are kept at most.
const MAX_NODES: usize = 200_000;

/// A sequence that can run.
pub struct Compiled {
    /// Its functions.
    pub program: Program,
    /// The sequence.
    pub entry: FuncId,
    /// Index of the first term.
    pub first: i64,
    /// Nodes of all functions, those of the library that it needs included.
    pub size: u64,
    /// Bytecode.
    pub code: Code,
}

/// Compiles many small texts, one after the other, each on top of the library and nothing else.
pub struct Compiler {
    base: Checker,
    checker: Checker,
    read: usize,
    arena: Arena,
}

impl Compiler {
    /// On top of this library.
    #[must_use]
    pub fn new(library: &Arc<Library>) -> Self {
        let base = Session::new(Arc::clone(library), Arc::new(Nowhere)).checker().clone();
        Self { checker: base.clone(), base, read: 0, arena: Arena::new() }
    }

    /// What was compiled last lives here.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The same, to build upon it.
    pub fn arena_mut(&mut self) -> &mut Arena {
        &mut self.arena
    }

    /// Definitions of which the last sequence is meant. What was compiled before is forgotten now and then: use it first.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn compile(&mut self, source: &str) -> Result<Compiled, String> {
        self.read += 1;
        if self.read > MAX_READ {
            self.checker = self.base.clone();
            self.read = 0;
        }
        if self.arena.len() > MAX_NODES {
            self.arena.clear();
        }
        let before = self.checker.checkpoint();
        let compiled = self.check(source);
        self.checker.rollback(before);
        compiled
    }

    fn check(&mut self, source: &str) -> Result<Compiled, String> {
        let (module, found) = self.checker.check_module("proposal", source, &Scope::default(), &mut NoFiles);
        if let Some(d) = found.iter().find(|d| d.is_error()) {
            return Err(d.title.clone());
        }
        let defs = self.checker.module(module).map_or(&[][..], |m| &m.defs);
        let hir = self.checker.program();
        let last = defs.iter().rev().find(|id| hir.defs.get(id.0 as usize).is_some_and(|d| d.kind == DefKind::Seq));
        let id = *last.ok_or("there is no sequence")?;
        let mut lowerer = Lowerer::new();
        let entry = lowerer.entry(hir, &mut self.arena, id).map_err(|e| format!("`{}` cannot run", e.name))?;
        let program = lowerer.program().clone();
        let code = compile(&self.arena, &program, entry.func).map_err(|e| e.to_string())?;
        let size = program.size(&self.arena, entry.func);
        Ok(Compiled { entry: entry.func, first: entry.offsets.first().copied().unwrap_or(0), size, code, program })
    }

    /// The Core text of what was compiled last, complete.
    #[must_use]
    pub fn core_text(&self, compiled: &Compiled) -> String {
        core_text::print_program(&self.arena, &compiled.program, compiled.entry)
    }
}

struct NoFiles;

impl Loader for NoFiles {
    fn load(&mut self, _: &[String], _: &str) -> Result<(String, String), String> {
        Err("proposals use no other files".to_owned())
    }
}
