//! What ARCHITECTURE.md says of the crates, held against the crates.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Crates that do I/O; all others are pure.
const FACES: [&str; 3] = ["cli", "oeis", "store"];

/// Crates of others that belong to one of ours.
const OWNED: [(&str, &str); 14] = [
    ("ariadne", "diag"),
    ("chumsky", "syntax"),
    ("clap", "cli"),
    ("ctrlc", "cli"),
    ("egg", "improve"),
    ("indicatif", "cli"),
    ("inkwell", "llvm"),
    ("libloading", "llvm"),
    ("llvm-sys", "llvm"),
    ("logos", "syntax"),
    ("parquet", "store"),
    ("rusqlite", "store"),
    ("rustyline", "cli"),
    ("ureq", "oeis"),
];

/// Longest source file, in lines.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn crates() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(root().join("crates")).unwrap().map(|e| e.unwrap());
    let mut all: Vec<_> = entries
        .filter(|e| e.path().join("Cargo.toml").exists())
        .map(|e| (e.file_name().into_string().unwrap(), e.path()))
        .collect();
    all.sort();
    all
}

/// The crates that a crate names in a section of its Cargo.toml.
fn dependencies(dir: &Path, section: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut out = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line == section;
        } else if let (true, Some((name, _))) = (inside, line.split_once(['.', '=', ' '])) {
            out.insert(name.to_owned());
        }
    }
    out
}

/// The table in ARCHITECTURE.md: what each crate may depend on.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut out = BTreeMap::new();
    let rows = text.lines().skip_while(|l| !l.starts_with("| crate | one job | may depend on |")).skip(2);
    for row in rows.take_while(|l| l.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`').to_owned();
        out.insert(name, cells[3].split_whitespace().filter(|d| *d != "–").map(str::to_owned).collect());
    }
    out
}

#[test]
fn arrows_are_those_of_the_map() {
    let allowed = allowed();
    let crates = crates();
    let names: Vec<&String> = crates.iter().map(|(n, _)| n).collect();
    assert_eq!(names, allowed.keys().collect::<Vec<_>>(), "the table in ARCHITECTURE.md has one row for each crate");
    for (name, dir) in &crates {
        for dependency in dependencies(dir, "[dependencies]") {
            let Some(ours) = dependency.strip_prefix("nth-") else { continue };
            assert!(allowed[name].contains(ours), "ARCHITECTURE.md does not let {name} depend on {ours}");
            assert_ne!(ours, "reference", "{name}: the reference evaluator is for tests only");
        }
    }
}

#[test]
fn arrows_point_down() {
    // A crate that may depend on another may not be needed by it, however far.
    let allowed = allowed();
    let mut order: BTreeSet<&str> = BTreeSet::new();
    while order.len() < allowed.len() {
        let next =
            allowed.iter().find(|(n, ds)| !order.contains(n.as_str()) && ds.iter().all(|d| order.contains(d.as_str())));
        let (name, _) = next.expect("the table has a cycle, or names a crate that is not there");
        order.insert(name);
    }
}

#[test]
fn crates_of_others_stay_where_they_belong() {
    for (name, dir) in crates() {
        for dependency in dependencies(&dir, "[dependencies]") {
            let owner = OWNED.iter().find(|(d, _)| *d == dependency).map(|(_, o)| *o);
            assert!(owner.is_none_or(|o| o == name), "{dependency} belongs to {owner:?}, not to {name}");
        }
    }
}

#[test]
fn pure_crates_share_their_lints() {
    let shared = fs::read_to_string(root().join("crates/base/clippy.toml")).unwrap();
    for (name, dir) in crates() {
        let found = fs::read_to_string(dir.join("clippy.toml")).ok();
        if FACES.contains(&name.as_str()) {
            assert_eq!(found, None, "{name} does I/O");
        } else {
            assert_eq!(found.as_ref(), Some(&shared), "crates/{name}/clippy.toml differs from crates/base/clippy.toml");
        }
    }
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for e in fs::read_dir(dir).unwrap() {
        let path = e.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn source_files_open_with_a_page_and_are_short() {
    let mut files = Vec::new();
    for part in ["crates", "xtask", "benches"] {
        sources(&root().join(part), &mut files);
    }
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with `//!`", file.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}", file.display());
    }
}
