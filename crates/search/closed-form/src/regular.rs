//! k-regular sequences: a(kn + r) from a(n), its neighbours and the index.

use nth_algebra::{Echelon, Residue};
use nth_num::Int;

use crate::answer::{Fit, Fits, Stop};
use crate::bits::{count_bits, denominator_bits, int_bits};
use crate::data::Data;
use crate::form::Feature::{self, Back, Child, Digit, Index, One, Term};
use crate::form::{ClosedForm, DigitRule, Rule};

/// Largest number of initial terms.
const MAX_INITIAL: i64 = 12;
/// Largest base of a rule that is the same for all digits.
const MAX_BASE: i64 = 10;
/// Largest base with a rule for each digit.
const MAX_SPLIT_BASE: i64 = 3;
/// Indices from this one on are not examined.
const MAX_START: i64 = 1000;
/// Number of terms beside the coefficients that must confirm the rules.
const MIN_CONFIRMING: usize = 4;

/// Features of rules for one digit, the simplest rule first.
const RULES: [&[Feature]; 14] = [
    &[One],
    &[Term(0)],
    &[Term(0), One],
    &[Index, One],
    &[Term(0), Term(1)],
    &[Term(0), Term(-1)],
    &[Back(1), One],
    &[Back(1), Term(0)],
    &[Term(0), Index, One],
    &[Back(1), Term(0), One],
    &[Term(0), Term(1), One],
    &[Term(0), Term(-1), One],
    &[Term(0), Term(1), Index, One],
    &[Term(0), Term(-1), Index, One],
];
/// Features of rules for two digits.
const DEEP: [&[Feature]; 4] =
    [&[Term(0), Child(0)], &[Term(0), Child(1)], &[Term(0), Child(0), Child(1)], &[Term(0), Child(0), Child(1), One]];
/// Features of rules for all digits.
const JOINT: [&[Feature]; 7] = [
    &[Term(0), Digit],
    &[Term(0), Digit, One],
    &[Back(1), Term(0)],
    &[Back(1), Term(0), One],
    &[Term(0), Digit, Index, One],
    &[Back(1), Back(2), Term(0)],
    &[Back(1), Term(0), Index, One],
];

/// The terms from an index on.
struct Suffix<'t> {
    all: &'t [Int],
    res: &'t [Residue],
    start: i64,
    /// The base k of the digits.
    k: i64,
}

impl Suffix<'_> {
    /// The position of the term with this index, if the index is below `below` and the term is known.
    fn place(&self, index: i64, below: i64) -> Option<usize> {
        if index >= below {
            return None;
        }
        usize::try_from(index.checked_sub(self.start)?).ok().filter(|p| *p < self.all.len())
    }

    /// The index after the last term.
    fn end(&self) -> i64 {
        self.start + i64::try_from(self.all.len()).unwrap_or(0)
    }

    /// The position of the term that a feature means at the index n, or the number that it means.
    fn feature(&self, f: Feature, n: i64, base: i64) -> Option<Result<usize, i64>> {
        let q = n.div_euclid(base);
        Some(match f {
            Term(i) => Ok(self.place(q + i, n)?),
            Child(i) => Ok(self.place(self.k * q + i, n)?),
            Back(i) => Ok(self.place(n - i, n)?),
            One => Err(1),
            Index => Err(q),
            Digit => Err(n.rem_euclid(base)),
        })
    }
}

impl DigitRule {
    /// The rule with these features for the indices with this digit, from the largest index down, and the number of
    /// terms that confirm it; `None` if there are too few.
    fn find(t: &Suffix<'_>, base: i64, digit: Option<i64>, features: &[Feature]) -> Option<(Self, usize)> {
        let mut kernel = Echelon::new(features.len() + 1);
        let mut rows = 0;
        for n in (t.start + 2.max(base.min(4))..t.end()).rev() {
            if n < 0 || digit.is_some_and(|c| n.rem_euclid(base) != c) {
                continue;
            }
            let mut row = Vec::with_capacity(features.len() + 1);
            for f in features {
                match t.feature(*f, n, base) {
                    Some(Ok(p)) => row.push(t.res[p]),
                    Some(Err(x)) => row.push(Residue::from_i64(x)),
                    None => break,
                }
            }
            if row.len() < features.len() {
                break;
            }
            row.push(t.res[usize::try_from(n - t.start).ok()?]);
            rows += 1;
            kernel.take(row);
            if kernel.nullity() == 0 {
                return None;
            }
        }
        let sure = match digit {
            Some(_) if base == t.k => rows >= features.len() + 2,
            Some(_) => rows >= features.len() + 3,
            // Few indices have few different quotients.
            None => {
                let quotients = usize::try_from((t.end() - t.start) / base).unwrap_or(0);
                rows >= features.len() + 6 && quotients + 1 >= features.len()
            }
        };
        if !sure {
            return None;
        }
        let confirming = rows - features.len();
        let (num, den) = kernel.combination()?;
        // A rule for all digits with fractions is chance.
        (digit.is_some() || den == Int::ONE).then(|| {
            let terms = num.into_iter().zip(features.iter().copied()).collect();
            (Self { digit, base, terms, divisor: den }, confirming)
        })
    }

