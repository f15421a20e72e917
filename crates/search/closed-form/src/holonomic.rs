//! Recurrences with polynomial coefficients (P-recursive sequences), hypergeometric sequences among them.

use nth_algebra::{Echelon, Poly, Residue};
use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::poly_text;
use crate::recurrence::says;
use crate::text::{after, count_bits, sum};

/// Largest degree of the coefficients by order, from order 1.
const DEGREES: [usize; 4] = [8, 6, 5, 4];
/// The same where a polynomial of the same degree is added.
const DEGREES_ADDED: [usize; 2] = [3, 2];
/// So many of the first terms may be exceptions.
const SKIP: usize = 3;

/// What is looked for: q(n)·a(n) = p₁(n)·a(n − 1) + … , with a polynomial added or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    order: usize,
    degree: usize,
    added: bool,
}

impl Shape {
    fn unknowns(self) -> usize {
        (self.order + 1 + usize::from(self.added)) * (self.degree + 1)
    }

    /// Terms that determine it, and those that must speak for it.
    fn needs(self) -> usize {
        let unknowns = self.unknowns();
        unknowns - 1 + self.order + SURPLUS + unknowns / 8
    }

    /// Whether the other is a case of this one.
    fn covers(self, other: Self) -> bool {
        self.order >= other.order && self.degree >= other.degree && self.added == other.added
    }
}

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>, stop: &dyn Fn() -> bool) {
    let mut shapes: Vec<Shape> = Vec::new();
    for (added, degrees) in [(false, DEGREES.as_slice()), (true, DEGREES_ADDED.as_slice())] {
        for (order, most) in (1..).zip(degrees) {
            shapes.extend((usize::from(!added)..=*most).map(|degree| Shape { order, degree, added }));
        }
    }
    shapes.retain(|s| s.needs() <= data.len());
    shapes.sort_by_key(|s| s.unknowns());
    // Where a large shape has nothing, no case of it has, as far as both leave out as many exceptions.
    let wide: Vec<Shape> = shapes.iter().copied().filter(|s| s.needs() + SKIP <= data.len()).collect();
    for largest in wide.iter().filter(|s| !wide.iter().any(|l| l != *s && l.covers(**s))) {
        if stop() {
            return;
        }
        if kernel(data, *largest).nullity() == 0 {
            shapes.retain(|s| !largest.covers(*s));
        }
    }
    let mut hits = 0;
    for shape in shapes {
        if stop() || hits == 2 {
            return;
        }
        if let Some(v) = kernel(data, shape).kernel_vector()
            && exact(data, shape, &v, found).is_some()
        {
            hits += 1;
        }
    }
}

/// What vanishes on the terms after the exceptions.
fn kernel(data: &Data<'_>, shape: Shape) -> Echelon {
    let mut kernel = Echelon::new(shape.unknowns());
    let spare = data.len() - shape.needs();
    for k in shape.order + spare.min(SKIP)..data.len() {
        let n = Residue::from_i64(data.index(k));
        let mut row = Vec::with_capacity(shape.unknowns());
        let mut push = |mut x: Residue| {
            for _ in 0..=shape.degree {
                row.push(x);
                x *= n;
            }
        };
        if shape.added {
            push(Residue::ONE);
        }
        // The term itself comes last.
        for i in (0..=shape.order).rev() {
            push(data.res[k - i]);
        }
        kernel.take(row);
        if kernel.nullity() == 0 {
            break;
        }
    }
    kernel
}

