//! Modules that are checked together: one input, and the modules it uses that are new.

use std::cell::Cell;
use std::sync::Arc;

use nth_base::{Cancel, FileId, Span};
use nth_diag::{Code, Diagnostic};
use nth_num::Int;
use nth_syntax::Parsed;
use nth_syntax::ast::{self, Ident, ItemKind, Module};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::checker::{Checker, expr_item, words};
use crate::consequences::Tears;
use crate::declare::{Job, declare, offset};
use crate::groups::infer_all;
use crate::hir::{Check, DefId, DefKind, ModuleId, Reference, Referent};
use crate::load::{FoundModule, Loader};
use crate::report_names::{ambiguous_name, unknown_name};
use crate::suggest::{nearest, plain_name, synonyms};
use crate::world::{Meaning, ModuleInfo, Scope, UseEntry};

/// Number of names of one input for which a similar name is searched.
const MOST_SUGGESTED: u32 = 200;

/// Modules that are being checked together.
pub(crate) struct Batch<'c, 'l> {
    checker: &'c mut Checker,
    loader: &'l mut dyn Loader,
    jobs: Vec<Job>,
    uses: Vec<(ModuleId, ast::Use)>,
    checks: Vec<(ModuleId, ast::Check, Span)>,
    diags: Vec<Diagnostic>,
    /// Definitions with syntax errors.
    torn: Vec<Span>,
    /// Places of syntax errors.
    stops: Vec<Span>,
    /// Number of names for which a similar name may still be searched.
    quota: Cell<u32>,
    /// Flag that stops the inference; the result is of no use then.
    cancel: Option<&'c Cancel>,
}

impl<'c, 'l> Batch<'c, 'l> {
    pub(crate) fn new(checker: &'c mut Checker, loader: &'l mut dyn Loader) -> Self {
        Self {
            checker,
            loader,
            jobs: vec![],
            uses: vec![],
            checks: vec![],
            diags: vec![],
            torn: vec![],
            stops: vec![],
            quota: Cell::new(MOST_SUGGESTED),
            cancel: None,
        }
    }

    /// This batch, whose inference stops soon after a flag is raised.
    pub(crate) fn stopped_by(self, cancel: &'c Cancel) -> Self {
        Self { cancel: Some(cancel), ..self }
    }

    pub(crate) fn add_module(&mut self, name: &str, text: &str, scope: &Scope) -> ModuleId {
        let file = self.checker.sources.add(name, text);
        self.add_parsed(file, name, text, scope, &nth_syntax::parse(file, text))
    }

    /// Adds a module whose text is a source already and was parsed as the file of that number.
    pub(crate) fn add_parsed(
        &mut self,
        file: FileId,
        name: &str,
        text: &str,
        scope: &Scope,
        parsed: &Parsed,
    ) -> ModuleId {
        let id = self.declare_parsed(file, name, text, scope, parsed, false);
        self.checker.by_name.insert(name.to_owned(), id);
        self.load_uses();
        id
    }

    /// Collects the messages of the parser, and declares the names of the module that was parsed.
    fn declare_parsed(
        &mut self,
        file: FileId,
        name: &str,
        text: &str,
        scope: &Scope,
        parsed: &Parsed,
        is_std: bool,
    ) -> ModuleId {
        self.diags.extend(parsed.diagnostics.iter().cloned());
        self.declare_module(file, name, text, scope, &parsed.module, is_std)
    }

    /// Adds a module for a file that exists already, as [`Batch::add_module`]. The module cannot be found by its name.
    pub(crate) fn add_again(&mut self, file: FileId, name: &str, text: &str, scope: &Scope) -> ModuleId {
        let id = self.declare_parsed(file, name, text, scope, &nth_syntax::parse(file, text), false);
        self.load_uses();
        id
    }

