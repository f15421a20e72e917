//! Problems: holes that the same checks decide, found by the calls between definitions.

use std::collections::BTreeSet;

use nth_base::{FileId, Span};
use nth_types::hir::{Check, DefId, Program};
use rustc_hash::FxHashSet;

use crate::holes::{self, Hole};

/// Holes that have to be filled together, and the checks that decide whether a filling is right.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// The holes in the order of the text.
    pub holes: Vec<Hole>,
    /// The checks whose terms depend on the holes, in the order of the text.
    pub checks: Vec<Check>,
    /// Calls of the definition of the first hole by itself.
    pub own_calls: Vec<Span>,
}

/// The problems of a module, and what has none.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    /// Problems in the order of their first check.
    pub problems: Vec<Problem>,
    /// Names of the definitions with a hole that no check depends on.
    pub unchecked: Vec<String>,
    /// Places of holes whose type has a type parameter.
    pub generic: Vec<Span>,
}

/// The problems of a module: checks that depend on a common hole belong to one problem. `wanted` limits them to those
/// that have to do with one definition.
pub(crate) fn problems(program: &Program, defs: &[DefId], file: FileId, wanted: Option<DefId>) -> Problems {
    let def = |id: &DefId| program.def(*id);
    let with_holes: BTreeSet<DefId> = defs.iter().filter(|d| def(d).is_some_and(|d| d.has_hole)).copied().collect();
    let mut groups: Vec<(BTreeSet<DefId>, Vec<Check>)> = Vec::new();
    for check in program.checks.iter().filter(|c| c.span.file == file) {
        let reached = reached(program, check.def);
        let is_foreign = |d: &DefId| def(d).is_some_and(|x| x.has_hole) && !with_holes.contains(d);
        // A check that also depends on a hole of another file cannot run.
        if reached.iter().any(is_foreign) {
            continue;
        }
        let holes: BTreeSet<DefId> = with_holes.iter().filter(|d| reached.contains(d)).copied().collect();
        if holes.is_empty() {
            continue;
        }
        let mut joined = (holes, vec![check.clone()]);
        groups.retain(|(others, checks)| {
            let apart = others.is_disjoint(&joined.0);
            if !apart {
                joined.0.extend(others);
                joined.1.splice(0..0, checks.iter().cloned());
            }
            apart
        });
        groups.push(joined);
    }
    let mut out = Problems::default();
    let reached_holes: BTreeSet<DefId> = groups.iter().flat_map(|(holes, _)| holes.iter().copied()).collect();
    let concerns = |d: &DefId| wanted.is_none_or(|w| w == *d);
    let unchecked = with_holes.iter().filter(|d| !reached_holes.contains(d) && concerns(d));
    out.unchecked = unchecked.filter_map(def).map(|d| d.name.clone()).collect();
    for (ids, checks) in groups {
        if !ids.iter().any(concerns) && !checks.iter().any(|c| concerns(&c.def)) {
            continue;
        }
        let mut problem = Problem { holes: Vec::new(), checks, own_calls: Vec::new() };
        let mut is_generic = false;
        for d in ids.iter().filter_map(def) {
            let (found, own) = holes::holes(d);
            if problem.holes.is_empty() {
                problem.own_calls = own;
            }
            for hole in found {
                match hole {
                    Ok(hole) => problem.holes.push(hole),
                    Err(span) => {
                        is_generic = true;
                        out.generic.push(span);
                    }
                }
            }
        }
        if !is_generic {
            out.problems.push(problem);
        }
    }
    out
}

/// The definitions that a definition needs, itself included.
fn reached(program: &Program, from: DefId) -> FxHashSet<DefId> {
    let (mut seen, mut stack) = (FxHashSet::default(), vec![from]);
    while let Some(id) = stack.pop() {
        if seen.insert(id)
            && let Some(def) = program.def(id)
        {
            stack.extend(holes::named(def));
        }
    }
    seen
}
