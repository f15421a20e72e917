//! The queries of the grammar: they compile, every word of a program has a colour, and definitions are found.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use nth_base::FileId;
use nth_syntax::ast::ItemKind;
use nth_testkit::{Expected, files, read, root};
use nth_tree_sitter::{FOLDER, language, parse, parser};
use tree_sitter::{Query, QueryCursor, StreamingIterator as _, Tree};

/// Program with every form of the language.
const EVERYTHING: &str = "tests/syntax/everything.nth";

/// Names of captures that editors have colours for.
const COLOURS: [&str; 22] = [
    "attribute",
    "boolean",
    "comment",
    "comment.documentation",
    "constant.builtin",
    "function",
    "function.builtin",
    "function.call",
    "keyword",
    "keyword.conditional",
    "keyword.function",
    "keyword.import",
    "keyword.operator",
    "module",
    "number",
    "operator",
    "punctuation.bracket",
    "punctuation.delimiter",
    "type",
    "type.builtin",
    "variable",
    "variable.parameter",
];

fn query(path: &Path) -> Query {
    Query::new(&language(), &read(path)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn named(name: &str) -> Query {
    query(&root().join(FOLDER).join("queries").join(format!("{name}.scm")))
}

/// Captures of a query: capture, first and last byte, in the order of the patterns.
fn captures<'q>(query: &'q Query, tree: &Tree, text: &str) -> Vec<(&'q str, usize, usize)> {
    let mut cursor = QueryCursor::new();
    let mut out = Vec::new();
    let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
    while let Some(found) = matches.next() {
        for c in found.captures {
            let name = query.capture_names()[c.index as usize];
            out.push((found.pattern_index, name, c.node.start_byte(), c.node.end_byte()));
        }
    }
    out.sort();
    out.into_iter().map(|(_, name, start, end)| (name, start, end)).collect()
}

/// Colours of a text by place: where two patterns name a node, the later one counts.
fn colours<'q>(query: &'q Query, tree: &Tree, text: &str) -> BTreeMap<(usize, usize), &'q str> {
    captures(query, tree, text).into_iter().map(|(name, start, end)| ((start, end), name)).collect()
}

#[test]
fn queries_compile() {
    let paths = files(&format!("{FOLDER}/queries"), ".scm");
    let names: Vec<_> = paths.iter().map(|p| p.file_stem().unwrap().to_string_lossy()).collect();
    assert_eq!(names, ["folds", "highlights", "indents", "injections", "locals", "tags"]);
    for path in &paths {
        assert!(query(path).pattern_count() > 0, "{}", path.display());
    }
    let highlights = named("highlights");
    let unknown: Vec<_> = highlights.capture_names().iter().filter(|n| !COLOURS.contains(n)).collect();
    assert!(unknown.is_empty(), "captures that no editor knows: {unknown:?}");
}

/// The queries that editors keep themselves compile, too: those written from the grammar's, and those by hand.
#[test]
fn queries_of_editors_compile() {
    for (folder, count) in
        [("editors/neovim/queries/nth", 5), ("editors/helix/queries/nth", 6), ("editors/zed/languages/nth", 5)]
    {
        let paths = files(folder, ".scm");
        assert_eq!(paths.len(), count, "{folder}");
        for path in &paths {
            assert!(query(path).pattern_count() > 0, "{}", path.display());
        }
    }
}

/// Colours of a program with every form of the language; `UPDATE=1` writes them anew.
#[test]
fn colours_of_everything() {
    let (mut parser, highlights) = (parser(), named("highlights"));
    let mut text = read(EVERYTHING);
    text.push_str("fn p(xs: [Bool]) = xs |> map(gcd) |> all // done\n");
    let tree = parse(&mut parser, &text, None);
    let mut out = String::new();
    for ((start, end), name) in colours(&highlights, &tree, &text) {
        let word = text[start..end].replace('\n', "\\n");
        writeln!(out, "{name:22} {word}").unwrap();
    }
    let mut expected = Expected::new();
    expected.compare(&root().join(FOLDER).join("test/colours.txt"), &out);
    expected.finish();
}

/// Every token of the library and of the examples has a colour.
#[test]
fn every_token_has_a_colour() {
    let (mut parser, highlights) = (parser(), named("highlights"));
    for path in ["stdlib", "examples", "tests/syntax"].iter().flat_map(|folder| files(folder, ".nth")) {
        let text = read(&path);
        let tree = parse(&mut parser, &text, None);
        let colours = colours(&highlights, &tree, &text);
        for token in nth_syntax::tokens(&text) {
            let word = &text[token.span.clone()];
            let end = token.span.start + word.trim_end().len();
            let found = colours.contains_key(&(token.span.start, end));
            assert!(found, "{}: `{word}` at {:?} has no colour", path.display(), token.span);
        }
    }
}

/// Every definition is a tag, with its documentation.
#[test]
fn definitions_are_tags() {
    let (mut parser, tags) = (parser(), named("tags"));
    for path in files("stdlib", ".nth") {
        let text = read(&path);
        let found = captures(&tags, &parse(&mut parser, &text, None), &text);
        let module = nth_syntax::parse(FileId(0), &text).module;
        let all = |wanted: &str| found.iter().filter(|(name, ..)| *name == wanted).count();
        let definitions = module.items.iter().filter(|i| matches!(i.kind, ItemKind::Def(_)));
        let first = path.display();
        assert_eq!(all("definition.function"), definitions.clone().count(), "{first}: definitions");
        let documented = definitions.map(|d| d.docs.len()).sum::<usize>();
        assert_eq!(all("doc"), documented, "{first}: lines of documentation");
    }
}

/// Names of parameters, of `let` and of `nth` are definitions in the scope where they hold.
#[test]
fn names_have_scopes() {
    let (mut parser, locals) = (parser(), named("locals"));
    let text = "fn f(x, y: Int) = let z = x in |u, v,| nth k from z where k > u";
    let tree = parse(&mut parser, text, None);
    let found = captures(&locals, &tree, text);
    let mut defined: Vec<_> =
        found.iter().filter(|(c, ..)| c.starts_with("local.definition")).map(|&(_, a, b)| &text[a..b]).collect();
    defined.sort_unstable();
    assert_eq!(defined, ["f", "k", "u", "v", "x", "y", "z"]);
    assert_eq!(found.iter().filter(|(c, ..)| *c == "local.scope").count(), 5);
}
