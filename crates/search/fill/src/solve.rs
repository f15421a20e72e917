//! The search for fillings: methods in order, and the verification of what they find.

use std::sync::Arc;
use std::time::Duration;

use nth_algebra::information;
use nth_base::{Cancel, Clock, Limits, Sources, Span};
use nth_compiler::{Library, ReadError, SourceFiles, Workspace, normal};
use nth_core::ExprId;
use nth_diag::{Diagnostic, Edit};
use nth_num::Int;
use nth_propose::{Code, code_length};
use nth_syntax::in_place;
use nth_synth::Synthesizer;
use nth_types::hir::{Check, Def, DefId, Program};
use nth_types::{Scope, apply_edits};
use rustc_hash::FxHashSet;

use crate::backward;
use crate::constants;
use crate::enumeration::Enumeration;
use crate::holes::Hole;
use crate::linear;
use crate::problem::{Problem, problems};
use crate::workbench::{Setting, Workbench};

/// Work of the enumeration before the search by values computed backwards.
const FIRST_WORK: u64 = 40_000;
/// Work of the enumeration once a filling was found by other methods.
const CONFIRMING_WORK: u64 = 20_000;

/// Options of the search for fillings.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of fillings for each group of holes, at least 1.
    pub top: usize,
    /// Work limit for each group of holes: expressions made, and programs run on the checks.
    pub work: u64,
    /// Time limit of the whole search.
    pub time: Option<Duration>,
    /// Limits of each run.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        let limits = Limits { budget: 100_000, ..Limits::CANDIDATE };
        Self { top: 3, work: 400_000, time: Some(Duration::from_secs(60)), limits }
    }
}

/// What a search stands on: library, files that `use` names, clock and cancellation.
#[derive(Clone, Copy)]
pub struct Environment<'a> {
    /// Standard library.
    pub library: &'a Arc<Library>,
    /// Files that modules are read from.
    pub files: &'a Arc<dyn SourceFiles>,
    /// Clock for the time limit.
    pub clock: &'a dyn Clock,
    /// Ends the search when raised; fillings found until then are returned.
    pub cancel: &'a Cancel,
    /// Synthesizer on the same library, for the values that a hole must have. One that is kept between searches has
    /// prepared the library's sequences already; without it, each search makes one.
    pub synthesizer: Option<&'a Synthesizer>,
}

/// Observer of a search for fillings: receives the holes, and each filling when it is found. Later ones may be shorter.
pub type Observer<'a> = &'a dyn Fn(&[Hole], &Filling);

/// A program with holes.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Name of the file, for messages and for `use`.
    pub file: &'a str,
    /// Text of the file.
    pub text: &'a str,
    /// Definition to fill; none for all holes of the file.
    pub name: Option<&'a str>,
}

/// A filling with which all checks of its group hold.
#[derive(Clone, Debug)]
pub struct Filling {
    /// The text for each hole of the group, in order.
    pub parts: Vec<String>,
    /// Definitions that are added for it, as source; mostly empty.
    pub definitions: String,
    /// The edits that write it into the file.
    pub edits: Vec<Edit>,
    /// Number of terms of the checks, all of which the program gives.
    pub terms: usize,
    /// Whether the filling may be a coincidence: its text has more bits than the terms.
    pub guess: bool,
    /// Length of the filling, in bits.
    pub bits: f64,
}

/// Holes that the same checks decide, and their fillings, the shortest first.
#[derive(Clone, Debug)]
pub struct Filled {
    /// The holes in the order of the text.
    pub holes: Vec<Hole>,
    /// Names of the definitions of the holes, in the same order.
    pub names: Vec<String>,
    /// The fillings that were found.
    pub fillings: Vec<Filling>,
    /// Whether work, time or cancellation ended the search before `top` fillings were found.
    pub cut_short: bool,
}

/// Reason why no search for fillings was made.
#[derive(Debug)]
pub enum FillError {
    /// A file cannot be read.
    Read(ReadError),
    /// The file has errors: diagnostics, and the texts that they point at.
    Invalid(Vec<Diagnostic>, Box<Sources>),
    /// The file has no definition of this name; the names that have holes.
    NoDefinition(String, Vec<String>),
    /// There is no hole in the file, or in what was asked for.
    NoHole,
    /// No `check` depends on the holes of these definitions.
    NoCheck(Vec<String>),
    /// The type of the hole at this place depends on a type parameter.
    Generic(Span),
}

