//! Checked files on top of the library, and the Core of their definitions.

use std::sync::Arc;

use nth_base::{FileId, Sources, Span};
use nth_core::{Arena, FuncId, Program};
use nth_diag::{Code, Diagnostic};
use nth_lower::{Entry, LowerError, Lowerer, Places, Raise, Reason, raise_program};
use nth_types::hir::{Def, DefId, DefKind, ModuleId};
use nth_types::{Checker, Checkpoint, Meaning, ModuleInfo, Scope};

use crate::files::{FileLoader, ReadError, SourceFiles, normal};
use crate::library::Library;

/// Result of loading and checking a file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Module of the file.
    pub module: ModuleId,
    /// Errors and warnings of the file and of the files that it uses, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether there is an error among the diagnostics.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Program of one definition, with the places of all parts.
pub struct PlacedProgram {
    lowerer: Lowerer,
    /// Function of the definition.
    pub entry: FuncId,
}

impl PlacedProgram {
    /// Functions of the program.
    #[must_use]
    pub fn program(&self) -> &Program {
        self.lowerer.program()
    }

    /// Definition that a function is a copy of.
    #[must_use]
    pub fn origin(&self, func: FuncId) -> Option<DefId> {
        self.lowerer.origin(func)
    }

    /// Places of the body of a function.
    #[must_use]
    pub fn places(&self, func: FuncId) -> Option<&Places> {
        self.lowerer.places(func)
    }
}

/// Checked files and expressions on top of a library, each lowered to Core when that is first asked for.
pub struct Workspace {
    library: Arc<Library>,
    files: Arc<dyn SourceFiles>,
    checker: Checker,
    arena: Arena,
    lowerer: Lowerer,
}

impl Workspace {
    /// A workspace that holds the library only; `use`d files come from `files`.
    #[must_use]
    pub fn new(library: Arc<Library>, files: Arc<dyn SourceFiles>) -> Self {
        Self { checker: library.checker().clone(), library, files, arena: Arena::new(), lowerer: Lowerer::new() }
    }

