//! Runs that move from bytecode to native code when that pays.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::JoinHandle;

use nth_base::Cost;
use nth_core::EvalError;
use nth_eval::{Evaluator, Native, Output, Run};
use nth_num::Int;

use crate::session::Ready;
use crate::tiers::{TierChoice, Tiers};

/// Compiling begins when a run has spent so many units: by then it has taken some fifteen milliseconds in bytecode, about
/// as long as the compiler takes on another thread. A run that ends before the compiler does waits for it.
const HOT: u64 = 20_000_000;
/// Programs of more instructions than this stay in bytecode: the compiler's time grows faster than they do.
const MAX_INSTRUCTIONS: usize = 5_000;

/// A run that gives terms at any indices, with what it remembers kept.
pub(crate) struct Runner<'r> {
    run: Run<'r>,
    ready: &'r Ready,
    tiers: &'r Tiers,
    state: State,
    /// Terms computed.
    terms: u64,
}

enum State {
    /// In bytecode, and it may become hot.
    Cold,
    /// In bytecode; the compiler is at work.
    Compiling(Pending),
    /// In native code since so many terms.
    Native(u64),
    /// In bytecode for good.
    Bytecode,
}

/// A compiler at work on another thread.
struct Pending {
    result: Receiver<Result<Arc<dyn Native>, String>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Pending {
    /// Waits: a process must not end while the compiler runs.
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl<'r> Runner<'r> {
    pub(crate) fn new(evaluator: &'r mut Evaluator, ready: &'r Ready, tiers: &'r Tiers) -> Self {
        let mut runner = Self { run: evaluator.run(&ready.code), ready, tiers, state: State::Bytecode, terms: 0 };
        let small = ready.code.instrs.len() <= MAX_INSTRUCTIONS;
        if let Some(backend) = &tiers.native {
            match tiers.choice {
                TierChoice::Bytecode => {}
                TierChoice::Native => {
                    ready.native.get_or_init(|| backend.compile(&ready.code));
                    runner.switch();
                }
                TierChoice::Auto if ready.native.get().is_some() => runner.switch(),
                TierChoice::Auto if small => runner.state = State::Cold,
                TierChoice::Auto => {}
            }
        }
        runner
    }

    /// Goes over to the native code, if it could be made.
    fn switch(&mut self) {
        self.state = match self.ready.native.get() {
            Some(Ok(native)) if self.run.is_small() => {
                self.run.switch(Arc::clone(native));
                State::Native(self.terms)
            }
            Some(Ok(_) | Err(_)) | None => State::Bytecode,
        };
    }

    /// The term that came first from native code, counted from the first of the run.
    pub(crate) fn native_from(&self) -> Option<u64> {
        match self.state {
            State::Native(at) => Some(at),
            State::Cold | State::Compiling(_) | State::Bytecode => None,
        }
    }

    fn advance(&mut self) {
        match &self.state {
            State::Cold => {
                if self.run.spent() < HOT {
                    return;
                }
                self.state = match &self.tiers.native {
                    Some(backend) if self.run.is_small() => {
                        let (sender, result) = channel();
                        let (backend, code) = (Arc::clone(backend), Arc::clone(&self.ready.code));
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
                    self.ready.native.set(result).ok();
                    self.switch();
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.state = State::Bytecode,
            },
            State::Native(_) | State::Bytecode => {}
        }
    }

    pub(crate) fn term(&mut self, index: &[i64]) -> Result<Int, EvalError> {
        self.advance();
        let value = if let [n] = index {
            self.run.term(*n)?
        } else {
            let args: Vec<Int> = index.iter().map(|n| Int::from(*n)).collect();
            match self.run.value(&args, self.ready.ty)? {
                Output::Int(x) => x,
                Output::Bool(_) | Output::List(_) => unreachable!("sequences have integer terms"),
            }
        };
        self.terms += 1;
        Ok(value)
    }

    pub(crate) fn spent(&self) -> Cost {
        self.run.cost()
    }
}
