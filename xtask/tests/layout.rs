//! The layout of the crates, as ARCHITECTURE.md describes it, tested against the `Cargo.toml` files and the sources.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, bottom up: a folder of `crates`, and the other folders that its crates may depend on. `lang` and `run`
/// never see each other, `data` does not see `run`, and nothing that ships sees `dev`.
const LAYERS: [(&str, &[&str]); 9] = [
    ("foundation", &[]),
    ("core", &["foundation"]),
    ("lang", &["foundation", "core"]),
    ("run", &["foundation", "core"]),
    ("data", &["foundation", "core"]),
    ("search", &["foundation", "core", "lang", "run", "data", "search/proposers"]),
    ("search/proposers", &["foundation", "core", "search"]),
    ("faces", &["foundation", "core", "lang", "run", "data", "search"]),
    ("dev", &["foundation", "core", "search"]),
];

/// The layer of what is for tests only.
const DEV: &str = "dev";

/// The layer whose members never see one another.
const PROPOSERS: &str = "search/proposers";

/// Crates that do I/O; all others are pure.
const IMPURE: [&str; 7] = ["cli", "files", "kernel", "lsp", "oeis", "store", "testkit"];

/// External packages that belong to one crate, or to a few.
const OWNED: [(&str, &str); 29] = [
    ("ariadne", "diag"),
    ("chumsky", "syntax"),
    ("clap", "cli"),
    ("egg", "rewrite"),
    ("indicatif", "cli"),
    ("inkwell", "llvm"),
    ("jupyter-protocol", "kernel"),
    ("jupyter-zmq-client", "kernel"),
    ("libloading", "llvm"),
    ("llvm-sys", "llvm"),
    ("logos", "syntax"),
    ("num-prime", "primes"),
    ("parquet", "store"),
    ("plotters", "plot"),
    ("plotters-backend", "plot"),
    ("png", "plot"),
    ("primal-sieve", "primes"),
    ("rusqlite", "store"),
    ("rusqsieve", "primes"),
    ("rustyline", "cli"),
    ("signal-hook", "cli"),
    ("tokio", "kernel"),
    ("tokio", "lsp"),
    ("tower-lsp-server", "lsp"),
    ("tower-service", "lsp"),
    ("tree-sitter", "tree-sitter"),
    ("tree-sitter-language", "tree-sitter"),
    ("ureq", "oeis"),
    ("vt100", "cli"),
];

/// Longest source file, in lines.
const MAX_LINES: usize = 1000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

struct Crate {
    /// Name of the folder; the package is `nth-NAME`.
    name: String,
    layer: &'static str,
    dir: PathBuf,
}

fn crates() -> Vec<Crate> {
    let mut all = Vec::new();
    for (layer, _) in LAYERS {
        for entry in fs::read_dir(root().join("crates").join(layer)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().join("Cargo.toml").exists() {
                all.push(Crate { name: entry.file_name().into_string().unwrap(), layer, dir: entry.path() });
            }
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The packages that a section of a `Cargo.toml` names.
fn dependencies(dir: &Path, section: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut out = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line == section;
        } else if let (true, Some((name, _))) = (inside, line.split_once(['.', '=', ' ']))
            && !name.starts_with('#')
        {
            out.insert(name.to_owned());
        }
    }
    out
}

/// All `.rs` files below a folder, or the file itself.
fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    if dir.is_file() {
        out.push(dir.to_owned());
    }
    let Ok(entries) = fs::read_dir(dir) else { return };
    for e in entries {
        let path = e.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The rows of the table of crates in ARCHITECTURE.md: name and folder.
fn documented() -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|l| !l.starts_with("| folder | crate | one job |")).skip(2);
    rows.take_while(|l| l.starts_with('|'))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(|c| c.trim().trim_matches('`')).collect();
            (cells[2].to_owned(), cells[1].to_owned())
        })
        .collect()
}

#[test]
fn each_crate_has_a_row_in_the_map() {
    let found: BTreeMap<String, String> = crates().into_iter().map(|c| (c.name, c.layer.to_owned())).collect();
    assert_eq!(documented(), found, "the table of crates in ARCHITECTURE.md has one row for each crate");
}

#[test]
fn every_crate_stands_in_a_layer() {
    let mut manifests = Vec::new();
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for e in fs::read_dir(&folder).unwrap() {
            let path = e.unwrap().path();
            if path.join("Cargo.toml").exists() {
                manifests.push(path);
            } else if path.is_dir() {
                folders.push(path);
            }
        }
    }
    assert_eq!(manifests.len(), crates().len(), "a crate stands outside the folders of LAYERS");
}

