//! The session: checked files on top of the library, and the engines that run them.

use std::rc::Rc;
use std::sync::Arc;

use nth_base::{FileId, Sources};
use nth_compiler::{Entry, Library, Loaded, ReadError, SourceFiles, Workspace};
use nth_core::{Arena, Program};
use nth_diag::Diagnostic;
use nth_eval::Form;
use nth_runner::{Engines, Executable};
use nth_types::hir::{Def, DefId, ModuleId};
use nth_types::{Checker, Checkpoint, Meaning, ModuleInfo, Scope};
use rustc_hash::FxHashMap;

/// Checked files on top of the standard library, compiled on demand, and the engines that run their programs.
pub struct Session {
    pub(crate) workspace: Workspace,
    pub(crate) engines: Engines,
    pub(crate) executables: FxHashMap<DefId, Rc<Executable>>,
}

impl Session {
    /// A session that has the library only. Files named by `use` are read through `files`.
    #[must_use]
    pub fn new(library: Arc<Library>, files: Arc<dyn SourceFiles>) -> Self {
        let (engines, executables) = (Engines { places: true, ..Engines::default() }, FxHashMap::default());
        Self { workspace: Workspace::new(library, files), engines, executables }
    }

    /// A new session with the same library and engines, without checked files.
    #[must_use]
    pub fn fresh(&self) -> Self {
        let (engines, executables) = (self.engines.clone(), FxHashMap::default());
        Self { workspace: self.workspace.fresh(), engines, executables }
    }

    /// A session with the same files and engines that has run nothing: what is checked in it leaves this one as it is.
    #[must_use]
    pub fn branch(&self) -> Self {
        let (engines, executables) = (self.engines.clone(), FxHashMap::default());
        Self { workspace: self.workspace.branch(), engines, executables }
    }

    /// The library that the session is built on.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        self.workspace.library()
    }

    /// The source of the files that `use` names.
    #[must_use]
    pub fn source_files(&self) -> &Arc<dyn SourceFiles> {
        self.workspace.source_files()
    }

    /// The engines that run programs.
    #[must_use]
    pub fn engines(&self) -> &Engines {
        &self.engines
    }

    /// The engines, mutable; changes apply to later runs.
    pub fn engines_mut(&mut self) -> &mut Engines {
        &mut self.engines
    }

    /// Reads and checks a file, and the files that it uses.
    ///
    /// # Errors
    /// A [`ReadError`] if the file cannot be read. Errors within the file are diagnostics of the result.
    pub fn check_file(&mut self, name: &str) -> Result<Loaded, ReadError> {
        self.workspace.check_file(name)
    }

    /// Checks a text as a module of the given name, and the files that it uses. A module of the library is not checked
    /// again.
    pub fn check_text(&mut self, name: &str, text: &str, scope: &Scope) -> Loaded {
        self.workspace.check_text(name, text, scope)
    }

    /// Checks an expression as a definition without parameters; `name` stands for its file in messages.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        self.workspace.check_expr(name, text, scope)
    }

    /// The source texts, for showing diagnostics.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        self.workspace.sources()
    }

    /// Adds a source text that diagnostics can refer to.
    pub fn add_source(&mut self, name: &str, text: &str) -> FileId {
        self.workspace.add_source(name, text)
    }

    /// The checker, which knows names, types and modules.
    #[must_use]
    pub fn checker(&self) -> &Checker {
        self.workspace.checker()
    }

    /// A point to return to with [`Session::rollback`].
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.workspace.checkpoint()
    }

    /// Removes everything that was checked after a checkpoint. Nothing of it may have been run.
    pub fn rollback(&mut self, to: Checkpoint) {
        self.workspace.rollback(to);
    }

    /// The module of an id; none if there is none.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.workspace.module(id)
    }

    /// Names of the files that were read: those that were checked, and those that they use. Files of the library are
    /// not among them.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let modules = (0..).map_while(|k| self.module(ModuleId(k)));
        modules.filter(|m| !m.is_std).map(|m| m.name.as_str())
    }

    /// The definition of an id; none if there is none.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.workspace.def(id)
    }

    /// The meaning of a name, or of `module.name`, in a scope.
    #[must_use]
    pub fn meaning(&self, scope: &Scope, name: &str) -> Meaning {
        self.workspace.meaning(scope, name)
    }

    /// The sequences, triangles and arrays of a module, in the order of the text.
    #[must_use]
    pub fn sequences(&self, module: ModuleId) -> Vec<DefId> {
        self.workspace.sequences(module)
    }

    /// The arena, the Core program and the entry of a definition, lowered if necessary.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered.
    pub fn core(&mut self, id: DefId) -> Result<(&Arena, &Program, Entry), Vec<Diagnostic>> {
        let entry = self.workspace.lower(id)?;
        Ok((self.workspace.arena(), self.workspace.program(), entry))
    }

    /// The Core program of a definition as text: first-order functions, the definition first.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered.
    pub fn core_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        self.workspace.core_text(id)
    }

    /// The size of a definition in nodes, summed over all functions that it needs.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered.
    pub fn size(&mut self, id: DefId) -> Result<u64, Vec<Diagnostic>> {
        self.workspace.size(id)
    }

    /// The bytecode of a definition, as text for people.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered or compiled.
    pub fn bytecode_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        Ok(self.executable(id)?.code().to_string())
    }

    /// The native code of a definition, as text for people.
    ///
    /// # Errors
    /// Diagnostics if the definition cannot be lowered or compiled. The inner error is one line that says why there is
    /// no native code.
    pub fn native_text(&mut self, id: DefId, form: Form) -> Result<Result<String, String>, Vec<Diagnostic>> {
        let executable = self.executable(id)?;
        let name = self.def(id).map_or("", |d| d.name.as_str());
        Ok(match &self.engines.native {
            Some(backend) => backend.emit(executable.code(), name, form),
            None => Err("native code is not built in".to_owned()),
        })
    }
}
