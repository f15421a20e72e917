//! Sums, counts and least solutions over one of two variables.

use nth_propose::Formula;
use nth_propose::build::{Expr, Template};

use crate::digits;
use crate::function::{NONE, apply_all};
use crate::index::hash;
use crate::predicate_rows::PREDICATES;
use crate::search::{ArithmeticSearch, Candidate};
use crate::triangles::binomial;
use nth_algebra::primes::PrimeTables;
use nth_algebra::{gcd, isqrt};

/// Number of indices n and of numbers k that a grid has values for.
const SIZE: (usize, usize) = (120, 130);
/// Number of rows of predicates.
const PREDICATE_ROWS: usize = 9;
/// Fewest terms that are compared with a task.
const MIN_TERMS: usize = 6;
/// Terms at the start that may be left out.
const MAX_SKIPPED: usize = 2;
/// Largest n for which 2 ^ n is computed.
const MAX_EXPONENT: i64 = 39;

/// A number made of the index n and the variable k.
struct Term {
    source: Template,
    value: fn(i64, i64) -> Option<i64>,
}

const fn term(source: &'static str, value: fn(i64, i64) -> Option<i64>) -> Term {
    Term { source: Template::new(source), value }
}

/// `x` times 2 ^ `e`, while that is small.
fn shifted(x: i64, e: i64) -> Option<i64> {
    (e <= MAX_EXPONENT).then(|| x << e)
}

/// `a` and `b` written one after the other.
fn concatenated(a: i64, b: i64) -> Option<i64> {
    a.checked_mul(10i64.pow(digits::count(b, 10)? as u32))?.checked_add(b)
}

static TERMS: [Term; 37] = [
    term("k", |_, k| Some(k)),
    term("n + k", |n, k| Some(n + k)),
    term("n - k", |n, k| Some(n - k)),
    term("n * k + 1", |n, k| Some(n * k + 1)),
    term("n * k - 1", |n, k| Some(n * k - 1)),
    term("n * k", |n, k| Some(n * k)),
    term("n % k", |n, k| if k == 0 { None } else { Some(n % k) }),
    term("n / k", |n, k| if k == 0 { None } else { Some(n / k) }),
    term("gcd(n, k)", |n, k| Some(gcd(n, k))),
    term("n + k * k", |n, k| Some(n + k * k)),
    term("n - k * k", |n, k| Some(n - k * k)),
    term("n * n + k * k", |n, k| Some(n * n + k * k)),
    term("n * n + k", |n, k| Some(n * n + k)),
    term("n * n - k", |n, k| Some(n * n - k)),
    term("n * n - k * k", |n, k| Some(n * n - k * k)),
    term("k * k + 1", |_, k| Some(k * k + 1)),
    term("n * k + k + 1", |n, k| Some(n * k + k + 1)),
    term("n * k * k + 1", |n, k| Some(n * k * k + 1)),
    term("n + 2 * k", |n, k| Some(n + 2 * k)),
    term("2 * n - k", |n, k| Some(2 * n - k)),
    term("2 * n + k", |n, k| Some(2 * n + k)),
    term("n - 2 * k", |n, k| Some(n - 2 * k)),
    term("k * (k + 1) / 2", |_, k| Some(k * (k + 1) / 2)),
    term("n - k * (k + 1) / 2", |n, k| Some(n - k * (k + 1) / 2)),
    term("n + k * (k + 1) / 2", |n, k| Some(n + k * (k + 1) / 2)),
    term("2 ^ n + k", |n, k| shifted(1, n).map(|x| x + k)),
    term("2 ^ n - k", |n, k| shifted(1, n).map(|x| x - k)),
    term("k * 2 ^ n + 1", |n, k| shifted(k, n).map(|x| x + 1)),
    term("k * 2 ^ n - 1", |n, k| shifted(k, n).map(|x| x - 1)),
    term("n + 2 ^ k", |n, k| shifted(1, k).map(|x| n + x)),
    term("n * 2 ^ k + 1", |n, k| shifted(n, k).map(|x| x + 1)),
    term("n * 2 ^ k - 1", |n, k| shifted(n, k).map(|x| x - 1)),
    term("bit_xor(n, k)", |n, k| Some(n ^ k)),
    term("bit_and(n, k)", |n, k| Some(n & k)),
    term("binomial(n, k)", binomial),
    term("concat_digits(n, k, 10)", concatenated),
    term("concat_digits(k, n, 10)", |n, k| concatenated(k, n)),
];

