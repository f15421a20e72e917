//! Triangles read by rows: expressions of the row and the column.

use std::sync::Mutex;

use nth_propose::Formula;
use nth_propose::build::{Expr, Template};
use rustc_hash::FxHashSet;

use crate::function::{Fun, NONE, OPS, Op, apply_all, call, range};
use crate::function_levels::says_little;
use crate::index::hash;
use crate::rows::{ROWS, Row};
use crate::search::{ArithmeticSearch, Candidate};
use nth_algebra::primes::PrimeTables;

/// Number of entries of a triangle that are kept.
const ENTRIES: usize = 120;
/// Number of entries that are examined first: five rows and one entry more, of each base.
const FIRST_ENTRIES: usize = 21;
/// Fewest entries before the first one without a value.
const MIN_ENTRIES: usize = 10;
/// Number of expressions of two and of three variables and constants that are kept.
const MAX_KEPT: (usize, usize) = (2_000, 40_000);
/// Largest constant that stands in an expression.
const MAX_CONSTANT: i64 = 4;

/// Operations that are common in tables and rare elsewhere.
static TABLE_OPS: &[Op] =
    &[call("binomial", false, binomial), call("bit_or", true, |a, b| (a >= 0 && b >= 0).then_some(a | b))];

/// Binomial coefficient; none for negative arguments.
pub fn binomial(n: i64, k: i64) -> Option<i64> {
    if n < 0 || k < 0 {
        return None;
    }
    if k > n {
        return Some(0);
    }
    (0..k.min(n - k)).try_fold(1i64, |b, i| b.checked_mul(n - i).map(|x| x / (i + 1)))
}

/// A numbering of the entries of a triangle: row and column as expressions of the index.
struct Numbering {
    /// The first index, row and column.
    base: i64,
    row: Template,
    column: Template,
}

static NUMBERINGS: [Numbering; 2] = [
    Numbering { base: 0, row: Template::new("triangular_root(n)"), column: Template::new("n - triangular(r)") },
    Numbering { base: 1, row: Template::new("repeated_naturals(n)"), column: Template::new("n - triangular(r - 1)") },
];

impl Numbering {
    /// An expression of row and column as one of the index.
    fn of_index(&self, e: Expr) -> Expr {
        e.given("c", self.column.expr().clone()).given("r", self.row.expr().clone())
    }
}

fn ops() -> impl Iterator<Item = &'static Op> {
    OPS.iter().chain(TABLE_OPS)
}

/// The rows that are common in tables, in the order of [`ROWS`].
fn common_rows() -> Vec<&'static Row> {
    let names = [
        "num_divisors($)",
        "sigma(1, $)",
        "euler_phi($)",
        "prime($)",
        "mobius($)",
        "square($)",
        "triangular($)",
        "2 ^ $",
        "3 ^ $",
        "factorial($)",
        "fib($)",
        "popcount($)",
        "alternating_sign($)",
        "$ / 2",
        "abs($)",
        "indicator(is_prime($))",
        "isqrt($)",
        "cube($)",
    ];
    ROWS.iter().filter(|r| names.contains(&r.source.text())).collect()
}

/// Looks up triangles, by size of the expression.
pub fn triangles(numbers: &PrimeTables, search: &ArithmeticSearch<'_>) {
    for numbering in &NUMBERINGS {
        Triangle { numbers, search, numbering, seen: Mutex::default(), rows: common_rows() }.look_all_up();
    }
}

/// The search for triangles of one numbering.
struct Triangle<'a> {
    numbers: &'a PrimeTables,
    search: &'a ArithmeticSearch<'a>,
    numbering: &'static Numbering,
    seen: Mutex<FxHashSet<u64>>,
    rows: Vec<&'static Row>,
}

