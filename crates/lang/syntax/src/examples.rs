//! Examples in documentation: a line `>>> expression`, with its value on the next line.

use nth_base::Span;

use crate::ast::DocLine;

/// An example in documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The expression after `>>>`.
    pub text: String,
    /// Place of the expression.
    pub span: Span,
    /// The expected value and its place; none if the next line has no value.
    pub expected: Option<(String, Span)>,
}

impl Example {
    /// Whether a value is the expected one as text, apart from blanks and `_`. False without an expected value.
    #[must_use]
    pub fn expects(&self, value: &str) -> bool {
        let plain = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '_').collect::<String>();
        self.expected.as_ref().is_some_and(|(text, _)| plain(text) == plain(value))
    }
}

/// The examples in documentation lines, in order.
#[must_use]
pub fn examples(docs: &[DocLine]) -> Vec<Example> {
    let mut out = Vec::new();
    for (i, line) in docs.iter().enumerate() {
        let Some(rest) = line.text.trim_start().strip_prefix(">>>") else { continue };
        let text = rest.trim();
        // Apart from white space, the text of a line ends where its span ends.
        let end = line.span.start as usize + line.text.trim_end().len();
        let span = Span::new(line.span.file, end - text.len(), end);
        let expected = docs.get(i + 1).filter(|l| {
            let t = l.text.trim();
            !t.is_empty() && !t.starts_with(">>>")
        });
        let expected = expected.map(|l| (l.text.trim().to_owned(), l.span));
        out.push(Example { text: text.to_owned(), span, expected });
    }
    out
}
