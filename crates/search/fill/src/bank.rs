//! Expressions for a hole by increasing cost, equal ones once.
//!
//! Two expressions count as equal if they agree on samples: assignments of values to the variables in scope. An earlier
//! term such as `a(n - 1)` is one more variable in samples, since its value depends on the filling.

use std::hash::Hasher;
use std::rc::Rc;

use nth_core::{ExprId, Node, Ty};
use nth_eval::Output;
use nth_grammar::{Types, signature};
use nth_num::Int;
use nth_prims::Prim;
use rustc_hash::{FxHashSet, FxHasher};

use crate::holes::Hole;
use crate::pieces::{CHOICE_COST, Joint, Leaf, Operation};
use crate::solve::Work;
use crate::workbench::Workbench;

/// Number of samples.
const SAMPLES: usize = 16;
/// Largest number of expressions in a bank.
const MAX_PIECES: usize = 200_000;

/// Expression that may stand in a hole.
#[derive(Clone, Copy)]
pub(crate) struct Piece {
    /// The expression in a program.
    pub core: ExprId,
    /// The expression in samples: earlier terms are variables.
    probe: ExprId,
    pub ty: Ty,
}

/// The expressions for one hole.
pub(crate) struct Bank {
    /// Expressions by cost, from 0.
    levels: Vec<Vec<Piece>>,
    leaves: Vec<Leaf>,
    joints: Rc<Vec<Joint>>,
    /// Values of the variables in samples, outermost first: earlier terms, then the scope.
    tables: Vec<ExprId>,
    seen: FxHashSet<(Ty, u64)>,
    count: usize,
}

impl Bank {
    /// A bank without expressions yet.
    pub fn new(bench: &mut Workbench, hole: &Hole, leaves: Vec<Leaf>, joints: Rc<Vec<Joint>>) -> Self {
        let earlier = leaves.iter().filter(|l| !l.known).count();
        let scope = hole.scope.iter().map(|v| v.ty);
        let types: Vec<Ty> = std::iter::repeat_n(Ty::INT, earlier).chain(scope).collect();
        let tables = types
            .iter()
            .enumerate()
            .map(|(j, &ty)| {
                let values: Vec<ExprId> = (0..SAMPLES).map(|s| sample(bench, ty, s, j)).collect();
                let list = bench.arena.list(&values, ty);
                let position = bench.arena.var(j as u16, Ty::INT);
                bench.arena.prim(Prim::Get, &[list, position])
            })
            .collect();
        Self { levels: vec![Vec::new()], leaves, joints, tables, seen: FxHashSet::default(), count: 0 }
    }

    /// The expressions of a cost; empty if the bank has not grown so far.
    pub fn level(&self, cost: usize) -> &[Piece] {
        self.levels.get(cost).map_or(&[], Vec::as_slice)
    }

    /// Largest cost whose expressions are there.
    pub fn height(&self) -> usize {
        self.levels.len() - 1
    }

    /// Adds the expressions of the next cost.
    pub fn grow(&mut self, bench: &mut Workbench, work: &mut Work<'_>) {
        let cost = self.levels.len() as u32;
        self.levels.push(Vec::new());
        let (mut earlier, total) = (0, self.leaves.iter().filter(|l| !l.known).count());
        for i in 0..self.leaves.len() {
            let Leaf { core, known, ty, cost: c } = self.leaves[i];
            let mut probe = core;
            if !known {
                // Earlier terms are bound outside of the scope.
                let scope = self.tables.len() - total;
                probe = bench.arena.var((scope + total - 1 - earlier) as u16, Ty::INT);
                earlier += 1;
            }
            if c == cost {
                self.add(bench, Piece { core, probe, ty });
            }
        }
        let joints = Rc::clone(&self.joints);
        for joint in joints.iter().filter(|j| j.cost + j.arity as u32 <= cost) {
            for costs in splits(cost - joint.cost, joint.arity) {
                self.join(bench, work, &costs, &mut |bench, parts| joint.apply(bench, parts));
            }
        }
        if cost > CHOICE_COST + 2 {
            for costs in splits(cost - CHOICE_COST, 3) {
                self.join(bench, work, &costs, &mut choice);
            }
        }
    }

    /// Adds what `make` makes of all parts with these costs.
    fn join(
        &mut self,
        bench: &mut Workbench,
        work: &mut Work<'_>,
        costs: &[u32],
        make: &mut dyn FnMut(&mut Workbench, &[Piece]) -> Option<Piece>,
    ) {
        let lengths: Vec<usize> = costs.iter().map(|c| self.level(*c as usize).len()).collect();
        if lengths.contains(&0) {
            return;
        }
        let mut at = vec![0; costs.len()];
        loop {
            if self.count >= MAX_PIECES || work.is_over() {
                return;
            }
            let parts: Vec<Piece> = at.iter().zip(costs).map(|(i, c)| self.levels[*c as usize][*i]).collect();
            if let Some(piece) = make(bench, &parts) {
                work.spend(1);
                self.add(bench, piece);
            }
            let Some(k) = (0..at.len()).rev().find(|k| at[*k] + 1 < lengths[*k]) else { return };
            at[k] += 1;
            at[k + 1..].fill(0);
        }
    }

