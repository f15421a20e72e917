//! HTTP request on its own thread, so that the caller can stop waiting at any time.
//!
//! No other file knows the HTTP client.

use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use ureq::http::HeaderMap;
use ureq::{Agent, Error};

const UNKNOWN_HOST: &str = "the server's name is not known; is this machine online?";

/// Request for a file, or for its bytes from a given one on.
pub(super) struct Request {
    pub(super) url: String,
    /// First byte wanted, if the file is still the version with this validator.
    pub(super) range: Option<(u64, String)>,
    /// Validator of the version on disk; the file is wanted only if it is another version.
    pub(super) unless: Option<String>,
    /// Time after which an attempt to connect fails.
    pub(super) connect: Duration,
    /// Time without any byte after which the request fails.
    pub(super) timeout: Duration,
}

/// Fields of the `Content-Range` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByteRange {
    pub(super) start: u64,
    pub(super) total: u64,
}

/// Head of the response.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) length: Option<u64>,
    pub(super) range: Option<ByteRange>,
    /// Length of the file in a response with status 416.
    pub(super) total_of_416: Option<u64>,
    /// Strong ETag, else the time of the last change.
    pub(super) validator: Option<String>,
    pub(super) retry_after: Option<Duration>,
}

/// Message of a request, in this order: head, chunks, end; a failure may come at any time.
pub(super) enum Message {
    Head(Head),
    Chunk(Vec<u8>),
    End,
    Failed {
        what: String,
        /// Whether another attempt may help.
        again: bool,
    },
}

/// Running request. Dropping it ends its thread at the next byte or at the timeout.
pub(super) struct Transfer(Receiver<Message>);

impl Transfer {
    /// Next message, if one comes in time.
    pub(super) fn receive(&self, time: Duration) -> Option<Message> {
        match self.0.recv_timeout(time) {
            Ok(m) => Some(m),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                Some(Message::Failed { what: "the transfer ended without a word".to_owned(), again: true })
            }
        }
    }
}

/// Starts a request on its own thread.
pub(super) fn start(request: Request) -> Transfer {
    let (sender, receiver) = sync_channel(8);
    let failed = sender.clone();
    let spawned = std::thread::Builder::new().name("download".to_owned()).spawn(move || run(&request, &sender));
    if let Err(e) = spawned {
        // The channel has room, so this neither blocks nor fails.
        let _ = failed.send(Message::Failed { what: format!("cannot start a thread: {e}"), again: false });
    }
    Transfer(receiver)
}

/// Ends the thread when a send fails: the receiver is gone.
fn run(request: &Request, sender: &SyncSender<Message>) {
    let answer = match call(request) {
        Ok(a) => a,
        Err(e) => {
            let _ = sender.send(failure(&e));
            return;
        }
    };
    let headers = answer.headers();
    let status = answer.status().as_u16();
    let content_range = text(headers, "content-range");
    let head = Head {
        status,
        length: text(headers, "content-length").and_then(|t| t.parse().ok()),
        range: content_range.and_then(byte_range),
        total_of_416: content_range.and_then(|t| t.trim().strip_prefix("bytes */")?.parse().ok()),
        validator: validator(headers),
        retry_after: text(headers, "retry-after").and_then(|t| t.parse().ok()).map(Duration::from_secs),
    };
    if sender.send(Message::Head(head)).is_err() || !matches!(status, 200 | 206) {
        return;
    }
    let mut body = answer.into_body().into_reader();
    loop {
        let mut chunk = vec![0; 1 << 16];
        let message = match body.read(&mut chunk) {
            Ok(0) => Message::End,
            Ok(n) => {
                chunk.truncate(n);
                Message::Chunk(chunk)
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => Message::Failed { what: e.to_string(), again: true },
        };
        let last = !matches!(message, Message::Chunk(_));
        if sender.send(message).is_err() || last {
            return;
        }
    }
}

fn call(request: &Request) -> Result<ureq::http::Response<ureq::Body>, Error> {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .user_agent(concat!("nth/", env!("CARGO_PKG_VERSION"), " (programs for integer sequences)"))
        .timeout_resolve(Some(request.connect))
        .timeout_connect(Some(request.connect))
        .timeout_recv_response(Some(request.timeout))
        .timeout_per_read(Some(request.timeout));
    if is_loopback(&request.url) {
        // A proxy cannot reach this machine's own addresses.
        config = config.proxy(None);
    }
    let agent = config.build().new_agent();
    let mut get = agent.get(&request.url);
    if let Some((from, validator)) = &request.range {
        get = get.header("Range", format!("bytes={from}-")).header("If-Range", validator);
    }
    if let Some(validator) = &request.unless {
        let header = if validator.starts_with('"') { "If-None-Match" } else { "If-Modified-Since" };
        get = get.header(header, validator);
    }
    get.call()
}

fn is_loopback(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    ["127.", "localhost", "[::1]"].iter().any(|h| host.starts_with(h))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "their list is open; the network can have caused any of the rest")]
fn failure(e: &Error) -> Message {
    let (what, again) = match e {
        Error::HostNotFound => (UNKNOWN_HOST.to_owned(), false),
        // The standard library has no error kind for this, only a text.
        Error::Io(e) if e.to_string().contains("failed to lookup address") => (UNKNOWN_HOST.to_owned(), false),
        Error::Io(e) => (e.to_string(), true),
        Error::BadUri(_) | Error::Http(_) | Error::InvalidProxyUrl => (format!("the address is wrong ({e})"), false),
        Error::Tls(_) | Error::Rustls(_) => (format!("no secure connection ({e})"), false),
        _ => (e.to_string(), true),
    };
    Message::Failed { what, again }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok())
}

/// Weak ETags promise equal meaning, not equal bytes, so they are ignored.
fn validator(headers: &HeaderMap) -> Option<String> {
    let etag = text(headers, "etag").filter(|t| t.starts_with('"'));
    etag.or_else(|| text(headers, "last-modified")).map(str::to_owned)
}

fn byte_range(text: &str) -> Option<ByteRange> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some(ByteRange { start: start.trim().parse().ok()?, total: total.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(byte_range("bytes 5-9/10"), Some(ByteRange { start: 5, total: 10 }));
        for bad in ["bytes */10", "5-9/10", "bytes 5-9/*", "", "bytes -/"] {
            assert_eq!(byte_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn loopback() {
        assert!(is_loopback("http://127.0.0.1:80/x") && is_loopback("http://localhost/x"));
        assert!(!is_loopback("https://oeis.org/127.0.0.1"));
    }
}
