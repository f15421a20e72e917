//! Opening of a store, and additions to it.

use std::path::{Path, PathBuf};

use nth_base::Cancel;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::finding::Ready;
use crate::write::{Added, Batch};
use crate::{Error, Finding, Refusal, Result, schema};

/// Database of findings on disk. Several processes may open the same file and write to it.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    pub(crate) cancel: Cancel,
}

/// Opens a store for reading, in the way that leaves least behind among those that the file and its folder allow.
fn open_for_reading(path: &Path) -> Result<Connection> {
    let open = |name: &Path, flags: OpenFlags| {
        let db = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let db = db.map_err(|e| Error::sqlite(path, &e))?;
        schema::prepare_read_only(&db, path)?;
        Ok(db)
    };
    // In SQLite's own read-only mode, the last reader leaves the files of the log behind.
    match open(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Err(Error::Access(..) | Error::Full(_)) => {}
        done => return done,
    }
    // If the files of the log are there, they can be read, but not be made.
    let access = match open(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Err(e @ (Error::Access(..) | Error::Full(_))) => e,
        done => return done,
    };
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(log).is_ok_and(|m| m.len() > 0) {
        return Err(access);
    }
    // Nothing is in the log, and no process can write here unnoticed: SQLite may take the file as it is.
    let Some(name) = path.to_str() else { return Err(access) };
    let escaped: String = name
        .chars()
        .map(|c| if matches!(c, '%' | '?' | '#') { format!("%{:02x}", u32::from(c)) } else { c.to_string() })
        .collect();
    let uri = format!("file:{escaped}?immutable=1");
    open(Path::new(&uri), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

impl Store {
    /// Opens a store, or creates it if the file does not exist.
    ///
    /// # Errors
    /// If the file is not a store, was written by a newer nth, or cannot be used.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags).map_err(|e| Error::sqlite(path, &e))?;
        schema::prepare(&mut db, path)?;
        Ok(Self { db, path: path.to_path_buf(), cancel: Cancel::new() })
    }

    /// Opens an existing store for reading. The file and its folder may be such that nothing can be written.
    ///
    /// # Errors
    /// If there is no such file, or as [`Store::open`].
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.exists() {
            return Err(Error::Missing(path.to_path_buf()));
        }
        let db = open_for_reading(path)?;
        Ok(Self { db, path: path.to_path_buf(), cancel: Cancel::new() })
    }

    /// Creates a store in memory, which ends when it is dropped.
    ///
    /// # Errors
    /// If SQLite cannot be used.
    pub fn in_memory() -> Result<Self> {
        let path = Path::new(":memory:");
        let mut db = Connection::open_in_memory().map_err(|e| Error::sqlite(path, &e))?;
        schema::prepare(&mut db, path)?;
        Ok(Self { db, path: path.to_path_buf(), cancel: Cancel::new() })
    }

    /// Path of the store's file, or `:memory:`.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sets the cancel flag. Raising it ends imports, exports and merges that are under way with [`Error::Stopped`].
    /// Committed transactions stay; the transaction under way is rolled back.
    pub fn stop_with(&mut self, cancel: &Cancel) {
        self.cancel = cancel.clone();
    }

    /// Adds findings, all of them or none. When the method returns, they are on disk: only now may they be reported.
    ///
    /// # Errors
    /// [`Error::Finding`] if one of them cannot be stored; or what is wrong with the file.
    pub fn add(&mut self, findings: &[Finding]) -> Result<Added> {
        // Checks that need no file come before the transaction, which keeps other processes from writing.
        let mut ready: Vec<Ready<'_>> = Vec::with_capacity(findings.len());
        for (k, finding) in findings.iter().enumerate() {
            ready.push(finding.ready().map_err(|what| Error::Finding(k, what))?);
        }
        self.write(|batch| {
            for (k, finding) in ready.iter().enumerate() {
                batch.put(finding)?.map_err(|what| Error::Finding(k, what))?;
            }
            Ok(())
        })
    }

    /// Adds the findings that can be stored, and passes each of the others to `refused` with the reason. When the
    /// method returns, the added findings are on disk.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add_valid(&mut self, findings: &[Finding], refused: &mut dyn FnMut(&Finding, Refusal)) -> Result<Added> {
        match self.add(findings) {
            Err(Error::Finding(k, why)) => {
                let (before, rest) = findings.split_at(k);
                let mut added = self.add(before)?;
                if let Some((finding, rest)) = rest.split_first() {
                    refused(finding, why);
                    added.merge(self.add_valid(rest, refused)?);
                }
                Ok(added)
            }
            done => done,
        }
    }

    /// Runs `work` in one transaction. When it returns without an error, everything that `work` put is on disk;
    /// otherwise nothing is.
    pub(crate) fn write(&mut self, work: impl FnOnce(&mut Batch<'_>) -> Result<()>) -> Result<Added> {
        let path = &self.path;
        let wrong = |e: rusqlite::Error| Error::sqlite(path, &e);
        let t = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrong)?;
        let mut batch = Batch { t, path, cancel: &self.cancel, added: Added::default() };
        work(&mut batch)?;
        let Batch { t, added, path: _, cancel: _ } = batch;
        t.commit().map_err(wrong)?;
        Ok(added)
    }

    /// Converts an error of SQLite on this store's file.
    pub(crate) fn wrong(&self, e: &rusqlite::Error) -> Error {
        Error::sqlite(&self.path, e)
    }
}
