//! What running a definition tells: first terms, size, growth of the cost; kept while the program stays the same.

use std::sync::{Arc, Mutex, OnceLock};

use nth_analysis::{Cancelled, Snapshot};
use nth_base::{Cancel, Cost, Limits, lock};
use nth_core::EvalError;
use nth_num::Int;
use nth_oeis::Match;
use nth_runner::{Agreement, elide};
use nth_types::hir::DefKind;
use rustc_hash::FxHashMap;

use nth_ide::Answer;

use crate::Assist;
use crate::growth::{Growth, measure};
use crate::program::{Lowered, Module};

/// Number of terms that are computed.
pub(crate) const TERMS: usize = 24;
/// Limits of the first terms: some milliseconds for all of them.
pub(crate) const LIMITS: Limits = Limits { budget: 100_000, max_digits: 2_000, ..Limits::CANDIDATE };
/// Bytes of Core text for which results are kept; then the older half is forgotten.
const KEPT: usize = 16 << 20;
/// Number of files whose last checks are kept.
const FILES: usize = 64;

/// What running a definition tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Keyword of the definition.
    pub kind: DefKind,
    /// Offsets of the indices; 0 for a function of one integer.
    pub offsets: Vec<i64>,
    /// First terms in the order of the sequence, rows or antidiagonals; at most 24.
    pub terms: Vec<Int>,
    /// Error of the next term, if one ended the terms: a limit of the run, or the program's own.
    pub stopped: Option<EvalError>,
    /// Cost of the terms together.
    pub cost: Cost,
    /// Number of nodes of the Core program, the functions that it needs included.
    pub size: u64,
}

impl Facts {
    /// First terms as a line, `1, 1, 2, 5, …`: at most `most` of them, long numbers shortened. Ends in `…` unless the
    /// program itself fails at the next term.
    #[must_use]
    pub fn line(&self, most: usize) -> String {
        let mut shown: Vec<String> = self.terms.iter().take(most).map(|t| elide(t, 40)).collect();
        if self.terms.len() > most || self.stopped.is_none_or(EvalError::is_limit) {
            shown.push("…".to_owned());
        }
        shown.join(", ")
    }
}

/// Results of one program.
#[derive(Debug)]
pub(crate) struct Known {
    pub facts: Arc<Facts>,
    pub growth: OnceLock<Option<Growth>>,
    /// Entries of the OEIS that have the terms.
    pub listed: OnceLock<Vec<Match>>,
    /// Results of `check`s, by the index of the first term and the terms.
    pub checks: Mutex<FxHashMap<(i64, Vec<Int>), Agreement>>,
}

/// Results of the definitions of a file by name; none for what cannot run.
type OfFile = FxHashMap<String, Option<Arc<Known>>>;

/// Results by the texts of the Core programs, and by the names of an unchanged file.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    programs: FxHashMap<Arc<str>, (u64, Arc<Known>)>,
    /// The last check of each file, with the results of its definitions.
    files: FxHashMap<String, (Module, OfFile)>,
    /// Bytes of the texts.
    bytes: usize,
    /// Number of uses so far.
    clock: u64,
    /// Number of programs that were run.
    runs: u64,
}

impl Cache {
    fn program(&mut self, text: &str) -> Option<Arc<Known>> {
        self.clock += 1;
        let (used, known) = self.programs.get_mut(text)?;
        *used = self.clock;
        Some(Arc::clone(known))
    }

    fn keep(&mut self, text: &str, known: &Arc<Known>) {
        self.runs += 1;
        self.bytes += text.len();
        self.programs.insert(text.into(), (self.clock, Arc::clone(known)));
        if self.bytes > KEPT {
            let mut uses: Vec<u64> = self.programs.values().map(|(used, _)| *used).collect();
            uses.sort_unstable();
            let middle = uses.get(uses.len() / 2).copied().unwrap_or(0);
            self.programs.retain(|_, (used, _)| *used > middle);
            self.bytes = self.programs.keys().map(|text| text.len()).sum();
        }
    }

    fn of_file(&mut self, module: &Module) -> &mut OfFile {
        if self.files.len() > FILES && !self.files.contains_key(module.analysis().name()) {
            self.files.clear();
        }
        let empty = || (module.clone(), FxHashMap::default());
        let entry = self.files.entry(module.analysis().name().to_owned()).or_insert_with(empty);
        if !entry.0.is_same(module) {
            *entry = empty();
        }
        &mut entry.1
    }
}

