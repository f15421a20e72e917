//! Messages between client and server: one thread reads, one writes, and this thread hands each message to the service
//! in its order.
//!
//! The server of `tower-lsp-server` is not used for that: it ends at the first message that cannot be read, and serves
//! at most a fixed number of requests at once, so that edits and cancellations wait behind long ones.

use std::future::poll_fn;
use std::io::{self, BufReader, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc as blocking;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tower_lsp_server::jsonrpc::{Error, Response};
use tower_lsp_server::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

use crate::frames::{Incoming, frame, read};

/// Number of messages that are read before the first of them is served.
const READ_AHEAD: usize = 64;
/// Number of requests in work, above which messages are read as requests end: a client that reads no answers cannot
/// have ever more of them computed.
const MOST_RUNNING: usize = 1_000;
/// Longest time to wait for one of so many requests.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// Bytes of answers that wait to be written, above which no more messages are read.
const LONGEST_BACKLOG: usize = 64 << 20;
/// Longest time to finish what was begun after the end of the input.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// How the conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client said so, after `shutdown`; or its end of the connection was closed.
    Quiet,
    /// `exit` without `shutdown`.
    Abrupt,
}

/// Messages on their way to the client.
#[derive(Clone)]
struct Outgoing {
    queue: blocking::Sender<Vec<u8>>,
    /// Bytes in the queue.
    backlog: Arc<AtomicUsize>,
    /// A message was written, or none can be any more.
    written: Arc<Notify>,
}

impl Outgoing {
    /// Starts the thread that writes. Whatever stops it, `closed` is told.
    fn start(mut output: impl Write + Send + 'static, closed: Arc<Notify>) -> io::Result<Self> {
        let (queue, messages) = blocking::channel::<Vec<u8>>();
        let (backlog, written) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let this = Self { queue, backlog: Arc::clone(&backlog), written: Arc::clone(&written) };
        let work = move || {
            while let Ok(message) = messages.recv() {
                let is_closed = output.write_all(&message).and_then(|()| output.flush()).is_err();
                backlog.fetch_sub(message.len(), Ordering::SeqCst);
                written.notify_one();
                if is_closed {
                    break;
                }
            }
            closed.notify_one();
        };
        thread::Builder::new().name("lsp-output".to_owned()).spawn(work)?;
        Ok(this)
    }

    fn send(&self, message: &impl serde::Serialize) {
        let bytes = frame(message);
        let length = bytes.len();
        self.backlog.fetch_add(length, Ordering::SeqCst);
        if self.queue.send(bytes).is_err() {
            self.backlog.fetch_sub(length, Ordering::SeqCst);
        }
    }

    /// Waits until at most so many bytes are left to write.
    async fn at_most(&self, bytes: usize) {
        while self.backlog.load(Ordering::SeqCst) > bytes {
            self.written.notified().await;
        }
    }
}

/// Starts the thread that reads.
fn start_input(input: impl Read + Send + 'static) -> io::Result<mpsc::Receiver<Incoming>> {
    let (queue, messages) = mpsc::channel(READ_AHEAD);
    let work = move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(message)) = read(&mut input) {
            if queue.blocking_send(message).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().name("lsp-input".to_owned()).spawn(work)?;
    Ok(messages)
}

/// Serves a client until it says `exit`, or closes the input or the output.
///
/// Requests and notifications begin in the order in which they come: each runs up to its first wait before the next one
/// begins.
///
/// # Errors
/// Threads cannot be started.
pub async fn serve<S: LanguageServer>(
    mut service: LspService<S>,
    socket: ClientSocket,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<Ending> {
    let closed = Arc::new(Notify::new());
    let out = Outgoing::start(output, Arc::clone(&closed))?;
    let mut messages = start_input(input)?;
    let (mut own_requests, mut answers) = socket.split();
    let to_client = out.clone();
    tokio::spawn(async move {
        while let Some(request) = own_requests.next().await {
            to_client.send(&request);
        }
    });
    let mut running: JoinSet<()> = JoinSet::new();
    let mut was_shut_down = false;
    let ending = loop {
        if running.len() >= MOST_RUNNING {
            // Work that waits for the client must not keep its answers from being read.
            let _ = tokio::time::timeout(LONGEST_PAUSE, running.join_next()).await;
        }
        let is_full = out.backlog.load(Ordering::SeqCst) > LONGEST_BACKLOG;
        let message = tokio::select! {
            biased;
            () = closed.notified() => break Ending::Quiet,
            () = out.at_most(LONGEST_BACKLOG), if is_full => continue,
            message = messages.recv(), if !is_full => message,
        };
        while running.try_join_next().is_some() {}
        match message {
            None => break Ending::Quiet,
            Some(Incoming::Bad(id, error)) => out.send(&Response::from_error(id, error)),
            Some(Incoming::Response(response)) => {
                let _ = answers.send(response).await;
            }
            Some(Incoming::Request(request)) => {
                // The service takes such a method for a notification, and would not answer.
                if let (true, Some(id)) = (request.method().starts_with("$/"), request.id()) {
                    out.send(&Response::from_error(id.clone(), Error::method_not_found()));
                    continue;
                }
                let is_exit = request.method() == "exit";
                was_shut_down |= request.method() == "shutdown";
                if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
                    break Ending::Quiet;
                }
                let mut answer = service.call(request);
                match poll_fn(|cx| Poll::Ready(answer.poll_unpin(cx))).await {
                    Poll::Ready(answer) => {
                        if let Ok(Some(answer)) = answer {
                            out.send(&answer);
                        }
                    }
                    Poll::Pending => {
                        let out = out.clone();
                        running.spawn(async move {
                            if let Ok(Some(answer)) = answer.await {
                                out.send(&answer);
                            }
                        });
                    }
                }
                if is_exit {
                    break if was_shut_down { Ending::Quiet } else { Ending::Abrupt };
                }
            }
        }
    };
    let finish = async {
        while running.join_next().await.is_some() {}
        out.at_most(0).await;
    };
    let _ = tokio::time::timeout(LAST_ANSWERS, finish).await;
    Ok(ending)
}
