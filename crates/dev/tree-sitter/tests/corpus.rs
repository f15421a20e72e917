//! The corpus of the grammar: each text has the tree that the file shows. `UPDATE=1` writes trees anew.

#![allow(clippy::unwrap_used)]

use nth_testkit::{Expected, files, read, root};
use nth_tree_sitter::{FOLDER, parse, parser, print_samples, print_tree, problems, samples};

/// File whose texts are broken, so that trees show how the parser recovers.
const BROKEN: &str = "broken.txt";

#[test]
fn trees() {
    let mut expected = Expected::new();
    let mut parser = parser();
    for path in files(&format!("{FOLDER}/test/corpus"), ".txt") {
        let mut all = samples(&read(&path));
        assert!(!all.is_empty(), "{}: no samples", path.display());
        for sample in &mut all {
            let tree = parse(&mut parser, &sample.text, None);
            sample.tree = print_tree(&tree);
            let wrong = problems(&tree);
            if path.ends_with(BROKEN) == wrong.is_empty() {
                expected.fail(format!("{}: {}: {wrong:?}", path.display(), sample.title));
            }
        }
        expected.compare(&path, &print_samples(&all));
    }
    expected.finish();
}

/// Every kind of node that the grammar has stands in a tree of the corpus.
#[test]
fn every_node_has_a_sample() {
    let corpus: String = files(&format!("{FOLDER}/test/corpus"), ".txt").iter().map(read).collect();
    let language = nth_tree_sitter::language();
    for id in 0..language.node_kind_count() as u16 {
        let kind = language.node_kind_for_id(id).unwrap();
        let shown = language.node_kind_is_named(id) && language.node_kind_is_visible(id);
        let found = || [' ', ')', '\n'].iter().any(|end| corpus.contains(&format!("({kind}{end}")));
        assert!(!shown || kind == "end" || found(), "no sample has a node {kind}");
    }
}

/// Generated files are those of this `grammar.js`.
#[test]
fn parser_is_fresh() {
    let digest = read(format!("{FOLDER}/grammar.js"))
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let noted = read(root().join(FOLDER).join("src/grammar.digest"));
    assert_eq!(noted.trim(), format!("{digest:016x}"), "src/ is stale; run `make grammar`");
}
