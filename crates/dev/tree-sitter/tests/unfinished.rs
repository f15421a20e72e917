//! Items that are being written: what follows one keeps its tree.

#![allow(clippy::unwrap_used)]

use nth_base::FileId;
use nth_testkit::{Random, case_count, files, read};
use nth_tree_sitter::{parse, parser, print_tree};
use tree_sitter::{Node, Tree};

/// Items of a tree behind a place, with documentation but without other comments: trees as text, with their distance
/// from the end of the file.
fn items_from(tree: &Tree, text: &str, at: usize) -> Vec<(usize, String)> {
    let root = tree.root_node();
    let mut cursor = root.walk();
    let behind = |n: &Node<'_>| n.start_byte() >= at && !matches!(n.kind(), "line_comment" | "block_comment");
    let items = root.named_children(&mut cursor).filter(behind);
    items.map(|n: Node<'_>| (text.len() - n.start_byte(), n.to_sexp())).collect()
}

/// Takes away the end of an item, from any of its tokens on: the items behind it are those from before, with their
/// documentation.
#[test]
fn the_next_item_is_untouched() {
    let mut random = Random::new(3);
    let mut parser = parser();
    let texts: Vec<String> = ["stdlib", "examples", "tests/syntax"]
        .iter()
        .flat_map(|folder| files(folder, ".nth"))
        .map(read)
        .filter(|t| t.len() < 6000)
        .collect();
    for _ in 0..case_count(1500) {
        let text = &texts[random.below(texts.len())];
        let parsed = nth_syntax::parse(FileId(0), text);
        let item = &parsed.module.items[random.below(parsed.module.items.len())];
        let range = item.span.range();
        let tokens: Vec<usize> =
            nth_syntax::tokens(text).iter().map(|t| t.span.end).filter(|e| range.contains(e)).collect();
        if tokens.is_empty() {
            continue;
        }
        let cut = random.pick(&tokens);
        let broken = format!("{}{}", &text[..cut], &text[range.end..]);
        let before = items_from(&parse(&mut parser, text, None), text, range.end);
        let tree = parse(&mut parser, &broken, None);
        let after = items_from(&tree, &broken, cut);
        assert!(before == after, "cut at {cut} of\n{}\n{}", &broken[range.start..], print_tree(&tree));
    }
}
