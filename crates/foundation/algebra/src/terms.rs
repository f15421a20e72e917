//! The terms of a sequence, with what is computed from them once for all proposers.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::OnceLock;

use nth_num::Int;

use crate::information::information;
use crate::residue::Residue;

/// The terms of a sequence, which dereference to the exact terms. Each derived form is computed when it is first asked
/// for, and shared by all threads after that.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    exact: Vec<Int>,
    low_words: OnceLock<Vec<i64>>,
    residues: OnceLock<Vec<Residue>>,
    information: OnceLock<Vec<f64>>,
}

impl Terms {
    /// The terms modulo 2⁶⁴, as signed words. A term that fits 64 bits is its own low word.
    #[must_use]
    pub fn low_words(&self) -> &[i64] {
        self.low_words.get_or_init(|| self.exact.iter().map(low_word).collect())
    }

    /// The terms modulo the prime 2⁶¹ − 1.
    #[must_use]
    pub fn residues(&self) -> &[Residue] {
        self.residues.get_or_init(|| self.exact.iter().map(Residue::of).collect())
    }

    /// The information of each term after those before it, in bits: see [`information`].
    #[must_use]
    pub fn information(&self) -> &[f64] {
        self.information.get_or_init(|| information(&self.exact))
    }
}

impl Deref for Terms {
    type Target = [Int];

    fn deref(&self) -> &[Int] {
        &self.exact
    }
}

impl<'t> IntoIterator for &'t Terms {
    type Item = &'t Int;
    type IntoIter = std::slice::Iter<'t, Int>;

    fn into_iter(self) -> Self::IntoIter {
        self.exact.iter()
    }
}

impl From<Vec<Int>> for Terms {
    fn from(exact: Vec<Int>) -> Self {
        Self { exact, ..Self::default() }
    }
}

impl FromIterator<Int> for Terms {
    fn from_iter<I: IntoIterator<Item = Int>>(terms: I) -> Self {
        Self::from(terms.into_iter().collect::<Vec<Int>>())
    }
}

impl PartialEq for Terms {
    fn eq(&self, other: &Self) -> bool {
        self.exact == other.exact
    }
}

impl Eq for Terms {}

impl Hash for Terms {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.exact.hash(state);
    }
}

/// An integer modulo 2⁶⁴, as a signed word.
#[must_use]
pub fn low_word(x: &Int) -> i64 {
    match x {
        Int::Small(x) => *x,
        Int::Big(b) => {
            let word = b.iter_u64_digits().next().unwrap_or(0).cast_signed();
            if x.signum() < 0 { word.wrapping_neg() } else { word }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_forms() {
        let big: Int = "-36893488147419103235".parse().unwrap(); // −2⁶⁵ − 3
        let terms: Terms = [Int::from(7), Int::from(-1), big].into_iter().collect();
        assert_eq!(terms.low_words(), [7, -1, -3]);
        assert_eq!(terms.residues()[2], -Residue::new(19)); // 2⁶⁵ is 16 modulo 2⁶¹ − 1.
        assert_eq!(terms.information().len(), terms.len());
    }
}
