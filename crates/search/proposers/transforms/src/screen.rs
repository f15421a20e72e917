//! Screening: whether residues may be those of a simple sequence.

use nth_algebra::{BerlekampMassey, Residue};

/// Number of terms of a sequence that are examined.
pub(crate) const MAX_TERMS: usize = 128;

/// Number of terms that must confirm what is found.
pub(crate) const SURPLUS: usize = 8;

/// Number of terms that are screened for a recurrence.
const MAX_SCREENED: usize = 64;

/// Whether the terms may be those of a constant, periodic or linearly recurrent sequence, with terms that confirm it.
pub(crate) fn may_be_simple(t: &[Residue]) -> bool {
    t.len() > SURPLUS && (has_period(t) || is_plain(t))
}

/// Whether the terms have a short linear recurrence.
pub(crate) fn is_plain(t: &[Residue]) -> bool {
    recurrence_order(&t[..t.len().min(MAX_SCREENED)]).is_some()
}

/// Whether the terms are periodic from the second one on, with a period that enough terms confirm.
fn has_period(t: &[Residue]) -> bool {
    let n = t.len();
    let tail = &t[1..];
    (1..=n.saturating_sub(SURPLUS + 2)).any(|p| tail[p..] == tail[..tail.len() - p])
}

/// The order of the shortest linear recurrence modulo the prime, if there are twice as many terms and the surplus.
pub(crate) fn recurrence_order(t: &[Residue]) -> Option<usize> {
    let most = t.len().checked_sub(SURPLUS)? / 2;
    let mut shortest = BerlekampMassey::new();
    for x in t {
        shortest.take(*x);
        if shortest.order() > most {
            return None;
        }
    }
    Some(shortest.order())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders() {
        let mut fib = vec![Residue::ZERO, Residue::ONE];
        for i in 2..30 {
            fib.push(fib[i - 1] + fib[i - 2]);
        }
        assert_eq!(recurrence_order(&fib), Some(2));
        assert_eq!(recurrence_order(&[Residue::new(5); 12]), Some(1));
        assert_eq!(recurrence_order(&[Residue::ZERO; 12]), Some(0));
        let squares: Vec<Residue> = (0..30).map(|i| Residue::new(i * i)).collect();
        assert_eq!(recurrence_order(&squares), Some(3));
        let wild: Vec<Residue> = (0..30).map(|i| Residue::new(3).pow(i * i)).collect();
        assert_eq!(recurrence_order(&wild), None);
        let period: Vec<Residue> = (0..30).map(|i| Residue::new((i % 20) * (i % 20) % 7)).collect();
        assert!(may_be_simple(&period) && !may_be_simple(&wild) && !may_be_simple(&[]));
    }
}
