//! Threads for queries: those that somebody who types waits for come first, and what runs programs has threads of its
//! own.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use nth_base::lock;

/// The classes of jobs that each thread takes, the first before the others.
const THREADS: [&[Class]; 4] = [
    &[Class::Typing, Class::Normal, Class::Background],
    &[Class::Typing, Class::Normal],
    &[Class::Look, Class::Survey],
    &[Class::Command],
];
/// Stack size of a thread, in bytes: trees may be deep, and they are walked recursively.
const STACK: usize = 512 << 20;

/// Urgency of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Somebody who types waits for the answer.
    Typing,
    /// The editor wants the answer soon.
    Normal,
    /// Nobody waits.
    Background,
    /// Somebody looks at a place, and programs run for the answer.
    Look,
    /// Programs run for a whole file.
    Survey,
    /// A command that somebody has started, which may take seconds.
    Command,
}

type Job = Box<dyn FnOnce() + Send>;

/// Jobs that wait, by their classes.
type Queues = [VecDeque<Job>; Class::Command as usize + 1];

/// The threads. Jobs of a class begin in their order.
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
        for (number, classes) in THREADS.iter().enumerate() {
            let inner = Arc::clone(&pool.inner);
            let work = move || {
                let (queues, new) = &*inner;
                loop {
                    let mut waiting = lock(queues);
                    let job = loop {
                        match classes.iter().find_map(|c| waiting.get_mut(*c as usize)?.pop_front()) {
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
        if let Some(queue) = lock(queues).get_mut(class as usize) {
            queue.push_back(Box::new(job));
        }
        // Some threads do not take jobs of the class, so all are told.
        new.notify_all();
    }
}
