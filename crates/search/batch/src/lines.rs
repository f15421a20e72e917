//! Lines of byte streams, numbered over all streams, in chunks.
//!
//! Memory does not depend on the input: only the beginning of a line longer than [`MAX_LINE`] is kept, for messages.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use nth_files::Digest;

/// Longest line that can be a candidate, in bytes.
pub const MAX_LINE: usize = 64 << 10;

/// Number of bytes kept of a line that is too long.
const KEPT: usize = 64;
/// Largest number of lines of a chunk.
const CHUNK_LINES: usize = 512;
/// Number of bytes at which a chunk takes no further line.
const CHUNK_BYTES: usize = 64 << 10;
const BUFFER: usize = 64 << 10;

/// Consecutive lines of one input.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Number of the first line, counted over all inputs from 0.
    pub first: u64,
    /// Position of the input among all inputs, from 0.
    pub file: u32,
    /// Number of bytes of all inputs, before decompression, that were read when the chunk was complete.
    pub position: u64,
    /// Digest of all lines of all inputs before the first line.
    before: Digest,
    bytes: Vec<u8>,
    /// The end of each line in `bytes`, and whether the line was too long.
    ends: Vec<(usize, bool)>,
}

impl Chunk {
    /// A chunk without lines. Its first line will have the number `first`, in input number `file`; `before` is the
    /// digest of all lines before it.
    pub fn new(first: u64, file: u32, before: Digest) -> Self {
        Self { first, file, before, ..Self::default() }
    }

    /// Digest of all lines of all inputs up to the first `count` lines of this chunk.
    pub fn digest(&self, count: usize) -> Digest {
        (0..count).fold(self.before, |digest, i| self.next_digest(digest, i))
    }

    /// Digest after line `i`, from the one before it.
    fn next_digest(&self, mut digest: Digest, i: usize) -> Digest {
        let (line, is_long) = self.line(i);
        digest.add(line);
        digest.number(u64::from(self.file) << 1 | u64::from(is_long));
        digest
    }

    /// Number of lines of the chunk.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Memory of a line in a chunk, in bytes.
    pub fn weight_of(line: &[u8]) -> usize {
        line.len() + 32
    }

    /// Memory of the chunk, in bytes.
    pub fn weight(&self) -> usize {
        self.bytes.len() + 32 * self.ends.len()
    }

    /// Line `i` without its line end, and whether it was too long (then only its beginning is present).
    pub fn line(&self, i: usize) -> (&[u8], bool) {
        let start = i.checked_sub(1).and_then(|b| self.ends.get(b)).map_or(0, |e| e.0);
        let (end, long) = self.ends.get(i).copied().unwrap_or((start, false));
        (self.bytes.get(start..end).unwrap_or_default(), long)
    }

    fn push(&mut self, line: &[u8], long: bool) {
        self.bytes.extend_from_slice(line);
        self.ends.push((self.bytes.len(), long));
    }

    /// Splits the lines from `from` on into chunks of at most `len` lines.
    pub fn cut(&self, from: usize, len: usize) -> impl Iterator<Item = Self> {
        let len = len.max(1);
        let mut digest = self.digest(from.min(self.len()));
        (from..self.len()).step_by(len).map(move |start| {
            let mut chunk = Self::new(self.first + start as u64, self.file, digest);
            chunk.position = self.position;
            for i in start..(start + len).min(self.len()) {
                let (line, long) = self.line(i);
                chunk.push(line, long);
                digest = self.next_digest(digest, i);
            }
            chunk
        })
    }
}

/// Splits a stream into lines. A line ends with `\n` or `\r\n`; the last line may have no end.
pub struct Lines {
    source: Box<dyn Read + Send>,
    /// Number of bytes of the stream read so far, before decompression.
    taken: Arc<AtomicU64>,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// The beginning of the current line, at most [`MAX_LINE`] + 1 bytes (the last may be the `\r`).
    line: Vec<u8>,
    /// Length of the current line so far, in bytes.
    length: u64,
    /// Whether any part of the current line was read, even if only its end.
    begun: bool,
    ended: bool,
}

