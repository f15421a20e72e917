//! The confidence of an answer: the probability that its next terms are right, too.
//!
//! The evidence bits ([`Answer::evidence_bits`](crate::Answer::evidence_bits)) say how unlikely a coincidence is. They
//! do not say how far the codes of the proposers are from the programs that people write, nor whether another program
//! with other next terms is nearly as good. A logistic regression on features of an answer gives a probability. Its
//! weights were fitted to two kinds of sequences: OEIS entries whose A-numbers have an even hash, shown with 6 to 25
//! terms (208 entries, `nth-benches confidence --fit`, each counted five times), and the rows of Easy-10k with odd
//! A-numbers, shown with 25 terms. `nth-benches confidence` measures the other half of the entries by the number of
//! terms shown.
//!
//! The confidence depends on the program, the terms and the search for rivals, not on what is printed. A search that
//! was cut short never gives more confidence than a complete one: see [`lead`].

use nth_propose::{Code, build};

use crate::options::DEFAULT_WORK;

/// Features of an answer, from which its confidence is computed.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// Information of the terms minus the weight of the program in bits ([`weight`]).
    pub evidence_bits: f64,
    /// Whether the program, or another one with the same next terms, was known or computed from the terms, not only
    /// searched.
    pub computed: bool,
    /// Bits by which the program is shorter than the next answer with other next terms, as far as such an answer was
    /// looked for ([`lead`]).
    pub lead: f64,
}

/// Weights of the regression, in the order of [`Features::values`].
const WEIGHTS: [f64; WEIGHT_COUNT] = [-4.55, 0.66, 0.62, 1.14];
/// Number of weights: one for the constant, and one for each feature.
pub const WEIGHT_COUNT: usize = 4;
/// Bounds of the evidence in bits: more does not make an answer surer, since wrong answers with more evidence are wrong
/// for other reasons than chance.
const EVIDENCE: (f64, f64) = (-20.0, 60.0);
/// Upper bound of the lead in bits; an answer without a rival has this lead if the search for rivals was complete.
const MAX_LEAD: f64 = 60.0;
/// The search for rivals is complete when it has spent 2^(this number + description length) units of work.
const RIVAL_BITS: f64 = 6.0;
/// A program that is shorter than the terms by this number of bits has them by chance once in 2^8 times.
const CHANCE_BITS: f64 = 8.0;
/// Bits for each doubling of the nodes that stand in library definitions, not in the source.
const NAME_BITS: f64 = 3.0;
/// Least number of units of work of a complete search for rivals.
const MIN_RIVAL_WORK: u64 = 1 << 17;
/// Number of units of work that make any search for rivals complete: half of a default search.
const MAX_RIVAL_WORK: u64 = DEFAULT_WORK / 2;

/// Units of work after which all programs as short as one of `bits` bits have been looked at, with a margin.
#[must_use]
pub(crate) fn rivals_needed(bits: f64) -> u64 {
    // A conversion from float saturates.
    ((bits + RIVAL_BITS).exp2() as u64).max(MIN_RIVAL_WORK)
}

/// The weight of a program in bits: its description length, and what stands behind the names that it calls.
///
/// A proposer that chooses among a few hundred named sequences spends few bits on each. But the sequences that people
/// ask for are chosen among many more, and one of the library that takes a long definition is seldom meant.
#[must_use]
pub(crate) fn weight(bits: f64, size: u64, tokens: usize) -> f64 {
    let behind = size.saturating_sub(tokens as u64);
    bits + NAME_BITS * (behind as f64 + 1.0).log2()
}

/// Whether `searched` units of work are a complete search for rivals of a program of `bits` bits.
#[must_use]
pub(crate) fn is_complete(bits: f64, searched: u64) -> bool {
    searched >= rivals_needed(bits).min(MAX_RIVAL_WORK)
}

