//! k-regular sequences: a(kn + r) from a(n), its neighbours and the index.

use nth_algebra::{Echelon, Residue};
use nth_num::Int;
use nth_propose::Formula;

use crate::fit::{Fit, Found};
use crate::text::{after, count_bits, int_bits, ints_bits, moved, over};

/// So many of the first terms may be given.
const GIVEN: i64 = 12;
/// Largest base of a rule that is the same for all digits.
const BASES: i64 = 10;

/// What a rule is made of; q is the index without its last digit, d the digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feature {
    /// a(q + i).
    Term(i64),
    /// a(kq + i), for numbers with two digits kk·q + r.
    Child(i64),
    /// a(n − i).
    Back(i64),
    /// 1.
    One,
    /// q.
    Index,
    /// d.
    Digit,
}

use Feature::{Back, Child, Digit, Index, One, Term};

/// Rules of one remainder, simplest first.
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
/// Rules of two digits.
const DEEP: [&[Feature]; 4] =
    [&[Term(0), Child(0)], &[Term(0), Child(1)], &[Term(0), Child(0), Child(1)], &[Term(0), Child(0), Child(1), One]];
/// Rules for all remainders.
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
struct Terms<'t> {
    all: &'t [Int],
    res: &'t [Residue],
    start: i64,
    /// The base.
    k: i64,
}

impl Terms<'_> {
    fn place(&self, index: i64, below: i64) -> Option<usize> {
        if index >= below {
            return None;
        }
        usize::try_from(index.checked_sub(self.start)?).ok().filter(|p| *p < self.all.len())
    }

    fn end(&self) -> i64 {
        self.start + i64::try_from(self.all.len()).unwrap_or(0)
    }

    /// The place of the term that a feature means at the index n, or its number.
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

/// What a rule says: the sum of `num[i]` times the features, over `den`.
struct Rule {
    features: &'static [Feature],
    num: Vec<Int>,
    den: Int,
    /// The base that its features count in.
    base: i64,
}

