//! Expressions for all holes of a group, by the sum of their costs.

use std::rc::Rc;

use nth_core::{ExprId, Ty};
use nth_types::hir::{Def, DefKind};
use rustc_hash::FxHashSet;

use crate::bank::{Bank, splits};
use crate::holes::named;
use crate::linear;
use crate::pieces::{joints, leaves};
use crate::solve::{Found, Search, Work};
use crate::workbench::Workbench;

/// Function that completes chosen bodies, none for a hole left open, to bodies with which the checks hold.
type Completion<'c> = dyn FnMut(&mut Workbench, &[Option<ExprId>]) -> Option<Vec<ExprId>> + 'c;

/// Enumeration of expressions for all holes of a group, by the sum of their costs.
pub(crate) struct Enumeration {
    banks: Vec<Bank>,
    types: Vec<Ty>,
    /// Next sum of costs.
    total: u32,
}

impl Enumeration {
    pub fn new(bench: &mut Workbench, search: &Search<'_>) -> Self {
        let holes = &search.problem.holes;
        let unfinished: FxHashSet<_> = holes.iter().map(|h| h.def).collect();
        let calls_hole = |def: &Def| named(def).iter().any(|id| unfinished.contains(id));
        // Definitions of the module that depend on a hole would call themselves.
        let joints = Rc::new(joints(bench, |def| unfinished.contains(&def.id) || calls_hole(def)));
        let banks = holes
            .iter()
            .map(|hole| {
                let def = search.def(hole).filter(|d| d.kind == DefKind::Seq && hole.def == holes[0].def);
                let name = def.and_then(|d| d.locals.first());
                let index = name.and_then(|n| hole.scope.iter().position(|v| v.name == n.name));
                let leaves = leaves(bench, hole, index);
                Bank::new(bench, hole, leaves, Rc::clone(&joints))
            })
            .collect();
        let total = holes.len() as u32;
        Self { banks, types: holes.iter().map(|h| h.ty).collect(), total }
    }

    /// Goes on until `top` fillings are there or the work is spent.
    pub fn run(&mut self, bench: &mut Workbench, work: &mut Work<'_>, top: usize, found: &mut Found<'_>) {
        while !work.is_over() {
            for costs in splits(self.total, self.banks.len()) {
                let mut complete = |bench: &mut Workbench, bodies: &[Option<ExprId>]| {
                    let bodies: Vec<ExprId> = bodies.iter().copied().flatten().collect();
                    bench.holds(&bodies).then_some(bodies)
                };
                self.try_all(bench, work, &costs, &mut complete, found);
            }
            self.try_linear(bench, work, found);
            if work.is_over() || found.fillings.len() >= top {
                return;
            }
            self.total += 1;
        }
    }

    /// Leaves one of several integer holes to linear algebra, and tries expressions for the others whose costs have the
    /// sum `total` less one.
    fn try_linear(&mut self, bench: &mut Workbench, work: &mut Work<'_>, found: &mut Found<'_>) {
        let (count, holes) = (self.banks.len(), &found.search.problem.holes);
        for open in (0..count).filter(|_| count > 1) {
            for mut costs in splits(self.total - 1, count - 1) {
                // No expression has the cost 0: the place of the open hole.
                costs.insert(open, 0);
                let mut complete = |bench: &mut Workbench, bodies: &[Option<ExprId>]| {
                    let bodies = linear::coefficients(bench, holes, bodies, 1)?;
                    bench.holds(&bodies).then_some(bodies)
                };
                self.try_all(bench, work, &costs, &mut complete, found);
            }
        }
    }

    /// Tries all expressions with these costs, one for each hole; none for a hole with the cost 0. `complete` gives the
    /// bodies with which the checks hold.
    fn try_all(
        &mut self,
        bench: &mut Workbench,
        work: &mut Work<'_>,
        costs: &[u32],
        complete: &mut Completion<'_>,
        found: &mut Found<'_>,
    ) {
        for (bank, cost) in self.banks.iter_mut().zip(costs) {
            while bank.height() < *cost as usize && !work.is_over() {
                bank.grow(bench, work);
            }
        }
        let of_cost = |((bank, cost), ty): ((&Bank, &u32), &Ty)| match cost {
            0 => vec![None],
            cost => bank.level(*cost as usize).iter().filter(|p| p.ty == *ty).map(|p| Some(p.core)).collect(),
        };
        let choices: Vec<Vec<Option<ExprId>>> = self.banks.iter().zip(costs).zip(&self.types).map(of_cost).collect();
        if choices.iter().any(Vec::is_empty) {
            return;
        }
        let mut at = vec![0; choices.len()];
        while !work.is_over() {
            let chosen: Vec<Option<ExprId>> = at.iter().zip(&choices).map(|(i, c)| c[*i]).collect();
            work.spend(1);
            if let Some(bodies) = complete(bench, &chosen) {
                found.bodies(bench, &bodies);
            }
            let next = (0..at.len()).rev().find(|k| at[*k] + 1 < choices[*k].len());
            let Some(k) = next else { return };
            at[k] += 1;
            at[k + 1..].fill(0);
        }
    }
}
