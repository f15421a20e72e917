//! Expressions of two variables: triangles read by rows, and sums, counts and least solutions over one of them.

use std::sync::Mutex;

use nth_propose::Formula;
use rustc_hash::FxHashSet;

use crate::function::{Fun, NONE, OPS, Op, apply_all, range};
use crate::index::hash;
use crate::numbers::{Numbers, gcd};
use crate::predicate_rows::TESTS;
use crate::rows::{ROWS, Row};
use crate::search::{Finder, Found};
use crate::source::Source;

/// How many entries of a triangle are kept.
const ENTRIES: usize = 120;
/// How many are looked at first: the first five rows and one entry.
const FIRST: usize = 21;

/// Operations that are common in tables and rare elsewhere.
static MORE: &[Op] = &[
    Op { symbol: "binomial", level: 0, commutes: false, apply: binomial },
    Op { symbol: "bit_or", level: 0, commutes: true, apply: |a, b| (a >= 0 && b >= 0).then_some(a | b) },
];

fn binomial(n: i64, k: i64) -> Option<i64> {
    if n < 0 || k < 0 {
        return None;
    }
    if k > n {
        return Some(0);
    }
    (0..k.min(n - k)).try_fold(1i64, |b, i| b.checked_mul(n - i).map(|x| x / (i + 1)))
}

/// How the entries are numbered.
struct Shape {
    /// The first row and column.
    base: i64,
    prefix: &'static str,
}

static SHAPES: &[Shape] = &[
    Shape { base: 0, prefix: "let r = triangular_root(n) in let c = n - triangular(r) in " },
    Shape { base: 1, prefix: "let r = repeated_naturals(n) in let c = n - triangular(r - 1) in " },
];

fn ops() -> impl Iterator<Item = &'static Op> {
    OPS.iter().chain(MORE)
}

fn small_rows() -> Vec<&'static Row> {
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
    ROWS.iter().filter(|r| names.contains(&r.source)).collect()
}

/// Looks the triangles up, by size.
pub fn triangles(numbers: &Numbers, finder: &Finder<'_>) {
    for shape in SHAPES {
        triangle(numbers, finder, shape);
    }
}

fn triangle(numbers: &Numbers, finder: &Finder<'_>, shape: &Shape) {
    let mut places: Vec<(i64, i64)> = Vec::new();
    for r in 0.. {
        places.extend((0..=r).map(|c| (r + shape.base, c + shape.base)));
        if places.len() >= ENTRIES {
            break;
        }
    }
    places.truncate(ENTRIES);
    let atom = |text: &str, f: &dyn Fn(i64, i64) -> i64| Fun {
        source: Source::template(text),
        values: places.iter().map(|&(r, c)| f(r, c)).collect(),
    };
    let mut first = vec![
        atom("r", &|r, _| r),
        atom("c", &|_, c| c),
        atom("r - c", &|r, c| r - c),
        atom("r + c", &|r, c| r + c),
        atom("r + 1", &|r, _| r + 1),
        atom("c + 1", &|_, c| c + 1),
    ];
    if shape.base == 1 {
        first.push(atom("r - c + 1", &|r, c| r - c + 1));
        first.push(atom("r - 1", &|r, _| r - 1));
        first.push(atom("c - 1", &|_, c| c - 1));
    }
    for x in 1..=4i64 {
        first.push(atom(&x.to_string(), &|_, _| x));
    }
    let seen: Mutex<FxHashSet<u64>> = Mutex::new(first.iter().map(|f| hash(&f.values)).collect());
    let rows = small_rows();
    let owned: Vec<Row> = rows.iter().map(|r| Row { source: r.source, eval: r.eval }).collect();
    for f in &first {
        look(finder, shape, &f.values, &|| f.source.clone(), &|| f.values.clone());
    }
    let grow = |left: &[Fun], right: &[Fun], most: usize, stage: &str| {
        let found: Mutex<Vec<(usize, Fun)>> = Mutex::default();
        let keep = |order: usize, fun: Fun| {
            let Some(known) = fun.values.iter().position(|&v| v == NONE).or(Some(ENTRIES)) else { return };
            if known < FIRST || fun.values.iter().all(|v| *v == fun.values[0]) {
                return;
            }
            {
                let Ok(mut seen) = seen.lock() else { return };
                if !seen.insert(hash(&fun.values)) {
                    return;
                }
            }
            look(finder, shape, &fun.values, &|| fun.source.clone(), &|| fun.values.clone());
            if let Ok(mut found) = found.lock() {
                found.push((order, fun));
            }
        };
        finder.share(stage, left.len(), |i| {
            let f = &left[i];
            for (row, values) in owned.iter().zip(apply_all(numbers, &owned, &f.values)) {
                keep(i, Fun { source: Source::template(row.source).of(&f.source), values });
            }
            for (j, g) in right.iter().enumerate() {
                for op in ops() {
                    let values = f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect();
                    keep(i + j, Fun { source: op.source(&f.source, &g.source), values });
                    if !op.commutes {
                        let values = f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(b, a)).collect();
                        keep(i + j, Fun { source: op.source(&g.source, &f.source), values });
                    }
                }
            }
            finder.count((owned.len() + 20 * right.len()) as u64, 0);
        });
        let mut found = found.into_inner().unwrap_or_default();
        found.sort_by(|a, b| {
            (a.1.source.text.len(), a.0, &a.1.source.text).cmp(&(b.1.source.text.len(), b.0, &b.1.source.text))
        });
        found.truncate(most);
        found.into_iter().map(|x| x.1).collect::<Vec<Fun>>()
    };
    let second = grow(&first, &first, 2_000, "triangles of size 2");
    let third = grow(&second, &first, 40_000, "triangles of size 3");
    // Two of the second level, and the third with the first, are not kept.
    let kept: Vec<&Fun> = second.iter().chain(&third).collect();
    finder.look_up("triangles of size 4", kept.len(), |i| {
        let f = kept[i];
        let with: Box<dyn Iterator<Item = &Fun>> =
            if i < second.len() { Box::new(second[..=i].iter()) } else { Box::new(first.iter()) };
        let mut looked = 0;
        for g in with {
            for op in ops() {
                looked += 1;
                pair(finder, shape, op, f, g);
                if !op.commutes {
                    looked += 1;
                    pair(finder, shape, op, g, f);
                }
            }
            if finder.over() {
                break;
            }
        }
        finder.count(looked, 0);
    });
}

