//! Links between pages: every relative link of a page leads to a file, and `docs/README.md` lists every page of `docs`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All `.md` files below a folder, except those of folders of build output and of hidden folders.
fn pages(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !name.starts_with('.') && !name.starts_with("target") {
            pages(&path, out);
        } else if name.ends_with(".md") {
            out.push(path);
        }
    }
}

/// Targets of the links of a page that are paths, without anchors.
fn links(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = !inside;
        }
        // Blocks of code hold no links, whether fenced or indented.
        if inside || line.starts_with("    ") {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split(')').next().unwrap().split('#').next().unwrap();
            if !target.is_empty() && !target.contains("://") {
                out.insert(target.to_owned());
            }
        }
    }
    out
}

#[test]
fn links_lead_to_files() {
    let mut all = Vec::new();
    pages(&root(), &mut all);
    let mut broken = Vec::new();
    for page in &all {
        for link in links(&fs::read_to_string(page).unwrap()) {
            if !page.parent().unwrap().join(&link).exists() {
                broken.push(format!("{}: {link}", page.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere: {broken:#?}");
}

#[test]
fn every_page_is_in_the_index() {
    let docs = root().join("docs");
    let listed = links(&fs::read_to_string(docs.join("README.md")).unwrap());
    let mut all = Vec::new();
    pages(&docs, &mut all);
    let missing: Vec<_> = all
        .iter()
        .map(|p| p.strip_prefix(&docs).unwrap().to_str().unwrap().to_owned())
        .filter(|p| p != "README.md" && !listed.contains(p))
        .collect();
    assert!(missing.is_empty(), "docs/README.md does not list {missing:?}");
}

/// Paths of the repository that a page names in backquotes: `crates/core/core/src/cost.rs`.
fn named_paths(text: &str) -> BTreeSet<String> {
    let words = text.split('`').skip(1).step_by(2);
    let folders = ["crates/", "xtask/", "benches/", "docs/", "grammar/", "tests/", "stdlib/", "examples/"];
    let is_path = |w: &&str| folders.iter().any(|f| w.starts_with(f)) && !w.contains(char::is_whitespace);
    // `CODE` and `*` stand for any name.
    words.filter(is_path).filter(|w| !w.contains('*') && !w.contains("CODE")).map(str::to_owned).collect()
}

#[test]
fn paths_that_the_map_names_exist() {
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        // A file of tests may be named from its crate, as `tests/laws.rs`.
        let missing: Vec<_> = named_paths(&text)
            .into_iter()
            .filter(|p| !(root().join(p).exists() || p.starts_with("tests/") && p.ends_with(".rs")))
            .collect();
        assert!(missing.is_empty(), "{page} names paths that do not exist: {missing:?}");
    }
}
