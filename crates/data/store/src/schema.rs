//! The tables, and the recognition of a store's file.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, Result};

/// Version of the tables, `PRAGMA user_version`.
pub(crate) const VERSION: i64 = 1;

/// Value of `PRAGMA application_id` by which a store is recognised: "nthS" in ASCII.
const APPLICATION: i64 = 0x6e74_6853;

/// Longest time to wait while another process writes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Statements that create the tables. The row of a program follows from its text alone. Everything that can differ
/// between two findings of a program is in the row of the pair of sequence and program, so that merging is a union
/// (`write.rs`).
const TABLES: &str = "
CREATE TABLE sequences (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT,
    known INTEGER CHECK (known >= 0),
    terms TEXT
) STRICT;
CREATE INDEX sequences_in_order ON sequences (length(key), key);
CREATE TABLE programs (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16),
    core TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0)
) STRICT;
CREATE TABLE solutions (
    sequence INTEGER NOT NULL REFERENCES sequences,
    program INTEGER NOT NULL REFERENCES programs,
    source TEXT NOT NULL,
    cost INTEGER NOT NULL CHECK (cost >= 0),
    continued INTEGER NOT NULL CHECK (continued >= 0),
    first INTEGER NOT NULL,
    verified INTEGER NOT NULL CHECK (verified >= 0),
    surplus INTEGER NOT NULL CHECK (surplus BETWEEN 0 AND verified),
    held INTEGER NOT NULL CHECK (held BETWEEN 0 AND verified),
    proposer TEXT NOT NULL,
    says TEXT NOT NULL,
    date TEXT NOT NULL,
    PRIMARY KEY (sequence, program)
) STRICT, WITHOUT ROWID;
CREATE INDEX solutions_of_program ON solutions (program);
CREATE TABLE hindsight (
    output BLOB PRIMARY KEY CHECK (length(output) = 16),
    terms TEXT NOT NULL,
    program INTEGER NOT NULL REFERENCES programs,
    source TEXT NOT NULL,
    cost INTEGER NOT NULL CHECK (cost >= 0),
    continued INTEGER NOT NULL CHECK (continued >= 0),
    first INTEGER NOT NULL,
    verified INTEGER NOT NULL CHECK (verified >= 0),
    surplus INTEGER NOT NULL CHECK (surplus BETWEEN 0 AND verified),
    held INTEGER NOT NULL CHECK (held BETWEEN 0 AND verified),
    proposer TEXT NOT NULL,
    says TEXT NOT NULL,
    date TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hindsight_of_program ON hindsight (program);
";

/// State of a file that may be used as a store: empty, or a store of this version.
enum Kind {
    Empty,
    Ours,
}

/// Prepares a connection for reading and writing: creates the tables of an empty file, and sets how it waits and
/// commits.
pub(crate) fn prepare(db: &mut Connection, path: &Path) -> Result<()> {
    let wrong = |e: rusqlite::Error| Error::sqlite(path, &e);
    // No write happens before the file is known to be a store.
    let found = kind(db, path)?;
    if path != Path::new(":memory:") {
        to_wal(db).map_err(wrong)?;
    }
    // `FULL` makes SQLite sync the log in each commit in WAL mode, so that a committed transaction survives a power
    // failure. With `NORMAL`, it would survive the death of the process only.
    db.pragma_update(None, "synchronous", "FULL").map_err(wrong)?;
    db.pragma_update(None, "foreign_keys", true).map_err(wrong)?;
    match found {
        Kind::Ours => Ok(()),
        Kind::Empty => make(db, path),
    }
}

/// Creates the tables. If two processes do so at once, the second one waits here and then finds the tables.
fn make(db: &mut Connection, path: &Path) -> Result<()> {
    let wrong = |e: rusqlite::Error| Error::sqlite(path, &e);
    let t = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(wrong)?;
    match kind(&t, path)? {
        Kind::Ours => {}
        Kind::Empty => {
            t.execute_batch(TABLES).map_err(wrong)?;
            t.pragma_update(None, "application_id", APPLICATION).map_err(wrong)?;
            t.pragma_update(None, "user_version", VERSION).map_err(wrong)?;
        }
    }
    t.commit().map_err(wrong)
}

/// Prepares a connection for reading.
pub(crate) fn prepare_read_only(db: &Connection, path: &Path) -> Result<()> {
    match kind(db, path)? {
        Kind::Ours => db.pragma_update(None, "query_only", true).map_err(|e| Error::sqlite(path, &e)),
        Kind::Empty => Err(Error::Foreign(path.to_path_buf())),
    }
}

fn kind(db: &Connection, path: &Path) -> Result<Kind> {
    let wrong = |e: rusqlite::Error| Error::sqlite(path, &e);
    db.busy_timeout(PATIENCE).map_err(wrong)?;
    // A file of others may hold views and triggers that call functions.
    db.pragma_update(None, "trusted_schema", false).map_err(wrong)?;
    // One transaction, so that the three values are of one time while another process makes the tables.
    let begun = if db.is_autocommit() { Some(db.unchecked_transaction().map_err(wrong)?) } else { None };
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(wrong);
    let application = number("SELECT application_id FROM pragma_application_id")?;
    let version = number("SELECT user_version FROM pragma_user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    if let Some(transaction) = begun {
        transaction.finish().map_err(wrong)?;
    }
    match (application, version, tables) {
        (0, 0, 0) => Ok(Kind::Empty),
        (APPLICATION, VERSION, _) => Ok(Kind::Ours),
        (APPLICATION, v, _) if v > VERSION => Err(Error::Newer(path.to_path_buf(), v)),
        (_, _, _) => Err(Error::Foreign(path.to_path_buf())),
    }
}

/// Changes the journal mode to WAL. The change needs exclusive access, and SQLite does not always wait for that, so it
/// is tried again.
fn to_wal(db: &Connection) -> rusqlite::Result<()> {
    const TRIES: u32 = 500;
    for left in (0..TRIES).rev() {
        let outcome = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match outcome {
            Ok(_) => return Ok(()),
            Err(e) if left > 0 && e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => {
                sleep(Duration::from_millis(10));
            }
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
