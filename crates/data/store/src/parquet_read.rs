//! Reading of Parquet files, which may be damaged or malicious.
//!
//! The Parquet library trusts the file that it reads. Therefore the sizes that a page claims are checked before memory
//! is allocated for them, and a panic of the library becomes an error of the file.

use std::cell::Cell;
use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use parquet::column::page::Page;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::{Map, Value};

use crate::error::Unreadable;
use crate::intake::Intake;
use crate::{Error, Finding, Refusal, Result};

impl Intake<'_> {
    /// Takes the findings of a Parquet file.
    pub(crate) fn parquet(&mut self, name: &str, file: File) -> Result<()> {
        let broken = |e: ParquetError| Error::NoParquet(name.to_owned(), e);
        let reader = quietly(|| {
            let reader = SerializedFileReader::new(file)?;
            look(&reader)?;
            Ok(reader)
        });
        let reader = reader.and_then(|r| r).map_err(broken)?;
        let mut rows = quietly(|| reader.get_row_iter(None)).and_then(|r| r).map_err(broken)?;
        for number in 1.. {
            let next = quietly(|| rows.next().transpose()).and_then(|r| r);
            let unreadable = |e| Error::Unreadable(name.to_owned(), number, Unreadable::Parquet(e));
            let Some(row) = next.map_err(unreadable)? else { break };
            let finding = finding(row).map_err(|why| Error::Line(name.to_owned(), number, why))?;
            self.take(name, number, finding)?;
        }
        self.finish(name)
    }
}

/// Checks that the columns are flat, and that each page can hold the number of values that it claims.
fn look(reader: &dyn FileReader) -> std::result::Result<(), ParquetError> {
    let wrong = |what: &str| Err(ParquetError::General(what.to_owned()));
    let metadata = reader.metadata();
    let flat = metadata.file_metadata().schema_descr().columns().iter().all(|c| c.max_rep_level() == 0);
    if !flat {
        return wrong("it has columns of lists");
    }
    for i in 0..metadata.num_row_groups() {
        let group = reader.get_row_group(i)?;
        let rows = u64::try_from(group.metadata().num_rows()).unwrap_or(0);
        for k in 0..group.num_columns() {
            let mut pages = group.get_column_page_reader(k)?;
            while let Some(page) = pages.get_next_page()? {
                let fits = match &page {
                    // Each text is preceded by its length in four bytes; each number takes at least four bytes.
                    Page::DictionaryPage { buf, num_values, .. } => *num_values as usize <= buf.len() / 4,
                    Page::DataPage { num_values, .. } | Page::DataPageV2 { num_values, .. } => {
                        u64::from(*num_values) <= rows
                    }
                };
                if !fits {
                    return wrong("a page claims more values than it can hold");
                }
            }
        }
    }
    Ok(())
}

thread_local! {
    /// Whether this thread is within [`quietly`].
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`. A panic becomes an error and prints nothing.
fn quietly<T>(work: impl FnOnce() -> T) -> std::result::Result<T, ParquetError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.map_err(|_| ParquetError::General("it is damaged".to_owned()))
}

/// Converts a row to a finding. Integers of any width are accepted, since other programs may have written the file.
fn finding(row: Row) -> std::result::Result<Finding, Refusal> {
    let mut map = Map::new();
    for (name, field) in row.into_columns() {
        #[allow(clippy::wildcard_enum_match_arm)] // The types of Parquet are not ours.
        let value = match field {
            Field::Null => continue,
            Field::Str(text) => Value::from(text),
            Field::Byte(n) => Value::from(n),
            Field::Short(n) => Value::from(n),
            Field::Int(n) => Value::from(n),
            Field::Long(n) => Value::from(n),
            Field::UByte(n) => Value::from(n),
            Field::UShort(n) => Value::from(n),
            Field::UInt(n) => Value::from(n),
            Field::ULong(n) => Value::from(n),
            Field::Bytes(bytes) => match bytes.as_utf8() {
                Ok(text) => Value::from(text),
                Err(_) => return Err(Refusal::Bytes(name)),
            },
            _ => return Err(Refusal::Column(name)),
        };
        map.insert(name, value);
    }
    serde_json::from_value(Value::Object(map)).map_err(Refusal::NoFinding)
}
