//! A queue of chunks between the thread that reads and the threads that check.
//!
//! A free thread takes the lowest chunk, so that verdicts come nearly in order. The number of bytes that are read and not yet
//! written is bounded.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::lines::Chunk;

/// Chunks to be checked.
#[derive(Debug)]
pub struct Queue {
    state: Mutex<State>,
    /// Signals a chunk, or the end.
    work: Condvar,
    /// Signals room for another chunk, or the end.
    room: Condvar,
    /// Number of bytes that may be read and not yet written.
    capacity: usize,
}

#[derive(Debug, Default)]
struct State {
    chunks: BTreeMap<u64, Chunk>,
    /// Number of bytes read and not yet written.
    weight: usize,
    /// Number of workers that have a chunk, and may give a part of it back.
    busy: usize,
    /// Set when nothing more is read.
    end: Option<End>,
    stopped: bool,
}

/// How reading ended.
#[derive(Debug)]
pub struct End {
    /// The number of lines of all inputs.
    pub lines: Result<u64, ReadError>,
    /// Processor time of the reading thread.
    pub time: Option<Duration>,
}

/// An input that could not be read to its end.
#[derive(Debug)]
pub struct ReadError {
    /// Name of the input.
    pub name: String,
    /// Cause.
    pub source: io::Error,
}

impl Queue {
    pub fn new(capacity: usize) -> Self {
        Self { state: Mutex::default(), work: Condvar::new(), room: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent between any two statements, so a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a chunk when there is room; false if the queue was stopped.
    pub fn put(&self, chunk: Chunk) -> bool {
        let mut state = self.lock();
        while state.weight > 0 && state.weight + chunk.weight() > self.capacity && !state.stopped {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return false;
        }
        state.weight += chunk.weight();
        state.chunks.insert(chunk.first, chunk);
        self.work.notify_one();
        true
    }

    /// Says that nothing more will be read.
    pub fn end(&self, end: End) {
        self.lock().end = Some(end);
        self.work.notify_all();
    }

    /// Takes the lowest chunk; none at the end. The caller then calls [`Queue::done`].
    pub fn take(&self) -> Option<Chunk> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if let Some((_, chunk)) = state.chunks.pop_first() {
                state.busy += 1;
                return Some(chunk);
            }
            if state.end.is_some() && state.busy == 0 {
                return None;
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives back the unfinished rest of a chunk that was taken, as chunks.
    pub fn done(&self, rest: impl Iterator<Item = Chunk>) {
        let mut state = self.lock();
        state.busy = state.busy.saturating_sub(1);
        state.chunks.extend(rest.map(|c| (c.first, c)));
        self.work.notify_all();
    }

    /// Says that verdicts that stand for `weight` bytes were written.
    pub fn written(&self, weight: usize) {
        let mut state = self.lock();
        state.weight = state.weight.saturating_sub(weight);
        self.room.notify_all();
    }

    /// Makes all threads end.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.work.notify_all();
        self.room.notify_all();
    }

    /// Whether the queue was stopped.
    pub fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// How reading ended, once it has.
    pub fn take_end(&self) -> Option<End> {
        self.lock().end.take()
    }
}
