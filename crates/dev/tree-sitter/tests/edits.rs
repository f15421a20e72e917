//! Random edits: the parser does not crash, its trees stay within the text, and a tree that is made from the one before
//! the edit is that of the new text. Where the text is broken, tree-sitter itself promises that not always.

#![allow(clippy::unwrap_used)]

use nth_testkit::{Random, case_count, files, read};
use nth_tree_sitter::{parse, parser, print_tree, walk};
use tree_sitter::{InputEdit, Point};

/// What is inserted, beside pieces of other programs.
const PIECES: [&str; 40] = [
    "(", ")", "[", "]", ",", ":", ".", "?", "|", "=", "->", "|>", "==", "..", "++", "-", "^", "@A1", "\n", "  ", "//",
    "///", "/// >>> ", "//!", "/*", "*/", "seq ", "fn f", "check a", "use ", "let x = ", " in ", "if ", "then", "else",
    "2n", "é≤", "\0", "\r\n", "\u{feff}",
];

fn point(text: &[u8], at: usize) -> Point {
    let before = &text[..at];
    let row = before.iter().filter(|b| **b == b'\n').count();
    let column = at - before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    Point { row, column }
}

/// Replaces a part of the text; gives the edit for the tree.
fn edit(text: &mut Vec<u8>, start: usize, end: usize, new: &[u8]) -> InputEdit {
    let (start_position, old_end_position) = (point(text, start), point(text, end));
    text.splice(start..end, new.iter().copied());
    let new_end = start + new.len();
    let new_end_position = point(text, new_end);
    InputEdit {
        start_byte: start,
        old_end_byte: end,
        new_end_byte: new_end,
        start_position,
        old_end_position,
        new_end_position,
    }
}

#[test]
fn random_edits() {
    let mut random = Random::new(5);
    let mut parser = parser();
    let mut texts: Vec<Vec<u8>> = ["stdlib", "examples", "tests/syntax", "tests/fmt", "tests/diagnostics"]
        .iter()
        .flat_map(|folder| files(folder, ".nth"))
        .map(|path| read(path).into_bytes())
        .collect();
    texts.retain(|t| t.len() < 3000);
    let wanted = case_count(4000);
    let (mut done, mut whole, mut differ) = (0, 0, 0);
    while done < wanted {
        let mut text = texts[random.below(texts.len())].clone();
        let mut tree = parse(&mut parser, &text, None);
        for _ in 0..8 {
            done += 1;
            let start = random.below(text.len() + 1);
            let end = (start + random.below(20) * usize::from(random.once_in(2))).min(text.len());
            let new = if random.once_in(4) {
                let other = &texts[random.below(texts.len())];
                let from = random.below(other.len());
                other[from..(from + random.below(200)).min(other.len())].to_vec()
            } else if random.once_in(3) {
                Vec::new()
            } else {
                random.pick(&PIECES).as_bytes().to_vec()
            };
            let change = edit(&mut text, start, end, &new);
            tree.edit(&change);
            tree = parse(&mut parser, &text, Some(&tree));
            walk(&tree, |node, _| assert!(node.start_byte() <= node.end_byte() && node.end_byte() <= text.len()));
            let fresh = parse(&mut parser, &text, None);
            if fresh.root_node().has_error() {
                differ += u64::from(print_tree(&fresh) != print_tree(&tree));
            } else {
                whole += 1;
                let (fresh, again) = (print_tree(&fresh), print_tree(&tree));
                if fresh != again {
                    let at = fresh.lines().zip(again.lines()).position(|(a, b)| a != b).unwrap_or(0);
                    let part = |t: &str| t.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
                    let text = String::from_utf8_lossy(&text);
                    panic!("{change:?} gives\n{text}\nfrom scratch:\n{}\nagain:\n{}", part(&fresh), part(&again));
                }
            }
        }
    }
    assert!(whole * 20 > done, "only {whole} of {done} texts were right");
    assert!(differ * 200 <= done, "{differ} of {done} broken texts have another tree from scratch");
}

/// Texts that are large in one respect end soon: depth, comments, documentation, words, what is unfinished.
#[test]
fn large_texts() {
    let mut parser = parser();
    let many = 20_000;
    for text in [
        "(".repeat(many),
        "f(".repeat(many) + &")".repeat(many),
        "if n then ".repeat(many),
        format!("seq a(n) = {}n", "- ".repeat(many)),
        "/* ".repeat(many),
        format!("seq a(n) = ({}", "\n/// stray\nn +".repeat(many)),
        format!("seq a(n) = ({}", "\n/// stray".repeat(many)),
        "/// >>> (\n".repeat(many),
        "seq ".repeat(many),
        "a".repeat(50 * many),
        format!("check a = {}", "1, ".repeat(many)),
        "seq a(n) = 2 ^ [\n".repeat(many),
        "] ".repeat(many),
        "²".repeat(many),
    ] {
        let tree = parse(&mut parser, &text, None);
        assert!(tree.root_node().end_byte() <= text.len());
    }
}
