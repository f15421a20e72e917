//! Properties of the parser and the formatter on random texts and random trees.

#![allow(clippy::unwrap_used)]

mod common;

use common::check_parsed;
use nth_base::{FileId, Span};
use nth_syntax::ast::{BinOp, Expr, ExprKind, Ident, UnOp};
use nth_syntax::build;
use nth_syntax::{
    KEYWORDS, format, is_incomplete, parse, parse_expr, parse_type, print_expr, same_expr, same_module, tokens,
};
use proptest::prelude::*;

const AT: Span = Span { file: FileId(0), start: 0, end: 0 };

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: AT }
}

fn name() -> impl Strategy<Value = Ident> {
    "[a-z_][a-zA-Z0-9_']{0,6}"
        .prop_filter("reserved", |n| !KEYWORDS.contains(&n.as_str()))
        .prop_map(|name| Ident { name, span: AT })
}

fn op() -> impl Strategy<Value = BinOp> {
    prop::sample::select(BinOp::ALL.to_vec())
}

/// Any tree that a program can have, without spans.
fn any_expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        "0|[1-9][0-9]{0,30}".prop_map(|d| expr(ExprKind::Int(d))),
        any::<bool>().prop_map(|b| expr(ExprKind::Bool(b))),
        (prop::option::of(name()), name()).prop_map(|(module, name)| expr(ExprKind::Name { module, name })),
        Just(expr(ExprKind::Hole)),
    ];
    leaf.prop_recursive(8, 96, 4, |e| {
        let b = || e.clone().prop_map(Box::new);
        prop_oneof![
            4 => (op(), b(), b()).prop_map(|(o, l, r)| expr(ExprKind::Binary(o, AT, l, r))),
            2 => (any::<bool>(), b())
                .prop_map(|(n, x)| expr(ExprKind::Unary(if n { UnOp::Not } else { UnOp::Neg }, x))),
            1 => (b(), prop::collection::vec(e.clone(), 0..4)).prop_map(|(f, xs)| expr(ExprKind::Call(f, xs))),
            1 => (b(), b()).prop_map(|(xs, i)| expr(ExprKind::Index(xs, i))),
            1 => (b(), b(), b()).prop_map(|(c, x, y)| expr(ExprKind::If(c, x, y))),
            1 => (name(), b(), b()).prop_map(|(x, v, y)| expr(ExprKind::Let(x, v, y))),
            1 => (prop::collection::vec(name(), 1..3), b()).prop_map(|(xs, y)| expr(ExprKind::Lambda(xs, y))),
            1 => prop::collection::vec(e.clone(), 0..4).prop_map(|xs| expr(ExprKind::List(xs))),
            1 => (name(), b(), b()).prop_map(|(x, v, y)| expr(ExprKind::Nth(x, v, y))),
            1 => b().prop_map(|x| expr(ExprKind::Paren(x))),
        ]
    })
}

/// A text of tokens and comments in any order.
fn soup() -> impl Strategy<Value = String> {
    let signs = [
        "(",
        ")",
        "[",
        "]",
        ",",
        ":",
        ".",
        "?",
        "|",
        "=",
        "->",
        "|>",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "..",
        "..=",
        "++",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "&&",
        "!",
        "≤",
        "$",
        "é",
        "2n",
        "@A1",
        "\n",
        "\n\n",
        " ",
        "\t",
        "// c\n",
        "/* c */",
        "/// d\n",
        "//! m\n",
        "/*",
        "*/",
        "x",
        "f",
        "12",
        "1_0",
        "\u{feff}",
        "\r\n",
        "\0",
        "{",
        "}",
        ";",
        "\\",
        "√",
        "∑",
        "²",
        "π",
        "⌊",
        "⌋",
        "\"",
        "'",
        "`",
        "#",
        "&",
        "~",
        "<-",
        "=>",
        ":=",
        "// 2)\n",
        " mod ",
        " for ",
        " lambda ",
        " case ",
        " return ",
        " elif ",
        " sum(k=1,",
        " sum",
        "1.5",
        "0x1f",
        "--",
        "(*",
        "*)",
        "\r",
    ];
    let words = KEYWORDS.iter().map(|w| format!(" {w} "));
    let all: Vec<String> = signs.iter().map(|s| (*s).to_owned()).chain(words).collect();
    prop::collection::vec(prop::sample::select(all), 0..80).prop_map(|parts| parts.concat())
}

