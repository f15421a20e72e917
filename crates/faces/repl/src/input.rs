//! Classification of inputs, blocks of several inputs, and whether an input goes on in the next line.

use std::ops::Range;

use nth_syntax::{TokenKind as T, tokens};

use crate::heads::{Head, head};
use crate::results::operand_places;

/// Prompts that a line of a pasted block may begin with.
const PROMPTS: [&str; 2] = ["nth> ", "...> "];

/// Kind of an input, which decides how it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only white space and comments.
    Empty,
    /// A command of the REPL: `:word …` or `?name`.
    Command,
    /// Definitions, `check` statements and `use` statements.
    Items,
    /// A definition without a keyword: `x = 5`, `f(x) = x ^ 2`.
    Head(Head),
    /// An expression, to be evaluated.
    Expression,
}

/// Classifies an input by its first tokens.
pub(crate) fn kind(text: &str) -> Kind {
    let trimmed = text.trim_start();
    let help = trimmed.strip_prefix('?').is_some_and(|rest| {
        let rest = rest.trim_start_matches('?').trim();
        // An operator alone asks for its help; with an operand behind it, `?` is a hole.
        !rest.contains(|c: char| c.is_alphanumeric())
            || !rest.starts_with(['+', '-', '*', '/', '%', '^', '=', '!', '<', '>', ')', '|'])
    });
    if trimmed.starts_with(':') || help {
        return Kind::Command;
    }
    let all = tokens(text);
    let Some(first) = all.iter().map(|t| t.kind).find(|k| !k.is_comment() || k.starts_item()) else {
        // An unclosed comment is an error, which the parser reports.
        let open = all.iter().any(|t| t.kind == T::OpenComment);
        return if open { Kind::Expression } else { Kind::Empty };
    };
    if let Some(head) = head(text) {
        return Kind::Head(head);
    }
    if first.starts_item() { Kind::Items } else { Kind::Expression }
}

/// Whether an input is an expression, which has a value.
#[must_use]
pub fn is_expression(text: &str) -> bool {
    kind(text) == Kind::Expression
}

/// Whether an input continues in the next line: a bracket is open, an operator lacks its operand, or documentation
/// lacks its definition. Commands are always complete. Of a block of several inputs, the last one decides.
#[must_use]
pub fn is_incomplete(text: &str) -> bool {
    inputs(text).pop().is_some_and(|last| goes_on(&last))
}

/// Whether one input continues in the next line.
fn goes_on(text: &str) -> bool {
    match kind(text) {
        Kind::Command => false,
        Kind::Empty | Kind::Items => nth_syntax::is_incomplete(text),
        Kind::Head(head) => nth_syntax::is_incomplete(&plain(&head.item(text, "fn").text)),
        Kind::Expression => nth_syntax::is_incomplete(&plain(text)),
    }
}

/// A text with a literal in the place of each reference to a result, which the language does not know.
fn plain(text: &str) -> String {
    let mut out = text.to_owned();
    for place in operand_places(text).into_iter().rev() {
        out.replace_range(place.range, "0");
    }
    out
}

/// The inputs of a block, such as a pasted one: definitions, expressions and commands. An input ends where it is
/// complete and the next line begins a new one: that line is not indented, and does not begin with an operator that
/// needs something before it. Prompts at the beginning of lines are removed.
#[must_use]
pub fn inputs(text: &str) -> Vec<String> {
    pieces(text).into_iter().map(|(_, input)| input).collect()
}

/// The inputs of a block as [`inputs`] gives them, each with its bytes in the block.
pub(crate) fn pieces(text: &str) -> Vec<(Range<usize>, String)> {
    let mut out: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let range = at..at + whole.len();
        at = range.end;
        let line = PROMPTS.iter().find_map(|p| whole.strip_prefix(p)).unwrap_or(whole);
        match out.last_mut() {
            Some((place, last)) if is_blank(last) || goes_on(last) || continues(line, kind(last) == Kind::Command) => {
                last.push_str(line);
                place.end = range.end;
            }
            Some(_) | None => out.push((range, line.to_owned())),
        }
    }
    out
}

