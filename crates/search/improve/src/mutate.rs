//! Hill climbing: a random part of the program is replaced by a smaller one. The change stays if the program still has
//! the known terms and is better.

use nth_base::Cancel;
use nth_core::{Arena, ExprId, FuncId, Node, Ty};
use rustc_hash::FxHashSet;

use crate::copy::{fits, lambda_types, lower, parts, with_parts};
use crate::improve::{Found, How};
use crate::known::{Ran, Runner};
use nth_grammar::Rng;

/// The quantity to minimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Size first; cost decides among programs of the same size.
    Size,
    /// Cost first; size decides among programs of the same cost.
    Cost,
}

impl Aim {
    pub(crate) fn key(self, size: u64, cost: u64) -> (u64, u64) {
        match self {
            Self::Size => (size, cost),
            Self::Cost => (cost, size),
        }
    }
}

/// The parameters of a climb.
pub(crate) struct Climb<'a> {
    pub(crate) aim: Aim,
    pub(crate) entry: FuncId,
    pub(crate) functions: &'a [FuncId],
    pub(crate) pool: &'a [ExprId],
    pub(crate) tries: u64,
    pub(crate) seed: u64,
}

/// Largest size, in nodes, of an expression that is inserted from another place.
const SMALL: u32 = 12;

/// Cost units that a smaller program may cost beyond four times the cost of the current one.
const MORE: u64 = 10_000;

/// Climbs from a program by random changes. The result, if any, was run on the known terms and is better than `start`.
pub(crate) fn mutate(
    arena: &mut Arena,
    start: &Found,
    climb: &Climb<'_>,
    runner: &mut Runner<'_>,
    cancel: &Cancel,
) -> Option<Found> {
    let mut best: Option<Found> = None;
    let mut rng = Rng::new(climb.seed ^ if climb.aim == Aim::Size { 0 } else { 0x5eed });
    let mut tried: FxHashSet<(FuncId, ExprId)> = FxHashSet::default();
    let mut pool = Vec::new();
    for _ in 0..climb.tries {
        if cancel.is_raised() {
            break;
        }
        let current = best.as_ref().unwrap_or(start);
        if pool.is_empty() {
            pool = gather(arena, current, climb);
            tried.clear();
        }
        let f = climb.functions[rng.below(climb.functions.len())];
        let func = &current.program.funcs[f.0 as usize];
        let (body, mut scope) = (func.body, func.params.clone());
        let at = rng.below(arena.meta(body).size as usize) as u32;
        let mut change = Change { rng: &mut rng, pool: &pool };
        let Some(new) = change.at(arena, body, at, &mut scope, &[]) else { continue };
        if new == body || !tried.insert((f, new)) {
            continue;
        }
        let mut program = current.program.clone();
        program.funcs[f.0 as usize].body = new;
        let size = program.size(arena, climb.entry);
        // If size counts first, a larger program cannot be better at any cost.
        if climb.aim.key(size, 0) >= current.key(climb.aim) {
            continue;
        }
        let most = match climb.aim {
            Aim::Size => current.cost.saturating_mul(4).saturating_add(MORE),
            Aim::Cost => current.cost,
        };
        if let Ran::All(cost) = runner.run(arena, &program, climb.entry, most)
            && climb.aim.key(size, cost) < current.key(climb.aim)
        {
            best = Some(Found { program, size, cost, how: How::Mutated });
            pool.clear();
        }
    }
    best
}

/// Small expressions of the program and of the pool, without lambdas: candidates for insertion.
fn gather(arena: &mut Arena, found: &Found, climb: &Climb<'_>) -> Vec<ExprId> {
    let mut all = Vec::new();
    let mut seen = FxHashSet::default();
    let mut stack: Vec<ExprId> = climb.functions.iter().map(|f| found.program.func(*f).body).collect();
    stack.extend(climb.pool);
    while let Some(e) = stack.pop() {
        if seen.insert(e) {
            if arena.meta(e).size <= SMALL && !matches!(arena.node(e), Node::Lam(..)) {
                all.push(e);
            }
            arena.for_children(e, |c| stack.push(c));
        }
    }
    all
}

struct Change<'a> {
    rng: &'a mut Rng,
    pool: &'a [ExprId],
}

