//! What is proposed for known sequences, and that the work stops.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_types, reason = "tests look at the clock")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nth_base::{Cancel, Clock, Limits};
use nth_num::Int;
use nth_propose::{Budget, Progress, Proposal, Proposer, Sink, Task};
use nth_session::{Library, NoFiles, Scope, Session};

struct Machine(Instant);

impl Clock for Machine {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

/// Raises the flag when so many tasks have an offer.
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

fn propose(tasks: &[Task], offers: &Offers, seconds: u64) {
    let clock = Machine(Instant::now());
    let until = Some(Duration::from_secs(seconds));
    let watch = Budget { until, jobs: 2, memory: 100 << 20, ..Budget::new(&offers.1, &clock) };
    nth_arithmetic::Sieve::new().propose(tasks, &watch, offers);
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
    propose(&[task], &offers, 3600);
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
        propose(&tasks, &offers, 200);
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
    fn progress(&self, progress: &Progress) {
        assert!(self.wants(0) || progress.stage == "done", "{}", progress.stage);
    }
}

#[test]
fn no_stage_begins_when_nothing_is_wanted() {
    let (cancel, clock) = (Cancel::new(), Machine(Instant::now()));
    let sink = Content(Mutex::new(1));
    let watch = Budget { memory: 100 << 20, ..Budget::new(&cancel, &clock) };
    let task = Task { terms: (1..30).map(|n| Int::Small(n * n)).collect(), first: Some(1) };
    nth_arithmetic::Sieve::new().propose(&[task], &watch, &sink);
    assert_eq!(*sink.0.lock().unwrap(), 0);
}
