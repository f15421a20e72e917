//! Command `nth lsp`: the language server, on standard input and output.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use nth_lsp::{Ending, Options, serve};
use nth_session::{Disk, embedded_database};

use crate::context::{Context, Out};
use crate::data::layered;
use crate::outcome::{Done, Exit, Failure};

/// Text for a person who starts the server by hand.
const BANNER: &str =
    "This is the language server of nth. Editors start it, and talk to it on standard input and output;
here is nothing to type. docs/guide/editors.md says how to set up VS Code, Neovim, Helix, Zed, Emacs and Vim.
`nth repl` evaluates line by line.";

/// Serve an editor: the language server
#[derive(clap::Args)]
#[command(
    after_help = "Editors start this command; it speaks the Language Server Protocol on standard input and output, and
writes nothing to standard error.

Exit status: 0 after `shutdown` and `exit`, or when the editor is gone; 1 after `exit` alone."
)]
pub struct Args {
    /// Write a log of starts, settings and bugs to this file, which is emptied before
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Use standard input and output. Some editors add this option; there is no other way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Runs `nth lsp`: serves one editor until it ends the conversation.
pub fn execute(args: &Args, context: &Context) -> Done {
    if io::stdin().is_terminal() {
        let mut out = Out::new();
        writeln!(out, "{BANNER}")?;
        out.flush()?;
        return Ok(Exit::Done);
    }
    let log = match &args.log {
        None => None,
        Some(path) => Some(File::create(path).map_err(|e| format!("cannot write {}: {e}", path.display()))?),
    };
    let library = context.library()?;
    let of_oeis = Arc::clone(&library);
    let options = Options {
        library,
        files: Arc::new(Disk),
        cache: cache(),
        // Unreadable data are reported by the commands that are about them.
        open_oeis: Box::new(move || match layered(&of_oeis) {
            Ok(Some(found)) => Some(Arc::new(found)),
            Ok(None) | Err(_) => Some(Arc::new(embedded_database(&of_oeis))),
        }),
        clock: Arc::clone(&context.clock),
        log,
        takes_panics: true,
    };
    match serve(options, io::stdin(), io::stdout()) {
        Ok(Ending::Quiet) => Ok(Exit::Done),
        Ok(Ending::Abrupt) => Ok(Exit::No),
        Err(e) => Err(Failure::Message(format!("cannot start: {e}"))),
    }
}

/// Folder for files that can be made again: `$XDG_CACHE_HOME/nth`, else `~/.cache/nth`; none without a home.
fn cache() -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let home = var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|h| h.join(".cache")))?;
    // A relative path would mean another folder for each editor.
    home.is_absolute().then(|| home.join("nth"))
}
