//! Steps on primes and factors, charged by the sizes of the numbers.
//!
//! What may take long is charged before it is done, and ends when the user stops the run.

use nth_core::{EvalError, cost};
use nth_num::Int;
use nth_primes::{Failure, Reach};

use crate::lists::Heap;
use crate::meter::{Meter, Trap};
use crate::value::{Step, Value};

/// Bound on what the block of a step was charged for the steps after it, so that more is left than the meter says.
const AHEAD: u64 = 1 << 20;

/// Charges the cost of a step before it is done, beyond the part that its block has charged.
fn charge(m: &mut Meter, cost: u64) -> Step<()> {
    m.afford(cost)?;
    m.left = m.left.saturating_sub_unsigned(cost).saturating_add_unsigned(cost::DIVISION);
    Ok(())
}

/// Upper bound on the units that are left.
fn units(m: &Meter) -> u64 {
    m.left.max(0).unsigned_abs().saturating_add(AHEAD)
}

fn trap(failure: Failure) -> Trap {
    Trap::Error(match failure {
        Failure::Stopped => EvalError::Interrupted,
        Failure::Beyond => EvalError::Budget,
    })
}

/// Whether a number is prime, as 0 or 1.
pub fn is_prime<V: Value>(a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int();
    charge(m, cost::primality(&n))?;
    Ok(V::small(i64::from(nth_primes::is_prime(&n, &|| m.is_cancelled()).map_err(trap)?)))
}

/// The smallest prime above a number.
pub fn next_prime<V: Value>(a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int();
    charge(m, cost::next_prime(&n))?;
    V::from_int(&nth_primes::next_prime(&n, &|| m.is_cancelled()).map_err(trap)?)
}

/// The largest prime below a number.
pub fn previous_prime<V: Value>(a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int();
    if n < Int::from(3) {
        return Err(EvalError::Domain.into());
    }
    charge(m, cost::next_prime(&n))?;
    let found = nth_primes::previous_prime(&n, &|| m.is_cancelled()).map_err(trap)?;
    V::from_int(&found.unwrap_or(Int::ZERO))
}

/// The n-th prime.
pub fn nth_prime<V: Value>(a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int();
    if n < Int::ONE {
        return Err(EvalError::Domain.into());
    }
    charge(m, cost::nth_prime(&n))?;
    let Some(n) = n.to_i64() else { return Err(EvalError::Budget.into()) };
    let p = nth_primes::nth_prime(n.unsigned_abs(), &|| m.is_cancelled()).map_err(trap)?;
    V::from_int(&Int::from(i128::from(p)))
}

/// The number of primes up to a number.
pub fn count_primes<V: Value>(a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int().max(Int::ZERO);
    charge(m, cost::count_primes(&n))?;
    let Some(n) = n.to_i64() else { return Err(EvalError::Budget.into()) };
    let count = nth_primes::count_primes(n.unsigned_abs(), &|| m.is_cancelled()).map_err(trap)?;
    V::from_int(&Int::from(i128::from(count)))
}

/// The prime factors of a number, each as a list of the prime and its exponent.
pub fn factor<V: Value>(heap: &mut Heap<V>, a: &V, m: &mut Meter) -> Step<V> {
    let n = a.to_int();
    if n < Int::ONE {
        return Err(EvalError::Domain.into());
    }
    m.afford(cost::primality(&n))?;
    let (hidden, composite) = cost::factor_reach(units(m));
    let parts = nth_primes::factor(&n, Reach { hidden, composite }, &|| m.is_cancelled()).map_err(trap)?;
    m.left = m.left.saturating_sub_unsigned(cost::factor(&n, &parts)).saturating_add_unsigned(cost::DIVISION);
    let mut pairs = Vec::with_capacity(parts.len());
    for (p, e) in &parts {
        pairs.push(heap.make([V::from_int(p)?, V::small(i64::from(*e))].into_iter(), m)?);
    }
    heap.make(pairs.into_iter(), m)
}
