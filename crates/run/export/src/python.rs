//! Statements in the syntax of Python.

use crate::frame::Lines;
use crate::helpers;
use crate::sources::python_range;
use crate::stmt::{Emitted, Function, Item, Stmt};
use crate::{Entry, Kind};

pub(crate) fn program(emitted: &Emitted, entry: &Entry, count: u64) -> String {
    let mut out = Lines::new(4);
    for item in &emitted.items {
        match item {
            Item::Function(f) => function(&mut out, f),
            Item::Search(s) => {
                out.line(&format!("{} = _nth_search({}, {})", s.name, s.test, s.start.text));
                out.line("");
                out.line("");
            }
        }
    }
    entry_function(&mut out, emitted, entry);
    let body = out.done();

    let helpers = helpers::python(&body);
    let mut out = Lines::new(4);
    out.line(&format!("\"\"\"{}. Run it to print terms, or import a.\"\"\"", entry.name.replace(['\\', '"'], "_")));
    if helpers.iter().any(|h| h.contains("math.")) || body.contains("math.") {
        out.line("import math");
    }
    out.line("import sys");
    out.line("import threading");
    out.line("");
    out.line("sys.setrecursionlimit(1000000)");
    out.line("if hasattr(sys, \"set_int_max_str_digits\"):");
    out.inside(|out| out.line("sys.set_int_max_str_digits(0)"));
    out.line("");
    out.line("");
    for helper in helpers {
        helper.lines().for_each(|l| out.line(l));
        out.line("");
        out.line("");
    }
    body.lines().for_each(|l| out.line(l));
    let first = if entry.kind == Kind::Seq { entry.offset } else { 0 };
    out.line("def main():");
    out.inside(|out| {
        out.line("\"\"\"Prints terms, as many as the argument says.\"\"\"");
        out.line(&format!("count = int(sys.argv[1]) if len(sys.argv) > 1 else {count}"));
        let (from, to) = (first.to_string(), if first == 0 { "count".to_owned() } else { format!("{first} + count") });
        out.line(&format!("for n in range({from}, {to}):"));
        out.inside(|out| out.line("print(a(n), flush=True)"));
    });
    out.line("");
    out.line("");
    out.line("if __name__ == \"__main__\":");
    out.inside(|out| {
        out.line("# A thread, because only threads can have a large stack.");
        out.line("threading.stack_size(512 * 1024 * 1024)");
        out.line("done = []");
        out.line("thread = threading.Thread(target=lambda: done.append(main()), daemon=True)");
        out.line("thread.start()");
        out.line("thread.join()");
        out.line("if not done:");
        out.inside(|out| out.line("sys.exit(1)"));
    });
    out.done()
}

fn entry_function(out: &mut Lines, emitted: &Emitted, entry: &Entry) {
    let f = &emitted.entry;
    if f == "a" {
        return;
    }
    let (n, k) = (entry.offset, entry.second_offset);
    out.line("def a(n):");
    out.inside(|out| match entry.kind {
        Kind::Seq => {
            out.line(&format!("\"\"\"The term at index n, from {n} on.\"\"\""));
            out.line(&format!("return {f}({})", if emitted.params == 2 { "n, 0" } else { "n" }));
        }
        Kind::Triangle => {
            out.line("\"\"\"The n-th entry by rows, from 0 on.\"\"\"");
            out.line(&format!("row = {n}"));
            out.line(&format!("while n >= max(0, row - {} + 1):", signed(k)));
            out.inside(|out| {
                out.line(&format!("n -= max(0, row - {} + 1)", signed(k)));
                out.line("row += 1");
            });
            out.line(&format!("return {f}(row, {k} + n)"));
        }
        Kind::Array => {
            out.line("\"\"\"The n-th entry by antidiagonals, from 0 on.\"\"\"");
            out.line("diagonal = 0");
            out.line("while n > diagonal:");
            out.inside(|out| {
                out.line("n -= diagonal + 1");
                out.line("diagonal += 1");
            });
            out.line(&format!("return {f}({n} + n, {k} + diagonal - n)"));
        }
    });
    out.line("");
    out.line("");
}

/// Literal after a minus sign.
pub(crate) fn signed(k: i64) -> String {
    if k < 0 { format!("({k})") } else { k.to_string() }
}

fn function(out: &mut Lines, f: &Function) {
    if f.memory.is_some() {
        out.line("@_nth_memo");
    }
    out.line(&format!("def {}({}):", f.name, f.params.join(", ")));
    block(out, &f.body);
    out.line("");
    out.line("");
}

fn block(out: &mut Lines, stmts: &[Stmt]) {
    out.inside(|out| {
        if stmts.is_empty() {
            out.line("pass");
        }
        stmts.iter().for_each(|s| stmt(out, s));
    });
}

fn stmt(out: &mut Lines, s: &Stmt) {
    match s {
        Stmt::AtLeast(n, first, name) => {
            out.line(&format!("if {n} < {first}:"));
            out.inside(|out| {
                out.line(&format!(
                    "raise IndexError(f\"below-first-index: {name}({{{n}}}), and the first index of {name} is {first}\")"
                ));
            });
        }
        Stmt::Set(x, v) => out.line(&format!("{x} = {}", v.text)),
        Stmt::SetAll(xs, vs) => {
            let values: Vec<&str> = vs.iter().map(|v| v.text.as_str()).collect();
            out.line(&format!("{} = {}", xs.join(", "), values.join(", ")));
        }
        Stmt::NewList(x) => out.line(&format!("{x} = []")),
        Stmt::Push(x, v) => out.line(&format!("{x}.append({})", v.text)),
        Stmt::ListDone(_) => {}
        Stmt::If(test, then, otherwise) => {
            out.line(&format!("if {}:", test.text));
            block(out, then);
            if !otherwise.is_empty() {
                out.line("else:");
                block(out, otherwise);
            }
        }
        Stmt::For(i, from, to, inclusive, body) => {
            out.line(&format!("for {i} in {}:", python_range(from, to, *inclusive)));
            block(out, body);
        }
        Stmt::ForEach(x, list, body) => {
            out.line(&format!("for {x} in {}:", list.text));
            block(out, body);
        }
        Stmt::ForPairs([a, b, _], xs, ys, body) => {
            out.line(&format!("for {a}, {b} in zip({}, {}):", xs.text, ys.text));
            block(out, body);
        }
        Stmt::Forever(body) => {
            out.line("while True:");
            block(out, body);
        }
        Stmt::Break => out.line("break"),
        Stmt::Continue => out.line("continue"),
        Stmt::Return(v) => out.line(&format!("return {}", v.text)),
    }
}
