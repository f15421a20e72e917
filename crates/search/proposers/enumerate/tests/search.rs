//! Programs that the enumeration finds, and that they are the same in every run.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use nth_base::{Cancel, Limits};
use nth_enumerate::Enumerate;
use nth_enumerate::bank::{Bank, Growth};
use nth_enumerate::expr::Leaf;
use nth_enumerate::index_shape::IndexShape;
use nth_enumerate::value_vec::{LANES, ValueVec};
use nth_num::Int;
use nth_propose::build::Expr;
use nth_propose::{Budget, Proposal, Proposer, StopSignal, Task, WorkLimit};
use nth_session::{Library, NoFiles, Scope, Session};
use nth_testkit::{Collector, Deadline, MemoryStore, Still};

fn task(f: impl Fn(i64) -> i64, from: i64, count: i64) -> Task {
    Task { terms: (from..from + count).map(|n| Int::from(f(n))).collect(), first: None }
}

fn search(enumerate: &mut Enumerate, tasks: &[Task], jobs: usize) -> Vec<Proposal> {
    let cancel = Cancel::new();
    let found = Collector::new();
    let budget = Budget { jobs, ..Budget::new(&cancel, &Still) };
    enumerate.propose(tasks, &budget, &found);
    found.into_proposals()
}

fn small() -> Enumerate {
    let mut e = Enumerate::new();
    e.settings.max_size = 6;
    e.settings.max_size_of_few = 6;
    e.settings.max_joined = 500;
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

/// The terms of a proposal, as the language computes them.
fn terms(session: &mut Session, proposal: &Proposal, count: usize) -> Vec<Int> {
    let source = proposal.formula().unwrap().source("a");
    let loaded = session.check_text("a.nth", &source, &Scope::default());
    assert!(!loaded.has_errors(), "{source}");
    let id = *session.sequences(loaded.module).last().unwrap();
    session.first_terms(id, count as u64, &Limits::INTERACTIVE, &Cancel::new()).unwrap().0
}

#[test]
fn known_programs_are_found() {
    let tasks = [
        task(|n| n, 0, 20),
        task(|n| n * n, 1, 20),
        task(|n| n * (n + 1) / 2, 0, 20),
        task(|n| (2 * n * n).isqrt(), 0, 20),
        task(|n| n * n * n + 5 * n + 1, 0, 25),
        recurrence([0, 1], |_, a, b| a + b),
        recurrence([1, 1], |n, a, b| a + n * b),
        recurrence([1, 3], |n, a, _| 3 * a - n * n),
    ];
    let mut session = Session::new(Library::embedded().into(), Arc::new(NoFiles));
    // Eight are few; with one more they are many.
    let more: Vec<Task> = tasks.iter().cloned().chain([task(|n| n * 101 + 7, 0, 20)]).collect();
    for tasks in [&tasks[..], &more] {
        let found = search(&mut small(), tasks, 2);
        for (i, task) in tasks.iter().enumerate() {
            let proposals: Vec<&Proposal> = found.iter().filter(|p| p.task == i).collect();
            assert!(!proposals.is_empty(), "task {i}");
            for p in proposals {
                assert_eq!(terms(&mut session, p, task.terms.len()), *task.terms, "task {i}: {p:?}");
                assert!(p.evidence.verbatim <= 2 && p.evidence.determined_by >= p.evidence.verbatim, "{p:?}");
                assert!(p.evidence.bits >= 0.0, "{p:?}");
            }
        }
        for (i, body) in [(0, "n"), (1, "n * n")] {
            let first = found.iter().find(|p| p.task == i).unwrap();
            assert_eq!(first.formula().unwrap().body, body);
        }
    }
}

/// Functions that are too large to be found, and recurrences that are found.
fn mixed_tasks() -> Vec<Task> {
    (1..40)
        .map(|k| task(|n| n * n * k / 7 + n % (k + 1), k % 3, 20))
        .chain((1..20).map(|k| recurrence([1, k], |n, a, b| a + k * b + n % 3)))
        .collect()
}

#[test]
fn threads_change_nothing() {
    let tasks = mixed_tasks();
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
    assert!(
        enumerate
            .layers()
            .iter()
            .all(|l| l.distinct <= l.programs && (l.distinct > 0 || l.shape == IndexShape::Triangular))
    );
}

#[test]
fn nothing_is_done_when_the_time_is_over() {
    let cancel = Cancel::new();
    cancel.raise();
    let found = Collector::new();
    let budget = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    Enumerate::new().propose(&[task(|n| n * 77 + n % 5, 0, 20)], &budget, &found);
    assert!(found.into_proposals().is_empty());
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
    let budget = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let budget = StopSignal::new(&budget, &|_| true, 1);
    for shape in [IndexShape::Linear, IndexShape::Triangular] {
        let mut bank = Bank::new(shape.leaves());
        for _ in 1..=6 {
            assert!(bank.grow(Growth::ALL, &budget, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1);
        }
        let values: HashSet<([i64; LANES], u32)> =
            (0..bank.len() as u32).map(|id| (bank.values(id).v, bank.values(id).ok)).collect();
        assert_eq!(values.len(), bank.len());
        // Sizes increase along the bank, and the written source has the size.
        assert!((1..bank.len() as u32).all(|id| bank.size(id - 1) <= bank.size(id)));
    }
}

#[test]
fn a_raised_flag_ends_the_search() {
    let cancel = Cancel::new();
    let sink = Collector::new().raising(&cancel);
    let budget = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let mut enumerate = Enumerate::new();
    // `n` is found at size 1; all of the default search would take many seconds.
    enumerate.propose(&[task(|n| n, 0, 20), task(|n| n * n * n * 97, 0, 20)], &budget, &sink);
    assert!(enumerate.layers().len() <= 2, "{:?}", enumerate.layers());
    assert_eq!(sink.count(), 1);
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

#[test]
fn the_search_ends_when_nothing_is_wanted() {
    let cancel = Cancel::new();
    let sink = Collector::new().at_most(1);
    let budget = Budget::new(&cancel, &Still);
    let mut enumerate = Enumerate::new();
    enumerate.propose(&[task(|n| n * n, 0, 20)], &budget, &sink);
    assert!(enumerate.layers().len() <= 6, "{:?}", enumerate.layers());
}

/// Programs larger than those held: made of a program and a small one, or of a recurrence.
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
    let budget = Budget { jobs: 2, ..Budget::new(&cancel, &Still) };
    let stop = StopSignal::new(&budget, &|_| true, 1);
    let make = |bank: Bank| {
        let mut bank = bank;
        for _ in 1..=6 {
            assert!(bank.grow(Growth::ALL, &stop, |_, _, _: &mut Vec<()>| {}, |_, _| {}).1);
        }
        bank
    };
    for shape in [IndexShape::Linear, IndexShape::Triangular] {
        let leaves = || {
            shape.leaves().into_iter().chain([Leaf::new(5, Expr::name("x"), ValueVec::of(|n| n * 1_000_003))]).collect()
        };
        let (all, few) = (make(Bank::new(leaves())), make(Bank::new(leaves()).holding(70)));
        assert_eq!(all.nodes, few.nodes);
        assert!((0..all.len() as u32).all(|id| all.values(id) == few.values(id)));
        assert!(few.memory() * 3 < all.memory());
    }
}

#[test]
fn little_memory_finds_the_same() {
    let tasks = mixed_tasks();
    for tasks in [&tasks[..], &tasks[36..42]] {
        let found = |memory: u64| {
            let (cancel, found) = (Cancel::new(), Collector::new());
            let budget = Budget { memory, ..Budget::new(&cancel, &Still) };
            let mut enumerate = small();
            // The number of expressions stays the same, but not all of their values are held.
            enumerate.settings.max_held = 20_000;
            enumerate.propose(tasks, &budget, &found);
            found.into_proposals()
        };
        let all = found(1 << 30);
        assert!(!all.is_empty());
        assert_eq!(format!("{:?}", found(16 << 20)), format!("{all:?}"));
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
        enumerate.settings.max_held_size = 5;
        enumerate.settings.max_held = 4000;
        let set = |found: Vec<Proposal>| -> HashSet<(usize, String)> {
            found.into_iter().map(|p| (p.task, p.formula().unwrap().source("a"))).collect()
        };
        let whole = set(search(&mut enumerate, tasks, 1));
        let paper = MemoryStore::default();
        let mut parts = HashSet::new();
        let mut runs = 0;
        let mut looks = 100;
        loop {
            looks += looks / 2;
            let (cancel, found) = (Cancel::new(), Collector::new());
            let clock = Deadline::new(looks);
            let until = Some(Deadline::PASSED);
            let budget = Budget { until, checkpoints: Some(&paper), ..Budget::new(&cancel, &clock) };
            enumerate.propose(tasks, &budget, &found);
            parts.extend(set(found.into_proposals()));
            runs += 1;
            if !clock.has_passed() {
                break;
            }
        }
        assert!(runs > 3, "{runs} runs, the last of {looks} looks");
        let missing: Vec<_> = whole.difference(&parts).collect();
        assert!(missing.is_empty(), "{missing:?}");
        // Finished work is not done again.
        let (cancel, found) = (Cancel::new(), Collector::new());
        let budget = Budget { checkpoints: Some(&paper), ..Budget::new(&cancel, &Still) };
        enumerate.propose(tasks, &budget, &found);
        let again = set(found.into_proposals());
        assert!(!many || again.len() < whole.len(), "{} of {}", again.len(), whole.len());
    }
}

/// Bounded work on one thread does not depend on the clock, and more work gives more.
#[test]
fn bounded_work_gives_the_same_proposals() {
    let tasks = mixed_tasks();
    for tasks in [&tasks[..], &tasks[36..42]] {
        let run = |work: u64| {
            let (cancel, found, spent) = (Cancel::new(), Collector::new(), AtomicU64::new(0));
            let work = Some(WorkLimit { spent: &spent, until: work });
            let mut enumerate = small();
            enumerate.settings.max_size = 5;
            enumerate.settings.max_size_of_few = 5;
            enumerate.propose(tasks, &Budget { work, ..Budget::new(&cancel, &Still) }, &found);
            (found.into_proposals(), spent.into_inner())
        };
        let (all, work) = run(u64::MAX);
        let (some, spent) = run(work / 2);
        assert!(!all.is_empty() && some.len() <= all.len(), "{} of {}", some.len(), all.len());
        assert!(spent < work, "{spent} of {work}");
        assert_eq!(format!("{some:?}"), format!("{:?}", run(work / 2).0));
        assert_eq!(format!("{all:?}"), format!("{:?}", run(work).0));
    }
}
