//! Helpers of the tests that run the built command.

#![allow(dead_code, reason = "each test uses a part")]

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Command `nth ARGS` with its data in the folder `home`, without settings of the environment, its streams piped.
pub fn nth<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>, home: &Path) -> Command {
    prepared(Command::new(env!("CARGO_BIN_EXE_nth")), args, home)
}

/// The arguments and the surroundings of [`nth`] for a command that starts it.
pub fn prepared<S: AsRef<OsStr>>(mut command: Command, args: impl IntoIterator<Item = S>, home: &Path) -> Command {
    command.args(args).env("NTH_HOME", home).env_remove("NTH_STDLIB").env_remove("NO_COLOR");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Sends Ctrl-C to a process, as SIGINT.
pub fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}
