//! The state of a session: what is checked so far, and how more is checked on top of it.

use nth_base::{FileId, Sources};
use nth_diag::Diagnostic;
use nth_syntax::ast::{self, Ident, Item, ItemKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::batch::Batch;
use crate::hir::{Def, DefId, DefKind, ModuleId, Program};
use crate::load::{Loader, NoFiles};
use crate::world::{Meaning, ModuleInfo, Scope, World};

/// A point to go back to, from [`Checker::checkpoint`].
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint {
    modules: usize,
    defs: usize,
    checks: usize,
}

/// Checks modules and expressions, one after the other; each sees the standard library and what its [`Scope`] says.
///
/// Numbers of definitions and modules stay the same for ever, but for those taken back by [`Checker::rollback`].
/// It can be cloned, so that one checked standard library serves many.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    pub(crate) world: World,
    pub(crate) sources: Sources,
    /// Modules by the name of their file.
    pub(crate) by_name: FxHashMap<String, ModuleId>,
    /// What `use path` in a file of that name came to.
    pub(crate) resolved: FxHashMap<(String, Vec<String>), ModuleId>,
}

impl Checker {
    /// Nothing but the primitives.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the standard library: modules as (file name, text), whose names are in scope everywhere.
    pub fn load_std(&mut self, modules: &[(String, String)]) -> Vec<Diagnostic> {
        let mut loader = NoFiles;
        let mut batch = Batch::new(self, &mut loader);
        for (name, text) in modules {
            batch.add_std(name, text);
        }
        batch.finish()
    }

    /// Checks a file, and what it uses. A file that is known already, with the same text, is not checked again.
    pub fn check_module(
        &mut self,
        name: &str,
        text: &str,
        scope: &Scope,
        loader: &mut dyn Loader,
    ) -> (ModuleId, Vec<Diagnostic>) {
        if let Some(&id) = self.by_name.get(name)
            && self.world.module(id).is_some_and(|m| self.sources.text(m.file) == text)
        {
            return (id, Vec::new());
        }
        let mut batch = Batch::new(self, loader);
        let id = batch.add_module(name, text, scope);
        let mut diags = batch.finish();
        self.verify_hints(&mut diags);
        (id, diags)
    }

    /// Checks an expression: it becomes the body of a function `it` without parameters. `name` stands for a file name.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        let mut loader = NoFiles;
        let file = self.sources.add(name, text);
        let mut batch = Batch::new(self, &mut loader);
        let id = batch.add_expr(file, name, text, scope);
        let mut diags = batch.finish();
        self.verify_hints(&mut diags);
        (id, diags)
    }

    /// Checks other text in the place of a module or expression, for its own messages only, and forgets it again.
    pub(crate) fn recheck(&mut self, file: FileId, text: &str) -> Vec<Diagnostic> {
        let Some(m) = self.world.modules.iter().find(|m| m.file == file) else { return Vec::new() };
        let (name, scope, is_expr) = (m.name.clone(), m.scope.clone(), m.is_expr);
        let back = self.checkpoint();
        let mut loader = NoFiles;
        let mut batch = Batch::new(self, &mut loader);
        if is_expr {
            batch.add_expr(file, &name, text, &scope);
        } else {
            batch.add_again(file, &name, text, &scope);
        }
        let mut diags = batch.finish();
        self.rollback(back);
        diags.retain(|d| d.primary.span.file == file);
        diags
    }

    /// Where we are.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            modules: self.world.modules.len(),
            defs: self.world.program.defs.len(),
            checks: self.world.program.checks.len(),
        }
    }

    /// Forgets everything that was checked since. (The texts stay, so that messages about them can still be shown.)
    pub fn rollback(&mut self, to: Checkpoint) {
        let world = &mut self.world;
        world.modules.truncate(to.modules);
        world.program.defs.truncate(to.defs);
        world.program.checks.truncate(to.checks);
        world.bad.retain(|d| (d.0 as usize) < to.defs);
        world.std_names.retain(|_, d| (d.0 as usize) < to.defs);
        self.by_name.retain(|_, m| (m.0 as usize) < to.modules);
        self.resolved.retain(|_, m| (m.0 as usize) < to.modules);
    }

    /// Everything checked so far.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.world.program
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The texts, to add others that messages may point at.
    pub fn sources_mut(&mut self) -> &mut Sources {
        &mut self.sources
    }

    /// A module.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.world.module(id)
    }

    /// A definition.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.world.program.defs.get(id.0 as usize)
    }

    /// The modules, by number. Expressions count as modules without names.
    #[must_use]
    pub fn modules(&self) -> &[ModuleInfo] {
        &self.world.modules
    }

    /// What a name, or `module.name`, means to an input with that scope.
    #[must_use]
    pub fn lookup(&self, scope: &Scope, name: &str) -> Meaning {
        self.world.lookup_in_scope(scope, name)
    }

    /// All names that an input with that scope can write, sorted.
    #[must_use]
    pub fn visible<'a>(&'a self, scope: &'a Scope) -> Vec<&'a str> {
        self.world.visible_in_scope(scope)
    }
}

/// The definition that an expression becomes.
pub(crate) fn expr_item(body: ast::Expr) -> Item {
    let span = body.span;
    let name = Ident { name: "it".to_owned(), span };
    let def = ast::Def { kind: DefKind::Fn, name, params: Vec::new(), ret: None, body };
    Item { docs: Vec::new(), attrs: Vec::new(), kind: ItemKind::Def(def), span }
}

/// The words of a text.
pub(crate) fn words(text: &str, out: &mut FxHashSet<String>) {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    out.extend(text.split(|c| !word(c)).filter(|w| !w.is_empty()).map(str::to_owned));
}
