//! Names for the sequences that a program uses.

use nth_syntax::build::{Expr, Node};

use super::program::{Sequence, Text, call_of_one};
use super::tree::{mentions, substitute};

/// Gives each part a name that says how it is defined.
pub(super) fn name_parts(text: &mut Text) {
    for k in 0..text.parts.len() {
        let word = word(&text.parts[k]);
        let taken = |name: &str| {
            if name == text.parts[k].name {
                return false;
            }
            let others = text.parts.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, s)| s);
            others.chain([&text.last]).any(|s| s.name == name || mentions(&s.body, name))
        };
        let name = std::iter::once(word.to_owned()).chain((2..).map(|i| format!("{word}_{i}"))).find(|n| !taken(n));
        let Some(name) = name else { continue };
        let old = std::mem::replace(&mut text.parts[k].name, name.clone());
        for s in text.parts[k..].iter_mut().chain([&mut text.last]) {
            s.body = substitute(&s.body, &old, &Expr::name(name.clone()));
        }
    }
}

/// The word for a sequence, by its definition.
fn word(s: &Sequence) -> &'static str {
    if s.is_recursive() {
        return "recurrence";
    }
    match s.body.node() {
        Node::Index(..) => "cycle",
        Node::Nth(..) => "members",
        Node::If(..) => "cases",
        Node::Call(..) if call_of_one(&s.body).is_none() => "transformed",
        Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::Call(..) | Node::Unary(..) | Node::Binary(..) => "values",
        Node::Let(..) | Node::Lambda(..) | Node::List(_) | Node::Brackets(_) => "values",
    }
}
