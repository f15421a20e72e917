//! Import and export of findings as files: the format of a file, and writing it as a whole.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::write::Added;
use crate::{Error, Result, Store};

/// Format of a file of findings: JSON Lines, gzipped JSON Lines, or Parquet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lines,
    PackedLines,
    Parquet,
}

impl Store {
    /// Writes all findings to a file whose name ends with `.jsonl`, `.jsonl.gz` or `.parquet`. Returns the number of
    /// findings. Equal contents give equal files. An old file is replaced when the new one is complete.
    ///
    /// # Errors
    /// If the name has another ending, or a file cannot be read or written.
    pub fn export(&self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let ends = |end: &str| name.ends_with(end);
        let kind = match (ends(".jsonl"), ends(".jsonl.gz"), ends(".parquet")) {
            (true, _, _) => Kind::Lines,
            (_, true, _) => Kind::PackedLines,
            (_, _, true) => Kind::Parquet,
            (_, _, _) => {
                let what = "the name of an export ends in .jsonl, .jsonl.gz or .parquet";
                return Err(Error::File(name, what.to_owned()));
            }
        };
        let partial = PathBuf::from(format!("{name}.partial"));
        let io = |e: io::Error| Error::File(name.clone(), format!("cannot be written: {e}"));
        let count = self.write_file(&partial, kind, &name).and_then(|count| {
            fs::rename(&partial, path).map_err(io)?;
            Ok(count)
        });
        if count.is_err() {
            // The error is reported already; a partial file that cannot be deleted is harmless.
            let _ = fs::remove_file(&partial);
        }
        count
    }

    fn write_file(&self, partial: &Path, kind: Kind, name: &str) -> Result<u64> {
        let io = |e: io::Error| Error::File(name.to_owned(), format!("cannot be written: {e}"));
        let mut file = BufWriter::new(File::create(partial).map_err(io)?);
        let count = match kind {
            Kind::Lines => self.export_jsonl(name, &mut file)?,
            Kind::PackedLines => {
                let mut packed = GzEncoder::new(&mut file, flate2::Compression::default());
                let count = self.export_jsonl(name, &mut packed)?;
                packed.finish().map_err(io)?;
                count
            }
            Kind::Parquet => self.export_parquet(name, &mut file)?,
        };
        file.flush().map_err(io)?;
        Ok(count)
    }

    /// Adds the findings of files in one transaction: all of them or none. The content of a file decides its format:
    /// JSON Lines, plain or gzip, or Parquet.
    ///
    /// # Errors
    /// If a file cannot be read, or has a line that is no finding; the message says which. Then nothing has changed.
    pub fn import<P: AsRef<Path>>(&mut self, paths: &[P]) -> Result<Added> {
        self.write(|batch| {
            for path in paths {
                let path = path.as_ref();
                let name = path.display().to_string();
                let io = |e: io::Error| Error::File(name.clone(), format!("cannot be read: {e}"));
                let mut reader = BufReader::new(File::open(path).map_err(io)?);
                let kind = match reader.fill_buf().map_err(io)? {
                    [0x1f, 0x8b, ..] => Kind::PackedLines,
                    [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
                    [] | [_, ..] => Kind::Lines,
                };
                match kind {
                    Kind::Lines => batch.import_jsonl(&name, reader)?,
                    Kind::PackedLines => batch.import_jsonl(&name, BufReader::new(MultiGzDecoder::new(reader)))?,
                    Kind::Parquet => batch.import_parquet(&name, File::open(path).map_err(io)?)?,
                }
            }
            Ok(())
        })
    }

    /// Adds the findings of JSON Lines, all of them or none. Messages call the lines by `name`.
    ///
    /// # Errors
    /// As [`Store::import`].
    pub fn import_jsonl(&mut self, name: &str, lines: impl Read) -> Result<Added> {
        self.write(|batch| batch.import_jsonl(name, BufReader::new(lines)))
    }
}
