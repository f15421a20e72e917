//! Runs `tests/lower/*.txt`: source text, and the Core that it becomes.
//!
//! A case is a line `=== title`, source text, and for each definition shown a line `--- name`, followed by its Core text,
//! or by `error` and the message. With `NTH_BLESS` set, the files are rewritten with what came out.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use nth_core::Arena;
use nth_dialects::core_text::print_program;
use nth_lower::Lowerer;
use nth_types::{Checker, NoFiles, Scope};

fn lower(checker: &Checker, lowerer: &mut Lowerer, arena: &mut Arena, name: &str) -> String {
    let program = checker.program();
    let Some(def) = program.defs.iter().find(|d| d.name == name) else {
        return format!("error no definition {name}\n");
    };
    match lowerer.entry(program, arena, def.id) {
        Ok(entry) => print_program(arena, lowerer.program(), entry.func),
        Err(e) => format!("error {}{e}\n", e.diagnostic().map_or(String::new(), |d| format!("[{}] ", d.code.name()))),
    }
}

#[test]
fn cases() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/lower");
    let bless = std::env::var_os("NTH_BLESS").is_some();
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let mut bad = String::new();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut out = String::new();
        for case in text.split("=== ").skip(1) {
            let (title, rest) = case.split_once('\n').unwrap();
            let mut parts = rest.split("--- ");
            let source = parts.next().unwrap();
            write!(out, "=== {title}\n{source}").unwrap();
            let mut checker = Checker::new();
            let (_, diags) = checker.check_module("case.nth", source, &Scope::default(), &mut NoFiles);
            for d in diags.iter().filter(|d| d.is_error()) {
                let text = &source[d.primary.span.range()];
                writeln!(bad, "{title}: {}: {}: at `{text}`", d.code.name(), d.title).unwrap();
            }
            let (mut lowerer, mut arena) = (Lowerer::new(), Arena::new());
            for part in parts {
                let name = part.split_once('\n').unwrap().0;
                let got = lower(&checker, &mut lowerer, &mut arena, name);
                let wanted = part.split_once('\n').unwrap().1.trim();
                if !bless && wanted != got.trim() {
                    writeln!(bad, "{title}: {name}:\n  wanted {wanted}\n  got    {}", got.trim()).unwrap();
                }
                write!(out, "--- {name}\n{got}\n").unwrap();
            }
        }
        if bless {
            std::fs::write(file, &out).unwrap();
        }
    }
    assert!(bad.is_empty(), "{bad}");
}
