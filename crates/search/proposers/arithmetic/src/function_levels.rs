//! The functions by size, and the sequences f(0), f(1), ….

use std::sync::Mutex;

use nth_propose::Formula;
use nth_propose::build::Expr;
use rustc_hash::FxHashSet;

use crate::arguments::{argument_values, arguments};
use crate::function::{FIRST_VALUES, Fun, KEPT_VALUES, NONE, OPS, Op, apply_all, range};
use crate::index::hash;
use crate::predicate_rows::PREDICATES;
use crate::rows::ROWS;
use crate::search::{ArithmeticSearch, Candidate};
use nth_algebra::primes::PrimeTables;

/// Description of everything that is proposed here.
const FUNCTION: &str = "a function of the index";

/// A function that has no value at this index or before is not kept.
const MAX_FIRST_INDEX: usize = 6;
/// A function with fewer values in a row is not kept.
const MIN_VALUES: usize = 12;
/// Fewest terms that are compared with a task.
const MIN_TERMS: usize = 6;
/// Indices after the first one that a sequence may also begin at.
const MAX_SKIPPED: usize = 2;
/// Largest constant that is an operand.
const MAX_CONSTANT: i64 = 10;
/// Largest product of the positions of two operands. Sums of two large polynomials say little.
const MAX_PAIR_ORDER: usize = 24_000;
/// The first rows of predicates stand among the functions as `indicator(…)`, so they are left out here.
const INDICATOR_ROWS: usize = 2;

/// The functions that are kept, the smallest first.
#[derive(Default)]
pub struct Functions {
    /// The functions, with the first level before the second.
    pub all: Vec<Fun>,
    /// Number of the first ones that are of the first level.
    pub basic: usize,
}

/// Hash that is equal for functions with the same values, as far as these are kept; `None` for functions that are not
/// kept.
fn key(values: &[i64]) -> Option<u64> {
    let (lo, hi) = range(values);
    (lo <= MAX_FIRST_INDEX && hi - lo >= MIN_VALUES).then(|| hash(&values[lo..hi]) ^ lo as u64)
}

/// Whether all values are −1, 0, 1 or missing: too little to tell functions apart by their first values.
pub fn says_little(values: &[i64]) -> bool {
    values.iter().all(|v| (-1..=1).contains(v) || *v == NONE)
}

/// Looks up f(lo), f(lo + 1), … for the first few lo. `values` are the first values, `full` gives all.
pub fn look_at(
    search: &ArithmeticSearch<'_>,
    values: &[i64],
    description: &str,
    source: &dyn Fn() -> Expr,
    full: &dyn Fn() -> Vec<i64>,
) {
    let (lo, hi) = range(values);
    if hi < lo + MIN_TERMS {
        return;
    }
    if says_little(&values[lo..hi]) {
        let all = full();
        let (lo, hi) = range(&all);
        if search.seen(hash(&all[lo..hi]) ^ lo as u64) || all[lo..hi].iter().all(|&v| v == all[lo]) {
            return;
        }
    } else if search.seen(hash(&values[lo..hi]) ^ lo as u64) {
        return;
    }
    for start in lo..=(lo + MAX_SKIPPED).min(hi - MIN_TERMS) {
        let make = || Candidate {
            formula: Formula::new(source().named("n")).starting(start as i64),
            description: description.to_owned(),
            bits: search.bits() + 1.5,
            determined_by: 0,
        };
        let all = |_| {
            let all = full();
            let (_, hi) = range(&all);
            Some(all.get(start..hi)?.to_vec())
        };
        search.look_up(&values[start..hi], hi - start, all, make);
    }
}

/// The functions of the first level: the rows and the arguments, each vector of values once, with `len` values.
pub fn basic(numbers: &PrimeTables, len: usize) -> Vec<Fun> {
    let identity: Vec<i64> = (0..len as i64).collect();
    let mut seen = FxHashSet::default();
    let mut all = Vec::new();
    let mut add = |source: Expr, values: Vec<i64>| {
        let (lo, hi) = range(&values);
        let enough = lo <= MAX_FIRST_INDEX && hi >= lo + MIN_VALUES;
        if enough && seen.insert(hash(&values[lo..hi.min(KEPT_VALUES)]) ^ lo as u64) {
            all.push(Fun { source, values });
        }
    };
    add(Expr::argument(), identity.clone());
    for (row, values) in ROWS.iter().zip(apply_all(numbers, &ROWS, &identity)) {
        add(row.source.expr().clone(), values);
    }
    for argument in arguments() {
        add(argument.clone(), argument_values(argument, len));
    }
    all
}

