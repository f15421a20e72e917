//! Sequences that are derived from a known one or from two: each has a template in nth and its values.

use nth_num::Int;

use crate::catalogue::Catalogue;
use nth_algebra::primes::{is_prime, primes};
use nth_algebra::{Residue, Ring};

/// The terms of a known sequence.
pub(crate) struct Values {
    /// The terms modulo the prime.
    pub residues: Vec<Residue>,
    /// The terms before the first one of at least 2⁴⁰ in absolute value, for operations that residues do not have.
    pub small: Vec<i64>,
    /// Index of the first term.
    pub from: i64,
}

/// A sequence that is derived from a known one.
pub(crate) struct DerivedSequence {
    /// The source, in which `A` is the known sequence as a function and `F` its first index; `#` is the index as an
    /// argument, `$` as an operand.
    pub template: &'static str,
    /// Words before the name of the known sequence.
    pub describe: &'static str,
    /// The index of the first value and the values.
    pub values: fn(&Values) -> Derived,
}

/// A sequence that is derived from two known ones.
pub(crate) struct DerivedPair {
    /// The source, in which `A` and `B` are the known sequences as functions.
    pub template: &'static str,
    /// The word before the names of A and B in descriptions, such as "sum".
    pub describe: &'static str,
    /// Whether A and B may be exchanged, up to a constant factor.
    pub symmetric: bool,
    /// The index of the first value and the values.
    pub values: fn(&Values, &Values) -> Derived,
}

/// Values with the index of the first, where there are any.
type Derived = Option<(i64, Vec<Residue>)>;

/// Number of terms of a known sequence that are used.
const MAX_VALUES: usize = 400;

impl Values {
    /// The terms of a sequence that begins at `from`.
    pub(crate) fn of(terms: &[Int], from: i64) -> Self {
        let terms = &terms[..terms.len().min(MAX_VALUES)];
        let residues = terms.iter().map(Residue::of).collect();
        let small = terms.iter().map_while(Int::to_i64).take_while(|x| x.unsigned_abs() < 1 << 40).collect();
        Self { residues, small, from }
    }

    /// The values at the indices f(i), from the least i ≥ 0 for which there is one.
    fn picked(&self, f: impl Fn(i64) -> i64) -> Derived {
        let start = (0..64).find(|&i| f(i) >= self.from)?;
        let v = (start..).map_while(|i| self.residues.get(usize::try_from(f(i) - self.from).ok()?).copied());
        Some((start, v.take(self.residues.len()).collect()))
    }

    /// A function of each index and value.
    fn each(&self, mut f: impl FnMut(i64, Residue) -> Residue) -> Derived {
        let v = self.residues.iter().zip(self.from..).map(|(x, n)| f(n, *x)).collect();
        Some((self.from, v))
    }

    /// A function of each index and small value, as far as it is defined.
    fn whole(&self, f: impl Fn(i64, i64) -> Option<i64>) -> Derived {
        let v = self.small.iter().zip(self.from..).map_while(|(x, n)| f(n, *x)).map(Residue::from_i64).collect();
        Some((self.from, v))
    }

    /// A function of each value and the one `by` places after it.
    fn near(&self, by: usize, f: impl Fn(Residue, Residue) -> Residue) -> Derived {
        let v = self.residues.iter().zip(self.residues.get(by..)?).map(|(a, b)| f(*a, *b)).collect();
        Some((self.from, v))
    }

    /// Results of a function of the result before, the index and the value.
    fn running(&self, f: impl Fn(Residue, i64, Residue) -> Residue, start: Residue) -> Derived {
        let mut s = start;
        self.each(|n, x| {
            s = f(s, n, x);
            s
        })
    }

    /// The indices of the small values with a property, counted from 0.
    fn positions(&self, p: impl Fn(i64) -> bool) -> Derived {
        let v = self.small.iter().zip(self.from..).filter(|(x, _)| p(**x)).map(|(_, n)| Residue::from_i64(n)).collect();
        Some((0, v))
    }

    /// The values of an operation on the terms of two sequences with the same index.
    fn with(&self, other: &Self, f: impl Fn(Residue, Residue) -> Residue) -> Derived {
        let start = self.from.max(other.from);
        let after = |k: &Self| usize::try_from(start - k.from).ok();
        let (x, y) = (self.residues.get(after(self)?..)?, other.residues.get(after(other)?..)?);
        Some((start, x.iter().zip(y).map(|(x, y)| f(*x, *y)).collect()))
    }

