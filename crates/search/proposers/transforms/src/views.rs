//! What is made of a known sequence: each view has a template in nth and its values.

use nth_num::Int;

use crate::catalogue::Catalogue;
use crate::screen::recurrence_order;
use nth_algebra::primes::{is_prime, primes};
use nth_algebra::{Residue, Ring};

/// A known sequence, ready to be viewed.
pub(crate) struct Values {
    pub residues: Vec<Residue>,
    /// The terms that are small, for what is no ring operation; `None` from the first large one on.
    pub small: Vec<i64>,
    pub from: i64,
}

/// A view: `A` is the known sequence as a function, `#` and `$` the index, `F` the first index of the known sequence.
pub(crate) struct View {
    pub template: &'static str,
    pub says: &'static str,
    pub values: Compute,
}

/// Most terms of a known sequence that are used.
const LONGEST: usize = 400;

/// How the values of a view are computed: the index of the first, and the values.
type Compute = fn(&Values) -> Option<(i64, Vec<Residue>)>;

impl Values {
    /// The terms of a sequence that begins at `from`.
    pub(crate) fn of(terms: &[Int], from: i64) -> Self {
        let terms = &terms[..terms.len().min(LONGEST)];
        let residues = terms.iter().map(Residue::of).collect();
        let small = terms.iter().map_while(Int::to_i64).take_while(|x| x.unsigned_abs() < 1 << 40).collect();
        Self { residues, small, from }
    }

    /// The values for the indices `f(i)`, i from the least i ≥ 0 for which there is one.
    fn picked(&self, f: impl Fn(i64) -> i64) -> Option<(i64, Vec<Residue>)> {
        let start = (0..64).find(|&i| f(i) >= self.from)?;
        let v = (start..).map_while(|i| self.residues.get(usize::try_from(f(i) - self.from).ok()?).copied());
        Some((start, v.take(self.residues.len()).collect()))
    }

    /// Each value, with its index.
    fn each(&self, f: impl Fn(i64, Residue) -> Residue) -> Option<(i64, Vec<Residue>)> {
        let v = self.residues.iter().zip(self.from..).map(|(x, n)| f(n, *x)).collect();
        Some((self.from, v))
    }

    /// Each small value, with its index.
    fn whole(&self, f: impl Fn(i64, i64) -> Option<i64>) -> Option<(i64, Vec<Residue>)> {
        let v = self.small.iter().zip(self.from..).map_while(|(x, n)| f(n, *x)).map(Residue::small).collect();
        Some((self.from, v))
    }

    /// Neighbours.
    fn near(&self, by: usize, f: impl Fn(Residue, Residue) -> Residue) -> Option<(i64, Vec<Residue>)> {
        let v = self.residues.iter().zip(self.residues.get(by..)?).map(|(a, b)| f(*a, *b)).collect();
        Some((self.from, v))
    }

    /// Running results.
    fn running(&self, f: impl Fn(Residue, i64, Residue) -> Residue, start: Residue) -> Option<(i64, Vec<Residue>)> {
        let mut s = start;
        self.each_mut(|n, x| {
            s = f(s, n, x);
            s
        })
    }

    fn each_mut(&self, mut f: impl FnMut(i64, Residue) -> Residue) -> Option<(i64, Vec<Residue>)> {
        let v = self.residues.iter().zip(self.from..).map(|(x, n)| f(n, *x)).collect();
        Some((self.from, v))
    }

    /// The indices where it holds, counted from 0.
    fn positions(&self, p: impl Fn(i64) -> bool) -> Option<(i64, Vec<Residue>)> {
        let v = self.small.iter().zip(self.from..).filter(|(x, _)| p(**x)).map(|(_, n)| Residue::small(n)).collect();
        Some((0, v))
    }

    /// The terms, if they increase.
    fn increasing(&self) -> Option<&[i64]> {
        let ok = self.from == 1 && self.small.len() > 8 && self.small.windows(2).all(|w| w[0] < w[1]);
        // Sparse ones tell too little about what is between.
        (ok && self.small[0] >= 0).then_some(&self.small)
    }
}

const fn view(template: &'static str, says: &'static str, values: Compute) -> View {
    View { template, says, values }
}

