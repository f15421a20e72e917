//! Recurrences with polynomial coefficients (P-recursive sequences), hypergeometric sequences among them.

use nth_algebra::{Echelon, Poly, Residue};
use nth_num::Int;

use crate::answer::{Fit, Fits, MIN_CONFIRMING, Stop};
use crate::bits::{count_bits, int_bits};
use crate::data::Data;
use crate::form::{ClosedForm, Rule, negated};
use crate::polynomial_source::numerator;

/// Largest degree of the coefficients, for the orders 1, 2, …
const MAX_DEGREES: [usize; 4] = [8, 6, 5, 4];
/// Largest degree of the coefficients where a polynomial is added.
const MAX_DEGREES_ADDED: [usize; 2] = [3, 2];
/// Largest number of exceptional first terms.
const MAX_EXCEPTIONS: usize = 3;
/// Number of indices after the terms at which the divisor must not be 0.
const INDICES_AHEAD: i64 = 1000;
/// Number of fits after which the search ends.
const ENOUGH: usize = 2;

/// The shape of a recurrence q(n)·a(n) = p₁(n)·a(n − 1) + …, with a polynomial added or not.
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

    /// Number of terms that determine it and must confirm it.
    fn needs(self) -> usize {
        let unknowns = self.unknowns();
        unknowns - 1 + self.order + MIN_CONFIRMING + unknowns / 8
    }

    /// Whether the other shape is a case of this one.
    fn covers(self, other: Self) -> bool {
        self.order >= other.order && self.degree >= other.degree && self.added == other.added
    }
}

/// Fits recurrences, the one with the fewest unknowns first.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>, stop: Stop<'_>) {
    let mut shapes: Vec<Shape> = Vec::new();
    for (added, degrees) in [(false, MAX_DEGREES.as_slice()), (true, MAX_DEGREES_ADDED.as_slice())] {
        for (order, most) in (1..).zip(degrees) {
            shapes.extend((usize::from(!added)..=*most).map(|degree| Shape { order, degree, added }));
        }
    }
    shapes.retain(|s| s.needs() <= data.len());
    shapes.sort_by_key(|s| s.unknowns());
    // A shape without recurrences has no case with recurrences, where both leave out the same number of exceptions.
    let wide: Vec<Shape> = shapes.iter().copied().filter(|s| s.needs() + MAX_EXCEPTIONS <= data.len()).collect();
    for largest in wide.iter().filter(|s| !wide.iter().any(|l| l != *s && l.covers(**s))) {
        if stop() {
            return;
        }
        if kernel(data, *largest).nullity() == 0 {
            shapes.retain(|s| !largest.covers(*s));
        }
    }
    let mut found = 0;
    for shape in shapes {
        if stop() || found == ENOUGH {
            return;
        }
        let recurrence = kernel(data, shape).kernel_vector();
        if let Some(fit) = recurrence.and_then(|v| exact(data, shape, &v)) {
            fits.push(fit);
            found += 1;
        }
    }
}

/// The recurrences of this shape that hold for the terms after the exceptions, modulo the prime.
fn kernel(data: &Data<'_>, shape: Shape) -> Echelon {
    let mut kernel = Echelon::new(shape.unknowns());
    let spare = data.len() - shape.needs();
    for k in shape.order + spare.min(MAX_EXCEPTIONS)..data.len() {
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

/// The fit with these coefficients, if it holds for all terms.
fn exact(data: &Data<'_>, shape: Shape, v: &[Int]) -> Option<Fit> {
    let mut polys: Vec<Poly> = v.chunks(shape.degree + 1).map(|c| Poly::new(c.to_vec(), Int::ONE)).collect();
    // a(n) stands on the other side of the equation.
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
    // The recurrence from here on: lead(n)·a(n) = added(n) + the sum of polys[i](n)·a(n − order + i).
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
    let verbatim = start.max(zeros.map_or(0, |k| k + 1));
    let unknowns = v.iter().filter(|c| !c.is_zero()).count();
    let determined_by = verbatim + shape.unknowns() - 1;
    if determined_by + MIN_CONFIRMING + shape.unknowns() / 8 > len
        || unknowns < 2
        || verbatim > shape.order + 2 * MAX_EXCEPTIONS
    {
        return None;
    }
    // A zero of the divisor after the terms shown would stop the program.
    let mut ahead = (0..INDICES_AHEAD).map(|k| data.index(len).saturating_add(k));
    if lead.degree() > 0 && ahead.any(|n| lead.numerator(n).is_zero()) {
        return None;
    }
    let exceptions = start - shape.order;
    let mut bits = 5.0 + count_bits(exceptions) + count_bits(shape.order) + count_bits(shape.degree);
    polys.reverse();
    let added = shape.added.then_some(added);
    bits = polys.iter().chain(&added).fold(bits, |bits, p| bits + coefficient_bits(p));
    bits += numerator(&lead).1;
    let rule = Rule::PRecursive { coefficients: polys, divisor: lead, added, degree: shape.degree };
    let initial = data.all[..verbatim].to_vec();
    Some(Fit { form: ClosedForm { first: data.from, initial, exceptions, rule }, determined_by, verbatim, bits })
}

/// Bits of a polynomial with its sign.
fn coefficient_bits(p: &Poly) -> f64 {
    match p.num.as_slice() {
        [] => 1.0,
        [c] => int_bits(c) + 1.0,
        [.., last] if last.signum() < 0 => numerator(&negated(p)).1 + 1.0,
        _ => numerator(p).1 + 1.0,
    }
}
