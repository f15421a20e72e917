//! Helpers of the search tests.

// Each test file uses some of the helpers.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::{Arc, LazyLock};

use nth_base::Cancel;
use nth_compiler::Library;
use nth_num::Int;
use nth_synth::{Found, Options, Silent, Synthesizer, Task, select_proposers};
use nth_testkit::Still;

/// Synthesizer with the standard library and nothing else.
pub fn synthesizer() -> Synthesizer {
    Synthesizer::new(Arc::new(Library::embedded()))
}

/// One synthesizer for all searches of a test: the sequences of the library are prepared once.
pub static SYNTHESIZER: LazyLock<Synthesizer> = LazyLock::new(synthesizer);

pub fn request(terms: &[i64]) -> Task {
    Task { terms: terms.iter().map(|t| Int::from(*t)).collect(), first: None }
}

/// Options with the proposers `known` and `families`, which end without a clock.
pub fn options() -> Options {
    Options { time: None, proposers: select_proposers(&["known", "families"]).unwrap(), ..Options::default() }
}

pub fn search(tasks: &[Task], options: &Options) -> Found {
    SYNTHESIZER.search(tasks, options, &Still, &Cancel::new(), &Silent)
}