    /// Whether the rule gives the term with index n; `None` where it needs a term that is not known.
    fn holds(&self, t: &Suffix<'_>, n: i64) -> Option<bool> {
        let mut sum = Int::ZERO;
        for (c, f) in &self.terms {
            if c.is_zero() {
                continue;
            }
            sum = sum.add(&match t.feature(*f, n, self.base)? {
                Ok(p) => c.mul(&t.all[p]),
                Err(x) => c.mul(&Int::from(x)),
            });
        }
        let p = t.place(n, i64::MAX)?;
        Some(sum == t.all[p].mul(&self.divisor))
    }

    fn bits(&self) -> f64 {
        let coefficients: f64 = self.terms.iter().map(|(c, _)| int_bits(c)).sum();
        3.0 + coefficients + denominator_bits(&self.divisor)
    }
}

/// Fits the least base in which there are rules; the index of the first term may be 0 or 1 instead of the given one.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>, stop: Stop<'_>) {
    let from = data.from;
    let mut starts = vec![from];
    starts.extend([0, 1].into_iter().filter(|s| *s != from));
    for start in starts {
        if !(0..MAX_START).contains(&start) || stop() {
            continue;
        }
        let mut some = false;
        for k in 2..=MAX_BASE {
            let t = Suffix { all: data.all, res: &data.res, start, k };
            let rule = JOINT.iter().find_map(|f| DigitRule::find(&shown(&t), k, None, f));
            let joint = rule.and_then(|(rule, _)| program(&t, vec![rule]));
            let split = if k <= MAX_SPLIT_BASE { by_digit(&t) } else { None };
            for fit in joint.into_iter().chain(split) {
                fits.push(fit);
                some = true;
            }
            if some {
                return;
            }
        }
    }
}

/// The terms that are known modulo the prime.
fn shown<'t>(t: &Suffix<'t>) -> Suffix<'t> {
    Suffix { all: &t.all[..t.res.len()], ..*t }
}

/// The fit with a rule for each last digit, or for each two digits, if there is one.
fn by_digit(t: &Suffix<'_>) -> Option<Fit> {
    let (t, whole) = (&shown(t), t);
    let k = t.k;
    let mut rules = Vec::new();
    let mut confirming = 0;
    for digit in 0..k {
        if let Some((rule, s)) = RULES.iter().find_map(|f| DigitRule::find(t, k, Some(digit), f)) {
            rules.push(rule);
            confirming += s;
            continue;
        }
        if k > 2 {
            return None;
        }
        for deep in [digit, digit + k] {
            let (rule, s) = DEEP.iter().find_map(|f| DigitRule::find(t, k * k, Some(deep), f))?;
            rules.push(rule);
            confirming += s;
        }
    }
    // A rule that uses no term is a polynomial or a period.
    let recursive = rules.iter().any(|r| r.uses(Feature::is_term));
    (recursive && confirming >= MIN_CONFIRMING).then(|| program(whole, rules)).flatten()
}

/// The fit with these rules, if they hold for all but a few terms.
fn program(t: &Suffix<'_>, rules: Vec<DigitRule>) -> Option<Fit> {
    let rule_of = |n: i64| rules.iter().find(|r| r.digit.is_none_or(|d| n.rem_euclid(r.base) == d));
    let good = |n: &i64| rule_of(*n).and_then(|r| r.holds(t, *n)) == Some(true);
    let begin = (t.start..t.end()).rev().take_while(good).last()?;
    let verbatim = usize::try_from(begin - t.start).ok()?;
    let unknowns: usize = rules.iter().map(|r| r.terms.len()).sum();
    if begin - t.start > MAX_INITIAL || verbatim + unknowns + MIN_CONFIRMING > t.all.len() {
        return None;
    }
    let is_earlier = |f: Feature| matches!(f, Term(_) | Child(_));
    if !rules.iter().any(|r| r.uses(is_earlier)) {
        return None;
    }
    let bits = 6.0 + count_bits(usize::try_from(t.k).ok()?) + rules.iter().map(DigitRule::bits).sum::<f64>();
    let rule = Rule::Regular { base: t.k, rules };
    let initial = t.all[..verbatim].to_vec();
    Some(Fit {
        form: ClosedForm { first: t.start, initial, exceptions: 0, rule },
        determined_by: verbatim + unknowns,
        verbatim,
        bits,
    })
}
