//! Closed forms as phrases for people, without the program: "linear recurrence of order 2, after 1 term".

use crate::form::{ClosedForm, DigitRule, Feature, Rule};

impl ClosedForm {
    /// A short description in English, such as `polynomial of degree 2`.
    #[must_use]
    pub fn description(&self) -> String {
        let (what, joint) = match &self.rule {
            Rule::Periodic { cycle } if cycle.len() == 1 => ("constant".to_owned(), " "),
            Rule::Periodic { cycle } => (format!("period {}", cycle.len()), " "),
            Rule::Polynomial(p) => (format!("polynomial of degree {}", p.degree()), " "),
            Rule::RoundedPolynomial(p) => (format!("polynomial of degree {}, rounded", p.degree()), ", "),
            Rule::PolynomialPlusPeriodic { poly, offsets } => (quasi_polynomial(poly.degree(), offsets.len()), ", "),
            Rule::QuasiPolynomial { polys, degree } => (quasi_polynomial(*degree, polys.len()), ", "),
            Rule::PowerSum(_) => ("sum of powers with polynomial coefficients".to_owned(), ", "),
            Rule::LinearRecurrence { coefficients, added, .. } => {
                let kind = if added.is_some() { ", inhomogeneous" } else { " (rational generating function)" };
                (format!("linear recurrence of order {}{kind}", coefficients.len()), ", ")
            }
            Rule::PRecursive { coefficients, added, degree, .. } => {
                (p_recursive(coefficients.len(), *degree, added.is_some()), ", ")
            }
            Rule::Quadratic { .. } => ("quadratic recurrence".to_owned(), ", "),
            Rule::Regular { base, rules } => return regular(*base, rules),
            Rule::Interleaved(forms) => return interleaved(forms),
        };
        match self.exceptions {
            0 => what,
            1 => format!("{what}{joint}after 1 term"),
            k => format!("{what}{joint}after {k} terms"),
        }
    }
}

fn quasi_polynomial(degree: usize, modulus: usize) -> String {
    format!("quasi-polynomial of degree {degree}, modulo {modulus}")
}

fn p_recursive(order: usize, degree: usize, inhomogeneous: bool) -> String {
    match (order, inhomogeneous) {
        (1, false) => format!("hypergeometric, of degree {degree}"),
        (_, false) => format!("P-recursive, order {order} and degree {degree}"),
        (_, true) => format!("P-recursive, order {order} and degree {degree}, inhomogeneous"),
    }
}

fn regular(base: i64, rules: &[DigitRule]) -> String {
    let part = match base {
        2 => "half".to_owned(),
        3 => "third".to_owned(),
        _ => format!("{base}th"),
    };
    let is_back = |f: Feature| match f {
        Feature::Back(_) => true,
        Feature::Term(_) | Feature::Child(_) | Feature::One | Feature::Index | Feature::Digit => false,
    };
    if rules.iter().any(|r| r.uses(is_back)) {
        format!("from the term before and that at a {part} of the index")
    } else {
        format!("{base}-regular: from the terms at a {part} of the index")
    }
}

fn interleaved(forms: &[ClosedForm]) -> String {
    let mut each: Vec<String> = forms.iter().map(ClosedForm::description).collect();
    each.dedup();
    format!("{} sequences in turn: {}", forms.len(), each.join("; "))
}
