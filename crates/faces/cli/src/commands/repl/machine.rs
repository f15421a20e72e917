//! Files and the editor of this machine, for the commands of the REPL.

use std::io::{IsTerminal as _, Write as _, stdin, stdout};
use std::path::Path;
use std::process::Command;

use nth_plot::Plot;
use nth_repl::Host;
use nth_session::read_source;
use rustix::termios::tcgetwinsize;

use crate::commands::plot::{Screen, image};
use crate::context::Out;
use crate::data;

/// This machine.
pub struct Machine;

impl Host for Machine {
    fn write(&mut self, file: &str, content: &[u8], replace: bool) -> Result<(), String> {
        let path = Path::new(file);
        if !replace && path.is_file() {
            return Err(format!("{file} exists, and was not written here; choose another name, or remove it first"));
        }
        if path.exists() && !path.is_file() {
            return Err(format!("{file} is no regular file; choose another name"));
        }
        nth_files::replace(path, content).map_err(|e| e.to_string())
    }

    fn size(&self) -> Option<(u32, u32)> {
        let size = tcgetwinsize(std::io::stdout()).ok()?;
        (size.ws_col > 0 && size.ws_row > 0).then(|| (size.ws_col.into(), size.ws_row.into()))
    }

    fn draw(&mut self, plot: &Plot) -> bool {
        if !stdout().is_terminal() {
            return false;
        }
        let Some(image) = image(plot, &Screen::of_terminal()) else { return false };
        // Where the terminal cannot be written to, the next output says so.
        let mut out = Out::image();
        out.write_all(image.as_bytes()).and_then(|()| out.flush()).is_ok()
    }

    fn edit(&mut self, text: &str) -> Result<String, String> {
        let folder = data::home().map_err(|_| "there is no home directory for the text to edit".to_owned())?;
        std::fs::create_dir_all(&folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        let path = folder.join(format!("edit-{}.nth", std::process::id()));
        let name = path.display().to_string();
        nth_files::replace(&path, text.as_bytes()).map_err(|e| e.to_string())?;
        let edited = self.edit_file(&name).and_then(|()| {
            let file = std::fs::File::open(&path).map_err(|e| format!("cannot read {name}: {e}"))?;
            read_source(&name, file).map_err(|e| e.to_string())
        });
        // A file that is left over is no harm.
        let _ = std::fs::remove_file(&path);
        edited
    }

    fn edit_file(&mut self, file: &str) -> Result<(), String> {
        let var = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
        let named = var("VISUAL").or_else(|| var("EDITOR"));
        if named.is_none() && !stdin().is_terminal() {
            return Err("there is no terminal for an editor; EDITOR names a command that needs none".to_owned());
        }
        let editor = named.unwrap_or_else(|| "vi".to_owned());
        // The variable may hold arguments: `emacsclient -t`.
        let status = Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh", file]).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(format!("the editor `{editor}` failed; EDITOR names another one")),
            Err(e) => Err(format!("cannot start the editor `{editor}`: {e}")),
        }
    }
}
