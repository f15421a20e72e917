//! Verification: a candidate is compiled and executed on all known terms.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_improve::{At, Effort, ExpectedTerms, improve};
use nth_lower::{Raise, raise_expr, raise_program};
use nth_num::Int;
use nth_propose::Formula;
use nth_runner::{Agreement, Executable};

use crate::answer::Answer;
use crate::compile::{Compiled, Compiler};
use crate::trial::Bench;

/// Name of the sequence in the sources of answers.
pub(crate) const NAME: &str = "a";

/// Compiles and executes candidates, one after the other.
pub(crate) struct Verifier {
    compiler: Compiler,
    bench: Bench,
    limits: Limits,
    cancel: Cancel,
}

/// Why a candidate is refused.
pub(crate) enum Refusal {
    /// It is no program; what is wrong with it.
    Invalid(String),
    /// It does not have all the terms.
    Differs(Agreement),
}

/// A program that has all known terms.
pub(crate) struct Verified {
    /// nth source.
    pub(crate) source: String,
    /// The program.
    pub(crate) compiled: Compiled,
    /// Its run on the known terms.
    pub(crate) trial: Agreement,
}

impl Verifier {
    /// A verifier of programs on top of a library.
    pub(crate) fn new(library: &Arc<Library>, limits: &Limits, cancel: &Cancel) -> Self {
        let bench = Bench::new(limits, cancel);
        Self { compiler: Compiler::new(library), bench, limits: *limits, cancel: cancel.clone() }
    }

    /// Compiles a source and executes it on these terms, up to the first difference.
    pub(crate) fn verify_source(&mut self, source: String, terms: &[Int]) -> Result<Verified, Refusal> {
        let compiled = self.compiler.compile(&source).map_err(Refusal::Invalid)?;
        let trial = self.bench.compare(&compiled, terms);
        if !trial.is_full() { Err(Refusal::Differs(trial)) } else { Ok(Verified { source, compiled, trial }) }
    }

    /// Executes a Core program, whose first index is `first`, on these terms. If it has them it is written as source; what is
    /// answered is that source, so it must be verified, too.
    pub(crate) fn verify_core(&mut self, text: &str, first: i64, terms: &[Int]) -> Result<String, Refusal> {
        let mut arena = Arena::new();
        let program = core_text::parse_program(&mut arena, text).map_err(|e| Refusal::Invalid(e.to_string()))?;
        let entry = FuncId(0);
        let executable = Executable::new(&arena, &program, entry).map_err(|e| Refusal::Invalid(e.to_string()))?;
        let size = program.size(&arena, entry);
        let compiled = Compiled { program, entry, first, size, executable };
        let trial = self.bench.compare(&compiled, terms);
        if trial.is_full() { Ok(source(&arena, &compiled.program, first)) } else { Err(Refusal::Differs(trial)) }
    }

    /// The terms of a program after the first `known`, as many as can be computed, at most `count`.
    pub(crate) fn following(&mut self, program: &Verified, known: usize, count: usize) -> Vec<Int> {
        let mut terms = self.bench.terms(&program.compiled, known + count);
        terms.split_off(known.min(terms.len()))
    }

    /// The Core text of the program that was verified last.
    pub(crate) fn core_text(&self, program: &Verified) -> String {
        self.compiler.core_text(&program.compiled)
    }

    /// A smaller program with the same terms as an answer, and with the same `beyond` terms after them. A program that the
    /// rewrite rules have made smaller has the same terms wherever both have one; one that was found by trying might not.
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

/// A Core program as source. Its first function is meant.
fn source(arena: &Arena, program: &Program, first: i64) -> String {
    match program.funcs.as_slice() {
        [only] if only.params.len() == 1 => {
            Formula::new(raise_expr(arena, program, only.body, &["n"])).starting(first).source(NAME)
        }
        _ => raise_program(arena, program, FuncId(0), &Raise { offsets: &[first], ..Raise::named(NAME) }),
    }
}

/// A smaller program with the same terms as an answer, as source, with its size. Only for programs of one function: those of the
/// library would have to be written out.
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
