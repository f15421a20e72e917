//! The sockets of the kernel: the channel on which outputs are published, control, heartbeat.

use std::fmt;
use std::io;
use std::time::Duration;

use jupyter_protocol::{
    ConnectionInfo, InterruptReply, JupyterMessage, JupyterMessageContent as Content, KernelInfoRequest, ShutdownReply,
    Status,
};
use jupyter_zmq_client::{
    KernelHeartbeatConnection, KernelIoPubConnection, RouterRecvConnection, RouterSendConnection, RuntimeError,
    create_kernel_control_connection, create_kernel_heartbeat_connection, create_kernel_iopub_connection,
    create_kernel_shell_connection, create_kernel_stdin_connection,
};
use nth_base::Cancel;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;

use crate::interpreter::Interpreter;
use crate::reply;
use crate::shell::Shell;
use crate::worker::Worker;

/// Reason why the kernel cannot run.
#[derive(Debug)]
pub enum Error {
    /// The connection file is not one.
    Connection(String),
    /// The connection file wants signatures of another kind; the text is its name.
    Signatures(String),
    /// A socket cannot be opened.
    Socket(String),
    /// There are no more threads.
    Thread(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(why) => write!(f, "this is no connection file of Jupyter: {why}"),
            Self::Signatures(name) => write!(f, "signatures of kind `{name}` are not known; hmac-sha256 is"),
            Self::Socket(why) => write!(f, "cannot listen where the connection file says: {why}"),
            Self::Thread(e) => write!(f, "cannot start a thread: {e}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<RuntimeError> for Error {
    fn from(e: RuntimeError) -> Self {
        Self::Socket(e.to_string())
    }
}

/// Time between two looks for the process that started the kernel.
const LOOK: Duration = Duration::from_secs(1);

/// Time that messages have to leave before the process ends.
const FAREWELL: Duration = Duration::from_millis(100);

/// Pause after an error of a socket.
const PAUSE: Duration = Duration::from_millis(10);

/// Answers messages until a client shuts the kernel down, or until `is_abandoned`. `connection` is the text of the
/// connection file. `start` makes the interpreter, on a thread of its own; raising `cancel` stops what it runs.
///
/// # Errors
/// The connection file or a socket cannot be used.
pub fn serve(
    connection: &str,
    start: impl FnOnce() -> Box<dyn Interpreter> + Send + 'static,
    cancel: &Cancel,
    is_abandoned: impl Fn() -> bool,
) -> Result<(), Error> {
    let info: ConnectionInfo = serde_json::from_str(connection).map_err(|e| Error::Connection(e.to_string()))?;
    if !info.key.is_empty() && info.signature_scheme != "hmac-sha256" {
        return Err(Error::Signatures(info.signature_scheme));
    }
    let worker = Worker::start(start).map_err(Error::Thread)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Thread)?;
    let served = runtime.block_on(run(&info, worker, cancel, is_abandoned));
    // A task that waits for a socket would wait for ever.
    runtime.shutdown_background();
    served
}

async fn run(
    info: &ConnectionInfo,
    worker: Worker,
    cancel: &Cancel,
    is_abandoned: impl Fn() -> bool,
) -> Result<(), Error> {
    let session = JupyterMessage::from(KernelInfoRequest {}).header.session;
    let iopub = create_kernel_iopub_connection(info, &session).await?;
    let heartbeat = create_kernel_heartbeat_connection(info).await?;
    let (shell_sender, mut shell_receiver) = create_kernel_shell_connection(info, &session).await?.split();
    let control = create_kernel_control_connection(info, &session).await?.split();
    // Nothing is asked of the user, but clients connect.
    let _stdin = create_kernel_stdin_connection(info, &session).await?;

    let (sender, messages) = unbounded_channel();
    let outbox = Outbox(sender);
    tokio::spawn(publish(iopub, messages));
    tokio::spawn(beat(heartbeat));
    let mut shell = Shell::new(shell_sender, outbox.clone(), worker);
    let answer_shell = async {
        loop {
            let message = read(&mut shell_receiver).await;
            outbox.busy(&message);
            shell.answer(&message).await;
            outbox.idle(&message);
        }
    };
    let abandoned = async {
        while !is_abandoned() {
            sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = answer_shell => {}
        () = answer_control(control, &outbox, cancel) => {}
        () = abandoned => {}
    }
    cancel.raise();
    sleep(FAREWELL).await;
    Ok(())
}

/// Messages to all clients, in order.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<JupyterMessage>);

impl Outbox {
    /// Publishes what belongs to a request.
    pub fn publish(&self, content: impl Into<Content>, parent: &JupyterMessage) {
        let message = JupyterMessage::new(content, Some(parent)).with_zmq_identities(Vec::new());
        // The other side is closed when the process ends.
        let _ = self.0.send(message);
    }

    fn busy(&self, parent: &JupyterMessage) {
        self.publish(Status::busy(), parent);
    }

    fn idle(&self, parent: &JupyterMessage) {
        self.publish(Status::idle(), parent);
    }
}

async fn publish(mut iopub: KernelIoPubConnection, mut messages: UnboundedReceiver<JupyterMessage>) {
    while let Some(message) = messages.recv().await {
        // A client that is gone is no error of the others.
        let _ = iopub.send(message).await;
    }
}

async fn beat(mut heartbeat: KernelHeartbeatConnection) {
    loop {
        if heartbeat.single_heartbeat().await.is_err() {
            sleep(PAUSE).await;
        }
    }
}

/// The next message that can be read. Messages with wrong signatures or without the fields of the protocol are dropped.
async fn read(receiver: &mut RouterRecvConnection) -> JupyterMessage {
    loop {
        match receiver.read().await {
            Ok(message) => return message,
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Sends a reply. A client that is gone gets none.
pub(crate) async fn send(sender: &mut RouterSendConnection, content: impl Into<Content>, parent: &JupyterMessage) {
    let _ = sender.send(JupyterMessage::new(content, Some(parent))).await;
}

/// Answers requests on the control channel until one asks for the end. They are answered while a cell runs.
async fn answer_control(
    (mut sender, mut receiver): (RouterSendConnection, RouterRecvConnection),
    outbox: &Outbox,
    cancel: &Cancel,
) {
    loop {
        let message = read(&mut receiver).await;
        outbox.busy(&message);
        if let Content::InterruptRequest(_) = &message.content {
            cancel.raise();
            send(&mut sender, InterruptReply::new(), &message).await;
        } else if let Content::KernelInfoRequest(_) = &message.content {
            send(&mut sender, reply::kernel_info(), &message).await;
        } else if let Content::ShutdownRequest(request) = &message.content {
            cancel.raise();
            let reply = ShutdownReply { restart: request.restart, ..ShutdownReply::default() };
            send(&mut sender, reply.clone(), &message).await;
            outbox.publish(reply, &message);
            outbox.idle(&message);
            return;
        }
        outbox.idle(&message);
    }
}
