//! Information of terms in bits: the measure of whether a program that has these terms can be a coincidence.
//!
//! A program that was chosen among 2^b has terms of i bits by mere chance with a probability of about 2^(b − i). An
//! answer has good evidence if i − b is large: minimum description length (Rissanen 1978). The information is estimated
//! by the best of a few simple codes. Each is a code that a decoder could read, so none claims too little.

use nth_num::Int;
use rustc_hash::FxHashMap;

/// Least information of a term, in bits. A code that has learnt that all differences are equal finds nothing new in one
/// more; but each term that could have been otherwise is evidence that a program is right.
const MIN_BITS: f64 = 0.3;
/// Cost of choosing among the codes, in bits.
const CHOICE_BITS: f64 = 2.5;

/// The information of each term after those before it, in bits: in the code that is shortest for all terms together.
#[must_use]
pub fn information(terms: &[Int]) -> Vec<f64> {
    let values: Vec<f64> = terms.iter().map(approximate).collect();
    let mut codes = vec![plain(terms, &values), alphabet(terms)];
    for order in 1..=3 {
        codes.push(differences(terms, order));
    }
    codes.push(ratios(&values, terms));
    let total = |c: &Vec<f64>| c.iter().sum::<f64>();
    let mut best = codes.into_iter().min_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or_default();
    best.iter_mut().for_each(|b| *b = b.max(MIN_BITS));
    if let Some(first) = best.first_mut() {
        *first += CHOICE_BITS;
    }
    best
}

/// The integer as a floating-point number; beyond 64 bits only its size is right.
fn approximate(x: &Int) -> f64 {
    match x.to_i64() {
        Some(i) => i as f64,
        None => x.signum() as f64 * (x.bits().min(1000) as f64).exp2(),
    }
}

/// Bits of the Elias delta code of an integer of this many bits, with or without a sign.
fn integer(bits: f64, signed: bool) -> f64 {
    bits + 2.0 * (bits + 1.0).log2() + f64::from(u8::from(signed))
}

/// The binary logarithm of |x| + 1.
fn length(x: &Int) -> f64 {
    match x.to_i64() {
        Some(i) => (i.unsigned_abs() as f64 + 1.0).log2(),
        None => x.bits() as f64,
    }
}

/// The code that writes each term out.
fn plain(terms: &[Int], values: &[f64]) -> Vec<f64> {
    let signed = values.iter().any(|v| *v < 0.0);
    terms.iter().map(|t| integer(length(t), signed)).collect()
}

/// The code for terms from a small set: each by how often it came before (Krichevsky and Trofimov), new ones written
/// out.
fn alphabet(terms: &[Int]) -> Vec<f64> {
    let mut seen: FxHashMap<&Int, u32> = FxHashMap::default();
    let mut out = Vec::with_capacity(terms.len());
    for (k, t) in terms.iter().enumerate() {
        // Counts: a known term counts a half more than it was seen, a new term a half.
        let total = k as f64 + 0.5 * (seen.len() as f64 + 1.0);
        let count = seen.entry(t).or_default();
        out.push(if *count == 0 {
            (total / 0.5).log2() + integer(length(t), true)
        } else {
            (total / (f64::from(*count) + 0.5)).log2().max(0.0)
        });
        *count += 1;
    }
    out
}

/// The code that writes the differences of an order out, or first differences by how often they came before. (With such
/// an alphabet for higher orders this would be a closed form itself: polynomials would have no information.)
fn differences(terms: &[Int], order: usize) -> Vec<f64> {
    let mut rest = terms.to_vec();
    let mut heads = Vec::new();
    for _ in 0..order.min(terms.len()) {
        heads.push(integer(rest.first().map_or(0.0, length), true));
        rest = rest.windows(2).map(|w| w[1].sub(&w[0])).collect();
    }
    let written: Vec<f64> = rest.iter().map(|d| integer(length(d), true)).collect();
    let repeated = if order == 1 { alphabet(&rest) } else { written.clone() };
    let shorter = if repeated.iter().sum::<f64>() < written.iter().sum::<f64>() { repeated } else { written };
    heads.into_iter().chain(shorter).collect()
}

/// The code that writes how far each term is from the one predicted by the last quotient.
fn ratios(values: &[f64], terms: &[Int]) -> Vec<f64> {
    (0..terms.len())
        .map(|k| {
            let signed = integer(length(&terms[k]), true);
            if k < 2 || values[k - 2] == 0.0 || values[k - 1].abs() >= 1e200 {
                return signed;
            }
            let guess = values[k - 1] * (values[k - 1] / values[k - 2]);
            let error = (values[k] - guess).abs();
            if error.is_finite() { integer((error + 1.0).log2(), true).min(signed + 1.0) } else { signed }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(terms: &[i64]) -> f64 {
        information(&terms.iter().map(|t| Int::from(*t)).collect::<Vec<_>>()).iter().sum()
    }

    #[test]
    fn regular_terms_say_little() {
        assert!(total(&[5; 25]) < 20.0);
        assert!(total(&(0..25).collect::<Vec<_>>()) < 28.0);
        let coin = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0];
        assert!((15.0..40.0).contains(&total(&coin)));
    }

    #[test]
    fn irregular_terms_say_much() {
        let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];
        assert!(total(&primes) > 35.0);
        let catalan = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208_012];
        assert!(total(&catalan) > 50.0);
    }

    #[test]
    fn there_is_a_number_for_each_term() {
        for n in 0..6 {
            assert_eq!(information(&vec![Int::from(7); n]).len(), n);
        }
    }
}
