//! Tables of values that are kept: states of closed loops, values of closed functions, outcomes of searches.
//!
//! Each value is kept with what it costs, so a run that finds it here is charged as if it had computed it. Tables are
//! keyed by the structure of expressions: programs that share a part share its table, whatever arena they come from.

use std::collections::hash_map::Entry;

use nth_core::{EvalError, cost};
use rustc_hash::FxHashMap;

use crate::code::{Code, SearchKey};

/// Longest table of a loop, without its start.
pub const MAX_STATES: usize = cost::MAX_CONTINUED as usize;
/// Longest table of a function.
pub const MAX_LENGTH: usize = 4096;
/// Id that stands for the absence of a table.
pub const NO_TABLE: u32 = u32::MAX;
/// Bound on entries and words of big integers in all tables, some 512 MB.
pub const MAX_ENTRIES: usize = 1 << 25;
/// Number of entries for which a new table has room.
pub const TYPICAL_LENGTH: usize = 16;

/// Words of a position that a search has found: the number and its cost.
const POSITION: u64 = 2;

/// The states of a loop with closed step and start.
#[derive(Clone, Debug, Default)]
pub struct Orbit<V> {
    /// Value after 0, 1, … iterations, each with the cost of all iterations up to it.
    pub states: Vec<(V, i64)>,
    /// The second value after the last iteration, for `loop2`.
    pub second: V,
    /// Bound on all intermediate values when the loop starts at 0, for a loop that only adds to its start.
    pub reach: u64,
}

impl<V: Clone> Orbit<V> {
    /// The known states; the first is the start.
    #[inline]
    pub fn enter(&mut self, start: &V) -> &[(V, i64)] {
        if self.states.is_empty() {
            self.states.reserve(TYPICAL_LENGTH);
            self.states.push((start.clone(), 0));
        }
        &self.states
    }

    /// Stores the state after k iterations, the last of which cost `spent`, if it is the next one. Returns whether it
    /// was.
    #[inline]
    pub fn extend(&mut self, k: i64, value: &V, spent: i64) -> bool {
        let next = self.states.len();
        let is_next = next as i64 == k && next <= MAX_STATES;
        if is_next && let Some(&(_, before)) = self.states.last() {
            self.states.push((value.clone(), before + spent));
        }
        is_next
    }
}

/// Values of a function of one variable at 0, 1, ….
#[derive(Clone, Debug, Default)]
pub struct Memo<V> {
    /// The value and its cost; the cost is negative where it is not known.
    pub values: Vec<(V, i64)>,
}

/// Tables that hold one kind of value, and the ids of the current program's tables.
#[derive(Clone, Debug, Default)]
pub struct Tables<V> {
    orbit_ids: FxHashMap<u128, u32>,
    memo_ids: FxHashMap<u128, u32>,
    /// Tables of loops, by id.
    pub orbits: Vec<Orbit<V>>,
    /// Tables of functions, by id.
    pub memos: Vec<Memo<V>>,
    /// The ids of the current program's tables.
    pub orbit: Vec<u32>,
    /// The ids of the current program's tables, or [`NO_TABLE`].
    pub memo: Vec<u32>,
    /// Entries made, and the words of the big integers in them, to bound the memory.
    pub entries: usize,
}

impl<V: Clone + Default> Tables<V> {
    /// Finds or makes the tables of a program.
    pub fn select(&mut self, code: &Code) {
        self.orbit.clear();
        self.memo.clear();
        for key in &code.orbits {
            let orbits = &mut self.orbits;
            let id = *self.orbit_ids.entry(*key).or_insert_with(|| {
                orbits.push(Orbit::default());
                orbits.len() as u32 - 1
            });
            self.orbit.push(id);
        }
        for &(key, within) in &code.memos {
            let memos = &mut self.memos;
            let mut make = || {
                memos.push(Memo::default());
                memos.len() as u32 - 1
            };
            // A value that a term needs once only is worth a table when a second program needs it.
            let id = match self.memo_ids.entry(key) {
                Entry::Vacant(place) => *place.insert(if within { make() } else { NO_TABLE }),
                Entry::Occupied(mut place) if *place.get() == NO_TABLE => {
                    *place.get_mut() = make();
                    *place.get()
                }
                Entry::Occupied(place) => *place.get(),
            };
            self.memo.push(id);
        }
    }

