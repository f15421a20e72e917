//! Runs: consecutive terms of a program under limits.

use std::sync::Arc;

use nth_base::{Cancel, Cost, Limits};
use nth_core::{EvalError, Ty, cost};
use nth_num::Int;

use crate::code::Code;
use crate::machine::{Entry, Machine};
use crate::memory::Memory;
use crate::meter::{Meter, Trap};
use crate::native::{Host, Leave, Native};
use crate::output::{Output, output};
use crate::tables::{Search, Searches};
use crate::trace::Trace;
use crate::value::Value;
use crate::wide;

/// An evaluator of programs. It keeps its memory, and the tables that programs share, between runs.
pub struct Evaluator {
    small: Box<Machine<i64>>,
    wide: Option<Box<Machine<i128>>>,
    big: Option<Box<Machine<Int>>>,
    searches: Searches,
    memory: Memory,
    saved: Vec<(Search, usize, i64, i64)>,
    meter: Meter,
    limits: Limits,
}

impl Evaluator {
    /// An evaluator with empty tables. Raising the flag ends any run with `interrupted`.
    #[must_use]
    pub fn new(limits: &Limits, cancel: &Cancel) -> Self {
        Self {
            meter: Meter::new(limits, cancel),
            limits: *limits,
            small: Box::default(),
            wide: None,
            big: None,
            searches: Searches::default(),
            memory: Memory::default(),
            saved: Vec::new(),
        }
    }

    /// Number of entries in tables, a measure of the memory used.
    #[must_use]
    pub fn entries(&self) -> usize {
        let wide = self.wide.as_ref().map_or(0, |w| w.tables.entries * 2);
        let big = self.big.as_ref().map_or(0, |b| b.tables.entries * 4);
        self.small.tables.entries + wide + big + self.searches.entries + self.searches.tables.len()
    }

    /// Empties the tables that programs share.
    pub fn clear(&mut self) {
        self.small.tables.clear();
        if let Some(wide) = &mut self.wide {
            wide.tables.clear();
        }
        if let Some(big) = &mut self.big {
            big.tables.clear();
        }
        self.searches.clear();
    }

    /// Bounds the number of entries in the tables that programs share. Memory is bounded besides, at some 512 MB.
    /// Values and costs do not depend on the bounds.
    pub fn keep_at_most(&mut self, entries: usize) {
        self.meter.most_entries = entries;
    }

    /// Sets the budget of the runs to come, in cost units a term.
    pub fn set_budget(&mut self, budget: u64) {
        self.limits.budget = budget;
    }

    /// Starts a run of a program.
    pub fn run<'a>(&'a mut self, code: &'a Code) -> Run<'a> {
        self.searches.select(code);
        self.memory.reset(&code.funcs);
        let budget = i64::try_from(self.limits.budget).unwrap_or(i64::MAX);
        self.meter.reset(code.orbits.len());
        // A small limit on digits needs a check of every number, which only the big machine does.
        let width = if self.limits.max_digits < wide::DIGITS { IntWidth::Big } else { IntWidth::Small };
        let mut run =
            Run { evaluator: self, code, budget, start: 0, loaded: false, width, native: None, stopped: None };
        run.enter(width);
        run
    }
}

/// The width of the integers of a machine. A run only goes to wider ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IntWidth {
    /// Machine integers of 64 bits; values have at most 62 bits.
    Small,
    /// Machine integers of 128 bits; values have at most 126 bits.
    Wide,
    /// Integers of any size.
    Big,
}

/// A run of a program, which gives terms until an error.
pub struct Run<'a> {
    evaluator: &'a mut Evaluator,
    code: &'a Code,
    budget: i64,
    /// Position where the entry starts. Its constants are loaded once.
    start: usize,
    loaded: bool,
    width: IntWidth,
    /// Native code that takes the place of the small machine.
    native: Option<Arc<dyn Native>>,
    /// Cost of the terms before the one that failed, if one did.
    stopped: Option<Cost>,
}

