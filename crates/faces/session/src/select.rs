//! Selection of sequences by `FILE:NAME` or `FILE`.

use std::sync::Arc;

use nth_diag::Diagnostic;
use nth_oeis::ANum;
use nth_types::Scope;
use nth_types::hir::{Def, DefId, DefKind, ModuleId};

use crate::session::Session;

/// The sequences that a name in a module selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The sequences, at least one.
    Found(Vec<DefId>),
    /// The name is that of a function, which has no terms. The text is the name.
    Function(String),
    /// There is no such name in the module; the names of all its sequences.
    Missing(Vec<String>),
}

/// Splits `FILE:NAME` into file and name; the name is optional. A `:` without a name after it belongs to the file.
#[must_use]
pub fn split_target(target: &str) -> (&str, Option<&str>) {
    match target.rsplit_once(':') {
        Some((file, name)) if !file.is_empty() && is_name(name) => (file, Some(name)),
        Some(_) | None => (target, None),
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '\'')
}

impl Session {
    /// Selects the sequence of a name, or all sequences of the module if there is no name.
    #[must_use]
    pub fn select(&self, module: ModuleId, name: Option<&str>) -> Selection {
        let sequences = self.sequences(module);
        let names = || sequences.iter().filter_map(|d| self.def(*d)).map(|d| d.name.clone()).collect();
        let Some(name) = name else {
            return if sequences.is_empty() { Selection::Missing(names()) } else { Selection::Found(sequences) };
        };
        match self.module(module).and_then(|m| m.names.get(name)).and_then(|d| self.def(*d)) {
            Some(d) if d.kind == DefKind::Fn => Selection::Function(name.to_owned()),
            Some(d) => Selection::Found(vec![d.id]),
            None => Selection::Missing(names()),
        }
    }

    /// The sequence, of the library or another checked module, that is an entry of the OEIS by its attribute.
    #[must_use]
    pub fn numbered(&self, number: ANum) -> Option<DefId> {
        let all = &self.checker().program().defs;
        let is_it = |d: &&Arc<Def>| d.kind != DefKind::Fn && d.oeis.iter().any(|(n, _)| *n == number.0);
        all.iter().find(is_it).map(|d| d.id)
    }

    /// The sequence `a` whose term is an expression in n, which is checked under this name; none if it has errors, and
    /// the diagnostics.
    pub fn sequence_of(&mut self, name: &str, expression: &str, scope: &Scope) -> (Option<DefId>, Vec<Diagnostic>) {
        let before = self.checkpoint();
        let loaded = self.check_text(name, &format!("seq a(n) = {expression}\n"), scope);
        let found = self.sequences(loaded.module).first().copied().filter(|_| !loaded.has_errors());
        if found.is_none() {
            self.rollback(before);
        }
        (found, loaded.diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        assert_eq!(split_target("a.nth:fib"), ("a.nth", Some("fib")));
        assert_eq!(split_target("a.nth"), ("a.nth", None));
        assert_eq!(split_target("C:/a.nth"), ("C:/a.nth", None));
        assert_eq!(split_target("x:"), ("x:", None));
    }
}
