//! Values of an expression at 32 indices at once.

use std::borrow::Borrow;

use nth_algebra::gcd;

use crate::expr::Op;

/// Number of values of a vector.
pub const LANES: usize = 32;

/// The values of an expression at the indices 0 … 31, one in each lane.
///
/// A lane is *exact* (the value itself), known modulo 2⁶⁴ (`ok`, not `exact`: it overflowed, and only additions,
/// subtractions and multiplications came after), *bad* (the program fails there) or unknown (none of these).
/// The value of a lane that is not `ok` is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueVec {
    /// The values by lane; 0 where the lane is not `ok`.
    pub v: [i64; LANES],
    /// Mask of the lanes with a value modulo 2⁶⁴.
    pub ok: u32,
    /// Mask of the lanes whose value is exact.
    pub exact: u32,
    /// Mask of the lanes at which the program fails.
    pub bad: u32,
}

/// Result of an operation in one lane.
enum Step {
    Value(i64),
    Wrapped(i64),
    Fails,
    Unknown,
}

impl ValueVec {
    /// Vector in which no lane is known.
    pub const UNKNOWN: Self = Self { v: [0; LANES], ok: 0, exact: 0, bad: 0 };

    /// The values of a function of the lane; all are exact.
    #[must_use]
    pub fn of(f: impl Fn(i64) -> i64) -> Self {
        let mut v = [0; LANES];
        for (i, x) in v.iter_mut().enumerate() {
            *x = f(i as i64);
        }
        Self { v, ok: u32::MAX, exact: u32::MAX, bad: 0 }
    }

    fn ring(a: &Self, b: &Self, f: impl Fn(i64, i64) -> (i64, bool)) -> Self {
        let ok = a.ok & b.ok;
        let mut v = [0; LANES];
        let mut over = 0u32;
        for (i, out) in v.iter_mut().enumerate() {
            let (x, o) = f(a.v[i], b.v[i]);
            *out = x;
            over |= u32::from(o) << i;
        }
        let mut out = Self { v, ok, exact: a.exact & b.exact & !over, bad: a.bad | b.bad };
        out.clear();
        out
    }

    // Lanes may differ from 0 only if they are `ok`.
    fn clear(&mut self) {
        if self.ok != u32::MAX {
            for (i, x) in self.v.iter_mut().enumerate() {
                if self.ok >> i & 1 == 0 {
                    *x = 0;
                }
            }
        }
    }

    fn each(a: &Self, b: &Self, mask: u32, f: impl Fn(i64, i64) -> Step) -> Self {
        let mut out = Self { bad: a.bad | b.bad, ..Self::UNKNOWN };
        for i in 0..LANES {
            if mask >> i & 1 == 0 {
                continue;
            }
            match f(a.v[i], b.v[i]) {
                Step::Value(x) => {
                    out.v[i] = x;
                    out.ok |= 1 << i;
                    out.exact |= 1 << i;
                }
                Step::Wrapped(x) => {
                    out.v[i] = x;
                    out.ok |= 1 << i;
                }
                Step::Fails => out.bad |= 1 << i,
                Step::Unknown => {}
            }
        }
        out
    }

    /// The operation on as many operands as it has, which `of` gives.
    pub fn step<L: Borrow<Self>>(op: Op, of: impl Fn(usize) -> L) -> Self {
        let a = of(0);
        match op.arity() {
            0 | 1 => Self::apply(op, a.borrow(), a.borrow()),
            2 => Self::apply(op, a.borrow(), of(1).borrow()),
            _ => Self::cond(a.borrow(), of(1).borrow(), of(2).borrow()),
        }
    }

    /// The operation on two operands; if it has one, `b` is not examined.
    #[must_use]
    pub fn apply(op: Op, a: &Self, b: &Self) -> Self {
        let both = a.exact & b.exact;
        match op {
            Op::Add => Self::ring(a, b, i64::overflowing_add),
            Op::Sub => Self::ring(a, b, i64::overflowing_sub),
            Op::Mul => Self::ring(a, b, i64::overflowing_mul),
            Op::Div => {
                Self::each(a, b, both, |x, y| floor_div(x, y).map_or_else(|| fails(y == 0), |(q, _)| Step::Value(q)))
            }
            Op::Mod => {
                Self::each(a, b, both, |x, y| floor_div(x, y).map_or_else(|| fails(y == 0), |(_, r)| Step::Value(r)))
            }
            Op::Pow => Self::each(a, b, a.ok & b.exact, pow).inexact_where(!a.exact),
            // The greatest common divisor of the least integer and of 0 or itself is beyond 64 bits.
            Op::Gcd => Self::each(a, b, both, |x, y| match gcd(x, y) {
                i64::MAX if x == i64::MIN || y == i64::MIN => Step::Unknown,
                g => Step::Value(g),
            }),
            Op::Min => Self::each(a, b, both, |x, y| Step::Value(x.min(y))),
            Op::Max => Self::each(a, b, both, |x, y| Step::Value(x.max(y))),
            Op::And => Self::each(a, b, both, |x, y| Step::Value(x & y)),
            Op::Or => Self::each(a, b, both, |x, y| Step::Value(x | y)),
            Op::Xor => Self::each(a, b, both, |x, y| Step::Value(x ^ y)),
            Op::Binomial => Self::each(a, b, both, binomial),
            Op::Isqrt => Self::each(a, a, a.exact, |x, _| if x < 0 { Step::Fails } else { Step::Value(x.isqrt()) }),
            Op::Abs => Self::each(a, a, a.exact, |x, _| x.checked_abs().map_or(Step::Unknown, Step::Value)),
            Op::BitLength => {
                Self::each(a, a, a.exact, |x, _| Step::Value(i64::from(64 - x.unsigned_abs().leading_zeros())))
            }
            Op::Leaf | Op::Cond => Self::UNKNOWN,
        }
    }

