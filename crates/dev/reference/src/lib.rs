//! Reference evaluator of Core, which is slow and follows `docs/reference/core.md` line by line, and random
//! programs to compare other evaluators with it. Only tests depend on this crate; it knows no other evaluator.
//!
//! ```
//! use nth_base::Limits;
//! use nth_num::Int;
//! use nth_reference::{Reference, generate, minimise, with_stack};
//!
//! with_stack(|| {
//!     let limits = Limits { budget: 5_000, max_digits: 285, max_words: 10_000, max_depth: 500, ..Limits::CANDIDATE };
//!     for seed in 0..20 {
//!         let case = generate::program(seed);
//!         let mut run = Reference::new(&case.arena, &case.program, case.entry, limits);
//!         for i in 0..10 {
//!             let (value, cost) = run.term(&case.args(i));
//!             // Compare `value` with the other evaluator, and `cost` too if the term has a value; stop at an error.
//!             // If they differ: `println!("{}", minimise(case, |smaller| still_differs(smaller)))`.
//!             assert!(cost <= 50_000);
//!             if value.is_err() {
//!                 break;
//!             }
//!         }
//!     }
//! });
//! ```
//!
//! - [`generate::program`] gives every construct of Core, [`generate::program_of`] in programs of another size or with
//!   numbers at the ends of machine integers; [`generate::postfix`] gives a program of the published language.
//! - [`shrink`] lists smaller programs, [`minimise`] searches the smallest that still fails, `Display` shows one as
//!   text.
//! - [`parse_case`] reads that text; [`hand_cases`] reads `tests/core/meaning.txt`, which gives value and cost of each
//!   case.
//! - The evaluator recurses with the program: run tests in [`with_stack`], with `max_depth` of some thousands at most.

// One match in `eval.rs` names every primitive and every node; the others treat the group that it hands them.
#![allow(clippy::wildcard_enum_match_arm)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod arith;
mod case;
mod eval;
pub mod generate;
mod meaning;
mod primes;
mod shrink;
mod source;
mod text;
mod value;

pub use case::Case;
pub use eval::Reference;
pub use meaning::{HandCase, hand_cases};
pub use shrink::{minimise, shrink};
pub use text::{ParseError, parse_case};
pub use value::Value;

/// Runs `f` on a thread with a stack of 1 GiB, enough for some thousands of calls inside each other.
///
/// # Panics
/// If `f` panics, or the system refuses the thread.
pub fn with_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|s| {
        let thread = std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(s, f);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(value)) => value,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(e) => panic!("no thread: {e}"),
        }
    })
}