impl Lines {
    /// The lines of a stream. Gzip is recognised by its first bytes; a UTF-8 byte order mark is skipped.
    pub fn new(source: Box<dyn Read + Send>) -> io::Result<Self> {
        let taken = Arc::new(AtomicU64::new(0));
        let (head, source) = peek(Box::new(Counted(source, Arc::clone(&taken))), 2)?;
        let source: Box<dyn Read + Send> = if head == [0x1f, 0x8b] {
            Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(BUFFER, source)))
        } else {
            source
        };
        let (head, source) = peek(source, 3)?;
        let mut lines = Self {
            source,
            taken,
            buffer: vec![0; BUFFER],
            at: 0,
            filled: 0,
            line: Vec::new(),
            length: 0,
            begun: false,
            ended: false,
        };
        if head == *b"\xEF\xBB\xBF" {
            lines.source.read_exact(&mut [0; 3])?;
        }
        Ok(lines)
    }

    /// Number of bytes of the stream read so far, before decompression.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Adds lines to a chunk until it is full or the stream pauses. Returns false when the stream has ended and there
    /// was no line.
    pub fn fill(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        while chunk.len() < CHUNK_LINES && chunk.bytes.len() < CHUNK_BYTES {
            if self.at == self.filled {
                // Lines read so far are checked before waiting for more.
                if self.ended || chunk.len() > 0 {
                    break;
                }
                self.read(chunk)?;
                continue;
            }
            let rest = self.buffer.get(self.at..self.filled).unwrap_or_default();
            if let Some(n) = rest.iter().position(|&b| b == b'\n') {
                if self.begun {
                    self.keep(self.at, n);
                    self.close(chunk);
                } else {
                    finish(rest.get(..n).unwrap_or_default(), n as u64, chunk);
                }
                self.at += n + 1;
            } else {
                let n = rest.len();
                self.keep(self.at, n);
                self.at = self.filled;
            }
        }
        Ok(chunk.len() > 0)
    }

    fn read(&mut self, chunk: &mut Chunk) -> io::Result<()> {
        let n = loop {
            match self.source.read(&mut self.buffer) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        (self.at, self.filled) = (0, n);
        if n == 0 {
            self.ended = true;
            if self.begun {
                self.close(chunk);
            }
        }
        Ok(())
    }

    fn keep(&mut self, from: usize, n: usize) {
        let room = (MAX_LINE + 1).saturating_sub(self.line.len()).min(n);
        self.line.extend_from_slice(self.buffer.get(from..from + room).unwrap_or_default());
        self.length += n as u64;
        self.begun = true;
    }

    fn close(&mut self, chunk: &mut Chunk) {
        finish(&self.line, self.length, chunk);
        self.line.clear();
        (self.length, self.begun) = (0, false);
    }
}

