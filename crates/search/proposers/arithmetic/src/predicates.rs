//! Properties of integers as sets of bits, by size.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashMap;

use crate::function::{Fun, NONE, OPS, apply_all, floor_mod};
use crate::function_levels::basic;
use crate::numbers::{Numbers, gcd};
use crate::predicate_rows::TESTS;
use crate::rows::ROWS;
use crate::search::Finder;
use crate::source::Source;

/// The numbers that properties are tabled for: 0, …, this − 1.
pub const RANGE: usize = 4096;
/// Words of a set.
pub const WORDS: usize = RANGE / 64;

/// A property: its source and the numbers that have it.
pub struct Predicate {
    /// Its source, with `$` for the number.
    pub source: Source,
    /// The numbers below [`RANGE`] that have it.
    pub bits: Box<[u64; WORDS]>,
    /// The first number for which it has a value.
    pub lo: usize,
}

/// Collects properties; of those with the same numbers the smallest is kept.
struct Collector {
    range: usize,
    most: usize,
    kept: AtomicUsize,
    found: Mutex<FxHashMap<u64, (usize, Predicate)>>,
}

impl Collector {
    fn add(&self, order: usize, values: &[i64], holds: impl Fn(i64) -> Option<bool>, source: impl Fn() -> Source) {
        let mut bits = Box::new([0u64; WORDS]);
        let mut lo = None;
        let mut ones = 0usize;
        for (i, &v) in values.iter().enumerate() {
            let b = if v == NONE { None } else { holds(v) };
            match (b, lo) {
                (None, None) if i < 4 => {}
                (None, _) => return,
                (Some(b), _) => {
                    lo = lo.or(Some(i));
                    bits[i / 64] |= u64::from(b) << (i % 64);
                    ones += usize::from(b);
                }
            }
        }
        if ones < 4 || ones + 8 > self.range {
            return;
        }
        let lo = lo.unwrap_or(0);
        // Numbers at the start without a value tell nothing.
        let words = bits.iter().enumerate().map(|(i, &w)| if i == 0 { (w >> 4) as i64 } else { w as i64 });
        let key = crate::index::hash(&words.collect::<Vec<_>>()) ^ u64::from(bits[0] as u8 & 14);
        let Ok(mut found) = self.found.lock() else { return };
        match found.entry(key) {
            std::collections::hash_map::Entry::Occupied(mut e) => {
                let old = e.get();
                if order < old.0 {
                    let source = source();
                    e.insert((order, Predicate { source, bits, lo }));
                } else if order == old.0 {
                    let source = source();
                    if (source.text.len(), &source.text) < (old.1.source.text.len(), &old.1.source.text) {
                        e.insert((order, Predicate { source, bits, lo }));
                    }
                }
            }
            std::collections::hash_map::Entry::Vacant(e) => {
                if self.kept.fetch_add(1, Ordering::Relaxed) < self.most {
                    e.insert((order, Predicate { source: source(), bits, lo }));
                }
            }
        }
    }

    /// All tests and values of one function.
    fn of(&self, numbers: &Numbers, finder: &Finder<'_>, order: usize, source: &Source, values: &[i64], tests: usize) {
        // Most functions that are unknown somewhere are unknown soon.
        let (lo, hi) = crate::function::range(values);
        if lo > 3 || hi < self.range {
            return;
        }
        let rows = &TESTS[..tests];
        for (t, (row, truth)) in rows.iter().zip(apply_all(numbers, rows, values)).enumerate() {
            self.add(order + order * t / 8, &truth, |v| Some(v != 0), || Source::template(row.source).of(source));
        }
        // The commonest values, and the smallest.
        let mut counts: FxHashMap<i64, u32> = FxHashMap::default();
        for &v in values {
            *counts.entry(v).or_default() += 1;
        }
        let mut common: Vec<(i64, u32)> = counts.into_iter().filter(|c| c.1 >= 4).collect();
        common.sort_by_key(|&(v, c)| (std::cmp::Reverse(c), v));
        for (i, &(c, _)) in common.iter().take(14).enumerate() {
            let constant = Source::at(if c < 0 { 3 } else { 0 }, c.to_string());
            let at = order + order * i / 8;
            self.add(at, values, |v| Some(v == c), || source.join("==", 4, &constant));
            if i < 6 && (1..20).contains(&c) {
                self.add(at + order, values, |v| Some(v > c), || source.join(">", 4, &constant));
            }
        }
        if tests == TESTS.len() {
            for m in 3..=12i64 {
                for r in 0..m {
                    let left = source.join("%", 2, &Source::atom(m.to_string()));
                    let text = Source::atom(r.to_string());
                    let at = order * (m as usize + 1) / 2;
                    self.add(at, values, |v| floor_mod(v, m).map(|x| x == r), || left.join("==", 4, &text));
                }
            }
        }
        finder.count(tests as u64 + 20, 0);
    }
}

