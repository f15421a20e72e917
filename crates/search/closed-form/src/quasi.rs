//! Quasi-polynomials: polynomials whose coefficients depend on the index modulo m; rounded quotients of polynomials among
//! them.

use nth_algebra::{Poly, Residue, common_denominator, divides, exact_div, solve};
use nth_num::Int;
use nth_propose::Formula;

use crate::data::Data;
use crate::fit::{Fit, Found, SURPLUS};
use crate::poly_text;
use crate::polynomial::{SKIP, difference};
use crate::recurrence::says;
use crate::text::{after, count_bits, int_bits, ints_bits, list};

/// Largest modulus.
const MODULI: usize = 12;
/// Largest degree of what depends on the remainder.
const UNEVEN: usize = 2;
/// Largest degree above that.
const EVEN: usize = 4;

/// P + R, where P is a polynomial of degree `uneven` + `even`, and R one of degree `uneven` whose coefficients depend on
/// the index modulo `modulus`; from position `skip` on.
#[derive(Clone, Copy)]
struct Shape {
    modulus: usize,
    uneven: usize,
    even: usize,
    skip: usize,
}

impl Shape {
    fn unknowns(self) -> usize {
        self.modulus * (self.uneven + 1) + self.even
    }
}

pub(crate) fn fit(data: &Data<'_>, found: &mut Found<'_>) {
    let n = data.len();
    let mut shapes = Vec::new();
    for modulus in 2..=MODULI {
        // The last terms tell first whether there is anything.
        let most = (UNEVEN + 1) * modulus + EVEN + SURPLUS;
        let mut b = data.res[n - n.min(most)..].to_vec();
        for uneven in 0..=UNEVEN {
            if b.len() < modulus + SURPLUS {
                break;
            }
            difference(&mut b, modulus);
            let mut c = b[b.len() - b.len().min(EVEN + SURPLUS)..].to_vec();
            for even in 0..=EVEN {
                if c.len() < SURPLUS {
                    break;
                }
                if c.iter().rev().take(SURPLUS).all(|x| x.is_zero()) {
                    shapes.extend(whole(data, modulus, uneven, even));
                    break;
                }
                difference(&mut c, 1);
            }
        }
    }
    shapes.sort_by_key(|s| s.unknowns() + s.skip);
    for shape in shapes.into_iter().take(3) {
        if fit_shape(data, shape, found).is_some() {
            return;
        }
    }
}

/// The shape, if the differences of all terms vanish.
fn whole(data: &Data<'_>, modulus: usize, uneven: usize, even: usize) -> Option<Shape> {
    let mut c = data.res.clone();
    for _ in 0..=uneven {
        difference(&mut c, modulus);
    }
    for _ in 0..even {
        difference(&mut c, 1);
    }
    let zeros = c.iter().rev().take_while(|x| x.is_zero()).count();
    let shape = Shape { modulus, uneven, even, skip: c.len() - zeros };
    let enough = zeros >= SURPLUS + shape.unknowns() / 3 && shape.skip <= SKIP && uneven + even > 0;
    enough.then_some(shape)
}

/// The polynomial of each remainder, verified.
fn classes(data: &Data<'_>, shape: Shape) -> Option<(Poly, Vec<Poly>)> {
    let Shape { modulus, uneven, even, skip } = shape;
    let m = i64::try_from(modulus).ok()?;
    let row = |k: usize| {
        let index = data.index(k);
        let class = usize::try_from(index.rem_euclid(m)).unwrap_or(0);
        let n = Residue::from_i64(index);
        let powers: Vec<Residue> = (0..=uneven + even)
            .scan(Residue::ONE, |x, _| {
                let now = *x;
                *x = now * n;
                Some(now)
            })
            .collect();
        let mut row = powers.clone();
        for c in 1..modulus {
            row.extend(powers[..=uneven].iter().map(|x| if c == class { *x } else { Residue::ZERO }));
        }
        row.push(data.res[k]);
        row
    };
    let solution = solve(shape.unknowns(), (skip..skip + shape.unknowns()).map(row))?;
    let (num, den) = common_denominator(&solution)?;
    let (main, rest) = num.split_at(uneven + even + 1);
    let polys: Vec<Poly> = (0..modulus)
        .map(|c| {
            let mut p = main.to_vec();
            if let Some(own) = (c > 0).then(|| &rest[(c - 1) * (uneven + 1)..c * (uneven + 1)]) {
                for (x, y) in p.iter_mut().zip(own) {
                    *x = x.add(y);
                }
            }
            Poly { num: p, den: den.clone() }
        })
        .collect();
    for (k, x) in data.all.iter().enumerate().skip(skip) {
        let n = data.index(k);
        let class = usize::try_from(n.rem_euclid(m)).ok()?;
        if polys[class].numerator(n) != x.mul(&den) {
            return None;
        }
    }
    Some((Poly { num: main.to_vec(), den }, polys))
}

