//! Every program that nth's parser accepts has a tree without errors, and the same expressions in the same places.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::ops::Range;

use nth_base::FileId;
use nth_syntax::ast::{Expr, ExprKind, ItemKind, Module};
use nth_testkit::{Random, case_count, files_below, read};
use nth_tree_sitter::{parse, parser, problems, walk};
use tree_sitter::{Parser, Tree};

/// Folders with programs.
const FOLDERS: [&str; 4] = ["stdlib", "examples", "tests", "benches"];

/// Node with its place in bytes.
type Place = (&'static str, Range<usize>);

/// Items and expressions of a module, sorted.
fn places(module: &Module) -> BTreeSet<(usize, usize, &'static str)> {
    let mut out = Vec::new();
    for item in &module.items {
        match &item.kind {
            ItemKind::Use(_) => out.push(("use_item", item.span.range())),
            ItemKind::Check(_) => out.push(("check_item", item.span.range())),
            ItemKind::Def(def) => {
                out.push(("definition", item.span.range()));
                expressions(&def.body, &mut out);
            }
            ItemKind::Error => panic!("an item that could not be read"),
        }
    }
    out.into_iter().map(|(kind, r)| (r.start, r.end, kind)).collect()
}

fn expressions(e: &Expr, out: &mut Vec<Place>) {
    let (kind, parts): (_, Vec<&Expr>) = match &e.kind {
        ExprKind::Int(_) => ("integer", vec![]),
        ExprKind::Bool(_) => ("boolean", vec![]),
        ExprKind::Name { module: None, .. } => ("identifier", vec![]),
        ExprKind::Name { module: Some(_), .. } => ("qualified_name", vec![]),
        ExprKind::Hole => ("hole", vec![]),
        ExprKind::Call(f, xs) => ("call_expression", [&**f].into_iter().chain(xs).collect()),
        ExprKind::Index(xs, i) => ("index_expression", vec![xs, i]),
        ExprKind::Unary(_, x) => ("unary_expression", vec![x]),
        ExprKind::Binary(_, _, a, b) => ("binary_expression", vec![a, b]),
        ExprKind::If(c, a, b) => ("if_expression", vec![c, a, b]),
        ExprKind::Let(_, a, b) => ("let_expression", vec![a, b]),
        ExprKind::Nth(_, a, p) => ("nth_expression", vec![a, p]),
        ExprKind::Lambda(_, b) => ("lambda", vec![b]),
        ExprKind::List(xs) => ("list_expression", xs.iter().collect()),
        ExprKind::Paren(x) => ("parenthesized_expression", vec![x]),
        ExprKind::Error => panic!("an expression that could not be read"),
    };
    out.push((kind, e.span.range()));
    parts.into_iter().for_each(|x| expressions(x, out));
}

/// The same of a tree of tree-sitter. A definition begins behind its A-numbers.
fn places_of_tree(tree: &Tree) -> BTreeSet<(usize, usize, &'static str)> {
    let mut out = BTreeSet::new();
    walk(tree, |node, field| {
        let parent = node.parent().map_or("", |p| p.kind());
        let in_expression = match node.kind() {
            "identifier" => {
                !matches!(field, Some("name" | "module"))
                    && !matches!(parent, "module_path" | "imports" | "lambda_parameters" | "type_identifier")
            }
            "integer" => !matches!(parent, "terms" | "offset" | "negative_integer"),
            "boolean" | "hole" | "lambda" | "qualified_name" | "use_item" | "definition" | "check_item" => true,
            kind => node.is_named() && kind.ends_with("_expression"),
        };
        if in_expression {
            let start = node.child_by_field_name("kind").filter(|_| node.kind() == "definition").unwrap_or(node);
            out.insert((start.start_byte(), node.end_byte(), node.kind()));
        }
    });
    out
}

/// Asserts that both parsers agree on an accepted text.
fn agree(parser: &mut Parser, name: &str, text: &str, module: &Module) {
    let tree = parse(parser, text, None);
    let wrong = problems(&tree);
    assert!(wrong.is_empty(), "{name}: {wrong:?}\n{text}");
    let (ours, theirs) = (places(module), places_of_tree(&tree));
    let difference: Vec<_> = ours.symmetric_difference(&theirs).map(|&(a, b, k)| (k, &text[a..b])).collect();
    assert!(difference.is_empty(), "{name}: the parsers differ in {difference:#?}\n{text}");
}

#[test]
fn accepted_programs_have_the_same_trees() {
    let paths: Vec<_> = FOLDERS.iter().flat_map(|folder| files_below(folder, ".nth")).collect();
    let mut parser = parser();
    let mut accepted = 0;
    for path in &paths {
        let text = read(path);
        let parsed = nth_syntax::parse(FileId(0), &text);
        if parsed.diagnostics.iter().any(|d| d.is_error()) {
            continue;
        }
        accepted += 1;
        agree(&mut parser, &path.display().to_string(), &text, &parsed.module);
    }
    assert!(accepted > 100, "only {accepted} of {} programs were accepted", paths.len());
}

/// Text of a random expression, with operators side by side and few brackets.
fn expression(random: &mut Random, depth: usize) -> String {
    const OPERATORS: [&str; 18] =
        ["|>", "or", "and", "==", "!=", "<", "<=", ">", ">=", "..", "..=", "++", "+", "-", "*", "/", "%", "^"];
    if depth == 0 || random.once_in(6) {
        return random.pick(&["n", "x'", "f", "m.g", "12", "1_000", "true", "?", "[]", "f()"]).to_owned();
    }
    let kind = random.below(20);
    let mut part = || expression(random, depth - 1);
    match kind {
        0 => format!("-{}", part()),
        1 => format!("not {}", part()),
        2 => format!("({})", part()),
        3 => format!("{}({}, {},)", part(), part(), part()),
        4 => format!("{}[{}]", part(), part()),
        5 => format!("[{}, {}]", part(), part()),
        6 => format!("if {} then {} else {}", part(), part(), part()),
        7 => format!("let a = {} in {}", part(), part()),
        8 => format!("nth k from {} where {}", part(), part()),
        9 => format!("|a, b| {}", part()),
        _ => {
            let (a, b) = (part(), part());
            format!("{a} {} {b}", random.pick(&OPERATORS))
        }
    }
}

#[test]
fn random_expressions_have_the_same_trees() {
    let mut random = Random::new(11);
    let mut parser = parser();
    let (mut tried, mut accepted) = (0, 0);
    let wanted = case_count(2000);
    while accepted < wanted {
        tried += 1;
        assert!(tried < 50 * wanted, "only {accepted} of {tried} expressions were accepted");
        let text = format!("seq a(n) = {}", expression(&mut random, 5));
        let parsed = nth_syntax::parse(FileId(0), &text);
        if parsed.diagnostics.is_empty() {
            accepted += 1;
            agree(&mut parser, "random", &text, &parsed.module);
        }
    }
}
