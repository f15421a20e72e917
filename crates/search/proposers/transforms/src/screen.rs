//! A quick look, modulo a prime, at whether a sequence may be simple.

use crate::ring::{Mod, Ring};

/// How many terms must speak for what is found.
pub(crate) const SURPLUS: usize = 8;

/// How many terms the screen looks at for a recurrence.
const LOOK: usize = 64;

/// Whether these may be the first terms of a constant, periodic or linearly recurrent sequence with terms to spare.
pub(crate) fn may_be_simple(t: &[Mod]) -> bool {
    t.len() > SURPLUS && (has_period(t) || recurrence_order(&t[..t.len().min(LOOK)]).is_some())
}

/// Whether it repeats after at most `len − SURPLUS` terms, perhaps after its first term.
fn has_period(t: &[Mod]) -> bool {
    let n = t.len();
    let tail = &t[1..];
    (1..=n.saturating_sub(SURPLUS + 2)).any(|p| tail[p..] == tail[..tail.len() - p])
}

/// The order of the shortest linear recurrence modulo the prime (Berlekamp, Massey), if twice as many terms and the
/// surplus are there.
pub(crate) fn recurrence_order(t: &[Mod]) -> Option<usize> {
    let n = t.len();
    let most = n.checked_sub(SURPLUS)? / 2;
    let (mut c, mut b) = (vec![Mod(1)], vec![Mod(1)]);
    let (mut order, mut since, mut last) = (0usize, 1usize, Mod(1));
    for i in 0..n {
        let mut d = t[i];
        for j in 1..=order.min(c.len() - 1) {
            d = d.add(&c[j].mul(&t[i - j]));
        }
        if d.is_zero() {
            since += 1;
            continue;
        }
        let factor = d.div(&last)?;
        let old = if 2 * order <= i { Some(c.clone()) } else { None };
        if c.len() < b.len() + since {
            c.resize(b.len() + since, Mod(0));
        }
        for (j, x) in b.iter().enumerate() {
            c[j + since] = c[j + since].sub(&factor.mul(x));
        }
        if let Some(old) = old {
            order = i + 1 - order;
            if order > most {
                return None;
            }
            (b, last, since) = (old, d, 1);
        } else {
            since += 1;
        }
    }
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders() {
        let mut fib = vec![Mod(0), Mod(1)];
        for i in 2..30 {
            fib.push(fib[i - 1].add(&fib[i - 2]));
        }
        assert_eq!(recurrence_order(&fib), Some(2));
        assert_eq!(recurrence_order(&[Mod(5); 12]), Some(1));
        assert_eq!(recurrence_order(&[Mod(0); 12]), Some(0));
        let squares: Vec<Mod> = (0..30).map(|i| Mod(i * i)).collect();
        assert_eq!(recurrence_order(&squares), Some(3));
        let wild: Vec<Mod> = (0..30).map(|i| Mod(3).pow(i * i)).collect();
        assert_eq!(recurrence_order(&wild), None);
        let period: Vec<Mod> = (0..30).map(|i| Mod((i % 20) * (i % 20) % 7)).collect();
        assert!(may_be_simple(&period) && !may_be_simple(&wild) && !may_be_simple(&[]));
    }
}
