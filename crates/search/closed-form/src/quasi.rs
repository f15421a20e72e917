//! Quasi-polynomials: polynomials whose coefficients depend on the index modulo m, among them polynomials that are
//! rounded down.

use nth_algebra::{Poly, Residue, common_denominator, divides, exact_div, solve};
use nth_num::Int;

use crate::answer::{Fit, Fits, MAX_EXCEPTIONS, MIN_CONFIRMING};
use crate::bits::{count_bits, int_bits, ints_bits};
use crate::data::Data;
use crate::differences::{difference, trailing_zeros};
use crate::form::{ClosedForm, Rule};
use crate::polynomial_source::{numerator, poly_bits};

/// Largest modulus m that is tried.
const MAX_MODULUS: usize = 12;
/// Largest degree of the part whose coefficients depend on the remainder.
const MAX_UNEVEN: usize = 2;
/// Largest number of degrees above that.
const MAX_EVEN: usize = 4;
/// Number of shapes that are made exact and verified.
const TRIES: usize = 3;

/// P + R, where P is a polynomial of degree `uneven` + `even`, and R one of degree `uneven` whose coefficients depend
/// on the index modulo `modulus`; from position `skip` on.
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

/// Fits the shapes whose differences vanish, the one with the fewest unknowns first.
pub(crate) fn fit(data: &Data<'_>, fits: &mut Fits<'_>) {
    let n = data.len();
    let mut shapes = Vec::new();
    for modulus in 2..=MAX_MODULUS {
        // The last terms tell first whether there is anything.
        let most = (MAX_UNEVEN + 1) * modulus + MAX_EVEN + MIN_CONFIRMING;
        let mut b = data.res[n - n.min(most)..].to_vec();
        for uneven in 0..=MAX_UNEVEN {
            if b.len() < modulus + MIN_CONFIRMING {
                break;
            }
            difference(&mut b, modulus);
            let mut c = b[b.len() - b.len().min(MAX_EVEN + MIN_CONFIRMING)..].to_vec();
            for even in 0..=MAX_EVEN {
                if c.len() < MIN_CONFIRMING {
                    break;
                }
                if c.iter().rev().take(MIN_CONFIRMING).all(|x| x.is_zero()) {
                    shapes.extend(whole(data, modulus, uneven, even));
                    break;
                }
                difference(&mut c, 1);
            }
        }
    }
    shapes.sort_by_key(|s| s.unknowns() + s.skip);
    for shape in shapes.into_iter().take(TRIES) {
        if let Some(fit) = fit_shape(data, shape) {
            fits.push(fit);
            return;
        }
    }
}

/// The shape, if the differences of all terms vanish.
fn whole(data: &Data<'_>, modulus: usize, uneven: usize, even: usize) -> Option<Shape> {
    let mut c = data.res.to_vec();
    for _ in 0..=uneven {
        difference(&mut c, modulus);
    }
    for _ in 0..even {
        difference(&mut c, 1);
    }
    let zeros = trailing_zeros(&c);
    let shape = Shape { modulus, uneven, even, skip: c.len() - zeros };
    let enough = zeros >= MIN_CONFIRMING + shape.unknowns() / 3 && shape.skip <= MAX_EXCEPTIONS && uneven + even > 0;
    enough.then_some(shape)
}

/// The polynomial for remainder 0 and the polynomials for all remainders, over one denominator, if they hold for all
/// terms.
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

/// The fit of this shape, if it holds for all terms.
fn fit_shape(data: &Data<'_>, shape: Shape) -> Option<Fit> {
    let (main, polys) = classes(data, shape)?;
    let degree = shape.uneven + shape.even;
    let (rule, bits) = if shape.uneven == 0 {
        let constants: Vec<Int> = polys.iter().map(|p| p.num[0].clone()).collect();
        match rounded(&main, &constants) {
            Some(p) => {
                let bits = numerator(&p).1 + int_bits(&p.den) + count_bits(degree);
                (Rule::RoundedPolynomial(p), bits)
            }
            None => plus_periodic(main, &constants)?,
        }
    } else {
        let polys: Vec<Poly> = polys.into_iter().map(|p| Poly::new(p.num, p.den)).collect();
        let bits = polys.iter().fold(count_bits(shape.modulus) + count_bits(degree), |bits, p| bits + poly_bits(p));
        (Rule::QuasiPolynomial { polys, degree }, bits)
    };
    let initial = data.all[..shape.skip].to_vec();
    Some(Fit {
        form: ClosedForm { first: data.from, initial, exceptions: shape.skip, rule },
        determined_by: shape.skip + shape.unknowns(),
        verbatim: shape.skip,
        bits: 3.0 + count_bits(shape.skip) + bits,
    })
}

/// The polynomial with one of these constants for each remainder, as a polynomial and a periodic sequence that is never
/// negative; and the bits of both.
fn plus_periodic(main: Poly, constants: &[Int]) -> Option<(Rule, f64)> {
    let least = constants.iter().min()?.clone();
    let offsets: Vec<Int> = constants.iter().map(|c| c.sub(&least)).collect();
    let mut poly = main;
    poly.num[0] = least;
    let bits = numerator(&poly).1
        + ints_bits(&offsets)
        + int_bits(&poly.den)
        + count_bits(poly.degree())
        + count_bits(offsets.len());
    Some((Rule::PolynomialPlusPeriodic { poly, offsets }, bits))
}

/// A polynomial whose quotient, rounded down, is (`main` with one of these constants) over its denominator.
fn rounded(main: &Poly, constants: &[Int]) -> Option<Poly> {
    let (least, most) = (constants.iter().min()?, constants.iter().max()?);
    // The constant s in place of c rounds off s − c, which is between 0 and the denominator.
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
