//! A megabyte of anything: the parser ends, with a tree no deeper than the limit and of a size in proportion to the
//! text.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

mod common;

use common::{depth_expr, walk_module};
use nth_base::FileId;
use nth_syntax::ast::MAX_DEPTH;
use nth_syntax::{format, is_incomplete, parse, parse_expr, parse_type};

/// Texts that are repeated to a megabyte. The first part is written once in front.
const UNITS: &[(&str, &str)] = &[
    ("", "("),
    ("", ")"),
    ("", "["),
    ("", "]"),
    ("", "(["),
    ("", ")]"),
    ("", "()"),
    ("", "?"),
    ("", "? "),
    ("", "/*"),
    ("", "/* */"),
    ("", "/**/ x "),
    ("", "7"),
    ("", "7 "),
    ("", "x"),
    ("", "x "),
    ("", "x."),
    ("", "_"),
    ("", "'"),
    ("", " "),
    ("", "\n"),
    ("", "\r\n"),
    ("", "\0"),
    ("", "é"),
    ("", "{"),
    ("", "{}"),
    ("", "{x,"),
    ("", "x {"),
    ("", ";"),
    ("", "x;"),
    ("", "²"),
    ("", "x²"),
    ("", "√"),
    ("", "∑ "),
    ("", "⌊"),
    ("", "⌊x⌋"),
    ("", "\""),
    ("", "`"),
    ("", "x `f` "),
    ("", "# "),
    ("", "x # y\n"),
    ("", "x -- a b\n"),
    ("", "(*"),
    ("", "(* x *)"),
    ("", "x!"),
    ("", "(x)!"),
    ("", "!"),
    ("", "\\"),
    ("", "\\x "),
    ("", "\\x -> "),
    ("", "lambda "),
    ("", "lambda x: "),
    ("", "x -> "),
    ("", "(x, "),
    ("", "(x,) => "),
    ("", "x => "),
    ("", "if x "),
    ("", "if x: "),
    ("", "if x { "),
    ("", "if(x, "),
    ("", "x if y "),
    ("", "x ? y : "),
    ("", "x ? "),
    ("", "x where y = "),
    ("", "x in "),
    ("", "x for y in "),
    ("", "[x for y in "),
    ("", "[x | y <- "),
    ("", "(x for y in z)"),
    ("", "sum(k = "),
    ("", "sum(k = 1, "),
    ("", "f[x, "),
    ("", "If[x, "),
    ("", "let f(x) = "),
    ("", "let (x) = "),
    ("", "case x "),
    ("", "return x "),
    ("", "x += "),
    ("", "x mod "),
    ("", "x << "),
    ("", "x /= "),
    ("", "1."),
    ("", "1.5 "),
    ("", "0x1f "),
    ("", "elif "),
    ("", "f x = 1\n"),
    ("", "def f(x): return x\n"),
    ("seq a(n) = n ", "// n\n + n "),
    ("seq a(n) = f(n ", "// n)\n"),
    ("seq a(n) = ", "|x,"),
    ("", "$ "),
    ("", "\u{feff}"),
    ("", "@"),
    ("", "@A1\n"),
    ("", "///\n"),
    ("", "//!\n"),
    ("", "//\n"),
    ("", "/// x\nseq a(n) = 1\n"),
    ("", "seq "),
    ("", "seq\n"),
    ("", "seq a(n) = 1\n"),
    ("", "check a = 1\n"),
    ("", "use a\n"),
    ("use a", ".b"),
    ("use a(x", ",y"),
    ("check a = 1", ",-1"),
    ("check a = 1", ","),
    ("check a = ", "-"),
    ("", "seq a(n) = (\n"),
    ("", "fn f(x: ("),
    ("fn f(x: ", "("),
    ("fn f(x: ", "["),
    ("fn f(x: a", "->a"),
    ("fn f(x: a", "->(a"),
    ("fn f(x", ",x"),
    ("seq a(n) = ", "("),
    ("seq a(n) = ", "["),
    ("seq a(n) = ", "(["),
    ("seq a(n) = ", "f("),
    ("seq a(n) = ", "f(1,"),
    ("seq a(n) = ", "-"),
    ("seq a(n) = ", "- "),
    ("seq a(n) = ", "not "),
    ("seq a(n) = ", "-not "),
    ("seq a(n) = ", "!"),
    ("seq a(n) = ", "|x|"),
    ("seq a(n) = ", "|x "),
    ("seq a(n) = ", "|"),
    ("seq a(n) = ", "| "),
    ("seq a(n) = ", "|x, "),
    ("seq a(n) = ", "if "),
    ("seq a(n) = ", "if x then "),
    ("seq a(n) = ", "if x then y else "),
    ("seq a(n) = ", "else "),
    ("seq a(n) = ", "then else "),
    ("seq a(n) = if ", "a then b else c + if "),
    ("seq a(n) = ", "let x = "),
    ("seq a(n) = ", "let x = 1 in "),
    ("seq a(n) = ", "let "),
    ("seq a(n) = ", "in "),
    ("seq a(n) = ", "nth k from "),
    ("seq a(n) = ", "nth k from 1 where "),
    ("seq a(n) = ", "where "),
    ("seq a(n) = 1", "+1"),
    ("seq a(n) = 1", "-1"),
    ("seq a(n) = 1", "^1"),
    ("seq a(n) = 1", "^-1"),
    ("seq a(n) = 1", "++1"),
    ("seq a(n) = 1", "|>f"),
    ("seq a(n) = 1", " or 1"),
    ("seq a(n) = 1", "<1"),
    ("seq a(n) = 1", "=1"),
    ("seq a(n) = 1", "==not 1"),
    ("seq a(n) = 1", "..1"),
    ("seq a(n) = f", "(1)"),
    ("seq a(n) = f", "[1]"),
    ("seq a(n) = f", "(1)+1"),
    ("seq a(n) = ", "1+(2*"),
    ("seq a(n) = ", "1^(2++"),
    ("seq a(n) = [1", ",1"),
    ("seq a(n) = [1", ",*"),
    ("seq a(n) = ", "[*],"),
    ("seq a(n) = ", "[*]+"),
    ("seq a(n) = ", "(*)"),
    ("seq a(n) = ", "+ * "),
    ("seq a(n) = ", "2n+"),
    ("seq a(n) = ", "(] "),
    ("seq a(n) = ", "([)] "),
    ("seq a(n) = ", "a b "),
    ("seq a(n) = ", "a, "),
    ("seq a(n) = ", "x.y "),
    ("seq a(n) = ", "-x^"),
    ("seq a(n) = ", "not a == "),
    ("seq a(n) = ", "a ++ not "),
    ("seq a(n) = ", "f(g)(-"),
    ("seq a(n) = ", "1 * -"),
    ("seq a(n) = ", "1 + if a then "),
    ("seq a(n) = ", "(1 + 1) + ("),
    ("seq a(n) = ", "array "),
];

