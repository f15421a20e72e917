//! Decimal expansions of constants: rational numbers, quadratic irrationals, roots of rational numbers, and
//! combinations of π, e, logarithms and 1.

use std::sync::LazyLock;

use nth_num::Int;
use nth_propose::Formula;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::discovery::Discovery;
use crate::lattice::relation;

/// Number of digits that are examined.
const MAX_DIGITS: usize = 120;
/// Least number of digits.
const MIN_DIGITS: usize = 30;
/// Number of decimal digits to which constants are computed.
const SCALE: u32 = 150;
/// Number of decimal digits in which relations are looked for.
const RELATION_DIGITS: u32 = 34;
/// Bound of the number of decimal digits of all numbers in a relation together.
const MAX_COEFFICIENT_DIGITS: u64 = 16;

struct Constant {
    /// The constant times `s`, as nth source.
    source: &'static str,
    /// The name of the constant in descriptions.
    name: &'static str,
    /// The value times 10^[`SCALE`].
    value: BigInt,
}

static CONSTANTS: LazyLock<Vec<Constant>> = LazyLock::new(|| {
    let s = BigInt::from(10).pow(SCALE);
    let arc = |x: u32, sign: bool| {
        // arctan(1/x), or artanh(1/x).
        let (mut power, mut sum, mut k) = (&s / x, BigInt::zero(), 0u32);
        while !power.is_zero() {
            let part = &power / (2 * k + 1);
            sum = if sign && k % 2 == 1 { sum - part } else { sum + part };
            power /= x * x;
            k += 1;
        }
        sum
    };
    let pi: BigInt = arc(5, true) * 16 - arc(239, true) * 4;
    let (mut e, mut term, mut k) = (BigInt::zero(), s.clone(), 0u32);
    while !term.is_zero() {
        e += &term;
        k += 1;
        term /= k;
    }
    let ln2 = arc(3, false) * 2;
    let ln3 = arc(2, false) * 2;
    let square = &pi * &pi / &s;
    let root = |x: BigInt| (x * &s).sqrt();
    let list = [
        ("pi_scaled(s)", "pi", pi.clone()),
        ("exp_scaled(1, s)", "e", e.clone()),
        ("ln2_scaled(s)", "log 2", ln2),
        ("2 * artanh_inverse(2, s)", "log 3", ln3),
        ("pi_scaled(s) ^ 2 / s", "pi squared", square),
        ("s * s / pi_scaled(s)", "1/pi", &s * &s / &pi),
        ("s * s / exp_scaled(1, s)", "1/e", &s * &s / &e),
        ("isqrt(s * pi_scaled(s))", "the square root of pi", root(pi.clone())),
        ("isqrt(2 * pi_scaled(s) ^ 2)", "pi times the root of 2", root(&pi * &pi / &s * 2)),
        ("isqrt(3 * pi_scaled(s) ^ 2)", "pi times the root of 3", root(&pi * &pi / &s * 3)),
        ("isqrt(5 * s * s)", "the root of 5", root(&s * 5)),
    ];
    list.into_iter().map(|(source, name, value)| Constant { source, name, value }).collect()
});

/// The constant whose digits these are, if it is simple.
pub(crate) fn search(terms: &[Int], first: Option<i64>) -> Option<Discovery> {
    let digits: Option<Vec<u8>> = terms
        .iter()
        .take(MAX_DIGITS)
        .map(|t| t.to_i64().and_then(|x| u8::try_from(x).ok()).filter(|x| *x < 10))
        .collect();
    let digits = digits?;
    let mut seen = [false; 10];
    digits.iter().for_each(|d| seen[usize::from(*d)] = true);
    if digits.len() < MIN_DIGITS || seen.iter().filter(|x| **x).count() < 9 {
        return None;
    }
    let from = first.unwrap_or(1);
    let before = u32::try_from(from.clamp(-20, 20) + 20).ok()?;
    // The digits give x·10^(len − from), rounded down.
    let mut x = digits.iter().fold(BigInt::zero(), |x, d| x * 10 + u32::from(*d)) * 2 + 1;
    // Value in the middle of the interval that the digits allow, scaled by 10^SCALE.
    let shift = SCALE + before - 20;
    let len = u32::try_from(digits.len()).ok()?;
    if shift < len {
        return None;
    }
    x = x * BigInt::from(10).pow(shift - len) / 2;
    let error = BigInt::from(10).pow(shift - len);
    let look = Look { x, error, from, len };
    look.rational().or_else(|| look.quadratic()).or_else(|| look.powers()).or_else(|| look.combination())
}

fn ratio(top: &str, den: &BigInt) -> String {
    if den == &BigInt::from(1) { top.to_owned() } else { format!("({top}) / {den}") }
}

