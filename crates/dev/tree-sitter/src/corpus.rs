//! Corpus files of tree-sitter: texts with their trees.
//!
//! A sample is its title between two lines of `=`, the text, a line `---`, and the tree. `tree-sitter test` reads the
//! same files.

use std::fmt::Write as _;

/// Text of a corpus file with its tree.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Title between the lines of `=`.
    pub title: String,
    /// Text, without the empty lines around it.
    pub text: String,
    /// Tree as text.
    pub tree: String,
}

const RULE: &str = "================================================================================";
const DIVIDER: &str = "--------------------------------------------------------------------------------";

/// Samples of a corpus file.
#[must_use]
pub fn samples(file: &str) -> Vec<Sample> {
    let mut out: Vec<Sample> = Vec::new();
    let mut lines = file.split_inclusive('\n').peekable();
    let mut in_tree = false;
    while let Some(line) = lines.next() {
        let bare = line.trim_end();
        if is_rule(bare, '=') {
            let title = lines.next().unwrap_or("").trim_end().to_owned();
            assert!(
                lines.next().is_some_and(|l| is_rule(l.trim_end(), '=')),
                "{title}: no line of `=` below the title"
            );
            out.push(Sample { title, text: String::new(), tree: String::new() });
            in_tree = false;
        } else if let Some(sample) = out.last_mut() {
            if is_rule(bare, '-') {
                in_tree = true;
            } else if in_tree {
                sample.tree.push_str(line);
            } else {
                sample.text.push_str(line);
            }
        }
    }
    for sample in &mut out {
        sample.text = sample.text.trim_matches('\n').to_owned();
        sample.tree = sample.tree.trim().to_owned();
    }
    out
}

fn is_rule(line: &str, mark: char) -> bool {
    line.len() >= 3 && line.chars().all(|c| c == mark)
}

/// Text of a corpus file with these samples.
#[must_use]
pub fn print_samples(samples: &[Sample]) -> String {
    let mut out = String::new();
    for (index, s) in samples.iter().enumerate() {
        let before = if index == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{before}{RULE}\n{}\n{RULE}\n\n{}\n\n{DIVIDER}\n\n{}", s.title, s.text, s.tree);
    }
    out
}
