//! Small integer relations by lattice reduction (Lenstra, Lenstra, Lovász), with exact integers.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// The first vector of a reduced basis of the lattice of (c, round(Σ cᵢ vᵢ)): small integers c with a small sum. The
/// values are scaled; there are at least two.
pub(crate) fn relation(values: &[BigInt]) -> Option<Vec<BigInt>> {
    let n = values.len();
    let mut b: Vec<Vec<BigInt>> = (0..n)
        .map(|i| {
            let mut row: Vec<BigInt> = (0..n).map(|j| if i == j { BigInt::one() } else { BigInt::zero() }).collect();
            row.push(values[i].clone());
            row
        })
        .collect();
    // Cohen, A Course in Computational Algebraic Number Theory, algorithm 2.6.7: integral Gram–Schmidt.
    let dot = |x: &[BigInt], y: &[BigInt]| -> BigInt { x.iter().zip(y).map(|(a, b)| a * b).sum() };
    let mut d = vec![BigInt::one(); n + 1];
    let mut l = vec![vec![BigInt::zero(); n]; n];
    let (mut k, mut most) = (1usize, 0usize);
    d[1] = dot(&b[0], &b[0]);
    for _ in 0..20_000 {
        if k >= n {
            break;
        }
        if k > most {
            most = k;
            for j in 0..=k {
                let mut u = dot(&b[k], &b[j]);
                for i in 0..j {
                    u = (&d[i + 1] * u - &l[k][i] * &l[j][i]) / &d[i];
                }
                if j < k {
                    l[k][j] = u;
                } else if u.is_zero() {
                    return None;
                } else {
                    d[k + 1] = u;
                }
            }
        }
        reduce(&mut b, &mut l, &d, k, k - 1);
        // Lovász's condition, with 3/4.
        let left: BigInt = (&d[k + 1] * &d[k - 1] + &l[k][k - 1] * &l[k][k - 1]) * 4;
        if left < &d[k] * &d[k] * 3 {
            b.swap(k, k - 1);
            let (above, own) = l.split_at_mut(k);
            above[k - 1][..k - 1].swap_with_slice(&mut own[0][..k - 1]);
            let lambda = l[k][k - 1].clone();
            let big = (&d[k - 1] * &d[k + 1] + &lambda * &lambda) / &d[k];
            for row in l.iter_mut().take(most + 1).skip(k + 1) {
                let t = row[k].clone();
                row[k] = (&d[k + 1] * &row[k - 1] - &lambda * &t) / &d[k];
                row[k - 1] = (&big * &t + &lambda * &row[k]) / &d[k + 1];
            }
            d[k] = big;
            k = (k - 1).max(1);
        } else {
            for j in (0..k - 1).rev() {
                reduce(&mut b, &mut l, &d, k, j);
            }
            k += 1;
        }
    }
    b.into_iter().next().map(|mut row| {
        row.truncate(n);
        row
    })
}

fn reduce(b: &mut [Vec<BigInt>], l: &mut [Vec<BigInt>], d: &[BigInt], k: usize, j: usize) {
    if l[k][j].abs() * 2 <= d[j + 1] {
        return;
    }
    let twice: BigInt = &l[k][j] * 2 + &d[j + 1];
    let q = twice.div_floor(&(&d[j + 1] * 2));
    let (low, high) = b.split_at_mut(k);
    for (x, y) in high[0].iter_mut().zip(&low[j]) {
        *x -= &q * y;
    }
    l[k][j] -= &q * &d[j + 1];
    let (low, high) = l.split_at_mut(k);
    for (x, y) in high[0].iter_mut().zip(&low[j][..j]) {
        *x -= &q * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_ratio() {
        let s = BigInt::from(10).pow(30);
        let phi = (&s + (&s * &s * 5u32).sqrt()) / 2u32;
        let square = &phi * &phi / &s;
        let c = relation(&[square, phi, s]).unwrap();
        let sign = c[0].clone();
        let c: Vec<BigInt> = c.iter().map(|x| x * &sign).collect();
        assert_eq!(c, [1, -1, -1].map(BigInt::from));
    }
}
