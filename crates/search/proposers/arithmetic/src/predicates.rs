//! Predicates of integers as sets of bits, by size.

use std::collections::hash_map::Entry;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nth_propose::build::{BinOp, Expr};
use rustc_hash::FxHashMap;

use crate::function::{Fun, NONE, OPS, apply_all, floor_mod, range};
use crate::function_levels::basic;
use crate::predicate_families::{of_digits, polynomials, residues};
use crate::predicate_rows::PREDICATES;
use crate::rows::ROWS;
use crate::search::ArithmeticSearch;
use nth_algebra::gcd;
use nth_algebra::primes::PrimeTables;

/// Predicates are tabulated for the numbers 0, …, this − 1.
pub const RANGE: usize = 4096;
/// Number of 64-bit words of a set.
pub const WORDS: usize = RANGE / 64;

/// Numbers at the start that a predicate may have no value for.
const MAX_UNKNOWN: usize = 4;
/// Fewest numbers for which a predicate holds, and for which it does not.
const MIN_MEMBERS: (usize, usize) = (4, 8);

/// Fewest numbers that have a value for which a predicate `f(k) == value` is made.
const MIN_COMMON: u32 = 4;
/// Number of values of a function, the commonest ones, for which predicates `f(k) == value` are made.
const MAX_EQUAL: usize = 14;
/// Number of values for which predicates `f(k) > value` are made, too; these values are positive and below the second
/// bound.
const MAX_GREATER: (usize, i64) = (6, 20);
/// Moduli of predicates `f(k) % m == r`.
const MODULI: std::ops::RangeInclusive<i64> = 3..=12;

/// Number of basic functions on the left and on the right of a relation.
const RELATED: (usize, usize) = (90, 110);
/// Number of basic functions that stand on the left of an operation.
const MAX_LEFT_OPERANDS: usize = 60;
/// Operations that join two functions: sum, difference, product.
const JOINING_OPS: usize = 3;
/// Numbers at which a function must have a value soon to be composed with others.
const COMPOSED_PREFIX: usize = 64;

/// Orders are sizes, roughly: of predicates with the same numbers the one of the least order is kept. These are added
/// to the orders of larger forms.
mod order {
    pub const RELATION: usize = 8;
    pub const COMPOSITION: usize = 40;
    pub const OPERATION: usize = 60;
    pub const SHIFTED_OPERATION: usize = 90;
}

/// A predicate: its source and the numbers for which it holds.
pub struct Predicate {
    /// The source, a template.
    pub source: Expr,
    /// The numbers below [`RANGE`] for which it holds.
    pub bits: Box<[u64; WORDS]>,
    /// The first number for which it has a value.
    pub lo: usize,
}

impl Predicate {
    /// Whether it holds for a number below [`RANGE`].
    pub fn holds(&self, x: usize) -> bool {
        self.bits[x / 64] >> (x % 64) & 1 == 1
    }
}

/// Collects predicates; of those that hold for the same numbers the smallest is kept.
pub struct Collector {
    /// The numbers below this are examined.
    pub range: usize,
    most: usize,
    kept: AtomicUsize,
    found: Mutex<FxHashMap<u64, (usize, Predicate)>>,
}

impl Collector {
    /// Adds the predicate that the values satisfy `holds`, of this order.
    pub fn add(&self, order: usize, values: &[i64], holds: impl Fn(i64) -> Option<bool>, source: impl Fn() -> Expr) {
        let mut bits = Box::new([0u64; WORDS]);
        let mut lo = None;
        let mut ones = 0usize;
        for (i, &v) in values.iter().enumerate() {
            let b = if v == NONE { None } else { holds(v) };
            match (b, lo) {
                (None, None) if i < MAX_UNKNOWN => {}
                (None, _) => return,
                (Some(b), _) => {
                    lo = lo.or(Some(i));
                    bits[i / 64] |= u64::from(b) << (i % 64);
                    ones += usize::from(b);
                }
            }
        }
        if ones < MIN_MEMBERS.0 || ones + MIN_MEMBERS.1 > self.range {
            return;
        }
        let lo = lo.unwrap_or(0);
        // Numbers at the start without a value tell nothing.
        let words = bits.iter().enumerate().map(|(i, &w)| if i == 0 { (w >> 4) as i64 } else { w as i64 });
        let key = crate::index::hash(&words.collect::<Vec<_>>()) ^ u64::from(bits[0] as u8 & 14);
        let Ok(mut found) = self.found.lock() else { return };
        match found.entry(key) {
            Entry::Occupied(mut e) => {
                let old = e.get();
                if order < old.0 {
                    e.insert((order, Predicate { source: source(), bits, lo }));
                } else if order == old.0 {
                    let source = source();
                    if written(&source) < written(&old.1.source) {
                        e.insert((order, Predicate { source, bits, lo }));
                    }
                }
            }
            Entry::Vacant(e) => {
                if self.kept.fetch_add(1, Ordering::Relaxed) < self.most {
                    e.insert((order, Predicate { source: source(), bits, lo }));
                }
            }
        }
    }

