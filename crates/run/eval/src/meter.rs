//! Account of a run: the budget that is left, the cost so far, and the limits on numbers and memory.

use std::sync::LazyLock;

use nth_base::{Cancel, Cost, CostReading, Limits};
use nth_core::{EvalError, cost};
use nth_num::{BigInt, Int, max_bits_for_digits};

use crate::tables::MAX_ENTRIES;
use crate::value::Value;

/// The reason why the interpreter stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// A value left the 62 bits: the term starts again on big integers.
    Large,
    /// An error of the term.
    Error(EvalError),
    /// A step would cost more than seems to be left. What is left is known only where the step stands in its code
    /// (`machine::pays`).
    Dear,
}

impl From<EvalError> for Trap {
    fn from(e: EvalError) -> Self {
        Self::Error(e)
    }
}

/// Cost units between two checks of the cancel flag.
const SLICE: i64 = 1 << 20;

/// Cost units of ordinary steps on which native code gains as much time as it loses on one step on tables.
const STEP: i64 = 15;

/// Lists that are longer are made only if the budget pays for them.
const LONG_LIST: usize = 4096;

/// Smallest number of cost units between two checks in a run that is to pause.
const LEAST_SLICE: i64 = 1 << 14;

/// Lower end of the bound on the memory of numbers (128 MB, in words). The bound protects the machine and is not part
/// of the meaning of a program.
const LEAST_HEAVY: u64 = 1 << 24;
/// Upper end of the bound on the memory of numbers (512 MB, in words).
const MOST_HEAVY: u64 = 1 << 26;

/// Iterations that were charged before and are computed again, since their states could not be kept.
#[derive(Clone, Copy, Debug)]
struct Loan {
    /// Number of the table of the loop.
    table: u16,
    /// Last iteration that is computed again.
    end: i64,
    /// Units left before the loan.
    left: i64,
    /// Units left when the iterations began.
    from: i64,
}

/// The account at the beginning of a term.
#[derive(Clone, Debug, Default)]
struct Noted {
    left: i64,
    spared: i64,
    skipped: i64,
    marks: Vec<i64>,
}

/// Budget and limits of a run.
#[derive(Clone, Debug)]
pub struct Meter {
    /// Units left; negative when overdrawn.
    pub left: i64,
    /// Cost units that the run was given so far.
    pub given: i64,
    /// Cost units saved by loops that continue: the published cost less the incremental one.
    spared: i64,
    /// The reading of the cost that the budget counts.
    reading: CostReading,
    /// Number of iterations charged for each loop that continues, by the number of its table.
    marks: Vec<i64>,
    /// A loop that computes again what was charged before.
    loan: Option<Loan>,
    /// Cost units charged for values from tables, which were not executed.
    skipped: i64,
    /// Number of steps on tables, which native code does no faster.
    pub steps: i64,
    /// Executed units at which the run pauses.
    pause_at: i64,
    /// Whether the run has paused.
    paused: bool,
    noted: Noted,
    /// Bound on entries and words of big integers in tables.
    pub most_entries: usize,
    /// Bound on `left` below which [`Meter::refill`] checks the flag and the budget.
    pub stop_at: i64,
    /// Words of lists made in this term.
    pub words: u64,
    /// Bound on `words`, the words of lists made in a term.
    pub max_words: u64,
    /// Words of big integers in lists of this term.
    pub heavy: u64,
    /// Words of big integers among the arguments of active calls.
    pub held: u64,
    /// Bound on `heavy`, on `held`, and on the words of remembered values.
    pub max_heavy: u64,
    /// Cost of the step that ended with [`Trap::Dear`].
    dear: u64,
    /// Whether the budget pays for the step that is done again.
    paid: bool,
    /// Bound on active calls.
    pub max_depth: u32,
    /// Results of no more bits than this have at most `max_digits` digits.
    safe_bits: u64,
    /// Results of more bits than this have too many digits.
    pub max_bits: u64,
    /// Smallest absolute value with too many digits: 10 ^ max_digits.
    bound: std::sync::Arc<LazyLock<BigInt, Box<dyn FnOnce() -> BigInt + Send>>>,
    cancel: Cancel,
}