#[test]
fn arrows_point_down() {
    let crates = crates();
    let layer = |name: &str| crates.iter().find(|c| c.name == name).map(|c| c.layer);
    for c in &crates {
        let sees = LAYERS.iter().find(|(l, _)| *l == c.layer).unwrap().1;
        for dependency in dependencies(&c.dir, "[dependencies]") {
            let Some(ours) = dependency.strip_prefix("nth-") else { continue };
            let target = layer(ours).unwrap_or_else(|| panic!("{}: there is no crate {ours}", c.name));
            let own = target == c.layer && c.layer != PROPOSERS;
            assert!(own || sees.contains(&target), "{} ({}) may not depend on {ours} ({target})", c.name, c.layer);
            assert!(target != DEV || c.layer == DEV, "{}: {ours} is for tests only", c.name);
        }
    }
}

#[test]
fn external_packages_stay_where_they_belong() {
    for c in crates() {
        for dependency in dependencies(&c.dir, "[dependencies]") {
            let owners: Vec<&str> = OWNED.iter().filter(|(d, _)| *d == dependency).map(|(_, o)| *o).collect();
            let may = owners.is_empty() || owners.contains(&c.name.as_str());
            assert!(may, "{dependency} belongs to {owners:?}, not to {}", c.name);
        }
    }
}

/// Whether a source text names a package: its identifier followed by `::`, or in a `use`, or as an attribute path.
fn names(text: &str, package: &str) -> bool {
    let ident = package.replace('-', "_");
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&ident)
        .any(|(at, _)| !text[..at].ends_with(is_word) && !text[at + ident.len()..].starts_with(is_word))
}

#[test]
fn declared_dependencies_are_used() {
    let mut unused = Vec::new();
    let mut declared = BTreeSet::new();
    let mut packages: Vec<(String, PathBuf)> = crates().into_iter().map(|c| (c.name, c.dir)).collect();
    packages.extend(["xtask", "benches"].map(|p| (p.to_owned(), root().join(p))));
    for (name, dir) in &packages {
        for (section, parts) in [
            ("[dependencies]", &["src", "benches"][..]),
            ("[build-dependencies]", &["build.rs"]),
            ("[dev-dependencies]", &["src", "tests", "examples", "benches"][..]),
        ] {
            let mut files = Vec::new();
            parts.iter().for_each(|p| sources(&dir.join(p), &mut files));
            let texts: Vec<String> = files.iter().map(|f| fs::read_to_string(f).unwrap()).collect();
            for dependency in dependencies(dir, section) {
                if !texts.iter().any(|t| names(t, &dependency)) {
                    unused.push(format!("{name}: {dependency} in {section}"));
                }
                declared.insert(dependency);
            }
        }
    }
    for dependency in dependencies(&root(), "[workspace.dependencies]") {
        if !declared.contains(&dependency) {
            unused.push(format!("the workspace: {dependency}"));
        }
    }
    assert!(unused.is_empty(), "declared dependencies that nothing uses:\n{}", unused.join("\n"));
}

#[test]
fn pure_crates_share_their_lints() {
    assert!(root().join("crates/clippy.toml").exists());
    for c in crates() {
        let own = c.dir.join("clippy.toml").exists();
        assert_eq!(own, IMPURE.contains(&c.name.as_str()), "{}: only crates that do I/O have a clippy.toml", c.name);
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
        assert!(lines <= MAX_LINES, "{} has {lines} lines, more than {MAX_LINES}", file.display());
    }
}

/// Longest comment line, in columns.
const MAX_COMMENT_COLUMNS: usize = 120;

/// Beginnings of doc comments that say nothing a reader would search for.
const EMPTY_BEGINNINGS: [&str; 7] = ["It.", "It ", "Does it.", "So many", "So much", "Of these", "Of so"];

#[test]
fn comments_are_wrapped_and_begin_with_a_word_to_search_for() {
    let mut files = Vec::new();
    for part in ["crates", "xtask", "benches"] {
        sources(&root().join(part), &mut files);
    }
    let mut wrong = String::new();
    for file in files {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        let mut before = "";
        for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let text = line.trim_start();
            let doc = ["/// ", "//! "].into_iter().find_map(|mark| text.strip_prefix(mark).map(|words| (mark, words)));
            if let Some((mark, words)) = doc
                && !before.starts_with(mark.trim_end())
                && EMPTY_BEGINNINGS.iter().any(|b| words.starts_with(b))
            {
                wrong += &format!("{name}:{}: begins with nothing to search for: {words}\n", index + 1);
            }
            // A table or an address cannot be wrapped.
            let can_wrap = doc.is_none_or(|(_, words)| !words.starts_with('|') && words.contains(' '));
            if text.starts_with("//") && can_wrap && line.chars().count() > MAX_COMMENT_COLUMNS {
                wrong += &format!("{name}:{}: longer than {MAX_COMMENT_COLUMNS} columns\n", index + 1);
            }
            before = text;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
