//! Command `nth jupyter`: the kernel for Jupyter notebooks, and its installation.

mod folder;
mod kernel;

use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use nth_kernel::{LANGUAGE, LOGO, spec};

use crate::context::{Context, Out};
use crate::outcome::{Done, Exit, Failure};
use folder::Place;

/// Examples of the help.
pub const EXAMPLES: &str = "Examples:
  nth jupyter install                 for this user; then start `jupyter lab` and choose nth
  nth jupyter install --sys-prefix    in the Python environment that is active
  nth jupyter uninstall";

/// Use nth in Jupyter notebooks
#[derive(Subcommand)]
pub enum Command {
    /// Make the kernel known to Jupyter
    Install(Place),
    /// Remove what `nth jupyter install` has written
    Uninstall(Place),
    /// Run the kernel; Jupyter does this
    #[command(hide = true)]
    Kernel(kernel::Args),
}

/// Runs `nth jupyter`.
pub fn execute(command: Command, context: &Context) -> Done {
    match command {
        Command::Install(place) => install(&place),
        Command::Uninstall(place) => uninstall(&place),
        Command::Kernel(args) => kernel::execute(&args, context),
    }
}

/// Files of the kernel, with their contents.
fn files(program: &str) -> [(&'static str, String); 2] {
    [("kernel.json", spec(program)), ("logo-svg.svg", LOGO.to_owned())]
}

/// Folder of the kernel below a data folder of Jupyter.
fn kernel_folder(place: &Place) -> Result<PathBuf, Failure> {
    Ok(place.data()?.join("kernels").join(LANGUAGE))
}

fn install(place: &Place) -> Done {
    let program = std::env::current_exe().map_err(|e| format!("cannot find the path of this program: {e}"))?;
    let program = program.to_str().ok_or("the path of this program is not UTF-8; move it".to_owned())?;
    let folder = kernel_folder(place)?;
    std::fs::create_dir_all(&folder).map_err(|e| format!("cannot make the folder {}: {e}", folder.display()))?;
    for (name, content) in files(program) {
        nth_files::replace(&folder.join(name), content.as_bytes())?;
    }
    let mut out = Out::new();
    writeln!(out, "installed in {}", folder.display())?;
    writeln!(out, "start `jupyter lab` or `jupyter notebook`, and choose nth")?;
    out.flush()?;
    Ok(Exit::Done)
}

fn uninstall(place: &Place) -> Done {
    let folder = kernel_folder(place)?;
    if !folder.join("kernel.json").exists() {
        return Err(format!(
            "there is no kernel of nth in {}; --user, --sys-prefix or --prefix says where it is",
            folder.display()
        )
        .into());
    }
    for (name, _) in files("") {
        let path = folder.join(name);
        if path.exists() {
            std::fs::remove_file(&path).map_err(|e| format!("cannot remove {}: {e}", path.display()))?;
        }
    }
    // What others put into the folder stays.
    let _ = std::fs::remove_dir(&folder);
    let mut out = Out::new();
    writeln!(out, "removed from {}", folder.display())?;
    out.flush()?;
    Ok(Exit::Done)
}
