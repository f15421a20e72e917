//! The chunks between the thread that reads and those that check.
//!
//! Whoever is free takes the lowest chunk, so that verdicts come nearly in order. What was read and not yet written is
//! bounded, in bytes.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::lines::Chunk;

/// Chunks to be checked.
#[derive(Debug)]
pub struct Queue {
    state: Mutex<State>,
    /// Something to do, or the end.
    work: Condvar,
    /// Room for another chunk, or the end.
    room: Condvar,
    /// So many bytes may be on their way.
    capacity: usize,
}

#[derive(Debug, Default)]
struct State {
    chunks: BTreeMap<u64, Chunk>,
    /// Bytes read and not yet written.
    weight: usize,
    /// Workers that have a chunk, and may give parts of it back.
    busy: usize,
    /// Nothing more is read.
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
    /// Its name.
    pub name: String,
    /// Why.
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

    /// Adds a chunk that was read, when there is room; false when nobody wants it any more.
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

    /// Nothing more will be read.
    pub fn end(&self, end: End) {
        self.lock().end = Some(end);
        self.work.notify_all();
    }

    /// The lowest chunk; none at the end. Who took one calls [`Queue::done`].
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

    /// The chunk that was taken is done but for these parts.
    pub fn done(&self, rest: impl Iterator<Item = Chunk>) {
        let mut state = self.lock();
        state.busy = state.busy.saturating_sub(1);
        state.chunks.extend(rest.map(|c| (c.first, c)));
        self.work.notify_all();
    }

    /// Verdicts that stand for so many bytes were written.
    pub fn written(&self, weight: usize) {
        let mut state = self.lock();
        state.weight = state.weight.saturating_sub(weight);
        self.room.notify_all();
    }

    /// All threads are to end.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.work.notify_all();
        self.room.notify_all();
    }

    /// Whether somebody stopped it.
    pub fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// How reading ended, once it has.
    pub fn take_end(&self) -> Option<End> {
        self.lock().end.take()
    }
}
