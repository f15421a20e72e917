//! Option `--time`: times of a run as text and as JSON.

use std::time::Duration;

use nth_base::{grouped, plural};
use nth_session::{DefId, Session, Timing};
use serde_json::{Value as Json, json};

use crate::clock::{peak_memory, show};
use crate::output::say;

/// Prints the times of a sequence in one line on standard error.
pub fn say_run(session: &Session, id: DefId, t: &Timing) {
    let name = session.def(id).map_or("", |d| d.name.as_str());
    let mut line = format!("time: {name}: compile {}, {}", show(t.compile_ns), plural(t.terms as usize, "term"));
    if let Some(each) = t.run_ns.checked_div(t.terms) {
        line += &format!(" in {}, {} each", show(t.run_ns), show(each));
    }
    if let Some((position, ns)) = t.slowest {
        line += &format!(", the slowest {} with {}", place(session, id, position), show(ns));
    }
    match t.switched_at {
        None => line += &format!("; {}", t.engine.name()),
        Some(at) => line += &format!("; {} from {} on", t.engine.name(), place(session, id, at)),
    }
    say!("{line}");
}

/// Prints the last line of times: `all` is the time of the whole command, `before` the time before the first sequence;
/// peak memory follows.
pub fn say_all(before: Duration, all: Duration) {
    let memory = peak_memory().map_or_else(String::new, |kb| format!("; at most {} MB", grouped(kb.div_ceil(1024))));
    let (all, before) = (show(ns(all)), show(ns(before)));
    say!("time: {all} in all, {before} of it to read the library and the file{memory}");
}

/// Times as a JSON object, in nanoseconds; `before` is the time before the first sequence.
pub fn json(session: &Session, id: DefId, t: &Timing, before: Duration) -> Json {
    let index = |position: u64| session.index_at(id, position);
    json!({
        "start_ns": ns(before), "memory_kb": peak_memory(), "compile_ns": t.compile_ns, "run_ns": t.run_ns, "tier": t.engine.name(), "switched_at": t.switched_at.map(index),
        "slowest": t.slowest.map(|(position, ns)| json!({ "index": index(position), "ns": ns })),
    })
}

fn ns(d: Duration) -> u64 {
    u64::try_from(d.as_nanos()).unwrap_or(u64::MAX)
}

fn place(session: &Session, id: DefId, position: u64) -> String {
    session.term_text(id, &session.index_at(id, position))
}
