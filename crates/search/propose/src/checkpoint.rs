//! What is done already, kept where a later run finds it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::proposal::Task;

/// Somewhere to keep things from run to run. This crate reads and writes nothing itself.
pub trait Disk: Send + Sync {
    /// Keeps these bytes under this name, instead of what was there: all of them or, if the run ends meanwhile, the old ones.
    /// Whether that worked.
    fn write(&self, name: &str, bytes: &[u8]) -> bool;

    /// What was kept under this name.
    fn read(&self, name: &str) -> Option<Vec<u8>>;
}

/// How far the stages of a proposer are.
///
/// A mark says that a stage has handed on everything of its first pieces. What a stage makes for later ones is not kept: it is
/// made again, which gives the same.
pub struct Marks<'a> {
    disk: Option<&'a dyn Disk>,
    name: String,
    head: String,
    done: Mutex<BTreeMap<String, Mark>>,
}

/// How much of a stage is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// So many pieces, from the first on.
    pub pieces: u64,
    /// So many programs were looked at for these.
    pub programs: u64,
}

/// A number for tasks and settings: where it differs, marks say nothing.
#[must_use]
pub fn fingerprint(tasks: &[Task], settings: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), settings, tasks.len()).hash(&mut hasher);
    for task in tasks {
        (task.first, &task.terms).hash(&mut hasher);
    }
    hasher.finish()
}

impl<'a> Marks<'a> {
    /// Those of a proposer, as far as `disk` has some with this fingerprint. Without a disk nothing is done and nothing kept.
    #[must_use]
    pub fn new(disk: Option<&'a dyn Disk>, proposer: &str, fingerprint: u64) -> Self {
        let name = format!("{proposer}.marks");
        let head = format!("nth marks {fingerprint:016x}");
        let text = disk.and_then(|d| d.read(&name)).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut lines = text.lines();
        let mut done = BTreeMap::new();
        if lines.next() == Some(&head) {
            done.extend(lines.filter_map(|line| {
                let (pieces, rest) = line.split_once(' ')?;
                let (programs, stage) = rest.split_once(' ')?;
                Some((stage.to_owned(), Mark { pieces: pieces.parse().ok()?, programs: programs.parse().ok()? }))
            }));
        }
        Self { disk, name, head, done: Mutex::new(done) }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Mark>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How much of a stage is done.
    #[must_use]
    pub fn done(&self, stage: &str) -> Mark {
        self.lock().get(stage).copied().unwrap_or_default()
    }

    /// Keeps how much of a stage is done. Only more than before counts.
    pub fn note(&self, stage: &str, mark: Mark) {
        let Some(disk) = self.disk else { return };
        let mut done = self.lock();
        let old = done.entry(stage.to_owned()).or_default();
        if mark.pieces <= old.pieces {
            return;
        }
        *old = mark;
        let mut text = format!("{}\n", self.head);
        for (stage, mark) in done.iter() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {} {stage}", mark.pieces, mark.programs);
        }
        // Without a mark work is done again, no more.
        let _ = disk.write(&self.name, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use nth_num::Int;

    use super::*;

    #[derive(Default)]
    struct Paper(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Disk for Paper {
        fn write(&self, name: &str, bytes: &[u8]) -> bool {
            self.0.lock().unwrap().insert(name.to_owned(), bytes.to_owned());
            true
        }
        fn read(&self, name: &str) -> Option<Vec<u8>> {
            self.0.lock().unwrap().get(name).cloned()
        }
    }

    #[test]
    fn marks_are_found_again_for_the_same_tasks() {
        let tasks = [Task { terms: vec![Int::from(1), Int::from(2)], first: None }, Task::default()];
        let paper = Paper::default();
        let print = fingerprint(&tasks, 7);
        let mark = Mark { pieces: 12, programs: 345 };
        Marks::new(Some(&paper), "a", print).note("sums of two", mark);
        let again = Marks::new(Some(&paper), "a", print);
        assert_eq!(again.done("sums of two"), mark);
        assert_eq!(again.done("sums"), Mark::default());
        again.note("sums of two", Mark { pieces: 11, programs: 400 });
        assert_eq!(again.done("sums of two"), mark);
        for other in [fingerprint(&tasks, 8), fingerprint(&tasks[..1], 7)] {
            assert_eq!(Marks::new(Some(&paper), "a", other).done("sums of two"), Mark::default());
        }
        assert_eq!(Marks::new(Some(&paper), "b", print).done("sums of two"), Mark::default());
        assert!(paper.write("a.marks", b"nth marks"));
        assert_eq!(Marks::new(Some(&paper), "a", print).done("sums of two"), Mark::default());
    }

    #[test]
    fn without_a_disk_nothing_is_kept() {
        let marks = Marks::new(None, "a", 1);
        marks.note("x", Mark { pieces: 1, programs: 1 });
        assert_eq!(marks.done("x"), Mark::default());
    }
}
