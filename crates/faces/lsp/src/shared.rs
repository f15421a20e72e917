//! What all requests share, and how a query runs: on a thread of the pool, on the state as it was when the request
//! came, until it is cancelled.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, MutexGuard};

use nth_base::{Cancel, lock};
use nth_compiler::SourceFiles;
use rustc_hash::FxHashMap;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tower_lsp_server::Client;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp_server::ls_types::{SemanticToken, Uri};

use crate::commands::Progresses;
use crate::log::Log;
use crate::publish::Publisher;
use crate::reply::{Refusal, Reply};
use crate::running::{About, Running, Ticket};
use crate::state::State;
use crate::worker::{Class, Pool};
use crate::world::World;

/// Code of the protocol for a request that failed for a reason that is told to people (`RequestFailed`).
const REQUEST_FAILED: i64 = -32803;

/// Tokens of a document, with the number by which the client names them.
pub type NumberedTokens = (u64, Arc<Vec<SemanticToken>>);

/// What all requests share.
pub struct Shared {
    state: Mutex<State>,
    /// Threads of queries.
    pub pool: Pool,
    /// Requests that are being answered.
    pub running: Arc<Running>,
    /// The client.
    pub client: Client,
    /// The thread of the protocol, for work that begins on another thread.
    pub runtime: Handle,
    /// Diagnostics on their way to the client.
    pub publisher: Publisher,
    /// Whether the client has asked for diagnostics, and so gets none unasked.
    pub is_pulling: AtomicBool,
    /// Tokens of each open document that the client has, with their number.
    pub tokens: Mutex<FxHashMap<Arc<str>, NumberedTokens>>,
    /// Number of the next list of tokens.
    pub next_tokens: AtomicU64,
    /// Files of the disk.
    pub files: Arc<dyn SourceFiles + Send + Sync>,
    /// Folder for files that can be made again.
    pub cache: Option<PathBuf>,
    /// Work whose progress the client shows.
    pub progresses: Progresses,
    /// Log.
    pub log: Log,
}

impl Shared {
    /// The parts of a server.
    pub fn new(
        state: State,
        files: Arc<dyn SourceFiles + Send + Sync>,
        cache: Option<PathBuf>,
        pool: Pool,
        client: Client,
        runtime: Handle,
        log: Log,
    ) -> Self {
        let publisher = Publisher::new(client.clone(), &runtime);
        Self {
            state: Mutex::new(state),
            pool,
            running: Arc::default(),
            client,
            runtime,
            publisher,
            is_pulling: AtomicBool::new(false),
            tokens: Mutex::default(),
            next_tokens: AtomicU64::new(1),
            files,
            cache,
            progresses: Progresses::default(),
            log,
        }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Answers a request about a file.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        class: Class,
        uri: &Uri,
        query: impl FnOnce(&World, &str, &Cancel) -> Reply<T> + Send + 'static,
    ) -> Result<T> {
        let (world, name) = {
            let state = self.state();
            (state.world(), state.name(uri))
        };
        let ticket = self.running.begin(About::File(Arc::clone(&name)));
        self.answer(class, world, ticket, move |world, cancel| query(world, &name, cancel)).await
    }

    /// Answers a request about all files.
    pub async fn ask_all<T: Send + 'static>(
        self: &Arc<Self>,
        class: Class,
        query: impl FnOnce(&World, &Cancel) -> Reply<T> + Send + 'static,
    ) -> Result<T> {
        let world = self.state().world();
        let ticket = self.running.begin(About::Everything);
        self.answer(class, world, ticket, query).await
    }

    /// Runs a query until it ends, or until its ticket is cancelled.
    pub async fn answer<T: Send + 'static>(
        self: &Arc<Self>,
        class: Class,
        world: World,
        ticket: Ticket,
        query: impl FnOnce(&World, &Cancel) -> Reply<T> + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        let cancel = ticket.cancel.clone();
        self.pool.submit(class, move || {
            let reply = guarded(|| if cancel.is_raised() { Err(Refusal::Cancelled) } else { query(&world, &cancel) });
            // Nobody waits for the answer of a request that was cancelled.
            let _ = done.send(reply);
        });
        // The ticket lives until the answer is there, or until the client cancels the request and drops this future.
        match answer.await {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(Refusal::Cancelled))) if ticket.is_stale() => Err(Error::content_modified()),
            Ok(Ok(Err(Refusal::Cancelled))) => Err(Error::request_cancelled()),
            Ok(Ok(Err(Refusal::Failed(why)))) => Err(failed(why)),
            Ok(Err(panic)) => {
                self.log.line(&format!("a request failed by a bug of nth: {panic}"));
                Err(Error { code: ErrorCode::InternalError, message: panic.into(), data: None })
            }
            Err(_) => Err(Error::internal_error()),
        }
    }
}

/// The error of a request that failed for a reason that people can read.
pub fn failed(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}

/// Runs a query; a panic in it becomes a text.
pub fn guarded<T>(query: impl FnOnce() -> T) -> std::result::Result<T, String> {
    // The caches that queries share are consistent between any two statements, and their locks ignore poisoning.
    catch_unwind(AssertUnwindSafe(query)).map_err(|payload| text_of(&*payload))
}

fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|t| (*t).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