/// Adds a line of `length` bytes that begins with `line`.
fn finish(line: &[u8], length: u64, chunk: &mut Chunk) {
    let whole = length == line.len() as u64;
    let line = if whole { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
    let long = !whole || line.len() > MAX_LINE;
    chunk.push(if long { line.get(..KEPT).unwrap_or(line) } else { line }, long);
}

/// Counts the bytes read from a stream.
struct Counted(Box<dyn Read + Send>, Arc<AtomicU64>);

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(buf)?;
        self.1.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Reads the first `n` bytes, fewer if the stream is shorter. Returns them and the whole stream from its beginning.
fn peek(mut source: Box<dyn Read + Send>, n: u64) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    source.as_mut().take(n).read_to_end(&mut head)?;
    let again = io::Cursor::new(head.clone()).chain(source);
    Ok((head, Box::new(again)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most `1` bytes a call.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = buf.len().min(self.1);
            self.0.read(&mut buf[..n])
        }
    }

    fn lines(bytes: &[u8], step: usize) -> Vec<(Vec<u8>, bool)> {
        let mut source = Lines::new(Box::new(Slow(io::Cursor::new(bytes.to_vec()), step))).unwrap();
        let mut out = Vec::new();
        loop {
            let mut chunk = Chunk::default();
            if !source.fill(&mut chunk).unwrap() {
                return out;
            }
            assert!(chunk.len() <= CHUNK_LINES && chunk.weight() < CHUNK_BYTES + 2 * MAX_LINE);
            out.extend((0..chunk.len()).map(|i| (chunk.line(i).0.to_vec(), chunk.line(i).1)));
        }
    }

    #[test]
    fn ends_of_lines() {
        let plain = |texts: &[&str]| texts.iter().map(|t| (t.as_bytes().to_vec(), false)).collect::<Vec<_>>();
        for step in [1, 2, 7, 1 << 20] {
            assert_eq!(lines(b"", step), plain(&[]));
            assert_eq!(lines(b"a", step), plain(&["a"]));
            assert_eq!(lines(b"a\n", step), plain(&["a"]));
            assert_eq!(lines(b"\n", step), plain(&[""]));
            assert_eq!(lines(b"a\r\n\r\nb\r", step), plain(&["a", "", "b"]));
            assert_eq!(lines(b"\xEF\xBB\xBFa\rb\n\nc\n", step), plain(&["a\rb", "", "c"]));
        }
    }

    #[test]
    fn long_lines_are_not_kept() {
        for (extra, end) in [(0, "\n"), (0, "\r\n"), (1, "\n"), (1, "\r\n"), (1 << 20, ""), (0, ""), (0, "\r")] {
            let text = format!("{}{end}", "K".repeat(MAX_LINE + extra));
            for step in [4096, 65536, 1 << 22] {
                let got = lines(text.as_bytes(), step);
                assert_eq!(got.len(), 1);
                assert_eq!(got[0].1, extra > 0, "{extra} {end:?}");
                assert_eq!(got[0].0.len(), if extra > 0 { KEPT } else { MAX_LINE });
            }
        }
    }

    #[test]
    fn gzip_of_several_members() {
        let mut packed = Vec::new();
        for part in ["K\nL", "\nA\n"] {
            let mut w = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
            io::Write::write_all(&mut w, part.as_bytes()).unwrap();
            w.finish().unwrap();
        }
        let expected: Vec<_> = ["K", "L", "A"].iter().map(|t| (t.as_bytes().to_vec(), false)).collect();
        assert_eq!(lines(&packed, 3), expected);
        packed.truncate(packed.len() - 9);
        let mut broken = Lines::new(Box::new(io::Cursor::new(packed))).unwrap();
        assert!((0..4).any(|_| broken.fill(&mut Chunk::default()).is_err()));
    }

    #[test]
    fn cutting() {
        let mut chunk = Chunk::new(10, 3, Digest::default());
        for t in ["a", "bb", "", "d", "e"] {
            chunk.push(t.as_bytes(), t.is_empty());
        }
        let parts: Vec<Chunk> = chunk.cut(1, 3).collect();
        assert_eq!(parts.iter().map(|p| (p.first, p.len(), p.file)).collect::<Vec<_>>(), [(11, 3, 3), (14, 1, 3)]);
        assert_eq!(parts[1].digest(0), chunk.digest(4));
        assert_eq!(parts[1].digest(1), chunk.digest(5));
        assert_ne!(chunk.digest(4), chunk.digest(5));
        assert_eq!(parts[0].line(0), (&b"bb"[..], false));
        assert_eq!(parts[0].line(1), (&b""[..], true));
        assert_eq!(parts[1].line(0), (&b"e"[..], false));
        assert_eq!(chunk.cut(5, 3).count(), 0);
    }
}
