//! Near misses: programs that have all but one or two of the terms.
//!
//! A list with a slip of the pen has no short program, but the sequence that was meant has one. It is a remark, never
//! an answer.

use std::sync::Arc;

use nth_algebra::information;
use nth_base::{Cancel, Limits};
use nth_closed_form::fit_simple;
use nth_compiler::Library;
use nth_num::Int;
use nth_propose::Formula;

use crate::compile::Compiler;
use crate::known::{KnownSequence, SHIFTS, shifted_bits};
use crate::trial::Bench;
use crate::verifier::NAME;

/// Fewest terms of a list in which one term may differ, and two.
const LENGTHS: [usize; 2] = [8, 16];
/// Fewest terms that a closed form is fitted to.
const MIN_FITTED: usize = 6;
/// Fewest bits by which the terms that agree hold more than what was chosen.
const MIN_BITS: f64 = 1.0;

/// A program that has all but one or two of the terms of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// nth source text of the program.
    pub source: String,
    /// The program, described in a few words for people.
    pub description: String,
    /// The terms that differ: the position in the list, counted from 1, and the term of the program.
    pub differs: Vec<(usize, Int)>,
}

/// The program that has most of the terms of a list, if one has all but as few as [`LENGTHS`] allow. Sequences of the
/// library come before closed forms of the first terms.
pub(crate) fn near_miss(
    terms: &[Int],
    known: Option<&[KnownSequence]>,
    library: &Arc<Library>,
    limits: &Limits,
    cancel: &Cancel,
) -> Option<NearMiss> {
    let allowed = LENGTHS.iter().filter(|l| terms.len() >= **l).count();
    if allowed == 0 {
        return None;
    }
    let found = known.and_then(|known| in_library(terms, known, allowed));
    found.or_else(|| closed_form(terms, allowed, library, limits, cancel))
}

/// The terms of a list that differ from those of a program; none if there are no such terms, too many or too few terms
/// of the program.
fn differences(terms: &[Int], program: &[Int], allowed: usize) -> Option<Vec<(usize, Int)>> {
    let program = program.get(..terms.len())?;
    let pairs = (1..).zip(terms.iter().zip(program));
    let differs: Vec<_> =
        pairs.filter(|(_, (a, b))| a != b).map(|(k, (_, b))| (k, b.clone())).take(allowed + 1).collect();
    (1..=allowed).contains(&differs.len()).then_some(differs)
}

/// Bits to choose the positions of `differs` terms among `terms`.
fn choice_bits(differs: usize, terms: usize) -> f64 {
    differs as f64 * (terms as f64).log2()
}

fn in_library(terms: &[Int], known: &[KnownSequence], allowed: usize) -> Option<NearMiss> {
    let bits = shifted_bits(known.len());
    let near = |(sequence, shift): (&KnownSequence, usize)| {
        let program = sequence.terms.get(shift..)?;
        let differs = differences(terms, program, allowed)?;
        let surplus =
            information(&program[..terms.len()]).iter().sum::<f64>() - bits - choice_bits(differs.len(), terms.len());
        let source = sequence.shifted(shift).source(NAME);
        (surplus >= 0.0).then(|| NearMiss { source, description: sequence.description.clone(), differs })
    };
    let all = known.iter().flat_map(|k| (0..SHIFTS).map(move |shift| (k, shift)));
    all.filter_map(near).min_by_key(|miss| (miss.differs.len(), miss.source.len()))
}

/// The closed form of the longest first part of the terms that has one and goes on as the terms do.
fn closed_form(
    terms: &[Int],
    allowed: usize,
    library: &Arc<Library>,
    limits: &Limits,
    cancel: &Cancel,
) -> Option<NearMiss> {
    let mut compiler = Compiler::new(library);
    let mut bench = Bench::new(limits, cancel);
    for fitted in (MIN_FITTED.max(terms.len() / 2)..terms.len()).rev() {
        if cancel.is_raised() {
            return None;
        }
        let Some(fit) = fit_simple(&terms[..fitted], 0) else { continue };
        let formula: Formula = fit.form.formula();
        let Ok(compiled) = compiler.compile(&formula.source(NAME)) else { continue };
        let program = bench.terms(&compiled, terms.len());
        let Some(differs) = differences(terms, &program, allowed) else { continue };
        let bits = information(&program);
        let verbatim: f64 = bits.iter().take(fit.verbatim).sum();
        let chosen = fit.bits + verbatim + choice_bits(differs.len(), terms.len());
        // The terms after the fitted ones confirm as well, but a fit needs some of its own.
        if bits.iter().sum::<f64>() - chosen >= MIN_BITS && fit.determined_by + 2 <= fitted {
            return Some(NearMiss { source: formula.source(NAME), description: fit.form.description(), differs });
        }
    }
    None
}