    /// Adds the first `rows` rows of predicates of a function, and comparisons of its values with constants.
    fn of(
        &self,
        numbers: &PrimeTables,
        search: &ArithmeticSearch<'_>,
        order: usize,
        source: &Expr,
        values: &[i64],
        rows: usize,
    ) {
        // Most functions that are unknown somewhere are unknown soon.
        let (lo, hi) = range(values);
        if lo >= MAX_UNKNOWN || hi < self.range {
            return;
        }
        let all = rows == PREDICATES.len();
        let rows = &PREDICATES[..rows];
        for (t, (row, truth)) in rows.iter().zip(apply_all(numbers, rows, values)).enumerate() {
            self.add(order + order * t / 8, &truth, |v| Some(v != 0), || row.source.expr().of(source));
        }
        // The commonest values, and the smallest.
        let mut counts: FxHashMap<i64, u32> = FxHashMap::default();
        for &v in values {
            *counts.entry(v).or_default() += 1;
        }
        let mut common: Vec<(i64, u32)> = counts.into_iter().filter(|c| c.1 >= MIN_COMMON).collect();
        common.sort_by_key(|&(v, c)| (std::cmp::Reverse(c), v));
        for (i, &(c, _)) in common.iter().take(MAX_EQUAL).enumerate() {
            let at = order + order * i / 8;
            self.add(at, values, |v| Some(v == c), || source.clone().equals(Expr::int(c)));
            if i < MAX_GREATER.0 && (1..MAX_GREATER.1).contains(&c) {
                self.add(at + order, values, |v| Some(v > c), || source.clone().greater(Expr::int(c)));
            }
        }
        if all {
            for m in MODULI {
                for r in 0..m {
                    let at = order * (m as usize + 1) / 2;
                    let source = || (source.clone() % Expr::int(m)).equals(Expr::int(r));
                    self.add(at, values, |v| floor_mod(v, m).map(|x| x == r), source);
                }
            }
        }
        search.count(rows.len() as u64 + 20, 0);
    }

    /// Adds a relation of two functions.
    fn relate(&self, order: usize, r: &Relation, f: &Fun, g: &Fun) {
        let truth: Vec<i64> = f
            .values
            .iter()
            .zip(&g.values)
            .map(|(&a, &b)| if a == NONE || b == NONE { NONE } else { (r.holds)(a, b).map_or(NONE, i64::from) })
            .collect();
        self.add(order, &truth, |v| Some(v != 0), || (r.source)(f.source.clone(), g.source.clone()));
    }
}

/// The length of a source, and the source: the order of sources of one size.
fn written(source: &Expr) -> (usize, String) {
    let text = source.to_string();
    (text.len(), text)
}

/// A relation of two functions.
struct Relation {
    source: fn(Expr, Expr) -> Expr,
    holds: fn(i64, i64) -> Option<bool>,
    symmetric: bool,
}

static RELATIONS: &[Relation] = &[
    Relation { source: |a, b| a.join(BinOp::EQ, b), holds: |a, b| Some(a == b), symmetric: true },
    Relation { source: |a, b| a.join(BinOp::LT, b), holds: |a, b| Some(a < b), symmetric: false },
    Relation {
        source: |a, b| (a % b).equals(Expr::int(0)),
        holds: |a, b| floor_mod(a, b).map(|r| r == 0),
        symmetric: false,
    },
    Relation {
        source: |a, b| Expr::call("gcd", [a, b]).equals(Expr::int(1)),
        holds: |a, b| Some(gcd(a, b) == 1),
        symmetric: true,
    },
];

