//! Primitives on integers: value and cost.

use nth_base::Limits;
use nth_core::{EvalError, cost};
use nth_num::{BigInt, Int, max_bits_for_digits};
use nth_prims::{Cost, Prim};

/// Value and cost of an arithmetic step, with the check of the result's size. A missing second operand counts as 0.
pub(crate) fn step(p: Prim, args: &[Int], limits: &Limits) -> Result<(Int, u64), EvalError> {
    let max_bits = max_bits_for_digits(limits.max_digits);
    let zero = Int::ZERO;
    let a = &args[0];
    let b = args.get(1).unwrap_or(&zero);
    let value = match p {
        Prim::Add => a.add(b),
        Prim::Sub => a.sub(b),
        Prim::Mul => a.mul(b),
        Prim::Div => a.floor_div(b)?,
        Prim::Mod => a.floor_mod(b)?,
        Prim::Pow => a.pow(b, max_bits)?,
        Prim::Neg => a.neg(),
        Prim::Gcd => a.gcd(b),
        Prim::Isqrt => a.isqrt()?,
        Prim::Powmod => powmod(a, b, &args[2])?,
        Prim::BitAnd => Int::from_big(a.to_big() & b.to_big()),
        Prim::BitOr => Int::from_big(a.to_big() | b.to_big()),
        Prim::BitXor => Int::from_big(a.to_big() ^ b.to_big()),
        other => panic!("{} is no arithmetic step", other.name()),
    };
    if value.bits() + 4 > max_bits && value.digits() > limits.max_digits as usize {
        return Err(EvalError::TooBig);
    }
    let charge = match p.info().cost {
        Cost::Additive => cost::additive(a, b, &value),
        Cost::Multiplicative => cost::multiplicative(a, b, &value),
        Cost::Division => cost::division(a, b, &value),
        Cost::CommonDivisor => cost::gcd(a, b, &value),
        Cost::Power => cost::power(a, b, &value),
        Cost::Root => cost::root(a),
        Cost::ModularPower => cost::powmod(a, b, &args[2]),
        Cost::Primality
        | Cost::NextPrime
        | Cost::PrimeCount
        | Cost::Factoring
        | Cost::Unit
        | Cost::Control
        | Cost::List => {
            panic!("{} is no arithmetic step", p.name())
        }
    };
    Ok((value, charge))
}

/// What an arithmetic step on a long number is sure to cost, before it is done; 0 if no operand is long, or if it
/// fails without being done.
pub(crate) fn ahead(p: Prim, args: &[Int], limits: &Limits) -> u64 {
    let (a, long) = (&args[0], args.iter().any(|x| cost::log2(x) > cost::LONG));
    let b = args.get(1).unwrap_or(a);
    match p {
        Prim::Mul if long => cost::multiplicative(a, b, a),
        Prim::Div | Prim::Mod if long && !b.is_zero() => cost::division(a, b, a),
        Prim::Gcd if long => cost::gcd(a, b, a),
        Prim::Isqrt if long && a.signum() >= 0 => cost::root(a),
        Prim::Powmod if long && b.signum() >= 0 && !args[2].is_zero() => cost::powmod(a, b, &args[2]),
        Prim::Pow if a.check_power(b, max_bits_for_digits(limits.max_digits)).is_ok() => cost::power_ahead(a, b),
        _step_of_known_length => 0,
    }
}

/// Modular power by squaring, with floored modulus.
fn powmod(base: &Int, exponent: &Int, modulus: &Int) -> Result<Int, EvalError> {
    if exponent.signum() < 0 {
        return Err(EvalError::Domain);
    }
    let mut square = base.floor_mod(modulus)?;
    let mut result = Int::ONE.floor_mod(modulus)?;
    let mut e = exponent.to_big();
    while e != BigInt::from(0) {
        if e.bit(0) {
            result = result.mul(&square).floor_mod(modulus)?;
        }
        square = square.mul(&square).floor_mod(modulus)?;
        e >>= 1u32;
    }
    Ok(result)
}
