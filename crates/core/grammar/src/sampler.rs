//! Random well-typed programs, drawn from the grammar.

use nth_core::{Arena, ExprId, Node, Ty};

use crate::productions::{Choices, Part, Production, Top, grammar};
use crate::rng::Rng;
use crate::weights::Weights;

/// A source of random programs of one type. The same weights, types, size and seed give the same programs on every
/// machine.
#[derive(Clone, Debug)]
pub struct Sampler {
    grammar: Vec<Choices>,
    /// Index of the result type in the grammar.
    ret: usize,
    variable: f64,
    /// Values of literals, each with the cumulative weight.
    ints: Vec<(i64, f64)>,
    closed: bool,
    most: usize,
    rng: Rng,
    /// Types of the variables in scope, the innermost last.
    scope: Vec<Ty>,
    /// Index in `scope` of the first variable that may be used.
    from: usize,
}

impl Sampler {
    /// A sampler of expressions of type `ret` with at most `most` nodes. The free variables have the types `params`,
    /// the last being variable 0. Lambdas count nothing, as in [`Meta::size`](nth_core::Meta).
    #[must_use]
    pub fn new(weights: &Weights, params: &[Ty], ret: Ty, most: usize, seed: u64) -> Self {
        let grammar = grammar(weights, params, ret);
        let mut sum = 0.0;
        let known = weights.ints.iter().filter(|(_, w)| *w > 0.0);
        let mut ints: Vec<(i64, f64)> = known
            .map(|&(x, w)| {
                sum += w;
                (x, sum)
            })
            .collect();
        if ints.is_empty() {
            ints.push((0, 1.0));
        }
        Self {
            ret: grammar.iter().position(|c| c.ty == ret).unwrap_or(0),
            grammar,
            variable: weights.variable.max(0.0),
            ints,
            closed: weights.closed,
            most: most.max(1),
            rng: Rng::new(seed),
            scope: params.to_vec(),
            from: 0,
        }
    }

    /// Draws an expression of the result type and adds it to `arena`.
    pub fn sample(&mut self, arena: &mut Arena) -> ExprId {
        self.expr(arena, self.ret, self.most)
    }

    fn expr(&mut self, arena: &mut Arena, ty: usize, room: usize) -> ExprId {
        let choices = &self.grammar[ty];
        let wanted = choices.ty;
        let fitting = choices.fitting[room.min(choices.fitting.len() - 1)];
        let sum = if fitting == 0 { 0.0 } else { choices.sums[fitting - 1] };
        let variables = self.scope[self.from..].iter().filter(|&&t| t == wanted).count();
        let variable = if variables == 0 { 0.0 } else { self.variable };
        let x = self.rng.unit() * (sum + variable);
        if x < variable {
            return self.a_variable(arena, wanted, variables);
        }
        if fitting == 0 {
            return last_resort(arena, wanted);
        }
        let at = choices.sums[..fitting].partition_point(|&s| s <= x - variable).min(fitting - 1);
        self.produce(arena, ty, at, room)
    }

    fn a_variable(&mut self, arena: &mut Arena, ty: Ty, of: usize) -> ExprId {
        let which = self.rng.below(of);
        let fits = self.scope.iter().rev().enumerate().filter(|&(_, &t)| t == ty);
        let index = fits.map(|(i, _)| i).nth(which).unwrap_or(0);
        arena.var(index as u16, ty)
    }

    fn produce(&mut self, arena: &mut Arena, ty: usize, at: usize, room: usize) -> ExprId {
        let Production { top, parts, .. } = &self.grammar[ty].productions[at];
        let (top, count) = (*top, parts.len());
        if top == Top::Int {
            let x = self.rng.unit() * self.ints.last().map_or(0.0, |&(_, sum)| sum);
            let k = self.ints.partition_point(|&(_, sum)| sum <= x).min(self.ints.len() - 1);
            return arena.intern(Node::Int(self.ints[k].0));
        }
        if top == Top::Truth {
            let b = self.rng.below(2) == 1;
            return arena.intern(Node::Bool(b));
        }
        let rooms = self.split(count, room - 1);
        let mut made = [ExprId::NONE; 5];
        for k in 0..count {
            made[k] = self.part(arena, ty, at, k, rooms[k]);
        }
        match top {
            Top::Prim(p) => arena.intern(Node::Prim(p, made)),
            Top::If => arena.intern(Node::If(made[0], made[1], made[2])),
            Top::Let => arena.intern(Node::Let(made[0], made[1])),
            Top::List => {
                let elem = self.grammar[ty].ty.elem().unwrap_or(Ty::INT);
                arena.list(&made[..count], elem)
            }
            Top::Int | Top::Truth => last_resort(arena, self.grammar[ty].ty),
        }
    }

    /// Fills the `k`-th hole of a production.
    fn part(&mut self, arena: &mut Arena, ty: usize, at: usize, k: usize, room: usize) -> ExprId {
        let production = &self.grammar[ty].productions[at];
        let Part { ty: of, binds } = &production.parts[k];
        let of = *of;
        if binds.is_empty() {
            return self.expr(arena, of, room);
        }
        let is_function = production.top != Top::Let;
        let (outside, from) = (self.scope.len(), self.from);
        self.scope.extend_from_slice(binds);
        if self.closed && is_function {
            self.from = outside;
        }
        let n = binds.len() as u8;
        let body = self.expr(arena, of, room);
        self.scope.truncate(outside);
        self.from = from;
        if is_function { arena.lam(n, body) } else { body }
    }

    /// A size bound for each of `parts` holes: at least 1 each, `room` in all. Cut points are uniform.
    fn split(&mut self, parts: usize, room: usize) -> [usize; 5] {
        let mut rooms = [1; 5];
        if parts == 0 {
            return rooms;
        }
        let spare = room.saturating_sub(parts);
        let mut cuts = [spare; 5];
        for cut in &mut cuts[..parts - 1] {
            *cut = self.rng.below(spare + 1);
        }
        cuts[..parts - 1].sort_unstable();
        let mut before = 0;
        for k in 0..parts {
            rooms[k] = 1 + cuts[k] - before;
            before = cuts[k];
        }
        rooms
    }
}

/// The literal used where no production with a positive weight fits.
fn last_resort(arena: &mut Arena, ty: Ty) -> ExprId {
    if ty == Ty::INT {
        return arena.intern(Node::Int(0));
    }
    match ty.elem() {
        Some(elem) => arena.list(&[], elem),
        None => arena.intern(Node::Bool(false)),
    }
}
