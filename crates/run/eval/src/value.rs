//! Values of the interpreter: the trait, and two of the three kinds.
//!
//! `i64` holds values that are not large (62 bits), so every step has its plain cost, which the block has charged
//! already. Any other result is [`Trap::Large`]. `i128` (`wide.rs`) holds up to 126 bits, [`Int`] everything. On these
//! two, steps on large values charge what exceeds the plain cost.

use nth_core::{EvalError, cost};
use nth_num::{Int, Operand, floor_div_i64, floor_mod_i64, isqrt_u64};

use crate::code::WINDOW;
use crate::instr::Reg;
use crate::meter::{Meter, Trap};

/// The result of a step.
pub type Step<V> = Result<V, Trap>;

/// A value in a register: an integer, a truth value (0, 1) or a list handle.
pub trait Value: Clone + Ord + Default {
    /// Whether no value is large, so that what a step costs never depends on values.
    const PLAIN: bool = false;
    /// Converts a machine integer of at most 62 bits.
    fn small(x: i64) -> Self;
    /// Converts an integer, if it fits.
    fn from_int(x: &Int) -> Step<Self>;
    /// Converts the value to an integer.
    fn to_int(&self) -> Int;
    /// Nearest machine integer of 64 bits.
    fn saturate(&self) -> i64;
    fn is_positive(&self) -> bool;
    /// Next integer, without a charge; the interpreter uses it for counters.
    fn next(&self) -> Step<Self>;
    fn add(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn sub(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn mul(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn div(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn modulo(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    /// d = a + b, in registers d, a, b. After an error the content of d is not used.
    #[inline(always)]
    fn set_sum(r: &mut [Self; WINDOW], [d, a, b]: [Reg; 3], m: &mut Meter) -> Step<()> {
        r[usize::from(d)] = r[usize::from(a)].add(&r[usize::from(b)], m)?;
        Ok(())
    }
    /// d = a − b.
    #[inline(always)]
    fn set_difference(r: &mut [Self; WINDOW], [d, a, b]: [Reg; 3], m: &mut Meter) -> Step<()> {
        r[usize::from(d)] = r[usize::from(a)].sub(&r[usize::from(b)], m)?;
        Ok(())
    }
    /// d = a · b.
    #[inline(always)]
    fn set_product(r: &mut [Self; WINDOW], [d, a, b]: [Reg; 3], m: &mut Meter) -> Step<()> {
        r[usize::from(d)] = r[usize::from(a)].mul(&r[usize::from(b)], m)?;
        Ok(())
    }
    /// d = a / b.
    #[inline(always)]
    fn set_quotient(r: &mut [Self; WINDOW], [d, a, b]: [Reg; 3], m: &mut Meter) -> Step<()> {
        r[usize::from(d)] = r[usize::from(a)].div(&r[usize::from(b)], m)?;
        Ok(())
    }
    /// d = a. Register a is not read again before it is written.
    #[inline(always)]
    fn hand_over(r: &mut [Self; WINDOW], d: Reg, a: Reg) {
        r[usize::from(d)] = r[usize::from(a)].clone();
    }
    fn pow(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn gcd(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn powmod(&self, e: &Self, n: &Self, m: &mut Meter) -> Step<Self>;
    fn isqrt(&self, m: &mut Meter) -> Step<Self>;
    fn bit_and(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn bit_or(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn bit_xor(&self, o: &Self, m: &mut Meter) -> Step<Self>;
    fn abs(&self, m: &mut Meter) -> Step<Self>;
    fn bit_length(&self) -> Self;
    /// Words of memory outside of the register: those of a big integer.
    #[inline(always)]
    fn weight(&self) -> u64 {
        0
    }
}

/// Words of memory of an integer outside of its own place.
pub fn weight(x: &Int) -> u64 {
    match x {
        Int::Small(_) => 0,
        // The allocation has a head, which counts too.
        Int::Big(b) => b.bits() / 64 + 4,
    }
}

/// Computes start^e by repeated squaring.
fn power_modulo<T: Copy>(start: T, e: i64, one: T, times: impl Fn(T, T) -> T) -> T {
    let (mut base, mut result, mut left) = (start, one, e);
    while left > 0 {
        if left & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        left >>= 1;
    }
    result
}

/// Checks that a result of the small machine has at most 62 bits.
#[inline(always)]
fn check(x: i64) -> Step<i64> {
    if cost::is_large_i64(x) { Err(Trap::Large) } else { Ok(x) }
}

/// The registers of a frame: as many as an instruction can name, so that no access needs a bounds check.
#[inline(always)]
pub fn all_in_reach<V>(regs: &mut [V], base: usize) -> &mut [V; WINDOW] {
    match regs[base..base + WINDOW].first_chunk_mut() {
        Some(w) => w,
        None => unreachable!("the slice has WINDOW elements"),
    }
}

impl Value for i64 {
    const PLAIN: bool = true;

    #[inline(always)]
    fn small(x: i64) -> Self {
        x
    }

    fn from_int(x: &Int) -> Step<Self> {
        x.to_i64().ok_or(Trap::Large).and_then(check)
    }

    fn to_int(&self) -> Int {
        Int::Small(*self)
    }

    #[inline(always)]
    fn saturate(&self) -> i64 {
        *self
    }

    #[inline(always)]
    fn is_positive(&self) -> bool {
        *self > 0
    }

    #[inline(always)]
    fn next(&self) -> Step<Self> {
        check(self.wrapping_add(1))
    }

    #[inline(always)]
    fn add(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        // Two values of 62 bits: the sum fits 64.
        check(self.wrapping_add(*o))
    }

    #[inline(always)]
    fn sub(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        check(self.wrapping_sub(*o))
    }

    #[inline(always)]
    fn mul(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        match self.checked_mul(*o) {
            Some(x) => check(x),
            None => Err(Trap::Large),
        }
    }

    #[inline(always)]
    fn div(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        // Small operands: the only quotient that can leave is the lowest value by −1.
        match floor_div_i64(*self, *o) {
            Some(x) => check(x),
            None => Err(EvalError::DivByZero.into()),
        }
    }

    #[inline(always)]
    fn modulo(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        floor_mod_i64(*self, *o).ok_or(Trap::Error(EvalError::DivByZero))
    }

    fn pow(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        if let Ok(e) = u32::try_from(*o)
            && let Some(x) = self.checked_pow(e)
        {
            return check(x);
        }
        match self {
            -1..=1 => small_of(&Int::Small(*self).pow(&Int::Small(*o), m.max_bits).map_err(EvalError::from)?),
            _ if *o < 0 => Err(EvalError::Domain.into()),
            _ => Err(Trap::Large),
        }
    }

    fn gcd(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        small_of(&Int::Small(*self).gcd(&Int::Small(*o)))
    }

    fn powmod(&self, e: &Self, n: &Self, m: &mut Meter) -> Step<Self> {
        if *e < 0 {
            return Err(EvalError::Domain.into());
        }
        if *n == 0 {
            return Err(EvalError::DivByZero.into());
        }
        let result = match u32::try_from(n.unsigned_abs()) {
            // Products of two such numbers fit a machine word, whose division is much faster.
            Ok(m) => {
                let m = u64::from(m);
                let start = self.rem_euclid(m.cast_signed()).cast_unsigned();
                power_modulo(start, *e, 1 % m, |a, b| a * b % m).cast_signed()
            }
            Err(_) => {
                let m = u128::from(n.unsigned_abs());
                let start = i128::from(*self).rem_euclid(m.cast_signed()).cast_unsigned();
                power_modulo(start, *e, 1 % m, |a, b| a * b % m) as i64
            }
        };
        let result = if *n < 0 && result != 0 { result + *n } else { result };
        m.left -= (cost::powmod(&Int::Small(*self), &Int::Small(*e), &Int::Small(*n)) - cost::DIVISION) as i64;
        Ok(result)
    }

    fn isqrt(&self, _: &mut Meter) -> Step<Self> {
        match u64::try_from(*self) {
            Ok(x) => Ok(isqrt_u64(x).cast_signed()),
            Err(_) => Err(EvalError::Domain.into()),
        }
    }

    #[inline(always)]
    fn bit_and(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        Ok(self & o)
    }

    #[inline(always)]
    fn bit_or(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        Ok(self | o)
    }

    #[inline(always)]
    fn bit_xor(&self, o: &Self, _: &mut Meter) -> Step<Self> {
        Ok(self ^ o)
    }

    #[inline(always)]
    fn abs(&self, _: &mut Meter) -> Step<Self> {
        check(self.wrapping_abs())
    }

    fn bit_length(&self) -> Self {
        i64::from(64 - self.unsigned_abs().leading_zeros())
    }
}

fn small_of(x: &Int) -> Step<i64> {
    i64::from_int(x)
}

/// Charges a step beyond its plain cost, then checks the size of its result.
fn charged(m: &mut Meter, actual: u64, plain: u64, result: Int) -> Step<Int> {
    let result = m.sized(result)?;
    m.left = m.left.saturating_sub_unsigned(actual).saturating_add_unsigned(plain);
    Ok(result)
}

/// Whether a step on the number may take long, so that the budget must pay for it before.
#[inline]
fn is_long(x: &Int) -> bool {
    match x {
        Int::Small(_) => false,
        Int::Big(_) => cost::log2(x) > cost::LONG,
    }
}

/// Checks before a step that may take long that the budget pays for it.
#[inline]
fn ahead(m: &mut Meter, a: &Int, b: &Int, cost: impl FnOnce() -> u64) -> Step<()> {
    if is_long(a) || is_long(b) { m.afford(cost()) } else { Ok(()) }
}

/// Checks before a division that it has a value, and that the budget pays for it.
#[inline]
fn divide_ahead(m: &mut Meter, a: &Int, b: &Int) -> Step<()> {
    if b.is_zero() {
        return Err(EvalError::DivByZero.into());
    }
    ahead(m, a, b, || cost::division(a, b, a))
}

/// A step of big registers, in place: on `Ok` the result is in register d and was charged.
#[inline]
fn in_place(
    r: &mut [Int; WINDOW],
    [d, a, b]: [Reg; 3],
    m: &mut Meter,
    step: impl FnOnce(&mut Int, Operand<'_>, Operand<'_>) -> Result<(), EvalError>,
    (plain, cost): (u64, fn(u64, u64) -> u64),
) -> Step<()> {
    let [d, a, b] = [d, a, b].map(usize::from);
    let (x, y) = (&r[a], &r[b]);
    let large = cost::is_large(x) || cost::is_large(y);
    // The operands may be overwritten when the cost is known.
    let (bits_x, bits_y) = (cost::log2(x), cost::log2(y));
    if bits_x.max(bits_y) > cost::LONG {
        m.afford(cost(bits_x, bits_y))?;
    }
    let mut result = std::mem::take(&mut r[d]);
    {
        let operand = |at: usize| if at == d { Operand::This } else { Operand::Other(&r[at]) };
        step(&mut result, operand(a), operand(b))?;
    }
    m.fits(&result)?;
    if large || cost::is_large(&result) {
        m.left = m.left.saturating_sub_unsigned(cost(bits_x, bits_y)).saturating_add_unsigned(plain);
    }
    r[d] = result;
    Ok(())
}

impl Value for Int {
    fn set_sum(r: &mut [Self; WINDOW], at: [Reg; 3], m: &mut Meter) -> Step<()> {
        let [d, a, b] = at.map(usize::from);
        if !r[d].has_own_digits() {
            r[d] = Value::add(&r[a], &r[b], m)?;
            return Ok(());
        }
        let step = |d: &mut Self, a: Operand<'_>, b: Operand<'_>| {
            d.set_sum(a, b);
            Ok(())
        };
        in_place(r, at, m, step, (cost::STEP, u64::max))
    }

    fn set_difference(r: &mut [Self; WINDOW], at: [Reg; 3], m: &mut Meter) -> Step<()> {
        let [d, a, b] = at.map(usize::from);
        if !r[d].has_own_digits() {
            r[d] = Value::sub(&r[a], &r[b], m)?;
            return Ok(());
        }
        let step = |d: &mut Self, a: Operand<'_>, b: Operand<'_>| {
            d.set_difference(a, b);
            Ok(())
        };
        in_place(r, at, m, step, (cost::STEP, u64::max))
    }

    fn set_product(r: &mut [Self; WINDOW], at: [Reg; 3], m: &mut Meter) -> Step<()> {
        let [d, a, b] = at.map(usize::from);
        if !r[d].has_own_digits() {
            r[d] = Value::mul(&r[a], &r[b], m)?;
            return Ok(());
        }
        let step = |d: &mut Self, a: Operand<'_>, b: Operand<'_>| {
            d.set_product(a, b);
            Ok(())
        };
        in_place(r, at, m, step, (cost::STEP, cost::product))
    }

    fn set_quotient(r: &mut [Self; WINDOW], at: [Reg; 3], m: &mut Meter) -> Step<()> {
        let [d, a, b] = at.map(usize::from);
        if !r[d].has_own_digits() {
            r[d] = Value::div(&r[a], &r[b], m)?;
            return Ok(());
        }
        if r[b].is_zero() {
            return Err(EvalError::DivByZero.into());
        }
        let step = |d: &mut Self, a: Operand<'_>, b: Operand<'_>| d.set_quotient(a, b).map_err(EvalError::from);
        in_place(r, at, m, step, (cost::DIVISION, cost::quotient))
    }

    fn hand_over(r: &mut [Self; WINDOW], d: Reg, a: Reg) {
        // The digits of what was in d serve for what a becomes.
        r.swap(usize::from(d), usize::from(a));
    }

    fn weight(&self) -> u64 {
        weight(self)
    }

    fn small(x: i64) -> Self {
        Self::Small(x)
    }

    fn from_int(x: &Int) -> Step<Self> {
        Ok(x.clone())
    }

    fn to_int(&self) -> Int {
        self.clone()
    }

    fn saturate(&self) -> i64 {
        match self {
            Self::Small(x) => *x,
            Self::Big(_) => {
                if self.signum() < 0 {
                    i64::MIN
                } else {
                    i64::MAX
                }
            }
        }
    }

    fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    fn next(&self) -> Step<Self> {
        Ok(Int::add(self, &Self::ONE))
    }

    fn add(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = Int::add(self, o);
        let actual = cost::additive(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn sub(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = Int::sub(self, o);
        let actual = cost::additive(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn mul(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        ahead(m, self, o, || cost::multiplicative(self, o, self))?;
        let r = Int::mul(self, o);
        let actual = cost::multiplicative(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn div(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        divide_ahead(m, self, o)?;
        let r = self.floor_div(o).map_err(EvalError::from)?;
        let actual = cost::division(self, o, &r);
        charged(m, actual, cost::DIVISION, r)
    }

    fn modulo(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        divide_ahead(m, self, o)?;
        let r = self.floor_mod(o).map_err(EvalError::from)?;
        let actual = cost::division(self, o, &r);
        charged(m, actual, cost::DIVISION, r)
    }

    fn pow(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        Int::check_power(self, o, m.max_bits).map_err(EvalError::from)?;
        match cost::power_ahead(self, o) {
            0 => {}
            cost => m.afford(cost)?,
        }
        let r = Int::pow(self, o, m.max_bits).map_err(EvalError::from)?;
        let actual = cost::power(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn gcd(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        ahead(m, self, o, || cost::gcd(self, o, self))?;
        let r = Int::gcd(self, o);
        let actual = cost::gcd(self, o, &r);
        charged(m, actual, cost::DIVISION, r)
    }

    fn powmod(&self, e: &Self, n: &Self, m: &mut Meter) -> Step<Self> {
        if e.signum() < 0 {
            return Err(EvalError::Domain.into());
        }
        if n.is_zero() {
            return Err(EvalError::DivByZero.into());
        }
        let actual = cost::powmod(self, e, n);
        if [self, e, n].iter().any(|x| is_long(x)) {
            m.afford(actual)?;
        }
        let r = self.powmod_unless(e, n, || m.is_cancelled()).ok_or(EvalError::Interrupted)?;
        charged(m, actual, cost::DIVISION, r)
    }

    fn isqrt(&self, m: &mut Meter) -> Step<Self> {
        if self.signum() >= 0 {
            ahead(m, self, &Self::ZERO, || cost::root(self))?;
        }
        let r = Int::isqrt(self).map_err(EvalError::from)?;
        let actual = cost::root(self);
        charged(m, actual, cost::DIVISION, r)
    }

    fn bit_and(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = match (self, o) {
            (Self::Small(a), Self::Small(b)) => Self::Small(a & b),
            (Self::Big(_), _) | (_, Self::Big(_)) => Self::from_big(self.to_big() & o.to_big()),
        };
        let actual = cost::additive(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn bit_or(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = match (self, o) {
            (Self::Small(a), Self::Small(b)) => Self::Small(a | b),
            (Self::Big(_), _) | (_, Self::Big(_)) => Self::from_big(self.to_big() | o.to_big()),
        };
        let actual = cost::additive(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn bit_xor(&self, o: &Self, m: &mut Meter) -> Step<Self> {
        let r = match (self, o) {
            (Self::Small(a), Self::Small(b)) => Self::Small(a ^ b),
            (Self::Big(_), _) | (_, Self::Big(_)) => Self::from_big(self.to_big() ^ o.to_big()),
        };
        let actual = cost::additive(self, o, &r);
        charged(m, actual, cost::STEP, r)
    }

    fn abs(&self, _: &mut Meter) -> Step<Self> {
        Ok(Int::abs(self))
    }

    fn bit_length(&self) -> Self {
        Self::Small(self.bits().cast_signed())
    }
}
