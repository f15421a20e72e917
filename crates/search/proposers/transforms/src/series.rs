//! Transforms of generating functions, undone on terms. Terms are those from index 0 on unless another index is named;
//! the result is `None` where the sequence is no such transform of integers.

use nth_algebra::Ring;

fn starts_with_one<R: Ring>(t: &[R]) -> Option<()> {
    (t.first()? == &R::small(1)).then_some(())
}

/// The numbers c with n·t(n) = Σ c(k) t(n − k), from index 1: the logarithmic derivative; t(0) must be 1.
fn logarithmic_derivative<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    starts_with_one(t)?;
    let mut c: Vec<R> = Vec::with_capacity(t.len());
    for n in 1..t.len() {
        let mut x = t[n].times(n as i64);
        for k in 1..n {
            x = x.sub(&c[k - 1].mul(&t[n - k]));
        }
        c.push(x);
    }
    Some(c)
}

/// f from index 1 with t = the Euler transform of f.
pub(crate) fn euler<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    divide_by_divisors(logarithmic_derivative(t)?, |_| 1)
}

/// f from index 1 with t = the weigh transform of f.
pub(crate) fn weigh<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    divide_by_divisors(logarithmic_derivative(t)?, |q| if q % 2 == 0 { -1 } else { 1 })
}

/// f with c(n) = Σ sign(n/d) d f(d) over d | n; all from index 1.
fn divide_by_divisors<R: Ring>(mut c: Vec<R>, sign: fn(usize) -> i64) -> Option<Vec<R>> {
    let len = c.len();
    for d in 1..=len {
        // c(d) is now d·f(d).
        let own = c[d - 1].clone();
        for q in 2..=len / d {
            c[d * q - 1] = if sign(q) < 0 { c[d * q - 1].add(&own) } else { c[d * q - 1].sub(&own) };
        }
        c[d - 1] = own.over(d as i64)?;
    }
    Some(c)
}

/// Calls `f(n, row)` with the row n of Pascal's triangle for n = 0, 1, ….
fn pascal<R: Ring>(rows: usize, mut f: impl FnMut(usize, &[R]) -> Option<()>) -> Option<()> {
    let mut row = vec![R::small(1)];
    for n in 0..rows {
        f(n, &row)?;
        row.push(R::small(1));
        for k in (1..=n).rev() {
            row[k] = row[k].add(&row[k - 1]);
        }
    }
    Some(())
}

/// f from index 1 with t = the exponential transform of f; t(0) must be 1.
pub(crate) fn exponential<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    starts_with_one(t)?;
    let mut f: Vec<R> = Vec::with_capacity(t.len());
    pascal(t.len() - 1, |m, row: &[R]| {
        let mut x = t[m + 1].clone();
        for k in 1..=m {
            x = x.sub(&row[k - 1].mul(&f[k - 1]).mul(&t[m + 1 - k]));
        }
        f.push(x);
        Some(())
    })?;
    Some(f)
}

/// f from index 0 with f(0) = 1, where t, from index 1, is the logarithmic transform of f.
pub(crate) fn logarithmic<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    let mut f = vec![R::small(1)];
    pascal(t.len(), |m, row: &[R]| {
        let mut x = R::small(0);
        for k in 0..=m {
            x = x.add(&row[k].mul(&t[k]).mul(&f[m - k]));
        }
        f.push(x);
        Some(())
    })?;
    Some(f)
}

/// f from index 1 with t(n) = Σ binomial(n, k) f(k) t(n − k) over k = 1, …, n; t(0) must be 1.
pub(crate) fn egf_invert<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    starts_with_one(t)?;
    let mut f: Vec<R> = Vec::with_capacity(t.len());
    pascal(t.len(), |n, row: &[R]| {
        if n == 0 {
            return Some(());
        }
        let mut x = t[n].clone();
        for k in 1..n {
            x = x.sub(&row[k].mul(&f[k - 1]).mul(&t[n - k]));
        }
        f.push(x);
        Some(())
    })?;
    Some(f)
}

/// f = t ⊛ g, the binomial convolution.
pub(crate) fn binomial_convolution<R: Ring>(t: &[R], g: &[R]) -> Vec<R> {
    let len = t.len().min(g.len());
    let mut out = Vec::with_capacity(len);
    let _ = pascal(len, |n, row: &[R]| {
        let mut x = R::small(0);
        for k in 0..=n {
            x = x.add(&row[k].mul(&t[k]).mul(&g[n - k]));
        }
        out.push(x);
        Some(())
    });
    out
}