impl Assist {
    /// What running a definition of a file tells; none if there is no such definition, it has no terms or cannot run.
    /// A program that was run before is not run again, whatever else changed in its file.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn facts(&self, snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Option<Arc<Facts>>> {
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(None) };
        Ok(self.known(&module, name, cancel)?.map(|k| Arc::clone(&k.facts)))
    }

    /// Growth of the cost of a term of a definition with its index, measured at some indices; none if it cannot be
    /// told.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn growth(&self, snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Option<Growth>> {
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(None) };
        self.growth_in(&module, name, cancel)
    }

    pub(crate) fn growth_in(&self, module: &Module, name: &str, cancel: &Cancel) -> Answer<Option<Growth>> {
        let Some(known) = self.known(module, name, cancel)? else { return Ok(None) };
        if let Some(growth) = known.growth.get() {
            return Ok(*growth);
        }
        let Some(def) = module.def(name) else { return Ok(None) };
        let Ok(lowered) = Lowered::new(module.checker(), def.id) else { return Ok(None) };
        let growth = measure(&lowered, cancel);
        if cancel.is_raised() {
            return Err(Cancelled);
        }
        Ok(*known.growth.get_or_init(|| growth))
    }

    /// Number of programs that were run for their first terms so far.
    #[must_use]
    pub fn runs(&self) -> u64 {
        lock(&self.cache).runs
    }

    /// The module of a file, checked together with the files that it uses; checked again only if a text has changed.
    pub(crate) fn module(&self, snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Option<Module>> {
        let name = nth_compiler::normal(file);
        let old = lock(&self.cache).files.get(&name).map(|(module, _)| module.clone());
        let module = Module::of(snapshot, &name, old, cancel)?;
        if let Some(module) = &module {
            lock(&self.cache).of_file(module);
        }
        Ok(module)
    }

    /// Forgets what was computed from a file, for one that an editor has closed.
    pub fn forget(&self, file: &str) {
        lock(&self.cache).files.remove(&nth_compiler::normal(file));
    }

    pub(crate) fn known(&self, module: &Module, name: &str, cancel: &Cancel) -> Answer<Option<Arc<Known>>> {
        if let Some(found) = lock(&self.cache).of_file(module).get(name) {
            return Ok(found.clone());
        }
        let Some(def) = module.def(name).filter(|d| !d.broken) else { return Ok(None) };
        let lowered = Lowered::new(module.checker(), def.id).ok().filter(Lowered::has_terms);
        let known = match lowered {
            Some(lowered) => Some(self.run(&lowered, cancel)?),
            None => None,
        };
        lock(&self.cache).of_file(module).insert(name.to_owned(), known.clone());
        Ok(known)
    }

    fn run(&self, lowered: &Lowered, cancel: &Cancel) -> Answer<Arc<Known>> {
        let text = lowered.text();
        if let Some(known) = lock(&self.cache).program(&text) {
            return Ok(known);
        }
        let facts = Arc::new(first_terms(lowered, TERMS, &LIMITS, cancel)?);
        let known =
            Arc::new(Known { facts, growth: OnceLock::new(), listed: OnceLock::new(), checks: Mutex::default() });
        lock(&self.cache).keep(&text, &known);
        Ok(known)
    }
}

/// The first terms of a definition, at most `count`.
pub(crate) fn first_terms(lowered: &Lowered, count: usize, limits: &Limits, cancel: &Cancel) -> Answer<Facts> {
    // A function of one integer is shown as a sequence from 0.
    let kind = if lowered.kind == DefKind::Fn { DefKind::Seq } else { lowered.kind };
    let (mut terms, mut cost) = (Vec::new(), Cost::default());
    let run = lowered.run(kind, 0, count, (limits, cancel), &mut |t| {
        cost = t.spent;
        terms.push(t.value);
    });
    let stopped = run.stopped.map(|s| s.error);
    if stopped == Some(EvalError::Interrupted) {
        return Err(Cancelled);
    }
    let offsets = if lowered.kind == DefKind::Fn { vec![0] } else { lowered.offsets.clone() };
    Ok(Facts { kind: lowered.kind, offsets, terms, stopped, cost, size: lowered.size() })
}
