//! Paths of the repository, and files in it.

use std::fs;
use std::path::{Path, PathBuf};

/// Root folder of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap().to_owned()
}

/// Files whose names end in `suffix`, directly in a folder of the repository, sorted.
///
/// # Panics
/// If there is no such folder, or no such file in it.
#[must_use]
pub fn files(folder: &str, suffix: &str) -> Vec<PathBuf> {
    let folder = root().join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.is_file() && p.to_string_lossy().ends_with(suffix));
    paths.sort();
    assert!(!paths.is_empty(), "no file {}/*{suffix}", folder.display());
    paths
}

/// Files whose names end in `suffix`, in a folder of the repository and in the folders below it, sorted.
///
/// # Panics
/// If there is no such folder, or no such file in it.
#[must_use]
pub fn files_below(folder: &str, suffix: &str) -> Vec<PathBuf> {
    let (mut folders, mut paths) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(suffix) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "no file *{suffix} in {folder} or below");
    paths
}

/// Text of a file; a relative path starts at the root of the repository.
///
/// # Panics
/// If the file cannot be read.
#[must_use]
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Copies a folder with all in it to a new folder.
///
/// # Panics
/// If something cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
