//! Variables of expressions: the index alone, or the row and the column of a triangle.

use nth_propose::build::{Expr, Template};

use crate::expr::Leaf;
use crate::targets::Target;
use crate::value_vec::{LANES, ValueVec};

/// Constants by the size that they count for.
const CONSTANTS: [(usize, &[i64]); 3] = [(1, &[0, 1, 2]), (2, &[3, 4, 5, 6]), (3, &[7, 8, 9, 10, 12, 16])];

static ROW: Template = Template::new("(isqrt(8 * n + 1) - 1) / 2");
static COLUMN: Template = Template::new("n - r * (r + 1) / 2");

static PREVIOUS: Template = Template::new("@(n - 1)");
static PREVIOUS_BUT_ONE: Template = Template::new("@(n - 2)");
static HALF: Template = Template::new("@(n / 2)");
static ABOVE: Template = Template::new("(if k == r then 0 else @(n - r))");
static ABOVE_LEFT: Template = Template::new("(if k == 0 then 0 else @(n - r - 1))");
static LEFT: Template = Template::new("(if k == 0 then 0 else @(n - 1))");

/// A leaf of a recurrence.
pub struct RecurrenceLeaf {
    /// The source; `@` is the sequence itself.
    pub source: Expr,
    /// Whether it is an earlier term.
    pub recursive: bool,
    /// The values by position in the target.
    pub values: ValueVec,
}

/// The variables that an index gives to the expressions of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IndexShape {
    /// Index alone, as the variable `n`.
    Linear,
    /// The row `r` and the column `k` of a triangle that is read by rows.
    Triangular,
}

fn row(n: i64) -> i64 {
    ((8 * n + 1).isqrt() - 1) / 2
}

fn column(n: i64) -> i64 {
    n - row(n) * (row(n) + 1) / 2
}

impl IndexShape {
    /// All shapes, in the order in which they are searched.
    pub const ALL: [Self; 2] = [Self::Linear, Self::Triangular];

    /// An expression of the variables of this shape as an expression of `n`.
    #[must_use]
    pub fn of_index(self, e: Expr) -> Expr {
        match self {
            Self::Linear => e,
            Self::Triangular => e.given("k", COLUMN.expr().clone()).given("r", ROW.expr().clone()),
        }
    }

    /// The name of a program of such expressions, in descriptions and checkpoints.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Linear => "program",
            Self::Triangular => "program of row and column",
        }
    }

    /// The variables and constants of the bank.
    #[must_use]
    pub fn leaves(self) -> Vec<Leaf> {
        let variable = |size, name: &'static str, f: fn(i64) -> i64| Leaf::new(size, Expr::name(name), ValueVec::of(f));
        let mut out = match self {
            Self::Linear => vec![variable(1, "n", |n| n)],
            Self::Triangular => vec![variable(1, "r", row), variable(1, "k", column), variable(3, "n", |n| n)],
        };
        for (size, constants) in CONSTANTS {
            out.extend(constants.iter().map(|&c| Leaf::new(size, Expr::int(c), ValueVec::of(|_| c))));
        }
        out
    }

    /// Number of indices at which programs that are tried as recurrences may begin.
    #[must_use]
    pub fn recurrence_starts(self) -> usize {
        match self {
            Self::Linear => 2,
            Self::Triangular => 1,
        }
    }

    /// The leaves of recurrences of a target whose first index is `from`.
    #[must_use]
    pub fn recurrence_leaves(self, target: &Target, from: usize) -> Vec<RecurrenceLeaf> {
        let earlier = |source: &Template, index: &dyn Fn(i64) -> Option<i64>| RecurrenceLeaf {
            source: source.expr().clone(),
            recursive: true,
            values: earlier_terms(target, from, index),
        };
        let other = |source, f: &dyn Fn(i64) -> i64| RecurrenceLeaf {
            source,
            recursive: false,
            values: ValueVec::of(|i| f(i + from as i64)),
        };
        let mut out = match self {
            Self::Linear => vec![
                earlier(&PREVIOUS, &|n| Some(n - 1)),
                earlier(&PREVIOUS_BUT_ONE, &|n| Some(n - 2)),
                earlier(&HALF, &|n| Some(n / 2)),
                other(Expr::name("n"), &|n| n),
            ],
            Self::Triangular => vec![
                earlier(&ABOVE, &|n| (column(n) < row(n)).then(|| n - row(n))),
                earlier(&ABOVE_LEFT, &|n| (column(n) > 0).then(|| n - row(n) - 1)),
                earlier(&LEFT, &|n| (column(n) > 0).then(|| n - 1)),
                other(Expr::name("r"), &row),
                other(Expr::name("k"), &column),
            ],
        };
        out.extend([1, 2].map(|c| other(Expr::int(c), &|_| c)));
        out
    }
}

/// The terms at earlier indices, which `index` tells; 0 where it tells none. Terms beyond 64 bits are known modulo 2⁶⁴.
fn earlier_terms(target: &Target, from: usize, index: &dyn Fn(i64) -> Option<i64>) -> ValueVec {
    let mut out = ValueVec::UNKNOWN;
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
