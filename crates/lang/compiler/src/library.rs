//! The standard library, checked once.

use include_dir::{Dir, include_dir};
use nth_base::Sources;
use nth_diag::Diagnostic;
use nth_types::Checker;
use nth_types::hir::{Def, DefKind};

/// The texts of the standard library, embedded at compile time.
static STDLIB: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../stdlib");

/// A checked library. Everything that compiles starts from a copy of its checker.
#[derive(Clone, Debug, Default)]
pub struct Library {
    checker: Checker,
    diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// The standard library that is part of this program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(&Self::embedded_texts())
    }

    /// The texts of the embedded standard library, sorted: (`stdlib/NAME.nth`, text).
    #[must_use]
    pub fn embedded_texts() -> Vec<(String, String)> {
        let mut texts: Vec<(String, String)> = STDLIB
            .files()
            .filter(|f| f.path().extension().is_some_and(|e| e == "nth"))
            .filter_map(|f| Some((format!("stdlib/{}", f.path().display()), f.contents_utf8()?.to_owned())))
            .collect();
        texts.sort();
        texts
    }

    /// A library of the given modules: (file name, text). Definitions with errors are reported and left out; the others
    /// can be used.
    #[must_use]
    pub fn new(modules: &[(String, String)]) -> Self {
        let mut checker = Checker::new();
        let diagnostics = checker.load_std(modules);
        Self { checker, diagnostics }
    }

    /// The checker that has checked the library and nothing else.
    #[must_use]
    pub fn checker(&self) -> &Checker {
        &self.checker
    }

    /// Errors and warnings of the library's own modules.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts of the library, for showing diagnostics.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        self.checker.sources()
    }

    /// The definitions of sequences of one index that can run: without errors and without a hole.
    pub fn sequences(&self) -> impl Iterator<Item = &Def> {
        self.checker
            .program()
            .defs
            .iter()
            .map(std::sync::Arc::as_ref)
            .filter(|d| d.kind == DefKind::Seq && !d.broken && !d.has_hole)
    }
}
