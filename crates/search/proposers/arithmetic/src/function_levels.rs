//! The functions by size, and the sequences f(0), f(1), ….

use std::sync::Mutex;

use nth_propose::Formula;
use rustc_hash::FxHashSet;

use crate::function::{Fun, NONE, OPS, Op, apply_all, range};
use crate::index::hash;
use crate::numbers::Numbers;
use crate::predicate_rows::TESTS;
use crate::rows::ROWS;
use crate::search::{Finder, Found};
use crate::source::Source;

/// How many values are kept of each function: more than the OEIS shows of a sequence, mostly.
pub const SHORT: usize = 120;
/// How many values a function that is not kept has at first.
pub const FIRST: usize = 19;

/// Simple polynomials and other arguments.
pub fn arguments() -> Vec<Source> {
    let mut out = vec![Source::atom("$")];
    for c in 1..=10 {
        out.push(Source::template(&format!("$ + {c}")));
        out.push(Source::template(&format!("$ - {c}")));
        if c > 1 {
            out.push(Source::template(&format!("{c} * $")));
        }
    }
    for a in 2..=10 {
        for b in 1..a {
            out.push(Source::template(&format!("{a} * $ + {b}")));
            if 2 * b < a || a < 5 {
                out.push(Source::template(&format!("{a} * $ - {b}")));
            }
        }
    }
    for c in ["", " + 1", " - 1", " + 2", " - 2", " + 3", " - 3", " + 4", " + 5", " + 6", " + 7", " + 8", " + 10"] {
        out.push(Source::template(&format!("$ * ${c}")));
        out.push(Source::template(&format!("$ * $ + ${c}")));
        out.push(Source::template(&format!("$ * $ - ${c}")));
        out.push(Source::template(&format!("2 * $ * ${c}")));
    }
    for c in [" + 1", " + 3", " - 1", " - 3"] {
        out.push(Source::template(&format!("3 * $ * ${c}")));
        out.push(Source::template(&format!("4 * $ * ${c}")));
        out.push(Source::template(&format!("$ * $ + 2 * ${c}")));
        out.push(Source::template(&format!("2 * $ * $ + ${c}")));
    }
    for t in [
        "$ / 2",
        "$ / 3",
        "$ / 4",
        "$ % 2",
        "$ % 3",
        "$ % 4",
        "$ % 5",
        "$ % 6",
        "$ % 8",
        "$ % 10",
        "$ / 10",
        "$ ^ 3",
        "$ ^ 4",
        "$ ^ 3 + 1",
        "$ ^ 3 - 1",
        "$ ^ 3 + 2",
        "$ ^ 3 - $",
        "$ ^ 3 + $",
        "$ ^ 4 + 1",
        "$ * ($ + 1) / 2",
        "$ * ($ - 1) / 2",
        "$ * (3 * $ - 1) / 2",
        "2 ^ $",
        "2 ^ $ - 1",
        "2 ^ $ + 1",
        "3 ^ $",
        "10 ^ $",
        "$ ^ 6 + 1",
        "(10 ^ $ - 1) / 9",
        "5 ^ $",
        "$ ^ 3 + $ + 1",
        "$ * $ / 4",
        "$ * $ / 2",
    ] {
        out.push(Source::template(t));
    }
    out
}

/// The values of an argument at 0, 1, …, `len` − 1.
pub fn argument_values(source: &Source, len: usize) -> Vec<i64> {
    (0..len as i64).map(|k| crate::arguments::value(&source.text, k).unwrap_or(NONE)).collect()
}

/// The functions that are kept, the smallest first.
pub struct Functions {
    /// All of them.
    pub all: Vec<Fun>,
    /// How many of the first are of the first level.
    pub basic: usize,
}

fn key(values: &[i64]) -> Option<u64> {
    let (lo, hi) = range(values);
    (lo <= 6 && hi - lo >= 12).then(|| hash(&values[lo..hi]) ^ lo as u64)
}

/// Offers f from a few first indices.
pub fn look_at(
    finder: &Finder<'_>,
    values: &[i64],
    says: &str,
    source: &dyn Fn() -> String,
    full: &dyn Fn() -> Vec<i64>,
) {
    let (lo, hi) = range(values);
    if hi < lo + 6 {
        return;
    }
    let key = hash(&values[lo..hi]) ^ lo as u64;
    if values[lo..hi].iter().all(|v| (-1..=1).contains(v)) {
        // Too little to tell functions apart.
        let all = full();
        let (lo, hi) = range(&all);
        if finder.seen(hash(&all[lo..hi]) ^ lo as u64) || all[lo..hi].iter().all(|&v| v == all[lo]) {
            return;
        }
    } else if finder.seen(key) {
        return;
    }
    for start in lo..=(lo + 2).min(hi - 6) {
        let make = || Found {
            formula: Formula::new(source()).starting(start as i64),
            says: says.to_owned(),
            bits: finder.bits() + 1.5,
            fitted: 0,
        };
        let all = |_| {
            let all = full();
            let (_, hi) = range(&all);
            Some(all.get(start..hi)?.to_vec())
        };
        finder.look_longer(&values[start..hi], hi - start, all, make);
    }
}

