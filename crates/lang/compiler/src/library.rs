//! The standard library, checked once.

use include_dir::{Dir, include_dir};
use nth_diag::Diagnostic;
use nth_types::Checker;

/// The texts, embedded at compile time.
static STDLIB: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../stdlib");

/// The standard library, checked. Sessions start from a copy.
#[derive(Clone, Debug, Default)]
pub struct Library {
    pub(crate) checker: Checker,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// The one that is part of this program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(&Self::embedded_texts())
    }

    /// The texts of the one that is part of this program: (`stdlib/NAME.nth`, text), by name.
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

    /// A library of these modules: (file name, text). One that has errors is still there, as far as it is right.
    #[must_use]
    pub fn new(modules: &[(String, String)]) -> Self {
        let mut checker = Checker::new();
        let diagnostics = checker.load_std(modules);
        Self { checker, diagnostics }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Its texts, for showing diagnostics.
    #[must_use]
    pub fn sources(&self) -> &nth_base::Sources {
        self.checker.sources()
    }
}