impl Triangle<'_> {
    fn look_all_up(self) {
        let first = leaves(self.numbering.base);
        if let Ok(mut seen) = self.seen.lock() {
            seen.extend(first.iter().map(|f| hash(&f.values)));
        }
        for f in &first {
            self.look(&f.values, &|| f.source.clone(), &|| f.values.clone());
        }
        let second = self.grow(&first, &first, MAX_KEPT.0);
        let third = self.grow(&second, &first, MAX_KEPT.1);
        // Two of the second level, and the third with the first, are not kept.
        let kept: Vec<&Fun> = second.iter().chain(&third).collect();
        self.search.share_once(kept.len(), |i| {
            let f = kept[i];
            let with: &[Fun] = if i < second.len() { &second[..=i] } else { &first };
            let mut looked = 0;
            for g in with {
                for op in ops() {
                    looked += 1;
                    self.pair(op, f, g);
                    if !op.commutes {
                        looked += 1;
                        self.pair(op, g, f);
                    }
                }
                if self.search.over() {
                    break;
                }
            }
            self.search.count(looked, 0);
        });
    }

    /// Rows of the left expressions, and operations on a left and a right one; the smallest `most` of those with new
    /// values.
    fn grow(&self, left: &[Fun], right: &[Fun], most: usize) -> Vec<Fun> {
        let found: Mutex<Vec<(usize, Fun)>> = Mutex::default();
        let keep = |order: usize, values: Vec<i64>, source: &dyn Fn() -> Expr| {
            let known = values.iter().position(|&v| v == NONE).unwrap_or(ENTRIES);
            if known < FIRST_ENTRIES || values.iter().all(|v| *v == values[0]) {
                return;
            }
            {
                let Ok(mut seen) = self.seen.lock() else { return };
                if !seen.insert(hash(&values)) {
                    return;
                }
            }
            self.look(&values, source, &|| values.clone());
            if let Ok(mut found) = found.lock() {
                found.push((order, Fun { source: source(), values }));
            }
        };
        self.search.share(left.len(), |i| {
            let f = &left[i];
            for (row, values) in self.rows.iter().zip(apply_all(self.numbers, &self.rows, &f.values)) {
                keep(i, values, &|| row.source.expr().of(&f.source));
            }
            for (j, g) in right.iter().enumerate() {
                for op in ops() {
                    keep(i + j, op.values(&f.values, &g.values), &|| op.source(&f.source, &g.source));
                    if !op.commutes {
                        keep(i + j, op.values(&g.values, &f.values), &|| op.source(&g.source, &f.source));
                    }
                }
            }
            self.search.count((self.rows.len() + 20 * right.len()) as u64, 0);
        });
        let mut found = found.into_inner().unwrap_or_default();
        found.sort_by_cached_key(|(order, fun)| {
            let text = fun.source.to_string();
            (text.len(), *order, text)
        });
        found.truncate(most);
        found.into_iter().map(|x| x.1).collect()
    }

    fn pair(&self, op: &Op, f: &Fun, g: &Fun) {
        let mut values = [NONE; FIRST_ENTRIES];
        for ((v, &a), &b) in values.iter_mut().zip(&f.values).zip(&g.values) {
            *v = op.value(a, b);
            if *v == NONE {
                return;
            }
        }
        self.look(&values, &|| op.source(&f.source, &g.source), &|| op.values(&f.values, &g.values));
    }

    fn look(&self, values: &[i64], source: &dyn Fn() -> Expr, full: &dyn Fn() -> Vec<i64>) {
        let (lo, hi) = range(values);
        if lo > 0 || hi < MIN_ENTRIES {
            return;
        }
        let all = |_| {
            let all = full();
            let hi = range(&all).1;
            Some(all[..hi].to_vec())
        };
        let more = if says_little(&values[..hi]) { all(0) } else { None };
        let key = hash(more.as_deref().unwrap_or(&values[..hi]));
        if self.search.seen(key ^ self.numbering.base as u64) || values[..hi].iter().all(|v| *v == values[0]) {
            return;
        }
        let make = || Candidate {
            formula: Formula::new(self.numbering.of_index(source())).starting(self.numbering.base),
            description: "a table by rows".to_owned(),
            bits: self.search.bits(),
            determined_by: 0,
        };
        self.search.look_up(&values[..hi], hi, all, make);
    }
}

/// The variables, their neighbours, and constants.
fn leaves(base: i64) -> Vec<Fun> {
    let rows = (0..ENTRIES as i64).flat_map(|r| (0..=r).map(move |c| (r + base, c + base)));
    let places: Vec<(i64, i64)> = rows.take(ENTRIES).collect();
    let leaf = |source: Expr, f: &dyn Fn(i64, i64) -> i64| Fun {
        source,
        values: places.iter().map(|&(r, c)| f(r, c)).collect(),
    };
    let (r, c) = (|| Expr::name("r"), || Expr::name("c"));
    let mut out = vec![
        leaf(r(), &|r, _| r),
        leaf(c(), &|_, c| c),
        leaf(r() - c(), &|r, c| r - c),
        leaf(r() + c(), &|r, c| r + c),
        leaf(r().moved(1), &|r, _| r + 1),
        leaf(c().moved(1), &|_, c| c + 1),
    ];
    if base == 1 {
        out.push(leaf((r() - c()).moved(1), &|r, c| r - c + 1));
        out.push(leaf(r().moved(-1), &|r, _| r - 1));
        out.push(leaf(c().moved(-1), &|_, c| c - 1));
    }
    out.extend((1..=MAX_CONSTANT).map(|x| leaf(Expr::int(x), &|_, _| x)));
    out
}
