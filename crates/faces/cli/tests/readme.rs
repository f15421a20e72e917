//! Runs the commands in README.md and in the guide: what a page shows is what they print.
//!
//! A block ```` ```console ```` is a list of commands `$ …`, each followed by what a terminal shows: standard output
//! and standard error. They run in a copy of `examples`, with an empty home, through `sh`. With `UPDATE=1` the page is
//! written again.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nth_testkit::{Expected, copy_folder, root};

/// Runs a shell command. Returns standard output and standard error together.
fn run(command: &str, work: &Path) -> String {
    let nth = Path::new(env!("CARGO_BIN_EXE_nth")).parent().unwrap();
    let path = format!("{}:{}", nth.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(work)
        .env("PATH", path)
        .env("NTH_HOME", work.join(".home"))
        .env_remove("NTH_STDLIB")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Runs the commands of a page again. Returns the new page.
fn replay(page: &str, work: &Path) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            writeln!(out, "{line}").unwrap();
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            // Blocks have no blank lines except between the output of a command and the next command.
            if !out.ends_with("```console\n") {
                out.push('\n');
            }
            writeln!(out, "{line}").unwrap();
            out.push_str(&run(command, work));
        } else if !inside {
            writeln!(out, "{line}").unwrap();
        }
    }
    out
}

/// Paths of README.md and of the pages in `docs/guide`, relative to the root.
fn pages() -> Vec<String> {
    let guide = fs::read_dir(root().join("docs/guide")).unwrap();
    let mut pages: Vec<String> =
        guide.map(|e| format!("docs/guide/{}", e.unwrap().file_name().into_string().unwrap())).collect();
    pages.push("README.md".to_owned());
    pages.sort();
    pages
}

#[test]
fn pages_show_what_the_commands_print() {
    let mut expected = Expected::new();
    for name in pages() {
        let file = root().join(&name);
        let temp = tempfile::tempdir().unwrap();
        copy_folder(&root().join("examples"), &temp.path().join("examples"));
        expected.compare(&file, &replay(&nth_testkit::read(&file), temp.path()));
    }
    expected.finish();
}
