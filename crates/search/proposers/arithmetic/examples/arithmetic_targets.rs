//! Measures the proposer on the OEIS: `arithmetic_targets SECONDS JOBS [all|easy] [CHECKED] [UNMATCHED]`, where
//! `UNMATCHED` is a file for what was not matched.
//!
//! With `all` every sequence is a task with all its terms; with `easy` those of the easy set with their first 25 terms,
//! and the next ten tell whether the first offer was right. CHECKED offers are run.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::disallowed_types,
    reason = "it reads files and prints"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nth_base::{Cancel, Clock, Limits};
use nth_num::Int;
use nth_propose::{Budget, Progress, Proposal, Proposer, Sink, Task};
use nth_session::{Library, NoFiles, Scope, Session};

struct System(Instant);

impl Clock for System {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

struct Offers {
    start: Instant,
    all: Mutex<Vec<(f64, Proposal)>>,
    stage: Mutex<String>,
    count: AtomicU64,
}

impl Sink for Offers {
    fn offer(&self, proposal: Proposal) -> bool {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.all.lock().unwrap().push((self.start.elapsed().as_secs_f64(), proposal));
        true
    }
    fn wants(&self, _: usize) -> bool {
        true
    }
    fn progress(&self, p: &Progress) {
        let mut stage = self.stage.lock().unwrap();
        if *stage != p.stage {
            let t = self.start.elapsed().as_secs_f64();
            eprintln!(
                "{t:7.1} s  {:9} programs {:9} distinct {:5} MB  {:7} offers  then {}",
                p.programs,
                p.distinct,
                p.memory >> 20,
                self.count.load(Ordering::Relaxed),
                p.stage
            );
            stage.clone_from(&p.stage);
        }
    }
}

fn text(name: &str) -> String {
    let path = format!("{}/../../../../../shared/oeis/{name}", env!("CARGO_MANIFEST_DIR"));
    let file =
        File::open(&path).or_else(|_| File::open(format!("{}/{name}", std::env::var("OEIS_DIR").unwrap()))).unwrap();
    let mut out = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut out).unwrap();
    out
}

/// Whether a linear recurrence of order at most a third of the terms holds, modulo a prime.
fn is_linear(terms: &[Int]) -> bool {
    const P: i128 = (1 << 61) - 1;
    let s: Vec<i128> = terms.iter().map(|t| i128::from(nth_low(t)).rem_euclid(P)).collect();
    if terms.iter().any(|t| t.to_i64().is_none()) {
        let fits: Vec<Int> = terms.iter().take_while(|t| t.to_i64().is_some()).cloned().collect();
        return fits.len() > 8 && is_linear(&fits);
    }
    let inverse = |a: i128| {
        let (mut out, mut b, mut e) = (1, a, P - 2);
        while e > 0 {
            if e & 1 == 1 {
                out = out * b % P;
            }
            b = b * b % P;
            e >>= 1;
        }
        out
    };
    let (mut c, mut b, mut l, mut m, mut last) = (vec![1i128], vec![1i128], 0usize, 1usize, 1i128);
    for n in 0..s.len() {
        let d = (0..=l).filter(|&i| i < c.len()).fold(0, |d, i| (d + c[i] * s[n - i]) % P);
        if d == 0 {
            m += 1;
            continue;
        }
        let old = c.clone();
        let q = d * inverse(last) % P;
        c.resize(c.len().max(b.len() + m), 0);
        for i in 0..b.len() {
            c[i + m] = (c[i + m] - q * b[i] % P).rem_euclid(P);
        }
        if 2 * l <= n {
            l = n + 1 - l;
            b = old;
            last = d;
            m = 1;
        } else {
            m += 1;
        }
    }
    3 * l <= s.len()
}

fn nth_low(t: &Int) -> i64 {
    t.to_i64().unwrap_or(0)
}