/// All views, the plainest first.
pub(crate) static VIEWS: [View; 48] = [
    view("A(#)", "", |k| k.each(|_, x| x)),
    view("(A($ + 1) - A(#))", "differences of ", |k| k.near(1, |a, b| b.sub(&a))),
    view("sum_over(F, #, A)", "partial sums of ", |k| k.running(|s, _, x| s.add(&x), Residue::ZERO)),
    view("A(#) ^ 2", "squares of ", |k| k.each(|_, x| x.mul(&x))),
    view("$ * A(#)", "n times ", |k| k.each(|n, x| x.times(n))),
    view("A(2 * $)", "every other term of ", |k| k.picked(|i| 2 * i)),
    view("A(2 * $ + 1)", "every other term of ", |k| k.picked(|i| 2 * i + 1)),
    view("A(3 * $)", "every third term of ", |k| k.picked(|i| 3 * i)),
    view("A(3 * $ + 1)", "every third term of ", |k| k.picked(|i| 3 * i + 1)),
    view("A(3 * $ + 2)", "every third term of ", |k| k.picked(|i| 3 * i + 2)),
    view("A(#) * A($ + 1)", "products of neighbours of ", |k| k.near(1, |a, b| a.mul(&b))),
    view("(A(#) + A($ + 1))", "sums of neighbours of ", |k| k.near(1, |a, b| a.add(&b))),
    view("(A($ + 2) - A(#))", "second neighbours of ", |k| k.near(2, |a, b| b.sub(&a))),
    view("(A($ + 2) + A(#))", "sums of second neighbours of ", |k| k.near(2, |a, b| b.add(&a))),
    view("A(#) * A($ + 2)", "products of second neighbours of ", |k| k.near(2, |a, b| a.mul(&b))),
    view("alternating_sign(#) * A(#)", "with alternating signs, ", |k| {
        k.each(|n, x| if n.rem_euclid(2) == 1 { Residue::ZERO.sub(&x) } else { x })
    }),
    view("A(A(#))", "iterated ", |k| k.whole(|_, x| k.small.get(usize::try_from(x - k.from).ok()?).copied())),
    view("A(prime(#))", "at the primes, ", |k| {
        let primes = PRIMES.iter().map_while(|p| k.residues.get(usize::try_from(p - k.from).ok()?).copied());
        Some((1, primes.collect()))
    }),
    view("prime(A(#))", "primes numbered by ", |k| k.whole(|_, x| PRIMES.get(usize::try_from(x - 1).ok()?).copied())),
    view("A($ * $)", "at the squares, ", |k| k.picked(|i| i * i)),
    view("A($ * ($ + 1) / 2)", "at the triangular numbers, ", |k| k.picked(|i| i * (i + 1) / 2)),
    view("A(2 ^ $)", "at the powers of 2, ", |k| k.picked(|i| 1 << i.min(40))),
    view("A(#) % 2", "parity of ", |k| k.whole(|_, x| Some(x.rem_euclid(2)))),
    view("A(#) % 3", "modulo 3, ", |k| k.whole(|_, x| Some(x.rem_euclid(3)))),
    view("A(#) % 4", "modulo 4, ", |k| k.whole(|_, x| Some(x.rem_euclid(4)))),
    view("A(#) % 10", "last digits of ", |k| k.whole(|_, x| Some(x.rem_euclid(10)))),
    view("A(#) / 2", "halves of ", |k| k.whole(|_, x| Some(x.div_euclid(2)))),
    view("search(|k| A(k) == 0, F, #)", "zeros of ", |k| k.positions(|x| x == 0)),
    view("search(|k| A(k) == 1, F, #)", "ones of ", |k| k.positions(|x| x == 1)),
    view("search(|k| A(k) == 2, F, #)", "twos of ", |k| k.positions(|x| x == 2)),
    view("search(|k| A(k) % 2 == 1, F, #)", "odd terms of ", |k| k.positions(|x| x.rem_euclid(2) == 1)),
    view("search(|k| A(k) % 2 == 0, F, #)", "even terms of ", |k| k.positions(|x| x.rem_euclid(2) == 0)),
    view("search(|k| is_prime(A(k)), F, #)", "primes among ", |k| k.positions(is_prime)),
    view("complement(A, #)", "complement of ", |k| {
        let v = k.increasing()?;
        let top = *v.last()?;
        let mut rest = v.iter().peekable();
        let out = (1..top.min(4096)).filter(|x| {
            while rest.next_if(|y| **y < *x).is_some() {}
            rest.peek().is_none_or(|y| **y != *x)
        });
        Some((1, out.map(Residue::small).take(k.small.len()).collect()))
    }),
    view("counting_function(A, #)", "counting function of ", |k| {
        let v = k.increasing()?;
        let out = (0..*v.last()?).map(|x| v.partition_point(|y| *y <= x) as i64);
        Some((0, out.map(Residue::small).take(200).collect()))
    }),
    view("indicator(is_term(A, #))", "characteristic function of ", |k| {
        let v = k.increasing()?;
        let out = (0..*v.last()?).map(|x| i64::from(v.binary_search(&x).is_ok()));
        Some((0, out.map(Residue::small).take(200).collect()))
    }),
    view("A(#) % $", "modulo n, ", |k| k.whole(|n, x| Some(if n > 0 { x.rem_euclid(n) } else { 0 }))),
    view("gcd(#, A(#))", "gcd with n of ", |k| k.whole(|n, x| Some(num_integer::gcd(n, x)))),
    view("product_over(F, #, A)", "partial products of ", |k| k.running(|s, _, x| s.mul(&x), Residue::ONE)),
    view("A(#) ^ 3", "cubes of ", |k| k.each(|_, x| x.mul(&x).mul(&x))),
    view("2 ^ A(#)", "powers of 2 with exponents ", |k| {
        let v =
            k.small.iter().map_while(|x| u64::try_from(*x).ok().filter(|x| *x < 4096)).map(|x| Residue::new(2).pow(x));
        Some((k.from, v.collect()))
    }),
    view("digit_sum(A(#), 10)", "digit sums of ", |k| k.whole(|_, x| digit_sum(x, 10))),
    view("popcount(A(#))", "binary digit sums of ", |k| k.whole(|_, x| digit_sum(x, 2))),
    view("sum_over(F, #, |k| A(k) ^ 2)", "sums of squares of ", |k| {
        k.running(|s, _, x| s.add(&x.mul(&x)), Residue::ZERO)
    }),
    view("sum_over(F, #, |k| k * A(k))", "weighted sums of ", |k| {
        k.running(|s, n, x| s.add(&x.times(n)), Residue::ZERO)
    }),
    view("sum_over(F, #, |k| alternating_sign(k) * A(k))", "alternating sums of ", |k| {
        k.running(|s, n, x| if n.rem_euclid(2) == 1 { s.sub(&x) } else { s.add(&x) }, Residue::ZERO)
    }),
    view("max_over(F, #, A)", "maxima of ", |k| {
        let mut best = i64::MIN;
        let v: Vec<Residue> = k
            .small
            .iter()
            .map(|x| {
                best = best.max(*x);
                Residue::small(best)
            })
            .collect();
        Some((k.from, v))
    }),
    view("A(#) * factorial(#)", "n! times ", |k| {
        if k.from < 0 || k.from > 2 {
            return None;
        }
        let w = <Residue as Catalogue>::weight(
            crate::weights::Weight::Factorial,
            usize::try_from(k.from).ok()?,
            k.residues.len().min(100),
        );
        Some((k.from, k.residues.iter().zip(&w).map(|(a, b)| a.mul(b)).collect()))
    }),
];

/// Pairs of known sequences at the same index.
pub(crate) const PAIRS: [&str; 4] = ["(A(#) + B(#))", "(A(#) - B(#))", "A(#) * B(#)", "A(B(#))"];

/// The values of a pair.
pub(crate) fn pair(op: usize, a: &Values, b: &Values) -> Option<(i64, Vec<Residue>)> {
    if op == 3 {
        return b.whole(|_, x| a.small.get(usize::try_from(x - a.from).ok()?).copied());
    }
    let start = a.from.max(b.from);
    let cut = |k: &Values| usize::try_from(start - k.from).ok();
    let (x, y) = (a.residues.get(cut(a)?..)?, b.residues.get(cut(b)?..)?);
    let v = x.iter().zip(y).map(|(x, y)| match op {
        0 => x.add(y),
        1 => x.sub(y),
        _ => x.mul(y),
    });
    Some((start, v.collect()))
}

/// Whether the terms say nothing that a recurrence does not.
pub(crate) fn is_plain(v: &[Residue]) -> bool {
    recurrence_order(&v[..v.len().min(64)]).is_some()
}

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
