//! Looks up what is made from the functions by transforms.

use nth_propose::Formula;

use crate::function::{Fun, NONE, range};
use crate::function_levels::{FIRST, Functions, look_at};
use crate::index::hash;
use crate::numbers::Numbers;
use crate::search::{Finder, Found};
use crate::source::Source;
use crate::transforms::{PAIRINGS, TRANSFORMS, Transform};

/// How many functions go into transforms, and into pairs.
const SINGLES: usize = 40_000;
const PAIRED: usize = 1200;
/// How many go into transforms of transforms.
const TWICE: usize = 1500;

fn offer_terms(finder: &Finder<'_>, numbers: &Numbers, t: &Transform, f: &Fun, g: &Fun, says: &str) {
    let first = t.terms(numbers, &f.values[..FIRST.min(f.values.len())], &g.values);
    // Where the beginning is short or says little, everything is looked at.
    let short = first.len() < FIRST - 3 || first.iter().all(|v| (-1..=1).contains(v) || *v == NONE);
    let values = if short { t.terms(numbers, &f.values, &g.values) } else { first };
    let (lo, hi) = range(&values);
    let terms = &values[lo.min(values.len())..hi];
    if lo != t.from || terms.len() < 6 || finder.seen(hash(terms) ^ lo as u64) || terms.iter().all(|v| v == &terms[0]) {
        return;
    }
    let make = || Found {
        formula: Formula::new(t.of(&f.source, &g.source)).starting(lo as i64),
        says: says.to_owned(),
        bits: finder.bits() + 1.0,
        fitted: 0,
    };
    let all = |_| {
        let all = t.terms(numbers, &f.values, &g.values);
        Some(all.get(t.from..)?.to_vec())
    };
    for skip in 0..=1.min(terms.len() - 6) {
        let make = || {
            let mut found = make();
            found.formula.from += skip as i64;
            found
        };
        let all = |n| all(n).and_then(|a: Vec<i64>| a.get(skip..).map(<[i64]>::to_vec));
        finder.look_longer(&terms[skip..], terms.len() - skip, all, make);
    }
}

/// One function through every transform.
pub fn singles(numbers: &Numbers, finder: &Finder<'_>, functions: &Functions) {
    finder.look_up("transforms of functions", functions.all.len().min(SINGLES), |i| {
        let f = &functions.all[i];
        for t in TRANSFORMS {
            offer_terms(finder, numbers, t, f, f, "a transform of a function");
        }
        finder.count(TRANSFORMS.len() as u64, 0);
    });
}

/// Two functions through every pairing.
pub fn pairs(numbers: &Numbers, finder: &Finder<'_>, functions: &Functions) {
    let all = &functions.all[..functions.all.len().min(PAIRED)];
    finder.look_up("transforms of two functions", all.len(), |i| {
        // Small ones first: the pairs on a diagonal.
        for (f, g) in (0..=i).flat_map(|j| [(i, j), (j, i)]) {
            for t in PAIRINGS {
                offer_terms(finder, numbers, t, &all[f], &all[g], "a transform of two functions");
            }
            if finder.over() {
                break;
            }
        }
        finder.count((2 * i as u64 + 2) * PAIRINGS.len() as u64, 0);
    });
}

/// Transforms of transforms: the inner one is a part of its own.
pub fn twice(numbers: &Numbers, finder: &Finder<'_>, functions: &Functions) {
    finder.look_up("transforms of transforms", functions.all.len().min(TWICE), |i| {
        let f = &functions.all[i];
        for inner in TRANSFORMS {
            let values = inner.terms(numbers, &f.values, &f.values);
            let (lo, hi) = range(&values);
            if lo > 1 || hi < lo + 12 || finder.seen(hash(&values[lo..hi]) ^ 77) {
                continue;
            }
            let middle = Fun { source: Source::atom("@1($)"), values };
            for outer in TRANSFORMS {
                two(finder, numbers, outer, inner, &middle, f, lo);
            }
            let source = || inner.of(&f.source, &f.source);
            let squares: Vec<i64> = middle.values.iter().map(|v| v.checked_mul(*v).unwrap_or(NONE)).collect();
            look_at(finder, &squares, "a transform of a function", &|| format!("square({})", source()), &|| {
                squares.clone()
            });
            for c in [-3i64, -2, -1, 1, 2, 3] {
                let moved: Vec<i64> =
                    middle.values.iter().map(|v| if *v == NONE { NONE } else { v.saturating_add(c) }).collect();
                let sign = if c < 0 { "-" } else { "+" };
                let source =
                    || Source::template(&source()).join(sign, 3, &Source::atom(c.abs().to_string())).text.to_string();
                look_at(finder, &moved, "a transform of a function", &source, &|| moved.clone());
            }
            for c in [2i64, 3] {
                let more: Vec<i64> = middle.values.iter().map(|v| v.checked_mul(c).unwrap_or(NONE)).collect();
                let source = || Source::atom(c.to_string()).join("*", 2, &Source::template(&source())).text.to_string();
                look_at(finder, &more, "a transform of a function", &source, &|| more.clone());
            }
            for g in functions.all.iter().take(60) {
                for op in &crate::function::OPS[..4] {
                    let values: Vec<i64> = middle.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect();
                    let source = || {
                        op.source(&Source::template(&source()), &Source::at(g.source.level, g.source.named("n")))
                            .text
                            .to_string()
                    };
                    look_at(finder, &values, "a transform and a function", &source, &|| values.clone());
                }
            }
        }
        finder.count((TRANSFORMS.len() * (TRANSFORMS.len() + 240)) as u64, 0);
    });
}

fn two(finder: &Finder<'_>, numbers: &Numbers, outer: &Transform, inner: &Transform, middle: &Fun, f: &Fun, lo: usize) {
    let first = outer.terms(numbers, &middle.values[..FIRST.min(middle.values.len())], &[]);
    let (from, hi) = range(&first);
    if from != outer.from || hi < from + 6 {
        return;
    }
    let short = first.iter().all(|v| (-1..=1).contains(v) || *v == NONE);
    let values = if short { outer.terms(numbers, &middle.values, &[]) } else { first };
    let terms = &values[from..];
    if finder.seen(hash(terms) ^ from as u64) || terms.iter().all(|v| v == &terms[0]) {
        return;
    }
    let make = || Found {
        formula: Formula::new(outer.of(&middle.source, &middle.source))
            .with(vec![Formula::new(inner.of(&f.source, &f.source)).starting(lo as i64)])
            .starting(from as i64),
        says: "a transform of a transform".to_owned(),
        bits: finder.bits() + 1.0,
        fitted: 0,
    };
    let all = |_| Some(outer.terms(numbers, &middle.values, &[]).get(from..)?.to_vec());
    finder.look_longer(terms, terms.len(), all, make);
}