    /// Empties and forgets all tables of this kind of value.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The outcome of a search.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Numbers found, in ascending order.
    pub numbers: Vec<i64>,
    /// The cost of the search up to each number found.
    pub costs: Vec<i64>,
    /// The first number not tried.
    pub next: i64,
    /// The cost of the search so far.
    pub total: i64,
}

/// Number of positions beyond which a table grows by a part of its length only.
const LONG: usize = 1 << 16;

impl Found {
    /// Adds a number that was found, at the cost so far. Returns how many there are.
    pub fn add(&mut self, number: i64) -> usize {
        let len = self.numbers.len();
        if len == self.numbers.capacity() && len > LONG {
            self.numbers.reserve_exact(len / 8);
            self.costs.reserve_exact(len / 8);
        }
        self.numbers.push(number);
        self.costs.push(self.total);
        len + 1
    }
}

/// A search of the current run.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// The id of its table.
    pub table: u32,
    /// The part of the table's cost that this run was charged.
    pub mark: i64,
    /// Number of positions that this run has found, or would have found without the table. The first place of the
    /// program that runs the search counts for all of them.
    pub reached: usize,
    /// Whether other runs may use the table.
    pub shared: bool,
}

/// The tables of searches, and those of the current run.
#[derive(Clone, Debug, Default)]
pub struct Searches {
    ids: FxHashMap<SearchKey, u32>,
    /// Tables of searches, by id.
    pub tables: Vec<Found>,
    /// The searches of the current program.
    pub current: Vec<Search>,
    /// Number of positions that the current run has found.
    positions: u64,
    /// Entries made, to bound the memory.
    pub entries: usize,
}

impl Searches {
    /// Finds or makes the tables of a program at the start of a run.
    pub fn select(&mut self, code: &Code) {
        self.current.clear();
        self.positions = 0;
        let mut fresh: FxHashMap<SearchKey, u32> = FxHashMap::default();
        for key in &code.searches {
            let make = |tables: &mut Vec<Found>| {
                tables.push(Found { next: key.start, ..Found::default() });
                tables.len() as u32 - 1
            };
            let ids = if key.pure { &mut self.ids } else { &mut fresh };
            let tables = &mut self.tables;
            let table = *ids.entry(*key).or_insert_with(|| make(tables));
            self.current.push(Search { table, mark: 0, reached: 0, shared: key.pure });
        }
    }

    /// Sets how much was charged for one search; all places of the program that run it share the account.
    pub fn set_mark(&mut self, table: u32, mark: i64) {
        for s in &mut self.current {
            if s.table == table {
                s.mark = mark;
            }
        }
    }

    /// Notes that this run has found `reached` positions of a search. The positions of all its searches are bounded,
    /// whatever other runs have found before.
    ///
    /// # Errors
    /// The positions take more than `most` words.
    #[inline]
    pub fn reach(&mut self, table: u32, reached: usize, most: u64) -> Result<(), EvalError> {
        if let Some(s) = self.current.iter_mut().find(|s| s.table == table)
            && reached > s.reached
        {
            self.positions += (reached - s.reached) as u64;
            s.reached = reached;
        }
        if POSITION * self.positions > most { Err(EvalError::Memory) } else { Ok(()) }
    }

    /// Counts the positions that the run has found again, after the searches were set back.
    pub fn recount(&mut self) {
        self.positions = self.current.iter().map(|s| s.reached as u64).sum();
    }

    /// Empties and forgets all tables of searches.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