/// A predicate of n and k.
type PredicateOfTwo = (Template, fn(i64, i64) -> bool);

/// Predicates of n and k that are not rows of a term.
static PREDICATES_OF_TWO: [PredicateOfTwo; 11] = [
    (Template::new("coprime(n, k)"), |n, k| gcd(n, k) == 1),
    (Template::new("divides(k, n)"), |n, k| k != 0 && n % k == 0),
    (Template::new("not divides(k, n)"), |n, k| k == 0 || n % k != 0),
    (Template::new("bit_and(n, k) == 0"), |n, k| n & k == 0),
    (Template::new("bit_and(n - k, k) == 0"), |n, k| k <= n && (n - k) & k == 0),
    (Template::new("k * k % n == 0"), |n, k| n != 0 && k * k % n == 0),
    (Template::new("k * k % n == 1"), |n, k| n != 0 && k * k % n == 1),
    (Template::new("k * (k + 1) % n == 0"), |n, k| n != 0 && k * (k + 1) % n == 0),
    (Template::new("k * (k + 1) / 2 % n == 0"), |n, k| n != 0 && k * (k + 1) / 2 % n == 0),
    (Template::new("k ^ 3 % n == 0"), |n, k| n != 0 && k * k * k % n == 0),
    (Template::new("n % k > k / 2"), |n, k| k != 0 && n % k > k / 2),
];

/// Over which k a sum goes.
struct Bounds {
    lo: i64,
    hi: fn(i64) -> i64,
    /// The upper bound as source.
    source: Template,
}

const fn bounds(lo: i64, source: &'static str, hi: fn(i64) -> i64) -> Bounds {
    Bounds { lo, hi, source: Template::new(source) }
}

static BOUNDS: [Bounds; 7] = [
    bounds(1, "n", |n| n),
    bounds(0, "n", |n| n),
    bounds(1, "n - 1", |n| n - 1),
    bounds(1, "n / 2", |n| n / 2),
    bounds(0, "n / 2", |n| n / 2),
    bounds(0, "isqrt(n)", isqrt),
    bounds(1, "isqrt(n)", isqrt),
];

/// Terms that are summed over the k for which a predicate holds.
static WEIGHTS: [Term; 5] = [
    term("k", |_, k| Some(k)),
    term("n - k", |n, k| Some(n - k)),
    term("k * (n - k)", |n, k| Some(k * (n - k))),
    term("gcd(n, k)", |n, k| Some(gcd(n, k))),
    term("n / k", |n, k| (k != 0).then(|| n / k)),
];

/// The first k that is tried for a least number, and the first index.
const STARTS: [(usize, usize); 4] = [(1, 1), (1, 0), (0, 0), (2, 1)];

/// A predicate of n and k, with its truth value for each n and k: 1, 0, or [`NONE`].
struct Grid {
    source: Expr,
    values: Vec<i64>,
}

impl Grid {
    /// The values of one index.
    fn row(&self, n: usize) -> &[i64] {
        &self.values[n * SIZE.1..(n + 1) * SIZE.1]
    }

    fn of(source: Expr, value: impl Fn(i64, i64) -> Option<i64>) -> Self {
        let places = (0..SIZE.0 * SIZE.1).map(|i| ((i / SIZE.1) as i64, (i % SIZE.1) as i64));
        Self { source, values: places.map(|(n, k)| value(n, k).unwrap_or(NONE)).collect() }
    }
}

/// The predicates of terms, then the others.
fn grids(numbers: &PrimeTables, search: &ArithmeticSearch<'_>) -> Vec<Grid> {
    let mut out = Vec::new();
    let rows = &PREDICATES[..PREDICATE_ROWS];
    for term in &TERMS {
        if search.ended() {
            break;
        }
        let values = Grid::of(term.source.expr().clone(), term.value).values;
        let truth = apply_all(numbers, rows, &values);
        out.extend(
            rows.iter()
                .zip(truth)
                .map(|(row, values)| Grid { source: row.source.expr().of(term.source.expr()), values }),
        );
    }
    let others = PREDICATES_OF_TWO.iter();
    out.extend(others.map(|(source, holds)| Grid::of(source.expr().clone(), |n, k| Some(i64::from(holds(n, k))))));
    out
}