/// Whether an input has nothing but white space and comments, which then belong to the next one.
fn is_blank(text: &str) -> bool {
    kind(text) == Kind::Empty
}

/// Whether a line goes on with what stands above it.
fn continues(line: &str, behind_command: bool) -> bool {
    if line.trim().is_empty() {
        return true;
    }
    if behind_command || line.starts_with([':', '?']) {
        return false;
    }
    if line.starts_with([' ', '\t']) {
        return true;
    }
    let first = tokens(line).into_iter().next().map(|t| t.kind);
    first.is_some_and(|k| {
        let operator = matches!(
            k,
            T::Plus | T::Star | T::Slash | T::Caret | T::PlusPlus | T::Pipe | T::DotDot | T::DotDotEq | T::Dot
        );
        let comparison = matches!(k, T::EqEq | T::NotEq | T::Lt | T::Le | T::Gt | T::Ge);
        let word = matches!(k, T::Then | T::Else | T::In | T::Where | T::And | T::Or | T::From);
        let closes = matches!(k, T::RParen | T::RBracket | T::Comma | T::Arrow | T::Assign);
        operator || comparison || word || closes
    })
}

/// Bytes of the name and of the arguments of a command line that begins with `:`.
pub(crate) fn command_parts(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let start = line.find(|c: char| !c.is_whitespace())?;
    let name = start + line.get(start..)?.strip_prefix(':').map(|_| 1)?;
    let end = line.get(name..)?.find(char::is_whitespace).map_or(line.len(), |i| name + i);
    let rest = line.get(end..)?;
    let arguments = end + rest.len() - rest.trim_start().len();
    Some((name..end, arguments..line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (text, expected) in [
            ("", Kind::Empty),
            ("  // a remark", Kind::Empty),
            ("/* open", Kind::Expression),
            (":help", Kind::Command),
            ("?fib", Kind::Command),
            ("? + 1", Kind::Expression),
            ("/// words\nseq a(n) = n", Kind::Items),
            ("// words\nseq a(n) = n", Kind::Items),
            ("@A000045 seq a(n) = n", Kind::Items),
            ("check a = 1", Kind::Items),
            ("fib(3)", Kind::Expression),
            ("let x = 1 in x", Kind::Expression),
            ("% + 1", Kind::Expression),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
        for text in ["x = 5", "let x = 5", "f(x) = x", "// words\nf(x) = x", "/// words\nf(x) = x"] {
            assert!(matches!(kind(text), Kind::Head(_)), "{text}");
        }
    }

    #[test]
    fn what_goes_on() {
        for text in
            ["1 +", "seq a(n) =", "fold(1..3,", "/// words", "/* open", "%1 +", "if 1 > 2 then", "x =", "f(x) ="]
        {
            assert!(is_incomplete(text), "{text}");
        }
        for text in ["1 + 2", "seq a(n) = n", ":type 1 +", "%", "%12 % 5", "1 + )", "", "let x = 5", "f(x) = %"] {
            assert!(!is_incomplete(text), "{text}");
        }
    }

    #[test]
    fn a_block_is_several_inputs() {
        let block = "\
// Two definitions.
seq a(n) = n
  + 1
f(x) = x ^ 2

a(3)
:type a(3)
nth> map(1..=3, f)
|> sum
let y = if a(1) > 2
...> then 1
else 2
-5";
        let expected = [
            "// Two definitions.\nseq a(n) = n\n  + 1\n",
            "f(x) = x ^ 2\n\n",
            "a(3)\n",
            ":type a(3)\n",
            "map(1..=3, f)\n|> sum\n",
            "let y = if a(1) > 2\nthen 1\nelse 2\n",
            "-5",
        ];
        assert_eq!(inputs(block), expected);
        assert_eq!(inputs(""), Vec::<String>::new());
    }
}