    fn inexact_where(mut self, mask: u32) -> Self {
        self.exact &= !mask;
        self
    }

    /// The values of `if a <= 0 then b else c`.
    #[must_use]
    pub fn cond(a: &Self, b: &Self, c: &Self) -> Self {
        let mut out = Self { bad: a.bad, ..Self::UNKNOWN };
        for i in 0..LANES {
            if a.exact >> i & 1 == 1 {
                let from = if a.v[i] <= 0 { b } else { c };
                out.v[i] = from.v[i];
                out.ok |= from.ok & 1 << i;
                out.exact |= from.exact & 1 << i;
                out.bad |= from.bad & 1 << i;
            }
        }
        out
    }

    /// A hash of all lanes; equal vectors have equal hashes.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut h = u64::from(self.ok).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for (i, &x) in self.v.iter().enumerate() {
            h = h.wrapping_add(COEFFICIENTS[i].wrapping_mul(x as u64));
        }
        h
    }

    /// The linear hash of the `count` lanes from `start`; `None` if one of them is not known. The hash of a sum is the
    /// sum of the hashes.
    #[must_use]
    pub fn linear(&self, start: usize, count: usize) -> Option<u64> {
        let mask = lane_mask(start, count);
        if self.ok & mask != mask {
            return None;
        }
        Some(linear(&self.v[start..start + count]))
    }

    /// The values from index `from` on.
    #[must_use]
    pub fn shifted(&self, from: usize) -> Self {
        let mut out = *self;
        out.v.copy_within(from.., 0);
        out.v[LANES - from..].fill(0);
        out.ok >>= from;
        out.exact >>= from;
        out.bad >>= from;
        out
    }
}

/// The mask of `count` lanes from `start` on.
#[must_use]
pub fn lane_mask(start: usize, count: usize) -> u32 {
    (((1u64 << count) - 1) << start) as u32
}

/// The linear hash of some values.
#[must_use]
pub fn linear(values: &[i64]) -> u64 {
    let mut h = 0u64;
    for (&c, &x) in COEFFICIENTS.iter().zip(values) {
        h = h.wrapping_add(c.wrapping_mul(x as u64));
    }
    h
}

/// The linear hashes of quotients and remainders, if all of these lanes are exact and have them.
#[must_use]
pub fn divided(a: &ValueVec, b: &ValueVec, start: usize, count: usize) -> Option<(u64, u64)> {
    let mask = lane_mask(start, count);
    if a.exact & b.exact & mask != mask {
        return None;
    }
    let (mut quotients, mut remainders) = (0u64, 0u64);
    for (i, c) in COEFFICIENTS[..count].iter().enumerate() {
        let (q, r) = floor_div(a.v[start + i], b.v[start + i])?;
        quotients = quotients.wrapping_add(c.wrapping_mul(q as u64));
        remainders = remainders.wrapping_add(c.wrapping_mul(r as u64));
    }
    Some((quotients, remainders))
}

/// Coefficients of linear hashes: odd, and otherwise without pattern.
pub const COEFFICIENTS: [u64; LANES] = coefficients();

const fn coefficients() -> [u64; LANES] {
    let mut out = [0; LANES];
    let mut state = 0x1234_5678_9abc_def1u64;
    let mut i = 0;
    while i < LANES {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        out[i] = (z ^ (z >> 31)) | 1;
        i += 1;
    }
    out
}

fn fails(yes: bool) -> Step {
    if yes { Step::Fails } else { Step::Unknown }
}

/// Quotient, rounded down, and remainder; `None` for division by 0 and for overflow.
fn floor_div(x: i64, y: i64) -> Option<(i64, i64)> {
    // Division of 32 bits is several times as fast, and most values are small.
    if (x | y) >> 31 == 0 {
        let (x, y) = (x as u32, y as u32);
        return x.checked_div(y).map(|q| (i64::from(q), i64::from(x % y)));
    }
    let q = x.checked_div(y)?;
    let r = x.wrapping_sub(q.wrapping_mul(y));
    Some(if r != 0 && (r < 0) != (y < 0) { (q - 1, r + y) } else { (q, r) })
}

fn pow(x: i64, e: i64) -> Step {
    if e < 0 {
        return Step::Fails;
    }
    // Larger powers are beyond what the evaluator computes quickly, too.
    if e > 4096 {
        return if (0..=1).contains(&x) { Step::Value(x) } else { Step::Unknown };
    }
    let (mut base, mut left, mut out) = (x, e, 1i64);
    let mut over = false;
    while left > 0 {
        if left & 1 == 1 {
            let (y, o) = out.overflowing_mul(base);
            out = y;
            over |= o;
        }
        left >>= 1;
        if left > 0 {
            let (y, o) = base.overflowing_mul(base);
            base = y;
            over |= o;
        }
    }
    if over { Step::Wrapped(out) } else { Step::Value(out) }
}

/// `binomial` of the library, for 0 ≤ k; unknown where the library may differ or the value is large.
fn binomial(n: i64, k: i64) -> Step {
    if n < 0 || k < 0 || n > 1 << 20 {
        return Step::Unknown;
    }
    if k > n {
        return Step::Value(0);
    }
    let k = k.min(n - k);
    let mut out = 1i128;
    for i in 1..=i128::from(k) {
        out = out * (i128::from(n) - i + 1) / i;
        if out > i128::from(i64::MAX) {
            return Step::Unknown;
        }
    }
    i64::try_from(out).map_or(Step::Unknown, Step::Value)
}
