//! What the enumeration finds, and that it is always the same.
#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_enumerate::Enumerate;
use nth_enumerate::bank::{Bank, Growth};
use nth_enumerate::index_shape::World;
use nth_enumerate::value_vec::{LANES, Lanes};
use nth_num::Int;
use nth_propose::{Budget, CheckpointStore, Progress, Proposal, Proposer, Sink, StopSignal, Task};

struct Still;

impl Clock for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

#[derive(Default)]
struct Found(Mutex<Vec<Proposal>>);

impl Sink for Found {
    fn offer(&self, proposal: Proposal) -> bool {
        self.0.lock().unwrap().push(proposal);
        true
    }
    fn wants(&self, _: usize) -> bool {
        true
    }
    fn progress(&self, _: &Progress) {}
}

fn task(f: impl Fn(i64) -> i64, from: i64, count: i64) -> Task {
    Task { terms: (from..from + count).map(|n| Int::from(f(n))).collect(), first: None }
}

fn search(enumerate: &mut Enumerate, tasks: &[Task], jobs: usize) -> Vec<Proposal> {
    let cancel = Cancel::new();
    let found = Found::default();
    let watch = Budget { jobs, ..Budget::new(&cancel, &Still) };
    enumerate.propose(tasks, &watch, &found);
    found.0.into_inner().unwrap()
}

fn small() -> Enumerate {
    let mut e = Enumerate::new();
    e.largest = 6;
    e.farthest = 6;
    e.small = 500;
    e
}

fn recurrence(start: [i64; 2], f: impl Fn(i64, i64, i64) -> i64) -> Task {
    let mut terms = start.to_vec();
    for n in 2..24 {
        let next = f(n as i64, terms[n - 1], terms[n - 2]);
        terms.push(next);
    }
    Task { terms: terms.into_iter().map(Int::from).collect(), first: None }
}

#[test]
fn known_programs_are_found() {
    let cases: [(Task, &str); 8] = [
        (task(|n| n, 0, 20), "n"),
        (task(|n| n * n, 1, 20), "n * n"),
        (task(|n| n * (n + 1) / 2, 0, 20), ""),
        (task(|n| (2 * n * n).isqrt(), 0, 20), ""),
        (task(|n| n * n * n + 5 * n + 1, 0, 25), ""),
        (recurrence([0, 1], |_, a, b| a + b), ""),
        (recurrence([1, 1], |n, a, b| a + n * b), ""),
        (recurrence([1, 3], |n, a, _| 3 * a - n * n), ""),
    ];
    let tasks: Vec<Task> = cases.iter().map(|(t, _)| t.clone()).collect();
    // Eight are few; with one more they are many.
    let more: Vec<Task> = tasks.iter().cloned().chain([task(|n| n * 101 + 7, 0, 20)]).collect();
    for tasks in [tasks, more] {
        known(&cases, &search(&mut small(), &tasks, 2));
    }
}

fn known(cases: &[(Task, &str)], found: &[Proposal]) {
    for (i, (_, text)) in cases.iter().enumerate() {
        let first = found.iter().find(|p| p.task == i).unwrap_or_else(|| panic!("case {i} is not found"));
        assert!(text.is_empty() || first.formula().unwrap().body == *text, "case {i}: {first:?}");
        assert!(
            first.evidence.verbatim <= 2
                && first.evidence.determined_by >= first.evidence.verbatim
                && first.evidence.bits >= 0.0
        );
    }
}

#[test]
fn threads_change_nothing() {
    let tasks: Vec<Task> = (1..40)
        .map(|k| task(|n| n * n * k / 7 + n % (k + 1), k % 3, 20))
        .chain((1..20).map(|k| recurrence([1, k], |n, a, b| a + k * b + n % 3)))
        .collect();
    for tasks in [&tasks[..], &tasks[36..42]] {
        let one = search(&mut small(), tasks, 1);
        let two = search(&mut small(), tasks, 2);
        assert!(!one.is_empty());
        assert_eq!(format!("{one:?}"), format!("{two:?}"));
    }
}

