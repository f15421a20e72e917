//! Verification: compiles a candidate and executes it on all known terms.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_improve::{Effort, improve};
use nth_lower::{Raise, raise_expr, raise_program};
use nth_num::Int;
use nth_propose::Formula;
use nth_runner::{Agreement, At, ExpectedTerms};

use crate::answer::Answer;
use crate::compile::{Compiled, Compiler};
use crate::listed::{Listed, ListedSequence};
use crate::trial::Bench;

/// Name of the answer's sequence in source texts.
pub(crate) const NAME: &str = "a";

/// Compiles and executes candidates, one after the other.
pub(crate) struct Verifier {
    compiler: Compiler,
    bench: Bench,
    limits: Limits,
    cancel: Cancel,
}

/// The reason why a candidate is refused.
pub(crate) enum Refusal {
    /// The candidate does not compile; the text says why.
    Invalid(String),
    /// The candidate fails on one of the terms.
    Differs(Agreement),
}

/// A program that gives all known terms.
pub(crate) struct Verified {
    /// nth source text of the program.
    pub(crate) source: String,
    /// The compiled program, valid until the verifier compiles another text.
    pub(crate) compiled: Compiled,
    /// The result of the run on the known terms, with its cost.
    pub(crate) trial: Agreement,
}

impl Verifier {
    /// A verifier of programs that may use a library. Each run is bounded by `limits` and ended by `cancel`.
    pub(crate) fn new(library: &Arc<Library>, limits: &Limits, cancel: &Cancel) -> Self {
        let bench = Bench::new(limits, cancel);
        Self { compiler: Compiler::new(library), bench, limits: *limits, cancel: cancel.clone() }
    }

    /// Compiles a source text and executes it on these terms, up to the first difference.
    pub(crate) fn verify_source(&mut self, source: String, terms: &[Int]) -> Result<Verified, Refusal> {
        let compiled = self.compiler.compile(&source).map_err(Refusal::Invalid)?;
        let trial = self.bench.compare(&compiled, terms);
        if !trial.is_full() { Err(Refusal::Differs(trial)) } else { Ok(Verified { source, compiled, trial }) }
    }

    /// Executes a Core program with first index `first` on these terms. A program that gives all of them is returned as
    /// source, which must be verified in turn.
    pub(crate) fn verify_core(&mut self, text: &str, first: i64, terms: &[Int]) -> Result<String, Refusal> {
        let mut arena = Arena::new();
        let program = core_text::parse_program(&mut arena, text).map_err(|e| Refusal::Invalid(e.to_string()))?;
        let compiled = Compiled::new(&arena, program, FuncId(0), first).map_err(Refusal::Invalid)?;
        let trial = self.bench.compare(&compiled, terms);
        if trial.is_full() { Ok(source(&arena, &compiled.program, first)) } else { Err(Refusal::Differs(trial)) }
    }

    /// The terms of a program after the first `known`, at most `count`; fewer if one cannot be computed.
    pub(crate) fn following(&mut self, program: &Compiled, known: usize, count: usize) -> Vec<Int> {
        let mut terms = self.bench.terms(program, known.saturating_add(count));
        terms.split_off(known.min(terms.len()))
    }

    /// The terms of a source text after the first `known`, as [`Verifier::following`] computes them.
    pub(crate) fn following_source(&mut self, source: &str, known: usize, count: usize) -> Vec<Int> {
        self.compiler.compile(source).map_or_else(|_| Vec::new(), |program| self.following(&program, known, count))
    }

    /// Compares a program with listed sequences that have the known terms.
    pub(crate) fn listed(&mut self, program: &Verified, sequences: &[ListedSequence]) -> Vec<Listed> {
        let compare = |s: &ListedSequence| Listed::new(s, &self.bench.compare(&program.compiled, &s.terms));
        sequences.iter().map(compare).collect()
    }

    /// The Core text of a program, which must be the one compiled last.
    pub(crate) fn core_text(&self, program: &Verified) -> String {
        self.compiler.core_text(&program.compiled)
    }

    /// A smaller program that gives the same terms as an answer, and the same `beyond` terms after them. A program made
    /// by rewrite rules agrees wherever both have a value; a program found by trial may not, so the terms are compared.
    pub(crate) fn smaller(&mut self, answer: &Answer, terms: &[Int], beyond: usize) -> Option<Answer> {
        let (source, size) = smaller(answer, terms, self.limits, &self.cancel)?;
        let count = terms.len() + beyond;
        let new = self.compiler.compile(&source).ok()?;
        let new_terms = self.bench.terms(&new, count);
        let core = self.compiler.core_text(&new);
        let old = self.compiler.compile(&answer.source).ok()?;
        let trial = self.bench.compare(&new, terms);
        let same = new_terms == self.bench.terms(&old, count) && trial.is_full() && new.size == size;
        same.then(|| Answer { source, core, size, cost: trial.cost, ..answer.clone() })
    }
}

/// Converts a Core program to source; its first function is the sequence.
fn source(arena: &Arena, program: &Program, first: i64) -> String {
    match program.funcs.as_slice() {
        [only] if only.params.len() == 1 => {
            Formula::new(raise_expr(arena, program, only.body, &["n"])).starting(first).source(NAME)
        }
        _ => raise_program(arena, program, FuncId(0), &Raise { offsets: &[first], ..Raise::named(NAME) }),
    }
}

/// Searches a smaller program with the same terms as an answer; its source and size. Only programs of one function are
/// tried, since others would need library functions written out.
fn smaller(answer: &Answer, terms: &[Int], limits: Limits, cancel: &Cancel) -> Option<(String, u64)> {
    let mut arena = Arena::new();
    let program = core_text::parse_program(&mut arena, &answer.core).ok()?;
    if program.funcs.len() != 1 {
        return None;
    }
    let known = ExpectedTerms { terms, at: At::From(answer.first) };
    let effort = Effort { limits, ..Effort::default() };
    let better = improve(&mut arena, &program, FuncId(0), &known, &effort, cancel).smallest?;
    let how = Raise { offsets: &[answer.first], ..Raise::named(NAME) };
    Some((raise_program(&arena, &better.program, better.entry, &how), better.size))
}
