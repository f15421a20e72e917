//! What expressions are made of: the index alone, or the row and the column of a triangle.

use crate::targets::Target;
use crate::value_vec::{LANES, Lanes};

/// A leaf of a recurrence: its text, whether it is an earlier term, and its values by position in the target.
pub struct OwnLeaf {
    /// The text; `@` is the sequence itself.
    pub text: &'static str,
    /// Whether it is an earlier term.
    pub own: bool,
    /// Its values.
    pub lanes: Lanes,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    /// Expressions of the index.
    Line,
    /// Expressions of row and column.
    Rows,
}

fn row(n: i64) -> i64 {
    ((8 * n + 1).isqrt() - 1) / 2
}

fn column(n: i64) -> i64 {
    n - row(n) * (row(n) + 1) / 2
}

impl World {
    /// What stands before every expression.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Line => "",
            Self::Rows => "let r = (isqrt(8 * n + 1) - 1) / 2 in let k = n - r * (r + 1) / 2 in ",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Line => "program",
            Self::Rows => "program of row and column",
        }
    }

    /// The variables and constants of the bank: size, text, values.
    #[must_use]
    pub fn leaves(self) -> Vec<(usize, String, Lanes)> {
        let mut out = match self {
            Self::Line => vec![(1, "n".to_owned(), Lanes::of(|n| n))],
            Self::Rows => vec![
                (1, "r".to_owned(), Lanes::of(row)),
                (1, "k".to_owned(), Lanes::of(column)),
                (3, "n".to_owned(), Lanes::of(|n| n)),
            ],
        };
        for (size, constants) in [(1, &[0, 1, 2][..]), (2, &[3, 4, 5, 6]), (3, &[7, 8, 9, 10, 12, 16])] {
            for &c in constants {
                out.push((size, c.to_string(), Lanes::of(|_| c)));
            }
        }
        out
    }

    /// From how many indices on programs are tried as recurrences.
    #[must_use]
    pub fn starts(self) -> usize {
        match self {
            Self::Line => 2,
            Self::Rows => 1,
        }
    }

    /// The leaves of recurrences of a target whose first index is `from`.
    #[must_use]
    pub fn own(self, target: &Target, from: usize) -> Vec<OwnLeaf> {
        let one = |text, own, lanes| OwnLeaf { text, own, lanes };
        let back = |f: &dyn Fn(i64) -> Option<i64>| earlier(target, from, f);
        let mut out = match self {
            Self::Line => vec![
                one("@(n - 1)", true, back(&|n| Some(n - 1))),
                one("@(n - 2)", true, back(&|n| Some(n - 2))),
                one("@(n / 2)", true, back(&|n| Some(n / 2))),
                one("n", false, Lanes::of(|i| i + from as i64)),
            ],
            Self::Rows => vec![
                one("(if k == r then 0 else @(n - r))", true, back(&|n| (column(n) < row(n)).then(|| n - row(n)))),
                one("(if k == 0 then 0 else @(n - r - 1))", true, back(&|n| (column(n) > 0).then(|| n - row(n) - 1))),
                one("(if k == 0 then 0 else @(n - 1))", true, back(&|n| (column(n) > 0).then(|| n - 1))),
                one("r", false, Lanes::of(|i| row(i + from as i64))),
                one("k", false, Lanes::of(|i| column(i + from as i64))),
            ],
        };
        out.push(one("1", false, Lanes::of(|_| 1)));
        out.push(one("2", false, Lanes::of(|_| 2)));
        out
    }
}

/// The terms at earlier indices, which `index` tells; where it tells none, 0. Terms beyond 64 bits are known modulo 2⁶⁴.
fn earlier(target: &Target, from: usize, index: &dyn Fn(i64) -> Option<i64>) -> Lanes {
    let mut out = Lanes { v: [0; LANES], ok: 0, exact: 0, bad: 0 };
    for i in 0..LANES {
        let Some(n) = index((i + from) as i64) else {
            out.ok |= 1 << i;
            out.exact |= 1 << i;
            continue;
        };
        let Some(k) = usize::try_from(n).ok().and_then(|n| n.checked_sub(from)).filter(|&k| k < i) else { continue };
        if let Some(&t) = target.terms.get(k) {
            out.v[i] = t;
            out.ok |= 1 << i;
            out.exact |= (target.exact >> k & 1) << i;
        }
    }
    out
}
