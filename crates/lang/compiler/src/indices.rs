//! The order in which the terms of a sequence, triangle or array are read.

use nth_types::hir::DefKind;

/// An iterator over the indices of the terms, in order: for a `seq` the index; for a `triangle` row and column, by
/// rows; for an `array` both indices, by antidiagonals, the first index rising. Ends only when an index leaves 64 bits.
/// An `fn` has no terms.
#[derive(Clone, Debug)]
pub struct Indices {
    kind: DefKind,
    first: [i64; 2],
    /// The row (triangle), antidiagonal (array) or position (`seq`) of the next term, from 0.
    row: i64,
    /// The place of the next term on its row or antidiagonal, from 0.
    place: i64,
}

impl Indices {
    /// The indices from the first term on.
    #[must_use]
    pub fn new(kind: DefKind, offsets: &[i64]) -> Self {
        let at = |i: usize| offsets.get(i).copied().unwrap_or(0);
        Self { kind, first: [at(0), at(1)], row: 0, place: 0 }
    }

    /// Position, from 0, of the term that a `check … from` begins with: `from` is the index of a `seq`, and already the
    /// position in a triangle or an array. None before the first term.
    #[must_use]
    pub fn position(kind: DefKind, offsets: &[i64], from: i64) -> Option<u64> {
        let first = if kind == DefKind::Seq { offsets.first().copied().unwrap_or(0) } else { 0 };
        u64::try_from(i128::from(from) - i128::from(first)).ok()
    }

    /// The indices from the term at `position` on, counted from 0.
    #[must_use]
    pub fn starting_at(mut self, position: u64) -> Self {
        match self.kind {
            // A position beyond 2^63 − 1 has an index if the first one is negative.
            DefKind::Seq => match self.first[0].checked_add_unsigned(position) {
                Some(n) => (self.first[0], self.row) = (n, 0),
                None => self.kind = DefKind::Fn,
            },
            DefKind::Fn => {}
            DefKind::Triangle | DefKind::Array => (self.row, self.place) = locate(position, self.first_length()),
        }
        self
    }

    /// The number of terms in the first row that has any.
    fn first_length(&self) -> i64 {
        match self.kind {
            DefKind::Triangle => (i128::from(self.first_row()) - i128::from(self.first[1]) + 1) as i64,
            DefKind::Seq | DefKind::Array | DefKind::Fn => 1,
        }
    }

    /// The first row of a triangle that has terms: rows are empty while n is less than the offset of k.
    fn first_row(&self) -> i64 {
        self.first[0].max(self.first[1])
    }

    /// Whether a row of a triangle, or an antidiagonal of an array, starts with the term at this index.
    #[must_use]
    pub fn starts_row(&self, index: &[i64]) -> bool {
        match self.kind {
            DefKind::Triangle => index.get(1) == Some(&self.first[1]),
            DefKind::Array => index.first() == Some(&self.first[0]),
            DefKind::Seq | DefKind::Fn => false,
        }
    }
}

impl Iterator for Indices {
    type Item = Vec<i64>;

    fn next(&mut self) -> Option<Vec<i64>> {
        if self.kind == DefKind::Seq {
            let n = self.first[0].checked_add(self.row)?;
            // After the largest row there is no index, whatever the first one is.
            match self.row.checked_add(1) {
                Some(row) => self.row = row,
                None => self.kind = DefKind::Fn,
            }
            return Some(vec![n]);
        }
        let length = self.first_length().checked_add(self.row)?;
        let index = match self.kind {
            DefKind::Fn | DefKind::Seq => return None,
            DefKind::Triangle => {
                vec![self.first_row().checked_add(self.row)?, self.first[1].checked_add(self.place)?]
            }
            DefKind::Array => {
                vec![self.first[0].checked_add(self.place)?, self.first[1].checked_add(self.row - self.place)?]
            }
        };
        self.place += 1;
        if self.place == length {
            self.place = 0;
            self.row += 1;
        }
        Some(index)
    }
}

/// Row and place of a position when the rows have `length`, `length` + 1, … terms.
fn locate(position: u64, length: i64) -> (i64, i64) {
    let (p, l) = (i128::from(position), i128::from(length));
    let before = |rows: i128| rows * l + rows * (rows - 1) / 2;
    let (mut low, mut high) = (0_i128, 1_i128 << 33);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if before(middle) <= p {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low as i64, (p - before(low)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(kind: DefKind, offsets: &[i64], from: u64) -> Vec<Vec<i64>> {
        Indices::new(kind, offsets).starting_at(from).take(6).collect()
    }

    #[test]
    fn orders() {
        assert_eq!(first(DefKind::Seq, &[-1], 0), [[-1], [0], [1], [2], [3], [4]]);
        assert_eq!(first(DefKind::Triangle, &[0, 0], 0), [[0, 0], [1, 0], [1, 1], [2, 0], [2, 1], [2, 2]]);
        assert_eq!(first(DefKind::Triangle, &[1, 1], 0), [[1, 1], [2, 1], [2, 2], [3, 1], [3, 2], [3, 3]]);
        assert_eq!(first(DefKind::Triangle, &[1, 0], 0), [[1, 0], [1, 1], [2, 0], [2, 1], [2, 2], [3, 0]]);
        assert_eq!(first(DefKind::Triangle, &[0, 2], 0), [[2, 2], [3, 2], [3, 3], [4, 2], [4, 3], [4, 4]]);
        assert_eq!(first(DefKind::Array, &[0, 0], 0), [[0, 0], [0, 1], [1, 0], [0, 2], [1, 1], [2, 0]]);
        assert_eq!(first(DefKind::Array, &[1, 2], 0), [[1, 2], [1, 3], [2, 2], [1, 4], [2, 3], [3, 2]]);
        assert_eq!(first(DefKind::Fn, &[], 0), Vec::<Vec<i64>>::new());
    }

    #[test]
    fn rows_start_at_the_first_column() {
        let starts = |kind, offsets: &[i64]| -> Vec<bool> {
            let all = Indices::new(kind, offsets);
            all.clone().take(6).map(|index| all.starts_row(&index)).collect()
        };
        assert_eq!(starts(DefKind::Triangle, &[1, 1]), [true, true, false, true, false, false]);
        assert_eq!(starts(DefKind::Array, &[0, 3]), [true, true, false, true, false, false]);
        assert_eq!(starts(DefKind::Seq, &[0]), [false; 6]);
    }

    #[test]
    fn starting_later_is_skipping() {
        for kind in [DefKind::Seq, DefKind::Triangle, DefKind::Array] {
            for offsets in [[0, 0], [1, 0], [0, 3], [2, -1]] {
                let all: Vec<_> = Indices::new(kind, &offsets).take(60).collect();
                for from in 0..50 {
                    assert_eq!(first(kind, &offsets, from as u64), all[from..from + 6]);
                }
            }
        }
    }
}
