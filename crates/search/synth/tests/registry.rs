//! Tests that a new proposer needs a type and a row of the registry, and nothing else.

#![allow(clippy::unwrap_used)]

mod common;

use common::{options, request, search};
use nth_propose::{Budget, Evidence, Formula, Origin, Proposal, Proposer, Sink, Task};
use nth_synth::{Entry, Options, ProposerInfo};

/// A proposer of squares plus a constant.
struct Squares;

impl Proposer for Squares {
    fn propose(&mut self, tasks: &[Task], budget: &Budget<'_>, sink: &dyn Sink) {
        for (k, task) in tasks.iter().enumerate().filter(|(k, _)| sink.wants(*k)) {
            budget.spend(1);
            let Some(constant) = task.terms.first() else { continue };
            sink.offer(Proposal {
                task: k,
                program: Formula::new(format!("n * n + {constant}")).into(),
                origin: Origin::Computed,
                evidence: Evidence { determined_by: 1, verbatim: 0, bits: 2.0 },
                description: "squares plus a constant".to_owned(),
            });
        }
    }
}

static SQUARES: Entry = Entry {
    info: ProposerInfo {
        name: "squares",
        group: "own",
        summary: "squares plus a constant",
        share: 1.0,
        searches: false,
        systematic: true,
        default: false,
        looks_up: false,
    },
    make: |_| Box::new(Squares),
};

#[test]
fn a_proposer_is_added_by_its_row() {
    let squares: Vec<i64> = (0..20).map(|n| n * n + 11).collect();
    let cubes: Vec<i64> = (0..20).map(|n| n * n * n + 7).collect();
    let tasks = [request(&squares), request(&cubes)];
    let mut proposers = options().proposers;
    proposers.insert(0, &SQUARES);
    let found = search(&tasks, &Options { proposers, ..options() });
    let best = &found.answers[0][0];
    assert_eq!((best.source.trim_end(), best.proposer), ("seq a(n) = n ^ 2 + 11", "own"));
    assert!(!best.guess && best.features.computed);
    assert!(!found.answers[1][0].guess, "the others work beside it");
    let tally = found.tallies.iter().find(|(name, _)| *name == "squares").unwrap().1;
    assert_eq!((tally.offered, tally.right, tally.wrong), (2, 1, 1));
}
