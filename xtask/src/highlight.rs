//! Files of editors that name keywords and primitives: the query of tree-sitter, the grammars of TextMate, Vim and
//! Emacs, the reserved words of the scanner. Each is a template in which groups of words are filled in.

use std::fmt::Write as _;

use crate::pages::named;

/// Widest line of a list of words, in columns without its indentation.
const WIDTH: usize = 80;

/// Group of reserved words that look alike in an editor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Definition,
    Import,
    Conditional,
    Logic,
    Boolean,
    Other,
}

/// Groups of reserved words, with the names that templates use.
const GROUPS: [(&str, Group); 6] = [
    ("{definition}", Group::Definition),
    ("{import}", Group::Import),
    ("{conditional}", Group::Conditional),
    ("{logic}", Group::Logic),
    ("{boolean}", Group::Boolean),
    ("{other}", Group::Other),
];

/// Group of a reserved word. A new word is one of the others until it has a line here.
fn group(word: &str) -> Group {
    match word {
        "seq" | "triangle" | "array" | "fn" => Group::Definition,
        "use" => Group::Import,
        "if" | "then" | "else" => Group::Conditional,
        "or" | "and" | "not" => Group::Logic,
        "true" | "false" => Group::Boolean,
        _ => Group::Other,
    }
}

/// Way in which a language writes a list of words.
struct Style {
    quote: &'static str,
    between: &'static str,
    /// What begins a new line of a list; `None` where a list is one line.
    line: Option<&'static str>,
}

impl Style {
    /// The words as text, the lines broken before they are too wide.
    fn list<'a>(&self, words: impl Iterator<Item = &'a str>) -> String {
        let mut out = String::new();
        let mut width = 0;
        for word in words {
            let word = format!("{0}{word}{0}", self.quote);
            match self.line {
                Some(line) if width + word.len() > WIDTH => {
                    out.push_str(line);
                    width = 0;
                }
                Some(_) | None if !out.is_empty() => out.push_str(self.between),
                Some(_) | None => {}
            }
            width += word.len() + self.between.len();
            out.push_str(&word);
        }
        out
    }

    /// A template with all groups of words filled in.
    fn fill(&self, template: &str) -> String {
        let words = |of: Group| nth_syntax::KEYWORDS.iter().copied().filter(move |w| group(w) == of);
        let filled = GROUPS.iter().fold(template.to_owned(), |t, &(name, g)| t.replace(name, &self.list(words(g))));
        filled.replace("{primitives}", &self.list(named()))
    }
}

/// Generated files: path from the root, and text.
pub fn all() -> Vec<(&'static str, String)> {
    let query = Style { quote: "\"", between: " ", line: Some("\n    ") };
    let pattern = Style { quote: "", between: "|", line: None };
    let vim = Style { quote: "", between: " ", line: Some("\n  \\ ") };
    let highlights = query.fill(include_str!("../templates/highlights.scm"));
    let mut files = crate::queries::all(&highlights);
    files.extend([
        ("grammar/tree-sitter-nth/src/reserved.h", reserved()),
        ("grammar/tree-sitter-nth/queries/highlights.scm", highlights),
        ("editors/textmate/nth.tmLanguage.json", pattern.fill(include_str!("../templates/nth.tmLanguage.json"))),
        ("editors/vim/syntax/nth.vim", vim.fill(include_str!("../templates/nth.vim"))),
        ("editors/emacs/nth-words.el", query.fill(include_str!("../templates/nth-words.el"))),
    ]);
    files
}

/// Header of the scanner: the words that are no names, and those of them that begin an item.
fn reserved() -> String {
    let words = nth_syntax::KEYWORDS;
    let longest = words.iter().map(|w| w.len()).max().unwrap_or(0);
    let begins = |w: &&str| nth_syntax::tokens(w).first().is_some_and(|t| t.kind.starts_item());
    let style = Style { quote: "\"", between: ", ", line: Some(",\n    ") };
    let mut out = "// Written by `cargo xtask gen`; do not edit.\n\n".to_owned();
    let _ = writeln!(out, "#define LONGEST_RESERVED {longest}");
    for (name, list) in [
        ("RESERVED", style.list(words.iter().copied())),
        ("ITEM_WORDS", style.list(words.iter().copied().filter(begins))),
    ] {
        let _ = writeln!(out, "\nstatic const char *const {name}[] = {{\n    {list}}};");
    }
    out
}

#[test]
fn every_word_has_a_place() {
    let with_words =
        |name: &str| !name.contains("/queries/") && !name.contains("/zed/") || name.ends_with("/highlights.scm");
    for (name, text) in all().into_iter().filter(|(name, _)| with_words(name)) {
        let left = GROUPS.iter().map(|(n, _)| *n).chain(["{primitives}"]).find(|n| text.contains(n));
        assert_eq!(left, None, "{name}: a group of words is not filled in");
        // The grammar has a node for the truth values, so the query does not name them.
        let words = nth_syntax::KEYWORDS.iter().filter(|w| group(w) != Group::Boolean);
        let missing: Vec<_> = words.filter(|w| !text.contains(**w)).collect();
        assert!(missing.is_empty(), "{name}: without {missing:?}");
        assert!(name.ends_with(".h") || named().all(|p| text.contains(p)), "{name}: without a primitive");
    }
}
