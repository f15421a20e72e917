//! The files of the workspace: found below its folders, and watched.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nth_compiler::SourceFiles;
use rustc_hash::FxHashMap;

use crate::names::path_name;

/// Extension of source files.
const EXTENSION: &str = "nth";
/// Most files of a workspace that are looked at; the others are known only when they are open, or used.
const MOST_FILES: usize = 5000;
/// Most folders that are looked at, in a folder such as the home of a user.
const MOST_FOLDERS: usize = 20_000;
/// Folders that hold no sources of the user.
const SKIPPED: [&str; 3] = ["target", "node_modules", "__pycache__"];

/// The texts of the source files below some folders, by their names. Hidden folders and links to folders are left out.
/// Before each folder `goes_on` is told how many folders were looked at, and how many files were found; false ends the
/// search.
pub fn find(
    roots: &[PathBuf],
    files: &dyn SourceFiles,
    goes_on: &mut dyn FnMut(usize, usize) -> bool,
) -> FxHashMap<Arc<str>, Arc<str>> {
    let mut found = FxHashMap::default();
    let mut folders: Vec<PathBuf> = roots.to_vec();
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        if looked_at == MOST_FOLDERS || !goes_on(looked_at, found.len()) {
            break;
        }
        looked_at += 1;
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    if !name.starts_with('.') && !SKIPPED.contains(&&*name) {
                        folders.push(path);
                    }
                }
                Ok(_) if is_source(&path) && found.len() < MOST_FILES => {
                    let Some(path) = path.to_str() else { continue };
                    let name = path_name(path);
                    // A file that cannot be read is no module; whoever uses it is told why.
                    if let Ok(text) = files.read_module(&name) {
                        found.insert(Arc::from(name), Arc::from(text));
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
    found
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == EXTENSION)
}
