//! The thread that owns the interpreter, so that the kernel answers while a cell runs.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::interpreter::{Completed, Interpreter, Output, Ran};

/// What happens while a cell runs.
#[derive(Debug)]
pub(crate) enum Event {
    /// The cell has written something.
    Output(Output),
    /// The cell has ended.
    Done(Ran),
}

/// Work for the interpreter, with a channel for the answer.
enum Work {
    Run(String, UnboundedSender<Event>),
    Complete(String, usize, oneshot::Sender<Completed>),
    Inspect(String, usize, oneshot::Sender<Option<String>>),
    IsIncomplete(String, oneshot::Sender<bool>),
}

/// The interpreter on its thread. Work is done in the order in which it is given.
pub(crate) struct Worker(Sender<Work>);

impl Worker {
    /// Starts the thread; `start` makes the interpreter there.
    ///
    /// # Errors
    /// The system has no more threads.
    pub fn start(start: impl FnOnce() -> Box<dyn Interpreter> + Send + 'static) -> io::Result<Self> {
        let (sender, receiver) = channel();
        thread::Builder::new().name("interpreter".to_owned()).spawn(move || work(start(), &receiver))?;
        Ok(Self(sender))
    }

    /// Runs a cell. The channel closes after [`Event::Done`], or before it if the interpreter is gone.
    pub fn run(&self, code: &str) -> UnboundedReceiver<Event> {
        let (events, receiver) = unbounded_channel();
        // Without a thread nobody answers, which the closed channel says.
        let _ = self.0.send(Work::Run(code.to_owned(), events));
        receiver
    }

    /// Completions of the word that ends at byte `at`.
    pub async fn complete(&self, code: &str, at: usize) -> Completed {
        let (answer, receiver) = oneshot::channel();
        let _ = self.0.send(Work::Complete(code.to_owned(), at, answer));
        receiver.await.unwrap_or_default()
    }

    /// Documentation of the name around byte `at`.
    pub async fn inspect(&self, code: &str, at: usize) -> Option<String> {
        let (answer, receiver) = oneshot::channel();
        let _ = self.0.send(Work::Inspect(code.to_owned(), at, answer));
        receiver.await.ok().flatten()
    }

    /// Whether a text goes on in the next line.
    pub async fn is_incomplete(&self, code: &str) -> bool {
        let (answer, receiver) = oneshot::channel();
        let _ = self.0.send(Work::IsIncomplete(code.to_owned(), answer));
        receiver.await.unwrap_or(false)
    }
}

/// Does work until nobody can give any. An answer that nobody waits for is dropped.
fn work(mut interpreter: Box<dyn Interpreter>, receiver: &Receiver<Work>) {
    while let Ok(work) = receiver.recv() {
        match work {
            Work::Run(code, events) => {
                let ran = interpreter.run(&code, &mut |output| {
                    let _ = events.send(Event::Output(output));
                });
                let _ = events.send(Event::Done(ran));
            }
            Work::Complete(code, at, answer) => {
                let _ = answer.send(interpreter.complete(&code, at));
            }
            Work::Inspect(code, at, answer) => {
                let _ = answer.send(interpreter.inspect(&code, at));
            }
            Work::IsIncomplete(code, answer) => {
                let _ = answer.send(interpreter.is_incomplete(&code));
            }
        }
    }
}
