//! The state of a session: what is checked, lowered and compiled so far.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use nth_base::{FileId, Sources, Span};
use nth_core::{Arena, Ty};
use nth_diag::{Code, Diagnostic};
use nth_eval::{Native, compile};
use nth_lower::{Entry, LowerError, Lowerer, Raise, Reason, raise_program};
use nth_types::hir::{Def, DefId, DefKind, ModuleId};
use nth_types::{Checker, Checkpoint, Meaning, ModuleInfo, Scope};
use rustc_hash::FxHashMap;

use crate::library::Library;
use crate::system::{FileLoader, System, normal};
use crate::tiers::Tiers;

/// A file that was checked.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// It.
    pub module: ModuleId,
    /// What is wrong with it and with what it uses, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether there is an error among the diagnostics.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

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
    pub(crate) library: Arc<Library>,
    pub(crate) checker: Checker,
    pub(crate) system: Arc<dyn System>,
    pub(crate) arena: Arena,
    pub(crate) lowerer: Lowerer,
    pub(crate) ready: FxHashMap<DefId, Rc<Ready>>,
    pub(crate) tiers: Tiers,
}

impl Session {
    /// Nothing but the library; `use`d files come from `system`.
    #[must_use]
    pub fn new(library: Arc<Library>, system: Arc<dyn System>) -> Self {
        Self {
            checker: library.checker.clone(),
            library,
            system,
            arena: Arena::new(),
            lowerer: Lowerer::new(),
            ready: FxHashMap::default(),
            tiers: Tiers::default(),
        }
    }

    /// A session that knows nothing but the same library, and runs programs in the same way. It reads files again.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self { tiers: self.tiers.clone(), ..Self::new(Arc::clone(&self.library), Arc::clone(&self.system)) }
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Reads a file and checks it, with what it uses.
    ///
    /// # Errors
    /// The file cannot be read: one line for people.
    pub fn check_file(&mut self, name: &str) -> Result<Loaded, String> {
        let name = normal(name);
        let text = self.system.read(&name)?;
        Ok(self.check_text(&name, &text, &Scope::default()))
    }

    /// Checks a text as a module of that name, with what it uses. A module of the library is not checked again.
    pub fn check_text(&mut self, name: &str, text: &str, scope: &Scope) -> Loaded {
        let (module, mut diagnostics) =
            self.checker.check_module(name, text, scope, &mut FileLoader(self.system.as_ref()));
        if let Some(m) = self.checker.module(module).filter(|m| m.is_std) {
            let file = m.file;
            diagnostics.extend(self.library.diagnostics.iter().filter(|d| d.primary.span.file == file).cloned());
        }
        Loaded { module, diagnostics }
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

    /// What is checked so far. Going back with [`Session::rollback`] is right only for inputs that have not been run.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        self.checker.checkpoint()
    }

    /// Forgets what was checked since; nothing of it may have been run.
    pub fn rollback(&mut self, to: Checkpoint) {
        self.checker.rollback(to);
    }

    /// A module.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.checker.module(id)
    }

    /// A definition.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.checker.program().defs.get(id.0 as usize)
    }

    /// What a name, or `module.name`, means.
    #[must_use]
    pub fn meaning(&self, scope: &Scope, name: &str) -> Meaning {
        self.checker.lookup(scope, name)
    }

    /// All names that can be written, with the keywords, sorted: for completion.
    #[must_use]
    pub fn words(&self, scope: &Scope) -> Vec<String> {
        let mut out: Vec<String> = self.checker.visible(scope).into_iter().map(str::to_owned).collect();
        out.extend(nth_syntax::KEYWORDS.iter().map(|k| (*k).to_owned()));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The sequences, triangles and arrays of a module, in the order of the text.
    #[must_use]
    pub fn sequences(&self, module: ModuleId) -> Vec<DefId> {
        let defs = self.module(module).map_or(&[][..], |m| &m.defs);
        defs.iter().copied().filter(|d| self.def(*d).is_some_and(|d| d.kind != DefKind::Fn)).collect()
    }

    /// Lowers and compiles a definition, once.
    pub(crate) fn ready(&mut self, id: DefId) -> Result<Rc<Ready>, Vec<Diagnostic>> {
        if let Some(r) = self.ready.get(&id) {
            return Ok(Rc::clone(r));
        }
        let entry = self.lower(id)?;
        let code = compile(&self.arena, self.lowerer.program(), entry.func).map_err(|e| {
            let title = format!("{e}, so it cannot run");
            vec![Diagnostic::error(Code::NotRunnable, self.name_span(id), title, "")]
        })?;
        let ty = self.lowerer.program().func(entry.func).ret;
        let ready = Rc::new(Ready { entry, code: Arc::new(code), ty, native: OnceCell::new() });
        self.ready.insert(id, Rc::clone(&ready));
        Ok(ready)
    }

    fn lower(&mut self, id: DefId) -> Result<Entry, Vec<Diagnostic>> {
        self.lowerer.entry(self.checker.program(), &mut self.arena, id).map_err(|e| vec![self.lower_error(&e)])
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

    pub(crate) fn name_span(&self, id: DefId) -> Span {
        self.def(id).map_or(Span::new(FileId(0), 0, 0), |d| d.name_span)
    }

    /// What a definition comes down to: source of first-order functions, the definition first.
    ///
    /// # Errors
    /// It cannot be lowered.
    pub fn core_text(&mut self, id: DefId) -> Result<String, Vec<Diagnostic>> {
        let entry = self.lower(id)?;
        let Some(def) = self.def(id) else { return Ok(String::new()) };
        let kind = if def.kind == DefKind::Triangle { DefKind::Triangle } else { DefKind::Array };
        let a_number = def.oeis.first().map(|(n, _)| *n);
        let how = Raise { name: &def.name, a_number, offsets: &def.offsets, kind };
        Ok(raise_program(&self.arena, self.lowerer.program(), entry.func, &how))
    }

    /// The size of the program of a definition: the nodes of all functions it needs.
    ///
    /// # Errors
    /// It cannot be lowered.
    pub fn size(&mut self, id: DefId) -> Result<u64, Vec<Diagnostic>> {
        let entry = self.lower(id)?;
        Ok(self.lowerer.program().size(&self.arena, entry.func))
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
    pub fn core(&mut self, id: DefId) -> Result<(&Arena, &nth_core::Program, Entry), Vec<Diagnostic>> {
        let entry = self.lower(id)?;
        Ok((&self.arena, self.lowerer.program(), entry))
    }
}
