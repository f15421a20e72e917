//! What `seq` functions remember.

use nth_core::EvalError;
use nth_num::Int;
use rustc_hash::FxHashMap;

use crate::value::{Value, weight};

/// Values that `seq` functions remember, for one run.
#[derive(Debug, Default)]
pub struct Memory {
    /// One non-negative argument: by function, by argument.
    dense: Vec<Vec<Option<Int>>>,
    /// Anything else.
    sparse: FxHashMap<(u32, Box<[Int]>), Int>,
    /// What was added in this term, in case it has to be taken back.
    journal: Vec<(u32, Box<[Int]>)>,
    /// The words that all of it takes, about, and what it was when the journal began.
    words: u64,
    noted: u64,
}

/// The words of an entry without its numbers, about.
const ENTRY: u64 = 8;

/// Arguments up to here are kept in an array.
const MAX_DENSE: i64 = 1 << 20;

impl Memory {
    pub(crate) fn reset(&mut self, functions: usize) {
        self.dense.iter_mut().for_each(Vec::clear);
        self.dense.resize_with(functions, Vec::new);
        self.sparse.clear();
        self.journal.clear();
        (self.words, self.noted) = (0, 0);
    }

    /// What is added from now on may be taken back.
    pub(crate) fn note(&mut self) {
        self.journal.clear();
        self.noted = self.words;
    }

    /// The value at these arguments, if it is known.
    pub(crate) fn recall<V: Value>(&self, f: u32, args: &[V]) -> Option<&Int> {
        if let [x] = args
            && let Int::Small(k @ 0..MAX_DENSE) = x.to_int()
        {
            return self.dense[f as usize].get(k as usize)?.as_ref();
        }
        let key = args.iter().map(Value::to_int).collect();
        self.sparse.get(&(f, key))
    }

    /// Keeps a value.
    ///
    /// # Errors
    /// All of them together take more than `most` words.
    pub(crate) fn remember<V: Value>(&mut self, f: u32, args: &[V], value: &V, most: u64) -> Result<(), EvalError> {
        let key: Box<[Int]> = args.iter().map(Value::to_int).collect();
        let value = value.to_int();
        // The key is in the journal, too.
        self.words += ENTRY + weight(&value) + 2 * key.iter().map(weight).sum::<u64>();
        if self.words > most {
            return Err(EvalError::Memory);
        }
        self.journal.push((f, key.clone()));
        if let [Int::Small(k @ 0..MAX_DENSE)] = *key {
            let row = &mut self.dense[f as usize];
            if row.len() <= k as usize {
                row.resize(k as usize + 1, None);
            }
            row[k as usize] = Some(value);
        } else {
            self.sparse.insert((f, key), value);
        }
        Ok(())
    }

    pub(crate) fn undo(&mut self) {
        self.words = self.noted;
        for (f, key) in self.journal.drain(..) {
            if let [Int::Small(k @ 0..MAX_DENSE)] = *key {
                self.dense[f as usize][k as usize] = None;
            } else {
                self.sparse.remove(&(f, key));
            }
        }
    }
}
