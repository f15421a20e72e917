//! Case files and expected output: one comparison, one way to write expected output anew.

use std::fmt::{Display, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use crate::{files, read, root};

/// Lines shown of expected and of found text, from the first difference on.
const SHOWN_LINES: usize = 8;

/// Whether expected output is to be written anew: `UPDATE` is set.
#[must_use]
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Comparison of texts with files. With `UPDATE=1`, files that differ are written anew instead.
#[derive(Debug, Default)]
pub struct Expected {
    compared: usize,
    differences: Vec<String>,
}

impl Expected {
    /// No comparison yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Compares `found` with the text of a file; a missing file counts as empty.
    ///
    /// # Panics
    /// If the file cannot be written, with `UPDATE=1`.
    pub fn compare(&mut self, path: &Path, found: &str) {
        self.compared += 1;
        let text = fs::read_to_string(path).unwrap_or_default();
        if text == found {
            return;
        }
        if updating() {
            fs::write(path, found).unwrap();
            return;
        }
        let first = text.lines().zip(found.lines()).position(|(a, b)| a != b);
        let line = first.unwrap_or_else(|| text.lines().count().min(found.lines().count()));
        let part = |t: &str| t.lines().skip(line).take(SHOWN_LINES).map(|l| format!("  {l}\n")).collect::<String>();
        let name = path.strip_prefix(root()).unwrap_or(path).display();
        let (expected, found) = (part(&text), part(found));
        self.differences.push(format!("{name}:{}\nexpected:\n{expected}found:\n{found}", line + 1));
    }

    /// Adds a failure that is no difference from a file.
    pub fn fail(&mut self, why: impl Display) {
        self.differences.push(why.to_string());
    }

    /// Ends the comparison.
    ///
    /// # Panics
    /// If there are differences, or if nothing was compared.
    pub fn finish(self) {
        assert!(self.compared > 0, "there are no cases");
        let all = self.differences.join("\n");
        assert!(
            all.is_empty(),
            "{all}\nUPDATE=1 writes expected output anew; read the difference before you commit it"
        );
    }
}

/// Section of a listing: its name, the number of its lines with a digest of them all (FNV-1a), and about 40 of the
/// lines.
#[must_use]
pub fn section(name: &str, lines: &[String]) -> String {
    let bytes = lines.iter().flat_map(|l| l.bytes().chain([b'\n']));
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let head = format!("== {name}: {} lines, digest {digest:016x}\n", lines.len());
    head + &lines.iter().step_by(lines.len() / 40 + 1).map(|l| format!("{l}\n")).collect::<String>()
}

/// Case of a case file.
///
/// A case file holds remarks, then cases. A case is a line `=== TITLE`, the input, and for each part of the output a
/// line `--- NAME` followed by the text of this part.
#[derive(Clone, Debug)]
pub struct Case {
    /// File of the case.
    pub path: PathBuf,
    /// Line of the title, from 1.
    pub line: usize,
    /// Title, after `=== `.
    pub title: String,
    /// Input: the text between title and first part, with its line ends.
    pub input: String,
    /// Expected parts of the output, in order.
    pub parts: Vec<Part>,
}

/// Named part of the output of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name, after `--- `.
    pub name: String,
    /// Text, without white space around it.
    pub text: String,
}

impl Part {
    /// Part with this name and text.
    pub fn new(name: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self { name: name.into(), text: text.as_ref().trim().to_owned() }
    }
}

impl Case {
    /// Name of the case in messages: `FILE:LINE: TITLE`.
    #[must_use]
    pub fn at(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{name}:{}: {}", self.line, self.title)
    }

    /// Cases of all files `*.txt` of a folder of the repository.
    ///
    /// # Panics
    /// If the folder has no such file.
    #[must_use]
    pub fn all(folder: &str) -> Vec<Self> {
        files(folder, ".txt").iter().flat_map(|path| split(path, &read(path)).1).collect()
    }
}

/// Runs the cases of all files `*.txt` of a folder of the repository: `run` gives the parts of the output of a case,
/// which must be those of the file.
///
/// # Panics
/// If parts differ, unless `UPDATE=1` writes them anew.
pub fn cases(folder: &str, mut run: impl FnMut(&Case) -> Vec<Part>) {
    let mut expected = Expected::new();
    for path in files(folder, ".txt") {
        let (mut out, cases) = split(&path, &read(&path));
        for case in cases {
            write!(out, "=== {}\n{}", case.title, case.input).unwrap();
            for part in run(&case) {
                write!(out, "--- {}\n{}\n\n", part.name, part.text).unwrap();
            }
        }
        expected.compare(&path, &out);
    }
    expected.finish();
}

/// Remarks before the first case, and the cases.
fn split(path: &Path, text: &str) -> (String, Vec<Case>) {
    let (mut head, mut cases) = (String::new(), Vec::<Case>::new());
    for (index, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("=== ") {
            let (path, title) = (path.to_owned(), title.to_owned());
            cases.push(Case { path, line: index + 1, title, input: String::new(), parts: Vec::new() });
        } else if let Some(case) = cases.last_mut() {
            if let Some(name) = line.strip_prefix("--- ") {
                case.parts.push(Part::new(name, ""));
            } else {
                let text = case.parts.last_mut().map_or(&mut case.input, |p| &mut p.text);
                text.push_str(line);
                text.push('\n');
            }
        } else {
            head.push_str(line);
            head.push('\n');
        }
    }
    for part in cases.iter_mut().flat_map(|c| &mut c.parts) {
        part.text = part.text.trim().to_owned();
    }
    (head, cases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_split_into_cases() {
        let text = "# remark\n\n=== one\ninput\n--- a\n1\n2\n\n--- b\n\n=== two\n--- a\n3\n";
        let (head, cases) = split(Path::new("x/y.txt"), text);
        assert_eq!(head, "# remark\n\n");
        assert_eq!(cases.iter().map(Case::at).collect::<Vec<_>>(), ["y.txt:3: one", "y.txt:11: two"]);
        assert_eq!((cases[0].input.as_str(), cases[1].input.as_str()), ("input\n", ""));
        assert_eq!(cases[0].parts, [Part::new("a", "1\n2"), Part::new("b", "")]);
        assert_eq!(cases[1].parts, [Part::new("a", "3")]);
    }

    #[test]
    #[should_panic(expected = "y.txt:2\nexpected:\nfound:\n  second")]
    fn a_difference_fails_and_is_shown() {
        let folder = std::env::temp_dir().join(format!("nth-testkit-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("y.txt");
        fs::write(&path, "first\n").unwrap();
        let mut expected = Expected::new();
        expected.compare(&path, "first\n");
        assert!(expected.differences.is_empty());
        expected.compare(&path, "first\nsecond\n");
        fs::remove_dir_all(&folder).unwrap();
        if updating() {
            // Nothing differs where expected output is written anew.
            panic!("y.txt:2\nexpected:\nfound:\n  second");
        }
        expected.finish();
    }
}
