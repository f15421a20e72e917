//! Export of a sequence as a program of another system.

use nth_core::{Arena, ExprId, FuncId, Node, Program};
use nth_diag::{Code, Diagnostic};
use nth_export::{Entry, Kind, Target, export};
use nth_types::hir::{DefId, DefKind};
use rustc_hash::FxHashSet;

use crate::session::Session;

impl Session {
    /// The text of a program in another system that prints the first `count` terms of a sequence.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered, or if it or a function that it calls has a hole.
    pub fn export(&mut self, id: DefId, target: Target, count: u64) -> Result<String, Vec<Diagnostic>> {
        let name = self.def(id).map_or_else(String::new, |d| d.name.clone());
        let at = self.workspace.name_span(id);
        let entry = self.workspace.lower(id)?;
        let (arena, program) = (self.workspace.arena(), self.workspace.program());
        if has_hole(arena, program, entry.func) {
            let title = format!("`{name}` has a hole `?`, so there is no program to write yet");
            let hint = "put an expression in the place of the `?`";
            return Err(vec![Diagnostic::error(Code::NotRunnable, at, title, "not found yet").hint(hint)]);
        }
        let offset = |i: usize| entry.offsets.get(i).copied().unwrap_or(0);
        let kind = match entry.kind {
            DefKind::Seq | DefKind::Fn => Kind::Seq,
            DefKind::Triangle => Kind::Triangle,
            DefKind::Array => Kind::Array,
        };
        let library = self.library_functions(entry.func);
        let entry = Entry { func: entry.func, name, offset: offset(0), second_offset: offset(1), kind, library };
        Ok(export(arena, program, &entry, target, count))
    }

    /// The functions of the library that a function needs, with their names. Copies made for function arguments are not
    /// among them.
    fn library_functions(&self, entry: FuncId) -> Vec<(FuncId, String)> {
        let program = self.workspace.program();
        let mut found = Vec::new();
        for f in program.reachable(self.workspace.arena(), entry) {
            let def = self.workspace.origin(f).and_then(|d| self.def(d));
            let Some(def) = def.filter(|d| d.params.len() == program.func(f).params.len()) else { continue };
            if self.module(def.module).is_some_and(|m| m.is_std) {
                found.push((f, def.name.clone()));
            }
        }
        found
    }
}

/// Whether a function, or a function that it reaches by calls, has a hole.
fn has_hole(arena: &Arena, program: &Program, entry: FuncId) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack: Vec<ExprId> = program.reachable(arena, entry).iter().map(|f| program.func(*f).body).collect();
    while let Some(e) = stack.pop() {
        if seen.insert(e) {
            if matches!(arena.node(e), Node::Hole(_)) {
                return true;
            }
            arena.for_children(e, |c| stack.push(c));
        }
    }
    false
}
