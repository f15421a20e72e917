//! Writes `docs/reference/commands.md` from the help of the commands, and fails when the page is stale.
//!
//! `UPDATE=1 cargo test -p nth-cli --test reference` writes the page again.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::process::Command;

use nth_testkit::{Expected, root};

const HEAD: &str = "<!-- Written by `UPDATE=1 cargo test -p nth-cli --test reference`; do not edit. -->

# Commands

The help of every command, as `nth help COMMAND` prints it. Options of all commands are shown once.

";

/// Title of the section of the help that all commands share.
const COMMON: &str = "Options of all commands:";

/// Help text of a command, without colours.
fn help(words: &[&str]) -> String {
    let nth = env!("CARGO_BIN_EXE_nth");
    let output =
        Command::new(nth).arg("help").args(words).env_remove("COLUMNS").env_remove("NTH_STDLIB").output().unwrap();
    assert!(output.status.success(), "nth help {words:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Commands listed in a help text, with their summaries; `help` itself is left out.
fn commands(help: &str) -> Vec<(String, String)> {
    let section = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let rows = section.filter_map(|l| l.trim_start().split_once("  "));
    rows.map(|(name, text)| (name.to_owned(), text.trim().to_owned())).filter(|(name, _)| name != "help").collect()
}

/// Splits a help text into its own part and the section that all commands share. A section begins with a line without
/// indentation.
fn split(help: &str) -> (String, String) {
    let (mut own, mut common) = (String::new(), String::new());
    let mut inside = false;
    for line in help.lines() {
        if line.starts_with(|c: char| !c.is_whitespace()) {
            inside = line == COMMON;
        }
        let out = if inside { &mut common } else { &mut own };
        writeln!(out, "{line}").unwrap();
    }
    (own.trim_end().to_owned(), common.trim_end().to_owned())
}

fn section(out: &mut String, title: &str, text: &str) {
    write!(out, "\n## {title}\n\n```text\n{text}\n```\n").unwrap();
}

#[test]
fn page_of_commands_is_fresh() {
    let top = help(&[]);
    let mut page = HEAD.to_owned() + "| command | |\n|--|--|\n";
    let mut sections = String::new();
    for (name, summary) in commands(&top) {
        writeln!(page, "| [`nth {name}`](#nth-{name}) | {summary} |").unwrap();
        let text = help(&[name.as_str()]);
        section(&mut sections, &format!("nth {name}"), &split(&text).0);
        for (sub, summary) in commands(&text) {
            writeln!(page, "| [`nth {name} {sub}`](#nth-{name}-{sub}) | {summary} |").unwrap();
            section(&mut sections, &format!("nth {name} {sub}"), &split(&help(&[name.as_str(), sub.as_str()])).0);
        }
    }
    section(&mut page, "Options of all commands", &split(&top).1);
    page.push_str(&sections);
    let mut expected = Expected::new();
    expected.compare(&root().join("docs/reference/commands.md"), &page);
    expected.finish();
}
