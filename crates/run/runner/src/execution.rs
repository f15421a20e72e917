//! Runs that move from bytecode to native code when that pays.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::JoinHandle;

use nth_base::Cost;
use nth_core::{EvalError, Ty};
use nth_eval::{Evaluator, Native, Output, Run, Trace};
use nth_num::Int;

use crate::{EnginePolicy, Engines, Executable};

/// Cost units after which a run is compiled to native code: by then it has taken some fifteen milliseconds in bytecode,
/// about as long as the compiler takes on another thread. A run that ends before the compiler does waits for it.
pub(crate) const PROMOTION_BUDGET: u64 = 20_000_000;
/// Programs of more instructions than this stay in bytecode: the compiler's time grows faster than they do.
pub(crate) const MAX_INSTRUCTIONS: usize = 5_000;

/// A run of a program, which gives terms at any indices. Remembered values of functions are kept from term to term.
pub struct Execution<'r> {
    run: Run<'r>,
    executable: &'r Executable,
    engines: Option<&'r Engines>,
    state: State,
    /// Number of terms computed so far by this run.
    terms: u64,
}

enum State {
    /// Run in bytecode, until the promotion budget is spent.
    Cold,
    /// Run in bytecode, while the compiler works on another thread.
    Compiling(Pending),
    /// Run in native code; the number of terms computed before it.
    Native(u64),
    /// Run in bytecode to its end.
    Bytecode,
}

/// A compiler at work on another thread.
struct Pending {
    result: Receiver<Result<Arc<dyn Native>, String>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Pending {
    /// Waits for the compiler, since a process must not end while the compiler runs.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl<'r> Execution<'r> {
    /// Starts a run in bytecode only.
    #[must_use]
    pub fn in_bytecode(evaluator: &'r mut Evaluator, executable: &'r Executable) -> Self {
        let run = evaluator.run(executable.code());
        Self { run, executable, engines: None, state: State::Bytecode, terms: 0 }
    }

    /// Starts a run on the engines that the policy selects.
    #[must_use]
    pub fn new(evaluator: &'r mut Evaluator, executable: &'r Executable, engines: &'r Engines) -> Self {
        let mut execution = Self { engines: Some(engines), ..Self::in_bytecode(evaluator, executable) };
        let small = executable.code().instrs.len() <= MAX_INSTRUCTIONS;
        if let Some(backend) = &engines.native {
            match engines.policy {
                EnginePolicy::Never => {}
                EnginePolicy::Always => {
                    executable.make(backend.as_ref());
                    execution.switch();
                }
                EnginePolicy::Auto if executable.made().is_some() => execution.switch(),
                EnginePolicy::Auto if small => execution.state = State::Cold,
                EnginePolicy::Auto => {}
            }
        }
        execution
    }

    /// Switches to native code, if it could be made.
    fn switch(&mut self) {
        self.state = match self.executable.made() {
            Some(Ok(native)) if self.run.is_small() => {
                self.run.switch(Arc::clone(native));
                State::Native(self.terms)
            }
            Some(Ok(_) | Err(_)) | None => State::Bytecode,
        };
    }

    /// Number of terms that this run computed before native code; none if it does not run in native code.
    #[must_use]
    pub fn native_from(&self) -> Option<u64> {
        match self.state {
            State::Native(at) => Some(at),
            State::Cold | State::Compiling(_) | State::Bytecode => None,
        }
    }

    /// Begins to compile when the promotion budget is spent, and switches when the compiler is done.
    fn advance(&mut self) {
        match &self.state {
            State::Cold => {
                if self.run.spent() < PROMOTION_BUDGET {
                    return;
                }
                self.state = match self.engines.and_then(|e| e.native.as_ref()) {
                    Some(backend) if self.run.is_small() => {
                        let (sender, result) = channel();
                        let (backend, code) = (Arc::clone(backend), Arc::clone(self.executable.code()));
                        let thread = std::thread::spawn(move || {
                            sender.send(backend.compile(&code)).ok();
                        });
                        State::Compiling(Pending { result, thread: Some(thread) })
                    }
                    Some(_) | None => State::Bytecode,
                };
            }
            State::Compiling(pending) => match pending.result.try_recv() {
                Ok(result) => {
                    self.executable.keep(result);
                    self.switch();
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.state = State::Bytecode,
            },
            State::Native(_) | State::Bytecode => {}
        }
    }

    /// Computes the integer term at an index; for triangles and arrays, at both indices.
    ///
    /// # Errors
    /// The error of the term; the run is over.
    pub fn term(&mut self, index: &[i64]) -> Result<Int, EvalError> {
        if let [n] = index {
            self.advance();
            let value = self.run.term(*n)?;
            self.terms += 1;
            return Ok(value);
        }
        let args: Vec<Int> = index.iter().map(|n| Int::from(*n)).collect();
        self.term_at(&args)
    }

    /// Computes the integer term at arguments of any size.
    ///
    /// # Errors
    /// The error of the term; the run is over.
    pub fn term_at(&mut self, args: &[Int]) -> Result<Int, EvalError> {
        self.advance();
        let value = match self.run.value(args, Ty::INT)? {
            Output::Int(x) => x,
            Output::Bool(_) | Output::List(_) => unreachable!("sequences have integer terms"),
        };
        self.terms += 1;
        Ok(value)
    }

    /// Computes the value of the entry at these arguments, of the entry's type.
    ///
    /// # Errors
    /// The error of the value; the run is over.
    pub fn value(&mut self, args: &[Int]) -> Result<Output, EvalError> {
        self.run.value(args, self.executable.ret())
    }

    /// Ends the run with `interrupted` when it has spent about `units` that native code would make faster.
    pub(crate) fn pause_at(&mut self, units: u64) {
        self.run.pause_at(units);
    }

    /// Whether the run was paused.
    pub(crate) fn is_paused(&self) -> bool {
        self.run.is_paused()
    }

    /// Evaluates once more, in bytecode, what failed last at these arguments, and gives the place where it fails.
    /// `None` if the place cannot be found. The run is over.
    pub fn trace(&mut self, args: &[Int]) -> Option<Trace> {
        self.run.trace(args)
    }

    /// Number of parameters of the entry.
    #[must_use]
    pub fn params(&self) -> usize {
        self.executable.params()
    }

    /// Cost of the run so far, in both readings.
    #[must_use]
    pub fn cost(&self) -> Cost {
        self.run.cost()
    }
}