/// The program, if it holds.
fn exact(data: &Data<'_>, shape: Shape, v: &[Int], found: &mut Found<'_>) -> Option<()> {
    let mut polys: Vec<Poly> = v.chunks(shape.degree + 1).map(|c| Poly { num: trimmed(c), den: Int::ONE }).collect();
    // The term itself stands on the other side of the equation.
    let mut lead = polys.pop()?;
    if lead.is_zero() {
        return None;
    }
    if lead.num.last()?.signum() < 0 {
        lead = negated(&lead);
    } else {
        polys = polys.iter().map(negated).collect();
    }
    let added = if shape.added { polys.remove(0) } else { Poly { num: Vec::new(), den: Int::ONE } };
    // From here on: lead(n)·a(n) = added(n) + the sum of polys[i](n)·a(n − order + i).
    let holds = |k: usize| {
        let n = data.index(k);
        let right = polys
            .iter()
            .enumerate()
            .fold(added.numerator(n), |s, (i, p)| s.add(&p.numerator(n).mul(&data.all[k - shape.order + i])));
        lead.numerator(n).mul(&data.all[k]) == right
    };
    let len = data.all.len();
    let start = (shape.order..len).rev().take_while(|k| holds(*k)).last()?;
    let zeros = (start..len).rfind(|k| lead.numerator(data.index(*k)).is_zero());
    let given = start.max(zeros.map_or(0, |k| k + 1));
    let unknowns = v.iter().filter(|c| !c.is_zero()).count();
    let fitted = given + shape.unknowns() - 1;
    if fitted + SURPLUS + shape.unknowns() / 8 > len || unknowns < 2 || given > shape.order + 2 * SKIP {
        return None;
    }
    // A zero of the divisor after the terms shown would stop the program.
    let after_shown = (0..1000).map(|k| data.index(len).saturating_add(k));
    if lead.degree() > 0 && after_shown.into_iter().any(|n| lead.numerator(n).is_zero()) {
        return None;
    }
    let mut bits = 5.0 + count_bits(start - shape.order) + count_bits(shape.order) + count_bits(shape.degree);
    let mut parts = Vec::new();
    for (i, p) in polys.iter().enumerate().rev() {
        bits += part(p, &format!("@(n - {})", shape.order - i), &mut parts);
    }
    bits += if shape.added { part(&added, "", &mut parts) } else { 0.0 };
    let (divisor, b) = poly_text::shown(&lead);
    bits += b;
    let mut text = sum(&parts);
    if divisor.text != "1" {
        if crate::text::count(&parts) > 1 {
            text = format!("({text})");
        }
        // One power or sum in parentheses needs no others.
        let atom =
            divisor.text == "n" || lead.degree() == 0 || (divisor.text.starts_with('(') && !divisor.text.contains('*'));
        text = if atom { format!("{text} / {}", divisor.text) } else { format!("{text} / ({})", divisor.text) };
    }
    let order = shape.order;
    let what = match (order, shape.added) {
        (1, false) => format!("hypergeometric, of degree {}", shape.degree),
        (_, false) => format!("P-recursive, order {order} and degree {}", shape.degree),
        (_, true) => format!("P-recursive, order {order} and degree {}, inhomogeneous", shape.degree),
    };
    found.push(Fit {
        formula: Formula::new(after(&data.all[..given], data.from, &text)).starting(data.from),
        says: says(&what, start - order),
        fitted,
        given,
        bits,
    });
    Some(())
}

fn trimmed(c: &[Int]) -> Vec<Int> {
    let len = c.iter().rposition(|x| !x.is_zero()).map_or(0, |k| k + 1);
    c[..len].to_vec()
}

fn negated(p: &Poly) -> Poly {
    Poly { num: p.num.iter().map(Int::neg).collect(), den: p.den.clone() }
}

/// A polynomial times what is named, as a part of a sum; its bits.
fn part(p: &Poly, name: &str, parts: &mut Vec<(Int, String)>) -> f64 {
    let Some(lead) = p.num.last() else { return 1.0 };
    let (sign, p) = if lead.signum() < 0 { (-1, negated(p)) } else { (1, p.clone()) };
    if let [c] = p.num.as_slice() {
        parts.push((c.mul(&Int::from(sign)), name.to_owned()));
        return crate::text::int_bits(c) + 1.0;
    }
    let (text, bits) = poly_text::shown(&p);
    let text = if name.is_empty() { text.factor() } else { format!("{} * {name}", text.factor()) };
    parts.push((Int::from(sign), text));
    bits + 1.0
}
