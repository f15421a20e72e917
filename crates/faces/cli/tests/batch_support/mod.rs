//! Helpers of the tests of `nth batch`.

use std::process::Command;
use std::time::Duration;

/// Path of the built `nth` command.
pub fn nth() -> &'static str {
    env!("CARGO_BIN_EXE_nth")
}

/// Path of a file in `tests/batch`.
pub fn case(name: &str) -> String {
    nth_testkit::root().join("tests/batch").join(name).display().to_string()
}

/// A temporary folder, deleted when dropped.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

/// Exit code and output of a run.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

pub fn run(args: &[&str]) -> Ran {
    let out = Command::new(nth()).args(args).output().unwrap();
    Ran { code: out.status.code().unwrap_or(-1), stdout: text(&out.stdout), stderr: text(&out.stderr) }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A pseudorandom number below `n`.
pub fn random(seed: &mut u64, n: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % n
}

/// Random programs in the published letters, one a line; some are invalid.
pub fn generated(lines: usize) -> Vec<u8> {
    let mut seed = 7;
    let mut out = Vec::new();
    for _ in 0..lines {
        let mut height = 0_u64;
        let mut letters = Vec::new();
        let length = 1 + random(&mut seed, 24);
        while letters.len() < length as usize || height > 1 {
            let leaf = height == 0 || (letters.len() < length as usize && random(&mut seed, 2) == 0);
            let (letter, takes) = if leaf {
                (b"ABCKLKL"[random(&mut seed, 7) as usize], 0)
            } else {
                match height {
                    1 => continue_with_leaf(&mut seed),
                    2 => (b"DEFGHM"[random(&mut seed, 6) as usize], 2),
                    3 | 4 => (b"DEFIJ"[random(&mut seed, 5) as usize], 0),
                    _ => (b"DEFIJN"[random(&mut seed, 6) as usize], 0),
                }
            };
            let takes = match letter {
                b'A'..=b'C' | b'K' | b'L' => 0,
                b'I' | b'J' => 3,
                b'N' => 5,
                _ => takes.max(2),
            };
            height = height - takes + 1;
            letters.push(letter);
        }
        if random(&mut seed, 50) == 0 {
            letters.push(b'D');
        }
        for (i, l) in letters.iter().enumerate() {
            out.extend_from_slice(if i > 0 { b" " } else { b"" });
            out.push(*l);
        }
        out.push(b'\n');
    }
    out
}

fn continue_with_leaf(seed: &mut u64) -> (u8, u64) {
    (b"ABCKL"[random(seed, 5) as usize], 0)
}

/// Waits until a condition holds, for at most a minute.
pub fn sweep(holds: impl Fn() -> bool) {
    for _ in 0..6000 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it did not happen");
}