impl Run<'_> {
    /// Cost units spent so far, every loop counted from its start.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.cost().published
    }

    /// Cost units spent so far, counting only the new steps of loops that continue.
    #[must_use]
    pub fn continued(&self) -> u64 {
        self.cost().continued
    }

    /// Cost of the terms that have values so far, in both readings. A term that failed is not counted.
    #[must_use]
    pub fn cost(&self) -> Cost {
        self.stopped.unwrap_or_else(|| self.evaluator.meter.spent())
    }

    /// Switches to native code of the same program from the next term on, as long as values stay in 62 bits.
    pub fn switch(&mut self, native: Arc<dyn Native>) {
        self.native = Some(native);
    }

    /// Whether the next term would run on the small machine or in native code: no value has left 62 bits yet.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.width == IntWidth::Small
    }

    /// Units executed so far: the published cost without values from tables.
    #[must_use]
    pub fn executed(&self) -> u64 {
        self.evaluator.meter.executed().max(0).cast_unsigned()
    }

    /// Executed units that native code would make faster: an allowance for each step on a table is subtracted, and the
    /// result is 0 if values have left 62 bits.
    #[must_use]
    pub fn compilable(&self) -> u64 {
        if self.width == IntWidth::Small { self.evaluator.meter.compilable().max(0).cast_unsigned() } else { 0 }
    }

    /// Ends the run with `interrupted` when [`Run::compilable`] reaches about `units`, unless values have left 62 bits
    /// by then. [`Run::is_paused`] tells this from a cancelled run. A run begun again gives the same terms.
    pub fn pause_at(&mut self, units: u64) {
        if self.width == IntWidth::Small {
            self.evaluator.meter.pause_at(i64::try_from(units).unwrap_or(i64::MAX));
        }
    }

    /// Whether the run was paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.evaluator.meter.is_paused()
    }

    fn begin(&mut self) {
        self.evaluator.meter.grant(self.budget);
    }

    /// Computes the integer term at a machine index.
    ///
    /// # Errors
    /// The error of the term; the run is over.
    pub fn term(&mut self, n: i64) -> Result<Int, EvalError> {
        self.value(&[Int::Small(n)], Ty::INT).map(Output::integer)
    }

    /// Computes the integer terms from index `n` on, until `more` returns false for a term and the cost up to it. This
    /// is the fast path of the checker: the interpreter is not left between terms.
    ///
    /// # Errors
    /// The error of a term; the run is over.
    pub fn terms(&mut self, mut n: i64, mut more: impl FnMut(&Int, Cost) -> bool) -> Result<(), EvalError> {
        let alone = self.code.funcs.len() == 1 && !self.code.funcs[0].memo && !self.code.tail_calls;
        if alone && self.native.is_none() && self.width == IntWidth::Small && !cost::is_large_i64(n) {
            self.begin();
            self.save();
            let budget = self.budget;
            let Evaluator { small, meter, searches, memory, saved, .. } = &mut *self.evaluator;
            let entry = Entry { code: self.code, start: self.start };
            small.set_index(n);
            let outcome = small.run::<false>(entry, meter, searches, memory, |x, meter, searches| {
                let go_on = more(&Int::Small(*x), meter.spent());
                if go_on {
                    n += 1;
                    meter.grant(budget);
                    meter.note();
                    note(saved, searches);
                }
                go_on
            });
            match outcome {
                Ok(_) => return Ok(()),
                Err(Trap::Error(e)) => return Err(self.stop(e)),
                Err(Trap::Dear) => return Err(self.stop(EvalError::Budget)),
                Err(Trap::Large) => {}
            }
            // The term that left 62 bits begins again, with the budget it was granted.
            self.retreat(IntWidth::Wide);
            let x = self.climb(&[Int::Small(n)], Ty::INT).map_err(|e| self.stop(e))?.integer();
            if !more(&x, self.cost()) {
                return Ok(());
            }
            n += 1;
        }
        // The index may leave 64 bits.
        let mut index = Int::Small(n);
        loop {
            let x = self.value(std::slice::from_ref(&index), Ty::INT)?.integer();
            if !more(&x, self.cost()) {
                return Ok(());
            }
            index = index.add(&Int::ONE);
        }
    }

    /// Computes the value of type `ty` at any arguments.
    ///
    /// # Errors
    /// The error; the run is over.
    pub fn value(&mut self, args: &[Int], ty: Ty) -> Result<Output, EvalError> {
        self.begin();
        self.evaluate(args, ty).map_err(|e| self.stop(e))
    }

    /// Ends the run with this error: its cost is that of the terms before.
    #[cold]
    fn stop(&mut self, e: EvalError) -> EvalError {
        self.stopped = Some(self.stopped.unwrap_or_else(|| self.evaluator.meter.noted()));
        e
    }

    /// Value of the entry, remembered if the entry remembers its values.
    fn evaluate(&mut self, args: &[Int], ty: Ty) -> Result<Output, EvalError> {
        if !self.code.funcs[0].memo {
            return self.climb(args, ty);
        }
        if let Some(x) = self.evaluator.memory.recall(0, args)? {
            return Ok(Output::Int(x.clone()));
        }
        let x = self.climb(args, Ty::INT)?.integer();
        let most = self.evaluator.meter.max_heavy;
        self.evaluator.memory.remember(0, args, &x, most)?;
        Ok(Output::Int(x))
    }

    /// Evaluates on the current machine, and on the next ones if the value leaves it.
    fn climb(&mut self, args: &[Int], ty: Ty) -> Result<Output, EvalError> {
        loop {
            self.save();
            if self.width == IntWidth::Small
                && let Some(native) = self.native.clone()
            {
                match self.natively(native.as_ref(), args, ty) {
                    Ok(x) => return Ok(x),
                    Err(Leave::Error(e)) => return Err(e),
                    Err(Leave::Large) => self.retreat(IntWidth::Wide),
                    Err(Leave::Stack) => {
                        self.native = None;
                        self.retreat(IntWidth::Small);
                    }
                }
                continue;
            }
            let e = &mut *self.evaluator;
            let entry = Entry { code: self.code, start: self.start };
            let (meter, searches, memory) = (&mut e.meter, &mut e.searches, &mut e.memory);
            let outcome = match self.width {
                IntWidth::Small => e.small.evaluate(entry, args, ty, meter, searches, memory),
                IntWidth::Wide => {
                    let wide = e.wide.get_or_insert_default();
                    wide.evaluate(entry, args, ty, meter, searches, memory)
                }
                IntWidth::Big => {
                    let big = e.big.get_or_insert_default();
                    big.evaluate(entry, args, ty, meter, searches, memory)
                }
            };
            match outcome {
                Ok(x) => {
                    self.loaded();
                    return Ok(x);
                }
                Err(Trap::Error(e)) => return Err(e),
                Err(Trap::Dear) => return Err(EvalError::Budget),
                Err(Trap::Large) => {
                    self.retreat(if self.width == IntWidth::Small { IntWidth::Wide } else { IntWidth::Big })
                }
            }
        }
    }

    /// Evaluates once more the term that failed last, at these arguments, in bytecode, and gives the place where it
    /// fails. `None` if it does not fail again, which happens where the run was interrupted or its memory is used up.
    ///
    /// The run is over afterwards; its cost stays what it was.
    pub fn trace(&mut self, args: &[Int]) -> Option<Trace> {
        let meter = self.evaluator.meter.clone();
        let mut width = self.width;
        let trace = loop {
            self.retreat(width);
            let e = &mut *self.evaluator;
            let entry = Entry { code: self.code, start: self.start };
            let (m, searches, memory) = (&mut e.meter, &mut e.searches, &mut e.memory);
            let outcome = match width {
                IntWidth::Small => e.small.trace(entry, args, m, searches, memory),
                IntWidth::Wide => e.wide.get_or_insert_default().trace(entry, args, m, searches, memory),
                IntWidth::Big => e.big.get_or_insert_default().trace(entry, args, m, searches, memory),
            };
            match outcome {
                Ok(trace) => break trace,
                Err(Trap::Error(_) | Trap::Dear) => break None,
                Err(Trap::Large) => width = if width == IntWidth::Small { IntWidth::Wide } else { IntWidth::Big },
            }
        };
        self.evaluator.meter = meter;
        trace
    }

    /// Evaluates the entry in native code.
    fn natively(&mut self, native: &dyn Native, args: &[Int], ty: Ty) -> Result<Output, Leave> {
        let e = &mut *self.evaluator;
        e.small.heap.clear();
        let mut small = Vec::with_capacity(args.len());
        for x in args {
            small.push(i64::from_int(x)?);
        }
        let mut host = Host {
            machine: &mut e.small,
            code: self.code,
            meter: &mut e.meter,
            searches: &mut e.searches,
            memory: &mut e.memory,
        };
        let x = native.call(&mut host, &small)?;
        if e.meter.left < 0 {
            return Err(Leave::Error(EvalError::Budget));
        }
        Ok(output(&e.small.heap, &x, ty))
    }

    /// Notes after the first term that the constants of the entry are in their registers, unless calls have used them.
    fn loaded(&mut self) {
        if !self.loaded {
            self.loaded = true;
            if self.code.funcs.len() == 1 && !self.code.tail_calls {
                self.start = self.code.funcs[0].body as usize;
            }
        }
    }

    /// Notes the state that a term may change before it leaves its machine.
    fn save(&mut self) {
        let e = &mut *self.evaluator;
        e.meter.note();
        note(&mut e.saved, &e.searches);
        if self.code.funcs.len() > 1 || self.code.funcs[0].memo {
            e.memory.note();
        }
    }

    /// Restores the state before this term, and switches to another machine for the rest of the run.
    fn retreat(&mut self, width: IntWidth) {
        let e = &mut *self.evaluator;
        e.meter.undo();
        if !e.searches.current.is_empty() {
            for (k, &(s, found, next, total)) in e.saved.iter().enumerate() {
                e.searches.current[k] = s;
                if !s.shared {
                    let t = &mut e.searches.tables[s.table as usize];
                    t.numbers.truncate(found);
                    t.costs.truncate(found);
                    (t.next, t.total) = (next, total);
                }
            }
            e.searches.recount();
        }
        e.memory.undo();
        self.enter(width);
    }

    fn enter(&mut self, width: IntWidth) {
        self.width = width;
        if width != IntWidth::Small {
            self.evaluator.meter.pause_at(i64::MAX);
        }
        self.loaded = false;
        self.start = self.code.funcs[0].start as usize;
        let e = &mut *self.evaluator;
        match width {
            IntWidth::Small => e.small.enter(self.code),
            IntWidth::Wide => e.wide.get_or_insert_default().enter(self.code),
            IntWidth::Big => e.big.get_or_insert_default().enter(self.code),
        }
    }
}

/// Notes the progress of the searches.
#[inline]
fn note(saved: &mut Vec<(Search, usize, i64, i64)>, searches: &Searches) {
    if searches.current.is_empty() {
        return;
    }
    saved.clear();
    for s in &searches.current {
        let t = &searches.tables[s.table as usize];
        saved.push((*s, t.numbers.len(), t.next, t.total));
    }
}
