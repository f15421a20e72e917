//! The session: checked files on top of the library, and how their programs run.

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

/// Checked files on top of the standard library, compiled as they are needed, and the engines that their programs run on.
pub struct Session {
    pub(crate) workspace: Workspace,
    pub(crate) engines: Engines,
    pub(crate) executables: FxHashMap<DefId, Rc<Executable>>,
}

impl Session {
    /// A session that has the library only; `use`d files come from `files`.
    #[must_use]
    pub fn new(library: Arc<Library>, files: Arc<dyn SourceFiles>) -> Self {
        let (engines, executables) = (Engines::default(), FxHashMap::default());
        Self { workspace: Workspace::new(library, files), engines, executables }
    }

    /// A session with the same library and engines that has checked nothing yet.
    #[must_use]
    pub fn fresh(&self) -> Self {
        let (engines, executables) = (self.engines.clone(), FxHashMap::default());
        Self { workspace: self.workspace.fresh(), engines, executables }
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &Library {
        self.workspace.library()
    }

    /// The engines that programs run on.
    #[must_use]
    pub fn engines(&self) -> &Engines {
        &self.engines
    }

    /// The engines of the runs to come.
    pub fn engines_mut(&mut self) -> &mut Engines {
        &mut self.engines
    }

    /// Reads and checks a file and the files that it uses.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn check_file(&mut self, name: &str) -> Result<Loaded, ReadError> {
        self.workspace.check_file(name)
    }

    /// Checks a text as a module of the given name, and the files that it uses. A module of the library is not checked again.
    pub fn check_text(&mut self, name: &str, text: &str, scope: &Scope) -> Loaded {
        self.workspace.check_text(name, text, scope)
    }

    /// Checks an expression as a definition without parameters; `name` stands for its file in messages.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        self.workspace.check_expr(name, text, scope)
    }

    /// The texts, for showing diagnostics.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        self.workspace.sources()
    }

    /// Adds a text that diagnostics can point at.
    pub fn add_source(&mut self, name: &str, text: &str) -> FileId {
        self.workspace.add_source(name, text)
    }

    /// The checker, for names, types and modules.
    #[must_use]
    pub fn checker(&self) -> &Checker {
        self.workspace.checker()
    }

    /// A point to go back to with [`Session::rollback`].
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.workspace.checkpoint()
    }

    /// Forgets everything that was checked since; nothing of it may have been run.
    pub fn rollback(&mut self, to: Checkpoint) {
        self.workspace.rollback(to);
    }

    /// A module.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.workspace.module(id)
    }

    /// A definition.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.workspace.def(id)
    }

    /// The meaning of a name, or of `module.name`.
    #[must_use]
    pub fn meaning(&self, scope: &Scope, name: &str) -> Meaning {
        self.workspace.meaning(scope, name)
    }

    /// The sequences, triangles and arrays of a module, in the order of the text.
    #[must_use]
    pub fn sequences(&self, module: ModuleId) -> Vec<DefId> {
        self.workspace.sequences(module)
    }

    /// The arena, the program and the entry of a definition.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn core(&mut self, id: DefId) -> Result<(&Arena, &Program, Entry), Vec<Diagnostic>> {
        let entry = self.workspace.lower(id)?;
        Ok((self.workspace.arena(), self.workspace.program(), entry))
    }

    /// The Core program of a definition as source text: first-order functions, the definition first.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn core_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        self.workspace.core_text(id)
    }

    /// The size of the program of a definition: the nodes of all functions that it needs.
    ///
    /// # Errors
    /// The definition cannot be lowered.
    pub fn size(&mut self, id: DefId) -> Result<u64, Vec<Diagnostic>> {
        self.workspace.size(id)
    }

    /// The bytecode of a definition, for people.
    ///
    /// # Errors
    /// The definition cannot be lowered or compiled.
    pub fn bytecode_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        Ok(self.executable(id)?.code().to_string())
    }

    /// The native code of a definition, for people.
    ///
    /// # Errors
    /// The definition cannot be lowered or compiled; or, inside, one line on why there is no native code.
    pub fn native_text(&mut self, id: DefId, form: Form) -> Result<Result<String, String>, Vec<Diagnostic>> {
        let executable = self.executable(id)?;
        let name = self.def(id).map_or("", |d| d.name.as_str());
        Ok(match &self.engines.native {
            Some(backend) => backend.emit(executable.code(), name, form),
            None => Err("native code is not built in".to_owned()),
        })
    }
}
