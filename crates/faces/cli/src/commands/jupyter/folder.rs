//! The data folders of Jupyter, where it looks for kernels.

use std::path::{Path, PathBuf};

use crate::outcome::Failure;

/// Where the kernel is installed.
#[derive(clap::Args)]
pub struct Place {
    /// For this user; so it is without any of these options
    #[arg(long, group = "place")]
    user: bool,
    /// In the environment of Python or conda that is active
    #[arg(long, group = "place")]
    sys_prefix: bool,
    /// Below this folder, in share/jupyter
    #[arg(long, value_name = "DIR", group = "place")]
    prefix: Option<PathBuf>,
}

impl Place {
    /// Data folder of Jupyter.
    pub fn data(&self) -> Result<PathBuf, Failure> {
        let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        match (&self.prefix, self.sys_prefix) {
            (Some(prefix), _) => Ok(below(prefix)),
            (None, true) => match variable("VIRTUAL_ENV").or_else(|| variable("CONDA_PREFIX")) {
                Some(prefix) => Ok(below(&prefix)),
                None => Err("no environment of Python or conda is active; activate it, or give --prefix DIR"
                    .to_owned()
                    .into()),
            },
            (None, false) => of_user(variable)
                .ok_or_else(|| "there is no home directory; set HOME, or give --prefix DIR".to_owned().into()),
        }
    }
}

fn below(prefix: &Path) -> PathBuf {
    prefix.join("share").join("jupyter")
}

/// Data folder of this user, as Jupyter finds it.
fn of_user(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    if let Some(folder) = variable("JUPYTER_DATA_DIR") {
        return Some(folder);
    }
    let home = variable("HOME");
    if cfg!(target_os = "macos") {
        return home.map(|h| h.join("Library").join("Jupyter"));
    }
    let data = variable("XDG_DATA_HOME").or_else(|| home.map(|h| h.join(".local").join("share")));
    data.map(|d| d.join("jupyter"))
}

#[cfg(test)]
#[test]
fn folders_are_those_of_jupyter() {
    let found = |variables: &[(&str, &str)]| {
        let get = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| PathBuf::from(v));
        of_user(get).map(|p| p.display().to_string())
    };
    let home = if cfg!(target_os = "macos") { "/h/Library/Jupyter" } else { "/h/.local/share/jupyter" };
    assert_eq!(found(&[("HOME", "/h")]).as_deref(), Some(home));
    assert_eq!(found(&[("HOME", "/h"), ("JUPYTER_DATA_DIR", "/j")]).as_deref(), Some("/j"));
    if !cfg!(target_os = "macos") {
        assert_eq!(found(&[("HOME", "/h"), ("XDG_DATA_HOME", "/x")]).as_deref(), Some("/x/jupyter"));
    }
    assert_eq!(found(&[]), None);
}
