//! The Jupyter kernel: cells in, rich output out.
//!
//! [`serve`] answers the messages of Jupyter's protocol 5.3 on the sockets of a connection file, until a client shuts
//! it down. An [`Interpreter`] runs the cells, on a thread of its own, so that interrupts are answered meanwhile:
//! [`Cells`], which are inputs of the REPL.
//! [`spec`] is the file by which Jupyter finds the kernel.
//!
//! The protocol, its signatures and ZeroMQ are those of `jupyter-zmq-client` and `jupyter-protocol`. This crate opens
//! no connection by itself: it listens where the connection file says, which is this machine as a rule.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bundle;
mod cells;
mod history;
mod html;
mod interpreter;
mod position;
mod reply;
mod server;
mod shell;
mod spec;
mod worker;

pub use bundle::Bundle;
pub use cells::{Cells, Machine};
pub use interpreter::{Completed, Failed, Interpreter, Output, Ran};
pub use server::{Error, serve};
pub use spec::{DISPLAY_NAME, LANGUAGE, LOGO, spec};
