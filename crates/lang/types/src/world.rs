//! Modules and definitions, and the resolution of names.

use std::sync::Arc;

use nth_base::{FileId, Span};
use nth_prims::Prim;
use nth_syntax::ast::DocLine;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::hir::{Def, DefId, ModuleId, Program, Reference};
use crate::scheme::Scheme;
use crate::suggest::{plain_name, synonyms};

/// Modules whose names an input sees beside its own, the earliest first; a later one shadows an earlier one. Empty for
/// a file; for a line of a session the lines before it; for a doc example its module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(pub Vec<ModuleId>);

/// A resolved `use` of a module.
#[derive(Clone, Debug)]
pub(crate) struct UseEntry {
    /// Last part of the path, as written before a dot.
    pub qualifier: String,
    pub module: ModuleId,
    /// Names listed; `None` for all names.
    pub only: Option<FxHashSet<String>>,
}

/// Module: a file with its definitions and documentation.
#[derive(Clone, Debug)]
pub struct ModuleInfo {
    /// Name of the file.
    pub name: String,
    /// Number of the file.
    pub file: FileId,
    /// Documentation of the module: its lines of `//!`.
    pub docs: Vec<DocLine>,
    /// Numbers of the definitions by their names.
    pub names: FxHashMap<String, DefId>,
    /// Definitions in the order of the text.
    pub defs: Vec<DefId>,
    /// Whether the module belongs to the standard library.
    pub is_std: bool,
    /// Names in `use` and `check`, with what they refer to.
    pub references: Vec<Reference>,
    pub(crate) uses: Vec<UseEntry>,
    pub(crate) scope: Scope,
    /// Words of text that could not be read. They may be definitions, so they are not reported as unknown.
    pub(crate) lost: FxHashSet<String>,
    /// Whether a `use` of all names of some module failed.
    pub(crate) lost_use: bool,
    pub(crate) is_expr: bool,
    /// Whether the module was checked elsewhere, so that the bodies and places of its definitions are not here.
    pub is_interface: bool,
}

impl ModuleInfo {
    /// Name of the module before a dot: the last part of the name of its file.
    #[must_use]
    pub fn stem(&self) -> &str {
        let last = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        last.strip_suffix(".nth").unwrap_or(last)
    }
}

/// Meaning of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Definition of a module.
    Def(DefId),
    /// Primitive of the language.
    Prim(Prim),
    /// Several definitions of `use`d modules.
    Ambiguous(Vec<DefId>),
    /// The name is unknown.
    Missing,
    /// The module before the dot is unknown.
    NoModule,
}

/// Modules and definitions that were loaded so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub modules: Vec<Arc<ModuleInfo>>,
    pub program: Program,
    /// Names of the standard library.
    pub std_names: Arc<FxHashMap<String, DefId>>,
    /// Definitions of the library by their synonyms, without case and `_`; the first one that has a synonym.
    pub std_synonyms: Arc<FxHashMap<String, DefId>>,
    /// Types of definitions whose bodies are not inferred yet, by `DefId`; removed when they are.
    pub pending: FxHashMap<DefId, Scheme>,
    /// Definitions whose heads have errors; calls of them are not checked.
    pub bad: FxHashSet<DefId>,
}

/// Primitives that can be written by name: all but the keyword `not`.
pub(crate) fn named_prims() -> impl Iterator<Item = Prim> {
    Prim::ALL.iter().copied().filter(|p| p.info().name != "not")
}

fn prim_named(name: &str) -> Option<Prim> {
    Prim::from_name(name)
}

impl World {
    pub(crate) fn module(&self, id: ModuleId) -> Option<&ModuleInfo> {
        self.modules.get(id.0 as usize).map(Arc::as_ref)
    }

    pub(crate) fn def(&self, id: DefId) -> Option<&Def> {
        self.program.def(id)
    }

    /// Module of this number, to change it; a copy of its own if another checker shares it.
    pub(crate) fn module_mut(&mut self, id: ModuleId) -> Option<&mut ModuleInfo> {
        self.modules.get_mut(id.0 as usize).map(Arc::make_mut)
    }

    /// Definition of this number, to change it; a copy of its own if another checker shares it.
    pub(crate) fn def_mut(&mut self, id: DefId) -> Option<&mut Def> {
        self.program.defs.get_mut(id.0 as usize).map(Arc::make_mut)
    }

