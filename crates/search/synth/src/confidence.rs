//! The confidence of an answer: the probability that its next terms are right, too.
//!
//! The evidence bits ([`Answer::evidence_bits`](crate::Answer::evidence_bits)) say how unlikely a coincidence is. They
//! do not say how far the codes of the proposers are from the programs that people write, nor whether another program
//! with other next terms is nearly as good. A logistic regression on five features of an answer gives a probability.
//! Its weights were fitted to the rows of Easy-10k with odd A-numbers, with 25 terms shown and 10 to be right; the even
//! rows measure its quality (`nth-benches easy10k --fit`, docs/internals/discovery.md).

use nth_propose::{Code, build};

/// Features of an answer, from which its confidence is computed.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// Information of the terms minus the description length of the program, in bits.
    pub evidence_bits: f64,
    /// Number of tokens of the source.
    pub tokens: usize,
    /// Whether the program, or another one with the same next terms, was known or computed from the terms, not only
    /// searched.
    pub computed: bool,
    /// Number of known terms that confirm the program: those beyond the terms that determine it.
    pub confirming: usize,
    /// Bits by which the program is shorter than the next answer with other next terms; none if there is no such
    /// answer.
    pub lead: Option<f64>,
}

/// Weights of the regression, in the order of [`Features::values`].
const WEIGHTS: [f64; WEIGHT_COUNT] = [-1.20, 0.31, -1.08, 0.84, 0.72, 1.02];
/// Number of weights: one for the constant, and one for each feature.
pub const WEIGHT_COUNT: usize = 6;
/// Upper bound of the lead in bits; an answer without a rival has this lead.
const MAX_LEAD: f64 = 60.0;
/// Upper bound of the confirming terms: the calibration shows 25 terms.
const MAX_CONFIRMING: usize = 25;

impl Features {
    /// The inputs of the regression: the constant 1, then a function of each feature.
    #[must_use]
    pub fn values(&self) -> [f64; WEIGHT_COUNT] {
        let lead = self.lead.unwrap_or(MAX_LEAD).clamp(0.0, MAX_LEAD);
        [
            1.0,
            self.evidence_bits.abs().ln_1p().copysign(self.evidence_bits),
            (self.tokens.max(1) as f64).ln(),
            f64::from(u8::from(self.computed)),
            (self.confirming.min(MAX_CONFIRMING) as f64).ln_1p(),
            lead.ln_1p(),
        ]
    }

    /// The probability that the next ten terms are right, from 0 to 1, for sequences like those of the calibration.
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
        let base = Features { evidence_bits: 10.0, tokens: 12, computed: false, confirming: 10, lead: Some(2.0) };
        let more = [
            Features { evidence_bits: 30.0, ..base },
            Features { tokens: 8, ..base },
            Features { computed: true, ..base },
            Features { confirming: 20, ..base },
            Features { lead: Some(9.0), ..base },
            Features { lead: None, ..base },
        ];
        for e in more {
            assert!(e.confidence() > base.confidence(), "{e:?}");
        }
        assert!((0.0..=1.0).contains(&base.confidence()));
    }

    #[test]
    fn tokens_are_words_and_signs() {
        assert_eq!(tokens("seq a(n) = n ^ 2\n"), 9);
        assert_eq!(tokens(""), 0);
        assert!(code_length("seq a(n from 1) = n * n + 1") < code_length("seq a(n) = square(is_square(n))"));
    }
}