/// The constants that are operands on the second level.
fn constants(len: usize) -> Vec<Fun> {
    (1..=MAX_CONSTANT).map(|c| Fun { source: Expr::int(c), values: vec![c; len] }).collect()
}

/// Makes the functions of the first level, and looks all of them up.
pub fn first(numbers: &PrimeTables, search: &ArithmeticSearch<'_>) -> Functions {
    let len = search.length();
    let mut base = basic(numbers, len);
    let identity: Vec<i64> = (0..len as i64).collect();
    let indicators = PREDICATES.iter().zip(apply_all(numbers, &PREDICATES, &identity)).skip(INDICATOR_ROWS);
    base.extend(
        indicators.map(|(row, values)| Fun { source: Expr::call("indicator", [row.source.expr().clone()]), values }),
    );
    for f in &base {
        look_at(search, &f.values, FUNCTION, &|| f.source.clone(), &|| f.values.clone());
        search.count(1, 1);
    }
    Functions { basic: base.len(), all: base }
}

/// Makes the functions of the second level from those of the first, and looks all of them up. At most `most` are kept.
pub fn second(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, first: Functions, most: usize) -> Functions {
    let Functions { all: base, basic } = first;
    let seen: Mutex<FxHashSet<u64>> = Mutex::new(base.iter().filter_map(|f| key(&f.values)).collect());
    // Compositions, and operations on two functions. The order is a product of positions, so that small ones come
    // first.
    let found: Mutex<Vec<(usize, Fun)>> = Mutex::new(Vec::new());
    let operands: Vec<Fun> = base.iter().cloned().chain(constants(search.length())).collect();
    let keep = |order: usize, values: Vec<i64>, source: &dyn Fn() -> Expr| {
        let Some(k) = key(&values) else { return };
        search.count(1, 0);
        {
            let Ok(mut seen) = seen.lock() else { return };
            if !seen.insert(k) {
                return;
            }
        }
        search.count(0, 1);
        look_at(search, &values, FUNCTION, source, &|| values.clone());
        if let Ok(mut found) = found.lock()
            && found.len() < 4 * most
        {
            found.push((order, Fun { source: source(), values }));
        }
    };
    search.share(operands.len(), |i| {
        let f = &operands[i];
        for (j, (row, values)) in ROWS.iter().zip(apply_all(numbers, &ROWS, &f.values)).enumerate() {
            keep((i + 1) * (j + 1), values, &|| row.source.expr().of(&f.source));
        }
        for (j, g) in operands.iter().enumerate() {
            if (i + 1) * (j + 1) > MAX_PAIR_ORDER {
                break;
            }
            for op in OPS {
                if !(op.commutes && j < i) {
                    keep((i + 1) * (j + 1), op.values(&f.values, &g.values), &|| op.source(&f.source, &g.source));
                }
            }
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_cached_key(|(order, fun)| (*order, fun.source.to_string()));
    let mut all = base;
    all.extend(found.into_iter().map(|x| x.1).take(most.saturating_sub(basic)));
    search.hold(all.iter().map(|f| f.values.len() as u64 * 8 + 96).sum());
    Functions { all, basic }
}

/// Looks up the functions of the third level, which are not kept: rows of kept functions, and kept with basic ones.
pub fn third(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, functions: &Functions) {
    let all = &functions.all;
    let operands: Vec<&Fun> = all[..functions.basic].iter().collect();
    let constants = constants(search.length());
    search.share_once(all.len() - functions.basic, |i| {
        let f = &all[functions.basic + i];
        let first = &f.values[..FIRST_VALUES];
        for (at, (row, values)) in ROWS.iter().zip(apply_all(numbers, &ROWS, first)).enumerate() {
            let source = || row.source.expr().of(&f.source);
            let full = || apply_all(numbers, &ROWS[at..=at], &f.values).pop().unwrap_or_default();
            look_at(search, &values, FUNCTION, &source, &full);
        }
        let mut looked = ROWS.len() as u64;
        for g in operands.iter().copied().chain(&constants) {
            for op in OPS {
                looked += 1;
                pair(search, op, f, g);
                if !op.commutes {
                    looked += 1;
                    pair(search, op, g, f);
                }
            }
            if search.over() {
                break;
            }
        }
        search.count(looked, looked);
    });
}

fn pair(search: &ArithmeticSearch<'_>, op: &Op, f: &Fun, g: &Fun) {
    let mut values = [NONE; FIRST_VALUES];
    for ((v, &a), &b) in values.iter_mut().zip(&f.values).zip(&g.values) {
        *v = op.value(a, b);
    }
    let source = || op.source(&f.source, &g.source);
    look_at(search, &values, FUNCTION, &source, &|| op.values(&f.values, &g.values));
}