/// A relation of two functions.
struct Relation {
    source: fn(&Source, &Source) -> Source,
    holds: fn(i64, i64) -> Option<bool>,
    symmetric: bool,
}

static RELATIONS: &[Relation] = &[
    Relation { source: |a, b| a.join("==", 4, b), holds: |a, b| Some(a == b), symmetric: true },
    Relation { source: |a, b| a.join("<", 4, b), holds: |a, b| Some(a < b), symmetric: false },
    Relation {
        source: |a, b| a.join("%", 2, b).join("==", 4, &Source::atom("0")),
        holds: |a, b| floor_mod(a, b).map(|r| r == 0),
        symmetric: false,
    },
    Relation {
        source: |a, b| Source::atom(format!("gcd({}, {})", a.text, b.text)).join("==", 4, &Source::atom("1")),
        holds: |a, b| Some(gcd(a, b) == 1),
        symmetric: true,
    },
];

/// The properties of the numbers below `range`, the smallest first; at most `most`. Those that are not `deep` are quickly made.
pub fn enumerate(numbers: &Numbers, finder: &Finder<'_>, most: usize, range: usize, deep: bool) -> Vec<Predicate> {
    let base: Vec<Fun> = basic(numbers, range);
    if finder.ended() {
        return Vec::new();
    }
    let collector = Collector { range, most: 2 * most, kept: AtomicUsize::new(0), found: Mutex::default() };
    families(numbers, finder, &collector);
    finder.share("properties", base.len(), |i| {
        let f = &base[i];
        collector.of(numbers, finder, i + 1, &f.source, &f.values, TESTS.len());
        if i < 90 {
            for (j, g) in base.iter().take(110).enumerate() {
                for r in RELATIONS {
                    if i != j && (j > i || !r.symmetric) {
                        relate(&collector, (i + 1) * (j + 1) / 2 + 8, r, f, g);
                    }
                }
            }
        }
    });
    expressions(numbers, finder, &collector);
    let composed = if deep { base.len() } else { 0 };
    finder.share("properties of functions of functions", composed, |i| {
        let f = &base[i];
        if crate::function::range(&f.values[..64]).0 > 3 {
            return;
        }
        for (j, (row, values)) in ROWS.iter().zip(apply_all(numbers, ROWS, &f.values)).enumerate() {
            let g = Fun { source: Source::template(row.source).of(&f.source), values };
            let order = 40 + (i + 1) * (j + 1) / 2;
            collector.of(numbers, finder, order, &g.source, &g.values, if i < ROWS.len() { 8 } else { 4 });
            // The argument and its neighbours; the same function of the index, if this is one of another argument.
            let same = base.iter().find(|b| i > ROWS.len() && &*b.source.text == row.source);
            for (k, h) in base.iter().take(3).chain(same).enumerate() {
                for r in RELATIONS.iter().take(if k < 3 { 3 } else { 4 }) {
                    relate(&collector, order * (k + 1), r, &g, h);
                    if !r.symmetric {
                        relate(&collector, order * (k + 1), r, h, &g);
                    }
                }
            }
            if finder.over() {
                return;
            }
        }
    });
    finder.share("properties of sums and products", if deep { 60 } else { 0 }, |i| {
        let f = &base[i];
        for (j, g) in base.iter().take(ROWS.len()).enumerate() {
            for op in &OPS[..3] {
                if i == j || (op.commutes && j < i) || finder.over() {
                    continue;
                }
                let values: Vec<i64> = f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect();
                let source = op.source(&f.source, &g.source);
                collector.of(numbers, finder, 60 + (i + 1) * (j + 1), &source, &values, 9);
                for c in [1i64, -1] {
                    let (sign, shifted) = (
                        if c > 0 { "+" } else { "-" },
                        values.iter().map(|&v| if v == NONE { NONE } else { v.saturating_add(c) }),
                    );
                    let shifted: Vec<i64> = shifted.collect();
                    let source = source.join(sign, 3, &Source::atom("1"));
                    collector.of(numbers, finder, 90 + 2 * (i + 1) * (j + 1), &source, &shifted, 2);
                }
            }
        }
    });
    if finder.ended() {
        return Vec::new();
    }
    let mut all: Vec<(usize, Predicate)> = collector.found.into_inner().unwrap_or_default().into_values().collect();
    all.sort_by(|a, b| {
        (a.0, a.1.source.text.len(), &a.1.source.text).cmp(&(b.0, b.1.source.text.len(), &b.1.source.text))
    });
    all.truncate(most);
    finder.count(0, all.len() as u64);
    finder.hold(all.len() as u64 * (RANGE as u64 / 4 + 200));
    all.into_iter().map(|x| x.1).collect()
}

