//! Linear recurrences whose characteristic polynomial has integer roots: closed forms, and shorter recurrences with a
//! simple function of the index added.

use nth_algebra::{Poly, Residue, common_denominator, divide_out, divides, exact_div, lcm, solve, without_root};
use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found};
use crate::poly_text;
use crate::recurrence::{Recurrence, says};
use crate::text::{after, count_bits, int_bits, ints_bits, moved, over};

/// Integer roots looked for, by absolute value.
const ROOTS: i64 = 36;
/// Longest recurrence that is looked at.
const LONGEST: usize = 16;

/// A polynomial times a power of an integer: `poly`(n) · `root` ^ (n − `shift`).
struct Part {
    root: i64,
    poly: Poly,
    shift: i64,
}

impl Part {
    /// `poly`, where n is at least `start`, with the powers of the root gathered in the exponent.
    fn new(root: i64, poly: Poly, mut shift: i64, start: i64) -> Self {
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

    /// As a part of a sum over `den`, and its bits.
    fn shown(&self, den: &Int) -> ((Int, String), f64) {
        let scale = exact_div(den, &self.poly.den);
        let num: Vec<Int> = self.poly.num.iter().map(|c| c.mul(&scale)).collect();
        let power = match self.root {
            1 => String::new(),
            r => {
                let base = if r < 0 { format!("({r})") } else { r.to_string() };
                let by = self.shift.saturating_neg();
                if by == 0 { format!("{base} ^ n") } else { format!("{base} ^ ({})", moved(by)) }
            }
        };
        let extra = if self.root == 1 { 0.0 } else { int_bits(&Int::from(self.root)) + count_shift(self.shift) };
        if let [c] = num.as_slice() {
            return ((c.clone(), power), extra + int_bits(c));
        }
        let (text, bits) = poly_text::shown(&Poly { num, den: Int::ONE });
        let bits = extra + bits + count_bits(self.poly.degree());
        if power.is_empty() {
            ((Int::ONE, text.text), bits)
        } else {
            ((Int::ONE, format!("{} * {power}", text.factor())), bits)
        }
    }
}

fn count_shift(shift: i64) -> f64 {
    int_bits(&Int::from(shift)) - 1.0
}

/// A sum of parts over their common denominator, and its bits.
fn total(parts: &[Part], more: Vec<(Int, String)>, den: &Int) -> (String, f64) {
    let common = parts.iter().fold(den.clone(), |d, p| lcm(&d, &p.poly.den));
    let scale = exact_div(&common, den);
    let mut texts: Vec<(Int, String)> = more.into_iter().map(|(c, t)| (c.mul(&scale), t)).collect();
    let mut bits = int_bits(&common.sub(&Int::ONE));
    for c in &texts {
        bits += int_bits(&c.0);
    }
    for part in parts {
        let (text, b) = part.shown(&common);
        texts.push(text);
        bits += b;
    }
    (over(&texts, &common), bits)
}

pub(crate) fn fit(data: &Data<'_>, r: &Recurrence, found: &mut Found<'_>) {
    if r.order() > LONGEST {
        return;
    }
    let (roots, rest) = roots(&r.coefs);
    if rest.len() == 1 && roots.iter().any(|(x, _)| *x != 1) {
        all_integers(data, r, &roots, found);
    }
    for (root, times) in &roots {
        if *times < r.order() {
            inhomogeneous(data, r, *root, *times, found);
        }
    }
}

/// The integer roots with their multiplicities, and what is left.
fn roots(coefs: &[Int]) -> (Vec<(i64, usize)>, Vec<Int>) {
    let mut rest = coefs.to_vec();
    let mut out = Vec::new();
    for size in (1..=ROOTS).rev() {
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
fn all_integers(data: &Data<'_>, r: &Recurrence, roots: &[(i64, usize)], found: &mut Found<'_>) {
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
    let parts: Vec<Part> = parts.into_iter().map(|(root, p)| Part::new(root, p, start, start)).collect();
    let parts: Vec<Part> = parts.into_iter().filter(|p| !p.poly.is_zero()).collect();
    let (text, bits) = total(&parts, Vec::new(), &Int::ONE);
    found.push(Fit {
        formula: Formula::new(after(&data.all[..r.skip], data.from, &text)).starting(data.from),
        says: says("sum of powers with polynomial coefficients", r.skip),
        fitted: r.skip + 2 * order,
        given: r.skip,
        bits: count_bits(r.skip) + count_bits(roots.len()) + bits,
    });
}

/// A recurrence that is shorter by `times`, with a polynomial times a power of `root` added.
fn inhomogeneous(data: &Data<'_>, r: &Recurrence, root: i64, times: usize, found: &mut Found<'_>) {
    let mut coefs = r.coefs.clone();
    for _ in 0..times {
        let Some(smaller) = without_root(&coefs, root, 1) else { return };
        coefs = smaller;
    }
    let order = coefs.len() - 1;
    let given = r.skip + order;
    let start = data.index(given);
    // What is added, at the first `times` places: h(k) · root ^ k.
    let added: Vec<Int> = (0..times)
        .map(|k| {
            let at = &data.all[r.skip + k..];
            let value = coefs.iter().zip(at).fold(Int::ZERO, |s, (c, x)| s.add(&c.mul(x)));
            value.mul(&power(root, times - 1 - k))
        })
        .collect();
    let poly = Poly::through(start, &added);
    let poly = Poly::new(poly.num, poly.den.mul(&power(root, times - 1)));
    let part = Part::new(root, poly, start, start);
    let parts = (1..=order).map(|i| (coefs[order - i].neg(), format!("@(n - {i})"))).collect();
    let den = coefs[order].clone();
    // The parts are divided by the leading coefficient with the rest.
    let part = Part { poly: Poly::new(part.poly.num, part.poly.den.mul(&den)), ..part };
    let (text, _) = total(std::slice::from_ref(&part), parts, &den);
    let (_, bits) = total(std::slice::from_ref(&part), Vec::new(), &Int::ONE);
    found.push(Fit {
        formula: Formula::new(after(&data.all[..given], data.from, &text)).starting(data.from),
        says: says(&format!("linear recurrence of order {order}, inhomogeneous"), r.skip),
        fitted: r.skip + 2 * r.order(),
        given,
        bits: 4.0 + count_bits(r.skip) + count_bits(order) + ints_bits(&coefs[..order]) + bits,
    });
}