    /// Modules whose names `module` sees as its own, the nearest first.
    fn layers(&self, module: ModuleId) -> impl Iterator<Item = &ModuleInfo> + Clone {
        let own = self.module(module);
        own.into_iter().chain(own.into_iter().flat_map(|m| self.scope_layers(&m.scope)))
    }

    fn scope_layers<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a ModuleInfo> + Clone {
        scope.0.iter().rev().filter_map(|s| self.module(*s))
    }

    fn uses(&self, module: ModuleId) -> impl Iterator<Item = &UseEntry> {
        self.layers(module).flat_map(|m| m.uses.iter())
    }

    /// Whether a `use` of `module` has the name of `other` in scope.
    pub(crate) fn brings(&self, module: ModuleId, other: ModuleId, name: &str) -> bool {
        self.uses(module).any(|u| u.module == other && u.only.as_ref().is_none_or(|o| o.contains(name)))
    }

    fn one_of(found: Vec<DefId>) -> Option<Meaning> {
        match found.as_slice() {
            [] => None,
            [one] => Some(Meaning::Def(*one)),
            _ => Some(Meaning::Ambiguous(found)),
        }
    }

    /// Meaning of `name` in `module`: its own definitions come first, then those of the modules it uses, then the
    /// library, then the primitives.
    pub(crate) fn lookup(&self, module: ModuleId, name: &str) -> Meaning {
        self.lookup_in(self.layers(module), name)
    }