/// Everything of the first level: arguments, rows, constants are elsewhere.
pub fn basic(numbers: &Numbers, len: usize) -> Vec<Fun> {
    let identity: Vec<i64> = (0..len as i64).collect();
    let mut seen = FxHashSet::default();
    let mut all = Vec::new();
    let mut add = |source: Source, values: Vec<i64>| {
        let (lo, hi) = range(&values);
        if lo <= 6 && hi >= lo + 12 && seen.insert(hash(&values[lo..hi.min(SHORT)]) ^ lo as u64) {
            all.push(Fun { source, values });
        }
    };
    add(Source::atom("$"), identity.clone());
    for (row, values) in ROWS.iter().zip(apply_all(numbers, ROWS, &identity)) {
        add(Source::template(row.source), values);
    }
    for argument in arguments() {
        let values = argument_values(&argument, len);
        add(argument, values);
    }
    all
}

/// The constants of the second level.
fn constants(len: usize) -> Vec<Fun> {
    (1..=10).map(|c: i64| Fun { source: Source::atom(c.to_string()), values: vec![c; len] }).collect()
}

/// Makes the functions of the first level, and looks all of them up.
pub fn first(numbers: &Numbers, finder: &Finder<'_>) -> Functions {
    let len = finder.length();
    let mut base = basic(numbers, len);
    let identity: Vec<i64> = (0..len as i64).collect();
    for (row, values) in TESTS.iter().zip(apply_all(numbers, TESTS, &identity)).skip(2) {
        base.push(Fun { source: Source::atom(format!("indicator({})", row.source)), values });
    }
    for f in &base {
        look_at(finder, &f.values, "a function of the index", &|| f.source.named("n"), &|| f.values.clone());
        finder.count(1, 1);
    }
    Functions { basic: base.len(), all: base }
}

/// Makes the functions of the second level from the first, and looks all of them up. At most `most` are kept.
pub fn second(numbers: &Numbers, finder: &Finder<'_>, first: Functions, most: usize) -> Functions {
    let Functions { all: base, basic } = first;
    let seen: Mutex<FxHashSet<u64>> = Mutex::new(base.iter().filter_map(|f| key(&f.values)).collect());
    // Compositions, and operations on two; a diagonal after the other, so that small ones come first.
    let found: Mutex<Vec<(usize, Fun)>> = Mutex::new(Vec::new());
    let operands: Vec<Fun> = base.iter().cloned().chain(constants(finder.length())).collect();
    let keep = |order: usize, fun: Fun| {
        let Some(k) = key(&fun.values) else { return };
        finder.count(1, 0);
        {
            let Ok(mut seen) = seen.lock() else { return };
            if !seen.insert(k) {
                return;
            }
        }
        finder.count(0, 1);
        look_at(finder, &fun.values, "a function of the index", &|| fun.source.named("n"), &|| fun.values.clone());
        if let Ok(mut found) = found.lock()
            && found.len() < 4 * most
        {
            found.push((order, fun));
        }
    };
    finder.share("functions of size 2", operands.len(), |i| {
        let f = &operands[i];
        for (j, (row, values)) in ROWS.iter().zip(apply_all(numbers, ROWS, &f.values)).enumerate() {
            keep((i + 1) * (j + 1), Fun { source: Source::template(row.source).of(&f.source), values });
        }
        for (j, g) in operands.iter().enumerate() {
            // Sums with large polynomials on both sides say little.
            if (i + 1) * (j + 1) > 24_000 {
                break;
            }
            for op in OPS {
                if op.commutes && j < i {
                    continue;
                }
                let values = f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect();
                keep((i + 1) * (j + 1), Fun { source: op.source(&f.source, &g.source), values });
            }
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by(|a, b| (a.0, &a.1.source.text).cmp(&(b.0, &b.1.source.text)));
    let mut all = base;
    all.extend(found.into_iter().map(|x| x.1).take(most.saturating_sub(basic)));
    finder.hold(all.iter().map(|f| f.values.len() as u64 * 8 + 96).sum());
    Functions { all, basic }
}

/// Looks up the functions of the third level, which are not kept: rows of kept ones, and kept with basic ones.
pub fn third(numbers: &Numbers, finder: &Finder<'_>, functions: &Functions) {
    let all = &functions.all;
    let operands: Vec<&Fun> = all[..functions.basic].iter().collect();
    let constants = constants(finder.length());
    finder.look_up("functions of size 3", all.len() - functions.basic, |i| {
        let f = &all[functions.basic + i];
        let first = &f.values[..FIRST];
        for (row, values) in ROWS.iter().zip(apply_all(numbers, ROWS, first)) {
            let source = || Source::template(row.source).of(&f.source).named("n");
            let full = || {
                let at = ROWS.iter().position(|r| std::ptr::eq(r, row)).unwrap_or(0);
                apply_all(numbers, &ROWS[at..=at], &f.values).pop().unwrap_or_default()
            };
            look_at(finder, &values, "a function of the index", &source, &full);
        }
        let mut looked = ROWS.len() as u64;
        for g in operands.iter().copied().chain(&constants) {
            for op in OPS {
                looked += 1;
                pair(finder, op, f, g);
                if !op.commutes {
                    looked += 1;
                    pair(finder, op, g, f);
                }
            }
            if finder.over() {
                break;
            }
        }
        finder.count(looked, looked);
    });
}

fn pair(finder: &Finder<'_>, op: &Op, f: &Fun, g: &Fun) {
    let mut values = [NONE; FIRST];
    for ((v, &a), &b) in values.iter_mut().zip(&f.values).zip(&g.values) {
        *v = op.value(a, b);
    }
    look_at(finder, &values, "a function of the index", &|| op.source(&f.source, &g.source).named("n"), &|| {
        f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect()
    });
}