impl Rule {
    /// The rule for the numbers n of these remainders, from the largest down, if it is sure enough.
    fn find(t: &Terms<'_>, base: i64, class: Option<i64>, features: &'static [Feature]) -> Option<(Self, usize)> {
        let mut kernel = Echelon::new(features.len() + 1);
        let mut rows = 0;
        for n in (t.start + 2.max(base.min(4))..t.end()).rev() {
            if n < 0 || class.is_some_and(|c| n.rem_euclid(base) != c) {
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
        let sure = match class {
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
        let surplus = rows - features.len();
        let (num, den) = kernel.combination()?;
        // A rule for all digits with fractions is chance.
        (class.is_some() || den == Int::ONE).then_some((Self { features, num, den, base }, surplus))
    }

    fn holds(&self, t: &Terms<'_>, n: i64) -> Option<bool> {
        let mut sum = Int::ZERO;
        for (f, c) in self.features.iter().zip(&self.num) {
            if c.is_zero() {
                continue;
            }
            sum = sum.add(&match t.feature(*f, n, self.base)? {
                Ok(p) => c.mul(&t.all[p]),
                Err(x) => c.mul(&Int::from(x)),
            });
        }
        let p = t.place(n, i64::MAX)?;
        Some(sum == t.all[p].mul(&self.den))
    }

    fn text(&self, k: i64) -> String {
        let q = format!("n / {}", self.base);
        let parts: Vec<(Int, String)> = self
            .features
            .iter()
            .zip(&self.num)
            .map(|(f, c)| {
                let name = match *f {
                    Term(i) => format!("@({})", moved(i).replacen('n', &q, 1)),
                    Child(0) => format!("@({k} * ({q}))"),
                    Child(i) => format!("@({k} * ({q}) + {i})"),
                    Back(i) => format!("@(n - {i})"),
                    One => String::new(),
                    // A factor needs parentheses, a part of a sum does not.
                    Index if c.abs() == Int::ONE => q.clone(),
                    Index => format!("({q})"),
                    Digit if c.abs() == Int::ONE => format!("n % {}", self.base),
                    Digit => format!("(n % {})", self.base),
                };
                (c.clone(), name)
            })
            .collect();
        over(&parts, &self.den)
    }

    fn bits(&self) -> f64 {
        3.0 + ints_bits(&self.num) + int_bits(&self.den.sub(&Int::ONE))
    }
}

pub(crate) fn fit(all: &[Int], res: &[Residue], from: i64, found: &mut Found<'_>, stop: &dyn Fn() -> bool) {
    let mut starts = vec![from];
    starts.extend([0, 1].into_iter().filter(|s| *s != from));
    for start in starts {
        if !(0..1000).contains(&start) || stop() {
            continue;
        }
        // Terms that were not reduced modulo the prime are looked at in the end only.
        let hit = |k| Terms { all, res, start, k };
        let mut some = false;
        for k in 2..=BASES {
            let t = hit(k);
            let rule = JOINT.iter().find_map(|f| Rule::find(&shown(&t), k, None, f));
            let joint = rule.and_then(|(rule, _)| program(&t, vec![(None, rule)]));
            let split = if k <= 3 { by_remainder(&t) } else { None };
            for fit in joint.into_iter().chain(split) {
                found.push(fit);
                some = true;
            }
            if some {
                return;
            }
        }
    }
}

/// The terms that are known modulo the prime.
fn shown<'t>(t: &Terms<'t>) -> Terms<'t> {
    Terms { all: &t.all[..t.res.len()], ..*t }
}

fn by_remainder(t: &Terms<'_>) -> Option<Fit> {
    let (t, whole) = (&shown(t), t);
    let k = t.k;
    let mut rules = Vec::new();
    let mut surplus = 0;
    for class in 0..k {
        if let Some((rule, s)) = RULES.iter().find_map(|f| Rule::find(t, k, Some(class), f)) {
            rules.push((Some(class), rule));
            surplus += s;
            continue;
        }
        if k > 2 {
            return None;
        }
        for deep in [class, class + k] {
            let (rule, s) = DEEP.iter().find_map(|f| Rule::find(t, k * k, Some(deep), f))?;
            rules.push((Some(deep), rule));
            surplus += s;
        }
    }
    // A rule that uses no term is a polynomial or a period.
    let recursive = rules.iter().any(|(_, r)| {
        r.features.iter().zip(&r.num).any(|(f, c)| matches!(f, Term(_) | Child(_) | Back(_)) && !c.is_zero())
    });
    (recursive && surplus >= 4).then(|| program(whole, rules)).flatten()
}

/// The whole, verified.
fn program(t: &Terms<'_>, rules: Vec<(Option<i64>, Rule)>) -> Option<Fit> {
    let rule_of = |n: i64| rules.iter().find(|(c, r)| c.is_none_or(|c| n.rem_euclid(r.base) == c)).map(|(_, r)| r);
    let good = |n: &i64| rule_of(*n).and_then(|r| r.holds(t, *n)) == Some(true);
    let begin = (t.start..t.end()).rev().take_while(good).last()?;
    let given = usize::try_from(begin - t.start).ok()?;
    let unknowns: usize = rules.iter().map(|(_, r)| r.features.len()).sum();
    if begin - t.start > GIVEN || given + unknowns + 4 > t.all.len() {
        return None;
    }
    let bits = 6.0 + count_bits(usize::try_from(t.k).ok()?) + rules.iter().map(|(_, r)| r.bits()).sum::<f64>();
    // The rule that most remainders share comes last.
    let mut named: Vec<(Option<(i64, i64)>, String)> =
        rules.iter().map(|(c, r)| (c.map(|c| (c, r.base)), r.text(t.k))).collect();
    let most = named.iter().map(|(_, x)| named.iter().filter(|(_, y)| x == y).count()).max()?;
    let common = named.iter().rev().find(|(_, x)| named.iter().filter(|(_, y)| x == y).count() == most)?.1.clone();
    named.retain(|(_, x)| *x != common);
    let mut text = common;
    for (class, rule) in named.iter().rev() {
        let (c, base) = (*class)?;
        text = format!("if n % {base} == {c} then {rule} else {text}");
    }
    let uses = |wanted: fn(&Feature) -> bool| {
        rules.iter().any(|(_, r)| r.features.iter().zip(&r.num).any(|(f, c)| wanted(f) && !c.is_zero()))
    };
    if !uses(|f| matches!(f, Term(_) | Child(_))) {
        return None;
    }
    let says = if uses(|f| matches!(f, Back(_))) {
        format!("from the term before and that at a {} of the index", part(t.k))
    } else {
        format!("{}-regular: from the terms at a {} of the index", t.k, part(t.k))
    };
    Some(Fit {
        formula: Formula::new(after(&t.all[..given], t.start, &text)).starting(t.start),
        says,
        fitted: given + unknowns,
        given,
        bits,
    })
}

fn part(k: i64) -> String {
    match k {
        2 => "half".into(),
        3 => "third".into(),
        _ => format!("{k}th"),
    }
}
