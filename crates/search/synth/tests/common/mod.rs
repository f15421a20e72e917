//! What the tests of the search have in common.

// Each test file uses a part of it.
#![allow(dead_code)]

use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_compiler::Library;
use nth_num::Int;
use nth_synth::{Found, Options, Silent, Source, Synthesizer, Task};

/// Time that stands still: no test depends on the clock.
pub struct Still;

impl Clock for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn thread_time(&self) -> Option<Duration> {
        None
    }
}

pub fn synthesizer() -> Synthesizer {
    Synthesizer::new(Arc::new(Library::embedded()))
}

pub fn request(terms: &[i64]) -> Task {
    Task { terms: terms.iter().map(|t| Int::from(*t)).collect(), first: None }
}

/// Families and what is known: proposers that end without a clock.
pub fn options() -> Options {
    Options { time: None, sources: vec![Source::Known, Source::Families], ..Options::default() }
}

pub fn search(tasks: &[Task], options: &Options) -> Found {
    synthesizer().search(tasks, options, &Still, &Cancel::new(), &Silent)
}

/// Numbers that look random, the same in every run (Vigna's splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}
