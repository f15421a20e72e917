//! Proposals for known sequences, and the end of the work when it is told to stop.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_propose::{Budget, Progress, Proposal, Proposer, Sink, Task, WorkLimit};
use nth_session::{Library, NoFiles, Scope, Session};
use nth_testkit::Still;

/// Keeps offers, and raises the flag when this number of tasks has one.
struct Offers(Mutex<Vec<Proposal>>, Cancel, usize);

impl Sink for Offers {
    fn offer(&self, proposal: Proposal) -> bool {
        let mut all = self.0.lock().unwrap();
        all.push(proposal);
        let tasks: HashSet<usize> = all.iter().map(|p| p.task).collect();
        if tasks.len() >= self.2 {
            self.1.raise();
        }
        true
    }
    fn wants(&self, _: usize) -> bool {
        true
    }
    fn progress(&self, _: &Progress) {}
}

/// Runs the proposer on this number of threads, until the flag of `offers` is raised or `work` programs were examined.
fn propose(tasks: &[Task], offers: &Offers, jobs: usize, work: u64) {
    let spent = AtomicU64::new(0);
    let work = Some(WorkLimit { spent: &spent, until: work });
    let budget = Budget { work, jobs, memory: 100 << 20, ..Budget::new(&offers.1, &Still) };
    nth_arithmetic::Arithmetic::new().propose(tasks, &budget, offers);
}

/// The terms of a source.
fn terms(session: &mut Session, text: &str, count: u64) -> Vec<Int> {
    let loaded = session.check_text("a.nth", text, &Scope::default());
    assert!(!loaded.has_errors(), "{text}");
    let id = *session.sequences(loaded.module).last().unwrap();
    session.first_terms(id, count, &Limits::INTERACTIVE, &Cancel::new()).unwrap().0
}

#[test]
fn cancelled_work_stops() {
    let offers = Offers(Mutex::default(), Cancel::new(), 1);
    let task = Task { terms: (1..30).map(Int::Small).collect(), first: Some(1) };
    propose(&[task], &offers, 2, u64::MAX);
    assert!(!offers.0.lock().unwrap().is_empty());
}

#[test]
fn known_sequences_are_found() {
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
    let sources = [
        "seq a(n from 1) = nth k from 1 where is_prime(k * k + 1)\n",
        "seq a(n from 1) = nth k from 1 where is_prime(k) and digit_sum(k, 10) == 10\n",
        "seq a(n from 1) = sigma(1, n) - num_divisors(n)\n",
    ];
    let tasks: Vec<Task> =
        sources.iter().map(|s| Task { terms: terms(&mut session, s, 30).into(), first: Some(1) }).collect();
    // Few, and one so often that they are many; the others would take minutes there.
    for (sources, tasks) in [(&sources[..], tasks.clone()), (&sources[2..], vec![tasks[2].clone(); 9])] {
        let offers = Offers(Mutex::default(), Cancel::new(), tasks.len());
        propose(&tasks, &offers, 2, 100_000_000);
        let offers = offers.0.lock().unwrap();
        for (i, task) in tasks.iter().enumerate() {
            let mine: Vec<&Proposal> = offers.iter().filter(|p| p.task == i).collect();
            let right = mine
                .iter()
                .filter(|p| terms(&mut session, &p.formula().unwrap().source("a"), 30) == *task.terms)
                .count();
            assert!(right > 0, "{}: {mine:?}", sources[i % sources.len()]);
        }
    }
}

/// Wants this number of proposals.
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
    fn progress(&self, progress: &Progress) {
        assert!(self.wants(0) || progress.stage == "done", "{}", progress.stage);
    }
}

#[test]
fn no_stage_begins_when_nothing_is_wanted() {
    let cancel = Cancel::new();
    let sink = Content(Mutex::new(1));
    let budget = Budget { memory: 100 << 20, ..Budget::new(&cancel, &Still) };
    let task = Task { terms: (1..30).map(|n| Int::Small(n * n)).collect(), first: Some(1) };
    nth_arithmetic::Arithmetic::new().propose(&[task], &budget, &sink);
    assert_eq!(*sink.0.lock().unwrap(), 0);
}

/// Bounded work on one thread does not depend on the clock.
#[test]
fn bounded_work_gives_the_same_proposals() {
    let tasks = [
        Task { terms: (1..30).map(|n| Int::Small(n * n * n + 2)).collect(), first: Some(1) },
        Task {
            terms: [2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 17, 18, 19].map(Int::Small).to_vec().into(),
            first: Some(1),
        },
    ];
    let run = || {
        let offers = Offers(Mutex::default(), Cancel::new(), usize::MAX);
        propose(&tasks, &offers, 1, 400_000);
        offers.0.into_inner().unwrap()
    };
    let first = run();
    assert!(!first.is_empty());
    assert_eq!(format!("{first:?}"), format!("{:?}", run()));
}
