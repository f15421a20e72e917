//! The process of `nth lsp`: its ends, its silence, its files.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use nth_testkit::LspClient;
use serde_json::{Value, json};

const URI: &str = "file:///w/a.nth";

fn start(dir: &Path, args: &[&str]) -> Child {
    let mut command = support::nth([&["lsp"], args].concat(), &dir.join("home"));
    command.env("XDG_CACHE_HOME", dir.join("cache")).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

fn client(child: &mut Child) -> LspClient {
    let mut client = LspClient::new(child.stdin.take().unwrap(), child.stdout.take().unwrap());
    client.initialize(&json!({}), &Value::Null, None);
    client
}

/// Exit status; nothing may be on standard error, which editors show.
fn end(mut child: Child) -> Option<i32> {
    let status = child.wait().unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!(errors, "");
    status.code()
}

#[test]
fn a_conversation_ends_as_the_protocol_wants_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = start(dir.path(), &["--stdio"]);
    client(&mut child).shutdown();
    assert_eq!(end(child), Some(0));
    let mut child = start(dir.path(), &[]);
    client(&mut child).notify("exit", &Value::Null);
    assert_eq!(end(child), Some(1));
}

#[test]
fn a_closed_input_or_output_ends_the_process_quietly() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = start(dir.path(), &[]);
    drop(child.stdin.take());
    assert_eq!(end(child), Some(0));
    let mut child = start(dir.path(), &[]);
    child.stdin.as_mut().unwrap().write_all(b"Content-Length: 10\r\n\r\n{\"id").unwrap();
    drop(child.stdin.take());
    assert_eq!(end(child), Some(0));
    // Answers that cannot be written.
    let mut child = start(dir.path(), &[]);
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    let _ = write!(input, "Content-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(end(child), Some(0));
    drop(input);
}

#[test]
fn sources_of_the_library_are_files_that_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("lsp.log");
    let mut child = start(dir.path(), &["--log", log.to_str().unwrap()]);
    let mut client = client(&mut child);
    client.open(URI, 1, "seq f(n) = sum(1..=n)\n");
    let at = |uri: &str, line: u64, column: u64| json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": column } });
    let place = client.request("textDocument/definition", &at(URI, 0, 12)).unwrap();
    let uri = place["uri"].as_str().unwrap();
    let path = uri.strip_prefix("file://").unwrap();
    assert!(Path::new(path).starts_with(dir.path().join("cache/nth")), "{path}");
    let text = fs::read_to_string(path).unwrap();
    assert!(fs::metadata(path).unwrap().permissions().readonly());
    client.open(uri, 1, &text);
    assert_eq!(client.diagnostics(uri, 1), json!([]));
    let (line, column) =
        (place["range"]["start"]["line"].as_u64().unwrap(), place["range"]["start"]["character"].as_u64().unwrap());
    let hover = client.request("textDocument/hover", &at(uri, line, column)).unwrap();
    assert!(hover.to_string().contains("fn sum"), "{hover}");
    client.shutdown();
    assert_eq!(end(child), Some(0));
    assert!(fs::read_to_string(log).unwrap().contains("start for"));
}

/// A module on the disk is known although it is not open, and changes of it are seen.
#[test]
fn files_of_the_workspace_are_found_and_watched() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("b.nth", "fn twice(x) = 2 * x\n");
    write("c.nth", "use b\nseq c(n) = twice(n)\n");
    let uri = |name: &str| format!("file://{}", dir.path().join(name).display());
    let mut child = start(dir.path(), &[]);
    let mut client = LspClient::new(child.stdin.take().unwrap(), child.stdout.take().unwrap());
    client.initialize(&json!({}), &Value::Null, Some(&uri("")));
    client.open(&uri("a.nth"), 1, "use b\nseq a(n) = twice(n)\n");
    assert_eq!(client.diagnostics(&uri("a.nth"), 1), json!([]));
    let params = json!({ "textDocument": { "uri": uri("a.nth") }, "position": { "line": 1, "character": 13 }, "context": { "includeDeclaration": true } });
    // The folder is read beside the requests.
    let mut found = Value::Null;
    for _ in 0..600 {
        found = client.request("textDocument/references", &params).unwrap();
        if found.as_array().unwrap().len() == 3 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(found.as_array().unwrap().len(), 3, "{found}");
    write("b.nth", "fn thrice(x) = 3 * x\n");
    client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [{ "uri": uri("b.nth"), "type": 2 }] }));
    let new = client.notification("textDocument/publishDiagnostics", |p| p["diagnostics"] != json!([]));
    assert!(new["diagnostics"][0]["message"].as_str().unwrap().contains("twice"), "{new}");
    client.shutdown();
    assert_eq!(end(child), Some(0));
}
