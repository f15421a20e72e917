//! Scenarios: commands to a server, with its answers, in `tests/lsp`.
//!
//! A line `> COMMAND` of the input is a command; the lines behind `> open NAME` and `> text NAME` are a text. Commands:
//! `client JSON` (abilities of the client, before all others), `options JSON` (initialization options), `open NAME`,
//! `text NAME` (the whole text, changed), `change NAME L:C-L:C TEXT` (a JSON string), `close NAME`, `settings JSON`,
//! `diagnostics NAME` (the next ones for the text), `version N` (of the text that it looks at), `asked METHOD` (waits
//! for a request of the server), `METHOD NAME L:C JSON` (a request at a position, with more parameters), `METHOD NAME
//! JSON` (a request about a document) and `METHOD JSON` (any other request). Lines and columns count from 0, as in the
//! protocol.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use nth_testkit::{Case, Part, cases};
use serde_json::{Value, json};

use support::{Pair, modern};

/// Longest list that is shown whole.
const MOST: usize = 12;

fn uri(name: &str) -> String {
    if name.contains(':') { name.to_owned() } else { format!("file:///w/{name}") }
}

fn position(text: &str) -> Option<Value> {
    let (line, column) = text.split_once(':')?;
    Some(json!({ "line": line.parse::<u32>().ok()?, "character": column.parse::<u32>().ok()? }))
}

fn pair(text: &str) -> [(u32, u32); 2] {
    let one = |t: &str| t.split_once(':').map(|(l, c)| (l.parse().unwrap(), c.parse().unwrap())).unwrap();
    text.split_once('-').map(|(a, b)| [one(a), one(b)]).unwrap()
}

/// An answer as text: a line for each member of a list.
fn show(value: &Value) -> String {
    match value {
        Value::Array(all) if !all.is_empty() && all.iter().all(Value::is_number) => {
            // Semantic tokens have five numbers each.
            let numbers: Vec<String> = all.iter().map(Value::to_string).collect();
            numbers.chunks(5).map(|token| token.join(" ")).collect::<Vec<_>>().join("\n")
        }
        Value::Array(all) if !all.is_empty() => {
            let mut lines: Vec<String> = all.iter().take(MOST).map(Value::to_string).collect();
            if all.len() > MOST {
                lines.push(format!("… {} in all", all.len()));
            }
            lines.join("\n")
        }
        Value::Object(o) if o.len() <= 3 && o.values().any(Value::is_array) => {
            let lines: Vec<String> = o.iter().map(|(k, v)| format!("{k}: {}", show(v))).collect();
            lines.join("\n")
        }
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

struct Scenario {
    capabilities: Value,
    options: Value,
    pair: Option<Pair>,
    version: i64,
    parts: Vec<Part>,
}

impl Scenario {
    fn pair(&mut self) -> &mut Pair {
        self.pair.get_or_insert_with(|| Pair::start(&self.capabilities, &self.options))
    }

    fn run(&mut self, command: &str, text: &str) {
        let mut words = command.splitn(2, ' ');
        let (verb, rest) = (words.next().unwrap(), words.next().unwrap_or(""));
        match verb {
            "client" => self.capabilities = serde_json::from_str(rest).unwrap(),
            "options" => self.options = serde_json::from_str(rest).unwrap(),
            "open" => {
                self.version = 1;
                self.pair().client.open(&uri(rest), 1, text);
            }
            "text" => {
                self.version += 1;
                let version = self.version;
                self.pair().client.change(&uri(rest), version, None, text);
            }
            "change" => {
                self.version += 1;
                let version = self.version;
                let (name, rest) = rest.split_once(' ').unwrap();
                let (range, text) = rest.split_once(' ').unwrap();
                let text: String = serde_json::from_str(text).unwrap();
                self.pair().client.change(&uri(name), version, Some(pair(range)), &text);
            }
            "settings" => {
                let settings: Value = serde_json::from_str(rest).unwrap();
                self.pair().client.notify("workspace/didChangeConfiguration", &json!({ "settings": settings }));
            }
            "version" => self.version = rest.parse().unwrap(),
            "asked" => self.pair().client.wait_until_asked(rest),
            "close" => self.pair().client.close(&uri(rest)),
            "diagnostics" => {
                let version = self.version;
                let found = self.pair().client.diagnostics(&uri(rest), version);
                self.parts.push(Part::new(command, show(&found)));
            }
            method => {
                let (params, rest) = parameters(rest);
                let answer = self.pair().client.request(method, &params);
                let text = match &answer {
                    Ok(value) => show(value),
                    Err(e) => format!("error {}: {}", e.code, e.message),
                };
                self.parts.push(Part::new(format!("{method} {rest}"), text));
            }
        }
    }
}

/// Parameters of a request, and what is written of them in the name of the answer.
fn parameters(rest: &str) -> (Value, String) {
    if rest.is_empty() || rest.starts_with(['{', 'n']) && serde_json::from_str::<Value>(rest).is_ok() {
        return (serde_json::from_str(rest).unwrap_or(Value::Null), rest.to_owned());
    }
    let mut words = rest.splitn(2, ' ');
    let (name, rest) = (words.next().unwrap(), words.next().unwrap_or(""));
    let mut params = json!({ "textDocument": { "uri": uri(name) } });
    let (at, more) = rest.split_once(' ').unwrap_or((rest, ""));
    let more = match position(at) {
        Some(at) => {
            params["position"] = at;
            more
        }
        None => rest,
    };
    if !more.is_empty() {
        let more: Value = serde_json::from_str(more).unwrap();
        more.as_object().unwrap().iter().for_each(|(k, v)| params[k] = v.clone());
    }
    (params, format!("{name} {rest}").trim_end().to_owned())
}

fn scenario(case: &Case) -> Vec<Part> {
    let mut s = Scenario { capabilities: modern(), options: Value::Null, pair: None, version: 0, parts: Vec::new() };
    let mut command: Option<String> = None;
    let mut text = String::new();
    for line in case.input.lines().chain(["> end"]) {
        match line.strip_prefix("> ") {
            Some(next) => {
                if let Some(command) = command.replace(next.to_owned()) {
                    s.run(&command, &text);
                }
                text.clear();
            }
            None => text.extend([line, "\n"]),
        }
    }
    if let Some(pair) = s.pair.take() {
        assert_eq!(pair.end(), nth_lsp::Ending::Quiet);
    }
    s.parts
}

#[test]
fn scenarios() {
    cases("tests/lsp", scenario);
}
