//! Productions: terms that may fill a hole of a type.

use nth_core::Ty;
use nth_prims::Prim;

use crate::signature::{Types, signature};
use crate::weights::Weights;

/// A hole of a production: an expression of a type under binders.
#[derive(Clone, Debug)]
pub struct Part {
    /// Index of the type in the grammar.
    pub ty: usize,
    /// Types of the variables that are bound in it; empty for a value.
    pub binds: Box<[Ty]>,
}

/// The node at the top of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// An integer literal, drawn from [`Weights::ints`].
    Int,
    /// A literal truth value.
    Truth,
    /// A list of elements of one type.
    List,
    /// The conditional `if`, with the three parts test, then, else.
    If,
    /// The binding `let`, with a value and a body.
    Let,
    /// A primitive with its arguments.
    Prim(Prim),
}

/// A term with holes.
#[derive(Clone, Debug)]
pub struct Production {
    /// The node at the top.
    pub top: Top,
    /// The holes, in order.
    pub parts: Box<[Part]>,
    /// Relative frequency among the productions of its type.
    pub weight: f64,
}

impl Production {
    /// Size of the smallest term of the production. Every type has an expression of size 1.
    #[must_use]
    pub fn least(&self) -> usize {
        1 + self.parts.len()
    }
}

/// The productions of one type.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Type of the expressions that the productions give.
    pub ty: Ty,
    /// The productions, ordered by [`Production::least`].
    pub productions: Vec<Production>,
    /// Cumulative weights of the productions.
    pub sums: Vec<f64>,
    /// `fitting[n]`: number of productions that fit in size `n`; the last entry holds for all larger sizes.
    pub fitting: Vec<usize>,
}

/// Types with more lists inside one another are left out.
const MAX_LIST_DEPTH: u16 = 3;

/// The productions of each type that an expression of type `ret` over variables of types `params` can contain: the
/// types of the weights, of the parameters and of the result.
#[must_use]
pub fn grammar(weights: &Weights, params: &[Ty], ret: Ty) -> Vec<Choices> {
    let mut types: Vec<Ty> = Vec::new();
    for &ty in weights.types.iter().chain(params).chain([&ret]) {
        if !types.contains(&ty) && (ty.list_depth() <= MAX_LIST_DEPTH || ty == ret) {
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
            // If no expression has the element type, only the empty list is possible.
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

/// The argument holes of a primitive whose result has type `ret`, for each assignment of its type variables.
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
