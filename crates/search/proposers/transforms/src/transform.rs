//! Transforms: how each is undone on terms, how it is written, and what it is called.

use nth_algebra::Ring;
use nth_num::Int;

use crate::catalogue::Catalogue;
use crate::series;
use crate::weights::{Arithmetic, Kernel, Weight};

/// A transform T. The terms t of a sequence are T of the terms f of an *inner* sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transform {
    /// A first term that stands for itself, then f.
    DropFirst,
    /// Partial sums of f.
    Sums,
    /// First differences: f(n) − f(n − 1), and f(0) at 0.
    Differences,
    /// Alternating signs: (−1)ⁿ f(n).
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
    /// t(n) = w(n + s) t(n − 1) + f(n), or with −w.
    Recursion(Weight, u8, bool),
    /// The Euler transform; `true`: without the term 1 at 0.
    Euler(bool),
    /// The weigh transform; `true`: without the term 1 at 0.
    Weigh(bool),
    /// The exponential transform; `true`: without the term 1 at 0.
    Exponential(bool),
    /// The logarithmic transform, from index 1.
    Logarithmic,
    /// 1/(1 − F) for exponential generating functions; `true`: without the term 1 at 0.
    EgfInvert(bool),
    /// The compositional inverse, from index 1.
    Revert,
    /// The root of a power series.
    Root(u8),
    /// The square root of an exponential series.
    EgfRoot,
    /// The Dirichlet convolution with a function, from index 1.
    Dirichlet(Arithmetic),
    /// The Stirling transform, with numbers of the second kind.
    Stirling,
    /// The inverse Stirling transform.
    InverseStirling,
    /// The boustrophedon transform (Millar, Sloane and Young 1996).
    Boustrophedon,
    /// The convolution with a kernel.
    Convolution(Kernel),
    /// The binomial convolution with a kernel.
    BinomialConvolution(Kernel),
}

/// Function that undoes a transform: the terms of f from those of t, of which there is at least one.
type Undo<R> = Box<dyn Fn(&[R]) -> Option<Vec<R>> + Send + Sync>;

/// Function that writes a transform: from the first index of t and its terms, the body of the formula with `@1` for f,
/// `#` for the index as an argument and `$` for the index as an operand (see [`at`]).
type Write = Box<dyn Fn(i64, &[Int]) -> String + Send + Sync>;

/// A row of the table of transforms: everything that is known of one.
pub(crate) struct Row<R> {
    /// Index of the first term of t in the formula.
    pub start: i64,
    /// Index of the first term of f in the formula.
    pub inner_start: i64,
    undo: Undo<R>,
    write: Write,
    /// Words before the description of f: "partial sums of".
    pub describe: String,
    /// Number of terms that stand in the body.
    pub verbatim: usize,
}

impl<R: Catalogue> Row<R> {
    /// A row for sequences from index 0 on.
    fn new(undo: impl Fn(&[R]) -> Option<Vec<R>> + Send + Sync + 'static, body: &str, describe: &str) -> Self {
        let body = body.to_owned();
        Self {
            start: 0,
            inner_start: 0,
            undo: Box::new(undo),
            write: Box::new(move |_, _| body.clone()),
            describe: describe.to_owned(),
            verbatim: 0,
        }
    }

    /// The row with other first indices of t and f.
    fn from(self, start: i64, inner_start: i64) -> Self {
        Self { start, inner_start, ..self }
    }

    /// The row with a body that depends on the first index and the terms.
    fn written(self, write: impl Fn(i64, &[Int]) -> String + Send + Sync + 'static) -> Self {
        Self { write: Box::new(write), ..self }
    }

    /// The terms of f from those of t; `None` where t is no such transform of integers.
    pub(crate) fn undo(&self, t: &[R]) -> Option<Vec<R>> {
        if t.is_empty() { None } else { (self.undo)(t) }
    }

    /// The body of the formula, with `@1` for f, for terms t whose first index is `from`.
    pub(crate) fn body(&self, from: i64, t: &[Int]) -> String {
        at(&(self.write)(from, t), self.start - from)
    }
}