    pub(crate) fn add_std(&mut self, name: &str, text: &str) {
        let file = self.checker.sources.add(name, text);
        let parsed = nth_syntax::parse(file, text);
        let id = self.declare_parsed(file, name, text, &Scope::default(), &parsed, true);
        self.checker.by_name.insert(name.to_owned(), id);
        let Some(m) = self.checker.world.module(id) else { return };
        for d in m.defs.clone() {
            let (name, at) = self.checker.world.name_of(d);
            let (name, at) = (name.to_owned(), at);
            if let (Some(first), Some(at)) = (self.checker.world.std_names.get(&name).copied(), at) {
                let title = format!("the library defines `{name}` twice");
                let mut d = Diagnostic::error(Code::DuplicateName, at, title, "the second");
                if let (_, Some(first)) = self.checker.world.name_of(first) {
                    d = d.and(first, "the first");
                }
                self.diags.push(d);
            } else {
                let docs = self.checker.world.def(d).map(|d| d.docs.clone()).unwrap_or_default();
                for s in synonyms(&docs) {
                    Arc::make_mut(&mut self.checker.world.std_synonyms).entry(plain_name(s)).or_insert(d);
                }
                Arc::make_mut(&mut self.checker.world.std_names).insert(name, d);
            }
        }
    }

    pub(crate) fn add_expr(&mut self, file: FileId, name: &str, text: &str, scope: &Scope) -> DefId {
        let (expr, diags) = nth_syntax::parse_expr(file, text);
        self.diags.extend(diags);
        let id = DefId(self.checker.world.program.defs.len() as u32);
        let module = Module { docs: Vec::new(), items: vec![expr_item(expr)] };
        let m = self.declare_module(file, name, text, scope, &module, false);
        if let Some(info) = self.checker.world.module_mut(m) {
            info.names.clear();
            info.is_expr = true;
        }
        id
    }

    /// Declares the names of a module, and collects the work to be done for it.
    fn declare_module(
        &mut self,
        file: FileId,
        name: &str,
        text: &str,
        scope: &Scope,
        module: &Module,
        is_std: bool,
    ) -> ModuleId {
        let world = &mut self.checker.world;
        let id = ModuleId(world.modules.len() as u32);
        let mut names: FxHashMap<String, DefId> = FxHashMap::default();
        let mut defs = Vec::new();
        let mut lost = FxHashSet::default();
        find_damage(text, module, &self.diags, file, &mut self.torn, &mut lost);
        // Where a keyword is missing, the expression before it has been read to its end.
        let ends = |c: Code| matches!(c, Code::MissingKeyword | Code::MissingEquals);
        let errors = self.diags.iter().filter(|d| d.is_error() && d.primary.span.file == file);
        self.stops.extend(errors.clone().filter(|d| !ends(d.code)).map(|d| d.primary.span));
        let misread: Vec<Span> = errors.map(|d| d.primary.span).collect();
        for item in &module.items {
            match &item.kind {
                ItemKind::Use(u) => self.uses.push((id, u.clone())),
                ItemKind::Check(c) => self.checks.push((id, c.clone(), item.span)),
                ItemKind::Error => {}
                ItemKind::Def(d) => {
                    let def_id = DefId(world.program.defs.len() as u32);
                    let (skeleton, mut job) = declare(def_id, id, item, d, &mut self.diags);
                    // A definition with an error of syntax is no program: it is checked, but never run.
                    job.broken |= misread.iter().any(|at| at.start < item.span.end && item.span.start < at.end);
                    world.program.defs.push(Arc::new(skeleton));
                    self.jobs.push(job);
                    match names.get(&d.name.name) {
                        Some(first) => {
                            let first = world.name_of(*first).1;
                            self.diags.push(duplicate(&d.name, first));
                        }
                        None => {
                            names.insert(d.name.name.clone(), def_id);
                            defs.push(def_id);
                        }
                    }
                }
            }
        }
        world.modules.push(Arc::new(ModuleInfo {
            name: name.to_owned(),
            file,
            docs: module.docs.clone(),
            names,
            defs,
            is_std,
            references: Vec::new(),
            uses: Vec::new(),
            scope: scope.clone(),
            lost,
            lost_use: false,
            is_expr: false,
            is_interface: false,
        }));
        id
    }

