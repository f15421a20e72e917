//! Units of work: the time of a unit in each proposer, which should be about a quarter of a microsecond in all of them.

use std::sync::{Arc, Mutex, PoisonError};

use nth_base::Cancel;
use nth_compiler::Library;
use nth_num::Int;
use nth_synth::{Options, PROPOSERS, Progress, ProposerInfo, Synthesizer, Task, Watcher};
use nth_testkit::Still;

use crate::Done;
use crate::clock::process;

/// Units of work of each search.
const LIMIT: u64 = 2_000_000;
/// Number of terms of each sequence.
const TERMS: i64 = 16;

/// A sequence that is searched: its name and its term at each index.
type Row = (&'static str, fn(i64) -> i64);

/// Sequences that most proposers have no program for, so that they search to their limit.
const ROWS: [Row; 4] = [
    ("small numbers", |n| (n * 7919 + 13) * (n + 5) % 11),
    ("larger numbers", |n| (n * 7919 + 13) * (n + 5) % 1009),
    ("a set", |n| n * n + (n * 5) % 7),
    ("growth", |n| (1 << n.min(40)) + n * n * n % 17),
];

/// Programs and processor time of each stage of one proposer, by the order in which the stages begin.
#[derive(Default)]
struct Stages(Mutex<Vec<Stage>>);

struct Stage {
    name: String,
    programs: u64,
    seconds: f64,
    /// Programs of the search and time of the process when the stage was last reported.
    last: (u64, f64),
}

impl Watcher for Stages {
    fn progress(&self, _: &ProposerInfo, progress: &Progress) {
        let mut stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (progress.programs, process());
        if let Some(stage) = stages.last_mut() {
            stage.programs += now.0.saturating_sub(stage.last.0);
            stage.seconds += now.1 - stage.last.1;
            stage.last = now;
        }
        if stages.last().is_none_or(|s| s.name != progress.stage) {
            stages.push(Stage { name: progress.stage.clone(), programs: 0, seconds: 0.0, last: now });
        }
    }
}

/// Prints for each proposer and sequence the units that it spent and the processor time of one; with `stages` also the
/// programs and the time of each stage.
pub fn report(stages: bool) -> Done<()> {
    let synthesizer = Synthesizer::new(Arc::new(Library::embedded()));
    println!("| proposer | sequence | units | seconds | microseconds a unit |");
    println!("|--|--|--|--|--|");
    for entry in PROPOSERS {
        for (name, term) in ROWS {
            let task = Task { terms: (0..TERMS).map(|n| Int::from(term(n))).collect(), first: None };
            let options = Options { proposers: vec![entry], time: None, work: Some(LIMIT), ..Options::default() };
            let (start, seen) = (process(), Stages::default());
            let found = synthesizer.search(&[task], &options, &Still, &Cancel::new(), &seen);
            let seconds = process() - start;
            let units = found.tallies.iter().map(|(_, t)| t.work).sum::<u64>();
            let each = seconds * 1e6 / units.max(1) as f64;
            println!("| {} | {name} | {units} | {seconds:.3} | {each:.2} |", entry.info.name);
            for s in seen.0.lock().unwrap_or_else(PoisonError::into_inner).iter().filter(|_| stages) {
                let each = s.seconds * 1e6 / s.programs.max(1) as f64;
                println!("    {}: {} programs, {:.3} s, {each:.2} microseconds each", s.name, s.programs, s.seconds);
            }
        }
    }
    Ok(())
}
