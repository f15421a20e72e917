//! Writer of findings on its own thread, so that findings are on disk soon after they were found.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use nth_files::Saving;
use nth_num::Int;

use crate::{Error, Finding, Refusal, Result, Store};

/// Largest number of findings that are written at once.
const BATCH: usize = 500;
/// Longest key made of terms, in bytes.
const MAX_KEY: usize = 120;

/// Finding on its way to the disk; an ending process waits for it.
type Sent = (Finding, Saving);

/// Writes findings to a store, on a thread of its own.
pub struct StoreWriter {
    path: PathBuf,
    send: Sender<Sent>,
    thread: JoinHandle<Result<Written>>,
}

/// Result of a [`StoreWriter`].
#[derive(Debug, Default)]
pub struct Written {
    /// Number of findings that were written.
    pub count: u64,
    /// Programs that the store has refused, and why.
    pub refused: Vec<(String, Refusal)>,
}

impl StoreWriter {
    /// Opens a store for writing, or makes it.
    ///
    /// # Errors
    /// The store cannot be opened, or the system gives no thread.
    pub fn open(path: &Path) -> Result<Self> {
        let mut store = Store::open(path)?;
        let (send, receive) = channel();
        let work = move || {
            let mut written = Written::default();
            write(&mut store, &receive, &mut written)?;
            Ok(written)
        };
        let no_thread = |e| Error::Thread(path.to_owned(), e);
        let thread = std::thread::Builder::new().name("store".to_owned()).spawn(work).map_err(no_thread)?;
        Ok(Self { path: path.to_owned(), send, thread })
    }

    /// Sends a finding to the writer's thread, which writes it soon.
    pub fn add(&self, finding: Finding) {
        // If the thread has ended because of an error, `close` returns that.
        let _ = self.send.send((finding, Saving::begin()));
    }

    /// Waits until everything is on disk.
    ///
    /// # Errors
    /// The first error of the store. What was written before it is kept.
    pub fn close(self) -> Result<Written> {
        drop(self.send);
        match self.thread.join() {
            Ok(result) => result,
            Err(_) => Err(Error::Crashed(self.path)),
        }
    }
}

/// Writes the findings received, until all senders are gone.
fn write(store: &mut Store, receive: &Receiver<Sent>, written: &mut Written) -> Result<()> {
    while let Ok((first, guard)) = receive.recv() {
        let (mut findings, mut guards) = (vec![first], vec![guard]);
        while findings.len() < BATCH {
            let Ok((finding, guard)) = receive.try_recv() else { break };
            findings.push(finding);
            guards.push(guard);
        }
        add(store, &findings, written)?;
    }
    Ok(())
}

/// Adds the findings that can be stored. A refused finding does not prevent the others from being stored.
fn add(store: &mut Store, findings: &[Finding], written: &mut Written) -> Result<()> {
    let refused = &mut written.refused;
    let before = refused.len();
    store.add_valid(findings, &mut |finding, why| refused.push((finding.program.clone(), why)))?;
    written.count += (findings.len() + before - refused.len()) as u64;
    Ok(())
}

/// Key for terms without a name: the first terms, separated by commas, as many as fit in 120 bytes. `…` marks that
/// terms are left out.
#[must_use]
pub fn key_of_terms(terms: &[Int]) -> String {
    let mut out = String::new();
    for t in terms {
        let text = t.to_string();
        if out.len() + text.len() > MAX_KEY {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(core: &str) -> Finding {
        Finding {
            sequence: Some("A000027".to_owned()),
            program: "seq a(n) = n".to_owned(),
            core: core.to_owned(),
            size: 1,
            verified: 5,
            proposer: "known".to_owned(),
            date: "2026-11-20".to_owned(),
            ..Finding::default()
        }
    }

    #[test]
    fn a_refused_finding_does_not_cost_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let writer = StoreWriter::open(&path).unwrap();
        for core in ["(func a (Int) Int (var 0))", "no core", "(func a (Int) Int 1)"] {
            writer.add(finding(core));
        }
        let written = writer.close().unwrap();
        assert_eq!((written.count, written.refused.len()), (2, 1));
        assert_eq!(Store::open(&path).unwrap().sequences().unwrap()[0].programs, 2);
    }

    #[test]
    fn keys_are_short() {
        let long = vec![Int::from(1_000_000_007); 100];
        assert_eq!(key_of_terms(&long[..2]), "1000000007,1000000007");
        let key = key_of_terms(&long);
        assert!(key.ends_with('…') && key.len() <= MAX_KEY + 20);
    }
}
