//! A sequence as a program of another system.

use nth_diag::Diagnostic;
use nth_export::{Entry, Kind, Target, export};
use nth_types::hir::{DefId, DefKind};

use crate::session::Session;

impl Session {
    /// The program that prints the first `count` terms of a sequence.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn export(&mut self, id: DefId, target: Target, count: u64) -> Result<String, Vec<Diagnostic>> {
        let name = self.def(id).map_or_else(String::new, |d| d.name.clone());
        let (arena, program, entry) = self.core(id)?;
        let at = |i: usize| entry.offsets.get(i).copied().unwrap_or(0);
        let kind = match entry.kind {
            DefKind::Seq | DefKind::Fn => Kind::Seq,
            DefKind::Triangle => Kind::Triangle,
            DefKind::Array => Kind::Array,
        };
        let entry = Entry { func: entry.func, name, offset: at(0), second_offset: at(1), kind };
        Ok(export(arena, program, &entry, target, count))
    }
}
