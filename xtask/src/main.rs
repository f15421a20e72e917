//! `cargo xtask`: writes the pages and keyword lists that come from tables.
//!
//! `cargo xtask gen` writes them, `cargo xtask check` fails when one is stale (so does this crate's test).

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod highlight;
mod pages;
mod queries;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Generated files that are stale, with their fresh text.
fn stale(root: &Path) -> Vec<(&'static str, String)> {
    let fresh =
        |(name, text): &(&'static str, String)| std::fs::read_to_string(root.join(name)).is_ok_and(|t| t == *text);
    pages::all().into_iter().chain(highlight::all()).filter(|p| !fresh(p)).collect()
}

fn generate(root: &Path) -> std::io::Result<()> {
    for (name, text) in stale(root) {
        let path = root.join(name);
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        std::fs::write(&path, text)?;
        println!("wrote {name}");
    }
    Ok(())
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("gen") => match generate(&root()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => {
                eprintln!("error: {e}");
                ExitCode::from(2)
            }
        },
        Some("check") => {
            let stale = stale(&root());
            for (name, _) in &stale {
                eprintln!("{name} is stale; run `cargo xtask gen`");
            }
            ExitCode::from(u8::from(!stale.is_empty()))
        }
        _ => {
            eprintln!("usage: cargo xtask gen | check");
            ExitCode::from(2)
        }
    }
}

#[test]
fn generated_files_are_fresh() {
    let stale: Vec<_> = stale(&root()).into_iter().map(|(name, _)| name).collect();
    assert!(stale.is_empty(), "stale: {stale:?}; run `cargo xtask gen`");
}