/// Residues and digits.
fn families(numbers: &Numbers, finder: &Finder<'_>, collector: &Collector) {
    let all: Vec<i64> = (0..collector.range as i64).collect();
    finder.share("residues", 101, |m| {
        for r in 0..m as i64 {
            collector.add(
                30 + m * 6,
                &all,
                |k| Some(k % m as i64 == r),
                || Source::template(&format!("$ % {m} == {r}")),
            );
        }
        finder.count(m as u64, 0);
    });
    // Digits: how often each occurs, runs, the first and the last.
    finder.share("properties of digits", 15, |base| {
        let base = base as i64 + 2;
        let digits: Vec<Vec<i64>> = all.iter().map(|&k| crate::digits::of(k, base)).collect();
        let counts: Vec<Vec<i64>> =
            (0..base).map(|d| digits.iter().map(|x| x.iter().filter(|y| **y == d).count() as i64).collect()).collect();
        let name = |d: i64| format!("count_digit($, {d}, {base})");
        for d in 0..base {
            let own = &counts[d as usize];
            for c in 0..=8i64 {
                collector.add(
                    60 + 20 * c as usize,
                    own,
                    |v| Some(v == c),
                    || Source::template(&format!("{} == {c}", name(d))),
                );
            }
            for other in 0..d {
                let both: Vec<i64> = own.iter().zip(&counts[other as usize]).map(|(a, b)| a - b).collect();
                collector.add(
                    300,
                    &both,
                    |v| Some(v == 0),
                    || Source::template(&format!("{} == {}", name(d), name(other))),
                );
                collector.add(
                    400,
                    &both,
                    |v| Some(v < 0),
                    || Source::template(&format!("{} < {}", name(d), name(other))),
                );
                collector.add(
                    400,
                    &both,
                    |v| Some(v > 0),
                    || Source::template(&format!("{} > {}", name(d), name(other))),
                );
            }
            let first: Vec<i64> = digits.iter().map(|x| x[0]).collect();
            collector.add(
                200,
                &first,
                |v| Some(v == d),
                || Source::template(&format!("head(digits($, {base})) == {d}")),
            );
            let most: Vec<i64> = digits.iter().map(|x| x.iter().copied().max().unwrap_or(0)).collect();
            collector.add(
                200,
                &most,
                |v| Some(v == d),
                || Source::template(&format!("maximum(digits($, {base})) == {d}")),
            );
        }
        let runs: Vec<i64> = digits.iter().map(|x| 1 + x.windows(2).filter(|w| w[0] != w[1]).count() as i64).collect();
        let text = format!("length(run_starts(digits($, {base})))");
        for c in 1..=12i64 {
            collector.add(
                150 + 20 * c as usize,
                &runs,
                |v| Some(v == c),
                || Source::template(&format!("{text} == {c}")),
            );
        }
        for m in 2..=10i64 {
            for r in 0..m {
                collector.add(400, &runs, |v| Some(v % m == r), || Source::template(&format!("{text} % {m} == {r}")));
            }
        }
        let sums: Vec<i64> = digits.iter().map(|x| x.iter().sum()).collect();
        for m in 2..=10i64 {
            for r in 0..m {
                collector.add(
                    400,
                    &sums,
                    |v| Some(v % m == r),
                    || Source::template(&format!("digit_sum($, {base}) % {m} == {r}")),
                );
            }
        }
        for (i, row) in TESTS[..4].iter().enumerate() {
            let truth = apply_all(numbers, std::slice::from_ref(row), &sums).pop().unwrap_or_default();
            let of = Source::template(row.source).of(&Source::atom(format!("digit_sum($, {base})")));
            collector.add(200 + 50 * i, &truth, |v| Some(v != 0), || of.clone());
        }
        finder.count(1000, 0);
    });
}

