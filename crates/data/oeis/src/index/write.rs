//! Writer of the index file: sections one after the other, then the header.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Crc;
use nth_base::Cancel;

use super::error::IndexError;
use super::format::{BLOCK, Extent, HEADER, Header, Row, Section, WINDOW, bucket, key_of_big, put_term, put_varint};
use super::merge::Data;
use crate::anum::ANum;
use crate::table::TermTable;
use crate::watch::{Progress, Stage};

/// Writer that counts bytes and computes the checksum of each block.
struct Sections {
    out: BufWriter<File>,
    at: u64,
    current: Extent,
    /// Checksum of the bytes of the last block so far, and their number.
    crc: Crc,
    filled: u64,
    sums: Vec<u32>,
}

impl Sections {
    fn begin(&mut self) {
        self.current = Extent { at: self.at, len: 0 };
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = (BLOCK - self.filled).min(rest.len() as u64);
            let (now, later) = rest.split_at(room as usize);
            self.crc.update(now);
            self.filled += room;
            if self.filled == BLOCK {
                self.end_block();
            }
            rest = later;
        }
        self.current.len += bytes.len() as u64;
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn end_block(&mut self) {
        self.sums.push(self.crc.sum());
        self.crc.reset();
        self.filled = 0;
    }

    fn end(&mut self) -> Extent {
        self.current
    }

    /// Writes the checksums of all blocks, after the last one.
    fn write_sums(&mut self) -> io::Result<Extent> {
        if self.filled > 0 {
            self.end_block();
        }
        let sums = std::mem::take(&mut self.sums);
        let bytes: Vec<u8> = sums.into_iter().flat_map(u32::to_le_bytes).collect();
        let extent = Extent { at: self.at, len: bytes.len() as u64 };
        self.at += extent.len;
        self.out.write_all(&bytes)?;
        Ok(extent)
    }
}

/// Writes the file, whole and synced.
pub(super) fn write(
    path: &Path,
    content: &Data,
    progress: &mut dyn FnMut(Progress<'_>),
    cancel: &Cancel,
) -> Result<(), IndexError> {
    let mut step = 0;
    let mut next = |stage: Stage| {
        progress(Progress { stage, file: super::INDEX_FILE, done: step, total: Some(5), note: "" });
        step += 1;
        if cancel.is_raised() { Err(IndexError::Cancelled) } else { Ok(()) }
    };
    let failed = |e| IndexError::io(path, "write")(e);
    let file = File::create(path).map_err(IndexError::io(path, "create"))?;
    let mut out = Sections {
        out: BufWriter::with_capacity(1 << 20, file),
        at: HEADER as u64,
        current: Extent::default(),
        crc: Crc::new(),
        filled: 0,
        sums: Vec::new(),
    };
    out.out.write_all(&[0; HEADER]).map_err(failed)?;

    next(Stage::Write)?;
    let anums = union(content);
    // The row of the directory for each row of the term table.
    let (rows, terms_extent, row_of) = write_terms(&mut out, content, &anums).map_err(failed)?;
    let names_extent = write_names(&mut out, content, &anums).map_err(failed)?;
    let directory = write_all(&mut out, rows.iter().flat_map(|r| r.encode())).map_err(failed)?;

    next(Stage::Sort)?;
    let order = order(&content.terms, &row_of, anums.len());
    let order = write_all(&mut out, order.into_iter().flat_map(u32::to_le_bytes)).map_err(failed)?;

    next(Stage::Sort)?;
    let windows = Windows::of(&content.terms, &row_of);

    next(Stage::Write)?;
    let (windows_extent, places) = windows.write(&mut out).map_err(failed)?;
    let buckets = write_all(&mut out, places.into_iter().flat_map(u64::to_le_bytes)).map_err(failed)?;

    let sums = out.write_sums().map_err(failed)?;

    next(Stage::Write)?;
    let header = Header {
        file_len: out.at,
        rows: rows.len() as u64,
        terms: content.terms.term_count() as u64,
        names: content.names.len() as u64,
        offsets: rows.iter().filter(|r| r.start().is_some()).count() as u64,
        bucket_bits: windows.bits,
        sections: Section::ALL.map(|s| match s {
            Section::Directory => directory,
            Section::Terms => terms_extent,
            Section::Names => names_extent,
            Section::Order => order,
            Section::Buckets => buckets,
            Section::Windows => windows_extent,
        }),
        sums,
    };
    let finish = || {
        let mut file = out.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header.encode())?;
        file.sync_all()
    };
    finish().map_err(failed)?;
    // From here on the import cannot be cancelled.
    let _ = next(Stage::Write);
    Ok(())
}