    /// Loads the modules that are used, and those that they use.
    fn load_uses(&mut self) {
        let mut next = 0;
        let mut listed = Vec::new();
        while let Some((module, u)) = self.uses.get(next).cloned() {
            next += 1;
            let Some(target) = self.find_module(module, &u) else {
                self.lose(module, &u);
                continue;
            };
            let only = u.names.as_ref().map(|n| n.iter().map(|i| i.name.clone()).collect());
            let qualifier = u.path.last().map_or(String::new(), |i| i.name.clone());
            if let Some(m) = self.checker.world.module_mut(module) {
                m.uses.push(UseEntry { qualifier, module: target, only });
            }
            listed.push((module, target, u));
        }
        self.uses.clear();
        for (module, target, u) in listed {
            let mut references = Vec::new();
            let Some(m) = self.checker.world.module(target) else { continue };
            if let (Some(first), Some(last)) = (u.path.first(), u.path.last()) {
                references.push(Reference { span: first.span.to(last.span), to: Referent::Module(target) });
            }
            for n in u.names.iter().flatten() {
                if let Some(d) = m.names.get(&n.name) {
                    references.push(Reference { span: n.span, to: Referent::Def(*d) });
                    continue;
                }
                if m.lost.contains(&n.name) {
                    continue;
                }
                let title = format!("`{}` has no `{}`", m.stem(), n.name);
                let mut d = Diagnostic::error(Code::UnknownName, n.span, title, "not defined there");
                if let Some(best) = nearest(&n.name, m.names.keys().map(String::as_str), |_| None) {
                    d = d.hint(format!("did you mean `{best}`?")).edit(n.span, best);
                }
                self.diags.push(d);
            }
            if let Some(m) = self.checker.world.module_mut(module) {
                m.references.append(&mut references);
            }
        }
    }

    /// Records a missing module, so that its names are not reported as unknown.
    fn lose(&mut self, module: ModuleId, u: &ast::Use) {
        let Some(m) = self.checker.world.module_mut(module) else { return };
        m.lost.extend(u.path.last().map(|i| i.name.clone()));
        match &u.names {
            Some(names) => m.lost.extend(names.iter().map(|i| i.name.clone())),
            None => m.lost_use = true,
        }
    }

    fn find_module(&mut self, from: ModuleId, u: &ast::Use) -> Option<ModuleId> {
        let path: Vec<String> = u.path.iter().map(|i| i.name.clone()).collect();
        let (first, last) = (u.path.first()?, u.path.last()?);
        let from = self.checker.world.module(from)?.name.clone();
        let key = (from, path);
        if let Some(m) = self.checker.resolved.get(&key) {
            return Some(*m);
        }
        let id = match self.loader.load(&key.1, &key.0) {
            Ok(FoundModule::Interface(found)) => match self.checker.by_name.get(&found.name) {
                Some(m) => *m,
                None => self.checker.add_interface(&found),
            },
            Ok(FoundModule::Text { name, text }) => match self.checker.by_name.get(&name) {
                Some(m) => *m,
                None => {
                    let file = self.checker.sources.add(name.as_str(), text.as_str());
                    let parsed = nth_syntax::parse(file, &text);
                    let id = self.declare_parsed(file, &name, &text, &Scope::default(), &parsed, false);
                    self.checker.by_name.insert(name, id);
                    id
                }
            },
            Err(why) => {
                let written = key.1.join(".");
                let modules = &self.checker.world.modules;
                let std = modules.iter().position(|m| m.is_std && m.stem() == written);
                let Some(std) = std else {
                    let at = first.span.to(last.span);
                    let d = Diagnostic::error(
                        Code::UnknownModule,
                        at,
                        format!("there is no module `{written}`"),
                        "not found",
                    );
                    self.diags.push(d.note(why));
                    return None;
                };
                ModuleId(std as u32)
            }
        };
        self.checker.resolved.insert(key, id);
        Some(id)
    }