/// Whether linear, quadratic and cubic expressions are prime, or square.
fn expressions(numbers: &Numbers, finder: &Finder<'_>, collector: &Collector) {
    let all: Vec<i64> = (0..collector.range as i64).collect();
    let text = |a: i64, x: &str, b: i64| {
        let left = if a == 1 { x.to_owned() } else { format!("{a} * {x}") };
        match b {
            0 => left,
            b if b > 0 => format!("{left} + {b}"),
            b => format!("{left} - {}", -b),
        }
    };
    // Linear and quadratic arguments.
    finder.share("properties with parameters", 42, |a| {
        let a = a as i64;
        if a >= 1 {
            for b in -60..=100i64 {
                let order = 40 + (a * (b.abs() + 1)) as usize / 2;
                for (test, row) in TESTS[..4].iter().enumerate().filter(|t| t.0 < 3 && (t.0 < 2 || a * b.abs() < 60)) {
                    let values: Vec<i64> = all.iter().map(|k| a * k + b).collect();
                    let truth = apply_all(numbers, std::slice::from_ref(row), &values).pop().unwrap_or_default();
                    collector.add(
                        order * (test + 2) / 2,
                        &truth,
                        |v| Some(v != 0),
                        || Source::template(row.source).of(&Source::template(&text(a, "$", b))),
                    );
                }
                for (x, f) in [
                    ("$ * $", (|k| k * k) as fn(i64) -> i64),
                    ("$ * ($ + 1)", |k| k * (k + 1)),
                    ("$ ^ 3", |k| k * k * k),
                ] {
                    if a <= 24 {
                        collector.add(
                            order,
                            &all,
                            |k| numbers.is_prime(a * f(k) + b),
                            || Source::atom(format!("is_prime({})", text(a, x, b))),
                        );
                    }
                }
                if finder.over() {
                    return;
                }
            }
        }
        finder.count(161 * 5, 0);
    });
}

fn relate(collector: &Collector, order: usize, r: &Relation, f: &Fun, g: &Fun) {
    // The pairs of values, as places in the range.
    let places: Vec<i64> = f
        .values
        .iter()
        .zip(&g.values)
        .map(|(&a, &b)| if a == NONE || b == NONE { NONE } else { (r.holds)(a, b).map_or(NONE, i64::from) })
        .collect();
    collector.add(order, &places, |v| Some(v != 0), || (r.source)(&f.source, &g.source));
}
