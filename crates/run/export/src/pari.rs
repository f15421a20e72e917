//! Statements in the syntax of PARI/GP.

use crate::frame::Lines;
use crate::helpers;
use crate::python::signed;
use crate::stmt::{Emitted, Function, Item, Memory, Search, Stmt};
use crate::{Entry, Kind};

pub(crate) fn program(emitted: &Emitted, entry: &Entry, count: u64) -> String {
    let mut out = Lines::new(2);
    for item in &emitted.items {
        match item {
            Item::Function(f) => function(&mut out, f),
            Item::Search(s) => search(&mut out, s),
        }
    }
    entry_function(&mut out, emitted, entry);
    let body = out.done();

    let mut out = Lines::new(2);
    out.line(&format!("\\\\ {}: a(n) is the term at index n.", entry.name.replace(['\n', '\r'], " ")));
    out.line("\\\\ For recursion beyond some 20,000 calls: ulimit -s unlimited.");
    out.line("if(default(parisizemax) < 4*10^9, default(parisizemax, 4*10^9));");
    out.line("");
    for helper in helpers::pari(&body) {
        helper.lines().for_each(|l| out.line(l));
        out.line("");
    }
    body.lines().for_each(|l| out.line(l));
    let first = if entry.kind == Kind::Seq { entry.offset } else { 0 };
    let last = i128::from(first) + i128::from(count) - 1;
    out.line(&format!("for(n = {first}, {last}, print(a(n)));"));
    out.done()
}

fn entry_function(out: &mut Lines, emitted: &Emitted, entry: &Entry) {
    let f = &emitted.entry;
    if f == "a" {
        return;
    }
    let (n, k) = (entry.offset, entry.second_offset);
    match entry.kind {
        Kind::Seq => {
            out.line(&format!("a(n) = {f}({});", if emitted.params == 2 { "n, 0" } else { "n" }));
        }
        Kind::Triangle => {
            out.line("a(n) =");
            out.line("{");
            out.inside(|out| {
                out.line(&format!("my(row = {n});"));
                out.line(&format!("while(n >= max(0, row - {0} + 1), n -= max(0, row - {0} + 1); row++);", signed(k)));
                out.line(&format!("return({f}(row, {k} + n));"));
            });
            out.line("}");
        }
        Kind::Array => {
            out.line("a(n) =");
            out.line("{");
            out.inside(|out| {
                out.line("my(diagonal = 0);");
                out.line("while(n > diagonal, n -= diagonal + 1; diagonal++);");
                out.line(&format!("return({f}({n} + n, {k} + diagonal - n));"));
            });
            out.line("}");
        }
    }
    out.line("");
}

fn search(out: &mut Lines, s: &Search) {
    let Search { name, test, start, found, next } = s;
    out.line(&format!("{found} = List(); {next} = {};", start.text));
    out.line(&format!("{name}(n) ="));
    out.line("{");
    out.inside(|out| {
        out.line("nth_position(n);");
        out.line(&format!("while(#{found} <= n,"));
        out.inside(|out| {
            out.line(&format!("my(k = {next});"));
            out.line(&format!("if({test}(k), listput(~{found}, k));"));
            out.line(&format!("{next} = k + 1"));
        });
        out.line(");");
        out.line(&format!("return({found}[n + 1]);"));
    });
    out.line("}");
    out.line("");
}

fn function(out: &mut Lines, f: &Function) {
    let params = f.params.join(", ");
    let name = f.memory.as_ref().map_or(&f.name, |m| &m.compute);
    if let Some(Memory { values, compute }) = &f.memory {
        let key = if f.params.len() == 1 { params.clone() } else { format!("[{params}]") };
        out.line(&format!("{values} = Map();"));
        out.line(&format!("{}({params}) =", f.name));
        out.line("{");
        out.inside(|out| {
            out.line("my(value);");
            out.line(&format!("if(mapisdefined({values}, {key}, &value), return(value));"));
            out.line(&format!("value = {compute}({params});"));
            out.line(&format!("mapput(~{values}, {key}, value);"));
            out.line("return(value);");
        });
        out.line("}");
    }
    out.line(&format!("{name}({params}) ="));
    out.line("{");
    out.inside(|out| {
        if !f.locals.is_empty() {
            out.line(&format!("my({});", f.locals.join(", ")));
        }
        f.body.iter().for_each(|s| stmt(out, s));
    });
    out.line("}");
    out.line("");
}

/// Statement whose last part is a sequence.
fn control(out: &mut Lines, head: &str, body: &[Stmt]) {
    out.line(&format!("{head},"));
    out.inside(|out| body.iter().for_each(|s| stmt(out, s)));
    out.line(");");
}

fn stmt(out: &mut Lines, s: &Stmt) {
    match s {
        Stmt::AtLeast(n, first, name) => out.line(&format!(
            "if({n} < {first}, error(\"below-first-index: {name}(\", {n}, \"), and the first index of {name} is {first}\"));"
        )),
        Stmt::Set(x, v) => out.line(&format!("{x} = {};", v.text)),
        Stmt::SetAll(xs, vs) => {
            let values: Vec<&str> = vs.iter().map(|v| v.text.as_str()).collect();
            if let ([x], [v]) = (xs.as_slice(), values.as_slice()) {
                out.line(&format!("{x} = {v};"));
            } else {
                out.line(&format!("[{}] = [{}];", xs.join(", "), values.join(", ")));
            }
        }
        Stmt::NewList(x) => out.line(&format!("{x} = List();")),
        Stmt::Push(x, v) => out.line(&format!("listput(~{x}, {});", v.text)),
        Stmt::ListDone(x) => out.line(&format!("{x} = Vec({x});")),
        Stmt::If(test, then, otherwise) => {
            if otherwise.is_empty() {
                return control(out, &format!("if({}", test.text), then);
            }
            out.line(&format!("if({},", test.text));
            out.inside(|out| then.iter().for_each(|s| stmt(out, s)));
            out.line(",");
            out.inside(|out| otherwise.iter().for_each(|s| stmt(out, s)));
            out.line(");");
        }
        Stmt::For(i, from, to, inclusive, body) => {
            let to = if *inclusive { to.clone() } else { to.plus(-1) };
            control(out, &format!("for({i} = {}, {}", from.text, to.text), body);
        }
        Stmt::ForEach(x, list, body) => control(out, &format!("foreach({}, {x}", list.text), body),
        Stmt::ForPairs([a, b, i], xs, ys, body) => {
            out.line(&format!("for({i} = 1, min(#{}, #{}),", xs.at(12), ys.at(12)));
            out.inside(|out| {
                out.line(&format!("{a} = {}[{i}];", xs.at(12)));
                out.line(&format!("{b} = {}[{i}];", ys.at(12)));
                body.iter().for_each(|s| stmt(out, s));
            });
            out.line(");");
        }
        Stmt::Forever(body) => control(out, "while(1", body),
        Stmt::Break => out.line("break();"),
        Stmt::Continue => out.line("next();"),
        Stmt::Return(v) => out.line(&format!("return({});", v.text)),
    }
}
