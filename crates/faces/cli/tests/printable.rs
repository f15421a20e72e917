//! Tests that no command prints what could act on a terminal, whatever stands in the files that it reads.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use support::nth;

/// Sequences that clear the screen, set a title, change colours or the direction of the text.
const EVIL: &str = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{8}\u{202e}\u{7f}";

/// Whether a text has a character that may act on a terminal.
fn acts(text: &str) -> bool {
    text.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{202e}')
}

#[test]
fn files_cannot_act_on_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let (work, home) = (dir.path().join("work"), dir.path().join("home"));
    fs::create_dir_all(&work).unwrap();
    let write = |name: &str, text: String| fs::write(work.join(name), text).unwrap();
    write("stripped", "A000045 ,0,1,1,2,3,5,8,13,21,34,\n".to_owned());
    write("names", format!("A000045 Fibonacci {EVIL} numbers\n"));
    write("offsets", format!("A000045: {EVIL}\n"));
    write("b000045.txt", format!("0 0\n1 {EVIL}\n"));
    write("list", format!("A000045 ,0,1,{EVIL},\n"));
    write("bad.nth", format!("//! {EVIL}\n/// {EVIL}\n@A000045\nseq a(n) = b(n) // {EVIL}\nseq {EVIL}(n) = n\n"));
    write("good.nth", format!("/// Doc {EVIL} text.\nseq good(n) = n // {EVIL}\ncheck good = 0, 2 // {EVIL}\n"));
    write("candidates.txt", format!("n + {EVIL}\nn\n"));
    write(&format!("e{EVIL}.nth").replace('/', "_"), "seq e(n) = q(n)\n".to_owned());
    let row = serde_json::json!({"sequence": "A000045", "program": format!("seq a(n) = n // {EVIL}"), "first": 0,
        "says": EVIL, "proposer": EVIL, "core": EVIL, "date": EVIL});
    write("found.jsonl", format!("{row}\n{EVIL}\n"));
    let commands: [&[&str]; 27] = [
        &["oeis", "import", "stripped", "names"],
        &["oeis", "import", "offsets"],
        &["oeis", "import", "b000045.txt"],
        &["oeis", "import", "list"],
        &["oeis", "show", "A000045"],
        &["oeis", "show", "A000045", "--json"],
        &["oeis", "lookup", "1,1,2,3,5"],
        &["oeis", "lookup", "1,1,2,3,5", "--json"],
        &["oeis", "search", "fibonacci"],
        &["oeis", "search", "fibonacci", "--json"],
        &["synthesize", "0,1,1,2,3,5,8,13,21", "--proposers", "known"],
        &["synthesize", "0,1,1,2,3,5,8,13,21", "--proposers", "known", "--json"],
        &["synthesize", "--file", "list", "--proposers", "known"],
        &["check", "bad.nth"],
        &["check", "bad.nth", "--json"],
        &["check", "bad.nth", "--error-format", "short"],
        &["check", "good.nth"],
        &["check", "good.nth", "--bfile", "b000045.txt"],
        &["check", "."],
        &["test", "."],
        &["run", "bad.nth"],
        &["doc", "--file", "good.nth", "good"],
        &["batch", "candidates.txt", "--format", "nth", "--targets", "stripped", "--all"],
        &["convert", "--from", "nth", "--to", "lisp", "candidates.txt"],
        &["store", "import", "s.db", "found.jsonl"],
        &["store", "stats", "s.db"],
        &["store", "verify", "s.db"],
    ];
    for command in commands {
        let out = nth(command, &home).current_dir(&work).output().unwrap();
        for text in [out.stdout, out.stderr] {
            let text = String::from_utf8(text).unwrap();
            assert!(!acts(&text), "{command:?} prints {text:?}");
        }
    }
    // The REPL prints names of entries and documentation, too.
    let mut child = nth(["repl", "bad.nth"], &home).current_dir(&work).spawn().unwrap();
    let input = format!(":oeis A000045\n:oeis 1,1,2,3,5\n:load good.nth\n:doc good\n{EVIL}\n");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    for text in [out.stdout, out.stderr] {
        let text = String::from_utf8(text).unwrap();
        assert!(!acts(&text), "the REPL prints {text:?}");
        assert!(text.is_empty() || text.contains('␛'), "{text:?}");
    }
}

#[test]
fn sources_and_exports_are_written_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let source = format!("// {EVIL}\nseq a(n) = n\n");
    let mut child = nth(["fmt", "-"], dir.path()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), source.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), source);
}
