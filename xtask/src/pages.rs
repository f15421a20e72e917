//! Pages of the documentation that are generated from the tables of primitives and diagnostics.

use std::fmt::Write as _;

use nth_diag::{Code, RUN_ERRORS};
use nth_prims::{Cost, Form, Prim, PrimInfo};

const NOTE: &str = "<!-- Written by `cargo xtask gen`; do not edit. -->\n";

/// Generated files: path from the root, and text.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("docs/reference/primitives.md", primitives()),
        ("docs/reference/diagnostics.md", diagnostics()),
        ("grammar/keywords.txt", lines(nth_syntax::KEYWORDS.iter().copied())),
        ("grammar/primitives.txt", lines(named())),
        ("grammar/operators.txt", lines(operators())),
    ]
}

fn lines<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.fold(String::new(), |out, w| out + w + "\n")
}

/// Names of the primitives that can be written by name. `not` is left out, since it is a keyword.
pub fn named() -> impl Iterator<Item = &'static str> {
    Prim::ALL.iter().map(|p| p.info().name).filter(|n| !nth_syntax::KEYWORDS.contains(n))
}

fn operators() -> impl Iterator<Item = &'static str> {
    let written = |p: &Prim| match p.info().form {
        Form::Infix(op) => Some(op),
        Form::Prefix(_) | Form::Call | Form::Index => None,
    };
    Prim::ALL.iter().filter_map(written).chain(["|>"])
}

fn written(info: &PrimInfo) -> String {
    let args = info.params.join(", ");
    match (info.form, info.params) {
        (Form::Infix(op), [a, b]) => format!("{a} {op} {b}"),
        (Form::Prefix(op), [a]) if op.chars().all(char::is_alphabetic) => format!("{op} {a}"),
        (Form::Prefix(op), [a]) => format!("{op}{a}"),
        (Form::Index, [a, b]) => format!("{a}[{b}]"),
        _ => format!("{}({args})", info.name),
    }
}

fn cost(c: Cost) -> &'static str {
    match c {
        Cost::Additive => "additive",
        Cost::Multiplicative => "multiplicative",
        Cost::Division | Cost::CommonDivisor => "division",
        Cost::Power => "power",
        Cost::Root => "root",
        Cost::ModularPower => "powmod",
        Cost::Primality => "primality",
        Cost::NextPrime => "next prime",
        Cost::PrimeCount => "count of primes",
        Cost::Factoring => "factoring",
        Cost::Unit => "1",
        Cost::Control => "1 and its functions",
        Cost::List => "1 and its elements",
    }
}

/// Text for a cell of a table, with `|` escaped.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn primitives() -> String {
    let mut out = format!(
        "{NOTE}\n# Primitives\n\nEverything else is defined by these. The name of an operator denotes its function where a \
         function is expected: `fold(xs, 0, add)`.\nLetters are those of the published postfix language; costs are in \
         [core.md](core.md).\n\n| name | written | type | letter | cost |\n|--|--|--|--|--|\n"
    );
    for i in Prim::ALL.iter().map(|p| p.info()) {
        let letter = i.qsynt.map_or(String::new(), |c| c.to_string());
        let (form, ty) = (cell(&written(i)), cell(i.ty));
        let _ = writeln!(out, "| `{}` | `{form}` | `{ty}` | {letter} | {} |", i.name, cost(i.cost));
    }
    for i in Prim::ALL.iter().map(|p| p.info()) {
        let _ = write!(out, "\n## {}\n\n    {} : {}\n\n{}\n\n", i.name, written(i), i.ty, i.doc);
        if !i.synonyms.is_empty() {
            let _ = write!(out, "Also called: {}.\n\n", i.synonyms.join(", "));
        }
        for (e, v) in i.examples {
            let _ = writeln!(out, "    >>> {e}\n    {v}");
        }
    }
    out
}

fn diagnostics() -> String {
    let mut out = format!(
        "{NOTE}\n# Diagnostics\n\nEvery message has a code; `nth explain CODE` shows its page.\n\n| code | meaning |\n|--|--|\n"
    );
    for c in Code::ALL {
        let sentence = c.page().lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
        let _ = writeln!(out, "| [`{0}`](../../crates/foundation/diag/pages/{0}.md) | {1} |", c.name(), cell(sentence));
    }
    out.push_str(
        "\n## Run-time errors\n\nA term that has no value has one of these errors.\n\n| error | meaning |\n|--|--|\n",
    );
    for (name, page) in RUN_ERRORS {
        let sentence = page.lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
        let _ = writeln!(out, "| [`{name}`](../../crates/foundation/diag/pages/run/{name}.md) | {} |", cell(sentence));
    }
    out
}