fn fit_shape(data: &Data<'_>, shape: Shape, found: &mut Found<'_>) -> Option<()> {
    let (main, polys) = classes(data, shape)?;
    let mut push = |text: &str, what: String, bits: f64| {
        found.push(Fit {
            formula: Formula::new(after(&data.all[..shape.skip], data.from, text)).starting(data.from),
            says: says(&what, shape.skip),
            fitted: shape.skip + shape.unknowns(),
            given: shape.skip,
            bits: 3.0 + count_bits(shape.skip) + bits,
        });
    };
    let m = shape.modulus;
    let degree = shape.uneven + shape.even;
    if shape.uneven == 0 {
        let constants: Vec<Int> = polys.iter().map(|p| p.num[0].clone()).collect();
        if let Some(p) = rounded(&main, &constants) {
            let (numerator, bits) = poly_text::shown(&p);
            let text = format!("{} / {}", numerator.factor(), p.den);
            push(
                &text,
                format!("polynomial of degree {degree}, rounded"),
                bits + int_bits(&p.den) + count_bits(degree),
            );
            return Some(());
        }
        let least = constants.iter().min()?.clone();
        let table: Vec<Int> = constants.iter().map(|c| c.sub(&least)).collect();
        let mut num = main.num.clone();
        num[0] = least;
        let (numerator, bits) = poly_text::shown(&Poly { num, den: Int::ONE });
        let text = format!("{} + {}[n % {m}]", numerator.text, list(&table));
        let text = if main.den == Int::ONE { text } else { format!("({text}) / {}", main.den) };
        let bits = bits + ints_bits(&table) + int_bits(&main.den) + count_bits(degree) + count_bits(m);
        push(&text, format!("quasi-polynomial of degree {degree}, modulo {m}"), bits);
        return Some(());
    }
    let mut bits = count_bits(m) + count_bits(degree);
    let mut texts = Vec::new();
    for p in polys {
        let (text, b) = poly_text::text(&Poly::new(p.num, p.den));
        bits += b;
        texts.push(text.text);
    }
    let text = match texts.as_slice() {
        [even, odd] => format!("if n % 2 == 0 then {even} else {odd}"),
        _ => format!("[{}][n % {m}]", texts.join(", ")),
    };
    push(&text, format!("quasi-polynomial of degree {degree}, modulo {m}"), bits);
    Some(())
}

/// A polynomial whose quotient, rounded down, is (`main` with one of these constants) over its denominator.
fn rounded(main: &Poly, constants: &[Int]) -> Option<Poly> {
    let (least, most) = (constants.iter().min()?, constants.iter().max()?);
    // With the constant s in place of c, what is rounded off is s − c: between 0 and the denominator.
    let last = least.add(&main.den).sub(&Int::ONE);
    if *most > last {
        return None;
    }
    let s = if most.signum() <= 0 && last.signum() >= 0 {
        Int::ZERO
    } else if most.signum() > 0 {
        most.clone()
    } else {
        last
    };
    let mut num = main.num.clone();
    num[0] = Int::ZERO;
    let g = num.iter().fold(main.den.clone(), |g, c| g.gcd(c));
    // floor((g·x + s) / (g·d)) = floor((x + floor(s / g)) / d).
    let mut num: Vec<Int> = num.iter().map(|c| exact_div(c, &g)).collect();
    num[0] = s.floor_div(&g).ok()?;
    debug_assert!(divides(&g, &main.den));
    Some(Poly { num, den: exact_div(&main.den, &g) })
}