/// The predicates of the numbers below `range`, the smallest first; at most `most`. Predicates that are not `deep` are
/// quickly made.
pub fn enumerate(
    numbers: &PrimeTables,
    search: &ArithmeticSearch<'_>,
    most: usize,
    range: usize,
    deep: bool,
) -> Vec<Predicate> {
    let base: Vec<Fun> = basic(numbers, range);
    if search.ended() {
        return Vec::new();
    }
    let collector = Collector { range, most: 2 * most, kept: AtomicUsize::new(0), found: Mutex::default() };
    residues(search, &collector);
    of_digits(numbers, search, &collector);
    search.share(base.len(), |i| of_basic(numbers, search, &collector, &base, i));
    polynomials(numbers, search, &collector);
    if deep {
        search.share(base.len(), |i| of_compositions(numbers, search, &collector, &base, i));
        search.share(MAX_LEFT_OPERANDS, |i| of_operations(numbers, search, &collector, &base, i));
    }
    if search.ended() {
        return Vec::new();
    }
    let mut all: Vec<(usize, Predicate)> = collector.found.into_inner().unwrap_or_default().into_values().collect();
    all.sort_by_cached_key(|(order, p)| (*order, written(&p.source)));
    all.truncate(most);
    search.count(0, all.len() as u64);
    search.hold(all.len() as u64 * (RANGE as u64 / 4 + 200));
    all.into_iter().map(|x| x.1).collect()
}

/// Predicates of a basic function, and its relations with others.
fn of_basic(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, collector: &Collector, base: &[Fun], i: usize) {
    let f = &base[i];
    collector.of(numbers, search, i + 1, &f.source, &f.values, PREDICATES.len());
    if i >= RELATED.0 {
        return;
    }
    for (j, g) in base.iter().take(RELATED.1).enumerate() {
        for r in RELATIONS {
            if i != j && (j > i || !r.symmetric) {
                collector.relate((i + 1) * (j + 1) / 2 + order::RELATION, r, f, g);
            }
        }
    }
}

/// Predicates of rows of a basic function, and relations of these with the argument and its neighbours.
fn of_compositions(
    numbers: &PrimeTables,
    search: &ArithmeticSearch<'_>,
    collector: &Collector,
    base: &[Fun],
    i: usize,
) {
    let f = &base[i];
    if range(&f.values[..COMPOSED_PREFIX]).0 >= MAX_UNKNOWN {
        return;
    }
    for (j, (row, values)) in ROWS.iter().zip(apply_all(numbers, &ROWS, &f.values)).enumerate() {
        let row = row.source.expr();
        let g = Fun { source: row.of(&f.source), values };
        let order = order::COMPOSITION + (i + 1) * (j + 1) / 2;
        collector.of(numbers, search, order, &g.source, &g.values, if i < ROWS.len() { 8 } else { 4 });
        // The argument and its neighbours; the same function of the index, if this is one of another argument.
        let same = base.iter().find(|b| i > ROWS.len() && b.source == *row);
        for (k, h) in base.iter().take(3).chain(same).enumerate() {
            for r in RELATIONS.iter().take(if k < 3 { 3 } else { 4 }) {
                collector.relate(order * (k + 1), r, &g, h);
                if !r.symmetric {
                    collector.relate(order * (k + 1), r, h, &g);
                }
            }
        }
        if search.over() {
            return;
        }
    }
}

/// Predicates of sums, differences and products of two basic functions, and of these moved by 1.
fn of_operations(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, collector: &Collector, base: &[Fun], i: usize) {
    let f = &base[i];
    for (j, g) in base.iter().take(ROWS.len()).enumerate() {
        for op in &OPS[..JOINING_OPS] {
            if i == j || (op.commutes && j < i) || search.over() {
                continue;
            }
            let values = op.values(&f.values, &g.values);
            let source = op.source(&f.source, &g.source);
            let order = (i + 1) * (j + 1);
            collector.of(numbers, search, order::OPERATION + order, &source, &values, 9);
            for c in [1i64, -1] {
                let shifted: Vec<i64> =
                    values.iter().map(|&v| if v == NONE { NONE } else { v.saturating_add(c) }).collect();
                let source = source.clone().moved(c);
                collector.of(numbers, search, order::SHIFTED_OPERATION + 2 * order, &source, &shifted, 2);
            }
        }
    }
}
