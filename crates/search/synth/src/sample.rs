//! Random programs, each held against all tasks.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};
use nth_eval::{Code, Evaluator, compile};
use nth_grammar::{Sampler, Weights};
use nth_lower::raise_expr;
use nth_num::Int;
use nth_propose::{Budget, Evidence, Formula, Origin, Progress, Proposal, Proposer, Sink, Task};
use rustc_hash::{FxHashMap, FxHashSet};

/// Terms by which a program finds the tasks that it may solve.
const KEY: usize = 4;
/// The tasks may begin so many terms later than a program.
const SHIFTS: usize = 2;
/// Nodes of a program.
const SIZE: usize = 16;
/// After so many programs the clock is asked.
const ROUND: u64 = 512;
/// After so many it is enough.
const MOST: u64 = 20_000_000;
/// What a term may cost. Most random programs are short or hopeless.
const BUDGET: u64 = 2_000;

/// Draws programs from Core's grammar by type, until the time is over.
pub struct Sampling {
    weights: Weights,
    seed: u64,
    most: u64,
}

impl Sampling {
    /// With these weights of the tokens; equal seeds draw the same programs.
    #[must_use]
    pub fn new(weights: Weights, seed: u64) -> Self {
        Self { weights, seed, most: MOST }
    }

    /// At most so many.
    #[must_use]
    pub fn at_most(mut self, programs: u64) -> Self {
        self.most = programs;
        self
    }
}

/// Tasks by their first terms.
struct Tasks<'a> {
    tasks: &'a [Task],
    by_terms: FxHashMap<&'a [Int], Vec<u32>>,
}

impl<'a> Tasks<'a> {
    fn new(tasks: &'a [Task]) -> Self {
        let mut by_terms: FxHashMap<&[Int], Vec<u32>> = FxHashMap::default();
        for (k, task) in (0..).zip(tasks) {
            if let Some(key) = task.terms.get(..KEY) {
                by_terms.entry(key).or_default().push(k);
            }
        }
        Self { tasks, by_terms }
    }

    /// The tasks that have these terms from the first on, as far as there are terms.
    fn with<'s>(&'s self, terms: &'s [Int]) -> impl Iterator<Item = usize> + 's {
        let found = terms.get(..KEY).and_then(|key| self.by_terms.get(key));
        let same = move |k: &usize| self.tasks.get(*k).is_some_and(|t| t.terms.iter().zip(terms).all(|(a, b)| a == b));
        found.into_iter().flatten().map(|k| *k as usize).filter(same)
    }
}

impl Proposer for Sampling {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let index = Tasks::new(tasks);
        let longest = index.by_terms.values().flatten().filter_map(|k| tasks.get(*k as usize)).map(|t| t.terms.len());
        let Some(longest) = longest.max() else { return };
        let cancel: &Cancel = budget.cancel;
        let mut evaluator = Evaluator::new(&Limits { budget: BUDGET, ..Limits::CANDIDATE }, cancel);
        let mut sampler = Sampler::new(&self.weights, &[Ty::INT], Ty::INT, SIZE, self.seed);
        let mut arena = Arena::new();
        let mut progress = Progress { stage: "random programs".to_owned(), ..Progress::default() };
        let mut seen: FxHashSet<ExprId> = FxHashSet::default();
        let mut tried = 0u64;
        while tried < self.most {
            if tried.is_multiple_of(ROUND) {
                if budget.is_over() || !(0..tasks.len()).any(|k| sink.wants(k)) {
                    return;
                }
                arena.clear();
                seen.clear();
                progress.programs = tried;
                sink.progress(&progress);
            }
            tried += 1;
            let body = sampler.sample(&mut arena);
            if !seen.insert(body) {
                continue;
            }
            progress.distinct += 1;
            let func = Func { name: "a".to_owned(), params: vec![Ty::INT], ret: Ty::INT, body, memo: false };
            let program = Program { funcs: vec![func] };
            let Ok(code) = compile(&arena, &program, FuncId(0)) else { continue };
            let first = terms(&mut evaluator, &code, KEY + SHIFTS);
            let hopeful = (0..=SHIFTS).any(|s| index.with(first.get(s..).unwrap_or_default()).next().is_some());
            if !hopeful {
                continue;
            }
            let all = terms(&mut evaluator, &code, longest + SHIFTS);
            let source = raise_expr(&arena, &program, body, &["n"]);
            for shift in 0..=SHIFTS {
                for k in index.with(all.get(shift..).unwrap_or_default()) {
                    let formula = Formula::new(source.clone()).starting(shift as i64);
                    sink.offer(Proposal {
                        task: k,
                        program: formula.into(),
                        origin: Origin::Searched,
                        evidence: Evidence { bits: (tried as f64).log2(), ..Evidence::default() },
                        description: "a random program".to_owned(),
                    });
                }
            }
        }
    }
}

fn terms(evaluator: &mut Evaluator, code: &Code, count: usize) -> Vec<Int> {
    let mut run = evaluator.run(code);
    (0..).take(count).map_while(|n| run.term(n).ok()).collect()
}