    /// The terms from index 1 on, if they increase and are not negative.
    fn increasing(&self) -> Option<&[i64]> {
        let ok = self.from == 1 && self.small.len() > 8 && self.small.windows(2).all(|w| w[0] < w[1]);
        (ok && self.small[0] >= 0).then_some(&self.small)
    }
}

/// A row of the table.
const fn row(template: &'static str, describe: &'static str, values: fn(&Values) -> Derived) -> DerivedSequence {
    DerivedSequence { template, describe, values }
}

/// The derived sequences, the most common first.
pub(crate) static DERIVED: [DerivedSequence; 48] = [
    row("A(#)", "", |k| k.each(|_, x| x)),
    row("(A($ + 1) - A(#))", "differences of ", |k| k.near(1, |a, b| b - a)),
    row("sum_over(F, #, A)", "partial sums of ", |k| k.running(|s, _, x| s + x, Residue::ZERO)),
    row("A(#) ^ 2", "squares of ", |k| k.each(|_, x| x * x)),
    row("$ * A(#)", "n times ", |k| k.each(|n, x| x.times(n))),
    row("A(2 * $)", "every other term of ", |k| k.picked(|i| 2 * i)),
    row("A(2 * $ + 1)", "every other term of ", |k| k.picked(|i| 2 * i + 1)),
    row("A(3 * $)", "every third term of ", |k| k.picked(|i| 3 * i)),
    row("A(3 * $ + 1)", "every third term of ", |k| k.picked(|i| 3 * i + 1)),
    row("A(3 * $ + 2)", "every third term of ", |k| k.picked(|i| 3 * i + 2)),
    row("A(#) * A($ + 1)", "products of neighbours of ", |k| k.near(1, |a, b| a * b)),
    row("(A(#) + A($ + 1))", "sums of neighbours of ", |k| k.near(1, |a, b| a + b)),
    row("(A($ + 2) - A(#))", "second neighbours of ", |k| k.near(2, |a, b| b - a)),
    row("(A($ + 2) + A(#))", "sums of second neighbours of ", |k| k.near(2, |a, b| b + a)),
    row("A(#) * A($ + 2)", "products of second neighbours of ", |k| k.near(2, |a, b| a * b)),
    row("alternating_sign(#) * A(#)", "with alternating signs, ", |k| {
        k.each(|n, x| if n.rem_euclid(2) == 1 { -x } else { x })
    }),
    row("A(A(#))", "iterated ", |k| k.whole(|_, x| k.small.get(usize::try_from(x - k.from).ok()?).copied())),
    row("A(prime(#))", "at the primes, ", |k| {
        let primes = PRIMES.iter().map_while(|p| k.residues.get(usize::try_from(p - k.from).ok()?).copied());
        Some((1, primes.collect()))
    }),
    row("prime(A(#))", "primes numbered by ", |k| k.whole(|_, x| PRIMES.get(usize::try_from(x - 1).ok()?).copied())),
    row("A($ * $)", "at the squares, ", |k| k.picked(|i| i * i)),
    row("A($ * ($ + 1) / 2)", "at the triangular numbers, ", |k| k.picked(|i| i * (i + 1) / 2)),
    row("A(2 ^ $)", "at the powers of 2, ", |k| k.picked(|i| 1 << i.min(40))),
    row("A(#) % 2", "parity of ", |k| k.whole(|_, x| Some(x.rem_euclid(2)))),
    row("A(#) % 3", "modulo 3, ", |k| k.whole(|_, x| Some(x.rem_euclid(3)))),
    row("A(#) % 4", "modulo 4, ", |k| k.whole(|_, x| Some(x.rem_euclid(4)))),
    row("A(#) % 10", "last digits of ", |k| k.whole(|_, x| Some(x.rem_euclid(10)))),
    row("A(#) / 2", "halves of ", |k| k.whole(|_, x| Some(x.div_euclid(2)))),
    row("search(|k| A(k) == 0, F, #)", "zeros of ", |k| k.positions(|x| x == 0)),
    row("search(|k| A(k) == 1, F, #)", "ones of ", |k| k.positions(|x| x == 1)),
    row("search(|k| A(k) == 2, F, #)", "twos of ", |k| k.positions(|x| x == 2)),
    row("search(|k| A(k) % 2 == 1, F, #)", "odd terms of ", |k| k.positions(|x| x.rem_euclid(2) == 1)),
    row("search(|k| A(k) % 2 == 0, F, #)", "even terms of ", |k| k.positions(|x| x.rem_euclid(2) == 0)),
    row("search(|k| is_prime(A(k)), F, #)", "primes among ", |k| k.positions(is_prime)),
    row("complement(A, #)", "complement of ", |k| {
        let v = k.increasing()?;
        let top = *v.last()?;
        let mut rest = v.iter().peekable();
        let out = (1..top.min(4096)).filter(|x| {
            while rest.next_if(|y| **y < *x).is_some() {}
            rest.peek().is_none_or(|y| **y != *x)
        });
        Some((1, out.map(Residue::from_i64).take(k.small.len()).collect()))
    }),
    row("counting_function(A, #)", "counting function of ", |k| {
        let v = k.increasing()?;
        let out = (0..*v.last()?).map(|x| v.partition_point(|y| *y <= x) as i64);
        Some((0, out.map(Residue::from_i64).take(200).collect()))
    }),
    row("indicator(is_term(A, #))", "characteristic function of ", |k| {
        let v = k.increasing()?;
        let out = (0..*v.last()?).map(|x| i64::from(v.binary_search(&x).is_ok()));
        Some((0, out.map(Residue::from_i64).take(200).collect()))
    }),
    row("A(#) % $", "modulo n, ", |k| k.whole(|n, x| Some(if n > 0 { x.rem_euclid(n) } else { 0 }))),
    row("gcd(#, A(#))", "gcd with n of ", |k| k.whole(|n, x| Some(num_integer::gcd(n, x)))),
    row("product_over(F, #, A)", "partial products of ", |k| k.running(|s, _, x| s * x, Residue::ONE)),
    row("A(#) ^ 3", "cubes of ", |k| k.each(|_, x| x * x * x)),
    row("2 ^ A(#)", "powers of 2 with exponents ", |k| {
        let v =
            k.small.iter().map_while(|x| u64::try_from(*x).ok().filter(|x| *x < 4096)).map(|x| Residue::new(2).pow(x));
        Some((k.from, v.collect()))
    }),
    row("digit_sum(A(#), 10)", "digit sums of ", |k| k.whole(|_, x| digit_sum(x, 10))),
    row("popcount(A(#))", "binary digit sums of ", |k| k.whole(|_, x| digit_sum(x, 2))),
    row("sum_over(F, #, |k| A(k) ^ 2)", "sums of squares of ", |k| k.running(|s, _, x| s + x * x, Residue::ZERO)),
    row("sum_over(F, #, |k| k * A(k))", "weighted sums of ", |k| k.running(|s, n, x| s + x.times(n), Residue::ZERO)),
    row("sum_over(F, #, |k| alternating_sign(k) * A(k))", "alternating sums of ", |k| {
        k.running(|s, n, x| if n.rem_euclid(2) == 1 { s - x } else { s + x }, Residue::ZERO)
    }),
    row("max_over(F, #, A)", "maxima of ", |k| {
        let mut best = i64::MIN;
        let v: Vec<Residue> = k
            .small
            .iter()
            .map(|x| {
                best = best.max(*x);
                Residue::from_i64(best)
            })
            .collect();
        Some((k.from, v))
    }),
    row("A(#) * factorial(#)", "n! times ", |k| {
        if k.from < 0 || k.from > 2 {
            return None;
        }
        let w = <Residue as Catalogue>::weight(
            crate::weights::Weight::Factorial,
            usize::try_from(k.from).ok()?,
            k.residues.len().min(100),
        );
        Some((k.from, k.residues.iter().zip(&w).map(|(a, b)| *a * *b).collect()))
    }),
];

