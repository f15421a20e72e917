//! Enumeration towards all sequences of a `stripped.gz`: how fast, and how many are found.
//!
//!     cargo run --release -p nth-enumerate --example all_targets -- stripped.gz MINUTES THREADS [SHOWN [OUT]]
//!
//! SHOWN: how many terms are shown (all by default); the others are held back. OUT: a file for the proposals.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufReader, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nth_base::{Cancel, Clock, Limits};
use nth_enumerate::Enumerate;
use nth_num::Int;
use nth_oeis::TermTable;
use nth_propose::{Budget, Progress, Proposal, Proposer, Sink, Task};
use nth_session::{Library, NoFiles, Scope, Selection, Session};

struct Real(Instant);

impl Clock for Real {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

/// Runs proposals against all terms, those held back, too.
struct Judge {
    session: Session,
    used: usize,
}

impl Judge {
    /// Number of the terms that a proposal has, and whether it gives another one after these.
    fn agrees(&mut self, p: &Proposal, terms: &[Int]) -> (usize, bool) {
        // Texts that were run can be forgotten only all together.
        self.used += 1;
        if self.used.is_multiple_of(256) {
            self.session = self.session.fresh();
        }
        let name = format!("p{}.nth", self.used);
        let loaded = self.session.check_text(&name, &p.formula().unwrap().source("a"), &Scope::default());
        let Selection::Found(ids) = self.session.select(loaded.module, Some("a")) else { return (0, true) };
        let limits = Limits { budget: 1_000_000, max_digits: 5000, ..Limits::INTERACTIVE };
        let (mut equal, mut wrong) = (0, false);
        let cancel = Cancel::new();
        let _ = self.session.run_terms(ids[0], 0, terms.len() as u64, &limits, &cancel, &mut |t| {
            wrong = terms[equal] != t.value;
            equal += usize::from(!wrong);
            !wrong
        });
        (equal, wrong)
    }
}

thread_local! {
    /// A session cannot be sent to another thread.
    static JUDGE: RefCell<Judge> =
        RefCell::new(Judge { session: Session::new(Library::embedded().into(), Arc::new(NoFiles)), used: 0 });
}

struct Found {
    tasks: usize,
    whole: Vec<Vec<Int>>,
    shown: usize,
    start: Instant,
    lines: Mutex<Vec<(usize, String)>>,
    seen: Mutex<(Vec<u8>, usize, Instant)>,
}

impl Sink for Found {
    fn offer(&self, p: Proposal) -> bool {
        let whole = &self.whole[p.task];
        let (equal, wrong) = JUDGE.with_borrow_mut(|judge| judge.agrees(&p, whole));
        let shown = self.shown.min(whole.len());
        let mut seen = self.seen.lock().unwrap();
        let known: u64 = whole[p.evidence.verbatim.min(shown)..shown].iter().map(|t| t.bits() + 1).sum();
        let verdict = if equal == whole.len() {
            "right"
        } else if equal < shown {
            "refuted"
        } else if wrong {
            "wrong"
        } else {
            "stops"
        };
        if equal >= shown && seen.0[p.task] == 0 {
            seen.0[p.task] = 1;
            seen.1 += 1;
        }
        let size = p.description.rsplit(' ').next().unwrap().to_owned();
        let line = format!(
            "{verdict}\t{equal}/{}\t{:.1}\t{known}\t{}\t{}\t{size}\t{}",
            whole.len(),
            p.evidence.bits,
            p.evidence.verbatim,
            p.formula().unwrap().from,
            p.formula().unwrap().body
        );
        self.lines.lock().unwrap().push((p.task, line));
        true
    }
    fn wants(&self, task: usize) -> bool {
        task < self.tasks && self.seen.lock().unwrap().0[task] == 0
    }
    fn progress(&self, p: &Progress) {
        let mut seen = self.seen.lock().unwrap();
        if p.part.is_none_or(|x| x == 1.0) || seen.2.elapsed() > Duration::from_secs(10) {
            seen.2 = Instant::now();
            let t = self.start.elapsed().as_secs_f64();
            eprintln!(
                "{t:7.1} s  {:>12} programs  {:>9} distinct  {:>5} MB  {:>6} found  {} {:.3}",
                p.programs,
                p.distinct,
                p.memory >> 20,
                seen.1,
                p.stage,
                p.part.unwrap_or(0.0)
            );
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let minutes: f64 = args[2].parse().unwrap();
    let jobs: usize = args[3].parse().unwrap();
    let shown: usize = args.get(4).map_or(usize::MAX, |s| s.parse().unwrap());
    let file = std::fs::File::open(&args[1]).unwrap();
    let (table, _) = TermTable::from_reader("stripped", BufReader::new(file));
    let tasks: Vec<Task> =
        (0..table.len()).map(|i| Task { terms: table.ints(i).take(shown).collect(), first: None }).collect();
    let start = Instant::now();
    let clock = Real(start);
    let cancel = Cancel::new();
    let watch = Budget {
        until: Some(Duration::from_secs_f64(minutes * 60.0)),
        jobs,
        memory: 6 << 30,
        ..Budget::new(&cancel, &clock)
    };
    let sink = Found {
        tasks: tasks.len(),
        whole: (0..table.len()).map(|i| table.ints(i).take(shown.saturating_add(10)).collect()).collect(),
        shown,
        start,
        lines: Mutex::default(),
        seen: Mutex::new((vec![0; tasks.len()], 0, start)),
    };
    let mut enumerate = Enumerate::new();
    enumerate.propose(&tasks, &watch, &sink);
    for layer in enumerate.layers() {
        println!("{layer:?}");
    }
    let lines = sink.lines.into_inner().unwrap();
    let seen = sink.seen.into_inner().unwrap();
    let beyond = (0..tasks.len()).filter(|&i| seen.0[i] > 0 && tasks[i].terms.len() > 32).count();
    println!("{} tasks, {} found, {beyond} of these with more terms than lanes", tasks.len(), seen.1);
    // A clear majority of bits, as the caller would ask for: how many are found, and how many of these wrong.
    for margin in [-1000.0, -10.0, 0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0] {
        let mut best: BTreeMap<usize, &str> = BTreeMap::new();
        for (task, line) in &lines {
            let f: Vec<&str> = line.split('\t').collect();
            let (bits, known): (f64, f64) = (f[2].parse().unwrap(), f[3].parse().unwrap());
            if f[0] != "refuted" && known - bits >= margin {
                best.entry(*task).or_insert(f[0]);
            }
        }
        let count = |v: &str| best.values().filter(|x| **x == v).count();
        println!("margin {margin}: {} right, {} wrong, {} stop", count("right"), count("wrong"), count("stops"));
    }
    if let Some(out) = args.get(5) {
        let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
        for (task, line) in lines {
            writeln!(out, "{}\t{line}", table.anum(task)).unwrap();
        }
    }
}
