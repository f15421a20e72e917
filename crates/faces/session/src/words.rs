//! Documentation of the keywords and signs of the language, for `nth doc`.

use crate::docs::DocPage;

/// Keywords and signs: the words of an entry, its syntax, and its meaning.
const WORDS: &[(&[&str], &str, &str)] = &[
    (
        &["seq", "from"],
        "seq a(n) = e",
        "A sequence: e is the term at index n, an integer. The offset is 0, or another: `seq a(n from 1) = e`.\n\
         Its terms are remembered, so it may use its own: `a(n - 1)`. It is a function, too: `a(10)`.",
    ),
    (
        &["triangle"],
        "triangle t(n, k) = e",
        "A triangle of numbers, rows n = 0, 1, … with the entries k = 0, …, n; as a sequence it is read by rows.",
    ),
    (
        &["array"],
        "array a(n, k) = e",
        "A table of numbers with two indices from 0; as a sequence it is read by antidiagonals: a(0, 0), a(0, 1), a(1, 0), …",
    ),
    (&["fn", "->"], "fn f(x: Int, g: Int -> Int) -> Int = e", "A function. All types may be left out."),
    (
        &["check"],
        "check a = 1, 2, 3",
        "The first terms of a sequence, triangle or array; `check a from 10 = 55, 89` gives those from index 10.\n\
         `nth check` compares.",
    ),
    (
        &["use"],
        "use tables.stirling (stirling2)",
        "The names of another file, here `stirling2` of tables/stirling.nth beside this one; all of them without the list.",
    ),
    (&["let", "in"], "let x = e in body", "Names a value, or a function: `let f = |x| x * x in f(f(2))`."),
    (&["if", "then", "else"], "if c then a else b", "a where c is true, else b; only the one is computed."),
    (
        &["nth", "where"],
        "nth k from a where p",
        "The n-th of the numbers k ≥ a with the property p, in a sequence of index n: its first term is the first such k.\n\
         It goes on from term to term. `search(|k| p, a, i)` is the same with the position i given.",
    ),
    (&["and", "or"], "a and b, a or b", "Both, at least one; b is only computed where it matters."),
    (&["true", "false"], "true, false : Bool", "The truth values."),
    (&["|"], "|x, y| e", "A function without a name: `map(1..=5, |x| x * x)`."),
    (&["|>"], "x |> f(y)", "`f(x, y)`: `1..=5 |> map(|k| k * k) |> sum` reads from the left."),
    (&["?", "hole"], "?", "A hole: the program has not been found yet. It has whatever type its place wants."),
    (&["@"], "@A000045", "Before a definition: its entry in the OEIS. `nth check` compares the terms."),
    (
        &["//", "///", "//!", "/*", "*/", ">>>"],
        "// …, /* … */, /// …",
        "A comment; `///` documents the next definition, `//!` the module. In documentation `>>> fib(10)` with the\n\
         value on the next line is an example, which `nth test` runs.",
    ),
];

/// The page of a keyword or sign; none if there is none.
pub(crate) fn word_page(word: &str) -> Option<DocPage> {
    let (words, signature, text) = WORDS.iter().find(|(words, ..)| words.contains(&word))?;
    Some(DocPage {
        name: (*words.first()?).to_owned(),
        signature: (*signature).to_owned(),
        text: (*text).to_owned(),
        place: "the language".to_owned(),
        oeis: Vec::new(),
    })
}

#[test]
fn every_keyword_has_a_page() {
    let not = "not"; // A primitive.
    for word in nth_syntax::KEYWORDS.iter().filter(|w| **w != not) {
        assert!(word_page(word).is_some(), "{word}");
    }
}
