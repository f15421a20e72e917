//! Linear recurrences whose characteristic polynomial has integer roots: sums of powers with polynomial coefficients,
//! and shorter recurrences with such a power added.

use nth_algebra::{Poly, Residue, common_denominator, divide_out, divides, exact_div, lcm, solve, without_root};
use nth_num::Int;

use crate::answer::{Fit, Fits};
use crate::bits::{count_bits, denominator_bits, int_bits, ints_bits};
use crate::data::Data;
use crate::form::{ClosedForm, PowerTerm, Rule};
use crate::polynomial_source::numerator;

/// Largest absolute value of the integer roots that are looked for.
const MAX_ROOT: i64 = 36;
/// Largest order of recurrences that are examined.
const MAX_ORDER: usize = 16;

/// A recurrence: the sum of `coefs[j]` · a(k + j) is 0 for every position k from `skip` on. The last coefficient is
/// positive.
pub(crate) struct Recurrence {
    pub coefs: Vec<Int>,
    pub skip: usize,
}

impl Recurrence {
    pub(crate) fn order(&self) -> usize {
        self.coefs.len() - 1
    }
}

/// The recurrence with these coefficients, solved for its last term: the coefficients of a(n − 1), a(n − 2), …, over
/// the last of them.
pub(crate) fn solved(coefs: &[Int]) -> Vec<Int> {
    coefs.iter().rev().skip(1).map(Int::neg).collect()
}

impl PowerTerm {
    /// `poly`(n) · `root` ^ (n − `shift`) for n from `start` on, with the powers of the root gathered in the exponent.
    fn gathered(root: i64, poly: Poly, mut shift: i64, start: i64) -> Self {
        let r = Int::from(root);
        let (mut num, mut den) = (poly.num, poly.den);
        if !matches!(root, -1..=1) {
            while !num.is_empty() && num.iter().all(|c| divides(&r, c)) {
                num = num.iter().map(|c| exact_div(c, &r)).collect();
                shift -= 1;
            }
            while shift < start && divides(&r, &den) {
                den = exact_div(&den, &r);
                shift += 1;
            }
        } else if root == -1 && shift != 0 {
            // The power moves at the price of a sign.
            let to = if start < 0 { start } else { 0 };
            if (shift - to) % 2 != 0 {
                num = num.iter().map(Int::neg).collect();
            }
            shift = to;
        }
        Self { root, poly: Poly::new(num, den), shift }
    }

    /// Bits, if it is written over a denominator that is a multiple of its own.
    fn bits_over(&self, den: &Int) -> f64 {
        let poly = self.numerator_over(den);
        let power = match self.root {
            1 => 0.0,
            root => int_bits(&Int::from(root)) + int_bits(&Int::from(self.shift)) - 1.0,
        };
        match poly.num.as_slice() {
            [c] => power + int_bits(c),
            _ => power + numerator(&poly).1 + count_bits(poly.degree()),
        }
    }
}

/// Bits of a sum of powers over its least denominator.
fn sum_bits(terms: &[PowerTerm]) -> f64 {
    let common = terms.iter().fold(Int::ONE, |d, t| lcm(&d, &t.poly.den));
    terms.iter().fold(denominator_bits(&common), |bits, t| bits + t.bits_over(&common))
}

/// Fits what has integer roots.
pub(crate) fn fit(data: &Data<'_>, r: &Recurrence, fits: &mut Fits<'_>) {
    if r.order() > MAX_ORDER {
        return;
    }
    let (roots, rest) = roots(&r.coefs);
    if rest.len() == 1 && roots.iter().any(|(x, _)| *x != 1) {
        all_integers(data, r, &roots, fits);
    }
    for (root, times) in &roots {
        if *times < r.order() {
            inhomogeneous(data, r, *root, *times, fits);
        }
    }
}

/// The integer roots with their multiplicities, and what is left.
fn roots(coefs: &[Int]) -> (Vec<(i64, usize)>, Vec<Int>) {
    let mut rest = coefs.to_vec();
    let mut out = Vec::new();
    for size in (1..=MAX_ROOT).rev() {
        for root in [size, -size] {
            let times = divide_out(&mut rest, root, 1);
            if times > 0 {
                out.push((root, times));
            }
        }
    }
    (out, rest)
}

