//! Differences of terms modulo the prime.

use nth_algebra::Residue;

/// Replaces terms by the differences a(k + step) − a(k).
pub(crate) fn difference(a: &mut Vec<Residue>, step: usize) {
    let len = a.len().saturating_sub(step);
    for k in 0..len {
        a[k] = a[k + step] - a[k];
    }
    a.truncate(len);
}

/// The number of zeros at the end.
pub(crate) fn trailing_zeros(a: &[Residue]) -> usize {
    a.iter().rev().take_while(|x| x.is_zero()).count()
}
