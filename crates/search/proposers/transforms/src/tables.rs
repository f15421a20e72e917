//! Tables of two numbers, read by rows of 1, 2, 3, … terms: triangles by rows and arrays by antidiagonals.
//!
//! Terms are a combination of neighbours with coefficients that are linear in row and column, or of functions of both.

use nth_algebra::{Residue, Terms};
use nth_closed_form::fit_simple;
use nth_num::Int;
use nth_propose::Formula;

use crate::discovery::Discovery;
use crate::screen::{MAX_TERMS, SURPLUS, is_plain};
use crate::solve::{Solution, solve};
use crate::transform::at;

/// A table as far as it is known: rows of residues, row r from position r (r + 1)/2.
struct Table<'t> {
    t: &'t [Residue],
}

/// A neighbour of the entry in row r and column k: how far up, how far left, its flat index and when it is there.
struct Neighbour {
    up: usize,
    left: usize,
    source: &'static str,
    inside: &'static str,
}

const NEIGHBOURS: [Neighbour; 6] = [
    Neighbour { up: 1, left: 1, source: "@(n - r - 1)", inside: "k > 0" },
    Neighbour { up: 1, left: 0, source: "@(n - r)", inside: "k < r" },
    Neighbour { up: 2, left: 1, source: "@(n - 2 * r)", inside: "k > 0 and k < r" },
    Neighbour { up: 2, left: 0, source: "@(n - 2 * r + 1)", inside: "k < r - 1" },
    Neighbour { up: 2, left: 2, source: "@(n - 2 * r - 1)", inside: "k > 1" },
    Neighbour { up: 0, left: 1, source: "@(n - 1)", inside: "k > 0" },
];

/// Which neighbours, whether with coefficients in r and k, and how many terms of 1, r, k are added.
const SHAPES: [(&[usize], bool, usize); 9] = [
    (&[0, 1], false, 0),
    (&[0, 1], false, 3),
    (&[0, 1, 2, 3, 4], false, 0),
    (&[0, 1], true, 0),
    (&[5, 0, 1], false, 1),
    (&[5, 1], true, 0),
    (&[0, 1, 2, 3, 4], false, 3),
    (&[0, 1, 2], true, 0),
    (&[0, 1], true, 3),
];

type OneNumber = (&'static str, &'static str, fn(usize, usize) -> usize);
type Entry = (&'static str, fn(u64, u64) -> Option<Residue>);

/// Functions of x = r − k + s and y = k + s, s = 0 or 1.
const ENTRIES: [Entry; 16] = [
    ("gcd(x, y)", |x, y| Some(Residue::new(num_integer::gcd(x, y)))),
    ("lcm(x, y)", |x, y| Some(Residue::new(num_integer::lcm(x, y)))),
    ("min(x, y)", |x, y| Some(Residue::new(x.min(y)))),
    ("max(x, y)", |x, y| Some(Residue::new(x.max(y)))),
    ("abs(x - y)", |x, y| Some(Residue::new(x.abs_diff(y)))),
    ("bit_xor(x, y)", |x, y| Some(Residue::new(x ^ y))),
    ("bit_and(x, y)", |x, y| Some(Residue::new(x & y))),
    ("bit_or(x, y)", |x, y| Some(Residue::new(x | y))),
    ("x ^ y", |x, y| Some(Residue::new(x).pow(y))),
    ("y ^ x", |x, y| Some(Residue::new(y).pow(x))),
    ("(x + y) ^ y", |x, y| Some(Residue::new(x + y).pow(y))),
    ("x / y", |x, y| x.checked_div(y).map(Residue::new)),
    ("y / x", |x, y| y.checked_div(x).map(Residue::new)),
    ("x % y", |x, y| x.checked_rem(y).map(Residue::new)),
    ("y % x", |x, y| y.checked_rem(x).map(Residue::new)),
    ("(x + y) % y", |x, y| (x + y).checked_rem(y).map(Residue::new)),
];

/// Weights that a polynomial is multiplied by.
const FACTORS: [Entry; 6] = [
    ("", |_, _| Some(Residue::ONE)),
    ("binomial(r, k)", |x, y| Some(binomial(x + y, y))),
    ("binomial(r, k) ^ 2", |x, y| Some(binomial(x + y, y) * binomial(x + y, y))),
    ("factorial(k)", |_, y| Some(factorial(y))),
    ("factorial(r - k)", |x, _| Some(factorial(x))),
    ("binomial(r, k) * factorial(k)", |x, y| Some(binomial(x + y, y) * factorial(y))),
];

/// 1 and the powers of r and k up to the third degree.
const POLYNOMIAL: [(&str, u32, u32); 10] = [
    ("1", 0, 0),
    ("r", 1, 0),
    ("k", 0, 1),
    ("r * r", 2, 0),
    ("r * k", 1, 1),
    ("k * k", 0, 2),
    ("r ^ 3", 3, 0),
    ("r * r * k", 2, 1),
    ("r * k * k", 1, 2),
    ("k ^ 3", 0, 3),
];

fn factorial(n: u64) -> Residue {
    (1..=n).fold(Residue::ONE, |s, i| s * Residue::new(i))
}

fn binomial(n: u64, k: u64) -> Residue {
    (factorial(k) * factorial(n - k)).inverse().map_or(Residue::ZERO, |i| factorial(n) * i)
}

/// The sequence as a table, if it is one.
pub(crate) fn search(all: &Terms, from: i64) -> Option<Discovery> {
    let terms = &all[..all.len().min(MAX_TERMS)];
    let t = &all.residues()[..terms.len()];
    if t.len() < 20 || is_plain(t) {
        return None;
    }
    let table = Table { t };
    explicit(&table, from)
        .or_else(|| one_number(terms, from))
        .or_else(|| SHAPES.iter().find_map(|s| recurrence(&table, terms, from, s, false)))
        .or_else(|| SHAPES.iter().take(6).find_map(|s| recurrence(&table, terms, from, s, true)))
}

impl Table<'_> {
    /// The entries, each with its row, column and value.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, Residue)> + Clone + '_ {
        let rows = (0..).flat_map(|r| (0..=r).map(move |k| (r, k)));
        rows.zip(self.t).map(|((r, k), v)| (r, k, *v))
    }

    fn at(&self, r: usize, k: usize, n: &Neighbour) -> Residue {
        let inside = r >= n.up && k >= n.left && k - n.left <= r - n.up;
        if !inside {
            return Residue::ZERO;
        }
        let (r, k) = (r - n.up, k - n.left);
        self.t.get(r * (r + 1) / 2 + k).copied().unwrap_or(Residue::ZERO)
    }
}