struct Look {
    x: BigInt,
    /// Half of it is how far x may be from the constant.
    error: BigInt,
    from: i64,
    len: u32,
}

impl Look {
    /// A relation of small numbers between the values, the first of which is x or a power of it.
    fn relation(&self, values: &[BigInt], slope: &BigInt) -> Option<Vec<BigInt>> {
        let s = BigInt::from(10).pow(SCALE - RELATION_DIGITS);
        let scaled: Vec<BigInt> = values.iter().map(|v| v / &s).collect();
        let c = relation(&scaled)?;
        let size: u64 = c.iter().map(BigInt::bits).sum();
        if size * 3 > MAX_COEFFICIENT_DIGITS * 10 || c[0].is_zero() {
            return None;
        }
        let rest: BigInt = c.iter().zip(values).map(|(c, v)| c * v).sum();
        let scale = BigInt::from(10).pow(SCALE);
        let allowed = (&c[0] * slope).abs() * &self.error / &scale + BigInt::from(10).pow(SCALE - 140);
        (rest.abs() <= allowed * 2).then(|| if c[0].is_negative() { c.iter().map(|x| -x).collect() } else { c })
    }

    fn found(&self, scaled: &str, description: String, c: &[BigInt]) -> Option<Discovery> {
        let bits = c.iter().map(|x| x.bits() + 1).sum::<u64>() as f64 + 6.0;
        let determined_by = (bits / 3.32).ceil().to_usize()?;
        // The first digit, of index `from`, has the place 1 − from behind the point.
        let place = crate::transform::at("#", 1 - 2 * self.from);
        let body = format!("decimal_digit(|s| {scaled}, {place})");
        (determined_by + crate::screen::SURPLUS <= self.len as usize).then(|| Discovery {
            formula: Formula::new(body).starting(self.from),
            description,
            determined_by,
            verbatim: 0,
            bits,
        })
    }

    fn rational(&self) -> Option<Discovery> {
        let s = BigInt::from(10).pow(SCALE);
        let c = self.relation(&[self.x.clone(), s.clone()], &s)?;
        let p: BigInt = -&c[1];
        self.found(&format!("{p} * s / {}", c[0]), "digits of a rational number".into(), &c)
    }

    fn quadratic(&self) -> Option<Discovery> {
        let s = BigInt::from(10).pow(SCALE);
        let square = &self.x * &self.x / &s;
        let slope: BigInt = &self.x * 2;
        let c = self.relation(&[square, self.x.clone(), s.clone()], &(slope + &s))?;
        let (a, b, c0) = (&c[0], &c[1], &c[2]);
        let root: BigInt = b * b - a * c0 * 4;
        if root.is_negative() {
            return None;
        }
        // Which of the two roots: 2 a x + b has the sign of the square root.
        let top: BigInt = &self.x * a * 2 + b * &s;
        let plus = !top.is_negative();
        let isqrt = format!("isqrt({root} * s * s)");
        let minus_b: BigInt = -b;
        let top = match (b.is_zero(), plus) {
            (true, _) => isqrt,
            (false, true) => format!("{minus_b} * s + {isqrt}"),
            (false, false) => format!("{minus_b} * s - {isqrt}"),
        };
        self.found(&ratio(&top, &(a * 2)), "digits of a quadratic irrational".into(), &c)
    }

    fn powers(&self) -> Option<Discovery> {
        let s = BigInt::from(10).pow(SCALE);
        let mut power = &self.x * &self.x / &s;
        for k in 3..=6u32 {
            let slope = &power * k;
            power = power * &self.x / &s;
            if let Some(c) = self.relation(&[power.clone(), s.clone()], &slope) {
                let p: BigInt = -&c[1];
                let top = if p == BigInt::from(1) { format!("s ^ {k}") } else { format!("{p} * s ^ {k}") };
                let inner = if c[0] == BigInt::from(1) { top } else { format!("{top} / {}", c[0]) };
                return self.found(&format!("iroot({inner}, {k})"), format!("digits of a root of order {k}"), &c);
            }
        }
        None
    }

    fn combination(&self) -> Option<Discovery> {
        let s = BigInt::from(10).pow(SCALE);
        for k in CONSTANTS.iter() {
            let Some(c) = self.relation(&[self.x.clone(), k.value.clone(), s.clone()], &s) else { continue };
            let (p, q): (BigInt, BigInt) = (-&c[1], -&c[2]);
            if p.is_zero() {
                return None;
            }
            let mut top = format!("{p} * ({})", k.source);
            if !q.is_zero() {
                top = format!("{top} + {q} * s");
            }
            return self.found(&ratio(&top, &c[0]), format!("digits of a combination of {} and 1", k.name), &c);
        }
        None
    }
}