impl Transform {
    /// The row of the transform: how it is undone, how it is written, and what it is called.
    pub(crate) fn row<R: Catalogue>(self) -> Row<R> {
        match self {
            Self::DropFirst => Row { verbatim: 1, ..Row::new(|t| Some(t[1..].to_vec()), "", "") }
                .from(0, 1)
                .written(|_, t| format!("if $ == 0 then {} else @1(#)", t.first().cloned().unwrap_or_default())),
            Self::Sums => {
                Row::new(|t| Some(differences(t)), "if $ == 0 then @1(0) else @(n - 1) + @1(#)", "partial sums of")
            }
            Self::Differences => {
                Row::new(|t| Some(sums(t)), "if $ == 0 then @1(0) else @1(#) - @1($ - 1)", "first differences of")
            }
            Self::Signs => Row::new(|t| Some(alternate(t)), "alternating_sign(#) * @1(#)", "with alternating signs,"),
            Self::Even => Row::new(
                |t: &[R]| Some(t.iter().flat_map(|x| [x.clone(), R::small(0)]).collect()),
                "@1(2 * $)",
                "every other term of",
            ),
            Self::OddTerms => Row::new(
                |t: &[R]| Some(t.iter().flat_map(|x| [R::small(0), x.clone()]).collect()),
                "@1(2 * $ + 1)",
                "every other term of",
            ),
            Self::Products => Row::new(quotients, "if $ == 0 then @1(0) else @(n - 1) * @1(#)", "products of"),
            Self::Times(w, s) => Row::new(
                move |t| R::over_weight(t, w, usize::from(s)),
                &format!("{} * @1(#)", w.source()),
                &format!("{} times", at(w.source(), 0)),
            )
            .from(s.into(), s.into()),
            Self::Over(w, s) => Row::new(
                move |t: &[R]| {
                    Some(t.iter().zip(&R::weight(w, usize::from(s), t.len())).map(|(a, b)| a.mul(b)).collect())
                },
                &format!("@1(#) / {}", closed(w.source())),
                &format!("one part in {} of", at(w.source(), 0)),
            )
            .from(s.into(), s.into()),
            Self::Recursion(w, s, minus) => Row::new(
                move |t| Some(remainders(t, &R::weight(w, usize::from(s) + 1, t.len() - 1), minus)),
                &recursion(w, s, minus),
                "a recurrence with one variable coefficient and",
            ),
            Self::Euler(missing) => {
                Row::new(move |t| series::euler(&with_one(t, missing)), "euler_transform(@1, #)", "Euler transform of")
                    .from(missing.into(), 1)
            }
            Self::Weigh(missing) => {
                Row::new(move |t| series::weigh(&with_one(t, missing)), "weigh_transform(@1, #)", "weigh transform of")
                    .from(missing.into(), 1)
            }
            Self::Exponential(missing) => Row::new(
                move |t| series::exponential(&with_one(t, missing)),
                "exponential_transform(@1, #)",
                "exponential transform of",
            )
            .from(missing.into(), 1),
            Self::Logarithmic => {
                Row::new(series::logarithmic, "logarithmic_transform(@1, #)", "logarithmic transform of").from(1, 0)
            }
            Self::EgfInvert(missing) => Row::new(
                move |t| series::egf_invert(&with_one(t, missing)),
                if missing {
                    "sum_over(1, #, |k| binomial(#, k) * @1(k) * (if k == # then 1 else @(n - k)))"
                } else {
                    "if $ == 0 then 1 else sum_over(1, #, |k| binomial(#, k) * @1(k) * @(n - k))"
                },
                "labelled sequences of",
            )
            .from(missing.into(), 1),
            Self::Revert => Row::new(
                |t| series::revert(&t[..t.len().min(R::MAX_REVERSION)]),
                "series_reverse(cons(0, map(1..=#, @1)))[#]",
                "reversion of",
            )
            .from(1, 1),
            // r n t(n) = Σ (k (r + 1) − r n) f(k) t(n − k), from t' f = t f'/r.
            Self::Root(r) => Row::new(
                move |t| series::power(t, r.into()),
                &format!(
                    "if $ == 0 then 1 else sum_over(1, #, |k| ({} * k - {r} * $) * @1(k) * @(n - k)) / ({r} * $)",
                    r + 1
                ),
                &if r == 2 { "square root of the series of".to_owned() } else { format!("root {r} of the series of") },
            ),
            Self::EgfRoot => Row::new(
                |t: &[R]| (t[0] == R::small(1)).then(|| series::binomial_convolution(t, t)),
                "",
                "square root of the exponential series of",
            )
            .written(|from, _| {
                let k = at("#", from).replacen('n', "k", 1);
                format!(
                    "if $ == 0 then 1 else (@1(#) - sum_over(1, $ - 1, |k| binomial(#, k) * @({k}) * @(n - k))) / 2"
                )
            }),
            Self::Dirichlet(g) => Row::new(
                move |t| without_unit(series::dirichlet_convolution(t, &R::dirichlet_inverse(g, t.len()))),
                g.source(),
                &format!("{} of", g.describe()),
            )
            .from(1, 1),
            Self::Stirling => {
                Row::new(|t| Some(series::stirling(t)), "stirling_transform(@1, #)", "Stirling transform of")
            }
            Self::InverseStirling => Row::new(
                |t| Some(series::inverse_stirling(t)),
                "inverse_stirling_transform(@1, #)",
                "inverse Stirling transform of",
            ),
            Self::Boustrophedon => Row::new(
                |t| Some(series::egf_quotient(t, &R::kernel(Kernel::Zigzag, t.len()))),
                "boustrophedon_transform(@1, #)",
                "boustrophedon transform of",
            ),
            Self::Convolution(k) => Row::new(
                move |t| without_unit(series::quotient(t, &R::kernel(k, t.len()))),
                &format!("convolution(@1, {}, #)", k.source()),
                &format!("convolution of {} and", k.source()),
            ),
            Self::BinomialConvolution(k) => Row::new(
                move |t| without_unit(series::egf_quotient(t, &R::kernel(k, t.len()))),
                &format!("binomial_convolution(@1, {}, #)", k.source()),
                &format!("binomial convolution of {} and", k.source()),
            ),
        }
    }
}