/// Bits by which a program leads over its rival, both by their [`weight`], when `searched` units of work have been
/// spent on the search for rivals. If that search was not complete, a rival is assumed that was not found: of as many
/// bits as were searched, or of as many bits as programs need that have the terms by chance, whichever is more. The
/// latter are the bits of the terms, which `weight` and `evidence_bits` are together, less [`CHANCE_BITS`].
#[must_use]
pub(crate) fn lead(weight: f64, evidence_bits: f64, rival: Option<f64>, searched: u64, complete: bool) -> f64 {
    let passed = (searched as f64).ln_1p() / std::f64::consts::LN_2 - weight;
    let bound = if complete { MAX_LEAD } else { passed.max(evidence_bits - CHANCE_BITS).max(0.0) };
    rival.map_or(MAX_LEAD, |r| (r - weight).max(0.0)).min(bound)
}

impl Features {
    /// The inputs of the regression: the constant 1, then a function of each feature.
    #[must_use]
    pub fn values(&self) -> [f64; WEIGHT_COUNT] {
        [
            1.0,
            self.evidence_bits.clamp(EVIDENCE.0, EVIDENCE.1) / 10.0,
            f64::from(u8::from(self.computed)),
            self.lead.clamp(0.0, MAX_LEAD).ln_1p(),
        ]
    }

    /// The probability that the next terms are right, from 0 to 1, for sequences like those of the calibration.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let sum: f64 = self.values().iter().zip(WEIGHTS).map(|(x, w)| x * w).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Length of a source in bits, without the heads of its definitions. Searching proposers know how many programs they
/// have tried, but not how unusual each one is; this length accounts for that.
#[must_use]
pub fn code_length(source: &str) -> f64 {
    let bodies = source.lines().map(|l| l.split_once(") = ").map_or(l, |(_, body)| body));
    bodies.map(|body| nth_propose::code_length(body, Code::Written)).sum()
}

/// Number of tokens of a source: words, numbers and signs.
#[must_use]
pub fn tokens(source: &str) -> usize {
    build::tokens(source).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_should_raise_it_does() {
        let base = Features { evidence_bits: 10.0, computed: false, lead: 2.0 };
        let more = [
            Features { evidence_bits: 30.0, ..base },
            Features { computed: true, ..base },
            Features { lead: 9.0, ..base },
        ];
        for e in more {
            assert!(e.confidence() > base.confidence(), "{e:?}");
        }
        assert!((0.0..=1.0).contains(&base.confidence()));
    }

    #[test]
    fn less_search_never_gives_a_longer_lead() {
        let after =
            |bits, evidence, rival, searched| lead(bits, evidence, rival, searched, is_complete(bits, searched));
        for bits in [2.0, 11.0, 25.0, 70.0] {
            for rival in [None, Some(bits - 1.0), Some(bits + 3.0), Some(bits + 100.0)] {
                let leads: Vec<f64> = (0..40).map(|e| after(bits, 4.0, rival, (1 << e) - 1)).collect();
                assert_eq!(leads[0], 0.0, "a rival that was not looked for may be there");
                assert!(leads.is_sorted(), "{leads:?}");
                assert!(leads.iter().all(|l| *l <= rival.map_or(MAX_LEAD, |r| (r - bits).clamp(0.0, MAX_LEAD))));
            }
            assert_eq!(after(bits, 4.0, None, DEFAULT_WORK), MAX_LEAD);
            assert_eq!(after(bits, 30.0, None, 0), 30.0 - CHANCE_BITS, "terms that speak for themselves");
        }
    }

    #[test]
    fn what_stands_behind_names_weighs() {
        assert_eq!(weight(10.0, 9, 9), 10.0);
        assert_eq!(weight(10.0, 4, 9), 10.0);
        assert_eq!(weight(10.0, 10, 9), 10.0 + NAME_BITS);
        assert!(weight(10.0, 40, 9) < weight(10.0, 41, 9));
    }

    #[test]
    fn tokens_are_words_and_signs() {
        assert_eq!(tokens("seq a(n) = n ^ 2\n"), 9);
        assert_eq!(tokens(""), 0);
        assert!(code_length("seq a(n from 1) = n * n + 1") < code_length("seq a(n) = square(is_square(n))"));
    }
}