impl std::fmt::Display for FillError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(e) => e.fmt(f),
            Self::Invalid(..) => f.write_str("the file has errors"),
            Self::NoDefinition(name, holes) if holes.is_empty() => write!(f, "there is no definition `{name}`"),
            Self::NoDefinition(name, holes) => {
                write!(f, "there is no definition `{name}`; holes are in {}", holes.join(", "))
            }
            Self::NoHole => f.write_str("there is no hole; write `?` where an expression is wanted"),
            Self::NoCheck(names) => write!(
                f,
                "no `check` depends on the hole in `{}`; add its first terms, as in `check {} = 1, 3, 9`",
                names.join("`, `"),
                names.first().map_or("a", String::as_str)
            ),
            Self::Generic(_) => {
                f.write_str("the type of the hole is not known; give the parameters of its definition types")
            }
        }
    }
}

impl std::error::Error for FillError {}

/// Text for each hole of a group, not verified yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Candidate {
    pub parts: Vec<String>,
    pub definitions: String,
}

/// Bound of the work and time of a search.
pub(crate) struct Work<'a> {
    left: u64,
    until: Option<Duration>,
    clock: &'a dyn Clock,
    cancel: &'a Cancel,
}

impl Work<'_> {
    pub fn spend(&mut self, units: u64) {
        self.left = self.left.saturating_sub(units);
    }

    pub fn is_over(&self) -> bool {
        self.left == 0 || self.cancel.is_raised() || self.until.is_some_and(|t| self.clock.now() >= t)
    }
}

/// Searches fillings for the holes of a program. Each result is a group of holes with its fillings.
///
/// # Errors
/// The program has errors, no hole, or no check that depends on a hole.
pub fn fill(request: &Request<'_>, environment: &Environment<'_>, options: &Options) -> Result<Vec<Filled>, FillError> {
    fill_observed(request, environment, options, &|_, _| {})
}

/// Searches as [`fill`] does, and shows each filling to an observer when it is found.
///
/// # Errors
/// The program has errors, no hole, or no check that depends on a hole.
pub fn fill_observed(
    request: &Request<'_>,
    environment: &Environment<'_>,
    options: &Options,
    observer: Observer<'_>,
) -> Result<Vec<Filled>, FillError> {
    let file = normal(request.file);
    let mut workspace = Workspace::new(Arc::clone(environment.library), Arc::clone(environment.files));
    let loaded = workspace.check_text(&file, request.text, &Scope::default());
    if loaded.has_errors() {
        return Err(FillError::Invalid(loaded.diagnostics, Box::new(workspace.sources().clone())));
    }
    let Some(module) = workspace.module(loaded.module) else { return Err(FillError::NoHole) };
    let program = workspace.checker().program();
    let wanted = match request.name {
        None => None,
        Some(name) => match module.names.get(name) {
            Some(id) => Some(*id),
            None => return Err(FillError::NoDefinition(name.to_owned(), with_holes(program, &module.defs))),
        },
    };
    let found = problems(program, &module.defs, module.file, wanted);
    if let Some(span) = found.generic.first() {
        return Err(FillError::Generic(*span));
    }
    if found.problems.is_empty() {
        return Err(if found.unchecked.is_empty() { FillError::NoHole } else { FillError::NoCheck(found.unchecked) });
    }
    let setting = Setting {
        library: environment.library,
        files: environment.files,
        file: (&file, request.text),
        limits: &options.limits,
        cancel: environment.cancel,
    };
    let until = options.time.map(|t| environment.clock.now() + t);
    let solve = |p| Search { environment, setting: &setting, options, program, until, observer, problem: p }.solve();
    found.problems.iter().map(solve).collect()
}

fn with_holes(program: &Program, defs: &[DefId]) -> Vec<String> {
    let defs = defs.iter().filter_map(|id| program.def(*id));
    defs.filter(|d| d.has_hole).map(|d| d.name.clone()).collect()
}

/// The search for one group of holes.
pub(crate) struct Search<'a> {
    environment: &'a Environment<'a>,
    setting: &'a Setting<'a>,
    options: &'a Options,
    program: &'a Program,
    until: Option<Duration>,
    observer: Observer<'a>,
    pub problem: &'a Problem,
}

