//! The checker: definitions checked so far, and the checking of further ones.

use std::sync::Arc;

use nth_base::{Cancel, FileId, Sources};
use nth_diag::Diagnostic;
use nth_syntax::Parsed;
use nth_syntax::ast::{self, Ident, Item, ItemKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::batch::Batch;
use crate::hir::{Def, DefId, DefKind, ModuleId, Program};
use crate::load::{Loader, NoFiles};
use crate::suggest::plain_name;
use crate::world::{Meaning, ModuleInfo, Scope, World};

/// State to return to, from [`Checker::checkpoint`].
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint {
    modules: usize,
    defs: usize,
    checks: usize,
}

/// Checks modules and expressions one after the other. Each sees the standard library and the modules of its [`Scope`].
///
/// Numbers of definitions and modules never change, except for those removed by [`Checker::rollback`]. A checker can be
/// cloned, so that one checked standard library serves many.
#[derive(Clone, Debug, Default)]
pub struct Checker {
    pub(crate) world: World,
    pub(crate) sources: Sources,
    /// Modules by the name of their file.
    pub(crate) by_name: FxHashMap<String, ModuleId>,
    /// Modules that `use path` in a file of that name resolved to.
    pub(crate) resolved: FxHashMap<(String, Vec<String>), ModuleId>,
}

impl Checker {
    /// A checker that knows the primitives only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the standard library: modules as (file name, text). Their names are in scope everywhere.
    pub fn load_std(&mut self, modules: &[(String, String)]) -> Vec<Diagnostic> {
        let mut loader = NoFiles;
        let mut batch = Batch::new(self, &mut loader);
        for (name, text) in modules {
            batch.add_std(name, text);
        }
        batch.finish()
    }

    /// Checks a file and the modules it uses. A file that is already known with the same text is not checked again.
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

    /// Checks a module that was parsed as the next file ([`Checker::next_file`]), without verifying its hints
    /// ([`Checker::hint_is_right`]). None if `cancel` was raised before the end; the checker is of no use then.
    pub fn check_parsed(
        &mut self,
        name: &str,
        text: &Arc<str>,
        parsed: &Parsed,
        loader: &mut dyn Loader,
        cancel: &Cancel,
    ) -> Option<(ModuleId, Vec<Diagnostic>)> {
        let file = self.sources.add(name, Arc::clone(text));
        let mut batch = Batch::new(self, loader).stopped_by(cancel);
        let id = batch.add_parsed(file, name, text, &Scope::default(), parsed);
        let diags = batch.finish();
        (!cancel.is_raised()).then_some((id, diags))
    }

    /// Number that the next file will have.
    #[must_use]
    pub fn next_file(&self) -> FileId {
        FileId(self.sources.ids().len() as u32)
    }

    /// Checks an expression, which becomes the body of a function `it` without parameters. `name` is used as file name.
    pub fn check_expr(&mut self, name: &str, text: &str, scope: &Scope) -> (DefId, Vec<Diagnostic>) {
        let mut loader = NoFiles;
        let file = self.sources.add(name, text);
        let mut batch = Batch::new(self, &mut loader);
        let id = batch.add_expr(file, name, text, scope);
        let mut diags = batch.finish();
        self.verify_hints(&mut diags);
        (id, diags)
    }

    /// Checks another text in the place of a module or expression, returns the messages about that text, and forgets it
    /// again.
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

    /// Current state, to return to.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            modules: self.world.modules.len(),
            defs: self.world.program.defs.len(),
            checks: self.world.program.checks.len(),
        }
    }

    /// Removes everything that was checked since. (The texts stay, so that messages about them can still be shown.)
    pub fn rollback(&mut self, to: Checkpoint) {
        let world = &mut self.world;
        world.modules.truncate(to.modules);
        world.program.defs.truncate(to.defs);
        world.program.checks.truncate(to.checks);
        world.bad.retain(|d| (d.0 as usize) < to.defs);
        forget_from(&mut world.std_names, to.defs);
        forget_from(&mut world.std_synonyms, to.defs);
        self.by_name.retain(|_, m| (m.0 as usize) < to.modules);
        self.resolved.retain(|_, m| (m.0 as usize) < to.modules);
    }

    /// Program of everything checked so far.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.world.program
    }

    /// Source texts of all modules and expressions that were loaded.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Source texts, to add others that messages may refer to.
    pub fn sources_mut(&mut self) -> &mut Sources {
        &mut self.sources
    }

    /// Module of this number; `None` where the number is unknown.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.world.module(id)
    }

    /// Definition of this number; `None` where the number is unknown.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.world.def(id)
    }

    /// Number of the module of a file, by the name of the file.
    #[must_use]
    pub fn module_named(&self, name: &str) -> Option<ModuleId> {
        self.by_name.get(name).copied()
    }

    /// Modules by number. Expressions count as modules without names.
    #[must_use]
    pub fn modules(&self) -> &[Arc<ModuleInfo>] {
        &self.world.modules
    }

    /// Meaning of a name, or of `module.name`, in a scope.
    #[must_use]
    pub fn lookup(&self, scope: &Scope, name: &str) -> Meaning {
        self.world.lookup_in_scope(scope, name)
    }

    /// Meaning of a name, or of `module.name`, where a module uses it: its own definitions come first.
    #[must_use]
    pub fn meaning_in(&self, module: ModuleId, name: &str) -> Meaning {
        match name.split_once('.') {
            None => self.world.lookup(module, name),
            Some((qualifier, name)) => self.world.lookup_qualified(module, qualifier, name),
        }
    }

    /// Whether a `use` of a module has a name of another one in scope, whatever that name means there.
    #[must_use]
    pub fn brings(&self, module: ModuleId, other: ModuleId, name: &str) -> bool {
        self.world.brings(module, other, name)
    }

    /// All names that are visible in a module, sorted.
    #[must_use]
    pub fn visible_in(&self, module: ModuleId) -> Vec<&str> {
        self.world.visible(module)
    }

    /// Names that may follow `qualifier.` in a module, sorted.
    #[must_use]
    pub fn members(&self, module: ModuleId, qualifier: &str) -> Vec<&str> {
        let mut names = self.world.visible_qualified(module, qualifier);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Synonyms of the functions of the library and the language, sorted, each with the name that has it.
    #[must_use]
    pub fn synonyms(&self) -> Vec<(&str, &str)> {
        self.world.synonyms()
    }

    /// Visible name that is meant by one of another spelling, or by a synonym: `digit_sum` by `digitsum`, `euler_phi`
    /// by `totient`.
    #[must_use]
    pub fn meant<'a>(&'a self, scope: &'a Scope, name: &str) -> Option<&'a str> {
        let plain = plain_name(name);
        let spelled = self.visible(scope).into_iter().find(|n| plain_name(n) == plain && *n != name);
        spelled.or_else(|| self.world.synonym(&plain))
    }

    /// All names that are visible in a scope, sorted.
    #[must_use]
    pub fn visible<'a>(&'a self, scope: &'a Scope) -> Vec<&'a str> {
        self.world.visible_in_scope(scope)
    }
}

/// Removes the names of definitions from number `defs` on. A map that has none is not copied.
fn forget_from(names: &mut Arc<FxHashMap<String, DefId>>, defs: usize) {
    if names.values().any(|d| d.0 as usize >= defs) {
        Arc::make_mut(names).retain(|_, d| (d.0 as usize) < defs);
    }
}

/// Definition made from an expression.
pub(crate) fn expr_item(body: ast::Expr) -> Item {
    let span = body.span;
    let name = Ident { name: "it".to_owned(), span };
    let def = ast::Def { kind: DefKind::Fn, name, params: Vec::new(), ret: None, body };
    Item { docs: Vec::new(), attrs: Vec::new(), kind: ItemKind::Def(def), span }
}

/// Collects the words of a text.
pub(crate) fn words(text: &str, out: &mut FxHashSet<String>) {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    out.extend(text.split(|c| !word(c)).filter(|w| !w.is_empty()).map(str::to_owned));
}
