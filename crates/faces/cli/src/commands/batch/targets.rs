//! The sequences to check against: files, the OEIS data on this machine, or the standard library.

use nth_base::{Cancel, plural};
use nth_batch::Targets;
use nth_oeis::{Database as _, TermTable};
use nth_session::{Library, embedded_database};

use crate::outcome::Failure;
use crate::output::say;
use crate::terms::{show_problems, unless_stopped};

/// Loads the sequences of `files`; without files, the OEIS data on this machine, else the sequences of the library. The
/// text returned with them identifies them in a resumed run. None when cancelled.
pub fn load(files: &[String], library: &Library, cancel: &Cancel) -> Result<Option<(Targets, String)>, Failure> {
    let table = if !files.is_empty() {
        match read(files, cancel)? {
            Some(table) => table,
            None => return Ok(None),
        }
    } else if let Some(index) = crate::data::index()? {
        index.table()?
    } else {
        let database = embedded_database(library);
        say!(
            "note: no OEIS data on this machine, checking against the {} sequences of the standard library; \
             `nth oeis fetch` gets all, --targets names a file",
            database.len()
        );
        TermTable::from_rows(database.entries().iter().map(|e| (e.anum, e.terms.clone())))
    };
    if cancel.is_raised() {
        return Ok(None);
    }
    if table.is_empty() {
        return Err("there are no sequences to check against".to_owned().into());
    }
    let known_by = format!("{}, hash {:016x}", plural(table.len(), "sequence"), Targets::fingerprint(&table));
    Ok(Some((Targets::new(&table), known_by)))
}

/// Reads files of sequences and merges them. None when cancelled.
fn read(files: &[String], cancel: &Cancel) -> Result<Option<TermTable>, Failure> {
    let mut all = TermTable::new();
    for name in files {
        let Some(table) = unless_stopped(TermTable::open(name, cancel, &mut show_problems))? else { return Ok(None) };
        if all.is_empty() {
            all = table;
            continue;
        }
        for (a, k) in all.merge(&table) {
            say!("warning: {name}: {a} differs from an earlier file at term {}; this one is taken", k + 1);
        }
    }
    Ok(Some(all))
}
