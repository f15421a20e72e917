//! Programs and what they become (`tests/readable`).

use std::sync::Arc;

use nth_base::Cancel;
use nth_compiler::Library;
use nth_testkit::{Part, cases};

use super::Rewriter;
use crate::known::LibrarySequences;

#[test]
fn programs_become_readable() {
    let cancel = Cancel::new();
    let sequences = LibrarySequences::new(Arc::new(Library::embedded()));
    let mut with = Rewriter::new(&sequences, true, &cancel);
    let mut without = Rewriter::new(&sequences, false, &cancel);
    cases("tests/readable", |case| {
        let source = case.input.trim_end().to_owned() + "\n";
        let (found, alone) = (with.rewrite(&source, 0), without.rewrite(&source, 0));
        let again = with.rewrite(&found.source, 0);
        assert_eq!(again, found, "{}: rewriting once is enough", case.at());
        vec![Part::new("readable", found.source), Part::new("nothing looked up", alone.source)]
    });
}
