//! Options that name a dialect: `--format`, `--from`, `--to`, `--letters`.

use std::fs::File;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use nth_dialects::qsynt::{GlobalMacros, QsyntVariant};
use nth_dialects::{DIALECTS, Dialect, by_name};
use nth_session::read_source;

use crate::outcome::Failure;

/// Parser of the name of a dialect. The help text lists all dialects.
pub fn parser() -> impl TypedValueParser<Value = &'static dyn Dialect> {
    let values = DIALECTS.iter().map(|d| PossibleValue::new(d.info().name).help(d.info().summary));
    PossibleValuesParser::new(values).try_map(|name| by_name(&name).ok_or("no such dialect"))
}

/// The file of definitions that a value of `--letters` names; none if it names none.
pub fn table_of(letters: &str) -> Option<&str> {
    letters.strip_prefix("global-macros=")
}

/// Reads the value of `--letters`: `plain`, `lists`, `local-macros`, `global-macros=TABLE`.
pub fn read_variant(text: &str) -> Result<QsyntVariant, Failure> {
    match (text, table_of(text)) {
        ("plain", _) => Ok(QsyntVariant::Plain),
        ("lists", _) => Ok(QsyntVariant::Lists),
        ("local-macros", _) => Ok(QsyntVariant::LocalMacros),
        (_, Some(file)) => {
            let stream = File::open(file).map_err(|e| Failure::Message(format!("cannot read {file}: {e}")))?;
            let table = read_source(file, stream)?;
            let table = GlobalMacros::parse(&table).map_err(|(k, e)| Failure::Message(format!("{file}:{k}: {e}")))?;
            Ok(QsyntVariant::GlobalMacros(table))
        }
        _ => Err(format!("--letters is plain, lists, local-macros or global-macros=TABLE, not `{text}`").into()),
    }
}
