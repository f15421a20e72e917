//! The Berlekamp–Massey algorithm: the shortest linear recurrence of terms modulo the prime 2⁶¹ − 1.

use crate::residue::Residue;

/// The shortest linear recurrence of the terms read so far, one term at a time.
///
/// No divisions are made: a recurrence is known up to a factor that is not zero (Massey 1969).
#[derive(Clone, Debug)]
pub struct BerlekampMassey {
    terms: Vec<Residue>,
    /// The sum of `current[j]` · a(i − j) is 0 for all i from `order` on.
    current: Vec<Residue>,
    order: usize,
    /// The recurrence before `current` became longer.
    previous: Vec<Residue>,
    /// Number of terms since `previous` failed.
    distance: usize,
    /// The discrepancy with which `previous` failed.
    failure: Residue,
}

impl Default for BerlekampMassey {
    fn default() -> Self {
        Self::new()
    }
}

impl BerlekampMassey {
    /// A state without terms; its recurrence has order 0.
    #[must_use]
    pub fn new() -> Self {
        Self {
            terms: Vec::new(),
            current: vec![Residue::ONE],
            order: 0,
            previous: vec![Residue::ONE],
            distance: 1,
            failure: Residue::ONE,
        }
    }

    /// Order of the recurrence.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// The recurrence as coefficients c with the sum of `c[j] · a(i − j)` = 0, where j goes from 0 to the order. `None`
    /// for order 0, and where the last coefficient is 0: then the recurrence does not hold from the first term on.
    #[must_use]
    pub fn recurrence(&self) -> Option<&[Residue]> {
        let whole = self.order > 0 && self.current.len() == self.order + 1 && !self.current[self.order].is_zero();
        whole.then_some(&self.current)
    }

    /// The amount by which the recurrence fails for terms, the last first, up to a factor; zero where it holds.
    fn discrepancy<'t>(&self, reversed: impl Iterator<Item = &'t Residue>) -> Residue {
        Residue::dot(self.current.iter().copied().zip(reversed.copied()))
    }

    /// Whether the recurrence holds for `term`, as the next one.
    #[must_use]
    pub fn holds_for(&self, term: Residue) -> bool {
        self.discrepancy(std::iter::once(&term).chain(self.terms.iter().rev())).is_zero()
    }

    /// Reads the next term, and changes the recurrence if it does not hold for it.
    pub fn take(&mut self, term: Residue) {
        self.terms.push(term);
        let d = self.discrepancy(self.terms.iter().rev());
        if d.is_zero() {
            self.distance += 1;
            return;
        }
        let read = self.terms.len();
        let longer = (2 * self.order < read).then(|| self.current.clone());
        if self.current.len() < self.previous.len() + self.distance {
            self.current.resize(self.previous.len() + self.distance, Residue::ZERO);
        }
        for x in &mut self.current {
            *x *= self.failure;
        }
        for (x, y) in self.current[self.distance..].iter_mut().zip(&self.previous) {
            *x -= d * *y;
        }
        match longer {
            Some(before) => {
                self.order = read - self.order;
                (self.previous, self.failure, self.distance) = (before, d, 1);
            }
            None => self.distance += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(terms: &[u64]) -> (usize, Option<Vec<Residue>>) {
        let mut b = BerlekampMassey::new();
        terms.iter().for_each(|x| b.take(Residue::new(*x)));
        (b.order(), b.recurrence().map(<[Residue]>::to_vec))
    }

    #[test]
    fn orders() {
        let (order_of_fib, c) = order(&[0, 1, 1, 2, 3, 5, 8, 13, 21]);
        let c = c.unwrap();
        let scale = c[0].inverse().unwrap();
        let c: Vec<Residue> = c.iter().map(|x| *x * scale).collect();
        assert_eq!((order_of_fib, c), (2, vec![Residue::ONE, -Residue::ONE, -Residue::ONE]));
        assert_eq!(order(&[5; 12]).0, 1);
        assert_eq!(order(&[0; 12]), (0, None));
        assert_eq!(order(&(0..30).map(|i| i * i).collect::<Vec<_>>()).0, 3);
        // An exception at the beginning: the order is one more than it is behind it.
        assert_eq!(order(&[7, 5, 5, 5, 5, 5, 5]), (2, None));
        let mut ones = BerlekampMassey::new();
        (0..4).for_each(|_| ones.take(Residue::ONE));
        assert!(ones.holds_for(Residue::ONE) && !ones.holds_for(Residue::ZERO));
    }
}
