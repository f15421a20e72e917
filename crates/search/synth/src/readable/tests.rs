//! Programs and what they become (`tests/readable`).

use std::sync::Arc;

use nth_base::Cancel;
use nth_compiler::Library;
use nth_testkit::{Part, cases};

use super::{First, LibraryIndex, Reader};
use crate::known::LibrarySequences;

#[test]
fn programs_become_readable() {
    let (library, cancel) = (Arc::new(Library::embedded()), Cancel::new());
    let index = Arc::new(LibraryIndex::new(&LibrarySequences::new(Arc::clone(&library)), &cancel));
    let mut with = Reader::new(&library, Some(index), &cancel);
    let mut without = Reader::new(&library, None, &cancel);
    cases("tests/readable", |case| {
        let source = case.input.trim_end().to_owned() + "\n";
        let (found, alone) = (with.rewrite(&source, 0, First::Free), without.rewrite(&source, 0, First::Free));
        let again = with.rewrite(&found.source, 0, First::Free);
        assert_eq!(again, found, "{}: rewriting once is enough", case.at());
        vec![Part::new("readable", found.source), Part::new("nothing looked up", alone.source)]
    });
}
