//! Times of the language server, as an editor sees them: the 50th and the 99th percentile of answers about a generated
//! module of a thousand lines. The server is the program that the variable `NTH` names, else the release build.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use nth_testkit::{LspClient, root};
use serde_json::{Value, json};

use crate::Done;
use crate::table::Table;

const URI: &str = "file:///w/a.nth";
/// Number of blocks of five lines of the module.
const BLOCKS: usize = 200;
/// Number of edits that are timed.
const EDITS: usize = 400;
/// Number of servers that are started.
const STARTS: usize = 20;
/// Sequences whose programs are wanted: terms for a `check`.
const WANTED: [&str; 8] = [
    "0, 1, 4, 9, 16, 25, 36, 49, 64, 81",
    "1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024",
    "0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89",
    "1, 1, 2, 6, 24, 120, 720, 5040, 40320",
    "0, 1, 3, 6, 10, 15, 21, 28, 36, 45",
    "2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37",
    "1, 3, 7, 15, 31, 63, 127, 255, 511",
    "1, 2, 5, 14, 42, 132, 429, 1430, 4862",
];

struct Server {
    child: Child,
    client: LspClient,
}

impl Server {
    fn start(program: &PathBuf) -> Done<Self> {
        let mut child = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start {}: {e}; build it, or name it in NTH", program.display()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the server has no input or output".into());
        };
        let mut client = LspClient::new(input, output);
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-16"] },
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
        });
        client.initialize(&capabilities, &Value::Null, None);
        Ok(Self { child, client })
    }

    fn end(mut self) -> Done<()> {
        self.client.shutdown();
        self.child.wait()?;
        Ok(())
    }
}

fn module() -> String {
    let mut text = String::new();
    for k in 0..BLOCKS {
        let before = k.saturating_sub(1);
        text += &format!("/// Sequence number {k}, from the two terms before.\n");
        text += &format!("seq s{k}(n) = if n < 2 then n else s{k}(n - 1) + {k} * g{before}(s{k}(n - 2)) % 1000\n");
        text += &format!("check s{k} = 0, 1\n");
        text += &format!("fn g{k}(x: Int) -> Int = sum(map(1..=3, |i| i * x)) + {k}\n\n");
    }
    text
}

/// The times at 50 and 99 of a hundred, in milliseconds.
fn percentiles(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let place = (part * times.len() as f64).ceil() as usize;
        times.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    };
    (at(0.5), at(0.99))
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Prints the table.
pub fn report() -> Done<()> {
    let program = std::env::var_os("NTH").map_or_else(|| root().join("target/release/nth"), PathBuf::from);
    let mut table = Table::new(&["on a module of 1,000 lines", "50 % (ms)", "99 % (ms)", "measured"]);
    let mut row = |what: &str, times: Vec<f64>| {
        let count = times.len();
        let (middle, high) = percentiles(times);
        table.row(vec![what.to_owned(), format!("{middle:.1}"), format!("{high:.1}"), count.to_string()]);
    };
    row("start to first diagnostics", starts(&program)?);
    let mut server = Server::start(&program)?;
    let text = module();
    server.client.open(URI, 1, &text);
    server.client.diagnostics(URI, 1);
    let mut version = 1;
    row("keystroke to diagnostics", keystrokes(&mut server.client, &mut version));
    row("keystroke to completion", completions(&mut server.client, &mut version)?);
    row("hover with terms, after an edit of the definition", hovers(&mut server.client, &mut version)?);
    row("hover with terms that are known", known_hovers(&mut server.client)?);
    row("keystroke to semantic tokens of the file", tokens(&mut server.client, &mut version)?);
    row("completion at a hole", holes(&mut server.client, &mut version)?);
    server.end()?;
    table.print();
    Ok(())
}

fn starts(program: &PathBuf) -> Done<Vec<f64>> {
    let text = module();
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        let mut server = Server::start(program)?;
        server.client.open(URI, 1, &text);
        server.client.diagnostics(URI, 1);
        times.push(milliseconds(start));
        server.end()?;
    }
    Ok(times)
}

/// Line of the sequence of a block.
fn line_of(block: usize) -> u32 {
    u32::try_from(5 * block + 1).unwrap_or(0)
}

