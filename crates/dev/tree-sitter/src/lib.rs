//! Tree-sitter's grammar of nth, built for its tests: parsing, trees as text, and what is wrong in them.
//!
//! The grammar stands in `grammar/tree-sitter-nth` and is used by editors. Nothing that ships depends on this crate:
//! nth itself has its own parser, `nth_syntax`.

// Tests fail by a panic, and these are their assertions.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod corpus;
mod language;

pub use corpus::{Sample, print_samples, samples};
use tree_sitter::{Language, Node, Parser, Tree, TreeCursor};

/// Folder of the grammar, from the root of the repository.
pub const FOLDER: &str = "grammar/tree-sitter-nth";

/// Language of the generated parser.
#[must_use]
pub fn language() -> Language {
    Language::new(language::LANGUAGE)
}

/// New parser of nth.
#[must_use]
pub fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    parser
}

/// Tree of a text; `old` is the tree of the text before an edit, if there is one.
#[must_use]
pub fn parse(parser: &mut Parser, text: impl AsRef<[u8]>, old: Option<&Tree>) -> Tree {
    parser.parse(text, old).unwrap()
}

/// All nodes of a tree, each before its children, with the name of the field in which it stands.
pub fn walk<'t>(tree: &'t Tree, mut visit: impl FnMut(Node<'t>, Option<&'static str>)) {
    let mut cursor: TreeCursor<'t> = tree.walk();
    loop {
        visit(cursor.node(), cursor.field_name());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// Nodes that stand for text which could not be read: `LINE:COLUMN: ERROR`, or `MISSING` and what is missing, or
/// `incomplete` where an item ends too early.
#[must_use]
pub fn problems(tree: &Tree) -> Vec<String> {
    let mut out = Vec::new();
    walk(tree, |node, _| {
        let at = node.start_position();
        if node.is_error() {
            out.push(format!("{}:{}: ERROR", at.row + 1, at.column + 1));
        } else if node.kind() == "incomplete" {
            out.push(format!("{}:{}: incomplete", at.row + 1, at.column + 1));
        } else if node.is_missing() {
            out.push(format!("{}:{}: MISSING {}", at.row + 1, at.column + 1, node.kind()));
        }
    });
    out
}

/// Tree as tree-sitter's corpus files write it: named nodes, one a line, with fields.
#[must_use]
pub fn print_tree(tree: &Tree) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for word in tree.root_node().to_sexp().split(' ') {
        let opens = word.starts_with('(');
        let field = word.ends_with(':');
        let after_field = out.ends_with(": ");
        if !out.is_empty() && (opens || field) && !after_field {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        } else if !after_field && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if field {
            out.push(' ');
        }
        // A bracket in quotes is a token.
        let closes = word.rsplit('"').next().unwrap_or("").matches(')').count();
        depth = (depth + usize::from(opens)).saturating_sub(closes);
    }
    out
}