fn small(x: usize) -> Residue {
    Residue::new(x as u64)
}

/// Row and column of the index n, and then the expression.
fn located(from: i64, rest: &str) -> String {
    let i = at("#", -from);
    format!("let r = triangular_root({i}) in let k = {i} - triangular(r) in {rest}")
}

fn explicit(table: &Table, from: i64) -> Option<Discovery> {
    let unknowns = |s: &Solution| s.parts.len();
    let line = [("1", 0, 0), ("r", 1, 0), ("k", 0, 1)];
    let power = |r: usize, k: usize, a: u32, b: u32| small(r).pow(a.into()) * small(k).pow(b.into());
    let room = table.t.len();
    // A polynomial times something.
    for (name, f) in FACTORS {
        let rows = table.cells().map(|(r, k, v)| {
            let w = f((r - k) as u64, k as u64).unwrap_or(Residue::ZERO);
            let mut row: Vec<Residue> = POLYNOMIAL.iter().map(|p| power(r, k, p.1, p.2) * w).collect();
            row.push(v);
            row
        });
        let Some(s) = solve(POLYNOMIAL.len(), rows) else { continue };
        if s.rank + SURPLUS > room {
            continue;
        }
        let power = |i: usize| POLYNOMIAL[i].0.to_owned();
        let body = if name.is_empty() { s.source(power) } else { s.times(name, power) }.to_string();
        let says = "table with polynomial entries".to_owned();
        return Some(found(located(from, &body), says, from, unknowns(&s).max(1), 0, s.bits + 12.0));
    }
    // A function of two numbers, and a linear function.
    for (name, f) in ENTRIES {
        for s in 0..=1u64 {
            let all: Option<Vec<Residue>> =
                table.cells().map(|(r, k, _)| f((r - k) as u64 + s, k as u64 + s)).collect();
            let Some(values) = all else { continue };
            let rows = table.cells().zip(&values).map(|((r, k, v), w)| {
                let mut row = vec![*w];
                row.extend(line.iter().map(|p| power(r, k, p.1, p.2)));
                row.push(v);
                row
            });
            let Some(solution) = solve(4, rows) else { continue };
            if solution.rank + SURPLUS > room {
                continue;
            }
            let (x, y) = if s == 0 { ("r - k", "k") } else { ("r - k + 1", "k + 1") };
            let inner = solution.source(|i| if i == 0 { format!("({name})") } else { line[i - 1].0.to_owned() });
            let body = located(from, &format!("let x = {x} in let y = {y} in {inner}"));
            return Some(found(
                body,
                format!("table of {name}"),
                from,
                unknowns(&solution).max(1),
                0,
                solution.bits + 9.0,
            ));
        }
    }
    None
}

