//! The thing that a name at an offset refers to, in a form that means the same in every file.

use std::ops::Range;

use nth_analysis::{Analysis, Name, Place};
use nth_base::Cancel;
use nth_prims::Prim;
use nth_types::hir::{Def, DefId, LocalId, Referent};

use crate::Answer;

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

/// A name with its target; none for a name of nothing that is known.
fn named<'m>(m: &'m Analysis, n: &Name) -> Option<Named<'m>> {
    let def = n.def.and_then(|d| m.checker().def(d));
    let target = match n.to {
        Referent::Local(local) => Target::Local { def: def?.span.start, local },
        Referent::Def(id) => def_target(m, id)?,
        Referent::Prim(p) => Target::Prim(p),
        Referent::Module(id) => Target::Module(m.checker().module(id)?.name.clone()),
    };
    Some(Named { range: n.range.clone(), target, def, defines: n.defines })
}

/// All names of a text with their targets: definitions, locals where they are bound, and references.
pub(crate) fn names(m: &Analysis) -> Vec<Named<'_>> {
    m.names().iter().filter_map(|n| named(m, n)).collect()
}

/// What a target is in the checker of an analysis; none if it is not known there.
fn referent(m: &Analysis, target: &Target) -> Option<Referent> {
    let checker = m.checker();
    match target {
        Target::Local { local, .. } => Some(Referent::Local(*local)),
        Target::Def { file, name } => {
            let module = checker.module_named(file).and_then(|id| checker.module(id));
            module.and_then(|module| module.names.get(name)).map(|id| Referent::Def(*id))
        }
        Target::Prim(p) => Some(Referent::Prim(*p)),
        Target::Module(file) => checker.module_named(file).map(Referent::Module),
    }
}

/// The names of a text with a target, in the order of the text, without those in documentation.
pub(crate) fn names_of<'m>(m: &'m Analysis, target: &Target) -> Vec<Named<'m>> {
    let to = referent(m, target);
    let same = m.names().iter().filter(|n| Some(n.to) == to).filter_map(|n| named(m, n));
    same.filter(|n| n.target == *target).collect()
}

/// The names with a target in the examples of the documentation, in the order of the text.
pub(crate) fn names_in_examples<'m>(m: &'m Analysis, target: &Target, cancel: &Cancel) -> Answer<Vec<Named<'m>>> {
    if matches!(target, Target::Local { .. }) {
        return Ok(Vec::new());
    }
    let Some(to) = referent(m, target) else { return Ok(Vec::new()) };
    Ok(m.names_in_examples(cancel)?.iter().filter(|n| n.to == to).filter_map(|n| named(m, n)).collect())
}

/// The name at an offset: around it, or ending there; also one in an example of the documentation, which stands in no
/// definition.
pub(crate) fn name_at(m: &Analysis, offset: usize) -> Option<Named<'_>> {
    let all = m.names();
    let behind = all.partition_point(|n| n.range.start <= offset);
    // Names are tokens, so that only the last ones can reach to the offset.
    let near = all.get(behind.saturating_sub(4)..behind)?;
    let found = near.iter().rev().filter(|n| offset <= n.range.end).find_map(|n| named(m, n));
    found.or_else(|| {
        let touches = |n: &Name| n.range.start <= offset && offset <= n.range.end;
        m.names_in_example_at(offset).iter().filter(|n| touches(n)).find_map(|n| named(m, n))
    })
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