/// Looks up counts and least solutions of predicates of n and k, alone and in pairs, and sums over them.
pub fn over_pairs(numbers: &PrimeTables, search: &ArithmeticSearch<'_>) {
    let grids = grids(numbers, search);
    search.share_once(grids.len(), |i| {
        let p = &grids[i];
        least(search, p);
        for (j, q) in grids[..=i].iter().enumerate() {
            let both = if i == j { None } else { Some(conjunction(q, p)) };
            if let Some(both) = &both {
                least(search, both);
            }
            let both = both.as_ref().unwrap_or(p);
            for b in &BOUNDS {
                total(search, b, both, None);
                for weight in &WEIGHTS {
                    total(search, b, both, Some(weight));
                }
            }
            if search.over() {
                break;
            }
        }
        search.count((i as u64 + 1) * 43, 0);
    });
}

fn conjunction(q: &Grid, p: &Grid) -> Grid {
    let both = |(&a, &b): (&i64, &i64)| if a == NONE || b == NONE { NONE } else { a & b };
    let values = p.values.iter().zip(&q.values).map(both).collect();
    Grid { source: q.source.clone().and(p.source.clone()), values }
}

/// Looks up the least k, from a first one on, for which a predicate holds.
fn least(search: &ArithmeticSearch<'_>, p: &Grid) {
    for (start, from) in STARTS {
        let mut terms = Vec::new();
        for n in from..SIZE.0 {
            match p.row(n).iter().enumerate().skip(start).find(|x| *x.1 != 0) {
                Some((k, 1)) => terms.push(k as i64),
                _ => break,
            }
        }
        let source = || Expr::call("first_from", [p.source.clone().lambda(["k".into()]), Expr::int(start as i64)]);
        offer(search, &terms, from, &source, "the least number with a property");
    }
}

/// Looks up the number of k within bounds for which a predicate holds, or the sum of a weight over them.
fn total(search: &ArithmeticSearch<'_>, b: &Bounds, p: &Grid, weight: Option<&Term>) {
    let from = usize::from(!(0..=(b.hi)(0)).contains(&b.lo) || p.values[0] == NONE);
    let mut terms = Vec::new();
    'rows: for n in from..SIZE.0 {
        let mut sum = 0i64;
        let row = p.row(n);
        for k in b.lo..=(b.hi)(n as i64) {
            match row[k as usize] {
                NONE => break 'rows,
                0 => {}
                _ => match weight.map_or(Some(1), |w| (w.value)(n as i64, k)) {
                    Some(v) => sum += v,
                    None => break 'rows,
                },
            }
        }
        terms.push(sum);
    }
    let source = || {
        let body = match weight {
            None => p.source.clone(),
            Some(w) => p.source.clone().choose(w.source.expr().clone(), Expr::int(0)),
        };
        let name = if weight.is_none() { "count_over" } else { "sum_over" };
        Expr::call(name, [Expr::int(b.lo), b.source.expr().clone(), body.lambda(["k".into()])])
    };
    offer(search, &terms, from, &source, "a count or sum over a property");
}

fn offer(
    search: &ArithmeticSearch<'_>,
    terms: &[i64],
    from: usize,
    source: &dyn Fn() -> Expr,
    description: &'static str,
) {
    let few = terms.len() < MIN_TERMS;
    if few || search.seen(hash(terms) ^ from as u64) || terms.iter().all(|t| *t == terms[0]) {
        return;
    }
    for skip in 0..=MAX_SKIPPED.min(terms.len() - MIN_TERMS) {
        let make = || Candidate {
            formula: Formula::new(source()).starting((from + skip) as i64),
            description: description.to_owned(),
            bits: search.bits() + 1.0,
            determined_by: 0,
        };
        search.look_up(&terms[skip..], terms.len() - skip, |_| Some(terms[skip..].to_vec()), make);
    }
}