/// The sequences that are derived from two known ones.
pub(crate) static PAIRS: [DerivedPair; 4] = [
    DerivedPair { template: "(A(#) + B(#))", describe: "sum", symmetric: true, values: |a, b| a.with(b, |x, y| x + y) },
    DerivedPair {
        template: "(A(#) - B(#))",
        describe: "difference",
        symmetric: true,
        values: |a, b| a.with(b, |x, y| x - y),
    },
    DerivedPair {
        template: "A(#) * B(#)",
        describe: "product",
        symmetric: true,
        values: |a, b| a.with(b, |x, y| x * y),
    },
    DerivedPair {
        template: "A(B(#))",
        describe: "composition",
        symmetric: false,
        values: |a, b| b.whole(|_, x| a.small.get(usize::try_from(x - a.from).ok()?).copied()),
    },
];

/// The sum of the digits of x ≥ 0.
fn digit_sum(mut x: i64, base: i64) -> Option<i64> {
    if x < 0 {
        return None;
    }
    let mut s = 0;
    while x > 0 {
        s += x % base;
        x /= base;
    }
    Some(s)
}

/// The primes below 1000.
static PRIMES: std::sync::LazyLock<Vec<i64>> =
    std::sync::LazyLock::new(|| primes().take_while(|p| *p < 1000).collect());
