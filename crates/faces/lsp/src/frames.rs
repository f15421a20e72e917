//! Frames of the protocol: a header with the length of a message, a blank line, the message.

use std::io::{self, BufRead, Read};

use serde_json::Value;
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};

/// Longest line of a header, in bytes.
const LONGEST_LINE: u64 = 1 << 16;
/// Longest message, in bytes.
const LONGEST_MESSAGE: usize = 1 << 30;

/// A message from the client.
#[derive(Debug)]
pub enum Incoming {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of the server.
    Response(Response),
    /// No message of the protocol, with the answer that says so; its id is null where none can be read.
    Bad(Id, Error),
}

/// Reads the next message; none at the end of the input. Lines that belong to no header are skipped, so that a client
/// that writes something else in between is understood again from its next message on.
///
/// # Errors
/// The input cannot be read.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length: Option<usize> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let content = line.trim_ascii();
        if let (true, Some(length)) = (content.is_empty(), length) {
            return message(input, length);
        }
        if let Some(found) = content_length(content) {
            length = Some(found);
        }
    }
}

/// Length that a line of a header gives.
fn content_length(line: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(line).ok()?;
    let (name, value) = text.split_once(':')?;
    // A line that is cut off, or follows garbage on its line, ends with the name all the same.
    let name = name.trim();
    let at = name.len().checked_sub("content-length".len())?;
    let is_length = name.get(at..).is_some_and(|n| n.eq_ignore_ascii_case("content-length"));
    if is_length { value.trim().parse().ok() } else { None }
}

fn message(input: &mut impl BufRead, length: usize) -> io::Result<Option<Incoming>> {
    if length > LONGEST_MESSAGE {
        return Ok(Some(Incoming::Bad(Id::Null, Error::invalid_request())));
    }
    let mut bytes = Vec::new();
    // The length is what the client says: memory is taken as the bytes come.
    if input.by_ref().take(length as u64).read_to_end(&mut bytes)? < length {
        return Ok(None);
    }
    Ok(Some(decode(&bytes)))
}

fn decode(bytes: &[u8]) -> Incoming {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        return Incoming::Bad(Id::Null, Error::parse_error());
    };
    let id = value.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok()).unwrap_or_default();
    let is_request = value.get("method").is_some();
    let message = if is_request {
        serde_json::from_value(value).map(Incoming::Request)
    } else {
        serde_json::from_value(value).map(Incoming::Response)
    };
    message.unwrap_or_else(|_| Incoming::Bad(id, Error::invalid_request()))
}

/// The frame of a message.
pub fn frame(message: &impl serde::Serialize) -> Vec<u8> {
    // A message of our own types has text for keys, and can be written.
    let body = serde_json::to_vec(message).unwrap_or_default();
    let mut out = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    out.extend(body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(message) = read(&mut input).unwrap() {
            out.push(match message {
                Incoming::Request(r) => r.method().to_owned(),
                Incoming::Response(r) => format!("response {}", r.id()),
                Incoming::Bad(id, e) => format!("bad {id} {}", e.code.code()),
            });
        }
        out
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn garbage_between_messages_is_skipped() {
        let request = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let text = format!(
            "hello\n\n\u{0}content-type: x\r\n{request}{}{}{}{request}",
            framed("{"),
            framed(r#"{"jsonrpc":"2.0","id":3,"method":5}"#),
            framed(r#"{"jsonrpc":"2.0","id":4,"result":null}"#),
        );
        let expected = ["exit", "bad null -32700", "bad 3 -32600", "response 4", "exit"];
        assert_eq!(all(text.as_bytes()), expected);
        let lenient = request.replace("Content-Length", "content-length").replace("\r\n", "\n");
        assert_eq!(all(lenient.as_bytes()), ["exit"]);
    }

    #[test]
    fn a_message_that_is_cut_off_ends_the_input() {
        let request = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        for end in 0..request.len() {
            assert!(all(&request.as_bytes()[..end]).is_empty());
        }
        assert_eq!(all(b"Content-Length: 99999999999\r\n\r\n"), ["bad null -32600"]);
    }
}
