//! Downloads from a server on loopback that does everything wrong that servers and networks do. No other address is
//! touched.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use nth_base::Cancel;
use nth_oeis::fetch::{FetchError, FetchOptions, Fetched, How, fetch, fetch_bfile, is_imported, set_imported};
use nth_oeis::{ANum, Stage};

/// Answer of the server to one connection, given the head of the request.
type Answer = Box<dyn Fn(&str, &mut TcpStream) + Send>;

struct Server {
    base: String,
    /// The heads of the requests so far.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers connections with `answers` in turn, then no more.
    fn new(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let head = read_head(&mut stream);
                log.lock().unwrap().push(head.clone());
                // On a thread of its own: a client that gives up on one connection comes with another.
                std::thread::spawn(move || answer(&head, &mut stream));
            }
        });
        Self { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap().to_lowercase()
}

/// A gzip file of 300,000 bytes, with a pattern that depends on the position.
fn content() -> Vec<u8> {
    static CONTENT: OnceLock<Vec<u8>> = OnceLock::new();
    let encoded = |len: u32| {
        let mut z = GzEncoder::new(Vec::new(), Compression::none());
        z.write_all(&(0..len).map(|i| (i * 7 + i / 256) as u8).collect::<Vec<_>>()).unwrap();
        z.finish().unwrap()
    };
    // Without compression, a file is longer than its content by a few bytes.
    let make = || (299_000..300_000).rev().map(encoded).find(|z| z.len() == 300_000).unwrap();
    CONTENT.get_or_init(make).clone()
}

fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    // A client may close the connection before the answer is complete.
    let _ = stream.write_all(format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").as_bytes());
    let _ = stream.write_all(body);
}

/// Serves the file, or the requested part of it, in the version `etag`; breaks off after `limit` bytes.
fn serve(etag: &'static str, limit: usize) -> Answer {
    Box::new(move |head, stream| {
        let all = content();
        if head.contains(&format!("if-none-match: {etag}")) {
            return send(stream, "304 Not Modified", "", &[]);
        }
        let from = head.lines().find_map(|l| l.strip_prefix("range: bytes=")?.strip_suffix('-')?.parse().ok());
        match from {
            Some(from) if head.contains(&format!("if-range: {etag}")) => {
                let body = &all[from..];
                let headers = format!(
                    "ETag: {etag}\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{}\r\n",
                    body.len(),
                    all.len() - 1,
                    all.len()
                );
                send(stream, "206 Partial Content", &headers, &body[..limit.min(body.len())]);
            }
            Some(_) | None => {
                let headers = format!("ETag: {etag}\r\nContent-Length: {}\r\n", all.len());
                send(stream, "200 OK", &headers, &all[..limit.min(all.len())]);
            }
        }
    })
}

fn status(line: &'static str, headers: &'static str) -> Answer {
    Box::new(move |_, stream| send(stream, line, headers, b""))
}

fn options(server: &Server) -> FetchOptions {
    FetchOptions {
        base_url: server.base.clone(),
        attempts: 3,
        first_wait: Duration::from_millis(1),
        timeout: Duration::from_secs(20),
        ..FetchOptions::default()
    }
}

fn get(server: &Server, dir: &std::path::Path) -> Result<Fetched, FetchError> {
    fetch(dir, "names.gz", &options(server), &mut |_| {}, &Cancel::new())
}

fn assert_complete(dir: &std::path::Path) {
    assert!(fs::read(dir.join("names.gz")).unwrap() == content());
    assert!(!dir.join("names.gz.part").exists() && !dir.join("names.gz.part.from").exists());
}

const ALL: usize = usize::MAX;

