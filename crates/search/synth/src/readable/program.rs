//! Programs of several sequences as trees, and their weight for a reader.

use std::fmt::Write as _;

use nth_base::FileId;
use nth_num::Int;
use nth_rewrite::integer_weight;
use nth_syntax::ast::{DefKind, ItemKind};
use nth_syntax::build::{BinOp, Expr, Node, words};
use nth_syntax::parse;

use super::tree;

/// Signs of operators of more than one sign.
const OPERATORS: &str = "=<>!.";
/// Weight of a definition beside its body.
const DEFINITION: u64 = 6;

/// The index of every sequence of a [`Text`].
pub(super) const INDEX: &str = "n";

/// A sequence: name, first index, and the term at index `n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) name: String,
    pub(super) from: i64,
    pub(super) body: Expr,
}

/// A program: sequences, of which the last is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// The sequences that the last one uses, each after those that it uses itself.
    pub(super) parts: Vec<Sequence>,
    /// The sequence that is meant.
    pub(super) last: Sequence,
}

impl Text {
    /// Reads a source of sequences of one index without types. None for any other text.
    pub(super) fn read(source: &str) -> Option<Self> {
        let parsed = parse(FileId(0), source);
        if parsed.diagnostics.iter().any(nth_diag::Diagnostic::is_error) || !parsed.comments.is_empty() {
            return None;
        }
        let mut all = Vec::new();
        for item in &parsed.module.items {
            let ItemKind::Def(def) = &item.kind else { return None };
            let [param] = def.params.as_slice() else { return None };
            if def.kind != DefKind::Seq || param.ty.is_some() || !item.docs.is_empty() || !item.attrs.is_empty() {
                return None;
            }
            let from = param.from.as_ref().map_or(Some(0), |f| f.text.parse().ok())?;
            let body = plain(&Expr::from_tree(&def.body)?);
            let body = tree::substitute(&body, &param.name.name, &Expr::name(INDEX));
            all.push(Sequence { name: def.name.name.clone(), from, body });
        }
        let last = all.pop()?;
        Some(Self { parts: all, last })
    }

    /// The source, a line for each sequence.
    pub(super) fn source(&self) -> String {
        let mut out = String::new();
        for s in self.parts.iter().chain([&self.last]) {
            s.write(&mut out);
        }
        out
    }

    /// Weight for a reader: the number of names, numbers, signs and brackets, and something for each
    /// definition and for a first index other than 0 and 1.
    pub(super) fn weight(&self) -> u64 {
        self.parts.iter().chain([&self.last]).map(|s| first_weight(s.from) + weight(&s.body)).sum::<u64>()
            + DEFINITION * self.parts.len() as u64
    }

    /// Twice the number of functions that the last sequence calls at a distance from its index, as in `prime(n + 1)`,
    /// itself apart.
    pub(super) fn distances(&self) -> u64 {
        let is_far = |e: &&Expr| {
            let Node::Call(f, arguments) = e.node() else { return false };
            !f.is_name(&self.last.name) && arguments.iter().any(|a| distance(a).is_some_and(|d| d != 0))
        };
        2 * tree::inside(&self.last.body).filter(is_far).count() as u64
    }
}

impl Sequence {
    /// Writes the definition as a line of source.
    pub(super) fn write(&self, out: &mut String) {
        let from = if self.from == 0 { String::new() } else { format!(" from {}", self.from) };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "seq {}({INDEX}{from}) = {}", self.name, self.body);
    }

    /// Whether the sequence calls itself.
    pub(super) fn is_recursive(&self) -> bool {
        tree::occurrences(&self.body, &self.name) > 0
    }
}

fn first_weight(from: i64) -> u64 {
    match from {
        0 => 0,
        1 => 1,
        _ => 2,
    }
}

/// The expression without brackets that the grammar does not need, except those around an exponent.
fn plain(e: &Expr) -> Expr {
    tree::map(e, &mut |_, part| plain(part))
}

/// Weight of an expression for a reader: the number of names, numbers, signs and brackets; more for long numbers.
/// Commas do not count, and an operator counts once.
pub(super) fn weight(e: &Expr) -> u64 {
    let text = e.to_string();
    let mut tokens = words(&text).filter(|w| *w != ",").peekable();
    let mut sum = 0;
    while let Some(token) = tokens.next() {
        sum += match token.parse::<Int>() {
            Ok(x) => integer_weight(&x),
            Err(_) => u64::from(!token.trim().is_empty()),
        };
        if OPERATORS.contains(token) {
            while tokens.next_if(|t| OPERATORS.contains(*t)).is_some() {}
        }
    }
    sum
}

/// The call of a function with one argument: its name and the argument.
pub(super) fn call_of_one(e: &Expr) -> Option<(&str, &Expr)> {
    let Node::Call(f, arguments) = e.node() else { return None };
    match (f.node(), arguments.as_slice()) {
        (Node::Name(name), [argument]) => Some((name, argument)),
        (_, _) => None,
    }
}

/// The distance `c` of an expression `n + c` or `n - c`; 0 for `n`. None for any other expression.
pub(super) fn distance(e: &Expr) -> Option<i64> {
    if e.is_name(INDEX) {
        return Some(0);
    }
    let Node::Binary(op, a, b) = e.node() else { return None };
    let Node::Int(digits) = b.node() else { return None };
    let c: i64 = digits.parse().ok()?;
    let sign = if *op == BinOp::ADD { Some(1) } else { (*op == BinOp::SUB).then_some(-1) };
    sign.filter(|_| a.is_name(INDEX)).map(|sign| sign * c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_and_written() {
        let source = "seq a1(n from 1) = n * (n + 1)\nseq a(n) = if n == 0 then 1 else a1(n) + a(n - 1)\n";
        let text = Text::read(source).unwrap();
        assert_eq!(text.source(), source);
        assert!(text.last.is_recursive() && !text.parts[0].is_recursive());
        assert_eq!(Text::read("seq a(k) = (k * (k))").unwrap().source(), "seq a(n) = n * k\n".replace('k', "n"));
        for other in
            ["fn f(n) = n", "seq a(n: Int) = n", "triangle t(n, k) = n", "seq a(n) = ?", "/// x\nseq a(n) = n", ""]
        {
            assert!(Text::read(other).is_none(), "{other}");
        }
        let weight = |e: &str| weight(&Expr::template(e).unwrap());
        assert_eq!([weight("n ^ 2"), weight("prime(n)"), weight("[1, 2][n]"), weight("1234567")], [3, 4, 7, 2]);
        assert_eq!(distance(&Expr::template("n - 3").unwrap()), Some(-3));
    }
}
