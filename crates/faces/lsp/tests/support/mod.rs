//! A server in this process, and a client of it.

#![allow(dead_code, reason = "each test uses a part of this")]

use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, LazyLock};
use std::thread::{self, JoinHandle};

use nth_compiler::{Library, NoFiles, SourceFiles};
use nth_lsp::{Ending, Options, serve};
use nth_session::embedded_database;
use nth_testkit::{LspClient, Still};
use serde_json::{Value, json};

/// The library, which is checked once.
pub static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| Arc::new(Library::embedded()));

/// A server with its client.
pub struct Pair {
    /// The client, which has begun the conversation.
    pub client: LspClient,
    /// What the server has said of itself.
    pub capabilities: Value,
    socket: UnixStream,
    server: JoinHandle<Ending>,
}

/// Starts a server that knows no files, without a first message.
pub fn connect(files: Arc<dyn SourceFiles + Send + Sync>) -> (LspClient, UnixStream, JoinHandle<Ending>) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let options = Options {
        library: Arc::clone(&LIBRARY),
        files,
        cache: None,
        open_oeis: Box::new(|| Some(Arc::new(embedded_database(&LIBRARY)))),
        clock: Arc::new(Still),
        log: None,
        takes_panics: false,
    };
    let output = theirs.try_clone().unwrap();
    let server = thread::spawn(move || serve(options, theirs, output).unwrap());
    let client = LspClient::new(ours.try_clone().unwrap(), ours.try_clone().unwrap());
    (client, ours, server)
}

/// Abilities of a modern client that counts columns in bytes.
pub fn modern() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8"] },
        "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

/// Settings with which nothing runs, for tests of texts.
pub fn still() -> Value {
    json!({
        "inlayHints": { "terms": false }, "hover": { "terms": false }, "suggestions": { "enable": false },
        "checks": { "enable": false },
    })
}

impl Pair {
    /// Starts a server without files, and begins the conversation.
    pub fn start(capabilities: &Value, options: &Value) -> Self {
        let (mut client, socket, server) = connect(Arc::new(NoFiles));
        let capabilities = client.initialize(capabilities, options, None);
        Self { client, capabilities, socket, server }
    }

    /// Closes the client's end, and waits for the end of the server.
    pub fn hang_up(self) -> Ending {
        let _ = self.socket.shutdown(Shutdown::Both);
        self.server.join().unwrap()
    }

    /// Waits for the end of the server, which the client has asked for.
    pub fn wait(self) -> Ending {
        self.server.join().unwrap()
    }

    /// Ends the conversation as the protocol wants it.
    pub fn end(mut self) -> Ending {
        self.client.shutdown();
        self.server.join().unwrap()
    }
}
