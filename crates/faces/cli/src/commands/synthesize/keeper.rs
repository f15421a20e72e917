//! What is found goes into a store from the moment it is found.

use std::collections::HashSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use nth_num::Int;
use nth_oeis::ANum;
use nth_store::{Finding, Store, Terms};
use nth_synth::{Answer, Task};

use super::list::List;
use crate::clock::today;
use crate::outcome::Failure;
use crate::output::say;

/// Findings wait so long at most until they are on disk.
const WAIT: Duration = Duration::from_millis(500);
/// Longest key of terms without a name, in bytes.
const LONGEST_KEY: usize = 120;
/// So many are written at once.
const BATCH: usize = 500;

/// The sequences that a store has programs for.
pub fn solved(path: &Path) -> Result<HashSet<String>, Failure> {
    let store = Store::open(path).map_err(|e| e.to_string())?;
    let all = store.sequences().map_err(|e| e.to_string())?;
    Ok(all.into_iter().filter(|s| s.programs > 0).map(|s| s.key).collect())
}

/// Writes answers to a store, on a thread of its own.
pub struct Keeper {
    names: Vec<String>,
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
        let own = list.tasks.first().filter(|_| list.names.iter().all(Option::is_none));
        // Terms of the command line have no name: they are kept with what was found.
        let name = |(a, r): (&Option<ANum>, &Task)| a.map_or_else(|| key(&r.terms), |a| a.to_string());
        let names = list.names.iter().zip(&list.tasks).map(name).collect();
        Ok(Self {
            names,
            terms: own.map(|r| Terms(r.terms.to_vec())),
            counts: list.tasks.iter().map(|r| r.terms.len() as u64).collect(),
            date: today(),
            send,
            thread,
        })
    }

    /// Takes an answer.
    pub fn add(&self, task: usize, a: &Answer) {
        let verified = (a.verified + a.held_back) as u64;
        let finding = Finding {
            sequence: self.names.get(task).cloned(),
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
            surplus: verified.saturating_sub(a.determined_by as u64),
            held: a.held_back as u64,
            proposer: a.proposer.to_owned(),
            says: a.description.clone(),
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
            written += add(&mut store, &waiting).map_err(|e| format!("{}: {e}", path.display()))?;
            waiting.clear();
        }
        if !more {
            return Ok(written);
        }
    }
}

/// Adds what can be added. A finding that the store refuses must not cost the others.
fn add(store: &mut Store, findings: &[Finding]) -> Result<u64, nth_store::Error> {
    match store.add(findings) {
        Ok(_) => Ok(findings.len() as u64),
        Err(nth_store::Error::Finding(k, why)) => {
            say!("not kept: {why}: {}", findings.get(k).map_or("", |f| f.program.as_str()));
            let (before, rest) = findings.split_at(k);
            Ok(add(store, before)? + add(store, rest.get(1..).unwrap_or_default())?)
        }
        Err(e) => Err(e),
    }
}

/// What terms without a name are called: the terms, as many as fit.
fn key(terms: &[Int]) -> String {
    let mut out = String::new();
    for t in terms {
        let text = t.to_string();
        if out.len() + text.len() > LONGEST_KEY {
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(',');
        }
        out.push_str(&text);
    }
    out
}
