//! Data folder of nth on this machine.

use std::io::Read;
use std::path::PathBuf;

use nth_oeis::{BFile, Database, Index, IndexError, Layered, Severity};
use nth_session::{Library, embedded_database};

use crate::outcome::Failure;
use crate::output::say;

/// Path of the data folder: `$NTH_HOME`, else `$XDG_DATA_HOME/nth`, else `~/.local/share/nth`.
pub fn home() -> Result<PathBuf, Failure> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    var("NTH_HOME")
        .or_else(|| var("XDG_DATA_HOME").map(|d| d.join("nth")))
        .or_else(|| var("HOME").map(|d| d.join(".local/share/nth")))
        .ok_or_else(|| "there is no home directory; set NTH_HOME to a folder for nth's data".to_owned().into())
}

/// The OEIS index on this machine; none if there is none. An unreadable index is an error.
pub fn index() -> Result<Option<Index>, Failure> {
    let Ok(dir) = home() else { return Ok(None) };
    match Index::open(&dir) {
        Ok(i) => Ok(Some(i)),
        Err(IndexError::Missing { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// The OEIS index on this machine on top of the sequences of the library; none if there is no index.
pub fn layered(library: &Library) -> Result<Option<Layered>, Failure> {
    Ok(index()?.map(|index| Layered::new(Box::new(index), embedded_database(library))))
}

/// Entries of the OEIS as far as this machine knows them: its index on top of the sequences of the library. Without an
/// index, only the library, and a note on standard error says so.
pub fn database(library: &Library) -> Result<Box<dyn Database>, Failure> {
    if let Some(found) = layered(library)? {
        return Ok(Box::new(found));
    }
    let database = embedded_database(library);
    say!(
        "note: no OEIS data on this machine; searching the {} sequences of the standard library (`nth oeis fetch` downloads all)",
        database.len()
    );
    Ok(Box::new(database))
}

/// Reads a b-file and shows its problems. It is an error if a line cannot be read.
pub fn read_bfile(name: &str, reader: impl Read) -> Result<BFile, Failure> {
    let (bfile, problems) = BFile::from_reader(name, reader);
    for p in &problems {
        say!("{p}");
    }
    if bfile.rows().is_empty() {
        return Err(format!("{name} is not a b-file: lines `n a(n)` are expected").into());
    }
    if problems.iter().any(|p| p.severity == Severity::Error) {
        return Err(format!("{name} cannot be read; mend it, or download it again").into());
    }
    Ok(bfile)
}
