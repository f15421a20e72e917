//! Terms of A-numbers, with which stored programs are compared.

use std::path::Path;

use nth_base::Cancel;
use nth_num::Int;
use nth_oeis::{ANum, Database as _, Index, TermTable};
use nth_store::KnownTerms;

use crate::outcome::Failure;
use crate::output::say;
use crate::terms::{show_problems, unless_stopped};

/// Source of the terms of A-numbers: a file, the OEIS index on this machine, or none.
pub enum Known {
    Table(TermTable),
    Index(Index),
    Nothing,
}

impl Known {
    /// The terms of a file, else of the index on this machine.
    pub fn load(targets: Option<&Path>, cancel: &Cancel) -> Result<Self, Failure> {
        let Some(path) = targets else {
            return Ok(match crate::data::index()? {
                Some(index) => Self::Index(index),
                None => {
                    say!("note: no OEIS data on this machine; `nth oeis fetch` gets it, --targets names a file");
                    Self::Nothing
                }
            });
        };
        let name = path.display().to_string();
        let table = unless_stopped(TermTable::open(&name, cancel, &mut show_problems))?;
        Ok(table.map_or(Self::Nothing, Self::Table))
    }
}

impl KnownTerms for Known {
    fn terms(&self, key: &str) -> Result<Vec<Int>, String> {
        let Ok(anum) = key.parse::<ANum>() else { return Ok(Vec::new()) };
        match self {
            Self::Table(table) => Ok(table.find(anum).map(|i| table.ints(i).collect()).unwrap_or_default()),
            Self::Index(index) => {
                let entry = index.show(anum).map_err(|e| e.to_string())?;
                Ok(entry.map(|e| e.terms).unwrap_or_default())
            }
            Self::Nothing => Ok(Vec::new()),
        }
    }
}
