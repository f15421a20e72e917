//! Closed forms as data: the families of rules and their coefficients.

use nth_algebra::{Poly, exact_div};
use nth_num::Int;

/// A sequence that is given by a rule with finitely many coefficients.
///
/// The first terms may stand for themselves: exceptions to the rule, and the initial values that a recurrence needs.
/// All other terms follow from the rule, in which n is the index of a term and a(n) the term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedForm {
    /// Index of the first term.
    pub first: i64,
    /// The first terms, as far as they stand for themselves.
    pub initial: Vec<Int>,
    /// Number of the first terms for which the rule does not hold; the other initial terms are initial values.
    pub exceptions: usize,
    /// The rule for all other terms.
    pub rule: Rule,
}

/// The rule of a closed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// a(n) = cycle\[n mod m\], where m is the length of the cycle. A cycle of one term is a constant.
    Periodic {
        /// The terms for the remainders 0, 1, …
        cycle: Vec<Int>,
    },
    /// a(n) = P(n) for a polynomial P.
    Polynomial(Poly),
    /// a(n) = P(n), rounded down.
    RoundedPolynomial(Poly),
    /// a(n) = (p(n) + offsets\[n mod m\]) / d, where p is the numerator of the polynomial and d its denominator.
    PolynomialPlusPeriodic {
        /// The polynomial p / d, numerator and denominator.
        poly: Poly,
        /// The offsets for the remainders 0, 1, …
        offsets: Vec<Int>,
    },
    /// a(n) = Pᵣ(n), where r is n modulo the number of polynomials.
    QuasiPolynomial {
        /// The polynomials for the remainders 0, 1, …
        polys: Vec<Poly>,
        /// A bound of their degrees.
        degree: usize,
    },
    /// a(n) is a sum of polynomials times powers.
    PowerSum(Vec<PowerTerm>),
    /// divisor · a(n) = coefficients\[0\] · a(n − 1) + coefficients\[1\] · a(n − 2) + … + divisor · added(n): a
    /// C-finite sequence.
    LinearRecurrence {
        /// The coefficients of a(n − 1), a(n − 2), …
        coefficients: Vec<Int>,
        /// The divisor d of the right side; it is positive.
        divisor: Int,
        /// The term that is added, in an inhomogeneous recurrence.
        added: Option<PowerTerm>,
    },
    /// divisor(n) · a(n) = coefficients\[0\](n) · a(n − 1) + coefficients\[1\](n) · a(n − 2) + … + added(n): a
    /// P-recursive sequence. All polynomials have integer coefficients.
    PRecursive {
        /// The coefficients of a(n − 1), a(n − 2), …
        coefficients: Vec<Poly>,
        /// The divisor; it has no zero among the indices of the terms shown that are not initial, nor in the next
        /// thousand.
        divisor: Poly,
        /// The polynomial that is added, in an inhomogeneous recurrence.
        added: Option<Poly>,
        /// A bound of the degrees of the polynomials.
        degree: usize,
    },
    /// divisor · left · a(n) = the sum of coefficient · product: a quadratic recurrence.
    Quadratic {
        /// The product on the left side.
        left: Product,
        /// The coefficients and products on the right side.
        right: Vec<(Int, Product)>,
        /// The divisor on the left side; it is positive.
        divisor: Int,
    },
    /// Rules for a(n) by the last digits of n: a k-regular sequence.
    Regular {
        /// The base k of the digits.
        base: i64,
        /// The rules; exactly one applies to each index.
        rules: Vec<DigitRule>,
    },
    /// a(n) is the term of the form n mod m with index n / m, where m is the number of forms.
    Interleaved(Vec<ClosedForm>),
}

/// `poly`(n) · `root` ^ (n − `shift`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerTerm {
    /// The base of the power.
    pub root: i64,
    /// The polynomial in n that the power is multiplied by.
    pub poly: Poly,
    /// The index at which the exponent is 0.
    pub shift: i64,
}

impl PowerTerm {
    /// The polynomial over a denominator that is a multiple of its own: the numerator.
    pub(crate) fn numerator_over(&self, den: &Int) -> Poly {
        let scale = exact_div(den, &self.poly.den);
        Poly { num: self.poly.num.iter().map(|c| c.mul(&scale)).collect(), den: Int::ONE }
    }
}

/// The polynomial with the opposite sign.
pub(crate) fn negated(p: &Poly) -> Poly {
    Poly { num: p.num.iter().map(Int::neg).collect(), den: p.den.clone() }
}

/// A product of at most two earlier terms, as their distances from n: `[1, 2]` is a(n − 1) · a(n − 2), `[]` is 1.
pub type Product = Vec<usize>;

/// A rule for a(n) where n has a given last digit: divisor · a(n) is a sum of coefficients times features of n.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitRule {
    /// The digit, n mod `base`, for which the rule is; any digit if `None`.
    pub digit: Option<i64>,
    /// The base of this rule: k, or k² for a rule of two digits.
    pub base: i64,
    /// Coefficients with their features; the sum of the products is divisor · a(n).
    pub terms: Vec<(Int, Feature)>,
    /// The divisor on the left side; it is positive.
    pub divisor: Int,
}

impl DigitRule {
    /// Whether the rule depends on a feature of this kind.
    pub(crate) fn uses(&self, kind: impl Fn(Feature) -> bool) -> bool {
        self.terms.iter().any(|(c, f)| kind(*f) && !c.is_zero())
    }
}

/// Features that the rules of a k-regular sequence combine, where q = n / base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// The term a(q + i), given by i.
    Term(i64),
    /// a(k·q + i), in rules of two digits.
    Child(i64),
    /// The earlier term a(n − i), given by i.
    Back(i64),
    /// The constant 1, for every n.
    One,
    /// The quotient q, rounded down.
    Index,
    /// The last digit: n mod base.
    Digit,
}

impl Feature {
    /// Whether it is another term of the sequence.
    #[must_use]
    pub fn is_term(self) -> bool {
        match self {
            Self::Term(_) | Self::Child(_) | Self::Back(_) => true,
            Self::One | Self::Index | Self::Digit => false,
        }
    }
}
