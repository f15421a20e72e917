//! Closed forms as programs in nth source.

use nth_algebra::{Poly, exact_div, lcm};
use nth_num::Int;
use nth_propose::Formula;
use nth_propose::build::{BinOp, Expr, Node, Style, with_exceptions};
use nth_propose::sums::{Term, integer, quotient, sum};

use crate::form::{ClosedForm, DigitRule, Feature, PowerTerm, Product, Rule, negated};
use crate::polynomial_source::{numerator, whole};

impl ClosedForm {
    /// The program of the sequence.
    #[must_use]
    pub fn formula(&self) -> Formula {
        // The parts of interleaved sequences have initial values of their own.
        let (initial, parts) = match self.rule.parts() {
            [] => (self.initial.iter().map(integer).collect(), Vec::new()),
            parts => (Vec::new(), parts.iter().map(ClosedForm::formula).collect()),
        };
        let body = with_exceptions(self.first, &initial, self.rule.source(), Style::Shortest);
        Formula::new(body).with(parts).starting(self.first)
    }
}

impl Rule {
    /// The forms that are interleaved; none for any other rule.
    fn parts(&self) -> &[ClosedForm] {
        if let Self::Interleaved(forms) = self { forms } else { &[] }
    }

    /// a(n) as an expression of `n`.
    fn source(&self) -> Expr {
        match self {
            Self::Periodic { cycle } => periodic(cycle),
            Self::Polynomial(p) => whole(p),
            Self::RoundedPolynomial(p) => numerator(p).0 / integer(&p.den),
            Self::PolynomialPlusPeriodic { poly, offsets } => {
                let sum = numerator(poly).0 + by_remainder(offsets.iter().map(integer).collect());
                if poly.den == Int::ONE { sum } else { sum / integer(&poly.den) }
            }
            Self::QuasiPolynomial { polys, .. } => {
                let exprs: Vec<Expr> = polys.iter().map(whole).collect();
                match exprs.as_slice() {
                    [even, odd] => remainder(2).equals(Expr::int(0)).choose(even.clone(), odd.clone()),
                    _ => by_remainder(exprs),
                }
            }
            Self::PowerSum(terms) => power_sum(terms, Vec::new(), &Int::ONE),
            Self::LinearRecurrence { coefficients, divisor, added } => {
                let terms = coefficients.iter().zip(1..).map(|(c, i)| Term::times(c.clone(), before(i))).collect();
                power_sum(added.as_slice(), terms, divisor)
            }
            Self::PRecursive { coefficients, divisor, added, .. } => p_recursive(coefficients, divisor, added.as_ref()),
            Self::Quadratic { left, right, divisor } => quadratic(left, right, divisor),
            Self::Regular { base, rules } => regular(*base, rules),
            Self::Interleaved(forms) => interleaved(forms.len()),
        }
    }
}

fn n() -> Expr {
    Expr::name("n")
}

/// The index modulo m.
fn remainder(m: usize) -> Expr {
    n() % Expr::digits(&m.to_string())
}

/// The term with index n − i.
fn before(i: usize) -> Expr {
    Expr::own([n() - Expr::digits(&i.to_string())])
}

/// The item whose place is the index modulo the number of items.
fn by_remainder(items: Vec<Expr>) -> Expr {
    let m = items.len();
    Expr::list(items).at(remainder(m))
}

fn periodic(cycle: &[Int]) -> Expr {
    match cycle {
        [x] => integer(x),
        _ if cycle.iter().zip(0_i64..).all(|(x, k)| *x == Int::from(k)) => remainder(cycle.len()),
        _ => by_remainder(cycle.iter().map(integer).collect()),
    }
}

/// Powers with polynomial coefficients, and other terms over a denominator, all over one denominator.
fn power_sum(powers: &[PowerTerm], others: Vec<Term>, den: &Int) -> Expr {
    let common = powers.iter().fold(den.clone(), |d, p| lcm(&d, &p.poly.den));
    let scale = exact_div(&common, den);
    let mut terms: Vec<Term> =
        others.into_iter().map(|t| Term { coefficient: t.coefficient.mul(&scale), of: t.of }).collect();
    terms.extend(powers.iter().map(|p| power_term(p, &common)));
    quotient(&terms, &common)
}

/// A polynomial times a power, as a term over a denominator.
fn power_term(term: &PowerTerm, den: &Int) -> Term {
    let poly = term.numerator_over(den);
    let power = (term.root != 1).then(|| Expr::int(term.root).pow(n().moved(term.shift.saturating_neg())));
    if let [c] = poly.num.as_slice() {
        return Term { coefficient: c.clone(), of: power };
    }
    let (polynomial, _) = numerator(&poly);
    Term::times(Int::ONE, power.into_iter().fold(polynomial, |p, power| p * power))
}