#[test]
fn downloads_then_finds_it_unchanged_then_sees_a_new_version() {
    let server = Server::new(vec![serve("\"1\"", ALL), serve("\"1\"", ALL), serve("\"2\"", ALL), serve("\"2\"", ALL)]);
    let dir = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    let done = fetch(
        dir.path(),
        "names.gz",
        &options(&server),
        &mut |p| {
            assert_eq!((p.file, p.total), ("names.gz", Some(300_000)));
            seen.push(p.done);
        },
        &Cancel::new(),
    );
    let done = done.unwrap();
    assert_eq!((done.how, done.bytes), (How::Downloaded, 300_000));
    assert!(seen.is_sorted() && seen.last() == Some(&300_000));
    assert_complete(dir.path());
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Unchanged);
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
    // A file that was cut since is not taken for the newest.
    fs::write(dir.path().join("names.gz"), b"cut").unwrap();
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
    assert_complete(dir.path());
}

#[test]
fn continues_what_broke_off() {
    let server = Server::new(vec![
        serve("\"1\"", 100_000),
        serve("\"1\"", 0),
        status("503 Busy", "Content-Length: 0\r\nRetry-After: 0\r\n"),
        serve("\"1\"", 50_000),
        serve("\"1\"", ALL),
    ]);
    let dir = tempfile::tempdir().unwrap();
    // Two failures in a row bring nothing, then bytes come again: three attempts suffice.
    let mut o = options(&server);
    o.attempts = 4;
    let done = fetch(dir.path(), "names.gz", &o, &mut |_| {}, &Cancel::new()).unwrap();
    assert_eq!(done.how, How::Resumed(100_000));
    assert_complete(dir.path());
    assert!(server.asked()[4].contains("range: bytes=150000-"), "{:?}", server.asked());
}

#[test]
fn continues_in_a_later_run_unless_the_version_changed() {
    for (etag, how) in [("\"1\"", How::Resumed(123_456)), ("\"2\"", How::Downloaded)] {
        let dir = tempfile::tempdir().unwrap();
        let first = Server::new(vec![
            serve("\"1\"", 123_456),
            serve("\"1\"", 0),
            serve("\"1\"", 0),
            serve("\"1\"", 0),
            serve("\"1\"", 0),
            serve(etag, ALL),
        ]);
        let error = get(&first, dir.path()).unwrap_err();
        assert!(error.to_string().contains("123456 bytes are kept, run the command again"), "{error}");
        // The first attempt and two that brought nothing.
        let mut o = options(&first);
        o.attempts = 4;
        let done = fetch(dir.path(), "names.gz", &o, &mut |_| {}, &Cancel::new()).unwrap();
        assert_eq!(done.how, how);
        assert_complete(dir.path());
    }
}

#[test]
fn a_server_that_ignores_ranges_starts_again() {
    let deaf = || -> Answer {
        Box::new(|_, stream| {
            let all = content();
            send(stream, "200 OK", &format!("ETag: \"1\"\r\nContent-Length: {}\r\n", all.len()), &all);
        })
    };
    let server = Server::new(vec![serve("\"1\"", 100_000), deaf()]);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
    assert!(server.asked()[1].contains("range: bytes=100000-"));
    assert_complete(dir.path());
}

#[test]
fn without_a_version_nothing_is_continued() {
    let plain = |limit: usize| -> Answer {
        Box::new(move |_, stream| {
            let all = content();
            let headers = format!("ETag: W/\"weak\"\r\nContent-Length: {}\r\n", all.len());
            send(stream, "200 OK", &headers, &all[..limit.min(all.len())]);
        })
    };
    let server = Server::new(vec![plain(1000), plain(ALL)]);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
    assert!(!server.asked()[1].contains("range:"));
    assert_complete(dir.path());
}

#[test]
fn wrong_parts_are_not_put_together() {
    let wrong = |range: &'static str, etag: &'static str| -> Answer {
        Box::new(move |_, stream| {
            let headers = format!("ETag: {etag}\r\nContent-Length: 5\r\nContent-Range: bytes {range}\r\n");
            send(stream, "206 Partial Content", &headers, b"wrong");
        })
    };
    for (range, etag) in [
        ("5-9/300000", "\"1\""),
        ("100000-100004/100005", "\"1\""),
        ("100000-299999/300000", "\"2\""),
        ("garbage", "\"1\""),
    ] {
        let server = Server::new(vec![serve("\"1\"", 100_000), wrong(range, etag), serve("\"1\"", ALL)]);
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded, "{range}");
        assert!(!server.asked()[2].contains("range:"), "{range}");
        assert_complete(dir.path());
    }
    let refused = status("416 Range Not Satisfiable", "Content-Length: 0\r\nContent-Range: bytes */7\r\n");
    let server = Server::new(vec![serve("\"1\"", 100_000), refused, serve("\"1\"", ALL)]);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
    assert_complete(dir.path());
}

