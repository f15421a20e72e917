//! What a run has left, and the limits on numbers.

use std::sync::LazyLock;

use nth_base::{Cancel, Limits};
use nth_core::EvalError;
use nth_num::{BigInt, Int, max_bits_for_digits};

use crate::value::Value;

/// Why the interpreter stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// A value left the 62 bits: the term starts again on big integers.
    Large,
    /// An error of the term.
    Error(EvalError),
}

impl From<EvalError> for Trap {
    fn from(e: EvalError) -> Self {
        Self::Error(e)
    }
}

/// Units between two looks at the cancel flag.
const SLICE: i64 = 1 << 20;

/// The bound on what numbers take is never below this (128 MB): it protects the machine, and is no part of what a
/// program means.
const LEAST_HEAVY: u64 = 1 << 24;
/// And never above this (512 MB).
const MOST_HEAVY: u64 = 1 << 26;

/// Budget and limits of a run.
#[derive(Clone, Debug)]
pub struct Meter {
    /// Units left; negative when overdrawn.
    pub left: i64,
    /// Below this, [`Meter::refill`] looks at the flag and the budget.
    pub stop_at: i64,
    /// Words of lists made in this term.
    pub words: u64,
    /// Bound on them.
    pub max_words: u64,
    /// Words of big integers in lists of this term.
    pub heavy: u64,
    /// Words of big integers among the arguments of active calls.
    pub held: u64,
    /// Bound on each of these, and on the words that remembered values take.
    pub max_heavy: u64,
    /// Bound on active calls.
    pub max_depth: u32,
    /// Results of no more bits than this have at most `max_digits` digits.
    safe_bits: u64,
    /// Results of more bits than this have too many digits.
    pub max_bits: u64,
    /// 10 ^ max_digits.
    bound: std::sync::Arc<LazyLock<BigInt, Box<dyn FnOnce() -> BigInt + Send>>>,
    cancel: Cancel,
}

impl Meter {
    /// Nothing left yet.
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        let digits = limits.max_digits;
        let bound: LazyLock<BigInt, Box<dyn FnOnce() -> BigInt + Send>> =
            LazyLock::new(Box::new(move || BigInt::from(10).pow(digits)));
        let max_bits = max_bits_for_digits(digits);
        Self {
            left: 0,
            stop_at: 0,
            words: 0,
            max_words: limits.max_words,
            heavy: 0,
            held: 0,
            max_heavy: limits.max_words.clamp(LEAST_HEAVY, MOST_HEAVY),
            max_depth: limits.max_depth,
            safe_bits: max_bits.saturating_sub(1),
            max_bits,
            bound: std::sync::Arc::new(bound),
            cancel: cancel.clone(),
        }
    }

    /// Called when `left` fell below `stop_at`.
    #[cold]
    pub fn refill(&mut self) -> Result<(), Trap> {
        if self.left < 0 {
            return Err(EvalError::Budget.into());
        }
        if self.cancel.is_raised() {
            return Err(EvalError::Interrupted.into());
        }
        self.stop_at = (self.left - SLICE).max(0);
        Ok(())
    }

    /// A result, if it has no more digits than allowed.
    pub fn sized(&self, x: Int) -> Result<Int, Trap> {
        let bits = x.bits();
        if bits <= self.safe_bits {
            return Ok(x);
        }
        let too_big = bits > self.max_bits || x.abs() >= Int::from_big((**self.bound).clone());
        if too_big { Err(EvalError::TooBig.into()) } else { Ok(x) }
    }

    /// Forgets what lists and calls took: a term begins, or begins again.
    pub fn forget(&mut self) {
        (self.words, self.heavy, self.held) = (0, 0, 0);
    }

    /// Counts words of lists.
    pub fn make(&mut self, words: usize) -> Result<(), Trap> {
        self.words = self.words.saturating_add(words as u64);
        if self.words > self.max_words { Err(EvalError::Memory.into()) } else { Ok(()) }
    }

    /// Counts the words of big integers that are about to be put into a list.
    #[inline]
    pub fn weigh<V: Value>(&mut self, items: &[V]) -> Result<(), Trap> {
        self.heavy = items.iter().fold(self.heavy, |sum, x| sum.saturating_add(x.weight()));
        if self.heavy > self.max_heavy { Err(EvalError::Memory.into()) } else { Ok(()) }
    }

    /// Counts the words of big integers among the arguments of a call that begins.
    #[inline]
    pub fn hold(&mut self, weight: u64) -> Result<(), Trap> {
        self.held += weight;
        if self.held > self.max_heavy { Err(EvalError::Memory.into()) } else { Ok(()) }
    }
}
