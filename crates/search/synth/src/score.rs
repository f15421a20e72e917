//! The score of a program that gives all known terms: its description length compared with the information of the
//! terms.
//!
//! A program chosen among 2^b agrees with terms of i bits by chance with a probability of about 2^(b − i): minimum
//! description length (Rissanen 1978).

use nth_algebra::Terms;
use nth_propose::{Evidence, Origin};

use crate::confidence::{Features, code_length, tokens, weight};

/// Minimum of evidence bits. A program below it is dropped, since its description is much longer than the terms.
const MIN_EVIDENCE_BITS: f64 = -20.0;

/// The score of a verified program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    /// Description length in bits: the choices that the proposer made, and the terms that the program contains
    /// verbatim.
    pub(crate) bits: f64,
    /// Information of the terms minus the description length, in bits.
    pub(crate) evidence_bits: f64,
    /// Description length with what stands behind names, in bits ([`weight`]).
    pub(crate) weight: f64,
    /// The features from which the confidence is computed; the lead is not set yet.
    pub(crate) features: Features,
}

/// Scores a verified program of `size` nodes by the known terms. None if it has less than [`MIN_EVIDENCE_BITS`].
pub(crate) fn score(source: &str, size: u64, origin: Origin, evidence: &Evidence, terms: &Terms) -> Option<Score> {
    let information = terms.information();
    let (computed, chosen) = match origin {
        Origin::Known | Origin::Computed => (true, evidence.bits),
        // A searching proposer knows how many programs it has tried, but not how unusual each one is.
        Origin::Searched => (false, evidence.bits.max(code_length(source))),
    };
    let bits = chosen + information.iter().take(evidence.verbatim).sum::<f64>();
    let all = information.iter().sum::<f64>();
    let (evidence_bits, weight) = (all - bits, weight(bits, size, tokens(source)));
    let features = Features { evidence_bits: all - weight, computed, lead: 0.0 };
    (evidence_bits >= MIN_EVIDENCE_BITS).then_some(Score { bits, weight, evidence_bits, features })
}

#[cfg(test)]
mod tests {
    use nth_num::Int;

    use super::*;

    #[test]
    fn only_searched_programs_pay_for_their_text() {
        let source = "seq a(n) = n * n + 1\n";
        let terms: Terms = (0..10).map(|n| Int::from(n * n + 1)).collect();
        let (all, first) = (terms.information().iter().sum::<f64>(), terms.information()[0]);
        let evidence = Evidence { determined_by: 3, verbatim: 1, bits: 2.0 };
        let known = score(source, 5, Origin::Known, &evidence, &terms).unwrap();
        assert_eq!((known.bits, known.evidence_bits), (2.0 + first, all - 2.0 - first));
        let searched = score(source, 5, Origin::Searched, &evidence, &terms).unwrap();
        assert_eq!(searched.bits, first + code_length(source));
        assert!(known.features.computed && !searched.features.computed);
        assert_eq!(known.features.evidence_bits, known.evidence_bits, "no call, nothing behind a name");
        let larger = score(source, 50, Origin::Known, &evidence, &terms).unwrap();
        assert_eq!((larger.bits, larger.evidence_bits), (known.bits, known.evidence_bits));
        assert!(larger.weight > known.weight && larger.features.evidence_bits < known.features.evidence_bits);
        assert!(score(source, 5, Origin::Known, &Evidence { bits: all + 21.0, ..evidence }, &terms).is_none());
    }
}
