//! Predicates with parameters: residues, digits, polynomials that are prime or square.

use nth_propose::build::Expr;

use crate::digits;
use crate::function::apply_all;
use crate::predicate_rows::PREDICATES;
use crate::predicates::Collector;
use crate::search::ArithmeticSearch;
use nth_algebra::primes::PrimeTables;

/// Moduli of predicates of the number itself are less than this.
const MODULI: usize = 101;
/// Bases of digits: 2, 3, …, this + 1.
const BASES: usize = 15;
/// Largest number of occurrences of a digit in a predicate.
const MAX_OCCURRENCES: i64 = 8;
/// Largest number of runs of digits in a predicate.
const MAX_RUNS: i64 = 12;
/// Moduli of sums of digits and of numbers of runs.
const DIGIT_MODULI: std::ops::RangeInclusive<i64> = 2..=10;
/// Number of rows of predicates of sums of digits.
const DIGIT_SUM_ROWS: usize = 4;

/// Leading coefficients of polynomials are less than this.
const COEFFICIENTS: usize = 42;
/// Constant terms of polynomials.
const CONSTANTS: std::ops::RangeInclusive<i64> = -60..=100;
/// Rows of predicates of linear polynomials. The last one is examined where |a b| is small only.
const LINEAR_ROWS: usize = 3;
/// Largest |a b| for that, exclusive.
const SMALL_LINEAR: i64 = 60;
/// Largest leading coefficient of polynomials of higher degree.
const MAX_STEEP: i64 = 24;

/// Orders of forms, by how long they are: see [`Collector`].
mod order {
    pub const RESIDUE: usize = 30;
    pub const OCCURRENCES: usize = 60;
    pub const RUNS: usize = 150;
    pub const DIGIT: usize = 200;
    pub const EQUAL_OCCURRENCES: usize = 300;
    pub const DIGIT_RESIDUE: usize = 400;
    pub const POLYNOMIAL: usize = 40;
}

fn all_numbers(collector: &Collector) -> Vec<i64> {
    (0..collector.range as i64).collect()
}

/// Source of the predicate `e == c`.
fn equals(e: Expr, c: i64) -> Expr {
    e.equals(Expr::int(c))
}

/// `e % m == r`
fn residue(e: Expr, m: i64, r: i64) -> Expr {
    equals(e % Expr::int(m), r)
}

/// Residues of the number.
pub fn residues(search: &ArithmeticSearch<'_>, collector: &Collector) {
    let all = all_numbers(collector);
    search.share(MODULI, |m| {
        for r in 0..m as i64 {
            let source = || residue(Expr::argument(), m as i64, r);
            collector.add(order::RESIDUE + m * 6, &all, |k| Some(k % m as i64 == r), source);
        }
        search.count(m as u64, 0);
    });
}

/// Digits of the number: how often each occurs, runs, the first and the largest digit, the sum.
pub fn of_digits(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, collector: &Collector) {
    let all = all_numbers(collector);
    search.share(BASES, |base| {
        let base = base as i64 + 2;
        let digits: Vec<Vec<i64>> = all.iter().map(|&k| digits::of(k, base)).collect();
        single_digits(collector, base, &digits);
        runs_of_digits(collector, base, &digits);
        sums_of_digits(numbers, collector, base, &digits);
        search.count(1000, 0);
    });
}

/// Source of the call `name($, base)`, where `$` is the argument.
fn of_base(name: &'static str, base: i64) -> Expr {
    Expr::call(name, [Expr::argument(), Expr::int(base)])
}

fn single_digits(collector: &Collector, base: i64, digits: &[Vec<i64>]) {
    let counts: Vec<Vec<i64>> =
        (0..base).map(|d| digits.iter().map(|x| x.iter().filter(|y| **y == d).count() as i64).collect()).collect();
    let first: Vec<i64> = digits.iter().map(|x| x[0]).collect();
    let most: Vec<i64> = digits.iter().map(|x| x.iter().copied().max().unwrap_or(0)).collect();
    let occurrences = |d: i64| Expr::call("count_digit", [Expr::argument(), Expr::int(d), Expr::int(base)]);
    for d in 0..base {
        let own = &counts[d as usize];
        for c in 0..=MAX_OCCURRENCES {
            let at = order::OCCURRENCES + 20 * c as usize;
            collector.add(at, own, |v| Some(v == c), || equals(occurrences(d), c));
        }
        for other in 0..d {
            let both: Vec<i64> = own.iter().zip(&counts[other as usize]).map(|(a, b)| a - b).collect();
            let (a, b) = (|| occurrences(d), || occurrences(other));
            collector.add(order::EQUAL_OCCURRENCES, &both, |v| Some(v == 0), || a().equals(b()));
            collector.add(order::DIGIT_RESIDUE, &both, |v| Some(v < 0), || a().less(b()));
            collector.add(order::DIGIT_RESIDUE, &both, |v| Some(v > 0), || a().greater(b()));
        }
        for (name, values) in [("head", &first), ("maximum", &most)] {
            let source = || equals(Expr::call(name, [of_base("digits", base)]), d);
            collector.add(order::DIGIT, values, |v| Some(v == d), source);
        }
    }
}

