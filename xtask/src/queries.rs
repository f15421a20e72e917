//! Queries of tree-sitter for editors that keep their own: those of the grammar, with the names that each editor has
//! colours for.

/// Queries of the grammar that are written by hand.
const LOCALS: &str = include_str!("../../grammar/tree-sitter-nth/queries/locals.scm");
const FOLDS: &str = include_str!("../../grammar/tree-sitter-nth/queries/folds.scm");
const INDENTS: &str = include_str!("../../grammar/tree-sitter-nth/queries/indents.scm");
const INJECTIONS: &str = include_str!("../../grammar/tree-sitter-nth/queries/injections.scm");
const TAGS: &str = include_str!("../../grammar/tree-sitter-nth/queries/tags.scm");

/// Names of captures and of injected languages: those of the grammar, which are Neovim's, and those of an editor.
type Names = &'static [(&'static str, &'static str)];

const NEOVIM: Names = &[];

/// Names of the themes of Helix.
const HELIX: Names = &[
    ("boolean", "constant.builtin.boolean"),
    ("comment.documentation", "comment.block.documentation"),
    ("function.call", "function"),
    ("keyword.conditional", "keyword.control.conditional"),
    ("keyword.import", "keyword.control.import"),
    ("local.definition.import", "local.definition.function"),
    ("local.definition.parameter", "local.definition.variable.parameter"),
    ("local.definition.var", "local.definition.variable"),
    ("markdown_inline", "markdown.inline"),
    ("module", "namespace"),
    ("number", "constant.numeric.integer"),
];

/// Names of the themes of Zed.
const ZED: Names = &[
    ("comment.documentation", "comment.doc"),
    ("constant.builtin", "constant"),
    ("function.call", "function"),
    ("keyword.conditional", "keyword"),
    ("keyword.function", "keyword"),
    ("keyword.import", "keyword"),
    ("keyword.operator", "keyword"),
    ("markdown_inline", "markdown-inline"),
    ("module", "namespace"),
];

/// Generated files: path from the root, and text. `highlights` is the query of the grammar that is generated itself.
pub fn all(highlights: &str) -> Vec<(&'static str, String)> {
    let rows: [(&str, &str, Names); 11] = [
        ("editors/neovim/queries/nth/highlights.scm", highlights, NEOVIM),
        ("editors/neovim/queries/nth/locals.scm", LOCALS, NEOVIM),
        ("editors/neovim/queries/nth/folds.scm", FOLDS, NEOVIM),
        ("editors/neovim/queries/nth/indents.scm", INDENTS, NEOVIM),
        ("editors/neovim/queries/nth/injections.scm", INJECTIONS, NEOVIM),
        ("editors/helix/queries/nth/highlights.scm", highlights, HELIX),
        ("editors/helix/queries/nth/locals.scm", LOCALS, HELIX),
        ("editors/helix/queries/nth/injections.scm", INJECTIONS, HELIX),
        ("editors/helix/queries/nth/tags.scm", TAGS, HELIX),
        ("editors/zed/languages/nth/highlights.scm", highlights, ZED),
        ("editors/zed/languages/nth/injections.scm", INJECTIONS, ZED),
    ];
    rows.into_iter().map(|(path, text, names)| (path, renamed(path, text, names))).collect()
}

/// A query with other names, under a line that says where it comes from.
fn renamed(path: &str, text: &str, names: Names) -> String {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let mut out = format!("; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/{stem}; do not edit.\n");
    // The first lines of a generated query say the same of another file.
    let mut rest = text.strip_prefix("; Written by").map_or(text, |t| t.split_once('\n').map_or("", |(_, t)| t));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    while let Some(at) = rest.find(['@', '"']) {
        let (before, from) = rest.split_at(at + 1);
        let end = from.find(|c| !is_name(c)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        // A word of nth in quotes is no name of an editor.
        let is_language = before.ends_with("injection.language \"");
        let new = names.iter().find(|(old, _)| *old == name && (before.ends_with('@') || is_language));
        out.push_str(before);
        out.push_str(new.map_or(name, |(_, new)| new));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[test]
fn names_of_words_stay_and_captures_change() {
    let text = "(a \"module\" @module)\n((x) @module (#any-of? @module \"number\"))\n(#set! injection.language \"markdown_inline\")";
    let found = renamed("a/b.scm", text, HELIX);
    let expected = "; Written by `cargo xtask gen` from grammar/tree-sitter-nth/queries/b.scm; do not edit.\n\
        (a \"module\" @namespace)\n((x) @namespace (#any-of? @namespace \"number\"))\n\
        (#set! injection.language \"markdown.inline\")";
    assert_eq!(found, expected);
}
