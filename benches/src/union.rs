//! Comparison of searches: the sequences that each has solved, those that no other has solved, and their union. Input
//! is the output of `nth synthesize --file … --guesses --json`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::Done;

/// Terms beyond those fitted from which a family counts as verified.
const SURPLUS: u64 = 8;
/// A-numbers on a line of a list.
const ON_A_LINE: usize = 14;

/// Answers of one search, by how sure they are.
struct Found {
    /// Answers that are no guesses, by their sequence.
    sure: BTreeSet<String>,
    /// Number of these with at least eight confirming terms.
    verified: usize,
    /// All terms agree, but that may be a coincidence.
    guessed: usize,
}

fn read(path: &Path) -> Done<Found> {
    let text = std::fs::read_to_string(path)?;
    let mut found = Found { sure: BTreeSet::new(), verified: 0, guessed: 0 };
    for line in text.lines() {
        let object: Value = serde_json::from_str(line)?;
        let Some(first) = object["answers"].get(0) else { continue };
        if first["guess"].as_bool().unwrap_or(true) {
            found.guessed += 1;
            continue;
        }
        let count = |key: &str| first[key].as_u64().unwrap_or(0);
        let surplus = (count("verified") + count("held_back")).saturating_sub(count("fitted"));
        found.verified += usize::from(surplus >= SURPLUS);
        found.sure.extend(object["sequence"].as_str().map(str::to_owned));
    }
    Ok(found)
}

fn write(path: &Path, numbers: &BTreeSet<&String>) -> Done<()> {
    let all: Vec<&str> = numbers.iter().map(|s| s.as_str()).collect();
    let mut text = String::new();
    for line in all.chunks(ON_A_LINE) {
        writeln!(text, "{}", line.join(" "))?;
    }
    Ok(std::fs::write(path, text)?)
}

/// Prints how much each has found and writes the lists `only-NAME.txt` into a folder. Each search is NAME=FILE[,FILE…].
pub fn report(searches: &[String], dir: &Path) -> Done<()> {
    let mut all: Vec<(&str, Found)> = Vec::new();
    for search in searches {
        let (name, files) = search.split_once('=').ok_or("NAME=FILE is expected")?;
        let mut sum = Found { sure: BTreeSet::new(), verified: 0, guessed: 0 };
        for file in files.split(',') {
            let found = read(file.as_ref())?;
            sum.sure.extend(found.sure);
            sum.verified += found.verified;
            sum.guessed += found.guessed;
        }
        all.push((name, sum));
    }
    println!(
        "| search | solved | of these with {SURPLUS} terms or more beyond those fitted | only here | only guessed |"
    );
    println!("|--|--|--|--|--|");
    for (k, (name, found)) in all.iter().enumerate() {
        let elsewhere = |a: &String| all.iter().enumerate().any(|(j, (_, other))| j != k && other.sure.contains(a));
        let only: BTreeSet<&String> = found.sure.iter().filter(|a| !elsewhere(a)).collect();
        println!("| {name} | {} | {} | {} | {} |", found.sure.len(), found.verified, only.len(), found.guessed);
        write(&dir.join(format!("only-{name}.txt")), &only)?;
    }
    let union: BTreeSet<&String> = all.iter().flat_map(|(_, f)| &f.sure).collect();
    println!("| together | {} | | | |", union.len());
    Ok(())
}
