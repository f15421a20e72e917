//! The checker: compares the terms of one candidate with all targets.

use std::fmt;
use std::sync::Arc;

use nth_base::{Cancel, Cost, Limits};
use nth_core::{Arena, EvalError, Meta, cost};
use nth_dialects::{Candidate, Reader};
use nth_eval::{Code, CompileError, Evaluator, Native, SMALL_DIGITS, compile, compile_candidate};
use nth_num::Int;

use crate::Targets;

/// The reason why a check stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No target continues with the next term, or all targets that match have ended.
    Mismatch,
    /// A term has no value, or exceeds a limit.
    Error(EvalError),
    /// The line is not a program.
    Invalid,
}

impl Status {
    /// The name of the status in the output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Error(e) => e.name(),
            Self::Invalid => "invalid",
        }
    }
}

/// A solved sequence: the candidate gives all of its listed terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Row of the sequence in the targets.
    pub row: u32,
    /// Cost of the terms up to the last listed one, in cost units, in both readings.
    pub cost: Cost,
}

/// Result of checking a candidate.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The reason why the check stopped.
    pub status: Status,
    /// Number of terms matched: the longest prefix of the candidate's terms that some target has.
    pub terms: u32,
    /// Size of the program, in nodes; 0 if the line is not a program.
    pub size: u64,
    /// Sequences solved, in the order in which they were reached.
    pub solves: Vec<Solved>,
    /// The reason why the line is not a program; none if it is one.
    pub invalid: Option<Box<Invalid>>,
}

impl Verdict {
    /// The verdict on a line that is not a program.
    pub(crate) fn invalid(why: Invalid) -> Self {
        Self { status: Status::Invalid, terms: 0, size: 0, solves: Vec::new(), invalid: Some(Box::new(why)) }
    }
}

/// The reason why a line is not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The line is longer than [`crate::MAX_LINE`].
    TooLong,
    /// The reader of the dialect rejects the line.
    Read(nth_dialects::Invalid),
    /// The program is too large to compile.
    Compile(CompileError),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the line is longer than {} KB", crate::MAX_LINE >> 10),
            Self::Read(e) => e.fmt(f),
            Self::Compile(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for Invalid {}

/// State of a compiled program that is being checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    size: u64,
    offset: i64,
    /// Whether the program already runs under the full budget, if there are two budgets.
    second: bool,
}

/// Work of a run, in cost units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    /// Number of units executed.
    pub executed: u64,
    /// Number of executed units that native code would speed up.
    pub compilable: u64,
}

/// A candidate that exceeded its promotion budget in bytecode and waits for native code.
pub(crate) struct Promotion {
    /// The bytecode of the program.
    pub code: Code,
    /// Size and offset of the program, and which budget it runs under.
    pub job: Job,
    /// Work done in bytecode so far.
    pub work: Work,
}

/// Outcome of running a candidate in bytecode.
pub(crate) enum Begun {
    /// A verdict, after this much work.
    Done(Verdict, Work),
    /// The promotion budget was exceeded.
    Promoted(Box<Promotion>),
}

/// Checks candidates one after the other. Tables and expressions are shared between candidates.
pub struct Checker<'a, R> {
    pub(crate) targets: &'a Targets,
    pub(crate) reader: R,
    pub(crate) arena: Arena,
    pub(crate) evaluator: Evaluator,
    code: Code,
    /// Limits of each candidate, with the full budget.
    pub(crate) limits: Limits,
    /// The smaller first budget in cost units, and the number of terms that must match before the full budget is
    /// granted; none if there is one budget only.
    first: Option<(u64, u32)>,
}

/// Largest number of expressions in the arena before it is cleared, so that it stays in the processor's cache.
const MAX_NODES: usize = 2_000;
/// Largest number of table entries of the evaluator before its tables are cleared; some hundred MB.
const MAX_ENTRIES: usize = 6_000_000;

impl<'a, R: Reader> Checker<'a, R> {
    /// A checker with these limits for each candidate. Raising `cancel` ends a check.
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

