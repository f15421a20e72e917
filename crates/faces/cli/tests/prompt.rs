//! The REPL on a terminal: keys in, screen out.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod terminal;

use terminal::Terminal;

/// A loop that takes days.
const ENDLESS: &str = "loop(|x, i| (x + i) % 7, 10 ^ 15, 0)";

fn start(folder: &std::path::Path) -> Option<Terminal> {
    let terminal = Terminal::start("repl", (40, 100), folder)?;
    terminal.wait_for_prompt();
    Some(terminal)
}

#[test]
fn keys_typed_ahead_are_kept_and_ctrl_c_keeps_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut t) = start(folder.path()) else { return };
    t.press("x = 1\rx + 1\r%1 + 5\r");
    t.wait_for("%2 = 7 : Int");
    t.wait_for_prompt();
    // Typed while an input runs, when the terminal is not in the hands of the line editor.
    t.enter("loop(|x, i| (x + i) % 7, 3 * 10 ^ 8, 0)");
    t.press("x + 41\r");
    t.wait_for("%4 = 42 : Int");
    t.wait_for_prompt();
    t.enter(ENDLESS);
    std::thread::sleep(std::time::Duration::from_millis(500));
    // Ctrl-C stops the input, and not those that were typed meanwhile.
    t.press("x + 1\r");
    t.press("\u{3}");
    t.wait_for("interrupted");
    t.wait_for("%5 = 2 : Int");
    t.wait_for_prompt();
    t.press("\u{4}");
    assert!(t.end());
}

#[test]
fn lines_go_on_blocks_are_pasted_and_words_completed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut t) = start(folder.path()) else { return };
    t.enter("map(1..=3,");
    t.wait("continuation", |lines| lines.last().is_some_and(|l| l.starts_with("...>")));
    t.enter("|n| n * n)");
    t.wait_for("%1 = [1, 4, 9] : [Int]");
    t.wait_for_prompt();
    t.press("\u{1b}[200~y = 2\nf(a) =\n  a * 21\nf(y)\n\u{1b}[201~");
    t.wait_for("f(y)");
    t.press("\r");
    t.wait_for("%2 = 42 : Int");
    t.wait_for_prompt();
    t.press("isqr\t");
    t.wait_for("nth> isqrt");
    t.press("(y\t + 7)\r");
    t.wait_for("%3 = 3 : Int");
    t.wait_for_prompt();
    t.press(":sa\t");
    t.wait_for("nth> :save");
    t.press(" mine.nth\r");
    t.wait_for("mine.nth: y, f");
    t.wait_for_prompt();
    t.press(":load min\t");
    t.wait_for(":load mine.nth");
    t.press("\u{15}:quit\r");
    assert!(t.end());
    let saved = std::fs::read_to_string(folder.path().join("mine.nth")).unwrap();
    assert_eq!(saved, "fn y() = 2\n\nfn f(a) = a * 21\n");

    // The history of the session before, with its block.
    let Some(mut t) = start(folder.path()) else { return };
    t.press("\u{12}map");
    t.wait_for("map(1..=3,");
    t.press("\r");
    t.wait_for("%1 = [1, 4, 9] : [Int]");
    t.wait_for_prompt();
    t.press("\u{4}");
    assert!(t.end());
}

#[test]
fn the_start_up_file_is_run_first() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join(".config/nth")).unwrap();
    std::fs::write(folder.path().join(".config/nth/init.nth"), "base = 10\nf(x) = x + nothing\n").unwrap();
    let Some(mut t) = start(folder.path()) else { return };
    t.enter("base * 2");
    t.wait_for("%1 = 20 : Int");
    t.wait_for_prompt();
    t.press(":quit\r");
    // What waits is said at the end.
    t.wait_for("`f` waits: `nothing` is not defined yet");
    assert!(t.end());
    // Ctrl-C ends the start-up file, and nothing else.
    std::fs::write(folder.path().join(".config/nth/init.nth"), format!("base = 10\n{ENDLESS}\nbase = 11\n")).unwrap();
    let Some(mut t) = Terminal::start("repl", (40, 100), folder.path()) else { return };
    std::thread::sleep(std::time::Duration::from_millis(500));
    t.press("\u{3}");
    t.wait_for("is not run");
    t.wait_for_prompt();
    t.enter("base * 2");
    t.wait_for("%1 = 20 : Int");
    t.press("\u{4}");
    assert!(t.end());
    let Some(mut t) = Terminal::start("repl --no-init", (40, 100), folder.path()) else { return };
    t.wait_for_prompt();
    t.enter("base");
    t.wait_for("nothing is named `base`");
}
