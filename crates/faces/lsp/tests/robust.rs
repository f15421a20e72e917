//! Clients that type fast, cut texts anywhere, cancel, send garbage, never answer, or die.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write as _;
use std::net::Shutdown;
use std::sync::Arc;

use nth_compiler::NoFiles;
use nth_lsp::Ending;
use nth_testkit::{LspClient, Random, files, files_below, full, read, root};
use serde_json::{Value, json};

use support::{Pair, connect, modern, still};

const URI: &str = "file:///w/a.nth";

/// Code of an answer to a request that was cancelled.
const CANCELLED: i64 = -32800;
/// Code of an answer to a request whose document has changed.
const MODIFIED: i64 = -32801;

fn document() -> Value {
    json!({ "textDocument": { "uri": URI } })
}

fn at(line: u32, column: u32) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": column } })
}

/// Requests about a place of a text that has some lines.
fn requests(line: u32, column: u32) -> Vec<(&'static str, Value)> {
    let mut range = document();
    range["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": line, "character": column } });
    let mut options = range.clone();
    options["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    let mut context = range.clone();
    context["context"] = json!({ "diagnostics": [], "only": ["refactor.extract", "refactor.inline"] });
    let mut references = at(line, column);
    references["context"] = json!({ "includeDeclaration": true });
    let mut positions = document();
    positions["positions"] = json!([{ "line": line, "character": column }]);
    vec![
        ("textDocument/completion", at(line, column)),
        ("textDocument/hover", at(line, column)),
        ("textDocument/signatureHelp", at(line, column)),
        ("textDocument/semanticTokens/full", document()),
        ("textDocument/foldingRange", document()),
        ("textDocument/formatting", options.clone()),
        ("textDocument/rangeFormatting", options),
        ("textDocument/definition", at(line, column)),
        ("textDocument/references", references),
        ("textDocument/documentHighlight", at(line, column)),
        ("textDocument/documentSymbol", document()),
        ("textDocument/selectionRange", positions),
        ("textDocument/codeAction", context),
        ("textDocument/codeLens", document()),
        ("textDocument/inlayHint", range),
        ("textDocument/prepareCallHierarchy", at(line, column)),
    ]
}

/// Answers to requests, one after the other; the numbers of token lists are left out, since they count requests.
fn answers(client: &mut LspClient, requests: &[(&str, Value)]) -> Vec<String> {
    let ids: Vec<i64> = requests.iter().map(|(method, params)| client.begin(method, params)).collect();
    let mut out = Vec::with_capacity(ids.len());
    for (id, (method, _)) in ids.into_iter().zip(requests) {
        let text = match client.wait(id) {
            Ok(mut value) => {
                if let Some(object) = value.as_object_mut() {
                    object.remove("resultId");
                }
                value.to_string()
            }
            Err(e) => {
                assert_ne!(e.code, -32603, "{method} failed by a bug: {}", e.message);
                format!("{e:?}")
            }
        };
        out.push(format!("{method}: {text}"));
    }
    out
}

