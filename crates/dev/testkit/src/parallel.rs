//! Work on several threads, for tests and benchmarks over many independent inputs.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Stack of a thread in bytes: deep recursions of evaluators under test fit, also in unoptimised code.
const STACK: usize = 256 << 20;

/// Calls `work` for 0 .. `count` on a number of threads. Each thread has its own state, from `start`.
///
/// # Panics
/// If a call panics, with its panic, after the other threads have ended their calls.
pub fn on_threads<S>(threads: usize, count: usize, start: impl Fn() -> S + Sync, work: impl Fn(&mut S, usize) + Sync) {
    let next = AtomicUsize::new(0);
    let body = || {
        let mut state = start();
        loop {
            let k = next.fetch_add(1, Ordering::Relaxed);
            if k >= count {
                return;
            }
            work(&mut state, k);
        }
    };
    thread::scope(|s| {
        let workers: Vec<_> =
            (0..threads).map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(s, body).unwrap()).collect();
        for w in workers {
            if let Err(panic) = w.join() {
                // The other threads have nothing more to do.
                next.store(count, Ordering::Relaxed);
                resume_unwind(panic);
            }
        }
    });
}

/// [`on_threads`] with as many threads as there are cores.
///
/// # Panics
/// As [`on_threads`].
pub fn on_all_cores<S>(count: usize, start: impl Fn() -> S + Sync, work: impl Fn(&mut S, usize) + Sync) {
    on_threads(thread::available_parallelism().map_or(2, usize::from), count, start, work);
}

/// Calls `work` for each item on as many threads as there are cores.
///
/// # Panics
/// As [`on_threads`].
pub fn each_on_all_cores<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    on_all_cores(items.len(), || (), |(), k| work(&items[k]));
}