fn megabyte(front: &str, unit: &str, size: usize) -> String {
    format!("{front}{}", unit.repeat(size / unit.len() + 1))
}

/// Size of a text in bytes: a megabyte in release builds, less in others, since growth shows there, too.
const SIZE: usize = if cfg!(debug_assertions) { 1 << 16 } else { 1 << 20 };

#[test]
fn any_repetition_gives_a_flat_tree_of_bounded_size() {
    for (front, unit) in UNITS {
        let text = megabyte(front, unit, SIZE);
        let parsed = parse(FileId(0), &text);
        let (mut nodes, mut deepest) = (0, 0);
        walk_module(&parsed.module, &mut |e| {
            nodes += 1;
            deepest = deepest.max(if nodes % 5000 == 1 { depth_expr(e) } else { 0 });
        });
        assert!(deepest <= MAX_DEPTH, "{front}{unit}…: depth {deepest}");
        assert!(nodes <= 2 * text.len() + 10, "{front}{unit}…: {nodes} nodes for {} bytes", text.len());
        assert!(parsed.diagnostics.len() <= text.len() + 2, "{front}{unit}…");
        let (e, _) = parse_expr(FileId(0), &text);
        assert!(depth_expr(&e) <= MAX_DEPTH, "{front}{unit}…");
        let _ = parse_type(FileId(0), &text);
        let _ = is_incomplete(&text);
    }
}

/// The whole megabyte in every build, for the repetitions that parsers are known to break on.
#[test]
fn a_megabyte() {
    let units =
        ["(", "?", "[", "/*", "7", "x", "-", "not ", "|x|", "if ", "1+", "1^", "let x = ", "f(", "é", "\0", "\n"];
    for unit in units {
        for front in ["", "seq a(n) = "] {
            let parsed = parse(FileId(0), &megabyte(front, unit, 1 << 20));
            walk_module(&parsed.module, &mut |_| ());
            assert!(parsed.module.items.len() <= 1, "{unit}");
        }
    }
}

/// The formatter's work stays in proportion, too: long lists, long chains up to the limit, many items.
#[test]
fn long_texts_are_formatted() {
    let list = format!("check a = 1{}\nseq a(n) = [1{}]\n", ", 22".repeat(20_000), ", n".repeat(20_000));
    let items = "seq a(n) = f(n, |x| x + 1) // c\n/// d\nfn f(x, g) = g(x)\n".repeat(2_000);
    let chains = format!("seq a(n) = n{}\n", " + n".repeat(500)).repeat(20);
    for text in [list, items, chains] {
        let once = format(&text).unwrap();
        assert!(once.len() < 3 * text.len());
        assert_eq!(format(&once).unwrap(), once);
    }
}
