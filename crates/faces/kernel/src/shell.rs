//! Requests of the shell channel: cells, completion, documentation. One is answered after the other.

use std::time::{Duration, SystemTime};

use jupyter_protocol::{
    CommInfoReply, DisplayData, ExecuteInput, ExecuteRequest, ExecuteResult, ExecutionCount, HistoryReply,
    JupyterMessage, JupyterMessageContent as Content, Payload, ReplyStatus, StreamContent,
};
use jupyter_zmq_client::RouterSendConnection;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use crate::bundle::Bundle;
use crate::history::History;
use crate::html::{diagnostics, without_colours};
use crate::interpreter::{Failed, Output, Ran};
use crate::position::byte_at;
use crate::reply;
use crate::server::{Outbox, send};
use crate::worker::{Event, Worker};

/// Time after an error during which cells arrive that were sent before it. They are not run.
const ABORT: Duration = Duration::from_millis(30);

/// State of the shell channel.
pub(crate) struct Shell {
    sender: RouterSendConnection,
    outbox: Outbox,
    worker: Worker,
    /// Number of cells so far that are kept in the history.
    count: usize,
    history: History,
    /// Time of the last error, and the time until which cells that were sent before it are not run.
    aborts: Option<(SystemTime, Instant)>,
}

impl Shell {
    pub fn new(sender: RouterSendConnection, outbox: Outbox, worker: Worker) -> Self {
        Self { sender, outbox, worker, count: 0, history: History::default(), aborts: None }
    }

    /// Answers one request. What is no request of this channel has no answer.
    pub async fn answer(&mut self, message: &JupyterMessage) {
        if let Content::ExecuteRequest(request) = &message.content {
            self.execute(request, message).await;
        } else if let Content::KernelInfoRequest(_) = &message.content {
            send(&mut self.sender, reply::kernel_info(), message).await;
        } else if let Content::CompleteRequest(request) = &message.content {
            let at = byte_at(&request.code, request.cursor_pos);
            let found = self.worker.complete(&request.code, at).await;
            send(&mut self.sender, reply::complete(&request.code, at, found), message).await;
        } else if let Content::InspectRequest(request) = &message.content {
            let found = self.worker.inspect(&request.code, byte_at(&request.code, request.cursor_pos)).await;
            send(&mut self.sender, reply::inspect(found), message).await;
        } else if let Content::IsCompleteRequest(request) = &message.content {
            let goes_on = self.worker.is_incomplete(&request.code).await;
            send(&mut self.sender, reply::is_complete(goes_on), message).await;
        } else if let Content::HistoryRequest(request) = &message.content {
            let history = self.history.answer(request);
            send(&mut self.sender, HistoryReply { history, status: ReplyStatus::Ok, error: None }, message).await;
        } else if let Content::CommInfoRequest(_) = &message.content {
            send(&mut self.sender, CommInfoReply::default(), message).await;
        }
    }

    async fn execute(&mut self, request: &ExecuteRequest, message: &JupyterMessage) {
        // A cell that was sent after the error was told knows of it.
        let is_blind =
            |(at, until): (SystemTime, Instant)| Instant::now() < until && SystemTime::from(message.header.date) <= at;
        if self.aborts.is_some_and(is_blind) {
            send(&mut self.sender, reply::aborted(self.count), message).await;
            return;
        }
        if request.store_history && !request.silent {
            self.count += 1;
            self.history.push(self.count, &request.code);
        }
        let execution_count = ExecutionCount::new(self.count);
        if !request.silent {
            self.outbox.publish(ExecuteInput { code: request.code.clone(), execution_count }, message);
        }
        let mut events = self.worker.run(&request.code);
        let ran = self.follow(&mut events, request.silent, message).await;
        if let (Some(value), false) = (ran.value, request.silent) {
            self.outbox.publish(ExecuteResult::new(execution_count, value.media()), message);
        }
        let (mut reply, error) = reply::execute(self.count, ran.failed);
        if let Some(error) = error {
            self.outbox.publish(error, message);
            self.aborts = request.stop_on_error.then(|| (SystemTime::now(), Instant::now() + ABORT));
        }
        if ran.quit {
            reply.payload.push(Payload::AskExit { keepkernel: false });
        }
        send(&mut self.sender, reply, message).await;
    }

    /// Publishes what a cell writes, until it has ended. Pieces of text that are there at once are one message.
    async fn follow(&self, events: &mut UnboundedReceiver<Event>, is_silent: bool, message: &JupyterMessage) -> Ran {
        let mut text = String::new();
        loop {
            let event = match events.try_recv() {
                Ok(event) => Some(event),
                Err(_) => {
                    self.publish_text(&mut text, message);
                    events.recv().await
                }
            };
            match event {
                Some(Event::Output(_)) if is_silent => {}
                Some(Event::Output(Output::Text(piece))) => text.push_str(&piece),
                Some(Event::Output(Output::Warning(warning))) => {
                    self.publish_text(&mut text, message);
                    let html = Some(diagnostics(&warning));
                    let warning = Bundle { plain: without_colours(&warning), html, svg: None };
                    self.outbox.publish(DisplayData::new(warning.media()), message);
                }
                Some(Event::Output(Output::Shown(bundle))) => {
                    self.publish_text(&mut text, message);
                    self.outbox.publish(DisplayData::new(bundle.media()), message);
                }
                Some(Event::Done(ran)) => {
                    self.publish_text(&mut text, message);
                    return ran;
                }
                None => {
                    let failed = Failed {
                        name: "bug".to_owned(),
                        message: "the interpreter has ended; restart the kernel".to_owned(),
                        details: "the interpreter has ended: this is a bug in nth; restart the kernel".to_owned(),
                    };
                    return Ran { failed: Some(failed), ..Ran::default() };
                }
            }
        }
    }

    fn publish_text(&self, text: &mut String, message: &JupyterMessage) {
        if !text.is_empty() {
            self.outbox.publish(StreamContent::stdout(&std::mem::take(text)), message);
        }
    }
}
