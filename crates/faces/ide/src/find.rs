//! The thing that a name at an offset refers to, in a form that means the same in every file.

use std::ops::Range;

use nth_analysis::{Analysis, Place};
use nth_prims::Prim;
use nth_types::hir::{Def, DefId, LocalId, Referent};

/// What a name refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Local of the definition that begins at this byte.
    Local {
        /// First byte of the definition.
        def: u32,
        /// Number of the local.
        local: LocalId,
    },
    /// Definition of a file.
    Def {
        /// Name of the file.
        file: String,
        /// Name of the definition.
        name: String,
    },
    /// Primitive.
    Prim(Prim),
    /// Module: name of its file.
    Module(String),
}

/// A name in a text, with its target.
pub(crate) struct Named<'a> {
    pub range: Range<usize>,
    pub target: Target,
    /// The definition that the name stands in.
    pub def: Option<&'a Def>,
    /// Whether the name is bound or defined here.
    pub defines: bool,
}

/// The target of a definition of the checker of an analysis.
pub(crate) fn def_target(m: &Analysis, id: DefId) -> Option<Target> {
    let def = m.checker().def(id)?;
    let file = m.checker().module(def.module)?.name.clone();
    Some(Target::Def { file, name: def.name.clone() })
}

/// All names of a text with their targets: definitions, locals where they are bound, and references.
pub(crate) fn names(m: &Analysis) -> Vec<Named<'_>> {
    let mut out = Vec::new();
    for def in m.defs() {
        if let Some(target) = def_target(m, def.id) {
            out.push(Named { range: def.name_span.range(), target, def: None, defines: true });
        }
        for (i, local) in def.locals.iter().enumerate().filter(|(_, l)| l.span.start < l.span.end) {
            let target = Target::Local { def: def.span.start, local: LocalId(i as u32) };
            out.push(Named { range: local.span.range(), target, def: Some(def), defines: true });
        }
    }
    for (def, r) in m.references() {
        let target = match (r.to, def) {
            (Referent::Local(local), Some(def)) => Some(Target::Local { def: def.span.start, local }),
            (Referent::Local(_), None) => None,
            (Referent::Def(id), _) => def_target(m, id),
            (Referent::Prim(p), _) => Some(Target::Prim(p)),
            (Referent::Module(id), _) => m.checker().module(id).map(|m| Target::Module(m.name.clone())),
        };
        out.extend(target.map(|target| Named { range: r.span.range(), target, def, defines: false }));
    }
    out.sort_by_key(|n| (n.range.start, n.range.end));
    out
}

/// The name at an offset: around it, or ending there.
pub(crate) fn name_at(m: &Analysis, offset: usize) -> Option<Named<'_>> {
    names(m).into_iter().rev().find(|n| n.range.start <= offset && offset <= n.range.end)
}

/// The place of a target's definition; none for a primitive.
pub(crate) fn place_of(m: &Analysis, named: &Named<'_>) -> Option<Place> {
    match &named.target {
        Target::Local { local, .. } => {
            let local = named.def?.locals.get(local.0 as usize)?;
            Some(m.place(local.span))
        }
        Target::Def { file, name } if file == m.name() => {
            m.defs().find(|d| d.name == *name).map(|d| m.place(d.name_span))
        }
        Target::Def { file, name } => Some(Place::Definition { file: file.as_str().into(), name: name.clone() }),
        Target::Prim(_) => None,
        Target::Module(file) => Some(Place::Text { file: file.as_str().into(), range: 0..0 }),
    }
}
