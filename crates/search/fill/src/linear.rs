//! Coefficients of the variables in scope, by linear algebra in place.
//!
//! If each term depends on the holes by an affine map, as in `sum_over(1, n, |k| ? * k + ?)`, the coefficients of a few
//! products of variables in each hole solve a linear system: its columns are the differences that each product alone
//! makes to the terms. Whether the map is affine is not asked: the caller runs what is found.

use nth_algebra::{Echelon, Residue, common_denominator};
use nth_core::{ExprId, Ty};
use nth_num::Int;
use nth_prims::Prim;

use crate::holes::Hole;
use crate::workbench::Workbench;

/// Largest number of variables of a hole that are used.
const MAX_VARIABLES: usize = 4;
/// Number of equations beyond the unknowns that have to hold.
const CONFIRMING: usize = 1;

/// Degrees for [`coefficients`] that are tried, in order.
pub(crate) const DEGREES: [usize; 4] = [0, 1, 2, 3];

/// Bodies of the holes with which the equations hold, sums of products of at most `degree` variables. A hole that has a
/// body in `given` keeps it. None if another hole is no integer, or no coefficients are right.
pub(crate) fn coefficients(
    bench: &mut Workbench,
    holes: &[Hole],
    given: &[Option<ExprId>],
    degree: usize,
) -> Option<Vec<ExprId>> {
    let body = |i: usize| given.get(i).copied().flatten();
    let open: Vec<usize> = (0..holes.len()).filter(|i| body(*i).is_none()).collect();
    if open.iter().any(|i| holes[*i].ty != Ty::INT) {
        return None;
    }
    let zero = bench.arena.int(&Int::ZERO);
    let none: Vec<ExprId> = (0..holes.len()).map(|i| body(i).unwrap_or(zero)).collect();
    let products: Vec<(usize, ExprId)> =
        open.iter().flat_map(|i| products(bench, &holes[*i], degree).into_iter().map(move |p| (*i, p))).collect();
    if products.len() + CONFIRMING > bench.term_count() {
        return None;
    }
    let base = bench.values(&none);
    if base.iter().all(Option::is_none) {
        return None;
    }
    let columns: Vec<Vec<Option<Int>>> = products
        .iter()
        .map(|(i, product)| {
            let mut bodies = none.clone();
            bodies[*i] = *product;
            bench.values(&bodies)
        })
        .collect();
    let terms: Vec<Int> = bench.terms().cloned().collect();
    let rows: Vec<Vec<Residue>> = (0..terms.len())
        .filter_map(|r| {
            let from = base.get(r)?.as_ref()?;
            let difference = |x: &Int| Residue::of(x) - Residue::of(from);
            let columns = columns.iter().map(|c| c.get(r)?.as_ref().map(difference));
            let mut row = columns.collect::<Option<Vec<Residue>>>()?;
            row.push(difference(&terms[r]));
            Some(row)
        })
        .collect();
    let count = rows.len();
    let system = Echelon::system(products.len(), rows.into_iter())?;
    if system.rank() + CONFIRMING > count {
        return None;
    }
    let (numerators, denominator) = common_denominator(&system.solution()?)?;
    let mut bodies = none;
    for i in open {
        let mine = products.iter().zip(&numerators).filter(|((hole, _), _)| *hole == i);
        let terms: Vec<(ExprId, Int)> = mine.map(|((_, p), x)| (*p, x.clone())).collect();
        bodies[i] = combination(bench, &terms, &denominator);
    }
    Some(bodies)
}

/// The products of at most `degree` variables of the scope, those of higher degree first.
fn products(bench: &mut Workbench, hole: &Hole, degree: usize) -> Vec<ExprId> {
    let count = hole.scope.len();
    let of_variable = |i: usize| (count - 1 - i) as u16;
    let integers = (0..count).filter(|i| hole.scope[*i].ty == Ty::INT);
    // The innermost variables are the likely ones.
    let variables: Vec<ExprId> =
        integers.rev().take(MAX_VARIABLES).map(|i| bench.arena.var(of_variable(i), Ty::INT)).collect();
    let mut levels: Vec<Vec<(ExprId, usize)>> = vec![vec![(bench.arena.int(&Int::from(1)), 0)]];
    for d in 1..=degree {
        let mut next = Vec::new();
        for &(product, last) in &levels[d - 1] {
            for (j, &v) in variables.iter().enumerate().skip(last) {
                let joined = if d == 1 { v } else { bench.arena.prim(Prim::Mul, &[product, v]) };
                next.push((joined, j));
            }
        }
        levels.push(next);
    }
    levels.into_iter().rev().flatten().map(|(p, _)| p).collect()
}

/// The sum of products with coefficients, divided by a positive number.
fn combination(bench: &mut Workbench, terms: &[(ExprId, Int)], denominator: &Int) -> ExprId {
    let one = Int::from(1);
    let unit = bench.arena.int(&one);
    let mut sum: Option<ExprId> = None;
    // A sum does not begin with a negative term if another one can stand first.
    let mut ordered: Vec<&(ExprId, Int)> = terms.iter().filter(|(_, x)| !x.is_zero()).collect();
    if ordered.first().is_some_and(|(_, x)| x.signum() < 0)
        && let Some(i) = ordered.iter().position(|(_, x)| x.signum() > 0)
    {
        let first = ordered.remove(i);
        ordered.insert(0, first);
    }
    for (product, x) in ordered {
        let negative = x.signum() < 0 && sum.is_some();
        let size = if negative { x.neg() } else { x.clone() };
        let factor = bench.arena.int(&size);
        let term = if *product == unit {
            factor
        } else if size == one {
            *product
        } else {
            bench.arena.prim(Prim::Mul, &[factor, *product])
        };
        sum = Some(match sum {
            None => term,
            Some(sum) => bench.arena.prim(if negative { Prim::Sub } else { Prim::Add }, &[sum, term]),
        });
    }
    let sum = sum.unwrap_or_else(|| bench.arena.int(&Int::ZERO));
    if *denominator == one {
        return sum;
    }
    let by = bench.arena.int(denominator);
    bench.arena.prim(Prim::Div, &[sum, by])
}
