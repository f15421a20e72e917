//! What can stand where an expression of a type is wanted.

use nth_core::Ty;
use nth_prims::Prim;

use super::Weights;
use crate::signature::{Types, signature};

/// A part of a production: an expression of a type under binders of these types.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The type, by its position in the grammar.
    pub(super) ty: usize,
    /// Types of the variables bound; empty for a value.
    pub(super) binds: Box<[Ty]>,
}

/// What stands at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    Int,
    Truth,
    List,
    If,
    Let,
    Prim(Prim),
}

/// One way to make an expression.
#[derive(Clone, Debug)]
pub(super) struct Production {
    pub(super) top: Top,
    pub(super) parts: Box<[Part]>,
    weight: f64,
}

impl Production {
    /// The size it has at least. Every type has an expression of size 1.
    fn least(&self) -> usize {
        1 + self.parts.len()
    }
}

/// What can stand for one type.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    pub(super) ty: Ty,
    /// By the least size.
    pub(super) productions: Vec<Production>,
    /// Sums of the weights up to and including each.
    pub(super) sums: Vec<f64>,
    /// How many have room, by the room; the last for any more.
    pub(super) fitting: Vec<usize>,
}

/// Types deeper than this are left out.
const MOST_LISTS: usize = 3;

/// All choices, for each type.
pub(super) fn grammar(weights: &Weights, params: &[Ty], ret: Ty) -> Vec<Choices> {
    let mut types: Vec<Ty> = Vec::new();
    for &ty in weights.types.iter().chain(params).chain([&ret]) {
        let lists = std::iter::successors(ty.elem(), |t| t.elem()).count();
        if !types.contains(&ty) && (lists <= MOST_LISTS || ty == ret) {
            types.push(ty);
        }
    }
    types.iter().map(|&ty| choices(weights, &types, ty)).collect()
}

fn choices(weights: &Weights, types: &[Ty], ty: Ty) -> Choices {
    let at = |ty: Ty| types.iter().position(|&t| t == ty);
    let value = |ty: Ty| at(ty).map(|ty| Part { ty, binds: Box::default() });
    let mut all = Vec::new();
    let mut add = |top, parts: Option<Vec<Part>>, weight: f64| {
        if let Some(parts) = parts
            && weight > 0.0
        {
            all.push(Production { top, parts: parts.into(), weight });
        }
    };
    if ty == Ty::INT {
        add(Top::Int, Some(Vec::new()), weights.int);
    } else if ty == Ty::BOOL {
        add(Top::Truth, Some(Vec::new()), weights.truth);
    } else if let Some(elem) = ty.elem() {
        for n in 0..=3 {
            let parts = (0..n).map(|_| value(elem)).collect();
            // Of a type that there is none of, only the empty list can be made.
            let share = if at(elem).is_some() { 4.0 } else { 1.0 };
            add(Top::List, parts, weights.list / share);
        }
    }
    add(Top::If, [Ty::BOOL, ty, ty].into_iter().map(value).collect(), weights.choice);
    for &of in types {
        let body = at(ty).map(|ty| Part { ty, binds: [of].into() });
        add(Top::Let, [value(of), body].into_iter().collect(), weights.binding / types.len() as f64);
    }
    for &p in Prim::ALL {
        let ways = instances(p, types, ty);
        let functions = signature(p).params.iter().filter(|q| !q.takes.is_empty()).count();
        let weight = weights.prim(p) * weights.lambda.powi(functions as i32) / ways.len() as f64;
        for parts in ways {
            add(Top::Prim(p), Some(parts), weight);
        }
    }
    all.sort_by_key(Production::least);
    let sums = all.iter().scan(0.0, |sum, p| {
        *sum += p.weight;
        Some(*sum)
    });
    let sums = sums.collect();
    let most = all.last().map_or(0, Production::least);
    let fitting = (0..=most).map(|room| all.partition_point(|p| p.least() <= room)).collect();
    Choices { ty, productions: all, sums, fitting }
}

/// The arguments of a primitive that gives this type, for each choice of its type variables.
fn instances(p: Prim, types: &[Ty], ret: Ty) -> Vec<Vec<Part>> {
    let signature = signature(p);
    let at = |ty: Ty| types.iter().position(|&t| t == ty);
    let mut found = Vec::new();
    for mut choice in 0..types.len().pow(signature.vars as u32) {
        let chosen: Vec<Ty> = (0..signature.vars)
            .map(|_| {
                let ty = types[choice % types.len()];
                choice /= types.len();
                ty
            })
            .collect();
        let known = Types::of(chosen);
        if known.ty(&signature.ret) != ret {
            continue;
        }
        let part = |q: &crate::signature::Param| {
            let binds: Box<[Ty]> = q.takes.iter().map(|s| known.ty(s)).collect();
            Some(Part { ty: at(known.ty(&q.gives))?, binds })
        };
        if let Some(parts) = signature.params.iter().map(part).collect::<Option<Vec<_>>>() {
            found.push(parts);
        }
    }
    found
}
