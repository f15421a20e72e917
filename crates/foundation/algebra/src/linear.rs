//! What vanishes on all rows of a matrix, modulo the prime.

use nth_num::Int;

use crate::field;

/// Rows of at most this width are not divided by their first number.
const NARROW: usize = 9;

/// Rows in echelon form, taken one by one. It is done early when nothing vanishes on the rows any more.
pub(crate) struct Kernel {
    width: usize,
    rows: Vec<(usize, Vec<u64>)>,
}

impl Kernel {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, rows: Vec::with_capacity(width) }
    }

    /// Takes a row; `false` once only 0 vanishes on all of them.
    pub(crate) fn take(&mut self, mut row: Vec<u64>) -> bool {
        for (pivot, other) in &self.rows {
            let (f, p) = (row[*pivot], other[*pivot]);
            if f != 0 && p != 1 {
                for (x, y) in row.iter_mut().zip(other) {
                    *x = field::sub(field::mul(*x, p), field::mul(f, *y));
                }
            } else if f != 0 {
                for (x, y) in row.iter_mut().zip(other).skip(*pivot) {
                    *x = field::sub(*x, field::mul(f, *y));
                }
            }
        }
        if let Some(pivot) = row.iter().position(|x| *x != 0) {
            // An inverse costs as much as many products.
            if self.width > NARROW {
                let scale = field::inv(row[pivot]);
                for x in &mut row[pivot..] {
                    *x = field::mul(*x, scale);
                }
            }
            self.rows.push((pivot, row));
        }
        self.rows.len() < self.width
    }

    /// Dimension of what vanishes.
    pub(crate) fn dimension(&self) -> usize {
        self.width - self.rows.len()
    }

    /// The integers that vanish, if they are unique up to a factor. Modulo the prime only: the caller verifies.
    pub(crate) fn vector(&self) -> Option<Vec<Int>> {
        if self.dimension() != 1 {
            return None;
        }
        let free = (0..self.width).find(|c| self.rows.iter().all(|(p, _)| p != c))?;
        let mut v = vec![0; self.width];
        v[free] = 1;
        // A row is zero at the pivots of the rows before it, not at those of later ones.
        for (pivot, row) in self.rows.iter().rev() {
            let s = row
                .iter()
                .zip(&v)
                .enumerate()
                .filter(|(c, _)| c != pivot)
                .fold(0, |s, (_, (x, y))| field::add(s, field::mul(*x, *y)));
            v[*pivot] = field::neg(field::mul(s, field::inv(row[*pivot])));
        }
        let lead = *v.iter().rev().find(|x| **x != 0)?;
        let scale = field::inv(lead);
        let v: Vec<u64> = v.iter().map(|x| field::mul(*x, scale)).collect();
        Some(field::integers(&v)?.0)
    }

    /// The last column as a combination of the others: numerators and denominator. `None` if it is not unique, or none.
    pub(crate) fn solution(&self) -> Option<(Vec<Int>, Int)> {
        let mut v = self.vector()?;
        let mut den = v.pop()?.neg();
        if den.is_zero() {
            return None;
        }
        if den.signum() < 0 {
            den = den.neg();
            v = v.iter().map(Int::neg).collect();
        }
        Some((v, den))
    }
}

/// [`Kernel::solution`] of these rows.
pub(crate) fn solve(rows: impl Iterator<Item = Vec<u64>>, width: usize) -> Option<(Vec<Int>, Int)> {
    let mut kernel = Kernel::new(width);
    for row in rows {
        if !kernel.take(row) {
            return None;
        }
    }
    kernel.solution()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_vanishes_is_found() {
        let rows = [[1, 2, 3, 4], [0, 0, 1, 5], [2, 4, 0, 7]];
        let mut kernel = Kernel::new(4);
        for row in rows {
            assert!(kernel.take(row.map(field::from_i64).to_vec()));
        }
        assert_eq!(kernel.vector(), Some([-2, 1, 0, 0].map(Int::from).to_vec()));
        assert!(!kernel.take([1, 0, 0, 0].map(field::from_i64).to_vec()));
    }
}
