//! Looks up the sequences that transforms make from functions.

use nth_propose::Formula;
use nth_propose::build::Expr;

use crate::function::{FIRST_VALUES, Fun, NONE, OPS, range};
use crate::function_levels::{Functions, look_at, says_little};
use crate::index::hash;
use crate::search::{ArithmeticSearch, Candidate};
use crate::transforms::{PAIRINGS, TRANSFORMS, Transform};
use nth_algebra::primes::PrimeTables;

/// Number of functions that go into transforms.
const MAX_SINGLES: usize = 40_000;
/// Number of functions that go into transforms of two functions.
const MAX_PAIRED: usize = 1200;
/// Number of functions that go into transforms of transforms.
const MAX_TWICE: usize = 1500;
/// Number of functions that a transform is joined with.
const MAX_JOINED: usize = 60;
/// Number of operations that join them: sum, difference, product, quotient.
const JOINING_OPS: usize = 4;
/// Fewest terms that are compared with a task.
const MIN_TERMS: usize = 6;
/// Fewest terms of a sequence that is transformed again.
const MIN_INNER_TERMS: usize = 12;
/// Programs of [`twice`] for a function and a transform that are no transforms: joined, moved, multiplied.
const TWICE_OTHERS: usize = 240;

const OF_FUNCTION: &str = "a transform of a function";

fn offer_terms(
    search: &ArithmeticSearch<'_>,
    numbers: &PrimeTables,
    t: &Transform,
    f: &Fun,
    g: &Fun,
    description: &'static str,
) {
    let first = t.terms(numbers, &f.values[..FIRST_VALUES.min(f.values.len())], &g.values);
    // All terms are examined if the beginning is short or says little.
    let short = first.len() < FIRST_VALUES - 3 || says_little(&first);
    let values = if short { t.terms(numbers, &f.values, &g.values) } else { first };
    let (lo, hi) = range(&values);
    let terms = &values[lo.min(values.len())..hi];
    if lo != t.from
        || terms.len() < MIN_TERMS
        || search.seen(hash(terms) ^ lo as u64)
        || terms.iter().all(|v| v == &terms[0])
    {
        return;
    }
    for skip in 0..=1.min(terms.len() - MIN_TERMS) {
        let make = || Candidate {
            formula: Formula::new(t.of(&f.source, &g.source)).starting((lo + skip) as i64),
            description: description.to_owned(),
            bits: search.bits() + 1.0,
            determined_by: 0,
        };
        let all = |_| {
            let all = t.terms(numbers, &f.values, &g.values);
            Some(all.get(t.from + skip..)?.to_vec())
        };
        search.look_up(&terms[skip..], terms.len() - skip, all, make);
    }
}

/// Offers every transform of each single function.
pub fn singles(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, functions: &Functions) {
    search.share_once(functions.all.len().min(MAX_SINGLES), |i| {
        let f = &functions.all[i];
        for t in &TRANSFORMS {
            offer_terms(search, numbers, t, f, f, OF_FUNCTION);
        }
        search.count(TRANSFORMS.len() as u64, 0);
    });
}

/// Two functions through every transform of two.
pub fn pairs(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, functions: &Functions) {
    let all = &functions.all[..functions.all.len().min(MAX_PAIRED)];
    search.share_once(all.len(), |i| {
        // Small ones first: the pairs whose larger position is i.
        for (f, g) in (0..=i).flat_map(|j| [(i, j), (j, i)]) {
            for t in &PAIRINGS {
                offer_terms(search, numbers, t, &all[f], &all[g], "a transform of two functions");
            }
            if search.over() {
                break;
            }
        }
        search.count((2 * i as u64 + 2) * PAIRINGS.len() as u64, 0);
    });
}

/// Transforms of transforms, the inner one being a sequence of its own; and transforms with small changes.
pub fn twice(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, functions: &Functions) {
    search.share_once(functions.all.len().min(MAX_TWICE), |i| {
        let f = &functions.all[i];
        for inner in &TRANSFORMS {
            let values = inner.terms(numbers, &f.values, &f.values);
            let (lo, hi) = range(&values);
            if lo > 1 || hi < lo + MIN_INNER_TERMS || search.seen(hash(&values[lo..hi]) ^ 77) {
                continue;
            }
            let middle = Fun { source: Expr::part_at(1, [Expr::argument()]), values };
            for outer in &TRANSFORMS {
                two(search, numbers, outer, inner, &middle, f, lo);
            }
            changed(search, &middle.values, &|| inner.of(&f.source, &f.source), functions);
        }
        search.count((TRANSFORMS.len() * (TRANSFORMS.len() + TWICE_OTHERS)) as u64, 0);
    });
}

/// Squares, sums, multiples of a sequence, and the sequence joined with small functions.
fn changed(search: &ArithmeticSearch<'_>, values: &[i64], source: &dyn Fn() -> Expr, functions: &Functions) {
    let each = |f: &dyn Fn(i64) -> Option<i64>| -> Vec<i64> { values.iter().map(|&v| f(v).unwrap_or(NONE)).collect() };
    let look = |values: Vec<i64>, source: &dyn Fn() -> Expr| {
        look_at(search, &values, OF_FUNCTION, source, &|| values.clone());
    };
    look(each(&|v| v.checked_mul(v)), &|| Expr::call("square", [source()]));
    for c in [-3i64, -2, -1, 1, 2, 3] {
        look(each(&|v| (v != NONE).then(|| v.saturating_add(c))), &|| source().moved(c));
    }
    for c in [2i64, 3] {
        look(each(&|v| v.checked_mul(c)), &|| Expr::int(c) * source());
    }
    for g in functions.all.iter().take(MAX_JOINED) {
        for op in &OPS[..JOINING_OPS] {
            let joined = op.values(values, &g.values);
            let source = || op.source(&source(), &g.source);
            look_at(search, &joined, "a transform and a function", &source, &|| joined.clone());
        }
    }
}

fn two(
    search: &ArithmeticSearch<'_>,
    numbers: &PrimeTables,
    outer: &Transform,
    inner: &Transform,
    middle: &Fun,
    f: &Fun,
    lo: usize,
) {
    let first = outer.terms(numbers, &middle.values[..FIRST_VALUES.min(middle.values.len())], &[]);
    let (from, hi) = range(&first);
    if from != outer.from || hi < from + MIN_TERMS {
        return;
    }
    let values = if says_little(&first) { outer.terms(numbers, &middle.values, &[]) } else { first };
    let terms = &values[from..];
    if search.seen(hash(terms) ^ from as u64) || terms.iter().all(|v| v == &terms[0]) {
        return;
    }
    let make = || Candidate {
        formula: Formula::new(outer.of(&middle.source, &middle.source))
            .with(vec![Formula::new(inner.of(&f.source, &f.source)).starting(lo as i64)])
            .starting(from as i64),
        description: "a transform of a transform".to_owned(),
        bits: search.bits() + 1.0,
        determined_by: 0,
    };
    let all = |_| Some(outer.terms(numbers, &middle.values, &[]).get(from..)?.to_vec());
    search.look_up(terms, terms.len(), all, make);
}
