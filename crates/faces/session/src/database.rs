//! The sequences of the standard library as a collection that can be asked.

use nth_oeis::{ANum, Entry, Memory, Offset};
use nth_types::hir::{DefKind, ModuleId};

use nth_compiler::Library;

/// The sequences of the library that name an entry of the OEIS, with the terms of their checks. Nothing is computed.
#[must_use]
pub fn embedded_database(library: &Library) -> Memory {
    let program = library.checker().program();
    let mut entries = Vec::new();
    for check in &program.checks {
        let Some(def) = program.defs.get(check.def.0 as usize) else { continue };
        let is_std = library.checker().module(ModuleId(def.module.0)).is_some_and(|m| m.is_std);
        let offset = def.offsets.first().copied().unwrap_or(0);
        let first = if def.kind == DefKind::Seq { offset } else { 0 };
        if !is_std || check.from != first {
            continue;
        }
        let about = def.docs.iter().map(|l| l.text.trim()).find(|t| !t.is_empty()).unwrap_or("");
        let name = if about.is_empty() { def.name.clone() } else { format!("{}: {about}", def.name) };
        for (number, _) in &def.oeis {
            entries.push(Entry {
                anum: ANum(*number),
                terms: check.terms.iter().map(|(t, _)| t.clone()).collect(),
                name: Some(name.clone()),
                offset: Some(Offset { first: offset, place: None }),
            });
        }
    }
    Memory::new(entries, "the standard library of nth; A-numbers are those of the OEIS, https://oeis.org")
}