fn pair(finder: &Finder<'_>, shape: &Shape, op: &Op, f: &Fun, g: &Fun) {
    let mut values = [NONE; FIRST];
    for ((v, &a), &b) in values.iter_mut().zip(&f.values).zip(&g.values) {
        *v = op.value(a, b);
        if *v == NONE {
            return;
        }
    }
    look(finder, shape, &values, &|| op.source(&f.source, &g.source), &|| {
        f.values.iter().zip(&g.values).map(|(&a, &b)| op.value(a, b)).collect()
    });
}

fn look(finder: &Finder<'_>, shape: &Shape, values: &[i64], source: &dyn Fn() -> Source, full: &dyn Fn() -> Vec<i64>) {
    let (lo, hi) = range(values);
    if lo > 0 || hi < 10 {
        return;
    }
    let small = values[..hi].iter().all(|v| (-1..=1).contains(v));
    let all: Option<Vec<i64>> = small.then(|| {
        let all = full();
        let hi = range(&all).1;
        all[..hi].to_vec()
    });
    let key = hash(all.as_deref().unwrap_or(&values[..hi]));
    if finder.seen(key ^ shape.base as u64) || values[..hi].iter().all(|v| *v == values[0]) {
        return;
    }
    let make = || Found {
        formula: Formula::new(format!("{}{}", shape.prefix, source().text)).starting(shape.base),
        says: "a table by rows".to_owned(),
        bits: finder.bits(),
        fitted: 0,
    };
    let all = |_| {
        let all = full();
        let hi = range(&all).1;
        Some(all[..hi].to_vec())
    };
    finder.look_longer(&values[..hi], hi, all, make);
}

/// A number made of the index n and the variable k.
struct Term {
    source: &'static str,
    value: fn(i64, i64) -> Option<i64>,
}