fn sound(text: &str) {
    let parsed = parse(FileId(0), text);
    check_parsed(text, &parsed);
    let _ = is_incomplete(text);
    let (e, _) = parse_expr(FileId(0), text);
    common::check_expr(text, &e, Span::new(FileId(0), 0, text.len()));
    let _ = parse_type(FileId(0), text);
    let mut end = 0;
    for t in tokens(text) {
        assert!(end <= t.span.start && t.span.start < t.span.end);
        end = t.span.end;
    }
    if let Ok(once) = format(text) {
        assert_eq!(format(&once).unwrap(), once, "formatting twice, of {text:?}");
        assert!(same_module(&parsed.module, &parse(FileId(0), &once).module));
    }
}

/// Puts comments and line ends between the tokens of a text.
fn scatter(text: &str, picks: &[u8]) -> String {
    let mut picks = picks.iter().copied().cycle();
    let mut out = String::new();
    let mut end = 0;
    let mut number = 0;
    for t in tokens(text) {
        number += 1;
        out.push_str(&text[end..t.span.start]);
        match picks.next().unwrap_or(0) % 16 {
            0 => out.push_str(&format!(" // {number}\n")),
            1 => out.push_str(&format!("\n// {number}\n")),
            2 => out.push_str(&format!("/* {number} */")),
            3 => out.push_str(&format!("\n\n\n/* {number}\n   x */\n\n")),
            4 => out.push_str(&format!(" /* {number} */ // {number}\n\n// {number}\n")),
            5 => out.push_str("\n\n"),
            _ => {}
        }
        out.push_str(&text[t.span.clone()]);
        end = t.span.end;
    }
    out.push_str(&text[end..]);
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// The source builder prints what the grammar reads back as the same tree, in the words of the formatter.
    #[test]
    fn built_expressions_are_printed(tree in any_expr()) {
        if let Some(built) = build::Expr::from_tree(&tree) {
            let text = built.to_string();
            let (again, diagnostics) = parse_expr(FileId(0), &text);
            prop_assert!(diagnostics.is_empty(), "{text}: {diagnostics:?}");
            prop_assert!(same_expr(&tree, &again), "{text}");
            let printed = print_expr(&tree);
            prop_assert!(printed.contains('\n') || printed == text, "{printed}\n{text}");
            prop_assert_eq!(build::Expr::template(&text).map(|e| e.to_string()), Some(text));
        }
    }


    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        sound(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_characters(text in "\\PC{0,200}") {
        sound(&text);
    }

    #[test]
    fn any_tokens(text in soup()) {
        sound(&text);
        sound(&format!("seq a(n) = {text}"));
    }

    #[test]
    fn printing_keeps_the_tree(e in any_expr()) {
        let text = print_expr(&e);
        let (again, ds) = parse_expr(FileId(0), &text);
        prop_assert!(ds.is_empty(), "{}\n{:?}", text, ds);
        prop_assert!(same_expr(&e, &again), "{}\nas {}", text, print_expr(&again));
    }

    #[test]
    fn formatting_keeps_tree_and_comments(
        es in prop::collection::vec(any_expr(), 1..4),
        picks in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let items: Vec<String> = es
            .iter()
            .enumerate()
            .map(|(i, e)| format!("/// Doc.\n@A{i}\nseq a{i}(n from {i}) = {}\ncheck a{i} = 1, -2, 3\n", print_expr(e)))
            .collect();
        let plain = items.concat();
        let once = format(&plain).unwrap();
        prop_assert_eq!(&format(&once).unwrap(), &once);
        let text = scatter(&plain, &picks);
        if let Some(once) = good_format(&text) {
            prop_assert_eq!(&format(&once).unwrap(), &once, "of\n{}", text);
        }
    }
}

/// The formatted text; none if a comment made the text another program, but never refused.
fn good_format(text: &str) -> Option<String> {
    match format(text) {
        Ok(out) => Some(out),
        Err(ds) => {
            assert!(ds.iter().all(|d| d.code != nth_diag::Code::FormatterRefused), "refused:\n{text}");
            None
        }
    }
}

/// Stack at the depth limit: the printer, the formatter and the walks above do not overflow it.
#[test]
fn deepest_trees() {
    for (front, unit, back) in
        [("(", "n", ")"), ("f(", "n", ")"), ("n + (", "n", ")"), ("let x = 1 in ", "n", ""), ("[", "n", "]")]
    {
        let text = format!("seq a(n) = {}{unit}{}", front.repeat(240), back.repeat(240));
        sound(&text);
        assert!(format(&text).is_ok(), "{front}");
    }
}
