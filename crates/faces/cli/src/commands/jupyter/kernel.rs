//! Command `nth jupyter kernel`: runs the kernel on the sockets of a connection file.

use std::sync::Arc;

use nth_kernel::{Cells, Interpreter, Machine, serve};
use nth_oeis::Database;
use rustix::process::getppid;

use crate::commands::repl::machine;
use crate::context::{Context, LimitArgs, session_on};
use crate::data;
use crate::outcome::{Done, Exit};
use crate::signals;

/// Run the kernel; Jupyter does this
#[derive(clap::Args)]
pub struct Args {
    /// File that says where to listen, written by Jupyter
    #[arg(long, value_name = "FILE")]
    connection_file: String,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Runs the kernel until a client shuts it down, or until the process that started it is gone.
pub fn execute(args: &Args, context: &Context) -> Done {
    let file = &args.connection_file;
    let connection = std::fs::read_to_string(file).map_err(|e| format!("cannot read {file}: {e}"))?;
    signals::only_interrupt();
    let library = context.library()?;
    let (limits, clock, cancel) = (args.limits.limits(), Arc::clone(&context.clock), context.cancel.clone());
    let start = move || {
        // Without the data of the OEIS, `:oeis` has the sequences of the library.
        let database = data::layered(&library).ok().flatten().map(|d| Box::new(d) as Box<dyn Database>);
        let machine = Machine { limits, database, clock, host: Box::new(machine::Machine) };
        Box::new(Cells::new(session_on(Arc::clone(&library)), &library, machine, cancel)) as Box<dyn Interpreter>
    };
    // Jupyter sets the variable for kernels that shall end with it. Its process may be gone before this one looks: then
    // the parent is process 1.
    let named = std::env::var("JPY_PARENT_PID").ok().and_then(|pid| pid.parse::<i32>().ok());
    let first = getppid();
    let is_abandoned = || {
        let is_of_init = getppid().is_none_or(|pid| pid.is_init());
        named.is_some_and(|pid| getppid() != first || (is_of_init && pid != 1))
    };
    serve(&connection, start, &context.cancel, is_abandoned).map_err(|e| format!("{file}: {e}"))?;
    Ok(Exit::Done)
}
