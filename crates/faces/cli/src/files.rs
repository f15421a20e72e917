//! Source files named by the arguments of a command.

use std::fs;
use std::path::{Path, PathBuf};

use nth_session::{look_at_module, normal};

use crate::outcome::Exit;
use crate::output::say;

/// The `.nth` files of these paths: files as given, and all `.nth` files below folders, sorted by name. Hidden folders
/// and `target` are left out, as is what is no file of nth but a pipe or a link to another file. A folder that cannot
/// be read is reported, and the exit status says it.
pub fn nth_files(paths: &[String]) -> (Vec<String>, Exit) {
    let (mut out, mut exit) = (Vec::new(), Exit::Done);
    for p in paths {
        if Path::new(p).is_dir() {
            walk(Path::new(p), &mut out, &mut exit);
        } else {
            out.push(normal(p));
        }
    }
    (out, exit)
}

fn walk(dir: &Path, out: &mut Vec<String>, exit: &mut Exit) {
    let entries = fs::read_dir(dir).and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect());
    let mut paths: Vec<PathBuf> = match entries {
        Ok(paths) => paths,
        Err(e) => {
            say!("error: cannot read the folder {}: {e}", dir.display());
            *exit = Exit::Bad;
            return;
        }
    };
    paths.sort();
    for p in paths {
        let name = p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // Links to folders are not followed, so that the walk ends.
        if p.is_dir() && !p.is_symlink() {
            if !name.starts_with('.') && name != "target" {
                walk(&p, out, exit);
            }
        } else if p.extension().is_some_and(|e| e == "nth") && look_at_module(&p.display().to_string()).is_ok() {
            out.push(normal(&p.display().to_string()));
        }
    }
}