    /// A workspace with the same library and source of files that has checked nothing yet.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self::new(Arc::clone(&self.library), Arc::clone(&self.files))
    }

    /// A workspace that has checked the same and lowered nothing. What is checked or lowered in it leaves this one
    /// unchanged.
    #[must_use]
    pub fn branch(&self) -> Self {
        Self { checker: self.checker.clone(), ..self.fresh() }
    }

    /// Standard library that the files are checked on.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The source of the files that `use` names.
    #[must_use]
    pub fn source_files(&self) -> &Arc<dyn SourceFiles> {
        &self.files
    }

    /// Reads and checks a file and the files that it uses.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_file(&mut self, name: &str) -> Result<Loaded, ReadError> {
        let name = normal(name);
        let text = self.files.read(&name)?;
        Ok(self.check_text(&name, &text, &Scope::default()))
    }

    /// Checks a text as a module of the given name, and the files that it uses. A module of the library is not checked
    /// again.
    pub fn check_text(&mut self, name: &str, text: &str, scope: &Scope) -> Loaded {
        let (module, mut diagnostics) =
            self.checker.check_module(name, text, scope, &mut FileLoader(self.files.as_ref()));
        if let Some(m) = self.checker.module(module).filter(|m| m.is_std) {
            let file = m.file;
            diagnostics.extend(self.library.diagnostics().iter().filter(|d| d.primary.span.file == file).cloned());
        }
        Loaded { module, diagnostics }
    }

    /// Checks an expression as a definition without parameters; `name` stands for its file in messages.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        self.checker.check_expr(name, text, scope)
    }

    /// The texts, for showing diagnostics.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        self.checker.sources()
    }

    /// Adds a text that diagnostics can point at.
    pub fn add_source(&mut self, name: &str, text: &str) -> FileId {
        self.checker.sources_mut().add(name, text)
    }

    /// The checker, for names, types and modules.
    #[must_use]
    pub fn checker(&self) -> &Checker {
        &self.checker
    }

    /// A point to go back to with [`Workspace::rollback`].
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.checker.checkpoint()
    }

    /// Forgets everything that was checked since; nothing of it may have been lowered.
    pub fn rollback(&mut self, to: Checkpoint) {
        self.checker.rollback(to);
    }

    /// Module of this number; `None` where the number is unknown.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.checker.module(id)
    }

    /// Definition of this number; `None` where the number is unknown.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.checker.def(id)
    }

    /// The meaning of a name, or of `module.name`.
    #[must_use]
    pub fn meaning(&self, scope: &Scope, name: &str) -> Meaning {
        self.checker.lookup(scope, name)
    }

    /// The sequences, triangles and arrays of a module, in the order of the text.
    #[must_use]
    pub fn sequences(&self, module: ModuleId) -> Vec<DefId> {
        let defs = self.module(module).map_or(&[][..], |m| &m.defs);
        defs.iter().copied().filter(|d| self.def(*d).is_some_and(|d| d.kind != DefKind::Fn)).collect()
    }

    /// The place of a definition's name.
    #[must_use]
    pub fn name_span(&self, id: DefId) -> Span {
        self.def(id).map_or(Span::new(FileId(0), 0, 0), |d| d.name_span)
    }

    /// Lowers a definition and all that it needs, once.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn lower(&mut self, id: DefId) -> Result<Entry, Vec<Diagnostic>> {
        self.lowerer.entry(self.checker.program(), &mut self.arena, id).map_err(|e| vec![self.lower_error(&e)])
    }

    /// Lowers a definition once more, by itself, and keeps the places of all parts. The functions that the entry
    /// reaches are those of [`Workspace::lower`], in the same order; their expressions are in the same arena.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn lower_with_places(&mut self, id: DefId) -> Result<PlacedProgram, Vec<Diagnostic>> {
        let mut lowerer = Lowerer::with_places();
        let entry = lowerer.entry(self.checker.program(), &mut self.arena, id);
        let entry = entry.map_err(|e| vec![self.lower_error(&e)])?.func;
        Ok(PlacedProgram { lowerer, entry })
    }

    fn lower_error(&self, e: &LowerError) -> Diagnostic {
        match (e.diagnostic(), &e.what) {
            (Some(d), _) => d,
            (None, Reason::Broken | Reason::NeedsArguments | Reason::Limit(_)) => {
                // Expressions stand in modules without names.
                let info = self.def(e.def).and_then(|d| self.module(d.module));
                let named = info.is_some_and(|m| m.names.contains_key(&e.name));
                let what = if named { format!("`{}`", e.name) } else { "this".to_owned() };
                let title = format!("{what} has errors, so it cannot run");
                Diagnostic::error(Code::NotRunnable, e.span, title, "run `nth check` on its file to see them")
            }
        }
    }

    /// The expressions of all lowered definitions.
    #[must_use]
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The functions of all lowered definitions.
    #[must_use]
    pub fn program(&self) -> &Program {
        self.lowerer.program()
    }

    /// The definition that a function is a copy of.
    #[must_use]
    pub fn origin(&self, func: FuncId) -> Option<DefId> {
        self.lowerer.origin(func)
    }

    /// The Core program of a definition as source text: first-order functions, the definition first.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn core_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        let entry = self.lower(id)?;
        let Some(def) = self.def(id) else { return Ok(String::new()) };
        let kind = if def.kind == DefKind::Triangle { DefKind::Triangle } else { DefKind::Array };
        let a_number = def.oeis.first().map(|(n, _)| *n);
        let how = Raise { name: &def.name, a_number, offsets: &def.offsets, kind };
        let text = raise_program(&self.arena, self.lowerer.program(), entry.func, &how);
        // An expression, or a value, has no index.
        Ok(if def.params.is_empty() && def.offsets.is_empty() { text.replacen("array ", "fn ", 1) } else { text })
    }

    /// The size of the program of a definition: the nodes of all functions that it needs.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn size(&mut self, id: DefId) -> Result<u64, Vec<Diagnostic>> {
        let entry = self.lower(id)?;
        Ok(self.program().size(&self.arena, entry.func))
    }
}