fn run(session: &mut Session, p: &Proposal, count: usize) -> (Vec<Int>, String) {
    let loaded = session.check_text("a.nth", &p.formula().unwrap().source("a"), &Scope::default());
    if loaded.has_errors() {
        return (Vec::new(), loaded.diagnostics.iter().map(|d| d.title.clone()).collect::<Vec<_>>().join("; "));
    }
    let id = *session.sequences(loaded.module).last().unwrap();
    let limits = Limits { budget: 10_000_000, ..Limits::CANDIDATE };
    match session.first_terms(id, count as u64, &limits, &Cancel::new()) {
        Ok((terms, run)) => (terms, run.stopped.map_or(String::new(), |s| format!("{:?} at {:?}", s.error, s.index))),
        Err(d) => (Vec::new(), format!("{} errors", d.len())),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let seconds: f64 = args.get(1).map_or(60.0, |a| a.parse().unwrap());
    let jobs: usize = args.get(2).map_or(1, |a| a.parse().unwrap());
    let easy = args.get(3).is_some_and(|a| a == "easy");
    let checked: usize = args.get(4).map_or(200, |a| a.parse().unwrap());
    let names: BTreeMap<String, String> =
        text("names.gz").lines().filter_map(|l| l.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))).collect();
    let mut anums = Vec::new();
    let mut terms: Vec<Vec<Int>> = Vec::new();
    for line in text(if easy { "easy10k.csv.gz" } else { "stripped.gz" }).lines().filter(|l| l.starts_with('A')) {
        anums.push(line[..7].to_owned());
        let list = if easy { line.split('"').nth(1).unwrap() } else { &line[8..] };
        terms.push(list.split(',').filter(|t| !t.is_empty()).map(|t| t.parse().unwrap()).collect());
    }
    let tasks: Vec<Task> = terms
        .iter()
        .map(|t| Task {
            terms: if easy { t.iter().take(25).cloned().collect() } else { t.clone().into() },
            first: None,
        })
        .collect();
    let start = Instant::now();
    let offers = Offers { start, all: Mutex::default(), stage: Mutex::default(), count: AtomicU64::new(0) };
    let clock = System(start);
    let cancel = Cancel::new();
    let watch =
        Budget { until: Some(Duration::from_secs_f64(seconds)), jobs, memory: 2 << 30, ..Budget::new(&cancel, &clock) };
    nth_arithmetic::Arithmetic::new().propose(&tasks, &watch, &offers);
    eprintln!("{:.1} s in all", start.elapsed().as_secs_f64());

    let all = offers.all.into_inner().unwrap();
    let mut first: BTreeMap<usize, &Proposal> = BTreeMap::new();
    for (_, p) in &all {
        first.entry(p.task).or_insert(p);
    }
    let linear: Vec<bool> = terms.iter().map(|t| is_linear(t)).collect();
    let mut classes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (i, p) in &first {
        let class = classes.entry(p.description.as_str()).or_default();
        class.0 += 1;
        class.1 += usize::from(!linear[*i]);
    }
    let hard = first.keys().filter(|i| !linear[**i]).count();
    println!(
        "{} tasks, {} offers, {} matched, {hard} of them no linear recurrences",
        tasks.len(),
        all.len(),
        first.len()
    );
    for (class, (n, hard)) in &classes {
        println!("{n:7} {hard:7}  {class}");
    }
    // Runs of the first offers, evenly spaced.
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
    let hits: Vec<_> = first.iter().filter(|(i, _)| !linear[**i]).collect();
    let step = (hits.len() / checked.max(1)).max(1);
    let (mut right, mut wrong, mut short) = (0, 0, 0);
    let mut by: Vec<(f64, bool)> = Vec::new();
    for (i, p) in hits.iter().step_by(step).filter(|_| checked > 0) {
        let want = &terms[**i];
        let shown = tasks[**i].terms.len();
        let count = if easy { want.len().min(35) } else { want.len() };
        let (got, why) = run(&mut session, p, count);
        let verdict = if got.len() >= shown && got[..] == want[..got.len()] && (got.len() == count || easy) {
            right += 1;
            "right"
        } else if got[..] == want[..got.len()] && !why.is_empty() {
            short += 1;
            "SHORT"
        } else {
            wrong += 1;
            "WRONG"
        };
        if easy && count > shown && got.len() > shown {
            let information: f64 = tasks[**i].terms.iter().map(|t| t.bits() as f64 + 1.0).sum();
            by.push((information - p.evidence.bits, verdict == "right"));
        }
        let name: String = names.get(&anums[**i]).map_or("", |n| n).chars().take(100).collect();
        println!(
            "{verdict} {} {name}\n      {}  bits {:.0} {why}",
            anums[**i],
            p.formula().unwrap().source("a").trim().replace('\n', " ; "),
            p.evidence.bits
        );
        if verdict == "WRONG" {
            println!("      {} != {}", show(&got), show(want));
        }
    }
    println!("run: {right} right, {short} short, {wrong} wrong");
    for bar in [-40.0, -20.0, -10.0, 0.0, 10.0, 20.0, 30.0, 40.0] {
        let kept: Vec<_> = by.iter().filter(|b| b.0 > bar).collect();
        println!(
            "information − bits > {bar}: {} of {} continue right",
            kept.iter().filter(|b| b.1).count(),
            kept.len()
        );
    }
    if let Some(path) = args.get(5) {
        let rest: String = anums
            .iter()
            .enumerate()
            .filter(|(i, _)| !linear[*i] && !first.contains_key(i))
            .map(|(_, a)| format!("{a} {}\n", names.get(a).map_or("", |n| n)))
            .collect();
        std::fs::write(path, rest).unwrap();
    }
}

fn show(terms: &[Int]) -> String {
    terms.iter().take(12).map(ToString::to_string).collect::<Vec<_>>().join(",")
}
