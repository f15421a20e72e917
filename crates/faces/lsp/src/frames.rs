//! Frames of the protocol: a header with the length of a message, a blank line, the message.

use std::io::{self, BufRead, Read};
use std::str::FromStr;

use serde_json::Value;
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};
use tower_lsp_server::ls_types::Uri;

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

/// Length that a line of a header gives. A header that follows garbage on its line, such as the rest of a message whose
/// length was too small, counts all the same.
fn content_length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length";
    let at = line.windows(NAME.len()).rposition(|w| w.eq_ignore_ascii_case(NAME))?;
    let rest = std::str::from_utf8(line.get(at + NAME.len()..)?).ok()?;
    rest.trim_start().strip_prefix(':')?.trim().parse().ok()
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
    let value = serde_json::from_slice::<Value>(bytes);
    let value = value.or_else(|e| mended(bytes).map_or(Err(e), |bytes| serde_json::from_slice(&bytes)));
    let Ok(mut value) = value else {
        return Incoming::Bad(Id::Null, Error::parse_error());
    };
    if let Some(params) = value.get_mut("params") {
        mend_uris(params);
    }
    let id = value.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok()).unwrap_or_default();
    let is_request = value.get("method").is_some();
    let message = if is_request {
        serde_json::from_value(value).map(Incoming::Request)
    } else {
        serde_json::from_value(value).map(Incoming::Response)
    };
    message.unwrap_or_else(|_| Incoming::Bad(id, Error::invalid_request()))
}

/// A message without halves of UTF-16 pairs, which some editors hold in a text: each becomes U+FFFD, which is as wide.
/// None if there are none.
fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let half = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let unit = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        (0xD800..0xE000).contains(&unit).then_some(unit)
    };
    let (mut out, mut at, mut is_mended) = (Vec::with_capacity(bytes.len()), 0, false);
    while let Some(byte) = bytes.get(at) {
        let length = match (half(at), half(at + 6)) {
            (Some(..0xDC00), Some(0xDC00..)) => 12,
            (Some(_), _) => 6,
            (None, _) if *byte == b'\\' => 2,
            (None, _) => 1,
        };
        if length == 6 {
            is_mended = true;
            out.extend_from_slice(b"\\ufffd");
        } else {
            out.extend_from_slice(bytes.get(at..at + length).unwrap_or_default());
        }
        at += length;
    }
    is_mended.then_some(out)
}

/// Writes URIs with blanks, letters beyond ASCII and the like as they should be written: some clients do not.
fn mend_uris(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key.ends_with("uri") || key.ends_with("Uri") => {
                        if Uri::from_str(text).is_err() {
                            *text = encoded(text);
                        }
                    }
                    Value::Object(_) | Value::Array(_) => mend_uris(value),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(mend_uris),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A URI whose characters that no URI may have are written as `%` and digits.
fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut out = String::with_capacity(text.len());
    for (at, byte) in bytes.iter().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(byte);
        if is_plain || *byte == b'%' && is_digit(at + 1) && is_digit(at + 2) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
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
    fn a_length_that_is_too_small_costs_one_message() {
        let short = "Content-Length: 10\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"foo\"}";
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        assert_eq!(all(format!("{short}{exit}{exit}").as_bytes()), ["bad null -32700", "exit", "exit"]);
    }

    #[test]
    fn texts_and_uris_are_mended() {
        let read = |body: &str| match decode(body.as_bytes()) {
            Incoming::Request(request) => request.params().cloned().unwrap_or_default().to_string(),
            Incoming::Response(_) | Incoming::Bad(..) => "bad".to_owned(),
        };
        let with = |params: &str| read(&format!(r#"{{"jsonrpc":"2.0","method":"m","params":{params}}}"#));
        let cases = [
            (r#"["a\ud800b\udc00\ud83d\ude00\\ud800"]"#, "[\"a\u{fffd}b\u{fffd}😀\\\\ud800\"]"),
            (r#"["\ud800\ud83d\ude00"]"#, "[\"\u{fffd}😀\"]"),
            (r#"{"uri":"file:///é x%20%[1].nth"}"#, r#"{"uri":"file:///%C3%A9%20x%20%25%5B1%5D.nth"}"#),
            (r#"{"uri":"file:///a%20b.nth","text":"é x"}"#, r#"{"text":"é x","uri":"file:///a%20b.nth"}"#),
        ];
        for (params, expected) in cases {
            assert_eq!(with(params), expected);
        }
        assert_eq!(read("{\"method\":\"\\ud8"), "bad");
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
