//! One candidate against all targets.

use std::sync::Arc;

use nth_base::{Cancel, Cost, Limits};
use nth_core::dialect::qsynt;
use nth_core::{Arena, EvalError, ExprId, FuncId, Meta, Program, cost};
use nth_eval::{Code, Evaluator, Native, SMALL_DIGITS, compile, compile_candidate};
use nth_num::Int;

use crate::Targets;

/// A candidate as a reader makes it.
#[derive(Clone, Debug)]
pub enum Candidate {
    /// An expression of the published language: variable 1 is the index.
    Expr(ExprId),
    /// A program; its entry takes the index, counted from 0 plus the offset.
    Program {
        /// The functions.
        program: Program,
        /// The entry.
        entry: FuncId,
        /// Index of the first term.
        offset: i64,
    },
}

/// Reads candidates of one format from lines.
pub trait Reader: Send {
    /// The candidate of a line, or why it is none.
    ///
    /// # Errors
    /// A message for people.
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String>;

    /// Called when the arena was cleared: expressions kept are void.
    fn forget(&mut self) {}
}

/// Why a walk stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No sequence with these terms goes on, or none has the next term.
    Mismatch,
    /// A term had no value.
    Error(EvalError),
    /// The line is no program.
    Invalid,
}

impl Status {
    /// The name in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Error(e) => e.name(),
            Self::Invalid => "invalid",
        }
    }
}

/// A sequence that a candidate gives, all its listed terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Its row in the targets.
    pub row: u32,
    /// What the candidate had spent when the last term was matched.
    pub cost: Cost,
}

/// What became of a candidate.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Why the walk stopped.
    pub status: Status,
    /// Terms matched.
    pub terms: u32,
    /// Size of the program; 0 if it is none.
    pub size: u64,
    /// Sequences solved, in the order in which they were reached.
    pub solves: Vec<Solved>,
}

/// What is known of a program that is checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    size: u64,
    offset: i64,
    /// Whether it runs under the full budget, where there are two.
    second: bool,
}

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    /// Units executed.
    pub executed: u64,
    /// Those that native code would make faster.
    pub compilable: u64,
}

/// A candidate that was not decided in bytecode.
pub(crate) struct Hot {
    /// Its program.
    pub code: Code,
    /// The rest.
    pub job: Job,
    /// What it took up to then.
    pub work: Work,
}

/// What became of a candidate in bytecode.
pub(crate) enum Begun {
    /// It is decided, after so much.
    Done(Verdict, Work),
    /// It executed more than it may.
    Hot(Box<Hot>),
}

/// Checks candidates, one after the other; keeps what they share.
pub struct Checker<'a, R> {
    targets: &'a Targets,
    reader: R,
    arena: Arena,
    evaluator: Evaluator,
    code: Code,
    /// Limits of the last pass.
    limits: Limits,
    /// Budget of the first pass, and how many terms must match for the second.
    first: Option<(u64, u32)>,
}

/// Expressions are forgotten beyond so many, so that the arena stays in the processor's cache.
const MAX_NODES: usize = 2_000;
/// Tables are forgotten beyond so many entries: some hundred MB.
const MAX_ENTRIES: usize = 6_000_000;

impl<'a, R: Reader> Checker<'a, R> {
    /// A checker under these limits.
    pub fn new(targets: &'a Targets, reader: R, limits: &Limits, cancel: &Cancel) -> Self {
        Self {
            targets,
            reader,
            arena: Arena::new(),
            evaluator: Evaluator::new(limits, cancel),
            code: Code::default(),
            limits: *limits,
            first: None,
        }
    }

    /// Checks under a small budget first, and under the full one only what ran out of it after at least `promising`
    /// terms (the hybrid check of the published system).
    pub fn hybrid(&mut self, budget: u64, promising: u32) {
        self.first = Some((budget, promising));
    }

    /// The verdict on a line, in bytecode.
    pub fn check(&mut self, line: &[u8]) -> Verdict {
        match self.begin(line, |_| u64::MAX) {
            Begun::Done(verdict, _) => verdict,
            Begun::Hot(_) => unreachable!("nothing pauses without a limit"),
        }
    }

