//! Origins of instructions: the expression that each was made for, as a path from the body of its function.

use nth_core::{Arena, ExprId};

use crate::code::Code;
use crate::instr::Pc;

/// Origins of the instructions of a program.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Expressions that were compiled, by number.
    visits: Vec<Visit>,
    /// Number of the expression that is compiled.
    at: usize,
    /// Number of the expression of each instruction.
    of: Vec<usize>,
}

/// Expression at its place in the body of a function.
#[derive(Clone, Debug)]
struct Visit {
    e: ExprId,
    /// Number of the expression around it, and which child of that it is. A body has none.
    parent: Option<(usize, usize)>,
    /// Children that were visited.
    seen: Vec<usize>,
}

impl Origins {
    /// The expression that the instruction at `pc` was made for: the child number of each step on the way to it from
    /// the body of its function.
    #[must_use]
    pub fn path(&self, pc: Pc) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = self.of.get(pc as usize).and_then(|k| self.visits.get(*k));
        while let Some((parent, child)) = at.and_then(|v| v.parent) {
            path.push(child);
            at = self.visits.get(parent);
        }
        path.reverse();
        path
    }

    /// Begins the body of a function.
    pub(super) fn begin(&mut self, body: ExprId) {
        self.visits.push(Visit { e: body, parent: None, seen: Vec::new() });
        self.at = self.visits.len() - 1;
    }

    /// Notes that an instruction was made.
    pub(super) fn made(&mut self) {
        self.of.push(self.at);
    }

    /// Goes to `e`, which is the expression that is compiled or a child of it. Returns where to go back to.
    pub(super) fn enter(&mut self, arena: &Arena, e: ExprId) -> usize {
        let outer = self.at;
        let Some(visit) = self.visits.get(outer).filter(|v| v.e != e) else { return outer };
        let mut children = Vec::new();
        arena.for_children(visit.e, |c| children.push(c));
        // Equal children are compiled in their order.
        let same = |k: &usize| children[*k] == e;
        let fresh = (0..children.len()).filter(same).find(|k| !visit.seen.contains(k));
        let Some(child) = fresh.or_else(|| (0..children.len()).find(same)) else { return outer };
        self.visits[outer].seen.push(child);
        self.visits.push(Visit { e, parent: Some((outer, child)), seen: Vec::new() });
        self.at = self.visits.len() - 1;
        outer
    }

    /// The expression that is compiled, to return to.
    pub(super) fn here(&self) -> usize {
        self.at
    }

    /// Goes back to an expression.
    pub(super) fn back(&mut self, to: usize) {
        self.at = to;
    }
}

impl Code {
    /// The function, by its position, that the instruction at `pc` belongs to.
    #[must_use]
    pub fn function_at(&self, pc: Pc) -> usize {
        self.funcs.partition_point(|f| f.start <= pc).saturating_sub(1)
    }
}
