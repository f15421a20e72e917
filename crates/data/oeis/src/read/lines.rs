//! Lines of a file that may be compressed, as all readers use them.
//!
//! The reader accepts gzip (several members), CRLF, a byte order mark, a missing final newline, lines without end and
//! files cut short.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::anum::ANum;
use crate::problem::Problems;

/// Longest line in bytes. A longer line is reported and left out, so that memory is bounded. The longest real lines
/// have some 10 kB.
pub(crate) const MAX_LINE: u64 = 16 << 20;

const BUFFER: usize = 1 << 17;

/// Largest number of plain bytes of a file. All terms of the OEIS have some 100 MB.
const MAX_PLAIN: u64 = 4 << 30;
/// Number of plain bytes from which on their ratio to the compressed bytes is bounded.
const RATIO_FROM: u64 = 64 << 20;
/// Largest ratio of plain to compressed bytes. Terms and names of the OEIS have a ratio of about 3; deflate can reach
/// 1,032.
const MAX_RATIO: u64 = 100;

/// Reader that counts the bytes that come through.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// Reader of plain bytes that fails with [`io::ErrorKind::FileTooLarge`] beyond the bounds.
struct Bounded<R> {
    inner: R,
    done: u64,
    /// Number of compressed bytes read; none for a plain file.
    compressed: Option<Rc<Cell<u64>>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.done += n as u64;
        let unpacks = |from: &Rc<Cell<u64>>| self.done > RATIO_FROM && self.done / MAX_RATIO > from.get();
        if self.done > MAX_PLAIN || self.compressed.as_ref().is_some_and(unpacks) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(n)
    }
}

/// Plain bytes from gzip or plain bytes, told apart by the two magic bytes. Their number is bounded.
pub(crate) fn decompress<'a, R: Read + 'a>(mut reader: R) -> io::Result<Box<dyn Read + 'a>> {
    let mut head = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut head)?;
    let compressed = head == [0x1f, 0x8b];
    let whole = Cursor::new(head).chain(reader);
    if compressed {
        let count = Rc::new(Cell::new(0));
        let counted = Counted { inner: whole, count: Rc::clone(&count) };
        let inner = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, counted));
        Ok(Box::new(Bounded { inner, done: 0, compressed: Some(count) }))
    } else {
        Ok(Box::new(Bounded { inner: whole, done: 0, compressed: None }))
    }
}

/// Reads a compressed file to its end, which compares its checksum.
///
/// # Errors
/// The file is damaged or cut, unpacks to far more than its size, or cannot be read.
pub(crate) fn check_gzip<R: Read>(reader: R) -> Result<(), String> {
    let copied = decompress(reader).and_then(|mut plain| io::copy(&mut plain, &mut io::sink()));
    copied.map(|_| ()).map_err(|e| description(&e).0)
}

/// Line of a file, without its line end.
pub(crate) struct Line<'a> {
    /// The bytes, without line feed, carriage return and byte order mark.
    pub(crate) bytes: &'a [u8],
    /// Number of the line, from 1.
    pub(crate) number: u64,
    /// Whether the line has a line feed; false for a last line without one.
    pub(crate) terminated: bool,
}

