//! A queue of chunks between the reading thread and the checking threads.
//!
//! A free thread takes the chunk with the lowest number, so that verdicts come nearly in order. The number of bytes
//! read and not yet written is bounded.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engine::Problem;
use crate::lines::Chunk;

/// Chunks that wait to be checked, by the number of their first line.
#[derive(Debug)]
pub struct Queue {
    state: Mutex<State>,
    /// Signals a chunk, or the end.
    work: Condvar,
    /// Signals room for another chunk, or the end.
    room: Condvar,
    /// Largest number of bytes read and not yet written.
    capacity: usize,
}

#[derive(Debug, Default)]
struct State {
    chunks: BTreeMap<u64, Chunk>,
    /// Number of bytes read and not yet written.
    weight: usize,
    /// Number of workers that hold a chunk, and may return a part of it.
    busy: usize,
    /// Set when reading has ended.
    end: Option<End>,
    stopped: bool,
}

/// Result of reading the inputs.
#[derive(Debug)]
pub struct End {
    /// The number of lines of all inputs.
    pub lines: Result<u64, Problem>,
    /// Processor time of the reading thread; none if the clock cannot measure it.
    pub time: Option<Duration>,
}

/// An input that could not be read to its end.
#[derive(Debug)]
pub struct ReadError {
    /// Name of the input.
    pub name: String,
    /// The error of the operating system or of decompression.
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

    /// Adds a chunk when there is room. Returns false if the queue was stopped.
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

    /// Announces that reading has ended.
    pub fn end(&self, end: End) {
        self.lock().end = Some(end);
        self.work.notify_all();
    }

    /// Takes the chunk with the lowest number, waiting for one if necessary; none at the end. The caller must then call
    /// [`Queue::done`].
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

    /// Returns the unfinished rest of a chunk that was taken, split into chunks.
    pub fn done(&self, rest: impl Iterator<Item = Chunk>) {
        let mut state = self.lock();
        state.busy = state.busy.saturating_sub(1);
        state.chunks.extend(rest.map(|c| (c.first, c)));
        self.work.notify_all();
    }

    /// Announces that verdicts for `weight` bytes of input were written.
    pub fn written(&self, weight: usize) {
        let mut state = self.lock();
        state.weight = state.weight.saturating_sub(weight);
        self.room.notify_all();
    }

    /// Stops the queue: all threads end.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.work.notify_all();
        self.room.notify_all();
    }

    /// Whether [`Queue::stop`] was called.
    pub fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Takes the result of reading; none if reading has not ended.
    pub fn take_end(&self) -> Option<End> {
        self.lock().end.take()
    }
}
