//! Smaller and faster programs with the same known terms.

use nth_base::Cancel;
use nth_core::{Arena, ExprId, FuncId, Node, Program};
use nth_num::Int;
use nth_runner::{At, ExpectedTerms};

use crate::known::{Ran, Runner, fits};
use crate::mutate::{Aim, Climb, mutate};
use crate::{Effort, copy};
use nth_rewrite::{Param, Range, rewrite};

/// The way in which a program was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By rules alone. Each rule preserves the value of a term. So the program has the terms of the given one at all
    /// indices from the first known one on at which it, the given one and all programs between them have values.
    Rewritten,
    /// By random changes. The program has the known terms; nothing else is known of it.
    Mutated,
}

/// A program that is smaller or cheaper than the one given.
#[derive(Clone, Debug)]
pub struct Better {
    /// The functions; their ids are those of the given program.
    pub program: Program,
    /// The entry, the same as that of the given program.
    pub entry: FuncId,
    /// The size in nodes (see [`Program::size`]).
    pub size: u64,
    /// The cost of all known terms together, in cost units, in the reading of the limits.
    pub cost: u64,
    /// The way in which the program was found.
    pub how: How,
}

/// The best programs found by [`improve`], if better than the given one.
#[derive(Clone, Debug, Default)]
pub struct Improved {
    /// The smallest program found; among programs of this size, the cheapest. `None` if the given one is as good.
    pub smallest: Option<Better>,
    /// The cheapest program found; among programs of this cost, the smallest. `None` if the given one is as good.
    pub fastest: Option<Better>,
}

/// Largest nesting depth of a program or pool expression; deeper programs are not improved.
const DEEPEST: u16 = 1_000;

/// Looks for smaller and cheaper programs with the known terms.
///
/// Guaranteed: each program returned is well-typed, has been run on all known terms within the limits of the effort and
/// has given all of them; its size and cost are those told, and better than those of the program given, as [`Improved`]
/// says. If the program given meets a limit before it has given all known terms, each program that gives all counts as
/// cheaper. If it gives a wrong term or fails otherwise, or is nested more than 1,000 deep, nothing is returned. The
/// same arguments give the same result, unless `cancel` is raised, which ends the work at once with what has been
/// found.
///
/// Not guaranteed: that the program is the best possible one, or, if it is [`How::Mutated`], that it has the terms of
/// the given program beyond the known ones.
///
/// Only the expressions of the returned programs are added to `arena`.
pub fn improve(
    arena: &mut Arena,
    program: &Program,
    entry: FuncId,
    known: &ExpectedTerms<'_>,
    effort: &Effort,
    cancel: &Cancel,
) -> Improved {
    if !fits(known, program, entry) {
        return Improved::default();
    }
    let functions = program.reachable(arena, entry);
    let deep = |e: &ExprId| arena.meta(*e).depth > DEEPEST;
    if program.funcs.iter().map(|f| &f.body).chain(&effort.pool).any(deep) {
        return Improved::default();
    }
    let mut work = Arena::new();
    let mut given = program.clone();
    for func in &mut given.funcs {
        func.body = copy::copy(arena, func.body, &mut work);
    }
    let pool: Vec<ExprId> = effort.pool.iter().map(|&e| copy::copy(arena, e, &mut work)).collect();
    let mut runner = Runner::new(*known, &effort.limits, cancel);
    let cost = match runner.run(&work, &given, entry, u64::MAX) {
        Ran::All(cost) => cost,
        Ran::Limited => u64::MAX,
        Ran::Wrong => return Improved::default(),
    };
    let first = Found { size: given.size(&work, entry), program: given, cost, how: How::Rewritten };
    let mut search = Search { runner, entry, smallest: first.clone(), fastest: first.clone() };

    let params = parameters(&work, &first.program, &functions, entry, known);
    search.rewrite(&mut work, &first, &functions, &params, effort, cancel);
    // Each aim gets half of the tries. A program found is rewritten once more.
    for aim in [Aim::Size, Aim::Cost] {
        let start = search.best(aim).clone();
        let climb =
            Climb { aim, entry, functions: &functions, pool: &pool, tries: effort.tries / 2, seed: effort.seed };
        if let Some(found) = mutate(&mut work, &start, &climb, &mut search.runner, cancel) {
            search.offer(&found);
            search.rewrite(&mut work, &found, &functions, &params, effort, cancel);
        }
    }

    let mut better = |found: &Found, aim: Aim| {
        (found.key(aim) < first.key(aim)).then(|| {
            let mut new = program.clone();
            for &f in &functions {
                let k = f.0 as usize;
                new.funcs[k].body = copy::copy(&work, found.program.funcs[k].body, arena);
            }
            Better { program: new, entry, size: found.size, cost: found.cost, how: found.how }
        })
    };
    Improved { smallest: better(&search.smallest, Aim::Size), fastest: better(&search.fastest, Aim::Cost) }
}