/// The factor of a convolution, unless it is a number: then the sequence is a multiple of the other factor.
fn without_unit<R: Ring>(factor: Vec<R>) -> Option<Vec<R>> {
    let is_number = factor.iter().skip(1).all(|x| *x == R::small(0));
    (!is_number).then_some(factor)
}

/// The template with the index n + shift: `#` as an argument, `$` as an operand.
pub(crate) fn at(template: &str, shift: i64) -> String {
    let (argument, operand) = match shift {
        0 => ("n".to_owned(), "n".to_owned()),
        s if s > 0 => (format!("n + {s}"), format!("(n + {s})")),
        s => (format!("n - {}", -s), format!("(n - {})", -s)),
    };
    template.replace('#', &argument).replace('$', &operand)
}

/// The source in brackets where it is a power.
fn closed(source: &str) -> String {
    if source.contains(" ^ ") { format!("({source})") } else { source.to_owned() }
}

/// The body of a recursion.
fn recursion(w: Weight, s: u8, minus: bool) -> String {
    let weight = match s {
        0 => w.source().to_owned(),
        s => w.source().replace('$', &format!("($ + {s})")).replace('#', &format!("$ + {s}")),
    };
    let sign = if minus { "-" } else { "" };
    format!("if $ == 0 then @1(0) else {sign}{weight} * @(n - 1) + @1(#)")
}

/// The terms with a 1 before them if it is missing.
fn with_one<R: Ring>(t: &[R], missing: bool) -> Vec<R> {
    let one = missing.then(|| R::small(1));
    one.into_iter().chain(t.iter().cloned()).collect()
}

/// The first term and the differences of neighbours.
fn differences<R: Ring>(t: &[R]) -> Vec<R> {
    std::iter::once(t[0].clone()).chain(t.windows(2).map(|w| w[1].sub(&w[0]))).collect()
}

/// The partial sums of the terms.
fn sums<R: Ring>(t: &[R]) -> Vec<R> {
    let mut s = R::small(0);
    let mut next = |x: &R| {
        s = s.add(x);
        s.clone()
    };
    t.iter().map(&mut next).collect()
}

/// The terms with the opposite sign at odd positions.
fn alternate<R: Ring>(t: &[R]) -> Vec<R> {
    let zero = R::small(0);
    t.iter().enumerate().map(|(i, x)| if i % 2 == 1 { zero.sub(x) } else { x.clone() }).collect()
}

/// The first term and the quotients of neighbours, where they are exact.
fn quotients<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    let rest: Option<Vec<R>> = t.windows(2).map(|w| if w[0].is_zero() { None } else { w[1].div(&w[0]) }).collect();
    Some(std::iter::once(t[0].clone()).chain(rest?).collect())
}

/// The first term, and what is left of each other term without the one before times a weight.
fn remainders<R: Ring>(t: &[R], weights: &[R], minus: bool) -> Vec<R> {
    let rest = t.windows(2).zip(weights).map(|(t, w)| {
        let p = w.mul(&t[0]);
        if minus { t[1].add(&p) } else { t[1].sub(&p) }
    });
    std::iter::once(t[0].clone()).chain(rest).collect()
}
