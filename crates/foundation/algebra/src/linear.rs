//! Linear systems and kernels modulo the prime 2⁶¹ − 1.

use nth_num::Int;

use crate::residue::{Residue, common_denominator};

/// Rows of at most this width are not divided by their pivot: an inverse costs as much as many products.
const MAX_UNSCALED: usize = 9;

/// A matrix in echelon form that takes its rows one by one. It is read as the kernel of the rows, or as a system of
/// equations whose right sides are the last column.
pub struct Echelon {
    width: usize,
    /// The column of the pivot (the first entry that is not zero), and the row.
    rows: Vec<(usize, Vec<Residue>)>,
}

impl Echelon {
    /// A matrix without rows, of this many columns.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { width, rows: Vec::with_capacity(width) }
    }

    /// Takes a row of `width` entries. Returns the column of its pivot if it is independent of the rows before.
    pub fn take(&mut self, mut row: Vec<Residue>) -> Option<usize> {
        for (pivot, other) in &self.rows {
            let (f, p) = (row[*pivot], other[*pivot]);
            if f.is_zero() {
                continue;
            }
            if p == Residue::ONE {
                for (x, y) in row.iter_mut().zip(other).skip(*pivot) {
                    *x -= f * *y;
                }
            } else {
                for (x, y) in row.iter_mut().zip(other) {
                    *x = *x * p - f * *y;
                }
            }
        }
        let pivot = row.iter().position(|x| !x.is_zero())?;
        if self.width > MAX_UNSCALED {
            let scale = row[pivot].inverse()?;
            for x in &mut row[pivot..] {
                *x *= scale;
            }
        }
        self.rows.push((pivot, row));
        Some(pivot)
    }

    /// Number of independent rows.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Dimension of the kernel.
    #[must_use]
    pub fn nullity(&self) -> usize {
        self.width - self.rows.len()
    }

    /// Sets the entries at the pivots so that all rows vanish on the vector; the other entries are given.
    fn substitute(&self, v: &mut [Residue]) -> Option<()> {
        // A row is zero at the pivots of the rows before it, not at those of later ones.
        for (pivot, row) in self.rows.iter().rev() {
            v[*pivot] = Residue::ZERO;
            let s = Residue::dot(row.iter().copied().zip(v.iter().copied()));
            if !s.is_zero() {
                v[*pivot] = -(s * row[*pivot].inverse()?);
            }
        }
        Some(())
    }

    /// The integers that vanish on all rows, if they are unique up to a factor. A guess from residues: the caller
    /// verifies.
    #[must_use]
    pub fn kernel_vector(&self) -> Option<Vec<Int>> {
        if self.nullity() != 1 {
            return None;
        }
        let free = (0..self.width).find(|c| self.rows.iter().all(|(p, _)| p != c))?;
        let mut v = vec![Residue::ZERO; self.width];
        v[free] = Residue::ONE;
        self.substitute(&mut v)?;
        let scale = v.iter().rev().find(|x| !x.is_zero())?.inverse()?;
        let v: Vec<Residue> = v.iter().map(|x| *x * scale).collect();
        Some(common_denominator(&v)?.0)
    }

    /// The last column as the only combination of the others: numerators, and a positive denominator. A guess from
    /// residues: the caller verifies. `None` where there is no combination, or more than one.
    #[must_use]
    pub fn combination(&self) -> Option<(Vec<Int>, Int)> {
        let mut v = self.kernel_vector()?;
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

    /// The equations of `unknowns` coefficients and a right side. `None` as soon as they contradict one another.
    #[must_use]
    pub fn system(unknowns: usize, rows: impl Iterator<Item = Vec<Residue>>) -> Option<Self> {
        let mut system = Self::new(unknowns + 1);
        for row in rows {
            if system.take(row) == Some(unknowns) {
                return None;
            }
        }
        Some(system)
    }

    /// The solution of the equations whose right sides are the last column; free unknowns are 0. `None` where the
    /// equations contradict one another.
    #[must_use]
    pub fn solution(&self) -> Option<Vec<Residue>> {
        let unknowns = self.width.checked_sub(1)?;
        if self.rows.iter().any(|(p, _)| *p == unknowns) {
            return None;
        }
        let mut v = vec![Residue::ZERO; self.width];
        v[unknowns] = -Residue::ONE;
        self.substitute(&mut v)?;
        v.pop();
        Some(v)
    }
}

/// The solution of equations of `unknowns` coefficients and a right side. `None` where it is not unique, or there is
/// none.
pub fn solve(unknowns: usize, rows: impl Iterator<Item = Vec<Residue>>) -> Option<Vec<Residue>> {
    let system = Echelon::system(unknowns, rows)?;
    (system.rank() == unknowns).then(|| system.solution()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(xs: &[i64]) -> Vec<Residue> {
        xs.iter().map(|x| Residue::from_i64(*x)).collect()
    }

    #[test]
    fn kernels() {
        let mut kernel = Echelon::new(4);
        for (r, pivot) in
            [([1, 2, 3, 4], Some(0)), ([0, 0, 1, 5], Some(2)), ([2, 4, 0, 7], Some(3)), ([1, 2, 4, 9], None)]
        {
            assert_eq!(kernel.take(row(&r)), pivot);
        }
        assert_eq!(kernel.kernel_vector(), Some([-2, 1, 0, 0].map(Int::from).to_vec()));
        assert_eq!(kernel.take(row(&[1, 0, 0, 0])), Some(1));
        assert_eq!((kernel.nullity(), kernel.kernel_vector()), (0, None));
    }

    #[test]
    fn systems() {
        // Narrow and wide rows, which are kept in different forms.
        for width in [3, 12] {
            let wide = |xs: &[i64]| {
                let mut r = row(&xs[..2]);
                r.resize(width - 1, Residue::ZERO);
                r.push(Residue::from_i64(xs[2]));
                r
            };
            let mut system = Echelon::new(width);
            system.take(wide(&[2, 4, 10]));
            let free = system.solution().unwrap();
            assert_eq!((free[0], free[1]), (Residue::new(5), Residue::ZERO));
            system.take(wide(&[3, 5, 13]));
            let both = system.solution().unwrap();
            assert_eq!((both[0], both[1]), (Residue::ONE, Residue::new(2)));
            assert_eq!(system.take(wide(&[1, 1, 0])), Some(width - 1));
            assert_eq!(system.solution(), None);
        }
        assert_eq!(solve(2, [row(&[1, 1, 3])].into_iter()), None);
        assert_eq!(solve(2, [row(&[1, 1, 3]), row(&[1, -1, 1])].into_iter()), Some(row(&[2, 1])));
        let mut system = Echelon::new(3);
        system.take(row(&[2, 0, 1]));
        system.take(row(&[0, 3, 1]));
        assert_eq!(system.combination(), Some(([3, 2].map(Int::from).to_vec(), Int::from(6))));
    }
}
