//! One transform: how it is undone on terms, and how it is written.

use nth_num::Int;

use crate::catalogue::Catalogue;
use crate::series;
use crate::weights::{Arithmetic, Kernel, Weight};

/// A transform T; a sequence t is T of some f.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A first term that stands for itself, then f.
    DropFirst,
    /// Partial sums of f.
    Sums,
    /// First differences: f(n) − f(n − 1), and f(0) at 0.
    Differences,
    /// (−1)ⁿ f(n).
    Signs,
    /// f(2n), where f is 0 at odd indices.
    Even,
    /// f(2n + 1), where f is 0 at even indices.
    OddTerms,
    /// Products: f(0), f(0) f(1), …
    Products,
    /// f(n) times a weight at n + s.
    Times(Weight, u8),
    /// f(n) divided by a weight at n + s.
    Over(Weight, u8),
    /// t(n) = w(n + s) t(n − 1) + f(n), with a sign for w.
    Recursion(Weight, u8, bool),
    /// The Euler transform; `true`: without the term 1 at 0.
    Euler(bool),
    /// The weigh transform.
    Weigh(bool),
    /// The exponential transform.
    Exponential(bool),
    /// The logarithmic transform, from index 1.
    Logarithmic,
    /// 1/(1 − F) for exponential generating functions.
    EgfInvert(bool),
    /// The compositional inverse; from index 1.
    Revert,
    /// The root of a power series.
    Root(u8),
    /// The square root of an exponential series.
    EgfRoot,
    /// The Dirichlet convolution with a function; from index 1.
    Dirichlet(Arithmetic),
    /// The Stirling transform.
    Stirling,
    /// The inverse Stirling transform.
    InverseStirling,
    /// The boustrophedon transform.
    Boustrophedon,
    /// The convolution with a kernel.
    Convolution(Kernel),
    /// The binomial convolution with a kernel.
    BinomialConvolution(Kernel),
}

/// How a step is written for terms whose first index is `from`.
pub(crate) struct Written {
    /// The body of the formula; `@1` is f.
    pub body: String,
    /// For people: "partial sums of".
    pub says: String,
    /// Terms that stand in the body.
    pub given: usize,
}

impl Step {
    /// The index of the first term that its formulas are written for.
    pub(crate) fn start(self) -> i64 {
        match self {
            Self::Logarithmic | Self::Revert | Self::Dirichlet(_) => 1,
            Self::Euler(missing) | Self::Weigh(missing) | Self::Exponential(missing) | Self::EgfInvert(missing) => {
                i64::from(missing)
            }
            Self::Times(w, s) | Self::Over(w, s) => {
                let _ = w;
                i64::from(s)
            }
            Self::DropFirst
            | Self::Sums
            | Self::Differences
            | Self::Signs
            | Self::Even
            | Self::OddTerms
            | Self::Products
            | Self::Recursion(..)
            | Self::Root(_)
            | Self::EgfRoot
            | Self::Stirling
            | Self::InverseStirling
            | Self::Boustrophedon
            | Self::Convolution(_)
            | Self::BinomialConvolution(_) => 0,
        }
    }

    /// The index of the first term of f in the formulas.
    pub(crate) fn part_start(self) -> i64 {
        match self {
            Self::DropFirst | Self::Euler(_) | Self::Weigh(_) | Self::Exponential(_) | Self::EgfInvert(_) => 1,
            Self::Revert | Self::Dirichlet(_) => 1,
            Self::Times(_, s) | Self::Over(_, s) => i64::from(s),
            Self::Logarithmic
            | Self::Sums
            | Self::Differences
            | Self::Signs
            | Self::Even
            | Self::OddTerms
            | Self::Products
            | Self::Recursion(..)
            | Self::Root(_)
            | Self::EgfRoot
            | Self::Stirling
            | Self::InverseStirling
            | Self::Boustrophedon
            | Self::Convolution(_)
            | Self::BinomialConvolution(_) => 0,
        }
    }