/// A program that has been run.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) program: Program,
    pub(crate) size: u64,
    pub(crate) cost: u64,
    pub(crate) how: How,
}

impl Found {
    /// The quantities to minimise, the more important first: size and cost, in the order of the aim.
    pub(crate) fn key(&self, aim: Aim) -> (u64, u64) {
        aim.key(self.size, self.cost)
    }
}

struct Search<'k> {
    runner: Runner<'k>,
    entry: FuncId,
    smallest: Found,
    fastest: Found,
}

impl Search<'_> {
    fn best(&self, aim: Aim) -> &Found {
        match aim {
            Aim::Size => &self.smallest,
            Aim::Cost => &self.fastest,
        }
    }

    fn offer(&mut self, found: &Found) {
        if found.key(Aim::Size) < self.smallest.key(Aim::Size) {
            self.smallest = found.clone();
        }
        if found.key(Aim::Cost) < self.fastest.key(Aim::Cost) {
            self.fastest = found.clone();
        }
    }

    /// Rewrites each function, runs the resulting programs and keeps the best.
    fn rewrite(
        &mut self,
        arena: &mut Arena,
        from: &Found,
        functions: &[FuncId],
        params: &[Vec<Param>],
        effort: &Effort,
        cancel: &Cancel,
    ) {
        let mut programs = [from.program.clone(), from.program.clone()];
        for (&f, params) in functions.iter().zip(params) {
            let k = f.0 as usize;
            if cancel.is_raised() {
                return;
            }
            if let Some(found) = rewrite(arena, from.program.funcs[k].body, params, false, &effort.rewriting, cancel) {
                programs[0].funcs[k].body = found.smallest;
                programs[1].funcs[k].body = found.cheapest;
            }
        }
        for program in programs {
            self.consider(arena, program, from.how);
        }
    }

    fn consider(&mut self, arena: &Arena, program: Program, how: How) {
        if let Ran::All(cost) = self.runner.run(arena, &program, self.entry, u64::MAX) {
            let size = program.size(arena, self.entry);
            self.offer(&Found { program, size, cost, how });
        }
    }
}

/// The parameters of each function, with their ranges. Ranges are known for the parameters of the entry only, and only
/// if no function calls the entry.
fn parameters(
    arena: &Arena,
    program: &Program,
    functions: &[FuncId],
    entry: FuncId,
    known: &ExpectedTerms<'_>,
) -> Vec<Vec<Param>> {
    let called = functions.iter().any(|&f| calls(arena, program.func(f).body, entry));
    let index = match known.at {
        At::From(first) if !called => Range::of(Int::from(first), None),
        At::From(_) | At::Each(_) => Range::default(),
    };
    let second = match known.at {
        At::From(_) if !called => Range::of(Int::ZERO, Int::ZERO),
        At::From(_) | At::Each(_) => Range::default(),
    };
    let of = |f: FuncId| {
        let mut ranges = if f == entry { vec![index.clone(), second.clone()] } else { Vec::new() };
        let types = program.func(f).params.iter().copied();
        ranges.resize(types.len(), Range::default());
        types.zip(ranges).map(|(ty, range)| Param { ty, range }).collect()
    };
    functions.iter().map(|&f| of(f)).collect()
}

fn calls(arena: &Arena, e: ExprId, to: FuncId) -> bool {
    let mut found = matches!(arena.node(e), Node::Call(f, _, _) if f == to);
    if arena.meta(e).calls() {
        arena.for_children(e, |c| found |= calls(arena, c, to));
    }
    found
}
