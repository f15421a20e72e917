//! A command on a terminal of its own, for tests: `script` of util-linux makes the terminal, `vt100` is its screen.

#![allow(dead_code, reason = "each test uses a part")]

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use vt100::{Color, Parser};

/// Time after which a test gives up waiting for the screen.
const PATIENCE: Duration = Duration::from_secs(90);

/// A running command and its screen.
pub struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: Arc<Mutex<Parser>>,
}

impl Terminal {
    /// Starts `nth ARGS` on a terminal of this many lines and columns, in a folder that also holds the data of nth.
    /// None where there is no `script`; the test is skipped then.
    pub fn start(args: &str, (rows, columns): (u16, u16), folder: &Path) -> Option<Self> {
        let nth = env!("CARGO_BIN_EXE_nth");
        let inside = format!("stty rows {rows} cols {columns}; exec '{nth}' {args}");
        let child = Command::new("script")
            .args(["-q", "-e", "-c", &inside, "/dev/null"])
            .current_dir(folder)
            .env("NTH_HOME", folder.join("home"))
            .env("HOME", folder)
            .env("TERM", "xterm-256color")
            .env("SHELL", "/bin/sh")
            .env_remove("NTH_STDLIB")
            .env_remove("NTH_INIT")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("NO_COLOR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = child else {
            nth_testkit::skipped("there is no `script`, which Debian has in bsdutils");
            return None;
        };
        let (keys, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (rows, columns) = (NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        let screen = Arc::new(Mutex::new(Parser::new(rows, columns, 0)));
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..count]);
            }
        });
        Some(Self { child, keys, screen })
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&self, what: &str, wanted: impl Fn(&[String]) -> bool) {
        let start = Instant::now();
        while !wanted(&self.lines()) {
            assert!(start.elapsed() < PATIENCE, "no {what} on the screen:\n{}", self.lines().join("\n"));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a text is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |lines| lines.iter().any(|l| l.contains(text)));
    }

    /// Waits until the last line is a prompt with nothing behind it.
    pub fn wait_for_prompt(&self) {
        self.wait("prompt", |lines| lines.last().is_some_and(|l| l.trim_end() == "nth>"));
    }

    /// Types an input, and presses Enter when it is on the screen.
    pub fn enter(&mut self, input: &str) {
        self.press(input);
        self.wait(input, |lines| lines.last().is_some_and(|l| l.contains(input)));
        self.press("\r");
    }

    /// Lines of the screen, as far as there is text.
    pub fn lines(&self) -> Vec<String> {
        let parser = self.screen.lock().unwrap();
        let columns = parser.screen().size().1.get();
        let mut lines: Vec<String> = parser.screen().rows(0, columns).collect();
        while lines.last().is_some_and(|l| l.trim().is_empty()) {
            lines.pop();
        }
        lines
    }

    /// Text of the screen with escape sequences for colours.
    pub fn coloured(&self) -> String {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let mut out = String::new();
        for row in 0..screen.size().0.get() {
            let mut line = String::new();
            let mut style = String::new();
            for column in 0..screen.size().1.get() {
                let Some(cell) = screen.cell(row, column) else { continue };
                let colour = match cell.fgcolor() {
                    Color::Idx(i @ 0..=7) => format!("3{i}"),
                    Color::Idx(i) => format!("38;5;{i}"),
                    Color::Default | Color::Rgb(..) => String::new(),
                };
                let bold = if cell.bold() { "1" } else { "" };
                let dim = if cell.dim() { "2" } else { "" };
                let parts: Vec<&str> = [bold, dim, &colour].into_iter().filter(|p| !p.is_empty()).collect();
                let wanted = parts.join(";");
                if wanted != style {
                    write!(line, "\u{1b}[0m").unwrap();
                    if !wanted.is_empty() {
                        write!(line, "\u{1b}[{wanted}m").unwrap();
                    }
                    style = wanted;
                }
                line.push_str(if cell.has_contents() { cell.contents() } else { " " });
            }
            out.push_str(line.trim_end());
            out.push_str("\u{1b}[0m\n");
        }
        out
    }

    /// Waits until the command ends; whether it succeeded.
    pub fn end(mut self) -> bool {
        self.child.wait().unwrap().success()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // An ended process cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
