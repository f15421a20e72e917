//! Import and export of findings as files: the format of a file, and writing it as a whole.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read, Write as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use nth_files::Draft;

use crate::intake::{Examine, Intake};
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
            (_, _, _) => return Err(Error::Ending(name)),
        };
        let mut draft = Draft::create(path)?;
        let write = |e: io::Error| nth_files::Error::Write(path.to_owned(), e);
        let mut file = BufWriter::new(draft.file());
        let count = match kind {
            Kind::Lines => self.export_jsonl(&name, &mut file)?,
            Kind::PackedLines => {
                let mut packed = GzEncoder::new(&mut file, flate2::Compression::default());
                let count = self.export_jsonl(&name, &mut packed)?;
                packed.finish().map_err(write)?;
                count
            }
            Kind::Parquet => self.export_parquet(&name, &mut file)?,
        };
        file.flush().map_err(write)?;
        drop(file);
        draft.keep()?;
        Ok(count)
    }

    /// Adds the findings of files in one transaction: all of them or none. The content of a file decides its format:
    /// JSON Lines, plain or gzip, or Parquet. Each finding is passed to `examine` before it is taken.
    ///
    /// # Errors
    /// If a file cannot be read, has a line that is no finding, or one that `examine` refuses; the message says which.
    /// Then nothing has changed.
    pub fn import<P: AsRef<Path>>(&mut self, paths: &[P], examine: Examine<'_>) -> Result<Added> {
        let cancel = self.cancel.clone();
        let mut intake = Intake::new(examine, &cancel);
        for path in paths {
            let path = path.as_ref();
            let name = path.display().to_string();
            let io = |e: io::Error| nth_files::Error::Read(name.clone(), e);
            let mut reader = BufReader::new(File::open(path).map_err(io)?);
            let kind = match reader.fill_buf().map_err(io)? {
                [0x1f, 0x8b, ..] => Kind::PackedLines,
                [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
                [] | [_, ..] => Kind::Lines,
            };
            match kind {
                Kind::Lines => intake.jsonl(&name, reader)?,
                Kind::PackedLines => intake.jsonl(&name, BufReader::new(MultiGzDecoder::new(reader)))?,
                Kind::Parquet => intake.parquet(&name, File::open(path).map_err(io)?)?,
            }
        }
        intake.store(self)
    }

    /// Adds the findings of JSON Lines, all of them or none. Messages call the lines by `name`.
    ///
    /// # Errors
    /// As [`Store::import`].
    pub fn import_jsonl(&mut self, name: &str, lines: impl Read, examine: Examine<'_>) -> Result<Added> {
        let cancel = self.cancel.clone();
        let mut intake = Intake::new(examine, &cancel);
        intake.jsonl(name, BufReader::new(lines))?;
        intake.store(self)
    }
}
