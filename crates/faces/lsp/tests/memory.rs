//! Memory of the server, in a process of its own: other tests would count, too.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use nth_lsp::Ending;
use nth_testkit::{full, read, resident_bytes, root};
use serde_json::json;

use support::{Pair, modern, still};

/// Opening and closing a document again and again takes no more memory.
#[test]
fn memory_stays_flat_when_documents_are_opened_and_closed() {
    let count = if full() { 1000 } else { 60 };
    let text = read(root().join("stdlib/combinatorics.nth"));
    let mut pair = Pair::start(&modern(), &still());
    let mut early = None;
    for number in 0..count {
        let uri = format!("file:///w/{number}.nth");
        pair.client.open(&uri, 1, &text);
        let document = json!({ "textDocument": { "uri": uri } });
        pair.client.request("textDocument/semanticTokens/full", &document).unwrap();
        pair.client.diagnostics(&uri, 1);
        pair.client.close(&uri);
        pair.client.forget();
        if number == count / 3 {
            early = resident_bytes();
        }
    }
    if let (Some(early), Some(late)) = (early, resident_bytes()) {
        assert!(late < early + (48 << 20), "{early} bytes after a third, {late} at the end");
    }
    assert_eq!(pair.end(), Ending::Quiet);
}
