//! Work in parts, on several threads, with answers in the order of the parts.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nth_propose::StopSignal;

/// Runs the parts `first..count` on the threads of the budget, and calls `take` with each answer, in order. Parts are
/// run `round` at a time; the answers of a round are taken when all of them are there. The work ends when the search is
/// over (a round that is not complete is lost) or `take` says `false`. Returns whether all was done.
pub fn in_order<T: Send>(
    (first, count): (usize, usize),
    round: usize,
    stop: &StopSignal<'_>,
    part: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> bool,
) -> bool {
    let mut start = first;
    while start < count {
        let Some(answers) = one_round(start, (start + round.max(1)).min(count), stop, &part) else { return false };
        start += answers.len();
        for answer in answers {
            if !take(answer) {
                return false;
            }
        }
    }
    true
}

/// The answers of one round; `None` if the search was over before all were there.
fn one_round<T: Send>(
    start: usize,
    end: usize,
    stop: &StopSignal<'_>,
    part: &(impl Fn(usize) -> T + Sync),
) -> Option<Vec<T>> {
    let next = AtomicUsize::new(start);
    let answers: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(end - start));
    let one = || {
        while !stop.is_over() {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= end {
                break;
            }
            let answer = part(i);
            if let Ok(mut all) = answers.lock() {
                all.push((i, answer));
            }
        }
    };
    if stop.budget.jobs <= 1 {
        one();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..stop.budget.jobs.min(end - start) {
                scope.spawn(one);
            }
        });
    }
    let mut all = answers.into_inner().ok()?;
    all.sort_by_key(|(i, _)| *i);
    (all.len() == end - start).then(|| all.into_iter().map(|(_, t)| t).collect())
}
