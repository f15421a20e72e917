//! Quadratic recurrences: a(n) as a polynomial of degree 2 in the terms before, and quotients as in Somos's sequences.

use nth_algebra::{Echelon, Residue};
use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::recurrence;
use crate::text::{after, count_bits, int_bits, ints_bits, over, sum};

/// A product of earlier terms: how far back each is. `[]` is 1.
type Product = Vec<usize>;

/// The left side times a(n) is a combination of the right sides.
struct Shape {
    left: Product,
    right: Vec<Product>,
}

impl Shape {
    fn back(&self) -> usize {
        self.right.iter().chain([&self.left]).flatten().copied().max().unwrap_or(1)
    }
}

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

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    for shape in shapes() {
        let back = shape.back();
        if data.len() < back + shape.right.len() + SURPLUS {
            continue;
        }
        let at = |k: usize, p: &Product| p.iter().fold(Residue::ONE, |x, i| x * data.res[k - i]);
        let row = |k: usize| {
            let mut row: Vec<Residue> = shape.right.iter().map(|p| at(k, p)).collect();
            row.push(at(k, &shape.left) * data.res[k]);
            row
        };
        // The last terms are the least likely to agree by chance.
        let mut kernel = Echelon::new(shape.right.len() + 1);
        let agree = (back..data.len()).rev().map(row).all(|row| {
            kernel.take(row);
            kernel.nullity() > 0
        });
        let Some((num, den)) = agree.then(|| kernel.combination()).flatten() else { continue };
        if exact(data, &shape, &num, &den, found).is_some() {
            return;
        }
    }
}

fn product(p: &Product) -> String {
    let factors: Vec<String> = match p.as_slice() {
        [a, b] if a == b => vec![format!("@(n - {a}) ^ 2")],
        _ => p.iter().map(|i| format!("@(n - {i})")).collect(),
    };
    factors.join(" * ")
}

fn exact(data: &Data<'_>, shape: &Shape, num: &[Int], den: &Int, found: &mut Found<'_>) -> Option<()> {
    let back = shape.back();
    // A recurrence that uses no product is linear.
    if !shape.right.iter().zip(num).any(|(p, c)| p.len() == 2 && !c.is_zero()) {
        return None;
    }
    let at = |k: usize, p: &Product| p.iter().fold(Int::ONE, |x, i| x.mul(&data.all[k - i]));
    for k in back..data.all.len() {
        let right = shape.right.iter().zip(num).fold(Int::ZERO, |s, (p, c)| s.add(&c.mul(&at(k, p))));
        let left = at(k, &shape.left);
        if left.is_zero() || left.mul(&data.all[k]).mul(den) != right {
            return None;
        }
    }
    let parts: Vec<(Int, String)> = num.iter().cloned().zip(shape.right.iter().map(product)).collect();
    let text = match shape.left.as_slice() {
        [] => over(&parts, den),
        left => {
            let above = if crate::text::count(&parts) > 1 { format!("({})", sum(&parts)) } else { sum(&parts) };
            let below = product(&left.to_vec());
            if *den == Int::ONE { format!("{above} / {below}") } else { format!("{above} / ({den} * {below})") }
        }
    };
    found.push(Fit {
        formula: Formula::new(after(&data.all[..back], data.from, &text)).starting(data.from),
        says: recurrence::says("quadratic recurrence", 0),
        fitted: back + shape.right.len(),
        given: back,
        bits: 7.0 + count_bits(back) + ints_bits(num) + int_bits(&den.sub(&Int::ONE)),
    });
    Some(())
}
