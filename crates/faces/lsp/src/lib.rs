//! The language server: the Language Server Protocol over the answers of [`nth_ide`] and [`nth_assist`].
//!
//! This is the only crate that knows the protocol and JSON-RPC. The thread of the protocol takes edits into the
//! database and begins requests in their order, and never computes; a query runs on a pool of threads, on a snapshot of
//! the state as it was when the request came (`shared.rs`). A request ends early when the client cancels it, or when
//! its file is edited; a panic in one is an error of that request. Each request is one function in `requests`, which
//! takes a `World` and gives an answer of the protocol.
//!
//! Nothing is written to standard error while a client is served: editors show that as an error.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod assistant;
mod capabilities;
mod commands;
mod config;
mod edits;
mod features;
mod frames;
mod library_files;
mod lifecycle;
mod log;
mod markdown;
mod names;
mod page;
mod publish;
mod reply;
mod requests;
mod running;
mod server;
mod shared;
mod state;
mod surveys;
mod transport;
mod worker;
mod workspace;
mod world;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use nth_base::Clock;
use nth_compiler::{Library, SourceFiles};
use tower_lsp_server::LspService;

use crate::assistant::Assistant;
use crate::log::Log;
use crate::server::Server;
use crate::shared::Shared;
use crate::state::State;
use crate::worker::Pool;

pub use crate::assistant::OpenOeis;
pub use crate::transport::Ending;

/// What the server is given by the command.
pub struct Options {
    /// The standard library.
    pub library: Arc<Library>,
    /// Files of the disk.
    pub files: Arc<dyn SourceFiles + Send + Sync>,
    /// Folder for files that can be made again: the sources of the library. None if there is no such folder.
    pub cache: Option<PathBuf>,
    /// Opens the OEIS data of this machine, when they are first needed.
    pub open_oeis: OpenOeis,
    /// Clock for time limits.
    pub clock: Arc<dyn Clock>,
    /// File for the log.
    pub log: Option<File>,
    /// Whether panics go to the log instead of standard error.
    pub takes_panics: bool,
}

/// Serves one client until it ends the conversation or closes its end.
///
/// # Errors
/// Threads cannot be started.
pub fn serve(
    options: Options,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<Ending> {
    run(options, Box::new(input), Box::new(output))
}

/// Serves a client. All of the server is compiled with this function, and not again with each of its callers.
fn run(options: Options, input: Box<dyn Read + Send>, output: Box<dyn Write + Send>) -> io::Result<Ending> {
    let log = Log::new(options.log);
    if options.takes_panics {
        log.take_panics();
    }
    let pool = Pool::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let handle = runtime.handle().clone();
    let assistant = Arc::new(Assistant::new(Arc::clone(&options.library), options.open_oeis, options.clock));
    let cache = options.cache;
    let state = State::new(&options.library, Arc::clone(&options.files), cache.as_deref(), assistant);
    let files = options.files;
    let (service, socket) = LspService::build(|client| {
        Server(Arc::new(Shared::new(state, files, cache, pool, client, handle, log.clone())))
    })
    .custom_method("nth/source", Server::source)
    .custom_method("window/workDoneProgress/cancel", Server::stop_progress)
    .finish();
    let ending = runtime.block_on(transport::serve(service, socket, input, output))?;
    log.line(&format!("end: {ending:?}"));
    Ok(ending)
}
