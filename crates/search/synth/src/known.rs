//! The proposer of known programs: sequences of the library, and programs found before.

use std::sync::{Arc, Mutex};

use nth_base::{Cancel, Limits, lock};
use nth_compiler::Library;
use nth_num::Int;
use nth_propose::{Budget, Evidence, Formula, Origin, Proposal, Proposer, Sink, Task};
use nth_transforms::Transforms;
use rustc_hash::FxHashMap;

use crate::compile::Compiler;
use crate::confidence::code_length;
use crate::listed::ListedSequence;
use crate::readable::{Definitions, LibraryIndex};
use crate::related::of_library;
use crate::trial::Bench;
use crate::verifier::NAME;

/// Number of first terms by which a sequence is looked up.
const KEY: usize = 4;
/// Number of first positions of a known sequence at which a task may begin.
pub(crate) const SHIFTS: usize = 4;
/// Largest number of terms that are computed of each sequence of the library.
const LIBRARY_TERMS: usize = 100;
/// Budget of a term of a library sequence, in cost units.
const BUDGET: u64 = 20_000;
/// Number of tasks after which the budget is checked.
const ROUND: usize = 256;

/// A known sequence: a program and its first terms.
#[derive(Clone, Debug)]
pub struct KnownSequence {
    /// A description of the sequence for people.
    pub description: String,
    /// The program of the sequence, as nth source.
    pub formula: Formula,
    /// The first terms, from index [`Formula::from`] on.
    pub terms: Vec<Int>,
}

impl KnownSequence {
    /// The program of the sequence, begun `shift` indices later.
    pub(crate) fn shifted(&self, shift: usize) -> Formula {
        if shift == 0 {
            return self.formula.clone();
        }
        let from = self.formula.from + shift as i64;
        // A program may define its own initial values, so it stays a part of its own instead of being rewritten.
        if self.formula.body.contains('@') {
            Formula::new("@1(n)").with(vec![self.formula.clone()]).starting(from)
        } else {
            self.formula.clone().starting(from)
        }
    }
}

/// The sequences of one index of the library, with their first terms. They are computed at the first request and shared
/// by all searches and proposers.
pub struct LibrarySequences {
    library: Arc<Library>,
    ready: Mutex<Option<Arc<Vec<KnownSequence>>>>,
    index: Mutex<Option<Arc<LibraryIndex>>>,
    transforms: Mutex<Option<Arc<Transforms>>>,
    definitions: Mutex<Option<Arc<Definitions>>>,
}

impl LibrarySequences {
    /// The sequences of a library; nothing is computed yet.
    #[must_use]
    pub fn new(library: Arc<Library>) -> Self {
        let (ready, index, transforms, definitions) = Default::default();
        Self { library, ready, index, transforms, definitions }
    }

    /// The library whose sequences these are.
    pub(crate) fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The short definitions of the library, read at the first request.
    pub(crate) fn definitions(&self) -> Arc<Definitions> {
        Arc::clone(lock(&self.definitions).get_or_insert_with(|| Arc::new(Definitions::of(&self.library))))
    }

    /// The sequences with their terms. If `cancel` is raised meanwhile, some may lack terms; the next call computes
    /// them again.
    #[must_use]
    pub fn get(&self, cancel: &Cancel) -> Arc<Vec<KnownSequence>> {
        once(&self.ready, cancel, || self.compute(cancel))
    }

    /// An index of the sequences by their first terms, made at the first request.
    pub(crate) fn index(&self, cancel: &Cancel) -> Arc<LibraryIndex> {
        once(&self.index, cancel, || LibraryIndex::new(self, cancel))
    }

    /// The proposer of transforms of the sequences, made at the first request.
    pub(crate) fn transforms(&self, cancel: &Cancel) -> Arc<Transforms> {
        once(&self.transforms, cancel, || Transforms::with_known(&of_library(&self.get(cancel))))
    }

    fn compute(&self, cancel: &Cancel) -> Vec<KnownSequence> {
        let mut compiler = Compiler::new(&self.library);
        let mut bench = Bench::new(&Limits { budget: BUDGET, ..Limits::CANDIDATE }, cancel);
        let mut out = Vec::new();
        for def in self.library.sequences() {
            let first = def.offsets.first().copied().unwrap_or(0);
            let formula = Formula::new(format!("{}(n)", def.name)).starting(first);
            let Ok(compiled) = compiler.compile(&formula.source("a")) else { continue };
            let terms = bench.terms(&compiled, LIBRARY_TERMS);
            out.push(KnownSequence { description: format!("`{}` of the library", def.name), formula, terms });
        }
        out
    }
}

