//! Enumeration towards all sequences of a `stripped.gz`: how fast, and how many are found.
//!
//!     cargo run --release -p nth-enumerate --example all_targets -- stripped.gz MINUTES THREADS [SHOWN [OUT]]
//!
//! SHOWN: how many terms are shown (all by default); the others are held back. OUT: a file for the proposals.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::io::{BufReader, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use nth_base::{Cancel, Clock};
use nth_enumerate::Enumerate;
use nth_oeis::TermTable;
use nth_propose::{Progress, Proposal, Proposer, Sink, Task, Watch};

struct Real(Instant);

impl Clock for Real {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

struct Found {
    tasks: usize,
    start: Instant,
    lines: Mutex<Vec<(usize, String)>>,
    seen: Mutex<(Vec<u8>, usize, Instant)>,
}

impl Sink for Found {
    fn offer(&self, p: Proposal) -> bool {
        let mut seen = self.seen.lock().unwrap();
        if seen.0[p.task] == 0 {
            seen.1 += 1;
        }
        seen.0[p.task] = seen.0[p.task].saturating_add(1);
        let size = p.says.rsplit(' ').next().unwrap().to_owned();
        let line = format!("{:.1}\t{}\t{}\t{}\t{}", p.bits, p.given, p.formula.from, size, p.formula.body);
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
    let watch = Watch {
        cancel: &cancel,
        clock: &clock,
        until: Some(Duration::from_secs_f64(minutes * 60.0)),
        jobs,
        memory: 6 << 30,
    };
    let sink = Found {
        tasks: tasks.len(),
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
    if let Some(out) = args.get(5) {
        let mut out = std::io::BufWriter::new(std::fs::File::create(out).unwrap());
        for (task, line) in lines {
            writeln!(out, "{}\t{line}", table.anum(task)).unwrap();
        }
    }
}
