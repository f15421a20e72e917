//! Writing of Parquet files: one finding a row, with the keys of the JSON objects as columns.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, GzipLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Map, Value};

use crate::{Error, Finding, Result, Store};

/// The columns: those of [`Finding`], in its order.
const SCHEMA: &str = "message finding {
    optional binary sequence (STRING);
    optional binary name (STRING);
    optional int64 known;
    optional binary terms (STRING);
    required binary program (STRING);
    required binary core (STRING);
    required int64 size;
    required int64 cost;
    required int64 continued;
    required int64 first;
    required int64 verified;
    required int64 surplus;
    required int64 held;
    required binary proposer (STRING);
    required binary says (STRING);
    required binary date (STRING);
}";

/// Rows of a row group, which are held in memory until the group is written.
const ROWS: usize = 20_000;

impl Store {
    /// Writes all findings, in the order of [`Store::each`], as a Parquet file with GZIP compression. Returns the
    /// number of findings. Messages call the file `name`.
    ///
    /// # Errors
    /// If the store cannot be read, or the file cannot be written.
    pub fn export_parquet(&self, name: &str, out: &mut (dyn Write + Send)) -> Result<u64> {
        let wrong = |e: ParquetError| Error::Parquet(name.to_owned(), e);
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(wrong)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::GZIP(GzipLevel::default()))
            .set_created_by("nth".to_owned())
            .build();
        let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(wrong)?;
        let mut rows: Vec<Map<String, Value>> = Vec::new();
        let mut count = 0;
        self.each::<Error>(&mut |finding| {
            count += 1;
            rows.push(object(&finding).map_err(|e| wrong(ParquetError::General(e)))?);
            if rows.len() == ROWS {
                group(&mut file, &rows).map_err(wrong)?;
                rows.clear();
            }
            Ok(())
        })?;
        if !rows.is_empty() {
            group(&mut file, &rows).map_err(wrong)?;
        }
        file.close().map_err(wrong)?;
        Ok(count)
    }
}

fn object(finding: &Finding) -> std::result::Result<Map<String, Value>, String> {
    match serde_json::to_value(finding).map_err(|e| e.to_string())? {
        Value::Object(map) => Ok(map),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err("a finding is an object".to_owned())
        }
    }
}

/// Writes a row group.
fn group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    rows: &[Map<String, Value>],
) -> std::result::Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    let schema = group_columns()?;
    let mut columns = schema.iter();
    while let (Some(mut writer), Some((column, optional))) = (group.next_column()?, columns.next()) {
        let cells = rows.iter().map(|r| r.get(column));
        let levels: Option<Vec<i16>> = optional.then(|| cells.clone().map(|c| i16::from(c.is_some())).collect());
        let here = cells.flatten();
        match writer.untyped() {
            ColumnWriter::Int64ColumnWriter(w) => {
                let values: Vec<i64> = here.filter_map(Value::as_i64).collect();
                w.write_batch(&values, levels.as_deref(), None)?;
            }
            ColumnWriter::ByteArrayColumnWriter(w) => {
                let values: Vec<ByteArray> = here.filter_map(Value::as_str).map(ByteArray::from).collect();
                w.write_batch(&values, levels.as_deref(), None)?;
            }
            ColumnWriter::BoolColumnWriter(_)
            | ColumnWriter::Int32ColumnWriter(_)
            | ColumnWriter::Int96ColumnWriter(_)
            | ColumnWriter::FloatColumnWriter(_)
            | ColumnWriter::DoubleColumnWriter(_)
            | ColumnWriter::FixedLenByteArrayColumnWriter(_) => {
                return Err(ParquetError::General(format!("`{column}` has another type")));
            }
        }
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

/// The names of the columns, and whether a cell may be empty.
fn group_columns() -> std::result::Result<Vec<(String, bool)>, ParquetError> {
    let schema = parse_message_type(SCHEMA)?;
    Ok(schema.get_fields().iter().map(|f| (f.name().to_owned(), f.is_optional())).collect())
}