    /// Adds an expression of the last cost unless an equal one is there, or it has no value in any sample.
    fn add(&mut self, bench: &mut Workbench, piece: Piece) {
        let mut body = piece.probe;
        for value in self.tables.iter().rev() {
            body = bench.arena.intern(Node::Let(*value, body));
        }
        let Ok(values) = bench.samples(body, piece.ty, SAMPLES) else { return };
        if values.iter().all(Option::is_none) {
            return;
        }
        let mut hasher = FxHasher::default();
        for value in &values {
            match value {
                None => hasher.write_u8(7),
                Some(value) => hash(value, &mut hasher),
            }
        }
        if self.seen.insert((piece.ty, hasher.finish()))
            && let Some(last) = self.levels.last_mut()
        {
            last.push(piece);
            self.count += 1;
        }
    }
}

fn hash(value: &Output, hasher: &mut FxHasher) {
    match value {
        Output::Int(x) => std::hash::Hash::hash(x, hasher),
        Output::Bool(b) => hasher.write_u8(u8::from(*b)),
        Output::List(items) => {
            hasher.write_usize(items.len());
            items.iter().for_each(|x| hash(x, hasher));
        }
    }
}

impl Joint {
    /// The operation on these parts, if their types fit.
    fn apply(&self, bench: &mut Workbench, parts: &[Piece]) -> Option<Piece> {
        let cores: Vec<ExprId> = parts.iter().map(|p| p.core).collect();
        let probes: Vec<ExprId> = parts.iter().map(|p| p.probe).collect();
        match self.operation {
            Operation::Func(f, ty) => {
                if parts.iter().zip(&self.params).any(|(p, ty)| p.ty != *ty) {
                    return None;
                }
                let (core, probe) = (bench.arena.call(f, &cores, ty), bench.arena.call(f, &probes, ty));
                Some(Piece { core, probe, ty })
            }
            Operation::Prim(p) => {
                let (signature, mut types) = (signature(p), Types::default());
                if signature.params.iter().zip(parts).any(|(q, part)| !types.fit(&q.gives, part.ty)) {
                    return None;
                }
                let (core, probe) = (bench.arena.prim(p, &cores), bench.arena.prim(p, &probes));
                Some(Piece { core, probe, ty: types.ty(&signature.ret) })
            }
        }
    }
}

/// `if` of a truth value and two expressions of one type.
fn choice(bench: &mut Workbench, parts: &[Piece]) -> Option<Piece> {
    let [test, a, b] = parts else { return None };
    if test.ty != Ty::BOOL || a.ty != b.ty || a.core == b.core {
        return None;
    }
    let core = bench.arena.intern(Node::If(test.core, a.core, b.core));
    let probe = bench.arena.intern(Node::If(test.probe, a.probe, b.probe));
    Some(Piece { core, probe, ty: a.ty })
}

/// All ways to write `total` as an ordered sum of `parts` numbers of at least 1.
pub(crate) fn splits(total: u32, parts: usize) -> Vec<Vec<u32>> {
    match parts {
        0 => Vec::new(),
        1 => vec![vec![total]],
        _more => (1..total)
            .flat_map(|first| {
                splits(total - first, parts - 1).into_iter().map(move |mut rest| {
                    rest.insert(0, first);
                    rest
                })
            })
            .collect(),
    }
}

/// Literal of a type for sample `s` of variable `j`.
fn sample(bench: &mut Workbench, ty: Ty, s: usize, j: usize) -> ExprId {
    if let Some(elem) = ty.elem() {
        let items: Vec<ExprId> = (0..(s + j) % 4).map(|i| sample(bench, elem, s + 2 * i, j + i)).collect();
        return bench.arena.list(&items, elem);
    }
    if ty == Ty::BOOL {
        return bench.arena.intern(Node::Bool(s >> (j % 4) & 1 == 1));
    }
    // The last two samples are negative; before them, the first variable takes each of 0 … 13 once.
    let x = if s % SAMPLES + 2 >= SAMPLES {
        j as i64 - 4 * (s % 2) as i64 - 1
    } else {
        (s * (2 * j + 1) + 3 * j) as i64 % 19
    };
    bench.arena.int(&Int::from(x))
}

#[cfg(test)]
mod tests {
    #[test]
    fn splits_are_all_ordered_sums() {
        assert_eq!(super::splits(4, 2), [[1, 3], [2, 2], [3, 1]]);
        assert_eq!(super::splits(4, 3), [[1, 1, 2], [1, 2, 1], [2, 1, 1]]);
        assert!(super::splits(2, 3).is_empty());
    }
}