/// A table that depends on the row, the column or their difference alone.
fn one_number(terms: &[Int], from: i64) -> Option<Discovery> {
    let rows = (0..).take_while(|r| r * (r + 1) / 2 < terms.len()).count();
    let of: [OneNumber; 3] =
        [("r", "row", |r, _| r), ("k", "column", |_, k| k), ("r - k", "distance from the diagonal", |r, k| r - k)];
    for (argument, says, f) in of {
        let mut values: Vec<Option<&Int>> = vec![None; rows];
        let cells = (0..rows).flat_map(|r| (0..=r).map(move |k| f(r, k)));
        let same = cells.zip(terms).all(|(i, t)| *values[i].get_or_insert(t) == t);
        let values: Vec<Int> = values.into_iter().map_while(|v| v.cloned()).collect();
        if !same || values.len() < 6 {
            continue;
        }
        let Some(fit) = fit_simple(&values, 0).filter(|fit| fit.determined_by + 3 <= values.len()) else { continue };
        let body = located(from, &format!("@1({argument})"));
        let says = format!("table by {says}, {}", fit.form.description());
        let mut whole = found(body, says, from, fit.determined_by, fit.verbatim, fit.bits + 8.0);
        // Terms in the formula are among the first terms of the table: at most those of as many rows.
        whole.determined_by = whole.determined_by.max(fit.verbatim * (fit.verbatim + 1) / 2);
        whole.verbatim = whole.determined_by.min(whole.verbatim);
        whole.formula = whole.formula.with(vec![fit.form.formula()]);
        return Some(whole);
    }
    None
}

/// A discovery whose formula begins at index `from`.
fn found(body: String, description: String, from: i64, determined_by: usize, verbatim: usize, bits: f64) -> Discovery {
    Discovery { formula: Formula::new(body).starting(from), description, determined_by, verbatim, bits }
}

fn recurrence(
    table: &Table,
    terms: &[Int],
    from: i64,
    (near, linear, added): &(&[usize], bool, usize),
    edges: bool,
) -> Option<Discovery> {
    let width = near.len() * if *linear { 3 } else { 1 } + added;
    let cells = table.cells().filter(|(r, k, _)| if edges { *k > 0 && k < r } else { *r > 0 });
    let used = cells.clone().count();
    if used < width + SURPLUS {
        return None;
    }
    let rows = cells.map(|(r, k, v)| {
        let mut row = Vec::with_capacity(width + 1);
        for n in *near {
            let x = table.at(r, k, &NEIGHBOURS[*n]);
            row.push(x);
            if *linear {
                row.push(x * small(r));
                row.push(x * small(k));
            }
        }
        row.extend([Residue::ONE, small(r), small(k)].iter().take(*added));
        row.push(v);
        row
    });
    let s = solve(width, rows)?;
    if s.rank + SURPLUS > used || s.parts.is_empty() {
        return None;
    }
    let each = if *linear { 3 } else { 1 };
    let name = |i: usize| {
        if i >= near.len() * each {
            return ["1", "r", "k"][i - near.len() * each].to_owned();
        }
        let n = &NEIGHBOURS[near[i / each]];
        // Inside, both neighbours above are always there.
        let there = edges && n.up <= 1;
        let value = if there { n.source.to_owned() } else { format!("(if {} then {} else 0)", n.inside, n.source) };
        match i % each {
            0 => value,
            1 => format!("r * {value}"),
            _ => format!("k * {value}"),
        }
    };
    let sum = s.source(name).to_string();
    let says = "table with a recurrence for its entries".to_owned();
    if !edges {
        let first = terms.first()?;
        let body = format!("if n == {from} then {first} else {}", located(from, &sum));
        return Some(found(body, says, from, s.parts.len() + 1, 1, s.bits + 6.0));
    }
    let edge = |last: bool| {
        let column: Vec<Int> =
            (0..).map_while(|r: usize| terms.get(r * (r + 1) / 2 + if last { r } else { 0 }).cloned()).collect();
        fit_simple(&column, 0).filter(|f| f.determined_by + 3 <= column.len())
    };
    let (left, right) = (edge(false)?, edge(true)?);
    let body = located(from, &format!("if k == 0 then @1(r) else if k == r then @2(r) else {sum}"));
    let mut whole = found(
        body,
        says,
        from,
        s.parts.len() + left.determined_by + right.determined_by,
        left.verbatim + right.verbatim,
        s.bits + 6.0 + left.bits + right.bits,
    );
    if whole.determined_by + SURPLUS > terms.len() {
        return None;
    }
    whole.formula = whole.formula.with(vec![left.form.formula(), right.form.formula()]);
    Some(whole)
}
