//! Quadratic recurrences: a(n) as a polynomial of degree 2 in the terms before, and quotients as in Somos's sequences.

use nth_algebra::{Echelon, Residue};
use nth_num::Int;

use crate::answer::{Fit, Fits, MIN_CONFIRMING};
use crate::bits::{count_bits, denominator_bits, ints_bits};
use crate::data::Data;
use crate::form::{ClosedForm, Product, Rule};

/// A recurrence in which the left side times a(n) is a combination of the right sides.
struct Shape {
    left: Product,
    right: Vec<Product>,
}

impl Shape {
    /// The distance of the earliest term.
    fn back(&self) -> usize {
        self.right.iter().chain([&self.left]).flatten().copied().max().unwrap_or(1)
    }
}

/// The shapes, in the order in which they are tried.
fn shapes() -> Vec<Shape> {
    let of = |left: &[usize], right: &[&[usize]]| Shape {
        left: left.to_vec(),
        right: right.iter().map(|p| p.to_vec()).collect(),
    };
    let mut out = vec![
        of(&[], &[&[1, 1], &[]]),
        of(&[], &[&[1, 1], &[1], &[]]),
        of(&[], &[&[1, 2], &[]]),
        of(&[], &[&[1, 1], &[2, 2]]),
        of(&[], &[&[1, 1], &[2], &[]]),
        of(&[], &[&[1, 2], &[1], &[2], &[]]),
        of(&[], &[&[1, 1], &[1, 2], &[2, 2], &[1], &[2], &[]]),
    ];
    for k in 2..=8 {
        let mut right: Vec<Product> = (1..=k / 2).map(|i| vec![i, k - i]).collect();
        out.push(Shape { left: vec![k], right: right.clone() });
        right.push(Vec::new());
        out.push(Shape { left: vec![k], right });
    }
    out.push(of(&[2], &[&[1, 1], &[1], &[]]));
    out.push(of(&[3], &[&[1, 1], &[1, 2], &[2, 2], &[]]));
    out
}

/// Fits the first shape that holds.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>) {
    for shape in shapes() {
        let back = shape.back();
        if data.len() < back + shape.right.len() + MIN_CONFIRMING {
            continue;
        }
        let at = |k: usize, p: &Product| p.iter().fold(Residue::ONE, |x, i| x * data.res[k - i]);
        let row = |k: usize| {
            let mut row: Vec<Residue> = shape.right.iter().map(|p| at(k, p)).collect();
            row.push(at(k, &shape.left) * data.res[k]);
            row
        };
        // The last terms come first: they are the least likely to agree by chance.
        let mut kernel = Echelon::new(shape.right.len() + 1);
        let agree = (back..data.len()).rev().map(row).all(|row| {
            kernel.take(row);
            kernel.nullity() > 0
        });
        let Some((num, den)) = agree.then(|| kernel.combination()).flatten() else { continue };
        if let Some(fit) = exact(data, &shape, &num, den) {
            fits.push(fit);
            return;
        }
    }
}

/// The fit with these coefficients, if it holds for all terms.
fn exact(data: &Data<'_>, shape: &Shape, num: &[Int], den: Int) -> Option<Fit> {
    let back = shape.back();
    // A recurrence that uses no product is linear.
    if !shape.right.iter().zip(num).any(|(p, c)| p.len() == 2 && !c.is_zero()) {
        return None;
    }
    let at = |k: usize, p: &Product| p.iter().fold(Int::ONE, |x, i| x.mul(&data.all[k - i]));
    for k in back..data.all.len() {
        let right = shape.right.iter().zip(num).fold(Int::ZERO, |s, (p, c)| s.add(&c.mul(&at(k, p))));
        let left = at(k, &shape.left);
        if left.is_zero() || left.mul(&data.all[k]).mul(&den) != right {
            return None;
        }
    }
    let bits = 7.0 + count_bits(back) + ints_bits(num) + denominator_bits(&den);
    let right = num.iter().cloned().zip(shape.right.iter().cloned()).collect();
    let rule = Rule::Quadratic { left: shape.left.clone(), right, divisor: den };
    Some(Fit {
        form: ClosedForm { first: data.from, initial: data.all[..back].to_vec(), exceptions: 0, rule },
        determined_by: back + shape.right.len(),
        verbatim: back,
        bits,
    })
}