    /// Checks a line in bytecode, but only for so many units that native code would make faster, which `patience` says for a number of instructions.
    pub(crate) fn begin(&mut self, line: &[u8], patience: impl FnOnce(usize) -> u64) -> Begun {
        if self.arena.len() > MAX_NODES {
            self.arena.clear();
            self.reader.forget();
        }
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
        let invalid =
            Begun::Done(Verdict { status: Status::Invalid, terms: 0, size: 0, solves: Vec::new() }, Work::default());
        let Ok(candidate) = self.reader.read(&mut self.arena, line) else { return invalid };
        let (compiled, size, offset) = match &candidate {
            Candidate::Expr(e) => {
                let meta = self.arena.meta(*e);
                let size = u64::from(meta.size);
                if let Some(verdict) = self.at_first_sight(&meta) {
                    return Begun::Done(verdict, Work::default());
                }
                (compile_candidate(&self.arena, *e, &self.limits, &mut self.code), size, 0)
            }
            Candidate::Program { program, entry, offset } => {
                let size = program.size(&self.arena, *entry);
                let code = compile(&self.arena, program, *entry);
                (code.map(|c| self.code = c), size, *offset)
            }
        };
        if compiled.is_err() {
            return invalid;
        }
        let mut job = Job { size, offset, second: false };
        let patience = patience(self.code.instrs.len());
        let code = std::mem::take(&mut self.code);
        let (verdict, work) = self.go_on(&code, &mut job, None, patience);
        match verdict {
            Some(verdict) => {
                self.code = code;
                Begun::Done(verdict, work)
            }
            None => Begun::Hot(Box::new(Hot { code, job, work })),
        }
    }

    /// Checks a program from its first term on, natively if it is given so; no verdict if it executes more than so many
    /// such units. Also says what it took.
    pub(crate) fn go_on(
        &mut self,
        code: &Code,
        job: &mut Job,
        native: Option<&Arc<dyn Native>>,
        patience: u64,
    ) -> (Option<Verdict>, Work) {
        let mut before = Work::default();
        if let Some((budget, promising)) = self.first
            && !job.second
        {
            self.evaluator.set_budget(budget);
            let (verdict, work) = self.walk(code, job, native, patience);
            let again =
                verdict.as_ref().is_some_and(|v| v.status == Status::Error(EvalError::Budget) && v.terms >= promising);
            if !again || budget >= self.limits.budget {
                return (verdict, work);
            }
            job.second = true;
            before = work;
        }
        self.evaluator.set_budget(self.limits.budget);
        let (verdict, work) = self.walk(code, job, native, patience);
        (verdict, Work { executed: work.executed + before.executed, compilable: work.compilable + before.compilable })
    }

    /// Why a line is no candidate, for people; none if it is one.
    pub fn why_invalid(&mut self, line: &[u8]) -> Option<String> {
        match self.reader.read(&mut self.arena, line) {
            Err(why) => Some(why),
            Ok(Candidate::Expr(e)) => {
                compile_candidate(&self.arena, e, &self.limits, &mut self.code).err().map(|e| e.to_string())
            }
            Ok(Candidate::Program { program, entry, .. }) => {
                compile(&self.arena, &program, entry).err().map(|e| e.to_string())
            }
        }
    }

    /// The verdict on a candidate whose first term needs no loop and has an error or begins no sequence.
    fn at_first_sight(&self, meta: &Meta) -> Option<Verdict> {
        let first = meta.at_origin()?;
        let size = u64::from(meta.size);
        // No step on the way there costs more than a division, or a budget may be spent before.
        let budget = self.first.map_or(self.limits.budget, |(b, _)| b.min(self.limits.budget));
        if size * cost::DIVISION > budget || self.limits.max_digits < SMALL_DIGITS {
            return None;
        }
        let status = match first {
            Err(e) => Status::Error(e),
            Ok(x) if self.targets.walk().step(&Int::Small(x), |_| ()) => return None,
            Ok(_) => Status::Mismatch,
        };
        Some(Verdict { status, terms: 0, size, solves: Vec::new() })
    }

    fn walk(
        &mut self,
        code: &Code,
        job: &Job,
        native: Option<&Arc<dyn Native>>,
        patience: u64,
    ) -> (Option<Verdict>, Work) {
        let mut run = self.evaluator.run(code);
        if let Some(native) = native {
            run.switch(Arc::clone(native));
        }
        if patience < u64::MAX {
            run.pause_at(patience);
        }
        let mut walk = self.targets.walk();
        let mut solves = Vec::new();
        let over = walk.is_over();
        let mut step = |x: &Int, cost| walk.step(x, |row| solves.push(Solved { row, cost })) && !walk.is_over();
        let outcome = if over { Ok(()) } else { run.terms(job.offset, &mut step) };
        let work = Work { executed: run.executed(), compilable: run.compilable() };
        if run.is_paused() {
            return (None, work);
        }
        let status = outcome.map_or_else(Status::Error, |()| Status::Mismatch);
        (Some(Verdict { status, terms: walk.matched() as u32, size: job.size, solves }), work)
    }
}

/// Reads the letters A..N.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    stack: Vec<ExprId>,
}

impl Reader for Letters {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, String> {
        qsynt::parse(arena, line, &mut self.stack).map(Candidate::Expr).map_err(|e| e.to_string())
    }
}
