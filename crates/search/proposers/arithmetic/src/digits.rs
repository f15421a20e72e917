//! Functions of digits, with the values that the library gives.

/// The digits of x ≥ 0, highest first; `[0]` for 0.
pub fn of(x: i64, base: i64) -> Vec<i64> {
    let mut out = Vec::new();
    let mut x = x;
    loop {
        out.push(x % base);
        x /= base;
        if x == 0 {
            break;
        }
    }
    out.reverse();
    out
}

/// The sum of the digits of x ≥ 0.
pub fn sum(x: i64, base: i64) -> Option<i64> {
    fold(x, base, 0, |s, d| Some(s + d))
}

/// The product of the digits of x ≥ 0.
pub fn product(x: i64, base: i64) -> Option<i64> {
    if x == 0 { Some(0) } else { fold(x, base, 1, |s, d| s.checked_mul(d)) }
}

/// The number of digits; 1 for 0.
pub fn count(x: i64, base: i64) -> Option<i64> {
    if x == 0 { Some(1) } else { fold(x, base, 0, |s, _| Some(s + 1)) }
}

/// The digits in opposite order.
pub fn reversed(x: i64, base: i64) -> Option<i64> {
    fold(x, base, 0, |s, d| s.checked_mul(base)?.checked_add(d))
}

/// The number with the digits in increasing order.
pub fn sorted(x: i64, base: i64) -> Option<i64> {
    if x < 0 {
        return None;
    }
    let mut ds = of(x, base);
    ds.sort_unstable();
    ds.iter().try_fold(0i64, |s, d| s.checked_mul(base)?.checked_add(*d))
}

/// Number of different digits.
pub fn distinct(x: i64, base: i64) -> Option<i64> {
    if x < 0 {
        return None;
    }
    let mask = of(x, base).iter().fold(0u64, |m, d| m | 1 << d);
    Some(i64::from(mask.count_ones()))
}

/// The digits in one base read in another.
pub fn rebased(x: i64, base: i64, new: i64) -> Option<i64> {
    if x < 0 {
        return None;
    }
    let (mut x, mut power, mut out) = (x, 1i64, 0i64);
    while x > 0 {
        out = out.checked_add((x % base).checked_mul(power)?)?;
        x /= base;
        if x > 0 {
            power = power.checked_mul(new)?;
        }
    }
    Some(out)
}

fn fold(x: i64, base: i64, start: i64, f: impl Fn(i64, i64) -> Option<i64>) -> Option<i64> {
    if x < 0 {
        return None;
    }
    let (mut x, mut s) = (x, start);
    while x > 0 {
        s = f(s, x % base)?;
        x /= base;
    }
    Some(s)
}

/// The number with this Gray code.
pub fn gray_decode(x: i64) -> i64 {
    let (mut x, mut out) = (x, 0);
    while x > 0 {
        out ^= x;
        x /= 2;
    }
    out
}

/// Stern's diatomic sequence at x: s(2n) = s(n), s(2n + 1) = s(n) + s(n + 1); OEIS A002487.
pub fn stern(x: i64) -> i64 {
    let (mut a, mut b, mut n) = (1, 0, x);
    while n > 0 {
        if n % 2 == 0 {
            a += b;
        } else {
            b += a;
        }
        n /= 2;
    }
    b
}

/// The integer part of the cube root of x ≥ 0.
pub fn cube_root(x: i64) -> i64 {
    let mut r = (x as f64).cbrt() as i64;
    while r.checked_pow(3).is_none_or(|c| c > x) {
        r -= 1;
    }
    while (r + 1).checked_pow(3).is_some_and(|c| c <= x) {
        r += 1;
    }
    r
}

/// The number of steps to 1 and the largest number on the way, of x ≥ 1.
pub fn collatz(x: i64) -> Option<(i64, i64)> {
    if x < 1 {
        return None;
    }
    let (mut x, mut steps, mut most) = (x, 0, x);
    while x != 1 {
        x = if x % 2 == 0 { x / 2 } else { x.checked_mul(3)?.checked_add(1)? };
        steps += 1;
        most = most.max(x);
    }
    Some((steps, most))
}
