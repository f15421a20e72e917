//! Primes and factors by trial division. Numbers beyond 24 bits are left to the library that all evaluators use, since
//! dividing by all smaller numbers would not end; tests against PARI/GP hold these.

use nth_core::{EvalError, cost};
use nth_num::Int;
use nth_primes::Reach;
use nth_prims::Prim;

use crate::Value;
use crate::eval::{Reference, Res};

/// Bound below which everything is done by trial division.
const TRIED: i64 = 1 << 24;

/// Whether n is prime, by division by all numbers up to the square root.
fn is_prime(n: &Int) -> bool {
    match n.to_i64() {
        Some(n) if n < TRIED => n > 1 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0),
        Some(_) | None => nth_primes::is_prime(n, &|| false).unwrap_or(false),
    }
}

/// The prime factors of n ≥ 1 with their exponents; `None` if that is beyond the reach of these units.
fn factor(n: &Int, units: u64) -> Option<Vec<(Int, u32)>> {
    let Some(mut rest) = n.to_i64().filter(|n| *n < TRIED) else {
        let (hidden, composite) = cost::factor_reach(units);
        return nth_primes::factor(n, Reach { hidden, composite }, &|| false).ok();
    };
    let mut parts = Vec::new();
    let mut d = 2;
    while rest > 1 {
        if d * d > rest {
            d = rest;
        }
        let mut e = 0;
        while rest % d == 0 {
            rest /= d;
            e += 1;
        }
        if e > 0 {
            parts.push((Int::from(d), e));
        }
        d += 1;
    }
    Some(parts)
}

impl Reference<'_> {
    /// Step of a primitive on primes.
    pub(crate) fn prime_step(&mut self, p: Prim, n: &Int) -> Res<Value> {
        let least = match p {
            Prim::PreviousPrime => Int::from(3),
            Prim::NthPrime | Prim::Factor => Int::ONE,
            _any_number => n.clone(),
        };
        if *n < least {
            return Err(EvalError::Domain);
        }
        match p {
            Prim::IsPrime => {
                self.charge(cost::primality(n))?;
                Ok(Value::Bool(is_prime(n)))
            }
            Prim::NextPrime | Prim::PreviousPrime => {
                self.charge(cost::next_prime(n))?;
                let step = if p == Prim::NextPrime { Int::ONE } else { Int::from(-1) };
                let mut k = if p == Prim::NextPrime { n.clone().max(Int::ONE) } else { n.clone() }.add(&step);
                while !is_prime(&k) {
                    k = k.add(&step);
                }
                Ok(Value::Int(k))
            }
            Prim::CountPrimes => {
                let n = n.clone().max(Int::ZERO);
                self.charge(cost::count_primes(&n))?;
                match n.to_i64() {
                    Some(n) if n < 1 << 16 => {
                        Ok(Value::Int(Int::from((2..=n).filter(|k| is_prime(&Int::from(*k))).count() as i128)))
                    }
                    Some(n) => match nth_primes::count_primes(n.unsigned_abs(), &|| false) {
                        Ok(count) => Ok(Value::Int(Int::from(i128::from(count)))),
                        Err(_) => Err(EvalError::Budget),
                    },
                    None => Err(EvalError::Budget),
                }
            }
            Prim::NthPrime => {
                self.charge(cost::nth_prime(n))?;
                match n.to_i64() {
                    Some(n) if n < 1 << 10 => {
                        let found = (2..).map(Int::from).filter(is_prime).nth(n as usize - 1);
                        Ok(Value::Int(found.unwrap_or(Int::ZERO)))
                    }
                    Some(n) => match nth_primes::nth_prime(n.unsigned_abs(), &|| false) {
                        Ok(p) => Ok(Value::Int(Int::from(i128::from(p)))),
                        Err(_) => Err(EvalError::Budget),
                    },
                    None => Err(EvalError::Budget),
                }
            }
            Prim::Factor => {
                if cost::primality(n) > self.units() {
                    return Err(EvalError::Budget);
                }
                let parts = factor(n, self.units()).ok_or(EvalError::Budget)?;
                self.charge(cost::factor(n, &parts))?;
                self.make(3 * parts.len())?;
                let pairs = parts
                    .into_iter()
                    .map(|(p, e)| Value::List(vec![Value::Int(p), Value::Int(Int::from(i64::from(e)))]));
                Ok(Value::List(pairs.collect()))
            }
            other => panic!("{} is no step on primes", other.name()),
        }
    }
}
