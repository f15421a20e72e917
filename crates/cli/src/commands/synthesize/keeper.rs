//! What is found goes into a store from the moment it is found.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use nth_store::{Finding, Store, Terms};
use nth_synth::Answer;

use super::list::List;
use crate::clock::today;
use crate::outcome::Failure;

/// Findings wait so long at most until they are on disk.
const WAIT: Duration = Duration::from_millis(500);
/// So many are written at once.
const BATCH: usize = 500;

/// Writes answers to a store, on a thread of its own.
pub struct Keeper {
    names: Vec<Option<String>>,
    terms: Option<Terms>,
    counts: Vec<u64>,
    date: String,
    send: Sender<Finding>,
    thread: JoinHandle<Result<u64, String>>,
}

impl Keeper {
    /// Opens the store, or makes it.
    pub fn open(path: &Path, list: &List) -> Result<Self, Failure> {
        let store = Store::open(path).map_err(|e| e.to_string())?;
        let (send, receive) = channel();
        let path = path.to_owned();
        let thread =
            std::thread::Builder::new().name("store".to_owned()).spawn(move || write(store, &path, &receive))?;
        let names: Vec<Option<String>> = list.names.iter().map(|n| n.map(|a| a.to_string())).collect();
        // Terms of the command line have no name: they are kept with what was found.
        let own = list.requests.first().filter(|_| names.iter().all(Option::is_none));
        Ok(Self {
            names,
            terms: own.map(|r| Terms(r.terms.clone())),
            counts: list.requests.iter().map(|r| r.terms.len() as u64).collect(),
            date: today(),
            send,
            thread,
        })
    }

    /// Takes an answer.
    pub fn add(&self, task: usize, a: &Answer) {
        let verified = (a.verified + a.held_back) as u64;
        let finding = Finding {
            sequence: self.names.get(task).cloned().flatten(),
            name: None,
            known: self.counts.get(task).copied(),
            terms: self.terms.clone(),
            program: a.source.trim_end().to_owned(),
            core: a.core.clone(),
            size: a.size,
            cost: a.cost.published,
            continued: a.cost.continued,
            first: a.first,
            verified,
            surplus: verified.saturating_sub(a.fitted as u64),
            held: a.held_back as u64,
            proposer: a.proposer.to_owned(),
            says: a.says.clone(),
            date: self.date.clone(),
        };
        // If the writer has ended, `close` says why.
        let _ = self.send.send(finding);
    }

    /// Waits until everything is on disk.
    pub fn close(self) -> Result<u64, Failure> {
        drop(self.send);
        match self.thread.join() {
            Ok(result) => result.map_err(Failure::Message),
            Err(_) => Err("the store's writer crashed; what it had written is kept".to_owned().into()),
        }
    }
}

/// Writes what comes until nobody sends any more; the number of findings.
fn write(mut store: Store, path: &Path, receive: &Receiver<Finding>) -> Result<u64, String> {
    let mut waiting: Vec<Finding> = Vec::new();
    let mut written = 0;
    loop {
        let more = match receive.recv_timeout(WAIT) {
            Ok(finding) => {
                waiting.push(finding);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        };
        while waiting.len() < BATCH {
            let Ok(finding) = receive.try_recv() else { break };
            waiting.push(finding);
        }
        if !waiting.is_empty() {
            store.add(&waiting).map_err(|e| format!("{}: {e}", path.display()))?;
            written += waiting.len() as u64;
            waiting.clear();
        }
        if !more {
            return Ok(written);
        }
    }
}