/// The product of two series.
pub(crate) fn product<R: Ring>(a: &[R], b: &[R]) -> Vec<R> {
    (0..a.len().min(b.len()))
        .map(|n| (0..=n).fold(R::small(0), |s, k| if a[k].is_zero() { s } else { s.add(&a[k].mul(&b[n - k])) }))
        .collect()
}

/// The quotient of the series t by g, where g(0) = 1.
pub(crate) fn quotient<R: Ring>(t: &[R], g: &[R]) -> Vec<R> {
    let mut f: Vec<R> = Vec::with_capacity(t.len());
    for n in 0..t.len().min(g.len()) {
        let mut x = t[n].clone();
        for k in 1..=n {
            if !g[k].is_zero() {
                x = x.sub(&g[k].mul(&f[n - k]));
            }
        }
        f.push(x);
    }
    f
}

/// The quotient of the exponential series t by g, where g(0) = 1.
pub(crate) fn egf_quotient<R: Ring>(t: &[R], g: &[R]) -> Vec<R> {
    let mut f: Vec<R> = Vec::with_capacity(t.len());
    let _ = pascal(t.len().min(g.len()), |n, row: &[R]| {
        let mut x = t[n].clone();
        for k in 1..=n {
            x = x.sub(&row[k].mul(&g[k]).mul(&f[n - k]));
        }
        f.push(x);
        Some(())
    });
    f
}

/// The compositional inverse of the series t(1) x + t(2) x² + …, t(1) = 1; terms from index 1.
pub(crate) fn revert<R: Ring>(t: &[R]) -> Option<Vec<R>> {
    starts_with_one(t)?;
    let mut one = vec![R::small(0); t.len()];
    one[0] = R::small(1);
    let inverse = quotient(&one, t);
    let mut power = one;
    let mut f = Vec::with_capacity(t.len());
    for n in 1..=t.len() {
        power = product(&power, &inverse);
        f.push(power[n - 1].over(n as i64)?);
    }
    Some(f)
}

/// f = the series t to the power k.
pub(crate) fn power<R: Ring>(t: &[R], k: u32) -> Option<Vec<R>> {
    starts_with_one(t)?;
    let mut f = t.to_vec();
    for _ in 1..k {
        f = product(&f, t);
    }
    Some(f)
}

/// f with t(n) = Σ S(n, k) f(k), S the Stirling numbers of the second kind.
pub(crate) fn stirling<R: Ring>(t: &[R]) -> Vec<R> {
    triangle(t, |n, _| -(n as i64))
}

/// f with t(n) = Σ s(n, k) f(k), s the signed Stirling numbers of the first kind.
pub(crate) fn inverse_stirling<R: Ring>(t: &[R]) -> Vec<R> {
    triangle(t, |_, k| k as i64)
}

/// Σ T(n, k) t(k) with T(n + 1, k) = T(n, k − 1) + c(n, k) T(n, k).
fn triangle<R: Ring>(t: &[R], c: fn(usize, usize) -> i64) -> Vec<R> {
    let mut row = vec![R::small(1)];
    let mut out = Vec::with_capacity(t.len());
    for n in 0..t.len() {
        out.push(row.iter().zip(t).fold(R::small(0), |s, (a, b)| s.add(&a.mul(b))));
        let mut next = Vec::with_capacity(n + 2);
        for k in 0..=n + 1 {
            let left = if k > 0 { row[k - 1].clone() } else { R::small(0) };
            let above = row.get(k).map_or_else(|| R::small(0), |x| x.times(c(n, k)));
            next.push(left.add(&above));
        }
        row = next;
    }
    out
}

/// The Dirichlet convolution; both from index 1.
pub(crate) fn dirichlet_convolution<R: Ring>(t: &[R], g: &[R]) -> Vec<R> {
    let mut f = vec![R::small(0); t.len()];
    for (d, x) in g.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
        for q in 1..=t.len() / (d + 1) {
            f[(d + 1) * q - 1] = f[(d + 1) * q - 1].add(&x.mul(&t[q - 1]));
        }
    }
    f
}

/// Euler's zigzag numbers, `len` of them.
pub(crate) fn zigzag<R: Ring>(len: usize) -> Vec<R> {
    let mut row = vec![R::small(1)];
    let mut out = Vec::with_capacity(len);
    for _ in 0..len {
        out.push(row[row.len() - 1].clone());
        let mut next = vec![R::small(0)];
        for x in row.iter().rev() {
            let sum = next[next.len() - 1].add(x);
            next.push(sum);
        }
        row = next;
    }
    out
}