impl Search<'_> {
    pub fn def(&self, hole: &Hole) -> Option<&Def> {
        self.program.def(hole.def)
    }

    fn name_of(&self, id: DefId) -> String {
        self.program.def(id).map(|d| d.name.clone()).unwrap_or_default()
    }

    fn work(&self, units: u64) -> Work<'_> {
        Work { left: units, until: self.until, clock: self.environment.clock, cancel: self.environment.cancel }
    }

    fn solve(&self) -> Result<Filled, FillError> {
        let holes = &self.problem.holes;
        let names: Vec<String> = holes.iter().map(|h| self.name_of(h.def)).collect();
        let checked: Vec<String> = self.problem.checks.iter().map(|c| self.name_of(c.def)).collect();
        let own = names.first().map_or("", String::as_str);
        let mut bench = Workbench::new(self.setting, self.problem, &checked, own)
            .map_err(|d| FillError::Invalid(d, Box::default()))?;
        let mut found = Found::new(self, &checked);
        let mut work = self.work(self.options.work);
        if let Some(body) = constants::integer(&mut bench, holes, &mut work) {
            found.bodies(&bench, &[body]);
        }
        for degree in linear::DEGREES {
            if let Some(bodies) = linear::coefficients(&mut bench, holes, &[], degree)
                && bench.holds(&bodies)
            {
                found.bodies(&bench, &bodies);
                break;
            }
        }
        let mut enumeration = Enumeration::new(&mut bench, self);
        let first = if found.fillings.is_empty() { FIRST_WORK } else { CONFIRMING_WORK };
        enumeration.run(&mut bench, &mut self.work(first.min(self.options.work)), self.options.top, &mut found);
        if found.fillings.is_empty()
            && let [hole] = holes.as_slice()
            && let Some(def) = self.def(hole)
        {
            let problem = (def, hole, self.problem.own_calls.as_slice(), self.problem.checks.as_slice());
            let time = self.until.map(|t| t.saturating_sub(self.environment.clock.now()));
            for candidate in backward::fillings(self.environment, self.setting, problem, self.options, time) {
                found.verify(candidate);
            }
        }
        if found.fillings.is_empty() {
            enumeration.run(&mut bench, &mut work, self.options.top, &mut found);
        }
        let mut fillings = found.fillings;
        fillings.sort_by(|a, b| a.bits.total_cmp(&b.bits));
        let cut_short = fillings.len() < self.options.top;
        fillings.truncate(self.options.top.max(1));
        Ok(Filled { holes: holes.clone(), names, fillings, cut_short })
    }
}

/// The fillings found so far.
pub(crate) struct Found<'s> {
    pub search: &'s Search<'s>,
    /// Names of the definitions of the checks.
    checked: &'s [String],
    /// Information of the terms of all checks, in bits.
    information: f64,
    seen: FxHashSet<Candidate>,
    pub fillings: Vec<Filling>,
}

impl<'s> Found<'s> {
    fn new(search: &'s Search<'s>, checked: &'s [String]) -> Self {
        let bits = |check: &Check| {
            let terms: Vec<Int> = check.terms.iter().map(|(t, _)| t.clone()).collect();
            information(&terms).iter().sum::<f64>()
        };
        let information = search.problem.checks.iter().map(bits).sum();
        Self { search, checked, information, seen: FxHashSet::default(), fillings: Vec::new() }
    }

    /// Verifies a filling that is given as bodies of the holes.
    pub fn bodies(&mut self, bench: &Workbench, bodies: &[ExprId]) {
        let holes = self.search.problem.holes.iter();
        let parts = holes.zip(bodies).map(|(hole, body)| bench.source(*body, hole)).collect();
        self.verify(Candidate { parts, definitions: String::new() });
    }

    /// Writes a filling into the text, checks and runs it, and keeps it if all checks hold.
    fn verify(&mut self, candidate: Candidate) {
        if !self.seen.insert(candidate.clone()) {
            return;
        }
        let (name, text) = self.search.setting.file;
        let holes = &self.search.problem.holes;
        let parts: Vec<String> = holes.iter().zip(&candidate.parts).map(|(hole, part)| hole.written(part)).collect();
        let mut edits: Vec<Edit> = holes.iter().zip(&parts).map(|(hole, part)| edit(text, hole.span, part)).collect();
        if let (Some(hole), false) = (holes.first(), candidate.definitions.is_empty()) {
            let span = Span::new(hole.span.file, text.len(), text.len());
            edits.push(Edit { span, text: format!("\n{}", candidate.definitions) });
        }
        let Some(filled) = apply_edits(text, &edits) else { return };
        let setting = Setting { file: (name, &filled), ..*self.search.setting };
        let checks = self.search.problem.checks.clone();
        let problem = Problem { holes: Vec::new(), checks, own_calls: Vec::new() };
        let Ok(mut bench) = Workbench::new(&setting, &problem, self.checked, "") else { return };
        if bench.term_count() == 0 || !bench.holds(&[]) {
            return;
        }
        let bits: f64 = parts.iter().chain([&candidate.definitions]).map(|text| code_length(text, Code::Written)).sum();
        let (terms, guess) = (bench.term_count(), bits > self.information);
        let filling = Filling { parts, definitions: candidate.definitions, edits, terms, guess, bits };
        (self.search.observer)(holes, &filling);
        self.fillings.push(filling);
    }
}

/// The edit that writes an expression for the hole at `span`.
fn edit(text: &str, span: Span, expression: &str) -> Edit {
    Edit { span, text: in_place(text, &span.range(), expression) }
}