fn power(root: i64, e: usize) -> Int {
    (0..e).fold(Int::ONE, |p, _| p.mul(&Int::from(root)))
}

/// Sums of polynomials times powers.
fn all_integers(data: &Data<'_>, r: &Recurrence, roots: &[(i64, usize)], fits: &mut Fits<'_>) {
    let order = r.order();
    let start = data.index(r.skip);
    // Positions count from the first term of the recurrence; the polynomials are in the index.
    let row = |k: usize| {
        let n = Residue::from_i64(data.index(r.skip + k));
        let mut row = Vec::with_capacity(order + 1);
        for (root, times) in roots {
            let mut x = Residue::from_i64(*root).pow(k as u64);
            for _ in 0..*times {
                row.push(x);
                x *= n;
            }
        }
        row.push(data.res[r.skip + k]);
        row
    };
    let Some(solution) = solve(order, (0..order).map(row)) else { return };
    let mut at = 0;
    let mut parts = Vec::new();
    for (root, times) in roots {
        let Some((num, den)) = common_denominator(&solution[at..at + times]) else { return };
        at += times;
        parts.push((*root, Poly::new(num, den)));
    }
    // The recurrence is exact, so agreement on as many terms as its order is agreement on all.
    let common = parts.iter().fold(Int::ONE, |d, p| lcm(&d, &p.1.den));
    for k in 0..order {
        let n = data.index(r.skip + k);
        let value = parts.iter().fold(Int::ZERO, |s, (root, p)| {
            s.add(&p.numerator(n).mul(&exact_div(&common, &p.den)).mul(&power(*root, k)))
        });
        if value != data.all[r.skip + k].mul(&common) {
            return;
        }
    }
    let parts = parts.into_iter().map(|(root, p)| PowerTerm::gathered(root, p, start, start));
    let parts: Vec<PowerTerm> = parts.filter(|p| !p.poly.is_zero()).collect();
    let bits = count_bits(r.skip) + count_bits(roots.len()) + sum_bits(&parts);
    let initial = data.all[..r.skip].to_vec();
    fits.push(Fit {
        form: ClosedForm { first: data.from, initial, exceptions: r.skip, rule: Rule::PowerSum(parts) },
        determined_by: r.skip + 2 * order,
        verbatim: r.skip,
        bits,
    });
}

/// A recurrence that is shorter by `times`, with a polynomial times a power of `root` added.
fn inhomogeneous(data: &Data<'_>, r: &Recurrence, root: i64, times: usize, fits: &mut Fits<'_>) {
    let mut coefs = r.coefs.clone();
    for _ in 0..times {
        let Some(smaller) = without_root(&coefs, root, 1) else { return };
        coefs = smaller;
    }
    let order = coefs.len() - 1;
    let verbatim = r.skip + order;
    let start = data.index(verbatim);
    // The added terms at the first `times` places: h(k) · root ^ k.
    let added: Vec<Int> = (0..times)
        .map(|k| {
            let at = &data.all[r.skip + k..];
            let value = coefs.iter().zip(at).fold(Int::ZERO, |s, (c, x)| s.add(&c.mul(x)));
            value.mul(&power(root, times - 1 - k))
        })
        .collect();
    let poly = Poly::through(start, &added);
    let poly = Poly::new(poly.num, poly.den.mul(&power(root, times - 1)));
    let added = PowerTerm::gathered(root, poly, start, start);
    let divisor = coefs[order].clone();
    // The sum is divided by the divisor as a whole.
    let added = PowerTerm { poly: Poly::new(added.poly.num, added.poly.den.mul(&divisor)), ..added };
    let bits = 4.0
        + count_bits(r.skip)
        + count_bits(order)
        + ints_bits(&coefs[..order])
        + sum_bits(std::slice::from_ref(&added));
    let rule = Rule::LinearRecurrence { coefficients: solved(&coefs), divisor, added: Some(added) };
    fits.push(Fit {
        form: ClosedForm { first: data.from, initial: data.all[..verbatim].to_vec(), exceptions: r.skip, rule },
        determined_by: r.skip + 2 * r.order(),
        verbatim,
        bits,
    });
}
