//! The vocabulary of enumeration: what expressions in a hole are made of, with costs.

use nth_core::{ExprId, FuncId, Ty};
use nth_grammar::signature;
use nth_num::Int;
use nth_prims::{Form, Kind, Prim};
use nth_types::hir::{Def, DefKind};

use crate::holes::{Hole, value_type};
use crate::workbench::Workbench;

/// Cost of a function of the library or the module, beside its arguments.
const FUNCTION_COST: u32 = 3;
/// Cost of a primitive that is written as a call.
const CALL_COST: u32 = 2;
/// Cost of a variable outside of the search that the hole belongs to.
const OUTSIDE_COST: u32 = 4;
/// Cost of the conditional.
pub(crate) const CHOICE_COST: u32 = 2;
/// Distances of the earlier terms that an expression may use: `a(n - 1)`, `a(n - 2)`.
const EARLIER: [i64; 2] = [1, 2];

/// Expression that has no parts: a variable, a number or an earlier term.
pub(crate) struct Leaf {
    /// The expression in a program.
    pub core: ExprId,
    /// Its value in samples; none for an earlier term, whose value is not known before the hole is filled.
    pub known: bool,
    pub ty: Ty,
    pub cost: u32,
}

/// Operation that joins expressions.
#[derive(Clone, Copy)]
pub(crate) enum Operation {
    /// Primitive that takes no functions.
    Prim(Prim),
    /// Function with the type of its result.
    Func(FuncId, Ty),
}

/// Operation with the types of its arguments, if these do not depend on one another, and its cost.
pub(crate) struct Joint {
    pub operation: Operation,
    /// Types of the arguments; empty for a primitive, whose signature says which fit.
    pub params: Vec<Ty>,
    pub arity: usize,
    pub cost: u32,
}

/// The leaves of a hole, in order of cost.
pub(crate) fn leaves(bench: &mut Workbench, hole: &Hole, index: Option<usize>) -> Vec<Leaf> {
    let count = hole.scope.len();
    let mut out = Vec::new();
    for (i, v) in hole.scope.iter().enumerate() {
        let core = bench.arena.var((count - 1 - i) as u16, v.ty);
        let cost = if i < hole.outside { OUTSIDE_COST } else { 1 };
        out.push(Leaf { core, known: true, ty: v.ty, cost });
    }
    for x in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1] {
        let core = bench.arena.int(&Int::from(x));
        out.push(Leaf { core, known: true, ty: Ty::INT, cost: if (0..=2).contains(&x) { 1 } else { 2 } });
    }
    if let (Some(own), Some(index)) = (bench.own(), index) {
        for back in EARLIER {
            let n = bench.arena.var((count - 1 - index) as u16, Ty::INT);
            let by = bench.arena.int(&Int::from(back));
            let at = bench.arena.prim(Prim::Sub, &[n, by]);
            let core = bench.arena.call(own, &[at], Ty::INT);
            out.push(Leaf { core, known: false, ty: Ty::INT, cost: 2 });
        }
    }
    out.sort_by_key(|l| l.cost);
    out
}

/// The operations: primitives without function arguments, and first-order functions of the library and the module.
/// Definitions for which `excluded` holds are left out.
pub(crate) fn joints(bench: &mut Workbench, excluded: impl Fn(&Def) -> bool) -> Vec<Joint> {
    let mut out = Vec::new();
    for &p in Prim::ALL {
        let signature = signature(p);
        let is_plain = matches!(p.info().kind, Kind::Strict | Kind::Source | Kind::Consumer);
        if is_plain && signature.params.iter().all(|q| !q.is_function()) {
            let cost = match p.info().form {
                Form::Infix(_) | Form::Prefix(_) | Form::Index => 1,
                Form::Call => CALL_COST,
            };
            out.push(Joint { operation: Operation::Prim(p), params: Vec::new(), arity: p.arity(), cost });
        }
    }
    let mut wanted = Vec::new();
    for def in bench.definitions() {
        let params: Option<Vec<Ty>> = def.params.iter().map(|p| value_type(&p.ty)).collect();
        let (Some(params), Some(ret)) = (params, value_type(&def.ret)) else { continue };
        let fits = (1..=2).contains(&params.len()) && def.type_params == 0 && def.kind != DefKind::Triangle;
        if fits && !def.broken && !def.has_hole && bench.is_visible(def) && !excluded(def) {
            wanted.push((def.id, params, ret));
        }
    }
    let ids: Vec<_> = wanted.iter().map(|(id, ..)| *id).collect();
    for ((_, params, ret), func) in wanted.into_iter().zip(bench.functions(&ids)) {
        if let Some(func) = func {
            let (operation, arity) = (Operation::Func(func, ret), params.len());
            out.push(Joint { operation, params, arity, cost: FUNCTION_COST });
        }
    }
    out
}
