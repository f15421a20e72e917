//! Kind of an OEIS file, recognized by its first lines.

use std::io::{self, Cursor, Read};

use super::bfile::BFile;
use super::keywords::{KeywordLists, split};
use super::lines::decompress;
use super::names::Names;
use super::number::number;
use super::offsets::Offsets;
use crate::anum::ANum;
use crate::problem::{Problem, Problems, Severity};
use crate::table::TermTable;

/// Number of bytes from which the kind is recognized.
const HEAD: u64 = 1 << 16;

/// Kinds of files that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Terms of many sequences, with lines such as `A000045 ,0,1,1,2,`.
    Stripped,
    /// Names of entries, with lines such as `A000045 Fibonacci numbers`.
    Names,
    /// Offsets of entries, with lines such as `A000045: 0`.
    Offsets,
    /// Keywords of entries, with lines such as `A000045: core,nonn,easy`.
    Keywords,
    /// Indexed terms of one sequence, with lines such as `10 55`.
    BFile,
}

impl InputKind {
    /// Kind of a file, from the first bytes of its plain text. `None` when no line belongs to any kind.
    #[must_use]
    pub fn detect(head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let lines = head.split(|&c| c == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|l| !l.is_empty() && !l.starts_with(b"#")).take(100).find_map(Self::of_line)
    }

    fn of_line(line: &[u8]) -> Option<Self> {
        if split(line).is_some() {
            return Some(Self::Keywords);
        }
        if let Ok((_, len)) = ANum::parse_prefix(line) {
            let rest = line.get(len..)?;
            let text = rest.trim_ascii_start();
            return match text.first()? {
                b':' => Some(Self::Offsets),
                b',' => Some(Self::Stripped),
                _ if text.iter().all(|c| c.is_ascii_digit() || b",-+ \t".contains(c)) => Some(Self::Stripped),
                _ if rest.len() > text.len() => Some(Self::Names),
                _ => None,
            };
        }
        let (_, len) = number(line).ok()?;
        let rest = line.get(len..)?;
        let value = rest.trim_ascii_start();
        (value.len() < rest.len() && number(value).is_ok()).then_some(Self::BFile)
    }
}

/// Content of a file.
#[derive(Clone, Debug)]
pub enum Contents {
    /// Terms of many sequences, from a file of kind [`InputKind::Stripped`].
    Terms(TermTable),
    /// Names of entries, sorted by A-number.
    Names(Names),
    /// Offsets of entries, sorted by A-number.
    Offsets(Offsets),
    /// Keywords of entries, sorted by A-number.
    Keywords(KeywordLists),
    /// A b-file, with the A-number from its name or its comments.
    BFile(Option<ANum>, BFile),
}

/// Reads a file of any kind. `None` when it is of no kind, which is then the only problem, and when it is damaged or
/// cut: data are taken whole and checked, or not at all.
pub fn read_any<R: Read>(file: &str, reader: R) -> (Option<Contents>, Vec<Problem>) {
    let mut plain = match decompress(reader) {
        Ok(r) => r,
        Err(e) => return (None, unreadable(file, &format!("reading failed: {e}"))),
    };
    let mut head = Vec::new();
    // An error is returned again where the head ends, so that the reader can name the line.
    let failed = plain.by_ref().take(HEAD).read_to_end(&mut head).err();
    let kind = InputKind::detect(&head);
    let named = ANum::of_b_file_name(file).or_else(|| commented(&head));
    let no_data = head.iter().all(u8::is_ascii_whitespace);
    let whole = Cursor::new(head).chain(Failed(failed)).chain(plain);
    let (contents, problems) = match kind {
        Some(InputKind::Stripped) => {
            let (t, p) = TermTable::from_reader(file, whole);
            (Some(Contents::Terms(t)), p)
        }
        Some(InputKind::Names) => {
            let (n, p) = Names::from_reader(file, whole);
            (Some(Contents::Names(n)), p)
        }
        Some(InputKind::Offsets) => {
            let (o, p) = Offsets::from_reader(file, whole);
            (Some(Contents::Offsets(o)), p)
        }
        Some(InputKind::Keywords) => {
            let (k, p) = KeywordLists::from_reader(file, whole);
            (Some(Contents::Keywords(k)), p)
        }
        Some(InputKind::BFile) => {
            let (b, p) = BFile::from_reader(file, whole);
            (Some(Contents::BFile(named, b)), p)
        }
        None if no_data => (None, unreadable(file, "this file is empty or unreadable")),
        None => (None, unreadable(file, "this is not a file of the OEIS")),
    };
    let damaged = problems.iter().any(|p| p.severity == Severity::Damaged);
    (contents.filter(|_| !damaged), problems)
}

fn unreadable(file: &str, what: &str) -> Vec<Problem> {
    let mut problems = Problems::new(file);
    problems.error(
        0,
        0,
        what,
        "stripped.gz, names.gz, a list of offsets (`A000040: 1`) or of keywords, or a b-file is expected",
    );
    problems.finish()
}

/// The A-number in the first comment that has one, as in `# A000045 (b-file synthesized from sequence entry)`.
fn commented(head: &[u8]) -> Option<ANum> {
    let comments = head.split(|&c| c == b'\n').filter_map(|l| l.trim_ascii().strip_prefix(b"#"));
    comments.take(20).find_map(|line| {
        line.split(|c| !c.is_ascii_alphanumeric()).find_map(|word| match ANum::parse_prefix(word) {
            Ok((a, len)) if len == word.len() && len == 7 => Some(a),
            Ok(_) | Err(_) => None,
        })
    })
}

/// Reader that fails once with the error, if there is one, and is empty then.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
