//! The one unsafe line of the crate: the function that the generated parser exports.

#![allow(unsafe_code)]

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_nth() -> *const ();
}

/// Function of the generated parser that gives its tables.
// SAFETY: `build.rs` links the function from the `parser.c` that tree-sitter generated: it takes nothing and returns a
// pointer to a constant `TSLanguage`.
pub(crate) const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_nth) };
