//! The proposer of random programs. Each program is compared with all tasks.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};
use nth_dialects::core_text;
use nth_eval::{Code, Evaluator, compile};
use nth_grammar::{Sampler, Weights};
use nth_num::Int;
use nth_propose::{Budget, Candidate, Evidence, Origin, Progress, Proposal, Proposer, Sink, Task};
use rustc_hash::{FxHashMap, FxHashSet};

/// Number of first terms by which a program finds the tasks that it may solve.
const KEY: usize = 4;
/// Highest index of a program at which a task may begin; the lowest is 0.
const SHIFTS: usize = 2;
/// Largest size of a program, in nodes.
const SIZE: usize = 16;
/// Number of programs after which the budget is checked.
const ROUND: u64 = 512;
/// Largest number of programs drawn in one search.
const MAX_PROGRAMS: u64 = 20_000_000;
/// Units of work of a program: compiling it and its first terms.
const UNITS: u64 = 10;
/// Budget of a term, in cost units. Most random programs are cheap or never finish.
const BUDGET: u64 = 2_000;

/// Draws random programs, typed by Core's grammar, until the budget is spent.
pub(crate) struct Sampling {
    weights: Weights,
    seed: u64,
}

impl Sampling {
    /// A proposer with these token weights. Equal seeds draw the same programs.
    pub(crate) fn new(weights: Weights, seed: u64) -> Self {
        Self { weights, seed }
    }
}

/// An index of tasks by their first [`KEY`] terms.
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

    /// Positions of the tasks whose terms agree with these, as far as both lists go.
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
        while tried < MAX_PROGRAMS {
            if tried.is_multiple_of(ROUND) {
                budget.spend(if tried == 0 { 0 } else { ROUND * UNITS });
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
            let func =
                Func { name: "a".to_owned(), params: vec![Ty::INT], ret: Ty::INT, body, memo: false, first: None };
            let program = Program { funcs: vec![func] };
            let Ok(code) = compile(&arena, &program, FuncId(0)) else { continue };
            let first = terms(&mut evaluator, &code, KEY + SHIFTS);
            let hopeful = (0..=SHIFTS).any(|s| index.with(first.get(s..).unwrap_or_default()).next().is_some());
            if !hopeful {
                continue;
            }
            let all = terms(&mut evaluator, &code, longest + SHIFTS);
            let text = core_text::print_program(&arena, &program, FuncId(0));
            for shift in 0..=SHIFTS {
                for k in index.with(all.get(shift..).unwrap_or_default()) {
                    sink.offer(Proposal {
                        task: k,
                        program: Candidate::Core { text: text.clone(), from: shift as i64 },
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
