//! Sequences recognised by their terms: those of the library, constants and multiples of the index.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::Library;
use nth_num::Int;
use nth_syntax::build::Expr;
use rustc_hash::FxHashMap;

use super::program::{INDEX, Sequence};
use super::tree::substitute;
use crate::compile::{Compiled, Compiler};
use crate::known::LibrarySequences;
use crate::trial::Bench;

/// Number of terms by which two sequences are compared.
pub(super) const TERMS: usize = 60;
/// Number of terms by which a sequence is looked up.
const KEY: usize = 6;
/// Number of first positions of a library sequence at which another sequence may begin.
const SHIFTS: usize = 6;
/// Smallest number of equal terms of two sequences that count as the same one.
const MANY: usize = 30;
/// Smallest number of equal terms where more cannot be computed, since they grow beyond [`HUGE`] bits.
const FEW: usize = 10;
/// Bits of a term beyond which few terms are enough.
const HUGE: u64 = 100;
/// Indices beyond the first terms at which sequences are compared if both have a value there.
const FAR: [i64; 3] = [127, 1_009, 4_001];
/// Limits of the evaluation of each term.
const LIMITS: Limits = Limits { budget: 100_000, max_digits: 1_000, ..Limits::CANDIDATE };

/// An index of the library's sequences by their first terms.
pub(crate) struct LibraryIndex {
    sequences: Vec<Entry>,
    /// Pairs of a sequence and a shift, by a few terms from that shift on.
    by_terms: FxHashMap<Vec<Int>, Vec<(usize, usize)>>,
}

struct Entry {
    name: String,
    /// The definition, if it is short arithmetic on the index.
    short: Option<Expr>,
    from: i64,
    terms: Vec<Int>,
}

impl LibraryIndex {
    /// The index of these sequences.
    pub(crate) fn new(sequences: &LibrarySequences, cancel: &Cancel) -> Self {
        let mut out = Self { sequences: Vec::new(), by_terms: FxHashMap::default() };
        let definitions = sequences.definitions();
        for s in sequences.get(cancel).iter() {
            let Some(name) = s.formula.body.strip_suffix("(n)") else { continue };
            let k = out.sequences.len();
            for shift in 0..SHIFTS {
                let Some(key) = s.terms.get(shift..shift + KEY) else { break };
                out.by_terms.entry(key.to_vec()).or_default().push((k, shift));
            }
            let short = definitions.get(name).cloned();
            out.sequences.push(Entry { name: name.to_owned(), short, from: s.formula.from, terms: s.terms.clone() });
        }
        out
    }

    /// The library sequences that have these terms from one of their first positions on, each as an expression in its
    /// own index, and the index of the first of the terms. The least shift comes first, then the shortest name.
    fn find(&self, terms: &[Int]) -> Vec<(Expr, i64)> {
        let Some(key) = terms.get(..KEY) else { return Vec::new() };
        let all = self.by_terms.get(key).into_iter().flatten();
        let mut found: Vec<(usize, &Entry, i64)> = all
            .filter_map(|&(k, shift)| {
                let s = &self.sequences[k];
                let both = s.terms[shift..].iter().zip(terms);
                let huge = both.clone().next_back().is_some_and(|(a, _)| a.bits() > HUGE);
                let same = both.len() >= if huge { FEW } else { MANY } && both.clone().all(|(a, b)| a == b);
                same.then(|| (shift, s, s.from.saturating_add_unsigned(shift as u64)))
            })
            .collect();
        found.sort_by_key(|(shift, s, _)| (*shift, s.name.len(), &s.name));
        let own = |s: &Entry| Expr::call(s.name.clone(), [Expr::name(INDEX)]);
        found.into_iter().map(|(_, s, from)| (s.short.clone().unwrap_or_else(|| own(s)), from)).collect()
    }
}

/// A compiled source with its first terms.
pub(super) struct Sample {
    compiled: Compiled,
    /// At most [`TERMS`]; fewer if one cannot be computed.
    terms: Vec<Int>,
}

/// Computes terms of programs and recognises them.
pub(super) struct Meaning {
    compiler: Compiler,
    bench: Bench,
}

impl Meaning {
    pub(super) fn new(library: &Arc<Library>, cancel: &Cancel) -> Self {
        Self { compiler: Compiler::new(library), bench: Bench::new(&LIMITS, cancel) }
    }

    /// The first `count` terms of a source; fewer if one cannot be computed.
    pub(super) fn terms(&mut self, source: &str, count: usize) -> Vec<Int> {
        let Ok(compiled) = self.compiler.compile(source) else { return Vec::new() };
        self.bench.terms(&compiled, count)
    }

    /// The source as it is compared with others. None if it does not compile.
    pub(super) fn sample(&mut self, source: &str) -> Option<Sample> {
        let compiled = self.compiler.compile(source).ok()?;
        let terms = self.bench.terms(&compiled, TERMS);
        Some(Sample { compiled, terms })
    }

    /// The values at the indices [`FAR`], where there are any.
    fn far(&mut self, compiled: &Compiled) -> [Option<Int>; FAR.len()] {
        FAR.map(|n| self.bench.term(compiled, n))
    }

    /// A library sequence with the terms of a source, whose first index is `from`: its call, or its definition if that
    /// is short arithmetic.
    pub(super) fn library_call(&mut self, source: &Sample, from: i64, index: &LibraryIndex) -> Option<Expr> {
        let found = index.find(&source.terms);
        if found.is_empty() {
            return None;
        }
        let far = self.far(&source.compiled);
        found.into_iter().find_map(|(sequence, at)| {
            let call = substitute(&sequence, INDEX, &Expr::name(INDEX).moved(at.checked_sub(from)?));
            let other = self.compiler.compile(&as_source(&call, from, &[])).ok().map(|call| self.far(&call));
            let differs = far.iter().zip(other.iter().flatten()).any(|(a, b)| a.is_some() && b.is_some() && a != b);
            (!differs).then_some(call)
        })
    }

    /// A constant or a linear expression in the index with the terms of a source, also at far indices. All of
    /// these terms must have a value.
    pub(super) fn linear(&mut self, source: &Sample, from: i64) -> Option<Expr> {
        let terms = &source.terms;
        if terms.len() < TERMS {
            return None;
        }
        let (first, step) = (terms[0].to_i64()?, terms[1].to_i64()?.checked_sub(terms[0].to_i64()?)?);
        let at = |n: i64| n.checked_sub(from)?.checked_mul(step)?.checked_add(first);
        let same = |n: i64, x: &Int| at(n).is_some_and(|y| x.to_i64() == Some(y));
        if !terms.iter().zip(from..).all(|(x, n)| same(n, x)) {
            return None;
        }
        if !self.far(&source.compiled).iter().zip(FAR).all(|(x, n)| x.as_ref().is_some_and(|x| same(n, x))) {
            return None;
        }
        let constant = at(0)?;
        let multiple = match step {
            0 => return Some(Expr::int(constant)),
            1 => Expr::name(INDEX),
            _ => Expr::int(step) * Expr::name(INDEX),
        };
        Some(if step < 0 {
            Expr::int(constant) - Expr::int(-step) * Expr::name(INDEX)
        } else {
            multiple.moved(constant)
        })
    }
}

/// The source of an expression in the index as a sequence that begins at `from`, after the sequences that it calls.
pub(super) fn as_source(e: &Expr, from: i64, called: &[Sequence]) -> String {
    let mut out = String::new();
    called.iter().for_each(|part| part.write(&mut out));
    Sequence { name: "whole__".to_owned(), from, body: e.clone() }.write(&mut out);
    out
}