static TERMS: &[Term] = &[
    Term { source: "k", value: |_, k| Some(k) },
    Term { source: "n + k", value: |n, k| Some(n + k) },
    Term { source: "n - k", value: |n, k| Some(n - k) },
    Term { source: "n * k + 1", value: |n, k| Some(n * k + 1) },
    Term { source: "n * k - 1", value: |n, k| Some(n * k - 1) },
    Term { source: "n * k", value: |n, k| Some(n * k) },
    Term { source: "n % k", value: |n, k| if k == 0 { None } else { Some(n % k) } },
    Term { source: "n / k", value: |n, k| if k == 0 { None } else { Some(n / k) } },
    Term { source: "gcd(n, k)", value: |n, k| Some(gcd(n, k)) },
    Term { source: "n + k * k", value: |n, k| Some(n + k * k) },
    Term { source: "n - k * k", value: |n, k| Some(n - k * k) },
    Term { source: "n * n + k * k", value: |n, k| Some(n * n + k * k) },
    Term { source: "n * n + k", value: |n, k| Some(n * n + k) },
    Term { source: "n * n - k", value: |n, k| Some(n * n - k) },
    Term { source: "n * n - k * k", value: |n, k| Some(n * n - k * k) },
    Term { source: "k * k + 1", value: |_, k| Some(k * k + 1) },
    Term { source: "n * k + k + 1", value: |n, k| Some(n * k + k + 1) },
    Term { source: "n * k * k + 1", value: |n, k| Some(n * k * k + 1) },
    Term { source: "n + 2 * k", value: |n, k| Some(n + 2 * k) },
    Term { source: "2 * n - k", value: |n, k| Some(2 * n - k) },
    Term { source: "2 * n + k", value: |n, k| Some(2 * n + k) },
    Term { source: "n - 2 * k", value: |n, k| Some(n - 2 * k) },
    Term { source: "k * (k + 1) / 2", value: |_, k| Some(k * (k + 1) / 2) },
    Term { source: "n - k * (k + 1) / 2", value: |n, k| Some(n - k * (k + 1) / 2) },
    Term { source: "n + k * (k + 1) / 2", value: |n, k| Some(n + k * (k + 1) / 2) },
    Term { source: "2 ^ n + k", value: |n, k| if n < 40 { Some((1 << n) + k) } else { None } },
    Term { source: "2 ^ n - k", value: |n, k| if n < 40 { Some((1 << n) - k) } else { None } },
    Term { source: "k * 2 ^ n + 1", value: |n, k| if n < 40 { Some((k << n) + 1) } else { None } },
    Term { source: "k * 2 ^ n - 1", value: |n, k| if n < 40 { Some((k << n) - 1) } else { None } },
    Term { source: "n + 2 ^ k", value: |n, k| if k < 40 { Some(n + (1 << k)) } else { None } },
    Term { source: "n * 2 ^ k + 1", value: |n, k| if k < 40 { Some((n << k) + 1) } else { None } },
    Term { source: "n * 2 ^ k - 1", value: |n, k| if k < 40 { Some((n << k) - 1) } else { None } },
    Term { source: "bit_xor(n, k)", value: |n, k| Some(n ^ k) },
    Term { source: "bit_and(n, k)", value: |n, k| Some(n & k) },
    Term { source: "binomial(n, k)", value: binomial },
    Term {
        source: "concat_digits(n, k, 10)",
        value: |n, k| n.checked_mul(10i64.pow(crate::digits::count(k, 10)? as u32))?.checked_add(k),
    },
    Term {
        source: "concat_digits(k, n, 10)",
        value: |n, k| k.checked_mul(10i64.pow(crate::digits::count(n, 10)? as u32))?.checked_add(n),
    },
];

/// Over which k a sum goes.
struct Bounds {
    lo: i64,
    hi: fn(i64) -> i64,
    text: &'static str,
}

static BOUNDS: &[Bounds] = &[
    Bounds { lo: 1, hi: |n| n, text: "1, n" },
    Bounds { lo: 0, hi: |n| n, text: "0, n" },
    Bounds { lo: 1, hi: |n| n - 1, text: "1, n - 1" },
    Bounds { lo: 1, hi: |n| n / 2, text: "1, n / 2" },
    Bounds { lo: 0, hi: |n| n / 2, text: "0, n / 2" },
    Bounds { lo: 0, hi: |n| crate::numbers::isqrt(n), text: "0, isqrt(n)" },
    Bounds { lo: 1, hi: |n| crate::numbers::isqrt(n), text: "1, isqrt(n)" },
];

/// How many indices, and how many k.
const ROWS_OF_PAIRS: usize = 120;
const COLUMNS: usize = 130;

/// A property or value of n and k, at [n][k].
struct Grid {
    source: Source,
    values: Vec<i64>,
}

fn grids(numbers: &Numbers, rows: &[Row], finder: &Finder<'_>) -> Vec<Grid> {
    let mut out = Vec::new();
    for term in TERMS {
        if finder.ended() {
            break;
        }
        let values: Vec<i64> = (0..ROWS_OF_PAIRS * COLUMNS)
            .map(|i| (term.value)((i / COLUMNS) as i64, (i % COLUMNS) as i64).unwrap_or(NONE))
            .collect();
        let source = Source::template(term.source);
        for (row, values) in rows.iter().zip(apply_all(numbers, rows, &values)) {
            out.push(Grid { source: Source::template(row.source).of(&source), values });
        }
        out.push(Grid { source, values });
    }
    out
}

