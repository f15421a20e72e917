//! `check`s of a definition, run under small limits, and values of expressions.

use nth_analysis::Cancelled;
use nth_base::{Cancel, Limits};
use nth_compiler::Indices;
use nth_core::EvalError;
use nth_eval::Evaluator;
use nth_ide::Answer;
use nth_num::Int;
use nth_runner::{Agreement, At, End, Execution, ExpectedTerms, agree};
use nth_syntax::Example;
use nth_types::Scope;
use nth_types::hir::{Check, Def};

use crate::Assist;
use crate::facts::LIMITS;
use crate::program::{Lowered, Module};

/// Limits of the value of an example.
const EXAMPLE: Limits = Limits { budget: 50_000_000, max_digits: 100_000, ..Limits::CANDIDATE };

/// Runs a `check` of a definition; none if the definition cannot run or has no such terms.
pub(crate) fn run_check(module: &Module, name: &str, check: &Check, cancel: &Cancel) -> Answer<Option<Agreement>> {
    run_check_within(module, name, check, &LIMITS, cancel)
}

/// Runs a `check` of a definition within limits.
pub(crate) fn run_check_within(
    module: &Module,
    name: &str,
    check: &Check,
    limits: &Limits,
    cancel: &Cancel,
) -> Answer<Option<Agreement>> {
    Runnable::new(module, name).map_or(Ok(None), |runnable| runnable.run(check, limits, cancel))
}

/// A definition whose `check`s can run.
pub(crate) struct Runnable<'m> {
    def: &'m Def,
    lowered: Lowered,
}

impl<'m> Runnable<'m> {
    /// Lowers a definition; none if it cannot run.
    pub fn new(module: &'m Module, name: &str) -> Option<Self> {
        let def = module.def(name).filter(|d| !d.broken)?;
        Some(Self { def, lowered: Lowered::new(module.checker(), def.id).ok()? })
    }

    /// Runs a `check`; none if there are no such terms.
    pub fn run(&self, check: &Check, limits: &Limits, cancel: &Cancel) -> Answer<Option<Agreement>> {
        let Some(position) = Indices::position(self.def.kind, &self.def.offsets, check.from) else { return Ok(None) };
        let terms: Vec<Int> = check.terms.iter().map(|(t, _)| t.clone()).collect();
        agreement(&self.lowered, position, &terms, limits, cancel).map(Some)
    }
}

/// Compares terms of a program, from a position on, with expected ones.
pub(crate) fn agreement(
    lowered: &Lowered,
    position: u64,
    terms: &[Int],
    limits: &Limits,
    cancel: &Cancel,
) -> Answer<Agreement> {
    let indices = Indices::new(lowered.kind, &lowered.offsets).starting_at(position).take(terms.len());
    let at: Vec<Vec<Int>> = indices.map(|index| index.into_iter().map(Int::from).collect()).collect();
    let terms = terms.get(..at.len()).unwrap_or(terms);
    let mut evaluator = Evaluator::new(limits, cancel);
    let mut execution = Execution::in_bytecode(&mut evaluator, &lowered.executable);
    let result = agree(&mut execution, &ExpectedTerms { terms, at: At::Each(&at) });
    if result.end == End::Limit(EvalError::Interrupted) { Err(Cancelled) } else { Ok(result) }
}

impl Assist {
    /// The value of an example as source text; inside, why there is none.
    pub(crate) fn evaluate(
        &self,
        module: &Module,
        example: &Example,
        cancel: &Cancel,
    ) -> Answer<Result<String, String>> {
        let mut checker = module.checker().clone();
        let (id, messages) = checker.check_expr("example", &example.text, &Scope(vec![module.id()]));
        if let Some(error) = messages.iter().find(|d| d.is_error()) {
            return Ok(Err(error.title.clone()));
        }
        let lowered = match Lowered::new(&checker, id) {
            Ok(lowered) => lowered,
            Err(why) => return Ok(Err(why)),
        };
        let mut evaluator = Evaluator::new(&EXAMPLE, cancel);
        let mut execution = Execution::in_bytecode(&mut evaluator, &lowered.executable);
        match execution.value(&[]) {
            Ok(value) => Ok(Ok(value.to_string())),
            Err(EvalError::Interrupted) => Err(Cancelled),
            Err(e) => Ok(Err(e.describe().to_owned())),
        }
    }
}