/// Lines of a plain or compressed file. Comments (`#`) and blank lines are passed over.
pub(crate) struct Lines<'a> {
    reader: Option<BufReader<Box<dyn Read + 'a>>>,
    buf: Vec<u8>,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new<R: Read + 'a>(reader: R, problems: &mut Problems) -> Self {
        let reader = match decompress(reader) {
            Ok(r) => Some(BufReader::with_capacity(BUFFER, r)),
            Err(e) => {
                report(&e, 0, problems);
                None
            }
        };
        Self { reader, buf: Vec::new(), number: 0 }
    }

    /// The next line that holds data.
    pub(crate) fn next_data(&mut self, problems: &mut Problems) -> Option<Line<'_>> {
        loop {
            let (start, end, terminated) = self.advance(problems)?;
            let skip = self
                .buf
                .get(start..end)
                .is_none_or(|b| b.iter().find(|c| !c.is_ascii_whitespace()).is_none_or(|&c| c == b'#'));
            if !skip {
                let bytes = self.buf.get(start..end).unwrap_or_default();
                return Some(Line { bytes, number: self.number, terminated });
            }
        }
    }

    fn advance(&mut self, problems: &mut Problems) -> Option<(usize, usize, bool)> {
        let reader = self.reader.as_mut()?;
        self.buf.clear();
        self.number += 1;
        let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut self.buf);
        match read {
            Ok(0) => {
                self.reader = None;
                return None;
            }
            Ok(_) => {}
            Err(e) => {
                // What was read of this line may be cut in the middle of a number: it is not given out.
                report(&e, self.number, problems);
                self.reader = None;
                return None;
            }
        }
        let mut end = self.buf.len();
        let mut terminated = false;
        if self.buf.last() == Some(&b'\n') {
            terminated = true;
            end -= 1;
        } else if end as u64 >= MAX_LINE {
            problems.error(self.number, 0, "this line is longer than 16 MiB", "check that this is the file you meant");
            end = 0;
            self.skip_line();
        }
        while end > 0 && self.buf.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        let start = if self.number == 1 && self.buf.starts_with(b"\xef\xbb\xbf") { 3.min(end) } else { 0 };
        Some((start, end, terminated))
    }

    fn skip_line(&mut self) {
        let Some(reader) = self.reader.as_mut() else { return };
        loop {
            self.buf.clear();
            // An error here shows again at the next read.
            match reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut self.buf) {
                Ok(0) | Err(_) => return,
                Ok(_) if self.buf.last() == Some(&b'\n') => return,
                Ok(_) => {}
            }
        }
    }
}

/// Reads a file of one record for each line. `record` gives the column of a mistake, from 1, and what is wrong there;
/// `shape` is the form of a line, for messages.
pub(crate) fn each_record<R: Read>(
    reader: R,
    shape: &str,
    problems: &mut Problems,
    mut record: impl FnMut(&Line<'_>, &mut Problems) -> Result<(), (usize, String)>,
) {
    let mut lines = Lines::new(reader, problems);
    while let Some(line) = lines.next_data(problems) {
        if let Err((column, what)) = record(&line, problems) {
            problems.error(line.number, column, what, shape);
        }
    }
}

/// Reads the A-number at position `at` of a line, and gives the position after it.
///
/// # Errors
/// The column of the mistake, from 1, and what is wrong there.
pub(crate) fn numbered(line: &[u8], at: usize) -> Result<(ANum, usize), (usize, String)> {
    match ANum::parse_prefix(line.get(at..).unwrap_or_default()) {
        Ok((anum, len)) => Ok((anum, at + len)),
        Err(e) => Err((at + 1, format!("no A-number here: {e}"))),
    }
}

/// A failed read as a problem.
fn report(e: &io::Error, line: u64, problems: &mut Problems) {
    let (what, hint) = description(e);
    problems.damaged(line, what, hint);
}

/// Description of a failed read, and advice to the user.
fn description(e: &io::Error) -> (String, &'static str) {
    let again = "nothing of this file is taken; download or copy it again";
    let kind = e.kind();
    if kind == io::ErrorKind::UnexpectedEof {
        ("the compressed file ends early".to_owned(), again)
    } else if matches!(kind, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) {
        (format!("the compressed data is damaged ({e})"), again)
    } else if kind == io::ErrorKind::FileTooLarge {
        (
            format!("the file is longer than 4 GiB, or unpacks to more than {MAX_RATIO} times its size"),
            "nothing of this file is taken; check that this is the file you meant",
        )
    } else {
        (format!("reading failed: {e}"), "nothing of this file is taken; check the file and the disk")
    }
}