impl Change<'_> {
    /// The expression with its part number `at`, in the order of a walk without lambdas, replaced. The last of `scope`
    /// is variable 0; `params` are the types that a lambda here binds.
    fn at(&mut self, arena: &mut Arena, e: ExprId, at: u32, scope: &mut Vec<Ty>, params: &[Ty]) -> Option<ExprId> {
        let is_lambda = matches!(arena.node(e), Node::Lam(..));
        if at == 0 && !is_lambda {
            return self.instead(arena, e, scope);
        }
        let mut at = if is_lambda { at } else { at - 1 };
        let types = lambda_types(arena, e);
        let old = parts(arena, e);
        let mut new: Vec<ExprId> = old.iter().map(|&(c, _)| c).collect();
        for (k, (c, binds)) in old.iter().enumerate() {
            let size = arena.meta(*c).size;
            if at < size {
                let outside = scope.len();
                scope.extend_from_slice(if is_lambda { params } else { binds });
                let inner = types.get(k).map_or(&[][..], Vec::as_slice);
                let part = self.at(arena, *c, at, scope, inner);
                scope.truncate(outside);
                new[k] = part?;
                return with_parts(arena, e, &new);
            }
            at -= size;
        }
        None
    }

    /// A random expression of the same type, not larger than `e`, that is valid in the scope.
    fn instead(&mut self, arena: &mut Arena, e: ExprId, scope: &[Ty]) -> Option<ExprId> {
        let ty = arena.ty(e);
        let most = arena.meta(e).size;
        let new = match self.rng.below(8) {
            0..=2 => self.own_part(arena, e, ty)?,
            3 => self.literal(arena, ty)?,
            4 => self.variable(arena, scope, ty)?,
            5 if most >= 3 && ty == Ty::INT => {
                // A binary operation on two leaves.
                let parts = [self.leaf(arena, scope)?, self.leaf(arena, scope)?];
                let op = self.operation();
                arena.prim(op, &parts)
            }
            _other => *self.pool.get(self.rng.below(self.pool.len()))?,
        };
        let fine = arena.ty(new) == ty && arena.meta(new).size <= most && fits(arena, new, scope, 0);
        fine.then_some(new)
    }

    /// A random part of the expression with the given type, at any depth, moved out of the binders between. None if it
    /// uses a variable that they bind.
    fn own_part(&mut self, arena: &mut Arena, e: ExprId, ty: Ty) -> Option<ExprId> {
        let mut all = Vec::new();
        let mut stack = vec![(e, 0)];
        while let Some((part, inside)) = stack.pop() {
            for (c, binds) in parts(arena, part) {
                let inside = inside + binds.len() as u16;
                if arena.ty(c) == ty && !matches!(arena.node(c), Node::Lam(..)) {
                    all.push((c, inside));
                }
                stack.push((c, inside));
            }
        }
        let &(part, inside) = all.get(self.rng.below(all.len()))?;
        lower(arena, part, inside, 0)
    }

    fn literal(&mut self, arena: &mut Arena, ty: Ty) -> Option<ExprId> {
        if ty == Ty::INT {
            let x = self.rng.below(12) as i64 - 1;
            return Some(arena.intern(Node::Int(x)));
        }
        if ty == Ty::BOOL {
            let b = self.rng.below(2) == 0;
            return Some(arena.intern(Node::Bool(b)));
        }
        ty.elem().map(|elem| arena.list(&[], elem))
    }

    fn variable(&mut self, arena: &mut Arena, scope: &[Ty], ty: Ty) -> Option<ExprId> {
        let all: Vec<usize> = (0..scope.len()).filter(|&i| scope[scope.len() - 1 - i] == ty).collect();
        let &i = all.get(self.rng.below(all.len()))?;
        Some(arena.var(i as u16, ty))
    }

    fn leaf(&mut self, arena: &mut Arena, scope: &[Ty]) -> Option<ExprId> {
        let literal = self.rng.below(2) == 0;
        if literal { self.literal(arena, Ty::INT) } else { self.variable(arena, scope, Ty::INT) }
    }

    /// A random strict primitive of two integers that returns an integer.
    fn operation(&mut self) -> nth_prims::Prim {
        let all = nth_grammar::binary();
        all[self.rng.below(all.len())]
    }
}