impl Meter {
    /// Creates a meter without budget, under the limits given.
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        let digits = limits.max_digits;
        let bound: LazyLock<BigInt, Box<dyn FnOnce() -> BigInt + Send>> =
            LazyLock::new(Box::new(move || BigInt::from(10).pow(digits)));
        let max_bits = max_bits_for_digits(digits);
        Self {
            left: 0,
            given: 0,
            spared: 0,
            reading: limits.reading,
            marks: Vec::new(),
            loan: None,
            skipped: 0,
            steps: 0,
            pause_at: i64::MAX,
            paused: false,
            noted: Noted::default(),
            most_entries: MAX_ENTRIES,
            stop_at: 0,
            words: 0,
            max_words: limits.max_words,
            heavy: 0,
            held: 0,
            max_heavy: limits.max_words.clamp(LEAST_HEAVY, MOST_HEAVY),
            dear: 0,
            paid: false,
            max_depth: limits.max_depth,
            safe_bits: max_bits.saturating_sub(1),
            max_bits,
            bound: std::sync::Arc::new(bound),
            cancel: cancel.clone(),
        }
    }

    /// Begins a run of a program with `loops` tables of loops.
    pub fn reset(&mut self, loops: usize) {
        (self.left, self.given, self.spared, self.stop_at) = (0, 0, 0, i64::MAX);
        self.loan = None;
        (self.skipped, self.steps, self.pause_at, self.paused) = (0, 0, i64::MAX, false);
        self.marks.clear();
        self.marks.resize(loops, 0);
    }

    /// Gives a term its budget. The next check of the cancel flag moves along.
    #[inline]
    pub fn grant(&mut self, budget: i64) {
        let sum = self.given.saturating_add(budget);
        let more = sum - self.given;
        self.left += more;
        self.stop_at = self.stop_at.saturating_add(more);
        self.forget();
        self.given = sum;
    }

    /// Cost of the run so far, in both readings.
    #[inline]
    pub fn spent(&self) -> Cost {
        // A run may be interrupted in the middle of a loop that costs nothing.
        let left = self.loan.map_or(self.left, |loan| loan.left);
        self.cost_of(left, self.spared)
    }

    /// Cost of a run that has this much left, in both readings.
    #[inline]
    fn cost_of(&self, left: i64, spared: i64) -> Cost {
        let counted = (self.given - left).unsigned_abs();
        let spared = spared.unsigned_abs();
        match self.reading {
            CostReading::Published => Cost { published: counted, continued: counted.saturating_sub(spared) },
            CostReading::Continued => Cost { published: counted.saturating_add(spared), continued: counted },
        }
    }

    /// Cost of the run up to the beginning of the current term, in both readings.
    pub fn noted(&self) -> Cost {
        self.cost_of(self.noted.left, self.noted.spared)
    }

    /// Charges for a value from a table, which was not executed.
    #[inline]
    pub fn skip(&mut self, cost: i64) {
        self.left -= cost;
        self.skipped = self.skipped.saturating_add(cost);
    }

    /// Units executed so far: the published cost without values from tables.
    pub fn executed(&self) -> i64 {
        self.spent().published.cast_signed().saturating_sub(self.skipped)
    }

    /// The part of the executed units that native code makes faster.
    pub fn compilable(&self) -> i64 {
        self.executed().saturating_sub(STEP * self.steps)
    }

    /// Sets the number of compilable units ([`Meter::compilable`]) at which the run pauses.
    pub fn pause_at(&mut self, executed: i64) {
        (self.pause_at, self.stop_at) = (executed, i64::MAX);
    }

    /// Whether the run paused.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Notes the account, in case the term leaves its machine.
    #[inline]
    pub fn note(&mut self) {
        (self.noted.left, self.noted.spared, self.noted.skipped) = (self.left, self.spared, self.skipped);
        if !self.marks.is_empty() {
            self.noted.marks.clone_from(&self.marks);
        }
    }

    /// Restores the account that was noted.
    pub fn undo(&mut self) {
        (self.left, self.spared, self.stop_at) = (self.noted.left, self.noted.spared, i64::MAX);
        self.skipped = self.noted.skipped;
        self.loan = None;
        if !self.marks.is_empty() {
            self.marks.clone_from(&self.noted.marks);
        }
        self.forget();
    }

    /// Notes that a loop that continues is asked for its value after k iterations. Returns how many of them were
    /// charged before.
    #[inline]
    pub fn mark(&mut self, table: u16, k: usize) -> usize {
        let mark = &mut self.marks[usize::from(table)];
        let k = i64::try_from(k).unwrap_or(i64::MAX);
        let before = k.min(*mark);
        // The loop reaches k, or the run is over.
        *mark = (*mark).max(k.min(cost::MAX_CONTINUED));
        before as usize
    }

    /// Notes that this cost was charged before.
    #[inline]
    pub fn spare(&mut self, cost: i64) {
        self.spared += cost;
        match self.reading {
            CostReading::Published => {}
            CostReading::Continued => self.left += cost,
        }
    }

    /// Marks the iterations of a loop up to `end` as charged before. Their states could not be kept, so they are
    /// computed again.
    #[cold]
    pub fn lend(&mut self, table: u16, end: usize) -> Result<(), Trap> {
        let left = self.left;
        if self.reading == CostReading::Continued {
            if left < 0 {
                return Err(EvalError::Budget.into());
            }
            (self.left, self.stop_at) = (i64::MAX - 1, i64::MAX);
        }
        self.loan = Some(Loan { table, end: end as i64, left, from: self.left });
        Ok(())
    }

    /// The last iteration that this loop computes again at no cost, if it does now.
    pub fn loan_end(&self, table: u16) -> Option<i64> {
        self.loan.filter(|loan| loan.table == table).map(|loan| loan.end)
    }

    /// Ends iteration k of a loop, which may be the last of those charged before.
    #[inline]
    pub fn settle(&mut self, table: u16, k: i64) {
        if let Some(loan) = self.loan
            && (loan.table, loan.end) == (table, k)
        {
            let cost = loan.from - self.left;
            self.left = loan.left - cost;
            self.loan = None;
            self.stop_at = i64::MAX;
            self.spare(cost);
        }
    }

    /// Checks the budget and the cancel flag, when `left` fell below `stop_at`.
    #[cold]
    pub fn refill(&mut self) -> Result<(), Trap> {
        if self.left < 0 {
            return Err(EvalError::Budget.into());
        }
        if self.cancel.is_raised() {
            return Err(EvalError::Interrupted.into());
        }
        let mut slice = SLICE;
        if self.pause_at < i64::MAX {
            let to_come = self.pause_at - self.compilable();
            if to_come <= 0 {
                self.paused = true;
                return Err(EvalError::Interrupted.into());
            }
            slice = to_come.clamp(LEAST_SLICE, SLICE);
        }
        self.stop_at = (self.left - slice).max(0);
        Ok(())
    }

    /// Checks before a step that may take long that the budget pays for it.
    ///
    /// # Errors
    /// [`Trap::Dear`]: perhaps not.
    pub fn afford(&mut self, cost: u64) -> Result<(), Trap> {
        if std::mem::take(&mut self.paid) || i64::try_from(cost).is_ok_and(|cost| cost <= self.left) {
            return Ok(());
        }
        self.dear = cost;
        Err(Trap::Dear)
    }

    /// Whether the budget pays for the step that ended with [`Trap::Dear`], if `ahead` units were charged for steps
    /// after it. If so, the step may be done again.
    #[cold]
    pub fn pays(&mut self, ahead: i64) -> bool {
        let left = self.left.saturating_add(ahead);
        self.paid = i64::try_from(self.dear).is_ok_and(|cost| cost <= left);
        self.paid
    }

    /// Whether the user stopped the run.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_raised()
    }

    /// Returns the result, if it has no more digits than allowed.
    pub fn sized(&self, x: Int) -> Result<Int, Trap> {
        self.fits(&x).map(|()| x)
    }

    /// Checks that a result has no more digits than allowed.
    #[inline]
    pub fn fits(&self, x: &Int) -> Result<(), Trap> {
        let bits = x.bits();
        if bits <= self.safe_bits {
            return Ok(());
        }
        let too_big = bits > self.max_bits || x.abs() >= Int::from_big((**self.bound).clone());
        if too_big { Err(EvalError::TooBig.into()) } else { Ok(()) }
    }

    /// Resets the memory of lists and calls, when a term begins or begins again.
    pub fn forget(&mut self) {
        (self.words, self.heavy, self.held) = (0, 0, 0);
    }

    /// Counts words of lists.
    pub fn make(&mut self, words: usize) -> Result<(), Trap> {
        self.words = self.words.saturating_add(words as u64);
        if self.words > self.max_words { Err(EvalError::Memory.into()) } else { Ok(()) }
    }

    /// Counts words of a list that is made in one step at this cost, and checks that the budget pays for it if that may
    /// take long.
    pub fn make_for(&mut self, words: usize, cost: u64) -> Result<(), Trap> {
        self.make(words)?;
        if words <= LONG_LIST {
            return Ok(());
        }
        // If the step is done again, its words are counted again.
        self.afford(cost).inspect_err(|_| self.words -= words as u64)
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