#[test]
fn layers_are_counted() {
    let mut enumerate = small();
    let many: Vec<Task> = (0..9).map(|k| task(|n| n * 77 + k, 0, 20)).collect();
    search(&mut enumerate, &many, 1);
    let sizes: Vec<usize> = enumerate.layers().iter().map(|l| l.size).collect();
    assert_eq!(sizes, [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    assert!(enumerate.layers().iter().all(|l| l.distinct <= l.programs && (l.distinct > 0 || l.world == World::Rows)));
}

#[test]
fn nothing_is_done_when_the_time_is_over() {
    let cancel = Cancel::new();
    cancel.raise();
    let found = Found::default();
    let watch = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    Enumerate::new().propose(&[task(|n| n * 77 + n % 5, 0, 20)], &watch, &found);
    assert!(found.0.into_inner().unwrap().is_empty());
}

#[test]
fn short_and_empty_tasks_do_no_harm() {
    let tasks = [Task::default(), task(|_| 0, 0, 1), task(|n| n, 0, 4), task(|n| n, 0, 5), task(|n| n * n, 0, 9)];
    let found = search(&mut small(), &tasks, 1);
    assert!(found.iter().all(|p| p.task >= 3));
}

#[test]
fn equal_values_are_kept_once() {
    let cancel = Cancel::new();
    let watch = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let watch = StopSignal::new(&watch, &|_| true, 1);
    for world in [World::Line, World::Rows] {
        let mut bank = Bank::new(world.leaves());
        for _ in 1..=6 {
            assert!(bank.grow(Growth::ALL, &watch, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1);
        }
        let values: HashSet<([i64; LANES], u32)> =
            (0..bank.len() as u32).map(|id| (bank.values(id).v, bank.values(id).ok)).collect();
        assert_eq!(values.len(), bank.len());
        // By increasing size, and what is written has that size.
        assert!((1..bank.len() as u32).all(|id| bank.size(id - 1) <= bank.size(id)));
    }
}

/// Raises the flag at its first proposal.
struct Impatient<'a>(&'a Cancel, Mutex<usize>);

impl Sink for Impatient<'_> {
    fn offer(&self, _: Proposal) -> bool {
        self.0.raise();
        *self.1.lock().unwrap() += 1;
        true
    }
    fn wants(&self, _: usize) -> bool {
        true
    }
    fn progress(&self, _: &Progress) {}
}

#[test]
fn a_raised_flag_ends_the_search() {
    let cancel = Cancel::new();
    let sink = Impatient(&cancel, Mutex::new(0));
    let watch = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let mut enumerate = Enumerate::new();
    // `n` is found at size 1; all of the default search would take many seconds.
    enumerate.propose(&[task(|n| n, 0, 20), task(|n| n * n * n * 97, 0, 20)], &watch, &sink);
    assert!(enumerate.layers().len() <= 2, "{:?}", enumerate.layers());
    assert_eq!(*sink.1.lock().unwrap(), 1);
}

#[test]
fn triangles_are_found() {
    let mut terms = vec![vec![1i64]];
    for r in 1..8 {
        let at = |k: i64| if k < 0 || k >= r { 0 } else { terms[r as usize - 1][k as usize] };
        let next = (0..=r).map(|k| 2 * at(k) + k * at(k - 1) + r).collect();
        terms.push(next);
    }
    let task = Task { terms: terms.concat().into_iter().map(Int::from).collect(), first: None };
    let found = search(&mut small(), &[task], 1);
    assert!(found.iter().any(|p| p.formula().unwrap().body.contains("@(n - r - 1)")), "{found:?}");
}

/// Wants so many proposals.
struct Content(Mutex<usize>);

impl Sink for Content {
    fn offer(&self, _: Proposal) -> bool {
        let mut left = self.0.lock().unwrap();
        *left = left.saturating_sub(1);
        *left > 0
    }
    fn wants(&self, _: usize) -> bool {
        *self.0.lock().unwrap() > 0
    }
    fn progress(&self, _: &Progress) {}
}

#[test]
fn the_search_ends_when_nothing_is_wanted() {
    let cancel = Cancel::new();
    let sink = Content(Mutex::new(1));
    let watch = Budget::new(&cancel, &Still);
    let mut enumerate = Enumerate::new();
    enumerate.propose(&[task(|n| n * n, 0, 20)], &watch, &sink);
    assert!(enumerate.layers().len() <= 6, "{:?}", enumerate.layers());
}

/// Each is larger than what is held of programs: it is made of a program and a small one, or of a recurrence.
#[test]
fn few_targets_are_worked_towards() {
    let cases = [
        task(|n| (n + n % 3) * (n + n % 3 - 1) / 2, 0, 20),
        task(|n| (n + n % 3) * (n + 1) + n * n, 0, 20),
        recurrence([1, 1], |n, a, b| 2 * a - b + n * n % 5),
        task(|n| (n + n % 4) * (n + n % 4), 0, 20),
    ];
    for (i, case) in cases.into_iter().enumerate() {
        assert!(!search(&mut small(), &[case], 1).is_empty(), "case {i}");
    }
}

#[test]
fn values_that_are_not_held_are_made_again() {
    let cancel = Cancel::new();
    let watch = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let stop = StopSignal::new(&watch, &|_| true, 1);
    let make = |bank: Bank| {
        let mut bank = bank;
        for _ in 1..=6 {
            assert!(bank.grow(Growth::ALL, &stop, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1);
        }
        bank
    };
    for world in [World::Line, World::Rows] {
        let leaves = || world.leaves().into_iter().chain([(5, "x".to_owned(), Lanes::of(|n| n * 1_000_003))]).collect();
        let (all, few) = (make(Bank::new(leaves())), make(Bank::new(leaves()).holding(70)));
        assert_eq!(all.exprs, few.exprs);
        assert!((0..all.len() as u32).all(|id| all.values(id) == few.values(id)));
        assert!(few.memory() * 3 < all.memory());
    }
}

#[test]
fn little_memory_finds_the_same() {
    let tasks: Vec<Task> = (1..40).map(|k| task(|n| n * n * k / 7 + n % (k + 1), k % 3, 20)).collect();
    for tasks in [&tasks[..], &tasks[4..10]] {
        let found = |memory: u64| {
            let (cancel, found) = (Cancel::new(), Found::default());
            let watch = Budget { memory, ..Budget::new(&cancel, &Still) };
            let mut enumerate = small();
            // As many expressions, whose values are not all held.
            enumerate.most = 20_000;
            enumerate.propose(tasks, &watch, &found);
            found.0.into_inner().unwrap()
        };
        assert_eq!(format!("{:?}", found(16 << 20)), format!("{:?}", found(1 << 30)));
    }
}

/// Keeps what is written.
#[derive(Default)]
struct Paper(Mutex<HashMap<String, Vec<u8>>>);

impl CheckpointStore for Paper {
    fn write(&self, name: &str, bytes: &[u8]) -> bool {
        self.0.lock().unwrap().insert(name.to_owned(), bytes.to_owned());
        true
    }
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(name).cloned()
    }
}

/// A clock by which the time is over after it was looked at so often.
struct Looks(AtomicUsize, usize);

impl Clock for Looks {
    fn now(&self) -> Duration {
        Duration::from_secs(u64::from(self.0.fetch_add(1, Ordering::Relaxed) >= self.1))
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

#[test]
fn an_interrupted_search_goes_on() {
    let tasks: Vec<Task> = (1..120)
        .map(|k| task(|n| n * n * k / 7 + n % (k + 1), k % 3, 20))
        .chain((1..30).map(|k| recurrence([1, k], |n, a, b| a + k * b + n % 3)))
        .collect();
    for (tasks, many) in [(&tasks[..], true), (&tasks[117..123], false)] {
        let mut enumerate = small();
        enumerate.stored = 5;
        enumerate.most = 4000;
        let set = |found: Vec<Proposal>| -> HashSet<(usize, String)> {
            found.into_iter().map(|p| (p.task, p.formula().unwrap().source("a"))).collect()
        };
        let whole = set(search(&mut enumerate, tasks, 1));
        let paper = Paper::default();
        let mut parts = HashSet::new();
        let mut runs = 0;
        let mut looks = 100;
        loop {
            looks += looks / 2;
            let (cancel, found) = (Cancel::new(), Found::default());
            let clock = Looks(AtomicUsize::new(0), looks);
            let until = Some(Duration::from_secs(1));
            let watch = Budget { until, checkpoints: Some(&paper), ..Budget::new(&cancel, &clock) };
            enumerate.propose(tasks, &watch, &found);
            parts.extend(set(found.0.into_inner().unwrap()));
            runs += 1;
            if clock.0.into_inner() < looks {
                break;
            }
        }
        assert!(runs > 3, "{runs} runs, the last of {looks} looks");
        let missing: Vec<_> = whole.difference(&parts).collect();
        assert!(missing.is_empty(), "{missing:?}");
        // What was done is not done again.
        let (cancel, found) = (Cancel::new(), Found::default());
        let watch = Budget { checkpoints: Some(&paper), ..Budget::new(&cancel, &Still) };
        enumerate.propose(tasks, &watch, &found);
        let again = set(found.0.into_inner().unwrap());
        assert!(!many || again.len() < whole.len(), "{} of {}", again.len(), whole.len());
    }
}