/// Line and column, in bytes, of an offset.
fn place(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = offset - before.rfind('\n').map_or(0, |i| i + 1);
    (u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

/// Each request is answered at places of every source, on the text cut there; at every 17th byte with `NTH_FULL`: the
/// file up to the cut is checked for each of them.
#[test]
fn texts_that_are_cut_anywhere_are_answered() {
    let mut pair = Pair::start(&modern(), &still());
    let client = &mut pair.client;
    client.open(URI, 1, "");
    let mut random = Random::new(11);
    let mut sources = files("stdlib", ".nth");
    sources.extend(files("examples", ".nth"));
    sources.extend(files_below("tests", ".nth"));
    let mut version = 1;
    for path in sources {
        let text = read(&path);
        let step = if full() { 17 } else { (text.len() / 3).max(1) };
        let mut offset = random.below(step);
        while offset <= text.len() {
            if text.is_char_boundary(offset) {
                version += 1;
                client.change(URI, version, None, &text[..offset]);
                let (line, column) = place(&text, offset);
                let count = if full() { 6 } else { 16 };
                answers(client, &requests(line, column)[..count]);
                client.forget();
            }
            offset += step;
        }
    }
    assert_eq!(pair.end(), Ending::Quiet);
}

/// A random edit of a text: some bytes replaced by a piece of source.
fn edit(random: &mut Random, text: &str) -> (std::ops::Range<usize>, &'static str) {
    const PIECES: [&str; 16] = [
        "",
        "n",
        "seq g(n) = ",
        "\n",
        "(",
        ")",
        " + ",
        "?",
        "f(n)",
        "check f = 1, 2",
        "😀",
        "/*",
        "*/",
        "[1, 2]",
        "=",
        "é",
    ];
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(random.below(text.len() + 1));
    let end = floor((start + random.below(12)).min(text.len())).max(start);
    (start..end, random.pick(&PIECES))
}

/// After many random edits, the answers are those of a server that has just opened the text.
#[test]
fn a_server_after_edits_answers_as_a_fresh_one() {
    let count = if full() { 10_000 } else { 150 };
    let compare_each = if full() { 100 } else { 50 };
    let mut random = Random::new(5);
    let mut text = "seq f(n) = n * n\ncheck f = 0, 1, 4\n\nfn g(x) = f(x) + 1\n".to_owned();
    let mut pair = Pair::start(&modern(), &still());
    pair.client.open(URI, 1, &text);
    for number in 1..=count {
        let (range, piece) = edit(&mut random, &text);
        let ends = [place(&text, range.start), place(&text, range.end)];
        text.replace_range(range, piece);
        if text.len() > 2000 {
            text.truncate(text.char_indices().nth(1000).map_or(0, |(i, _)| i));
            pair.client.change(URI, 1 + number, None, &text);
        } else {
            pair.client.change(URI, 1 + number, Some(ends), piece);
        }
        if number % compare_each == 0 {
            let (line, column) = place(&text, text.len());
            let wanted = requests(line, column);
            let found = answers(&mut pair.client, &wanted);
            let diagnostics = pair.client.diagnostics(URI, 1 + number);
            let mut fresh = Pair::start(&modern(), &still());
            fresh.client.open(URI, 1, &text);
            assert_eq!(found, answers(&mut fresh.client, &wanted), "after {number} edits:\n{text}");
            assert_eq!(diagnostics, fresh.client.diagnostics(URI, 1), "after {number} edits:\n{text}");
            assert_eq!(fresh.end(), Ending::Quiet);
            pair.client.forget();
        }
    }
    assert_eq!(pair.end(), Ending::Quiet);
}

/// Requests that the client cancels, or whose document it edits, end with the errors that the protocol has for that.
#[test]
fn requests_are_cancelled_by_the_client_and_by_edits() {
    let mut pair = Pair::start(&modern(), &still());
    let client = &mut pair.client;
    let text = read(root().join("stdlib/combinatorics.nth"));
    client.open(URI, 1, &text);
    let mut outcomes = [0_usize; 3];
    for round in 0..40_i64 {
        let ids: Vec<i64> = requests(3, 4).iter().map(|(method, params)| client.begin(method, params)).collect();
        let (cancelled, kept) = ids.split_at(ids.len() / 2);
        if round % 2 == 0 {
            cancelled.iter().for_each(|id| client.cancel(*id));
        } else {
            client.change(URI, 2 + round, Some([(0, 0), (0, 0)]), "\n");
        }
        for id in cancelled.iter().chain(kept) {
            match client.wait(*id) {
                Ok(_) => outcomes[0] += 1,
                Err(e) if e.code == CANCELLED => outcomes[1] += 1,
                Err(e) if e.code == MODIFIED => outcomes[2] += 1,
                Err(e) => panic!("{e:?}"),
            }
        }
        client.forget();
    }
    // A cancellation of a request that is answered already does nothing.
    client.cancel(1);
    client.cancel(123_456);
    assert!(outcomes[0] > 0 && outcomes[1] + outcomes[2] > 0, "{outcomes:?}");
    assert!(client.request("textDocument/hover", &at(0, 0)).is_ok());
    assert_eq!(pair.end(), Ending::Quiet);
}

#[test]
fn more_requests_than_are_served_at_once_are_all_answered() {
    let mut pair = Pair::start(&modern(), &still());
    pair.client.open(URI, 1, "seq a(n) = n\n");
    let ids: Vec<i64> = (0..2_500).map(|_| pair.client.begin("textDocument/documentSymbol", &document())).collect();
    for id in ids {
        assert!(pair.client.wait(id).unwrap().is_array());
    }
    assert_eq!(pair.end(), Ending::Quiet);
}

#[test]
fn garbage_is_answered_and_skipped() {
    let (mut client, socket, server) = connect(Arc::new(NoFiles));
    let mut random = Random::new(3);
    let mut garbage = |length: usize| -> Vec<u8> { (0..length).map(|_| random.bits().to_le_bytes()[0]).collect() };
    assert!(client.send_bytes(&garbage(1000)));
    assert!(client.send_bytes(b"\nContent-Length: nothing\r\n\r\nContent-Length: 3\r\n\r\n{]}\n"));
    client.initialize(&modern(), &Value::Null, None);
    assert!(client.send_bytes(&garbage(5000)));
    assert!(client.send_bytes(b"\n"));
    for body in
        ["[]", "1", "null", "{}", r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":7}"#, "\"\u{1}\""]
    {
        assert!(client.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()));
    }
    client.change(URI, 7, Some([(9, 9), (0, 0)]), "a change of what is not open");
    client.close("file:///w/never-opened.nth");
    client.open(URI, 1, "seq f(n) = n");
    client.change(URI, 2, Some([(90, 9), (4, 4)]), "\n\n");
    let hover = client.request("textDocument/hover", &at(0, 4)).unwrap();
    assert!(hover.to_string().contains("seq f(n)"));
    drop(client);
    socket.shutdown(Shutdown::Both).unwrap();
    assert_eq!(server.join().unwrap(), Ending::Quiet);
}

/// Neither a client that never answers nor one that has questions open at its end stops the server.
#[test]
fn clients_that_never_answer_or_die_do_no_harm() {
    let mut capabilities = modern();
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    capabilities["window"] = json!({ "workDoneProgress": true });
    let (mut client, socket, server) = connect(Arc::new(NoFiles));
    client.answers_requests = false;
    client.initialize(&capabilities, &Value::Null, Some("file:///nothing"));
    client.open(URI, 1, "seq f(n) = n * n\n");
    let run = json!({ "command": "nth.run", "arguments": [{ "uri": URI, "name": "f" }] });
    let result = client.request("workspace/executeCommand", &run).unwrap();
    assert!(result["text"].as_str().unwrap().starts_with("0, 1, 4, 9"), "{result}");
    requests(0, 4).iter().for_each(|(method, params)| {
        client.begin(method, params);
    });
    // The client is gone in the middle of a message.
    let mut half = &socket;
    half.write_all(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"").unwrap();
    socket.shutdown(Shutdown::Both).unwrap();
    assert_eq!(server.join().unwrap(), Ending::Quiet);
}

/// The search for files in a large workspace is shown, and its end.
#[test]
fn the_search_for_files_shows_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..1200 {
        std::fs::create_dir(folder.path().join(format!("d{i}"))).unwrap();
    }
    let mut capabilities = modern();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let (mut client, _socket, server) = connect(Arc::new(NoFiles));
    client.initialize(&capabilities, &Value::Null, Some(&format!("file://{}", folder.path().display())));
    let kinds = ["begin", "report", "end"]
        .map(|kind| client.notification("$/progress", |p| p["value"]["kind"] == kind)["value"]["message"].clone());
    assert_eq!(kinds[1], "0 files in 500 folders");
    client.shutdown();
    assert_eq!(server.join().unwrap(), Ending::Quiet);
}

#[test]
fn exit_without_shutdown_is_abrupt_and_nothing_is_answered_after_shutdown() {
    let mut pair = Pair::start(&modern(), &still());
    pair.client.notify("exit", &Value::Null);
    assert_eq!(pair.wait(), Ending::Abrupt);
    let mut pair = Pair::start(&modern(), &still());
    pair.client.request("shutdown", &Value::Null).unwrap();
    assert_eq!(pair.client.request("textDocument/hover", &at(0, 0)).unwrap_err().code, -32600);
    assert_eq!(pair.hang_up(), Ending::Quiet);
}

/// A text of megabytes: edits and requests about it are answered, and others do not wait for its check.
#[test]
fn large_files_are_served() {
    let megabytes = if full() { 10 } else { 1 };
    let line = "seq f(n) = n + 1 // 😀\n";
    let mut text = String::from("seq f(n) = n\n");
    while text.len() < megabytes << 20 {
        text.push_str("// ");
        text.push_str(line);
    }
    let mut pair = Pair::start(&json!({}), &still());
    let client = &mut pair.client;
    client.open(URI, 1, &text);
    let lines = u32::try_from(text.matches('\n').count()).unwrap();
    client.change(URI, 2, Some([(lines, 0), (lines, 0)]), "seq last(n) = f(n)");
    let other = "file:///w/other.nth";
    client.open(other, 1, "seq g(n) = 1\n");
    let hover = json!({ "textDocument": { "uri": other }, "position": { "line": 0, "character": 4 } });
    assert!(client.request("textDocument/hover", &hover).unwrap().is_object());
    let definition = client.request("textDocument/definition", &at(lines, 15)).unwrap();
    assert_eq!(definition["range"]["start"], json!({ "line": 0, "character": 4 }));
    let mut range = document();
    range["range"] =
        json!({ "start": { "line": lines - 2, "character": 0 }, "end": { "line": lines, "character": 99 } });
    let tokens = client.request("textDocument/semanticTokens/range", &range).unwrap();
    assert!(tokens["data"].as_array().unwrap().len() >= 5 * 7);
    // One long line: its columns are counted once, not for each token.
    let numbers: Vec<String> = (0..20_000 * megabytes).map(|n| n.to_string()).collect();
    client.change(URI, 3, None, &format!("seq f(n) = n\ncheck f = {}\n", numbers.join(", ")));
    let tokens = client.request("textDocument/semanticTokens/full", &document()).unwrap();
    assert!(tokens["data"].as_array().unwrap().len() > 5 * 20_000);
    assert_eq!(pair.end(), Ending::Quiet);
}
