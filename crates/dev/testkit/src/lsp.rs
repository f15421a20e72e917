//! A client of the language server, for tests and measurements: requests and their answers, one after the other.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Longest time that a test waits for a message. Nothing is measured by it: a server that is silent for so long hangs.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Error that a request was answered with.
#[derive(Clone, Debug, PartialEq)]
pub struct LspError {
    /// Number of the error in the protocol.
    pub code: i64,
    /// Text.
    pub message: String,
}

/// A client of a language server.
pub struct LspClient {
    output: Box<dyn Write + Send>,
    messages: Receiver<Value>,
    next_id: i64,
    /// Notifications that were not looked at yet.
    notifications: VecDeque<Value>,
    /// Answers to requests that nobody has waited for yet.
    answers: Vec<Value>,
    /// Methods of the requests of the server that were not looked at yet.
    asked: Vec<String>,
    /// Answers to `workspace/configuration`.
    pub settings: Value,
    /// Whether requests of the server are answered.
    pub answers_requests: bool,
}

impl LspClient {
    /// A client that writes to and reads from a server.
    pub fn new(output: impl Write + Send + 'static, input: impl Read + Send + 'static) -> Self {
        let (found, messages) = channel();
        thread::spawn(move || {
            let mut input = BufReader::new(input);
            while let Some(message) = read(&mut input) {
                if found.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            output: Box::new(output),
            messages,
            next_id: 1,
            notifications: VecDeque::new(),
            answers: Vec::new(),
            asked: Vec::new(),
            settings: Value::Null,
            answers_requests: true,
        }
    }

    /// Begins the conversation; the answer is what the server can do.
    ///
    /// # Panics
    /// If the server refuses.
    pub fn initialize(&mut self, capabilities: &Value, options: &Value, root: Option<&str>) -> Value {
        let folders = root.map(|r| json!([{ "uri": r, "name": "root" }]));
        let params = json!({
            "processId": null, "rootUri": root, "workspaceFolders": folders,
            "capabilities": capabilities, "initializationOptions": options,
        });
        let answer = self.request("initialize", &params).unwrap();
        self.notify("initialized", &json!({}));
        answer
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> bool {
        self.output.write_all(bytes).and_then(|()| self.output.flush()).is_ok()
    }

    fn send(&mut self, message: &Value) -> bool {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and gives its number.
    pub fn begin(&mut self, method: &str, params: &Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params.clone();
        }
        self.send(&message);
        id
    }

    /// Cancels a request.
    pub fn cancel(&mut self, id: i64) {
        self.notify("$/cancelRequest", &json!({ "id": id }));
    }

    /// Waits for the answer to a request.
    ///
    /// # Errors
    /// The server answers with an error.
    ///
    /// # Panics
    /// If the server ends, or is silent for minutes.
    pub fn wait(&mut self, id: i64) -> Result<Value, LspError> {
        loop {
            if let Some(at) = self.answers.iter().position(|a| a["id"] == json!(id)) {
                let answer = self.answers.swap_remove(at);
                return match answer.get("error") {
                    Some(e) => Err(LspError {
                        code: e["code"].as_i64().unwrap(),
                        message: e["message"].as_str().unwrap_or("").to_owned(),
                    }),
                    None => Ok(answer["result"].clone()),
                };
            }
            assert!(self.receive(), "the server has ended");
        }
    }

    /// Sends a request and waits for the answer.
    ///
    /// # Errors
    /// The server answers with an error.
    pub fn request(&mut self, method: &str, params: &Value) -> Result<Value, LspError> {
        let id = self.begin(method, params);
        self.wait(id)
    }

    /// Waits for the next notification of a method whose parameters are wanted.
    ///
    /// # Panics
    /// If the server ends, or is silent for minutes.
    pub fn notification(&mut self, method: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let is_it = |n: &Value| n["method"] == method && is_wanted(&n["params"]);
            if let Some(at) = self.notifications.iter().position(is_it) {
                return self.notifications.remove(at).map(|n| n["params"].clone()).unwrap();
            }
            assert!(self.receive(), "the server has ended");
        }
    }

    /// Waits for a request of the server.
    ///
    /// # Panics
    /// If the server ends, or is silent for minutes.
    pub fn wait_until_asked(&mut self, method: &str) {
        while !self.asked.iter().any(|m| m == method) {
            assert!(self.receive(), "the server has ended");
        }
        self.asked.retain(|m| m != method);
    }

    /// Forgets the notifications that have come.
    pub fn forget(&mut self) {
        self.notifications.clear();
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, version: i64, text: &str) {
        let item = json!({ "uri": uri, "languageId": "nth", "version": version, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": item }));
    }

    /// Replaces the text between two positions (line, column) of an open document; all of it without a range.
    pub fn change(&mut self, uri: &str, version: i64, range: Option<[(u32, u32); 2]>, text: &str) {
        let at = |p: (u32, u32)| json!({ "line": p.0, "character": p.1 });
        let change = match range {
            Some([a, b]) => json!({ "range": { "start": at(a), "end": at(b) }, "text": text }),
            None => json!({ "text": text }),
        };
        let id = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", &json!({ "textDocument": id, "contentChanges": [change] }));
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }));
    }

    /// The diagnostics that the server sends for a version of a document.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Value {
        let is_it = |p: &Value| p["uri"] == uri && p["version"] == version;
        self.notification("textDocument/publishDiagnostics", is_it)["diagnostics"].clone()
    }

    /// Takes the next message; false at the end.
    fn receive(&mut self) -> bool {
        let Ok(message) = self.messages.recv_timeout(LONGEST_WAIT) else { return false };
        match (message.get("method"), message.get("id")) {
            (Some(method), Some(id)) => {
                let result = if method == "workspace/configuration" { json!([self.settings]) } else { Value::Null };
                self.asked.extend(method.as_str().map(str::to_owned));
                if self.answers_requests {
                    self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
                }
            }
            (Some(_), None) => self.notifications.push_back(message),
            (None, _) => self.answers.push(message),
        }
        true
    }

    /// Ends the conversation.
    pub fn shutdown(&mut self) {
        let _ = self.request("shutdown", &Value::Null);
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    }
}

fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            line => length = line.strip_prefix("Content-Length:").and_then(|n| n.trim().parse().ok()).or(length),
        }
    }
    let mut body = vec![0; length?];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
