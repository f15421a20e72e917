//! Checkpoints: the progress of a search, kept for later runs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::task::Task;

/// A store that keeps checkpoints from run to run. This crate does no input or output itself.
pub trait CheckpointStore: Send + Sync {
    /// Replaces the bytes under this name; returns whether that worked. The replacement is atomic: if the process ends
    /// meanwhile, either all new bytes or all old ones are kept.
    fn write(&self, name: &str, bytes: &[u8]) -> bool;

    /// The bytes kept under this name; none if there are none.
    fn read(&self, name: &str) -> Option<Vec<u8>>;
}

/// The checkpoints of a proposer, by stage.
///
/// A checkpoint says that a stage has offered all proposals of its first pieces. Results that a stage makes for later
/// stages are not kept: a later run computes them again, with the same result.
pub struct Checkpoints<'a> {
    store: Option<&'a dyn CheckpointStore>,
    name: String,
    head: String,
    done: Mutex<BTreeMap<String, Checkpoint>>,
}

/// The finished part of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of finished pieces, counted from the first.
    pub pieces: u64,
    /// Number of programs examined for these pieces.
    pub programs: u64,
}

/// A hash of tasks, settings and the version of this crate. Checkpoints kept under another hash are ignored.
#[must_use]
pub fn fingerprint(tasks: &[Task], settings: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), settings, tasks.len()).hash(&mut hasher);
    for task in tasks {
        (task.first, &task.terms).hash(&mut hasher);
    }
    hasher.finish()
}

impl<'a> Checkpoints<'a> {
    /// Reads the checkpoints of a proposer that `store` keeps under this fingerprint. Without a store, nothing is done
    /// yet and nothing is kept.
    #[must_use]
    pub fn new(store: Option<&'a dyn CheckpointStore>, proposer: &str, fingerprint: u64) -> Self {
        let name = format!("{proposer}.marks");
        let head = format!("nth marks {fingerprint:016x}");
        let text =
            store.and_then(|s| s.read(&name)).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut lines = text.lines();
        let mut done = BTreeMap::new();
        if lines.next() == Some(&head) {
            done.extend(lines.filter_map(|line| {
                let (pieces, rest) = line.split_once(' ')?;
                let (programs, stage) = rest.split_once(' ')?;
                Some((stage.to_owned(), Checkpoint { pieces: pieces.parse().ok()?, programs: programs.parse().ok()? }))
            }));
        }
        Self { store, name, head, done: Mutex::new(done) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Checkpoint>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The checkpoint of a stage; zero pieces if none is kept.
    #[must_use]
    pub fn done(&self, stage: &str) -> Checkpoint {
        self.lock().get(stage).copied().unwrap_or_default()
    }

    /// Keeps the checkpoint of a stage, if it has more pieces than the one before.
    pub fn note(&self, stage: &str, checkpoint: Checkpoint) {
        let Some(store) = self.store else { return };
        let mut done = self.lock();
        let old = done.entry(stage.to_owned()).or_default();
        if checkpoint.pieces <= old.pieces {
            return;
        }
        *old = checkpoint;
        let mut text = format!("{}\n", self.head);
        for (stage, checkpoint) in done.iter() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {} {stage}", checkpoint.pieces, checkpoint.programs);
        }
        // A failed write only means that work is repeated.
        let _ = store.write(&self.name, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use nth_num::Int;

    use super::*;

    #[derive(Default)]
    struct Paper(Mutex<BTreeMap<String, Vec<u8>>>);

    impl CheckpointStore for Paper {
        fn write(&self, name: &str, bytes: &[u8]) -> bool {
            self.0.lock().unwrap().insert(name.to_owned(), bytes.to_owned());
            true
        }
        fn read(&self, name: &str) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(name).cloned()
        }
    }

    #[test]
    fn checkpoints_are_found_again_for_the_same_tasks() {
        let tasks = [Task { terms: [Int::from(1), Int::from(2)].into_iter().collect(), first: None }, Task::default()];
        let paper = Paper::default();
        let print = fingerprint(&tasks, 7);
        let checkpoint = Checkpoint { pieces: 12, programs: 345 };
        Checkpoints::new(Some(&paper), "a", print).note("sums of two", checkpoint);
        let again = Checkpoints::new(Some(&paper), "a", print);
        assert_eq!(again.done("sums of two"), checkpoint);
        assert_eq!(again.done("sums"), Checkpoint::default());
        again.note("sums of two", Checkpoint { pieces: 11, programs: 400 });
        assert_eq!(again.done("sums of two"), checkpoint);
        for other in [fingerprint(&tasks, 8), fingerprint(&tasks[..1], 7)] {
            assert_eq!(Checkpoints::new(Some(&paper), "a", other).done("sums of two"), Checkpoint::default());
        }
        assert_eq!(Checkpoints::new(Some(&paper), "b", print).done("sums of two"), Checkpoint::default());
        assert!(paper.write("a.marks", b"nth marks"));
        assert_eq!(Checkpoints::new(Some(&paper), "a", print).done("sums of two"), Checkpoint::default());
    }

    #[test]
    fn without_a_store_nothing_is_kept() {
        let checkpoints = Checkpoints::new(None, "a", 1);
        checkpoints.note("x", Checkpoint { pieces: 1, programs: 1 });
        assert_eq!(checkpoints.done("x"), Checkpoint::default());
    }
}
