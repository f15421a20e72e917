//! List of the sequences to find programs for.

use std::collections::HashSet;
use std::io;

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_synth::Task;

use crate::outcome::Failure;
use crate::terms::{show_problems, unless_stopped};

/// The sequences to find programs for.
pub struct List {
    /// The A-number of each sequence; none for terms of the command line.
    pub names: Vec<Option<ANum>>,
    /// The terms of each sequence; empty if it was left out.
    pub tasks: Vec<Task>,
}

impl List {
    /// A list of one sequence without an A-number.
    pub fn of_terms(terms: Vec<Int>) -> Self {
        Self { names: vec![None], tasks: vec![Task { terms: terms.into(), first: None }] }
    }

    /// Reads the sequences of a file in the format of `stripped`, at most `first_terms` terms of each; `-` is standard
    /// input. None when cancelled.
    pub fn read(name: &str, first_terms: Option<usize>, cancel: &Cancel) -> Result<Option<Self>, Failure> {
        let table = match name {
            "-" => TermTable::read(name, io::stdin(), cancel, &mut show_problems),
            _ => TermTable::open(name, cancel, &mut show_problems),
        };
        let Some(table) = unless_stopped(table)? else { return Ok(None) };
        let most = first_terms.unwrap_or(usize::MAX);
        let request = |i| Task { terms: table.ints(i).take(most).collect(), first: None };
        let tasks = (0..table.len()).map(request).collect();
        Ok(Some(Self { names: table.anums().iter().map(|a| Some(*a)).collect(), tasks }))
    }

    /// Leaves out the sequences of these names: removes their terms, so that no programs are searched for them.
    pub fn leave_out(&mut self, solved: &HashSet<String>) {
        for (name, request) in self.names.iter().zip(&mut self.tasks) {
            if name.is_some_and(|a| solved.contains(&a.to_string())) {
                request.terms = Default::default();
            }
        }
    }

    /// Whether a sequence was left out, or has no terms.
    pub fn is_left_out(&self, k: usize) -> bool {
        self.name(k).is_some() && self.tasks.get(k).is_none_or(|r| r.terms.is_empty())
    }

    /// The A-number of a sequence; none for terms of the command line.
    pub fn name(&self, k: usize) -> Option<ANum> {
        self.names.get(k).copied().flatten()
    }
}
