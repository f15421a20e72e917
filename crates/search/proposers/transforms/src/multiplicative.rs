//! Multiplicative and additive functions: their values at prime powers, in closed form.

use nth_algebra::primes::factor;
use nth_algebra::{Residue, Terms};
use nth_num::Int;
use nth_propose::Formula;

use crate::discovery::Discovery;
use crate::powers::{At, PowerForm, fit_powers};
use crate::screen::{MAX_TERMS, SURPLUS};

/// Number of terms that are examined: more than elsewhere, for the sake of more primes.
const MAX_VALUES: usize = 4 * MAX_TERMS;
/// Least number of values that follow from those at prime powers.
const MIN_COMPOSITE: usize = 4;
/// Least number of terms.
const MIN_TERMS: usize = 16;

/// The sequence as a multiplicative or additive function, up to a factor, if it is one whose values at prime powers
/// have a simple form. The value at 1 is the first or the second term, whatever its index is.
pub(crate) fn search(terms: &Terms, from: i64) -> Vec<Discovery> {
    let mut out = Vec::new();
    // The value at 1 is the first term or, where that is the value at 0, the second.
    for skip in 0..=1 {
        let Some(rest) = terms.get(skip..) else { continue };
        let Some(first) = rest.first() else { continue };
        if rest.len() < MIN_TERMS {
            continue;
        }
        let v = &terms.residues()[skip..][..rest.len().min(MAX_VALUES)];
        if v.iter().skip(1).all(|x| x == &v[1]) {
            continue;
        }
        let additive = first.is_zero();
        let v: Vec<Residue> = match v[0].inverse() {
            Some(i) => v.iter().map(|x| *x * i).collect(),
            None => v.to_vec(),
        };
        let Some(data) = prime_powers(&v, additive) else { continue };
        let Some(fitted) = fit_powers(&data) else { continue };
        out.extend(write(terms, from, skip, additive, &fitted));
    }
    out
}

/// The values at prime powers, if the others follow from them.
fn prime_powers(v: &[Residue], additive: bool) -> Option<Vec<At>> {
    let mut data = Vec::new();
    let mut followed = 0;
    for n in 2..=v.len() {
        let factors = factor(n as i64);
        if let [(p, e)] = factors[..] {
            data.push(At { p, e, value: v[n - 1] });
            continue;
        }
        let start = Residue::new(u64::from(!additive));
        let value = factors.iter().fold(start, |x, &(p, e)| {
            let part = &v[(p.pow(e) - 1) as usize];
            if additive { x + *part } else { x * *part }
        });
        if value != v[n - 1] {
            return None;
        }
        followed += 1;
    }
    (followed >= MIN_COMPOSITE).then_some(data)
}

/// The program of a function with this form at prime powers.
fn write(terms: &[Int], from: i64, skip: usize, additive: bool, f: &PowerForm) -> Option<Discovery> {
    let (head, rest) = terms.split_at(skip);
    let first = rest.first()?;
    // The index of the value at 1 is `from + skip`.
    let shift = 1 - (from + skip as i64);
    let name = if additive { "additive" } else { "multiplicative" };
    let factor = if additive || first == &Int::ONE { String::new() } else { format!("{first} * ") };
    let named = |name: &'static str| {
        let mut words = f.source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if words.any(|w| w == name) { name } else { "_" }
    };
    let (p, e) = (named("p"), named("e"));
    let main = crate::transform::at(&format!("{factor}{name}(#, |{p}, {e}| {})", f.source), shift);
    let (body, verbatim) = match head.first() {
        Some(x) => (format!("if n == {from} then {x} else {main}"), 1),
        None => (main, 0),
    };
    let determined = f.parameters + verbatim + usize::from(!factor.is_empty());
    if determined + SURPLUS > terms.len() {
        return None;
    }
    Some(Discovery {
        formula: Formula::new(body).starting(from),
        description: format!("{name} function"),
        determined_by: determined,
        verbatim,
        bits: f.bits + 2.0 + if factor.is_empty() { 0.0 } else { first.bits() as f64 + 1.0 },
    })
}
