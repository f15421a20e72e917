//! The list of sequences that programs are wanted for.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_synth::Task;

use crate::outcome::Failure;
use crate::terms::{show_problems, unless_stopped};

/// The sequences that programs are wanted for.
pub struct List {
    /// The A-number of each, if it is from a file.
    pub names: Vec<Option<ANum>>,
    /// The terms of each.
    pub tasks: Vec<Task>,
}

impl List {
    /// A list of one sequence without a name.
    pub fn of_terms(terms: Vec<Int>) -> Self {
        Self { names: vec![None], tasks: vec![Task { terms: terms.into(), first: None }] }
    }

    /// Those of a file in the format of `stripped`; at most so many first terms of each. None when cancelled.
    pub fn read(name: &str, first_terms: Option<usize>, cancel: &Cancel) -> Result<Option<Self>, Failure> {
        let from: Box<dyn Read> = match name {
            "-" => Box::new(io::stdin()),
            _ => Box::new(File::open(name).map_err(|e| Failure::Message(format!("cannot read {name}: {e}")))?),
        };
        let table = TermTable::read(name, from, cancel, &mut show_problems);
        let Some(table) = unless_stopped(table)? else { return Ok(None) };
        let most = first_terms.unwrap_or(usize::MAX);
        let request = |i| Task { terms: table.ints(i).take(most).collect(), first: None };
        let tasks = (0..table.len()).map(request).collect();
        Ok(Some(Self { names: table.anums().iter().map(|a| Some(*a)).collect(), tasks }))
    }

    /// Removes the terms of these sequences: no programs are wanted for them.
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

    /// The A-number of a sequence.
    pub fn name(&self, k: usize) -> Option<ANum> {
        self.names.get(k).copied().flatten()
    }
}
