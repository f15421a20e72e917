//! Division by constants.
//!
//! A doubled dividend 2a is even, so (2a + 1) / 2c is never whole, and its floor is that of a / c. So the product with
//! a rounded reciprocal, without any correction for negative numbers, is the floor division (Granlund and Montgomery,
//! 'Division by invariant integers using multiplication', 1994, with the odd dividend in place of their correction).

use inkwell::values::IntValue;

use super::Built;
use super::function::Emitter;

/// A multiplier m and a shift s with ⌊n / d⌋ = ⌊n·m / 2^(64+s)⌋ for all odd n of 64 bits with sign, d even and
/// positive, no power of two.
pub fn reciprocal(d: u64) -> (u64, u32) {
    for s in 0..63 {
        let power = 1_u128 << (64 + s);
        let m = power / u128::from(d) + 1;
        let excess = m * u128::from(d) - power;
        if excess < 1 << (s + 1)
            && let Ok(m) = u64::try_from(m)
        {
            return (m, s);
        }
    }
    unreachable!("s = ⌊log2 d⌋ will do")
}

impl<'ctx> Emitter<'_, 'ctx> {
    /// ⌊a / c⌋ doubled, for a doubled and c > 0 plain.
    pub fn quotient_by(&self, a: IntValue<'ctx>, c: i64) -> Built<IntValue<'ctx>> {
        let b = &self.builder;
        if c.count_ones() == 1 {
            let q = b.build_right_shift(a, self.plain(i64::from(c.trailing_zeros())), true, "")?;
            return b.build_and(q, self.plain(-2), "");
        }
        let q = self.floor(a, c)?;
        self.double(q)
    }

    /// a mod c doubled, for a doubled and c > 0 plain.
    pub fn modulus_by(&self, a: IntValue<'ctx>, c: i64) -> Built<IntValue<'ctx>> {
        let b = &self.builder;
        if c.count_ones() == 1 {
            return b.build_and(a, self.plain(2 * (c - 1)), "");
        }
        let q = self.floor(a, c)?;
        let back = b.build_int_mul(q, self.plain(2 * c), "")?;
        b.build_int_sub(a, back, "")
    }

    /// ⌊a / c⌋, not doubled.
    fn floor(&self, a: IntValue<'ctx>, c: i64) -> Built<IntValue<'ctx>> {
        let b = &self.builder;
        let (m, s) = reciprocal(2 * c.unsigned_abs());
        let wide = self.names.context.i128_type();
        let n = b.build_or(a, self.plain(1), "")?;
        let long = b.build_int_s_extend(n, wide, "")?;
        let product = b.build_int_mul(long, wide.const_int(m, true), "")?;
        let high = b.build_right_shift(product, wide.const_int(64, false), false, "")?;
        let mut high = b.build_int_truncate(high, self.names.word, "")?;
        if m > i64::MAX as u64 {
            // Read as a signed number, the multiplier is less by 2⁶⁴.
            high = b.build_int_add(high, n, "")?;
        }
        b.build_right_shift(high, self.plain(i64::from(s)), true, "")
    }
}

#[cfg(test)]
mod tests {
    use super::reciprocal;

    fn floor(n: i64, d: u64) -> i64 {
        let (m, s) = reciprocal(d);
        ((i128::from(n) * i128::from(m)) >> (64 + s)) as i64
    }

    #[test]
    fn floors() {
        let mut divisors: Vec<u64> = (3..200).chain([1_000_003, 10_u64.pow(9) + 7, 10_u64.pow(18)]).collect();
        divisors.extend((3..61).flat_map(|k| [(1 << k) - 1, (1 << k) + 1]));
        divisors.extend([(1 << 61) - 1, (1 << 62) - 1]);
        for c in divisors.into_iter().filter(|c| !c.is_power_of_two()) {
            let d = 2 * c;
            let near =
                [0, 1, 2, 3, c as i64, 3 * (c.min(1 << 60) as i64), i64::MAX / 2, i64::MAX / (c as i64) * (c as i64)];
            for x in
                near.into_iter().flat_map(|x| (-3..=3).flat_map(move |k| [x.saturating_add(k), (-x).saturating_sub(k)]))
            {
                let n = x | 1;
                assert_eq!(floor(n, d), n.div_euclid(d as i64), "{n} / {d}");
            }
        }
    }
}