/// A block for each of many edits, far from each other.
fn blocks() -> impl Iterator<Item = usize> {
    (0..EDITS).map(|k| (k * 37) % BLOCKS)
}

fn at(line: u32, column: u32) -> Value {
    json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": column } })
}

/// Types a digit behind the number that ends the line of a sequence, and one more each time.
fn keystroke(client: &mut LspClient, version: &mut i64, block: usize) {
    let line = line_of(block);
    *version += 1;
    let end = (line, 10_000);
    client.change(URI, *version, Some([end, end]), "1");
}

fn keystrokes(client: &mut LspClient, version: &mut i64) -> Vec<f64> {
    let mut times = Vec::new();
    for block in blocks() {
        let start = Instant::now();
        keystroke(client, version, block);
        client.diagnostics(URI, *version);
        times.push(milliseconds(start));
    }
    times
}

fn completions(client: &mut LspClient, version: &mut i64) -> Done<Vec<f64>> {
    let mut times = Vec::new();
    for block in blocks() {
        let line = line_of(block);
        let start = Instant::now();
        *version += 1;
        client.change(URI, *version, Some([(line, 10_000), (line, 10_000)]), " + f");
        let found = client.request("textDocument/completion", &at(line, 10_000)).map_err(|e| e.message)?;
        times.push(milliseconds(start));
        if found["items"].as_array().is_none_or(Vec::is_empty) {
            return Err("a completion was not found".into());
        }
        client.diagnostics(URI, *version);
        *version += 1;
        client.change(URI, *version, Some([(line, 10_000), (line, 10_000)]), "ib(1)");
        client.diagnostics(URI, *version);
    }
    Ok(times)
}

fn hovers(client: &mut LspClient, version: &mut i64) -> Done<Vec<f64>> {
    let mut times = Vec::new();
    for block in blocks() {
        keystroke(client, version, block);
        client.diagnostics(URI, *version);
        let start = Instant::now();
        client.request("textDocument/hover", &at(line_of(block), 5)).map_err(|e| e.message)?;
        times.push(milliseconds(start));
    }
    Ok(times)
}

fn known_hovers(client: &mut LspClient) -> Done<Vec<f64>> {
    let mut times = Vec::new();
    for block in blocks().chain(blocks()) {
        let start = Instant::now();
        client.request("textDocument/hover", &at(line_of(block), 5)).map_err(|e| e.message)?;
        times.push(milliseconds(start));
    }
    // The first half has made the others known.
    times.drain(..EDITS);
    Ok(times)
}

fn tokens(client: &mut LspClient, version: &mut i64) -> Done<Vec<f64>> {
    let document = json!({ "textDocument": { "uri": URI } });
    let mut times = Vec::new();
    for block in blocks() {
        let start = Instant::now();
        keystroke(client, version, block);
        client.request("textDocument/semanticTokens/full", &document).map_err(|e| e.message)?;
        times.push(milliseconds(start));
        client.diagnostics(URI, *version);
    }
    Ok(times)
}

/// Times of holes that a search fills; the others are left out, and counted in the last column.
fn holes(client: &mut LspClient, version: &mut i64) -> Done<Vec<f64>> {
    let mut times = Vec::new();
    let mut text = module();
    let line = u32::try_from(5 * BLOCKS).unwrap_or(0);
    for (number, terms) in WANTED.iter().cycle().take(3 * WANTED.len()).enumerate() {
        let from = if terms.starts_with('2') { " from 1" } else { "" };
        text.truncate(module().len());
        text += &format!("seq h{number}(n{from}) = ?\ncheck h{number} = {terms}\n");
        *version += 1;
        client.change(URI, *version, None, &text);
        client.diagnostics(URI, *version);
        let column = u32::try_from(format!("seq h{number}(n{from}) = ?").len()).unwrap_or(0);
        let start = Instant::now();
        let found = client.request("textDocument/completion", &at(line, column)).map_err(|e| e.message)?;
        let time = milliseconds(start);
        if found["items"].as_array().is_some_and(|all| all.iter().any(|i| i["filterText"] == "?")) {
            times.push(time);
        }
    }
    Ok(times)
}
