//! Open index: the header is in memory, everything else is read when it is needed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use nth_num::Int;

use super::error::IndexError;
use super::format::{
    BLOCK, Bytes, Extent, HEADER, Header, HeaderError, MAGIC, ROW, Row, SUM, Section, Stored, VERSION, crc, take_term,
};
use super::store::Store;
use crate::anum::ANum;
use crate::database::Entry;
use crate::read::names::Names;
use crate::read::offsets::Offsets;
use crate::table::TermTable;

/// File name of the index in its directory.
pub const INDEX_FILE: &str = "oeis.index";

/// Number of rows read at once when all are wanted.
const ROWS: usize = 4096;

/// Open index of OEIS data. It may be shared between threads, and keeps reading the same data when another import
/// replaces the file.
#[derive(Debug)]
pub struct Index {
    pub(super) path: PathBuf,
    store: Store,
    pub(super) header: Header,
    /// Checksums of the blocks, read when the first block is.
    sums: OnceLock<Vec<u32>>,
}

impl Index {
    /// Opens the index in a directory. Reads 256 bytes, whatever the size of the index.
    ///
    /// # Errors
    /// There is no index, or it is another kind of file, cut short or of another version. The message says what to do.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let path = dir.join(INDEX_FILE);
        let file = match File::open(&path) {
            Ok(f) => f,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(IndexError::Missing { path }),
            Err(e) => return Err(IndexError::io(&path, "open")(e)),
        };
        let store = Store::new(file);
        let found = store.len().map_err(IndexError::io(&path, "read"))?;
        let mut bytes = vec![0; HEADER.min(usize::try_from(found).unwrap_or(HEADER))];
        store.read_at(0, &mut bytes).map_err(IndexError::io(&path, "read"))?;
        if bytes.len() < HEADER && bytes.starts_with(&MAGIC) {
            return Err(IndexError::Length { path, found, expected: HEADER as u64 });
        }
        let header = match Header::decode(&bytes) {
            Ok(h) => h,
            Err(HeaderError::Foreign) => return Err(IndexError::Foreign { path }),
            Err(HeaderError::Version(found)) => {
                return Err(IndexError::Version { path, found, expected: VERSION });
            }
            Err(HeaderError::Checksum) => return Err(IndexError::Damaged { path, what: "header".to_owned() }),
        };
        if header.file_len != found {
            return Err(IndexError::Length { path, found, expected: header.file_len });
        }
        let index = Self { path, store, header, sums: OnceLock::new() };
        index.check_header()?;
        Ok(index)
    }

    fn check_header(&self) -> Result<(), IndexError> {
        let h = &self.header;
        let end = |s: &Extent| s.at.checked_add(s.len);
        let blocks = h.sums.at.checked_sub(HEADER as u64).map(|bytes| bytes.div_ceil(BLOCK) * SUM);
        let inside = h.sections.iter().all(|s| s.at >= HEADER as u64 && end(s).is_some_and(|end| end <= h.sums.at))
            && end(&h.sums) == Some(h.file_len)
            && blocks == Some(h.sums.len);
        let sized = |s: Section, n: Option<u64>| Some(h.section(s).len) == n;
        let buckets = 1_u64.checked_shl(h.bucket_bits).and_then(|b| b.checked_add(1)?.checked_mul(8));
        let consistent = inside
            && u32::try_from(h.rows).is_ok()
            && sized(Section::Directory, h.rows.checked_mul(ROW as u64))
            && sized(Section::Order, h.rows.checked_mul(4))
            && sized(Section::Buckets, buckets);
        if consistent { Ok(()) } else { Err(self.damaged("header")) }
    }

    /// Path of the index file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Size of the index file in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.header.file_len
    }

    /// Number of terms of all sequences together.
    #[must_use]
    pub fn term_count(&self) -> u64 {
        self.header.terms
    }

    /// Number of entries whose name is known.
    #[must_use]
    pub fn name_count(&self) -> u64 {
        self.header.names
    }

    /// Number of entries whose offset is known.
    #[must_use]
    pub fn offset_count(&self) -> u64 {
        self.header.offsets
    }

    /// Compares the whole content with its checksums. Every other function compares the blocks that it reads.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] names the damaged part.
    pub fn verify(&self) -> Result<(), IndexError> {
        /// Number of bytes read at once.
        const PART: u64 = 1 << 20;
        for s in Section::ALL {
            let len = self.header.section(s).len;
            for at in (0..len).step_by(PART as usize) {
                self.read(s, at, PART.min(len - at))?;
            }
        }
        Ok(())
    }

    /// All sequences that have terms, for checking candidates against them.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn table(&self) -> Result<TermTable, IndexError> {
        self.rows_as_table(false)
    }

    /// All sequences; with `all`, also the entries without terms.
    pub(super) fn rows_as_table(&self, without_terms: bool) -> Result<TermTable, IndexError> {
        let mut table = TermTable::default();
        self.for_each_list(|row, bytes| {
            if row.term_count == 0 && !without_terms {
                return Some(());
            }
            let mut r = Bytes(bytes);
            for _ in 0..row.term_count {
                match take_term(&mut r)? {
                    Stored::Small(x) => table.push_term(x),
                    Stored::Big(b) => table.push_big(b),
                }
            }
            table.close(row.anum);
            Some(())
        })?;
        Ok(table)
    }

    /// Reads the names of all entries.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn names(&self) -> Result<Names, IndexError> {
        let text = self.read(Section::Names, 0, self.header.section(Section::Names).len)?;
        let mut names = Names::default();
        self.for_each_row(|row| {
            if let Some(len) = row.name_len {
                let start = usize::try_from(row.name_at).ok()?;
                let name = text.get(start..start.checked_add(len as usize)?)?;
                names.push(row.anum, std::str::from_utf8(name).ok()?);
            }
            Some(())
        })?;
        names.sort();
        Ok(names)
    }

    /// Reads the offsets of all entries, those that follow from a b-file included.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn offsets(&self) -> Result<Offsets, IndexError> {
        let mut rows = Vec::new();
        self.for_each_row(|row| {
            rows.extend(row.start().map(|o| (row.anum, o)));
            Some(())
        })?;
        Ok(Offsets::from_rows(rows))
    }

    pub(super) fn damaged(&self, what: &str) -> IndexError {
        IndexError::Damaged { path: self.path.clone(), what: what.to_owned() }
    }

    /// Reads `len` bytes of a section, from position `at` on, and compares the blocks that they lie in with their
    /// checksums.
    pub(super) fn read(&self, s: Section, at: u64, len: u64) -> Result<Vec<u8>, IndexError> {
        let extent = self.header.section(s);
        // The check comes before the allocation, so that a damaged length cannot ask for more than the file has.
        let inside = at.checked_add(len).is_some_and(|end| end <= extent.len);
        let (true, Ok(n)) = (inside, usize::try_from(len)) else { return Err(self.damaged(s.name())) };
        if n == 0 {
            return Ok(Vec::new());
        }
        // Places in the area of the blocks, which begins after the header and ends where the checksums begin.
        let head = HEADER as u64;
        let start = extent.at + at - head;
        let first = start / BLOCK;
        let end = ((start + len).div_ceil(BLOCK) * BLOCK).min(self.header.sums.at - head);
        let mut buf = vec![0; usize::try_from(end - first * BLOCK).map_err(|_| self.damaged(s.name()))?];
        self.store.read_at(head + first * BLOCK, &mut buf).map_err(IndexError::io(&self.path, "read"))?;
        let sums = self.sums()?;
        let intact = (first as usize..)
            .zip(buf.chunks(BLOCK as usize))
            .all(|(i, block)| sums.get(i).is_some_and(|sum| *sum == crc(block)));
        if !intact {
            return Err(self.damaged(s.name()));
        }
        buf.truncate((start + len - first * BLOCK) as usize);
        buf.drain(..(start - first * BLOCK) as usize);
        Ok(buf)
    }

    /// Checksums of the blocks.
    fn sums(&self) -> Result<&[u32], IndexError> {
        if let Some(sums) = self.sums.get() {
            return Ok(sums);
        }
        let extent = self.header.sums;
        let mut bytes = vec![0; usize::try_from(extent.len).map_err(|_| self.damaged("checksums"))?];
        self.store.read_at(extent.at, &mut bytes).map_err(IndexError::io(&self.path, "read"))?;
        let sums = bytes.chunks_exact(SUM as usize).filter_map(|b| Bytes(b).u32()).collect();
        Ok(self.sums.get_or_init(|| sums))
    }

    pub(super) fn row(&self, i: u32) -> Result<Row, IndexError> {
        let bytes = self.read(Section::Directory, u64::from(i) * ROW as u64, ROW as u64)?;
        Row::decode(&bytes).ok_or_else(|| self.damaged("directory"))
    }

    pub(super) fn find(&self, anum: ANum) -> Result<Option<Row>, IndexError> {
        let (mut low, mut high) = (0, self.header.rows as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.row(middle)?;
            match row.anum.cmp(&anum) {
                std::cmp::Ordering::Equal => return Ok(Some(row)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    pub(super) fn terms_of(&self, row: &Row) -> Result<Vec<Int>, IndexError> {
        let bytes = self.read(Section::Terms, row.terms_at, u64::from(row.terms_len))?;
        let mut terms = Vec::new();
        decode_terms(row, &bytes, &mut terms).ok_or_else(|| self.damaged("terms"))?;
        Ok(terms)
    }

    pub(super) fn name_of(&self, row: &Row) -> Result<Option<String>, IndexError> {
        let Some(len) = row.name_len else { return Ok(None) };
        let bytes = self.read(Section::Names, row.name_at, u64::from(len))?;
        String::from_utf8(bytes).map(Some).map_err(|_| self.damaged("names"))
    }

    pub(super) fn entry(&self, anum: ANum) -> Result<Option<Entry>, IndexError> {
        let Some(row) = self.find(anum)? else { return Ok(None) };
        let (terms, name) = (self.terms_of(&row)?, self.name_of(&row)?);
        Ok(Some(Entry { anum, terms, name, offset: row.start(), keywords: row.keywords, library: None }))
    }

    /// Calls `f` with all rows, in order, up to [`ROWS`] at once.
    fn for_each_block(&self, mut f: impl FnMut(&[Row]) -> Result<(), IndexError>) -> Result<(), IndexError> {
        let total = self.header.rows as usize;
        for start in (0..total).step_by(ROWS) {
            let count = ROWS.min(total - start);
            let bytes = self.read(Section::Directory, (start * ROW) as u64, (count * ROW) as u64)?;
            f(&bytes.chunks_exact(ROW).filter_map(Row::decode).collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// Calls `f` with every row, in order. `f` returns `None` where the row is not consistent with the names.
    pub(super) fn for_each_row(&self, mut f: impl FnMut(&Row) -> Option<()>) -> Result<(), IndexError> {
        self.for_each_block(|rows| rows.iter().try_for_each(|row| f(row).ok_or_else(|| self.damaged("names"))))
    }

    /// Calls `f` with every row and the bytes of its terms, in order. `f` returns `None` when they cannot be decoded.
    pub(super) fn for_each_list(&self, mut f: impl FnMut(&Row, &[u8]) -> Option<()>) -> Result<(), IndexError> {
        self.for_each_block(|rows| {
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
            let from = first.terms_at;
            let len = (last.terms_at.saturating_add(u64::from(last.terms_len)))
                .checked_sub(from)
                .ok_or_else(|| self.damaged("directory"))?;
            let block = self.read(Section::Terms, from, len)?;
            for row in rows {
                let terms = row
                    .terms_at
                    .checked_sub(from)
                    .and_then(|at| usize::try_from(at).ok())
                    .and_then(|at| block.get(at..at.checked_add(row.terms_len as usize)?));
                let Some(terms) = terms else { return Err(self.damaged("directory")) };
                f(row, terms).ok_or_else(|| self.damaged("terms"))?;
            }
            Ok(())
        })
    }
}

/// Replaces the content of `out` with the terms of a row.
pub(super) fn decode_terms(row: &Row, bytes: &[u8], out: &mut Vec<Int>) -> Option<()> {
    out.clear();
    let mut r = Bytes(bytes);
    for _ in 0..row.term_count {
        out.push(match take_term(&mut r)? {
            Stored::Small(x) => Int::Small(x),
            Stored::Big(b) => Int::from_big(b),
        });
    }
    r.0.is_empty().then_some(())
}