    /// Infers all types, resolves the checks, and returns the messages in the order of the texts.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        let (world, sources) = (&mut self.checker.world, &self.checker.sources);
        infer_all(world, sources, &self.jobs, &self.quota, self.cancel, &mut self.diags);
        for (module, c, span) in std::mem::take(&mut self.checks) {
            self.check(module, &c, span);
        }
        let mut diags = self.diags;
        let tears = Tears::new(self.torn, self.stops);
        tears.remove_consequences(&mut diags, &self.checker.sources);
        diags.sort_by_key(|d| (d.primary.span.file, d.primary.span.start, d.primary.span.end, d.severity));
        diags
    }

    fn check(&mut self, module: ModuleId, c: &ast::Check, span: Span) {
        let world = &self.checker.world;
        let id = match world.lookup(module, &c.name.name) {
            Meaning::Def(d) => d,
            Meaning::Prim(_) => {
                self.diags.push(check_of_function(&c.name, None));
                return;
            }
            Meaning::Ambiguous(ids) => {
                self.diags.push(ambiguous_name(world, &c.name, &ids));
                return;
            }
            Meaning::Missing | Meaning::NoModule => {
                self.diags.extend(unknown_name(world, &self.quota, module, None, &c.name, std::iter::empty()));
                return;
            }
        };
        if let Some(m) = self.checker.world.module_mut(module) {
            m.references.push(Reference { span: c.name.span, to: Referent::Def(id) });
        }
        let world = &self.checker.world;
        let Some(def) = world.def(id) else { return };
        if def.kind == DefKind::Fn {
            self.diags.push(check_of_function(&c.name, Some(def.name_span)));
            return;
        }
        if world.bad.contains(&id) {
            return;
        }
        let first = if def.kind == DefKind::Seq { def.offsets.first().copied().unwrap_or(0) } else { 0 };
        let messages = self.diags.len();
        let from = c.from.as_ref().map_or(first, |lit| {
            let before = self.diags.len();
            let from = offset(lit, &mut self.diags);
            if self.diags.len() == before && from < first {
                let title = format!("`{}` has no term {from}", c.name.name);
                let d = Diagnostic::error(Code::CheckRange, lit.span, title, format!("the first is {first}"))
                    .and(def.name_span, format!("starts at {first}"));
                self.diags.push(d);
            }
            from
        });
        if self.diags.len() > messages {
            // Terms at an index that there is not are not compared.
            return;
        }
        let terms = c.terms.iter().filter_map(|t| t.text.parse::<Int>().ok().map(|v| (v, t.span))).collect();
        self.checker.world.program.checks.push(Check { def: id, from, terms, span });
    }
}

/// Collects the damage of syntax errors: definitions that contain one go to `torn`, words between definitions to
/// `lost`.
fn find_damage(
    text: &str,
    module: &Module,
    diags: &[Diagnostic],
    file: FileId,
    torn: &mut Vec<Span>,
    lost: &mut FxHashSet<String>,
) {
    let whole: Vec<Span> = module
        .items
        .iter()
        .filter_map(|i| match &i.kind {
            ItemKind::Use(_) | ItemKind::Check(_) => Some(i.span),
            // Text skipped after the body does not belong to it.
            ItemKind::Def(d) => Some(Span { end: d.body.span.end, ..i.span }),
            ItemKind::Error => None,
        })
        .collect();
    let mut done = 0;
    for d in diags.iter().filter(|d| d.is_error() && d.primary.span.file == file) {
        let at = d.primary.span;
        let next = whole.partition_point(|s| s.start <= at.start);
        if let Some(s) = next.checked_sub(1).and_then(|i| whole.get(i)) {
            // The error may be directly after the text that was read.
            torn.push(s.to(at));
        }
        let end = whole.get(next).map_or(text.len(), |s| s.start as usize);
        let inside = next.checked_sub(1).and_then(|i| whole.get(i)).is_some_and(|s| at.end <= s.end);
        if !inside && done < end {
            words(text.get(done.max(at.start as usize)..end).unwrap_or(""), lost);
            done = end;
        }
    }
}

fn duplicate(name: &Ident, first: Option<Span>) -> Diagnostic {
    let title = format!("`{}` is defined twice", name.name);
    let d = Diagnostic::error(Code::DuplicateName, name.span, title, "the second definition");
    match first {
        Some(at) => d.and(at, "the first"),
        None => d,
    }
}

fn check_of_function(name: &Ident, at: Option<Span>) -> Diagnostic {
    let title = format!("`{}` is a function and has no terms to check", name.name);
    let d = Diagnostic::error(Code::CheckOfFunction, name.span, title, "not a sequence");
    match at {
        Some(at) => d.and(at, "a `fn`"),
        None => d,
    }
    .note("`check` is for `seq`, `triangle` and `array`")
}