    /// The terms of f, or `None` where t is no such transform of integers.
    pub(crate) fn undo<R: Catalogue>(self, t: &[R]) -> Option<Vec<R>> {
        if t.is_empty() {
            return None;
        }
        let zero = R::small(0);
        let whole = |missing: bool| -> Vec<R> {
            if missing { std::iter::once(R::small(1)).chain(t.iter().cloned()).collect() } else { t.to_vec() }
        };
        match self {
            Self::DropFirst => Some(t[1..].to_vec()),
            Self::Sums => Some(std::iter::once(t[0].clone()).chain(t.windows(2).map(|w| w[1].sub(&w[0]))).collect()),
            Self::Differences => {
                let mut s = zero;
                Some(
                    t.iter()
                        .map(|x| {
                            s = s.add(x);
                            s.clone()
                        })
                        .collect(),
                )
            }
            Self::Signs => {
                Some(t.iter().enumerate().map(|(i, x)| if i % 2 == 1 { zero.sub(x) } else { x.clone() }).collect())
            }
            Self::Even => Some(t.iter().flat_map(|x| [x.clone(), zero.clone()]).collect()),
            Self::OddTerms => Some(t.iter().flat_map(|x| [zero.clone(), x.clone()]).collect()),
            Self::Products => {
                let rest: Option<Vec<R>> =
                    t.windows(2).map(|w| if w[0].is_zero() { None } else { w[1].div(&w[0]) }).collect();
                Some(std::iter::once(t[0].clone()).chain(rest?).collect())
            }
            Self::Times(w, s) => R::over_weight(t, w, usize::from(s)),
            Self::Over(w, s) => {
                let w = R::weight(w, usize::from(s), t.len());
                Some(t.iter().zip(&w).map(|(a, b)| a.mul(b)).collect())
            }
            Self::Recursion(w, s, minus) => {
                let w = R::weight(w, usize::from(s) + 1, t.len() - 1);
                let rest = t.windows(2).zip(&w).map(|(t, w)| {
                    let p = w.mul(&t[0]);
                    if minus { t[1].add(&p) } else { t[1].sub(&p) }
                });
                Some(std::iter::once(t[0].clone()).chain(rest).collect())
            }
            Self::Euler(missing) => series::euler(&whole(missing)),
            Self::Weigh(missing) => series::weigh(&whole(missing)),
            Self::Exponential(missing) => series::exponential(&whole(missing)),
            Self::Logarithmic => series::logarithmic(t),
            Self::EgfInvert(missing) => series::egf_invert(&whole(missing)),
            Self::Revert => series::revert(&t[..t.len().min(R::MAX_REVERSION)]),
            Self::Root(k) => series::power(t, u32::from(k)),
            Self::EgfRoot => (t[0] == R::small(1)).then(|| series::binomial_convolution(t, t)),
            Self::Dirichlet(g) => {
                let inverse = R::dirichlet_inverse(g, t.len());
                let mut f = vec![zero; t.len()];
                for (d, x) in inverse.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                    for q in 1..=t.len() / (d + 1) {
                        f[(d + 1) * q - 1] = f[(d + 1) * q - 1].add(&x.mul(&t[q - 1]));
                    }
                }
                Some(f)
            }
            Self::Stirling => Some(series::stirling(t)),
            Self::InverseStirling => Some(series::inverse_stirling(t)),
            Self::Boustrophedon => Some(series::egf_quotient(t, &R::kernel(Kernel::Zigzag, t.len()))),
            Self::Convolution(k) => Some(series::quotient(t, &R::kernel(k, t.len()))),
            Self::BinomialConvolution(k) => Some(series::egf_quotient(t, &R::kernel(k, t.len()))),
        }
    }

    /// How it is written, if the first term has index `from`; `t` are the terms.
    pub(crate) fn write(self, from: i64, t: &[Int]) -> Written {
        let (body, says): (String, String) = match self {
            Self::DropFirst => {
                let first = t.first().cloned().unwrap_or_default();
                (format!("if $ == 0 then {first} else @1(#)"), String::new())
            }
            Self::Sums => ("if $ == 0 then @1(0) else @(n - 1) + @1(#)".into(), "partial sums of".into()),
            Self::Differences => ("if $ == 0 then @1(0) else @1(#) - @1($ - 1)".into(), "first differences of".into()),
            Self::Signs => ("alternating_sign(#) * @1(#)".into(), "with alternating signs,".into()),
            Self::Even => ("@1(2 * $)".into(), "every other term of".into()),
            Self::OddTerms => ("@1(2 * $ + 1)".into(), "every other term of".into()),
            Self::Products => ("if $ == 0 then @1(0) else @(n - 1) * @1(#)".into(), "products of".into()),
            Self::Times(w, _) => (format!("{} * @1(#)", w.source()), format!("{} times", plain(w.source()))),
            Self::Over(w, _) => {
                (format!("@1(#) / {}", closed(w.source())), format!("one part in {} of", plain(w.source())))
            }
            Self::Recursion(w, s, minus) => {
                let own = if s == 0 { w.source().to_owned() } else { w.source().replace('$', &format!("($ + {s})")) };
                let own = own.replace('#', &if s == 0 { "#".to_owned() } else { format!("$ + {s}") });
                let sign = if minus { "-" } else { "" };
                (
                    format!("if $ == 0 then @1(0) else {sign}{own} * @(n - 1) + @1(#)"),
                    "a recurrence with one variable coefficient and".into(),
                )
            }
            Self::Euler(_) => ("euler_transform(@1, #)".into(), "Euler transform of".into()),
            Self::Weigh(_) => ("weigh_transform(@1, #)".into(), "weigh transform of".into()),
            Self::Exponential(_) => ("exponential_transform(@1, #)".into(), "exponential transform of".into()),
            Self::Logarithmic => ("logarithmic_transform(@1, #)".into(), "logarithmic transform of".into()),
            Self::EgfInvert(missing) => {
                let t = if missing { "(if k == # then 1 else @(n - k))" } else { "@(n - k)" };
                let sum = format!("sum_over(1, #, |k| binomial(#, k) * @1(k) * {t})");
                (if missing { sum } else { format!("if $ == 0 then 1 else {sum}") }, "labelled sequences of".into())
            }
            Self::Revert => ("series_reverse(cons(0, map(1..=#, @1)))[#]".into(), "reversion of".into()),
            Self::Root(r) => (
                // r n t(n) = sum of (k (r + 1) - r n) f(k) t(n - k), from t' f = t f'/r.
                format!(
                    "if $ == 0 then 1 else sum_over(1, #, |k| ({} * k - {r} * $) * @1(k) * @(n - k)) / ({r} * $)",
                    r + 1
                ),
                if r == 2 { "square root of the series of".into() } else { format!("root {r} of the series of") },
            ),
            Self::EgfRoot => (
                format!(
                    "if $ == 0 then 1 else (@1(#) - sum_over(1, $ - 1, |k| binomial(#, k) * @({}) * @(n - k))) / 2",
                    "k".to_owned() + &offset_of(from - self.start())
                ),
                "square root of the exponential series of".into(),
            ),
            Self::Dirichlet(g) => (g.source().into(), format!("{} of", g.says())),
            Self::Stirling => ("stirling_transform(@1, #)".into(), "Stirling transform of".into()),
            Self::InverseStirling => {
                ("inverse_stirling_transform(@1, #)".into(), "inverse Stirling transform of".into())
            }
            Self::Boustrophedon => ("boustrophedon_transform(@1, #)".into(), "boustrophedon transform of".into()),
            Self::Convolution(k) => {
                (format!("convolution(@1, {}, #)", k.source()), format!("convolution of {} and", k.source()))
            }
            Self::BinomialConvolution(k) => (
                format!("binomial_convolution(@1, {}, #)", k.source()),
                format!("binomial convolution of {} and", k.source()),
            ),
        };
        Written { body: at(&body, self.start() - from), says, given: usize::from(self == Self::DropFirst) }
    }
}

/// The template with the index n + shift: `#` as an argument, `$` in an expression.
pub(crate) fn at(template: &str, shift: i64) -> String {
    let (argument, operand) = match shift {
        0 => ("n".to_owned(), "n".to_owned()),
        s if s > 0 => (format!("n + {s}"), format!("(n + {s})")),
        s => (format!("n - {}", -s), format!("(n - {})", -s)),
    };
    template.replace('#', &argument).replace('$', &operand)
}

/// "", " + 1", " - 1", …
fn offset_of(shift: i64) -> String {
    match shift {
        0 => String::new(),
        s if s > 0 => format!(" + {s}"),
        s => format!(" - {}", -s),
    }
}

fn plain(source: &str) -> String {
    at(source, 0)
}

fn closed(source: &str) -> String {
    if source.contains(" ^ ") { format!("({source})") } else { source.to_owned() }
}