    fn lookup_in<'a>(&'a self, layers: impl Iterator<Item = &'a ModuleInfo> + Clone, name: &str) -> Meaning {
        if let Some(d) = layers.clone().find_map(|m| m.names.get(name)) {
            return Meaning::Def(*d);
        }
        let mut found = Vec::new();
        let uses = layers.flat_map(|m| m.uses.iter());
        for u in uses.filter(|u| u.only.as_ref().is_none_or(|o| o.contains(name))) {
            if let Some(&d) = self.module(u.module).and_then(|m| m.names.get(name))
                && !found.contains(&d)
            {
                found.push(d);
            }
        }
        if let Some(m) = Self::one_of(found) {
            return m;
        }
        if let Some(d) = self.std_names.get(name) {
            return Meaning::Def(*d);
        }
        prim_named(name).map_or(Meaning::Missing, Meaning::Prim)
    }

    /// Modules that `qualifier.` may name for these uses: those of that name, or that of the library.
    fn qualified<'a>(&'a self, uses: impl Iterator<Item = &'a UseEntry>, qualifier: &str) -> Vec<&'a ModuleInfo> {
        let used: Vec<&ModuleInfo> =
            uses.filter(|u| u.qualifier == qualifier).filter_map(|u| self.module(u.module)).collect();
        if used.is_empty() {
            return self.modules.iter().map(Arc::as_ref).filter(|m| m.is_std && m.stem() == qualifier).collect();
        }
        used
    }

    /// Meaning of `qualifier.name` in `module`.
    pub(crate) fn lookup_qualified(&self, module: ModuleId, qualifier: &str, name: &str) -> Meaning {
        Self::among(&self.qualified(self.uses(module), qualifier), name)
    }

    /// Module that `qualifier.` names in `module`, if it is one only.
    pub(crate) fn module_before_dot(&self, module: ModuleId, qualifier: &str) -> Option<ModuleId> {
        match self.qualified(self.uses(module), qualifier).as_slice() {
            [one] => self.modules.iter().position(|m| m.file == one.file).map(|i| ModuleId(i as u32)),
            [] | [_, _, ..] => None,
        }
    }

    fn among(modules: &[&ModuleInfo], name: &str) -> Meaning {
        if modules.is_empty() {
            return Meaning::NoModule;
        }
        let mut found = Vec::new();
        for d in modules.iter().filter_map(|m| m.names.get(name)) {
            if !found.contains(d) {
                found.push(*d);
            }
        }
        Self::one_of(found).unwrap_or(Meaning::Missing)
    }

    /// Meaning of `name`, or of `module.name`, in a scope.
    pub(crate) fn lookup_in_scope(&self, scope: &Scope, name: &str) -> Meaning {
        match name.split_once('.') {
            None => self.lookup_in(self.scope_layers(scope), name),
            Some((q, n)) => {
                let uses = self.scope_layers(scope).flat_map(|m| m.uses.iter());
                Self::among(&self.qualified(uses, q), n)
            }
        }
    }

    /// All names that are visible in `module`.
    pub(crate) fn visible(&self, module: ModuleId) -> Vec<&str> {
        self.visible_in(self.layers(module))
    }

    /// All names that are visible in a scope.
    pub(crate) fn visible_in_scope<'a>(&'a self, scope: &'a Scope) -> Vec<&'a str> {
        self.visible_in(self.scope_layers(scope))
    }

    fn visible_in<'a>(&'a self, layers: impl Iterator<Item = &'a ModuleInfo>) -> Vec<&'a str> {
        let mut out: Vec<&str> = Vec::new();
        for m in layers {
            out.extend(m.names.keys().map(String::as_str));
            for u in &m.uses {
                let names = self.module(u.module).into_iter().flat_map(|m| m.names.keys()).map(String::as_str);
                out.extend(names.filter(|n| u.only.as_ref().is_none_or(|o| o.contains(*n))));
            }
        }
        out.extend(self.std_names.keys().map(String::as_str));
        out.extend(named_prims().map(|p| p.info().name));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Name of the library or the language that has this synonym, which is without case and `_`.
    pub(crate) fn synonym(&self, plain: &str) -> Option<&str> {
        if let Some(d) = self.std_synonyms.get(plain) {
            return Some(self.name_of(*d).0);
        }
        named_prims().map(Prim::info).find(|p| p.synonyms.iter().any(|s| plain_name(s) == plain)).map(|p| p.name)
    }

    /// Synonyms of the library and the language, each with the name that has it.
    pub(crate) fn synonyms(&self) -> Vec<(&str, &str)> {
        let mut out: Vec<(&str, &str)> = Vec::new();
        for d in self.std_names.values().filter_map(|d| self.def(*d)) {
            out.extend(synonyms(&d.docs).map(|s| (s, d.name.as_str())));
        }
        out.extend(named_prims().map(Prim::info).flat_map(|p| p.synonyms.iter().map(|s| (*s, p.name))));
        out.sort_unstable();
        out
    }

    /// Signature of a function that is visible in `module`, if it is complete.
    pub(crate) fn signature(&self, module: ModuleId, name: &str) -> Option<String> {
        match self.lookup(module, name) {
            Meaning::Def(d) => self.def(d).filter(|d| !d.broken).map(crate::show::signature),
            Meaning::Prim(p) => Some(crate::show::prim_signature(p)),
            Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => None,
        }
    }

    /// All names after `qualifier.`.
    pub(crate) fn visible_qualified(&self, module: ModuleId, qualifier: &str) -> Vec<&str> {
        let modules = self.qualified(self.uses(module), qualifier);
        modules.iter().flat_map(|m| m.names.keys()).map(String::as_str).collect()
    }

    /// All names of modules that may be written before a dot.
    pub(crate) fn qualifiers(&self, module: ModuleId) -> Vec<&str> {
        let std = self.modules.iter().filter(|m| m.is_std).map(|m| m.stem());
        self.uses(module).map(|u| u.qualifier.as_str()).chain(std).collect()
    }

    /// Whether `name` may have been lost with text that could not be read.
    pub(crate) fn may_be_lost(&self, module: ModuleId, name: &str) -> bool {
        self.layers(module).any(|m| m.lost.contains(name))
            || self.uses(module).any(|u| self.module(u.module).is_some_and(|m| m.lost.contains(name)))
    }

    /// Whether a `use` of all names of a module failed, so that any name may be missing.
    pub(crate) fn lost_use(&self, module: ModuleId) -> bool {
        self.layers(module).any(|m| m.lost_use)
    }

    /// Type of a definition that is complete or fully annotated.
    pub(crate) fn scheme(&self, id: DefId) -> Option<Scheme> {
        if self.bad.contains(&id) {
            return None;
        }
        if let Some(s) = self.pending.get(&id) {
            return Some(s.clone());
        }
        let d = self.def(id)?;
        let params = d.params.iter().map(|p| p.ty.clone()).collect();
        Some(Scheme { type_params: d.type_params, params, ret: d.ret.clone() })
    }

    /// Display name of the module of a definition.
    pub(crate) fn module_name_of(&self, id: DefId) -> &str {
        self.def(id).and_then(|d| self.module(d.module)).map_or("", ModuleInfo::stem)
    }

    /// Name and place of a definition.
    pub(crate) fn name_of(&self, id: DefId) -> (&str, Option<Span>) {
        self.def(id).map_or(("", None), |d| (d.name.as_str(), Some(d.name_span)))
    }
}