fn p_recursive(coefficients: &[Poly], divisor: &Poly, added: Option<&Poly>) -> Expr {
    let mut terms: Vec<Term> =
        coefficients.iter().zip(1..).filter_map(|(p, i)| poly_term(p, Some(before(i)))).collect();
    terms.extend(added.and_then(|p| poly_term(p, None)));
    let sum = sum(&terms);
    let (divisor, _) = numerator(divisor);
    // Brackets around a power of n are for readers.
    let power_of_n = matches!(divisor.node(), Node::Binary(BinOp::POW, base, _) if base.is_name("n"));
    match divisor {
        d if d.is_int("1") => sum,
        d if power_of_n => sum / d.in_brackets(),
        d => sum / d,
    }
}

/// A polynomial, times a factor if there is one, as a term whose coefficient has the sign; `None` for the zero
/// polynomial.
fn poly_term(poly: &Poly, factor: Option<Expr>) -> Option<Term> {
    let sign = poly.num.last()?.signum();
    if let [c] = poly.num.as_slice() {
        return Some(Term { coefficient: c.clone(), of: factor });
    }
    let size = if sign < 0 { negated(poly) } else { poly.clone() };
    let (polynomial, _) = numerator(&size);
    let of = match factor {
        Some(factor) => polynomial * factor,
        None if is_sum(&polynomial) => polynomial.in_brackets(),
        None => polynomial,
    };
    Some(Term::times(Int::from(sign), of))
}

fn is_sum(e: &Expr) -> bool {
    matches!(e.node(), Node::Binary(BinOp::ADD | BinOp::SUB, ..))
}

fn quadratic(left: &Product, right: &[(Int, Product)], divisor: &Int) -> Expr {
    let terms: Vec<Term> = right.iter().map(|(c, p)| Term { coefficient: c.clone(), of: product(p) }).collect();
    match product(left) {
        None => quotient(&terms, divisor),
        Some(below) if *divisor == Int::ONE => sum(&terms) / below,
        Some(below) => sum(&terms) / (integer(divisor) * below),
    }
}

fn product(p: &Product) -> Option<Expr> {
    match p.as_slice() {
        [a, b] if a == b => Some(before(*a).pow(Expr::int(2))),
        _ => p.iter().map(|i| before(*i)).reduce(|a, b| a * b),
    }
}

fn regular(base: i64, rules: &[DigitRule]) -> Expr {
    let exprs: Vec<Expr> = rules.iter().map(|r| digit_rule(base, r)).collect();
    // The rule that most digits share comes last.
    let uses = |e: &Expr| exprs.iter().filter(|x| *x == e).count();
    let Some(most) = exprs.iter().map(uses).max() else { return Expr::int(0) };
    let Some(common) = exprs.iter().rev().find(|e| uses(e) == most) else { return Expr::int(0) };
    let others = rules.iter().zip(&exprs).filter(|(_, e)| *e != common);
    others.rev().fold(common.clone(), |rest, (rule, e)| match rule.digit {
        Some(digit) => (n() % Expr::int(rule.base)).equals(Expr::int(digit)).choose(e.clone(), rest),
        None => rest,
    })
}

fn digit_rule(base: i64, rule: &DigitRule) -> Expr {
    let q = || n() / Expr::int(rule.base);
    let term = |(c, f): &(Int, Feature)| {
        let of = match *f {
            Feature::Term(i) => Some(Expr::own([q().moved(i)])),
            Feature::Child(i) => Some(Expr::own([(Expr::int(base) * q()).moved(i)])),
            Feature::Back(i) => Some(Expr::own([n().moved(-i)])),
            Feature::One => None,
            Feature::Index => Some(q()),
            Feature::Digit => Some(n() % Expr::int(rule.base)),
        };
        Term { coefficient: c.clone(), of }
    };
    quotient(&rule.terms.iter().map(term).collect::<Vec<_>>(), &rule.divisor)
}

fn interleaved(count: usize) -> Expr {
    let m = || Expr::digits(&count.to_string());
    let part = |i: usize| Expr::part_at(i, [n() / m()]);
    (1..count)
        .rev()
        .fold(part(count), |rest, i| remainder(count).equals(Expr::digits(&(i - 1).to_string())).choose(part(i), rest))
}
