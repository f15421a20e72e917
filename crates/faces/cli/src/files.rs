//! Source files named by the arguments of a command.

use std::fs;
use std::path::Path;

use nth_session::{look_at_module, normal};

use crate::outcome::Failure;

/// The `.nth` files of these paths: files as given, and all `.nth` files below folders, sorted by name. Hidden folders
/// and `target` are left out, as is what is no file of nth but a pipe or a link to another file.
pub fn nth_files(paths: &[String]) -> Result<Vec<String>, Failure> {
    let mut out = Vec::new();
    for p in paths {
        if Path::new(p).is_dir() {
            walk(Path::new(p), &mut out)?;
        } else {
            out.push(normal(p));
        }
    }
    Ok(out)
}

fn walk(dir: &Path, out: &mut Vec<String>) -> Result<(), Failure> {
    let cannot = |e: std::io::Error| Failure::Message(format!("cannot read the folder {}: {e}", dir.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(cannot)? {
        paths.push(entry.map_err(cannot)?.path());
    }
    paths.sort();
    for p in paths {
        let name = p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // Links to folders are not followed, so that the walk ends.
        if p.is_dir() && !p.is_symlink() {
            if !name.starts_with('.') && name != "target" {
                walk(&p, out)?;
            }
        } else if p.extension().is_some_and(|e| e == "nth") && look_at_module(&p.display().to_string()).is_ok() {
            out.push(normal(&p.display().to_string()));
        }
    }
    Ok(())
}