/// Counts and least solutions of properties of n and k, alone and in pairs, and sums of functions over them.
pub fn over_pairs(numbers: &Numbers, finder: &Finder<'_>) {
    let tests = &TESTS[..9];
    let mut properties = grids(numbers, tests, finder);
    properties.retain(|g| g.source.level == 0 && g.source.text.starts_with("is_"));
    for (text, f) in [
        ("coprime(n, k)", (|n, k| i64::from(gcd(n, k) == 1)) as fn(i64, i64) -> i64),
        ("divides(k, n)", |n, k| i64::from(k != 0 && n % k == 0)),
        ("not divides(k, n)", |n, k| i64::from(k == 0 || n % k != 0)),
        ("bit_and(n, k) == 0", |n, k| i64::from(n & k == 0)),
        ("bit_and(n - k, k) == 0", |n, k| i64::from(k <= n && (n - k) & k == 0)),
        ("k * k % n == 0", |n, k| i64::from(n != 0 && k * k % n == 0)),
        ("k * k % n == 1", |n, k| i64::from(n != 0 && k * k % n == 1)),
        ("k * (k + 1) % n == 0", |n, k| i64::from(n != 0 && k * (k + 1) % n == 0)),
        ("k * (k + 1) / 2 % n == 0", |n, k| i64::from(n != 0 && k * (k + 1) / 2 % n == 0)),
        ("k ^ 3 % n == 0", |n, k| i64::from(n != 0 && k * k * k % n == 0)),
        ("n % k > k / 2", |n, k| i64::from(k != 0 && n % k > k / 2)),
    ] {
        let values = (0..ROWS_OF_PAIRS * COLUMNS).map(|i| f((i / COLUMNS) as i64, (i % COLUMNS) as i64)).collect();
        properties.push(Grid { source: Source::template(text), values });
    }
    let count = properties.len();
    finder.look_up("counts and least numbers", count, |i| {
        let p = &properties[i];
        least(finder, p);
        for (j, q) in properties[..=i].iter().enumerate() {
            let values: Vec<i64> = p
                .values
                .iter()
                .zip(&q.values)
                .map(|(&a, &b)| if a == NONE || b == NONE { NONE } else { a & b })
                .collect();
            let source = if i == j { p.source.clone() } else { q.source.join("and", 6, &p.source) };
            let both = Grid { source, values };
            if i != j {
                least(finder, &both);
            }
            for b in BOUNDS {
                total(finder, b, &both, None);
                for weight in ["k", "n - k", "k * (n - k)", "gcd(n, k)", "n / k"] {
                    total(finder, b, &both, Some(weight));
                }
            }
            if finder.over() {
                break;
            }
        }
        finder.count((i as u64 + 1) * 43, 0);
    });
}

/// The least k ≥ 1 with the property.
fn least(finder: &Finder<'_>, p: &Grid) {
    for (start, from) in [(1usize, 1usize), (1, 0), (0, 0), (2, 1)] {
        let mut terms = Vec::new();
        for n in from..ROWS_OF_PAIRS {
            let row = &p.values[n * COLUMNS..(n + 1) * COLUMNS];
            match row.iter().enumerate().skip(start).find(|x| *x.1 != 0) {
                Some((k, 1)) => terms.push(k as i64),
                _ => break,
            }
        }
        let text = format!("first_from({start}, |k| {})", p.source.text);
        offer(finder, &terms, from, &text, "the least number with a property");
    }
}

fn total(finder: &Finder<'_>, b: &Bounds, p: &Grid, weight: Option<&'static str>) {
    let value = |n: i64, k: i64| match weight {
        None => Some(1),
        Some("k") => Some(k),
        Some("n - k") => Some(n - k),
        Some("k * (n - k)") => Some(k * (n - k)),
        Some("gcd(n, k)") => Some(gcd(n, k)),
        Some(_) => (k != 0).then(|| n / k),
    };
    let from = usize::from(!(0..=(b.hi)(0)).contains(&b.lo) || p.values[0] == NONE);
    let mut terms = Vec::new();
    'rows: for n in from..ROWS_OF_PAIRS {
        let mut sum = 0i64;
        for k in b.lo..=(b.hi)(n as i64) {
            match p.values[n * COLUMNS + k as usize] {
                NONE => break 'rows,
                0 => {}
                _ => match value(n as i64, k) {
                    Some(v) => sum += v,
                    None => break 'rows,
                },
            }
        }
        terms.push(sum);
    }
    let text = match weight {
        None => format!("count_over({}, |k| {})", b.text, p.source.text),
        Some(w) => format!("sum_over({}, |k| if {} then {w} else 0)", b.text, p.source.text),
    };
    offer(finder, &terms, from, &text, "a count or sum over a property");
}

fn offer(finder: &Finder<'_>, terms: &[i64], from: usize, text: &str, says: &str) {
    if terms.len() < 6 || finder.seen(hash(terms) ^ from as u64) || terms.iter().all(|t| *t == terms[0]) {
        return;
    }
    for skip in 0..=2.min(terms.len() - 6) {
        let make = || Found {
            formula: Formula::new(text).starting((from + skip) as i64),
            says: says.to_owned(),
            bits: finder.bits() + 1.0,
            fitted: 0,
        };
        finder.look_longer(&terms[skip..], terms.len() - skip, |_| Some(terms[skip..].to_vec()), make);
    }
}
