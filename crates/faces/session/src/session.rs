//! The state of a session: what is checked, lowered and compiled so far.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use nth_base::{FileId, Sources, Span};
use nth_compiler::{Entry, Library, Loaded, ReadError, SourceFiles, Workspace};
use nth_core::{Arena, Program, Ty};
use nth_diag::{Code, Diagnostic};
use nth_eval::{Native, compile};
use nth_types::hir::{Def, DefId, ModuleId};
use nth_types::{Checker, Checkpoint, Meaning, ModuleInfo, Scope};
use rustc_hash::FxHashMap;

use crate::tiers::Tiers;

/// A definition that is ready to run.
pub(crate) struct Ready {
    pub entry: Entry,
    pub code: Arc<nth_eval::Code>,
    pub ty: Ty,
    /// Its native code, once that was made, or why it cannot be.
    pub native: OnceCell<Result<Arc<dyn Native>, String>>,
}

/// Checked files on top of the standard library, lowered and compiled as they are needed.
pub struct Session {
    pub(crate) workspace: Workspace,
    pub(crate) ready: FxHashMap<DefId, Rc<Ready>>,
    pub(crate) tiers: Tiers,
}

impl Session {
    /// A session that has the library only; `use`d files come from `files`.
    #[must_use]
    pub fn new(library: Arc<Library>, files: Arc<dyn SourceFiles>) -> Self {
        Self { workspace: Workspace::new(library, files), ready: FxHashMap::default(), tiers: Tiers::default() }
    }

    /// A session with the same library that runs programs in the same way. It reads files again.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self { workspace: self.workspace.fresh(), ready: FxHashMap::default(), tiers: self.tiers.clone() }
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &Library {
        self.workspace.library()
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

    /// What is checked so far. Going back with [`Session::rollback`] is right only for inputs that have not been run.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.workspace.checkpoint()
    }

    /// Forgets what was checked since; nothing of it may have been run.
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

    /// What a name, or `module.name`, means.
    #[must_use]
    pub fn meaning(&self, scope: &Scope, name: &str) -> Meaning {
        self.workspace.meaning(scope, name)
    }

    /// All names that can be written, with the keywords, sorted: for completion.
    #[must_use]
    pub fn words(&self, scope: &Scope) -> Vec<String> {
        let mut out: Vec<String> = self.workspace.checker().visible(scope).into_iter().map(str::to_owned).collect();
        out.extend(nth_syntax::KEYWORDS.iter().map(|k| (*k).to_owned()));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The sequences, triangles and arrays of a module, in the order of the text.
    #[must_use]
    pub fn sequences(&self, module: ModuleId) -> Vec<DefId> {
        self.workspace.sequences(module)
    }

    /// Lowers and compiles a definition, once.
    pub(crate) fn ready(&mut self, id: DefId) -> Result<Rc<Ready>, Vec<Diagnostic>> {
        if let Some(r) = self.ready.get(&id) {
            return Ok(Rc::clone(r));
        }
        let entry = self.workspace.lower(id)?;
        let code = compile(self.workspace.arena(), self.workspace.program(), entry.func).map_err(|e| {
            let title = format!("{e}, so it cannot run");
            vec![Diagnostic::error(Code::NotRunnable, self.name_span(id), title, "")]
        })?;
        let ty = self.workspace.program().func(entry.func).ret;
        let ready = Rc::new(Ready { entry, code: Arc::new(code), ty, native: OnceCell::new() });
        self.ready.insert(id, Rc::clone(&ready));
        Ok(ready)
    }

    pub(crate) fn name_span(&self, id: DefId) -> Span {
        self.workspace.name_span(id)
    }

    /// What a definition comes down to: source of first-order functions, the definition first.
    ///
    /// # Errors
    /// It cannot be lowered.
    pub fn core_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        self.workspace.core_text(id)
    }

    /// The size of the program of a definition: the nodes of all functions it needs.
    ///
    /// # Errors
    /// It cannot be lowered.
    pub fn size(&mut self, id: DefId) -> Result<u64, Vec<Diagnostic>> {
        self.workspace.size(id)
    }

    /// The bytecode of a definition, for people.
    ///
    /// # Errors
    /// It cannot be lowered or compiled.
    pub fn bytecode_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        Ok(self.ready(id)?.code.to_string())
    }

    /// What the native code of a definition is made of, for people.
    ///
    /// # Errors
    /// It cannot be lowered or compiled; or, inside, one line on why there is no native code.
    pub fn native_text(&mut self, id: DefId, form: nth_eval::Form) -> Result<Result<String, String>, Vec<Diagnostic>> {
        let ready = self.ready(id)?;
        let name = self.def(id).map_or("", |d| d.name.as_str());
        Ok(match &self.tiers.native {
            Some(backend) => backend.emit(&ready.code, name, form),
            None => Err("native code is not built in".to_owned()),
        })
    }

    /// The arena, the program and the entry of a definition, for exporters.
    ///
    /// # Errors
    /// It cannot be lowered.
    pub fn core(&mut self, id: DefId) -> Result<(&Arena, &Program, Entry), Vec<Diagnostic>> {
        let entry = self.workspace.lower(id)?;
        Ok((self.workspace.arena(), self.workspace.program(), entry))
    }
}