#[test]
fn a_part_that_was_complete_is_put_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let done = status("416 Range Not Satisfiable", "Content-Length: 0\r\nContent-Range: bytes */300000\r\n");
    let server = Server::new(vec![serve("\"1\"", 10), serve("\"1\"", 0), serve("\"1\"", 0), done]);
    get(&server, dir.path()).unwrap_err();
    fs::write(dir.path().join("names.gz.part"), content()).unwrap();
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Resumed(300_000));
    assert_complete(dir.path());
}

#[test]
fn failures_that_do_not_pass_are_told_at_once() {
    for (line, text) in
        [("404 Not Found", "does not exist"), ("403 Forbidden", "with a browser"), ("418 Teapot", "HTTP 418")]
    {
        let server = Server::new(vec![status(line, "Content-Length: 0\r\n")]);
        let dir = tempfile::tempdir().unwrap();
        let error = get(&server, dir.path()).unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(server.asked().len(), 1);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
    let page: Answer = Box::new(|_, s| send(s, "200 OK", "Content-Length: 15\r\n", b"<html>Log in...</html>"));
    let server = Server::new(vec![page]);
    let dir = tempfile::tempdir().unwrap();
    let error = get(&server, dir.path()).unwrap_err();
    assert!(error.to_string().contains("<html>Log in"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn nobody_listens() {
    let base = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let server = Server { base, asked: Arc::default() };
    let dir = tempfile::tempdir().unwrap();
    let error = get(&server, dir.path()).unwrap_err();
    assert!(error.to_string().contains("check the network"), "{error}");
}

#[test]
fn silence_ends_an_attempt() {
    let silent = || -> Answer { Box::new(|_, s| drop(s.read(&mut [0]))) };
    let server = Server::new(vec![silent(), silent()]);
    let mut o = options(&server);
    (o.attempts, o.timeout) = (2, Duration::from_millis(100));
    let dir = tempfile::tempdir().unwrap();
    let error = fetch(dir.path(), "names.gz", &o, &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(error, FetchError::Broken { kept: 0, .. }), "{error}");
}

#[test]
fn stops_on_request_and_keeps_what_came() {
    // The head and some bytes, then silence until the client goes away.
    let stalls: Answer = Box::new(|_, stream| {
        let headers = "ETag: \"1\"\r\nContent-Length: 300000\r\n";
        send(stream, "200 OK", headers, &content()[..70_000]);
        drop(stream.read(&mut [0]));
    });
    let server = Server::new(vec![stalls, serve("\"1\"", ALL)]);
    let dir = tempfile::tempdir().unwrap();
    let cancel = Cancel::new();
    let mut raised = None;
    let mut progress = |p: nth_oeis::Progress<'_>| {
        if p.done == 70_000 {
            cancel.raise();
            raised = Some(Instant::now());
        }
    };
    let error = fetch(dir.path(), "names.gz", &options(&server), &mut progress, &cancel).unwrap_err();
    assert!(matches!(error, FetchError::Cancelled));
    // Far below the 20 seconds after which silence counts as failure.
    assert!(raised.unwrap().elapsed() < Duration::from_secs(5));
    assert_eq!(get(&server, dir.path()).unwrap().how, How::Resumed(70_000));
    assert_complete(dir.path());
}

#[test]
fn b_files() {
    let answer: Answer = Box::new(|_, s| send(s, "200 OK", "Content-Length: 8\r\n", b"0 0\n1 1\n"));
    let server = Server::new(vec![answer]);
    let dir = tempfile::tempdir().unwrap();
    let done = fetch_bfile(dir.path(), ANum(45), &options(&server), &mut |_| {}, &Cancel::new()).unwrap();
    assert_eq!((done.path, done.bytes), (dir.path().join("b000045.txt"), 8));
    assert!(server.asked()[0].starts_with("get /a000045/b000045.txt "));
}

/// Serves these bytes as a whole file.
fn whole(bytes: Vec<u8>) -> Answer {
    Box::new(move |_, s| send(s, "200 OK", &format!("ETag: \"1\"\r\nContent-Length: {}\r\n", bytes.len()), &bytes))
}

#[test]
fn a_damaged_file_is_not_put_in_place() {
    let mut flipped = content();
    flipped[150_000] ^= 1;
    let cut = content()[..200_000].to_vec();
    for bytes in [flipped, cut] {
        let server = Server::new(vec![serve("\"0\"", ALL), whole(bytes), serve("\"2\"", ALL)]);
        let dir = tempfile::tempdir().unwrap();
        get(&server, dir.path()).unwrap();
        let error = get(&server, dir.path()).unwrap_err();
        assert!(matches!(error, FetchError::Damaged { .. }), "{error}");
        // The good file is untouched, and the damaged one is not taken for the newest.
        assert_complete(dir.path());
        assert_eq!(get(&server, dir.path()).unwrap().how, How::Downloaded);
        assert!(server.asked()[2].contains("if-none-match: \"0\""), "{:?}", server.asked());
    }
    let server = Server::new(vec![whole(b"0 0\n1 1\n2 1\nx\n".to_vec())]);
    let dir = tempfile::tempdir().unwrap();
    let error = fetch_bfile(dir.path(), ANum(45), &options(&server), &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(error.to_string().contains("b000045.txt:4:1"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_body_without_end_is_bounded() {
    let endless: Answer = Box::new(|_, stream| {
        send(stream, "200 OK", "", &[0x1f, 0x8b]);
        while stream.write_all(&[7; 4096]).is_ok() {}
    });
    let server = Server::new(vec![endless]);
    let dir = tempfile::tempdir().unwrap();
    let o = FetchOptions { max_bytes: 1 << 20, ..options(&server) };
    let error = fetch(dir.path(), "names.gz", &o, &mut |_| {}, &Cancel::new()).unwrap_err();
    assert!(matches!(error, FetchError::TooLong { .. }), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_dead_server_is_told_of_while_it_is_dead() {
    let silent = || -> Answer { Box::new(|_, s| drop(s.read(&mut [0]))) };
    let server = Server::new(vec![silent(), silent()]);
    let mut o = options(&server);
    (o.attempts, o.timeout) = (2, Duration::from_millis(1200));
    let dir = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    let mut progress = |p: nth_oeis::Progress<'_>| seen.push((p.stage, p.done, p.note.to_owned()));
    let error = fetch(dir.path(), "names.gz", &o, &mut progress, &Cancel::new()).unwrap_err();
    assert!(matches!(error, FetchError::Broken { kept: 0, .. }), "{error}");
    assert_eq!(seen[0].0, Stage::Wait);
    let retry = seen.iter().find(|s| s.0 == Stage::Retry).unwrap();
    assert!(retry.1 == 2 && retry.2.contains("cannot download"), "{seen:?}");
}

#[test]
fn a_version_is_marked_as_imported() {
    let server = Server::new(vec![serve("\"1\"", ALL), serve("\"2\"", ALL)]);
    let dir = tempfile::tempdir().unwrap();
    get(&server, dir.path()).unwrap();
    assert!(!is_imported(dir.path(), "names.gz"));
    set_imported(dir.path(), "names.gz", true);
    assert!(is_imported(dir.path(), "names.gz"));
    get(&server, dir.path()).unwrap();
    assert!(!is_imported(dir.path(), "names.gz"), "another version has arrived");
    set_imported(dir.path(), "names.gz", true);
    set_imported(dir.path(), "names.gz", false);
    assert!(!is_imported(dir.path(), "names.gz"));
}