    /// Sets a smaller first budget, in cost units. A candidate that exhausts it after at least `promising` matching
    /// terms is checked again, under the full budget (the hybrid check of the published system).
    pub fn hybrid(&mut self, budget: u64, promising: u32) {
        self.first = Some((budget, promising));
    }

    /// Checks a line in bytecode, to the end.
    pub fn check(&mut self, line: &[u8]) -> Verdict {
        match self.begin(line, |_| u64::MAX) {
            Begun::Done(verdict, _) => verdict,
            Begun::Promoted(_) => unreachable!("nothing pauses without a limit"),
        }
    }

    /// Checks a line in bytecode, up to a promotion budget: a number of units that native code would speed up.
    /// `promotion_budget` computes it from the number of instructions.
    pub(crate) fn begin(&mut self, line: &[u8], promotion_budget: impl FnOnce(usize) -> u64) -> Begun {
        if self.arena.len() > MAX_NODES {
            self.arena.clear();
        }
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
        let invalid = |why| Begun::Done(Verdict::invalid(why), Work::default());
        let candidate = match self.reader.read(&mut self.arena, line) {
            Ok(candidate) => candidate,
            Err(why) => return invalid(Invalid::Read(why)),
        };
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
        if let Err(e) = compiled {
            return invalid(Invalid::Compile(e));
        }
        let mut job = Job { size, offset, second: false };
        let promotion_budget = promotion_budget(self.code.instrs.len());
        let code = std::mem::take(&mut self.code);
        let (verdict, work) = self.go_on(&code, &mut job, None, promotion_budget);
        match verdict {
            Some(verdict) => {
                self.code = code;
                Begun::Done(verdict, work)
            }
            None => Begun::Promoted(Box::new(Promotion { code, job, work })),
        }
    }

    /// Checks a compiled program from its first term on, in native code if `native` is given, and counts the work.
    /// There is no verdict if the program exceeds the promotion budget.
    pub(crate) fn go_on(
        &mut self,
        code: &Code,
        job: &mut Job,
        native: Option<&Arc<dyn Native>>,
        promotion_budget: u64,
    ) -> (Option<Verdict>, Work) {
        let mut before = Work::default();
        if let Some((budget, promising)) = self.first
            && !job.second
        {
            self.evaluator.set_budget(budget);
            let (verdict, work) = self.walk(code, job, native, promotion_budget);
            let again =
                verdict.as_ref().is_some_and(|v| v.status == Status::Error(EvalError::Budget) && v.terms >= promising);
            if !again || budget >= self.limits.budget {
                return (verdict, work);
            }
            job.second = true;
            before = work;
        }
        self.evaluator.set_budget(self.limits.budget);
        let (verdict, work) = self.walk(code, job, native, promotion_budget);
        (verdict, Work { executed: work.executed + before.executed, compilable: work.compilable + before.compilable })
    }

    /// The verdict on a candidate whose first term follows from constants alone, if that term is an error or begins no
    /// target. None if the program must run.
    fn at_first_sight(&self, meta: &Meta) -> Option<Verdict> {
        let first = meta.at_origin()?;
        let size = u64::from(meta.size);
        // Each step to the first term costs at most a division; skip the shortcut if the budget might be spent before.
        let budget = self.first.map_or(self.limits.budget, |(b, _)| b.min(self.limits.budget));
        if size * cost::DIVISION > budget || self.limits.max_digits < SMALL_DIGITS {
            return None;
        }
        let status = match first {
            Err(e) => Status::Error(e),
            Ok(x) if self.targets.walk().step(&Int::Small(x), |_| ()) => return None,
            Ok(_) => Status::Mismatch,
        };
        Some(Verdict { status, terms: 0, size, solves: Vec::new(), invalid: None })
    }

    fn walk(
        &mut self,
        code: &Code,
        job: &Job,
        native: Option<&Arc<dyn Native>>,
        promotion_budget: u64,
    ) -> (Option<Verdict>, Work) {
        let mut run = self.evaluator.run(code);
        if let Some(native) = native {
            run.switch(Arc::clone(native));
        }
        if promotion_budget < u64::MAX {
            run.pause_at(promotion_budget);
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
        let terms = walk.matched() as u32;
        (Some(Verdict { status, terms, size: job.size, solves, invalid: None }), work)
    }
}