/// What a place holds, made at the first request. What is made while `cancel` is raised is not kept, since it may lack
/// something.
fn once<T>(place: &Mutex<Option<Arc<T>>>, cancel: &Cancel, make: impl FnOnce() -> T) -> Arc<T> {
    let mut place = lock(place);
    if let Some(ready) = &*place {
        return Arc::clone(ready);
    }
    let new = Arc::new(make());
    if !cancel.is_raised() {
        *place = Some(Arc::clone(&new));
    }
    new
}

/// Least number of bits of a choice among the programs of a catalogue; the discovered library has some 93,000.
const CATALOGUE_BITS: f64 = 17.0;

/// A collection of programs and sequences outside the library, found by their terms.
pub trait Catalogue: Send + Sync {
    /// The programs of sequences that begin with these terms, each with a description for people.
    fn programs(&self, terms: &[Int]) -> Vec<(String, Formula)>;

    /// Listed sequences that have these terms in a row, best known first. Programs are compared with them, and the
    /// first that begins with the terms refutes those that go on otherwise ([`refuted_by`](crate::refuted_by)).
    fn listed(&self, terms: &[Int]) -> Vec<ListedSequence>;
}

/// The proposer of known programs.
pub(crate) struct Known {
    library: Option<Arc<LibrarySequences>>,
    catalogue: Option<Arc<dyn Catalogue>>,
}

impl Known {
    /// A proposer of the library's sequences and of the programs of a catalogue.
    pub(crate) fn new(library: Option<Arc<LibrarySequences>>, catalogue: Option<Arc<dyn Catalogue>>) -> Self {
        Self { library, catalogue }
    }
}

/// Bits to choose one of `count` sequences, and a shift.
pub(crate) fn shifted_bits(count: usize) -> f64 {
    ((count * SHIFTS) as f64).log2().max(0.0)
}

/// An index of known sequences by [`KEY`] terms, from each shift on.
struct Index<'a> {
    /// Pairs of a sequence and a shift, by the terms from that shift on.
    by_terms: FxHashMap<&'a [Int], Vec<(&'a KnownSequence, usize)>>,
}

impl<'a> Index<'a> {
    fn new(sequences: &'a [KnownSequence]) -> Self {
        let mut by_terms: FxHashMap<&[Int], Vec<(&KnownSequence, usize)>> = FxHashMap::default();
        for sequence in sequences {
            for shift in 0..SHIFTS.min(sequence.terms.len()) {
                by_terms.entry(key(&sequence.terms[shift..])).or_default().push((sequence, shift));
            }
        }
        Self { by_terms }
    }

    /// Sequences whose terms from a shift on agree with these terms, as far as both lists go.
    fn find(&self, terms: &[Int]) -> impl Iterator<Item = (&'a KnownSequence, usize)> {
        let found = self.by_terms.get(key(terms)).into_iter().flatten().copied();
        found.filter(move |(known, shift)| known.terms[*shift..].iter().zip(terms).all(|(a, b)| a == b))
    }
}

fn key(terms: &[Int]) -> &[Int] {
    &terms[..KEY.min(terms.len())]
}

impl Proposer for Known {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        let sequences = self.library.as_ref().map(|l| l.get(budget.cancel)).unwrap_or_default();
        let index = Index::new(&sequences);
        let bits = shifted_bits(sequences.len());
        let proposal = |task, formula: Formula, description, bits| Proposal {
            task,
            program: formula.into(),
            origin: Origin::Known,
            evidence: Evidence { bits, ..Evidence::default() },
            description,
        };
        for (k, task) in tasks.iter().enumerate() {
            if k % ROUND == 0 && budget.is_over() {
                return;
            }
            budget.spend(1);
            for (description, formula) in self.catalogue.iter().flat_map(|c| c.programs(&task.terms)) {
                // A program of a catalogue was searched once. It pays for its text, so that a simpler one comes before.
                let bits = CATALOGUE_BITS.max(code_length(&formula.source(NAME)));
                sink.offer(proposal(k, formula, description, bits));
            }
            for (known, shift) in index.find(&task.terms) {
                if !sink.offer(proposal(k, known.shifted(shift), known.description.clone(), bits)) {
                    break;
                }
            }
        }
    }
}