/// A-numbers of all entries, ascending.
fn union(content: &Data) -> Vec<ANum> {
    let names = content.names.iter().map(|(a, _)| a);
    let offsets = content.offsets.iter().map(|(a, _)| a);
    let keywords = content.keywords.iter().map(|(a, _)| a);
    let terms = content.terms.anums().iter().copied();
    let mut all: Vec<ANum> = terms.chain(names).chain(offsets).chain(keywords).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn write_all(out: &mut Sections, bytes: impl Iterator<Item = u8>) -> io::Result<Extent> {
    out.begin();
    let mut buf = Vec::with_capacity(1 << 16);
    for b in bytes {
        buf.push(b);
        if buf.len() == 1 << 16 {
            out.put(&buf)?;
            buf.clear();
        }
    }
    out.put(&buf)?;
    Ok(out.end())
}

fn write_terms(out: &mut Sections, content: &Data, anums: &[ANum]) -> io::Result<(Vec<Row>, Extent, Vec<u32>)> {
    let too_large = || io::Error::other("more than 4 GiB of terms or names in one entry, or 2^32 entries");
    let table = &content.terms;
    let mut rows = Vec::with_capacity(anums.len());
    let mut row_of = Vec::with_capacity(table.len());
    let mut buf = Vec::new();
    let mut name_at = 0;
    let mut t = 0;
    out.begin();
    for &anum in anums {
        buf.clear();
        let mut count = 0;
        let at = out.current.len;
        if table.anums().get(t) == Some(&anum) {
            let terms = table.terms(t);
            for (k, &x) in terms.iter().enumerate() {
                let big = if x == TermTable::BIG { table.big(t, k) } else { None };
                put_term(&mut buf, x, big);
            }
            count = terms.len();
            row_of.push(u32::try_from(rows.len()).map_err(|_| too_large())?);
            t += 1;
        }
        out.put(&buf)?;
        let size = |n: usize| u32::try_from(n).map_err(|_| too_large());
        let name_len = content.names.get(anum).map(|n| size(n.len())).transpose()?;
        rows.push(Row {
            anum,
            term_count: size(count)?,
            terms_at: at,
            terms_len: size(buf.len())?,
            name_len,
            name_at,
            offset: content.offsets.get(anum),
            first: content.firsts.get(&anum).copied(),
            keywords: content.keywords.get(anum).unwrap_or_default(),
        });
        name_at += u64::from(name_len.unwrap_or(0));
    }
    Ok((rows, out.end(), row_of))
}

fn write_names(out: &mut Sections, content: &Data, anums: &[ANum]) -> io::Result<Extent> {
    out.begin();
    for &anum in anums {
        if let Some(name) = content.names.get(anum) {
            out.put(name.as_bytes())?;
        }
    }
    Ok(out.end())
}

/// The rows by the absolute values of their terms; rows without terms come first.
fn order(table: &TermTable, row_of: &[u32], rows: usize) -> Vec<u32> {
    let mut with_terms = vec![false; rows];
    let mut sorted: Vec<usize> = (0..table.len()).filter(|&i| !table.terms(i).is_empty()).collect();
    for row in sorted.iter().filter_map(|&i| row_of.get(i)) {
        if let Some(w) = with_terms.get_mut(*row as usize) {
            *w = true;
        }
    }
    let without = (0_u32..).zip(&with_terms).filter(|(_, with)| !**with).map(|(r, _)| r);
    let mut order: Vec<u32> = without.collect();
    sorted.sort_unstable_by(|&i, &j| {
        let (a, b) = (table.terms(i), table.terms(j));
        for (k, (&x, &y)) in a.iter().zip(b).enumerate() {
            // The sentinel has the largest absolute value, so only two of them need the side table.
            let mut unequal = x.unsigned_abs().cmp(&y.unsigned_abs());
            if x == TermTable::BIG && y == TermTable::BIG {
                let magnitude = |i: usize| table.big(i, k).map(nth_num::BigInt::magnitude);
                unequal = magnitude(i).cmp(&magnitude(j));
            }
            if unequal.is_ne() {
                return unequal;
            }
        }
        a.len().cmp(&b.len()).then(i.cmp(&j))
    });
    order.extend(sorted.into_iter().filter_map(|i| row_of.get(i)));
    order
}

/// Rows by the hashes of their windows.
struct Windows {
    bits: u32,
    /// End of the rows of each bucket.
    ends: Vec<usize>,
    rows: Vec<u32>,
}

impl Windows {
    fn of(table: &TermTable, row_of: &[u32]) -> Self {
        // A bucket has about 12 windows: few enough to read, while the list of buckets stays small.
        let bits = (table.term_count() / 12).max(256).ilog2().clamp(8, 28);
        let mut starts = vec![0_usize; (1 << bits) + 1];
        each_window(table, bits, |_, b| {
            if let Some(n) = starts.get_mut(b + 1) {
                *n += 1;
            }
        });
        let mut sum = 0;
        for n in &mut starts {
            sum += *n;
            *n = sum;
        }
        let mut rows = vec![0_u32; sum];
        // Filling moves each start to where the bucket ends. Rows come ascending, so each bucket is sorted.
        each_window(table, bits, |i, b| {
            if let (Some(start), Some(&row)) = (starts.get_mut(b), row_of.get(i)) {
                if let Some(place) = rows.get_mut(*start) {
                    *place = row;
                }
                *start += 1;
            }
        });
        starts.truncate(1 << bits);
        Self { bits, ends: starts, rows }
    }

    fn write(&self, out: &mut Sections) -> io::Result<(Extent, Vec<u64>)> {
        out.begin();
        let mut places = Vec::with_capacity(self.ends.len() + 1);
        places.push(0);
        let mut buf = Vec::new();
        let mut start = 0;
        for &end in &self.ends {
            buf.clear();
            let mut before = None;
            for &row in self.rows.get(start..end).unwrap_or_default() {
                if before != Some(row) {
                    put_varint(&mut buf, u64::from(row - before.unwrap_or(0)));
                    before = Some(row);
                }
            }
            out.put(&buf)?;
            places.push(out.current.len);
            start = end;
        }
        Ok((out.end(), places))
    }
}

/// Calls `f` with table row and bucket of every window.
fn each_window(table: &TermTable, bits: u32, mut f: impl FnMut(usize, usize)) {
    let mut keys = Vec::new();
    for i in 0..table.len() {
        keys.clear();
        keys.extend(table.terms(i).iter().enumerate().map(|(k, &x)| match x {
            TermTable::BIG => table.big(i, k).map_or(0, key_of_big),
            _ => x.unsigned_abs(),
        }));
        for window in keys.windows(WINDOW) {
            f(i, bucket(window, bits));
        }
    }
}
