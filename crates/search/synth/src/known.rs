//! What is known already: the sequences of the library, and programs that were found before.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_num::Int;
use nth_propose::{Budget, Evidence, Formula, Origin, Proposal, Proposer, Sink, Task};
use rustc_hash::FxHashMap;

use crate::compile::Compiler;
use crate::trial::Bench;

/// Terms by which a sequence is looked up.
const KEY: usize = 4;
/// A task may begin so many terms later than what is known.
const SHIFTS: usize = 4;
/// Terms of a known sequence that a look-up needs.
pub(crate) const LOOK_UP: usize = KEY + SHIFTS;
/// What a term of the library may cost.
const BUDGET: u64 = 20_000;

/// A sequence with a program.
#[derive(Clone, Debug)]
pub struct KnownSequence {
    /// What it is, for people.
    pub description: String,
    /// Its program.
    pub formula: Formula,
    /// Its first terms.
    pub terms: Vec<Int>,
}

/// The sequences of one index of the library, with so many first terms, or as many as are cheap.
#[must_use]
pub fn library_sequences(library: &Arc<Library>, count: usize, cancel: &Cancel) -> Vec<KnownSequence> {
    let mut compiler = Compiler::new(library);
    let mut bench = Bench::new(&Limits { budget: BUDGET, ..Limits::CANDIDATE }, cancel);
    let mut out = Vec::new();
    for def in library.sequences() {
        let first = def.offsets.first().copied().unwrap_or(0);
        let formula = Formula::new(format!("{}(n)", def.name)).starting(first);
        let Ok(compiled) = compiler.compile(&formula.source("a")) else { continue };
        let terms = bench.terms(&compiled, count);
        out.push(KnownSequence { description: format!("`{}` of the library", def.name), formula, terms });
    }
    out
}

/// Programs for terms, wherever they are kept.
pub trait Catalogue: Send + Sync {
    /// Programs of sequences that begin with these terms: what they are, for people, and their source.
    fn programs(&self, terms: &[Int]) -> Vec<(String, Formula)>;
}

/// Proposes what is known.
pub struct Known {
    sequences: Vec<KnownSequence>,
    catalogue: Option<Arc<dyn Catalogue>>,
    /// By the first terms from each shift on.
    index: FxHashMap<Vec<Int>, Vec<(u32, u8)>>,
}

impl Known {
    /// Of these sequences, and what a catalogue has beside them.
    #[must_use]
    pub fn new(sequences: Vec<KnownSequence>, catalogue: Option<Arc<dyn Catalogue>>) -> Self {
        let mut index: FxHashMap<Vec<Int>, Vec<(u32, u8)>> = FxHashMap::default();
        for (s, sequence) in (0..).zip(&sequences) {
            for shift in 0..SHIFTS.min(sequence.terms.len()) {
                let key = sequence.terms.iter().skip(shift).take(KEY).cloned().collect();
                index.entry(key).or_default().push((s, shift as u8));
            }
        }
        Self { sequences, catalogue, index }
    }
}

impl Proposer for Known {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let bits = ((self.sequences.len() * SHIFTS) as f64).log2().max(0.0);
        let evidence = Evidence { bits, ..Evidence::default() };
        let proposal = |task, formula: Formula, description| Proposal {
            task,
            program: formula.into(),
            origin: Origin::Known,
            evidence,
            description,
        };
        for (k, task) in tasks.iter().enumerate() {
            if k % 256 == 0 && budget.is_over() {
                return;
            }
            for (description, formula) in self.catalogue.iter().flat_map(|c| c.programs(&task.terms)) {
                sink.offer(proposal(k, formula, description));
            }
            let key: Vec<Int> = task.terms.iter().take(KEY).cloned().collect();
            for &(s, shift) in self.index.get(&key).into_iter().flatten() {
                let Some(known) = self.sequences.get(s as usize) else { continue };
                let mut terms = known.terms.iter().skip(usize::from(shift));
                if !task.terms.iter().all(|t| terms.next().is_none_or(|k| k == t)) {
                    continue;
                }
                let formula = if shift == 0 {
                    known.formula.clone()
                } else {
                    // A program may have initial values of its own, so it is a part, not rewritten.
                    let from = known.formula.from + i64::from(shift);
                    if known.formula.body.contains('@') {
                        Formula::new("@1(n)").with(vec![known.formula.clone()]).starting(from)
                    } else {
                        known.formula.clone().starting(from)
                    }
                };
                let description = known.description.clone();
                if !sink.offer(proposal(k, formula, description)) {
                    break;
                }
            }
        }
    }
}
