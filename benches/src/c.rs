//! Loops in C, to be compared with those in nth.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Done;
use crate::clock::median;

const SOURCE: &str = include_str!("../c/loops.c");

/// The compiled program of the loops: the path of its executable.
pub struct Loops(PathBuf);

impl Loops {
    /// Compiles into `dir`; none where there is no gcc.
    pub fn compile(dir: &Path) -> Done<Option<Self>> {
        let source = dir.join("loops.c");
        std::fs::write(&source, SOURCE)?;
        let out = dir.join("loops");
        match Command::new("gcc").arg("-O2").arg("-o").arg(&out).arg(&source).output() {
            Ok(o) if o.status.success() => Ok(Some(Self(out))),
            Ok(o) => Err(format!("gcc: {}", String::from_utf8_lossy(&o.stderr)).into()),
            Err(_) => Ok(None),
        }
    }

    /// The first line of `gcc --version`.
    pub fn version() -> Done<String> {
        let out = Command::new("gcc").arg("--version").output()?;
        Ok(String::from_utf8_lossy(&out.stdout).lines().next().unwrap_or_default().to_owned())
    }

    /// Median seconds of the loop at `terms` numbers from `n` on. Its last value must be the one given.
    pub fn seconds(&self, name: &str, (n, terms): (i64, u64), runs: usize, value: &str) -> Done<f64> {
        let out = Command::new(&self.0).args([name, &n.to_string(), &terms.to_string(), &runs.to_string()]).output()?;
        let text = String::from_utf8(out.stdout)?;
        let (first, times) = text.split_once('\n').ok_or("the program in C printed nothing")?;
        if first != value {
            return Err(format!("{name}: nth gives {value}, C gives {first}").into());
        }
        Ok(median(times.lines().filter_map(|t| t.parse().ok()).map(|ns: f64| ns / 1e9).collect()))
    }
}
