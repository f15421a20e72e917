//! A pool of threads for queries: those that somebody who types waits for come first.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Number of threads. One of them takes no [`Class::Background`] job.
const THREADS: usize = 2;
/// Stack size of a thread, in bytes: trees may be deep, and they are walked recursively.
const STACK: usize = 512 << 20;

/// Urgency of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Somebody who types waits for the answer.
    Typing,
    /// The editor wants the answer soon.
    Normal,
    /// Nobody waits: at most one such job runs at a time.
    Background,
}

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Queues {
    typing: VecDeque<Job>,
    normal: VecDeque<Job>,
    background: VecDeque<Job>,
}

/// The pool. Jobs of a class run in their order.
#[derive(Clone, Default)]
pub struct Pool {
    inner: Arc<(Mutex<Queues>, Condvar)>,
}

impl Pool {
    /// Starts the threads, which live as long as the process.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start() -> io::Result<Self> {
        let pool = Self::default();
        for number in 0..THREADS {
            let inner = Arc::clone(&pool.inner);
            let work = move || {
                let (queues, new) = &*inner;
                loop {
                    let mut waiting = lock(queues);
                    let job = loop {
                        let next = waiting.typing.pop_front().or_else(|| waiting.normal.pop_front());
                        let next = next.or_else(|| if number == 0 { waiting.background.pop_front() } else { None });
                        match next {
                            Some(job) => break job,
                            None => waiting = new.wait(waiting).unwrap_or_else(PoisonError::into_inner),
                        }
                    };
                    drop(waiting);
                    job();
                }
            };
            thread::Builder::new().name(format!("lsp-{number}")).stack_size(STACK).spawn(work)?;
        }
        Ok(pool)
    }

    /// Adds a job, which must not panic.
    pub fn submit(&self, class: Class, job: impl FnOnce() + Send + 'static) {
        let (queues, new) = &*self.inner;
        let mut waiting = lock(queues);
        let queue = match class {
            Class::Typing => &mut waiting.typing,
            Class::Normal => &mut waiting.normal,
            Class::Background => &mut waiting.background,
        };
        queue.push_back(Box::new(job));
        drop(waiting);
        // A job of the background is for one thread only, so all are told.
        new.notify_all();
    }
}

/// Locks a mutex, also a poisoned one.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