fn runs_of_digits(collector: &Collector, base: i64, digits: &[Vec<i64>]) {
    let runs: Vec<i64> = digits.iter().map(|x| 1 + x.windows(2).filter(|w| w[0] != w[1]).count() as i64).collect();
    let number = || Expr::call("length", [Expr::call("run_starts", [of_base("digits", base)])]);
    for c in 1..=MAX_RUNS {
        collector.add(order::RUNS + 20 * c as usize, &runs, |v| Some(v == c), || equals(number(), c));
    }
    for m in DIGIT_MODULI {
        for r in 0..m {
            collector.add(order::DIGIT_RESIDUE, &runs, |v| Some(v % m == r), || residue(number(), m, r));
        }
    }
}

fn sums_of_digits(numbers: &PrimeTables, collector: &Collector, base: i64, digits: &[Vec<i64>]) {
    let sums: Vec<i64> = digits.iter().map(|x| x.iter().sum()).collect();
    let sum = || of_base("digit_sum", base);
    for m in DIGIT_MODULI {
        for r in 0..m {
            collector.add(order::DIGIT_RESIDUE, &sums, |v| Some(v % m == r), || residue(sum(), m, r));
        }
    }
    for (i, row) in PREDICATES[..DIGIT_SUM_ROWS].iter().enumerate() {
        let truth = apply_all(numbers, std::slice::from_ref(row), &sums).pop().unwrap_or_default();
        collector.add(order::DIGIT + 50 * i, &truth, |v| Some(v != 0), || row.source.expr().of(&sum()));
    }
}

/// The source of a power of the argument with a coefficient, and the power.
type Steep<'a> = (&'a dyn Fn(i64) -> Expr, fn(i64) -> i64);

/// Whether linear polynomials are prime, square or squarefree, and quadratic and cubic ones prime.
pub fn polynomials(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, collector: &Collector) {
    let all = all_numbers(collector);
    let scaled = |a: i64, e: Expr, b: i64| if a == 1 { e.moved(b) } else { (Expr::int(a) * e).moved(b) };
    // `a * $ * $`, as people write it, is a product of three factors.
    let x = Expr::argument;
    let squared = |a: i64| if a == 1 { x() * x() } else { Expr::int(a) * x() * x() };
    let pronic = |a: i64| if a == 1 { x() * (x() + Expr::int(1)) } else { Expr::int(a) * x() * (x() + Expr::int(1)) };
    let cubed = |a: i64| scaled(a, x().pow(Expr::int(3)), 0);
    search.share(COEFFICIENTS, |a| {
        let a = a as i64;
        if a >= 1 {
            for b in CONSTANTS {
                let order = order::POLYNOMIAL + (a * (b.abs() + 1)) as usize / 2;
                let small = a * b.abs() < SMALL_LINEAR;
                for (at, row) in PREDICATES[..LINEAR_ROWS].iter().enumerate().filter(|r| r.0 + 1 < LINEAR_ROWS || small)
                {
                    let values: Vec<i64> = all.iter().map(|k| a * k + b).collect();
                    let truth = apply_all(numbers, std::slice::from_ref(row), &values).pop().unwrap_or_default();
                    let source = || row.source.expr().of(&scaled(a, x(), b));
                    collector.add(order * (at + 2) / 2, &truth, |v| Some(v != 0), source);
                }
                let steep: [Steep<'_>; 3] =
                    [(&squared, |k| k * k), (&pronic, |k| k * (k + 1)), (&cubed, |k| k * k * k)];
                for (source, f) in steep {
                    if a <= MAX_STEEP {
                        let source = || Expr::call("is_prime", [source(a).moved(b)]);
                        collector.add(order, &all, |k| numbers.is_prime(a * f(k) + b), source);
                    }
                }
                if search.over() {
                    return;
                }
            }
        }
        search.count(161 * 5, 0);
    });
}
