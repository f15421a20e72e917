//! Rings in which transforms are undone, with the values of the catalogue of weights, kernels and arithmetic functions.
//! Values modulo the prime are computed once.

use std::sync::OnceLock;

use nth_algebra::{Residue, Ring};
use nth_num::Int;

use crate::screen::MAX_TERMS;
use crate::weights::{ARITHMETIC, Arithmetic, KERNELS_ALL, Kernel, WEIGHTS, Weight};

/// A ring with the values of the catalogue.
pub(crate) trait Catalogue: Ring + 'static {
    /// Number of terms that a reversion looks at: it takes the third power of their number.
    const MAX_REVERSION: usize = MAX_TERMS;

    /// The values of a weight from index `start` on.
    fn weight(w: Weight, start: usize, len: usize) -> Vec<Self> {
        w.values(start, len)
    }

    /// The terms divided by the values of a weight from index `start` on.
    fn over_weight(t: &[Self], w: Weight, start: usize) -> Option<Vec<Self>> {
        t.iter().zip(Self::weight(w, start, t.len())).map(|(a, b)| a.div(&b)).collect()
    }

    /// The values of a kernel from index 0.
    fn kernel(k: Kernel, len: usize) -> Vec<Self> {
        k.values(len)
    }

    /// The Dirichlet inverse of an arithmetic function from index 1.
    fn dirichlet_inverse(g: Arithmetic, len: usize) -> Vec<Self> {
        g.inverse(len).into_iter().map(Self::small).collect()
    }
}

impl Catalogue for Int {}

impl Catalogue for Residue {
    const MAX_REVERSION: usize = 40;

    fn weight(w: Weight, start: usize, len: usize) -> Vec<Self> {
        match tables().weights.get(w as usize) {
            Some(v) if start + len <= v.len() => v[start..start + len].to_vec(),
            Some(_) | None => w.values(start, len),
        }
    }

    fn over_weight(t: &[Self], w: Weight, start: usize) -> Option<Vec<Self>> {
        let by = tables().weight_inverses.get(w as usize)?.get(start..start + t.len())?;
        if by.iter().any(Self::is_zero) {
            return None;
        }
        Some(t.iter().zip(by).map(|(a, b)| *a * *b).collect())
    }

    fn kernel(k: Kernel, len: usize) -> Vec<Self> {
        match tables().kernels.get(k as usize) {
            Some(v) if len <= v.len() => v[..len].to_vec(),
            Some(_) | None => k.values(len),
        }
    }

    fn dirichlet_inverse(g: Arithmetic, len: usize) -> Vec<Self> {
        match tables().arithmetic.get(g as usize) {
            Some(v) if len <= v.len() => v[..len].to_vec(),
            Some(_) | None => g.inverse(len).into_iter().map(Self::small).collect(),
        }
    }
}

/// Values of the catalogue modulo the prime, each list in the order of its enum.
struct Tables {
    weights: Vec<Vec<Residue>>,
    /// Inverses of the weights; 0 for 0.
    weight_inverses: Vec<Vec<Residue>>,
    kernels: Vec<Vec<Residue>>,
    /// Dirichlet inverses of the arithmetic functions, from index 1.
    arithmetic: Vec<Vec<Residue>>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    const LEN: usize = MAX_TERMS + 8;
    TABLES.get_or_init(|| {
        let residues = |v: Vec<Int>| -> Vec<Residue> { v.iter().map(Residue::of).collect() };
        let weights: Vec<Vec<Residue>> = WEIGHTS.iter().map(|w| residues(w.values(0, LEN))).collect();
        let invert = |v: &Vec<Residue>| v.iter().map(|x| x.inverse().unwrap_or(Residue::ZERO)).collect();
        Tables {
            weight_inverses: weights.iter().map(invert).collect(),
            weights,
            kernels: KERNELS_ALL.iter().map(|k| residues(k.values(LEN))).collect(),
            arithmetic: ARITHMETIC
                .iter()
                .map(|g| g.inverse(LEN).into_iter().map(Residue::from_i64).collect())
                .collect(),
        }
    })
}
