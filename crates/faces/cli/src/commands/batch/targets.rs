//! The sequences to check against.

use std::fs::File;

use nth_base::{Cancel, plural};
use nth_batch::Targets;
use nth_oeis::{Database as _, TermTable};
use nth_session::{Library, embedded_database};

use super::inputs::fnv;
use crate::outcome::Failure;
use crate::terms;

/// Those of the files; without files those on this machine, else those of the library. With what they are known by when a run is
/// resumed. None when cancelled.
pub fn load(files: &[String], library: &Library, cancel: &Cancel) -> Result<Option<(Targets, String)>, Failure> {
    let table = if !files.is_empty() {
        read(files, cancel)?
    } else if let Some(index) = crate::data::index()? {
        index.table().map_err(|e| Failure::Message(e.to_string()))?
    } else {
        let database = embedded_database(library);
        eprintln!(
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
    let known_by = fingerprint(&table);
    Ok(Some((Targets::new(&table), known_by)))
}

fn read(files: &[String], cancel: &Cancel) -> Result<TermTable, Failure> {
    let mut all = TermTable::new();
    for name in files {
        let file = File::open(name).map_err(|e| Failure::Message(format!("cannot read {name}: {e}")))?;
        let Some(table) = terms::read(name, file, cancel) else { return Ok(all) };
        if table.is_empty() {
            return Err(format!("{name} has no sequences; a file as oeis.org/stripped.gz is expected").into());
        }
        if all.is_empty() {
            all = table;
        } else {
            for (a, k) in all.merge(&table) {
                eprintln!("warning: {name}: {a} differs from an earlier file at term {}; this one is taken", k + 1);
            }
        }
    }
    Ok(all)
}

fn fingerprint(t: &TermTable) -> String {
    let rows = (0..t.len()).flat_map(|i| [u64::from(t.anum(i).0), t.terms(i).len() as u64]);
    let terms = (0..t.len()).flat_map(|i| t.terms(i).iter().map(|x| x.cast_unsigned()));
    format!("{}, hash {:016x}", plural(t.len(), "sequence"), fnv(rows.chain(terms)))
}
