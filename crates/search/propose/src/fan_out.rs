//! Tasks in parallel, for proposers that examine each task by itself.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::budget::Budget;
use crate::task::Task;

/// Calls `work` once for each task, with its position. Tasks are started in order, on as many threads as the budget
/// allows, until the budget is spent.
pub fn for_each_task(tasks: &[Task], budget: &Budget<'_>, work: impl Fn(usize, &Task) + Sync) {
    let next = AtomicUsize::new(0);
    let run = || {
        while !budget.is_over() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(at) else { return };
            work(at, task);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..budget.jobs.min(tasks.len()) {
            scope.spawn(run);
        }
        run();
    });
}
