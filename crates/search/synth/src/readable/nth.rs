//! `nth k from a where p`, whose position is the index of the sequence around it, as a call of `search`, which says the
//! position, and back.

use nth_syntax::build::{Expr, Node};

use super::program::{INDEX, Sequence, Text, distance};
use super::tree::{inside, is_binder, map};

const SEARCH: &str = "search";

/// Writes each `nth` as `search`, so that sequences can be moved and written out elsewhere.
pub(super) fn as_search(text: &mut Text) {
    each(text, &|s| search(&s.body, s.from));
}

/// Writes each `search` for the index as `nth`.
pub(super) fn as_nth(text: &mut Text) {
    each(text, &|s| nth(&s.body, s.from));
}

fn each(text: &mut Text, new: &dyn Fn(&Sequence) -> Expr) {
    for s in text.parts.iter_mut().chain([&mut text.last]) {
        s.body = new(s);
    }
}

fn search(e: &Expr, from: i64) -> Expr {
    let e = map(e, &mut |_, part| search(part, from));
    let Node::Nth(k, start, property) = e.node() else { return e };
    let property = property.clone().lambda([k.clone()]);
    Expr::call(SEARCH, [property, start.clone(), Expr::name(INDEX).moved(-from)])
}

fn nth(e: &Expr, from: i64) -> Expr {
    if is_binder(e, INDEX) {
        return e.clone();
    }
    let e = map(e, &mut |_, part| nth(part, from));
    let Some([property, start, position]) = arguments(&e) else { return e };
    if distance(position) != Some(-from) {
        return e;
    }
    if let Node::Lambda(names, body) = property.node()
        && let [name] = names.as_slice()
    {
        return Expr::nth(name.clone(), start.clone(), body.clone());
    }
    if let Node::Name(_) = property.node() {
        let call = Expr::new(Node::Call(property.clone(), vec![Expr::name("k")]));
        return Expr::nth("k", start.clone(), call);
    }
    e
}

/// The arguments of a call of `search`.
fn arguments(e: &Expr) -> Option<&[Expr; 3]> {
    let Node::Call(f, arguments) = e.node() else { return None };
    arguments.as_slice().try_into().ok().filter(|_| f.is_name(SEARCH))
}

/// Whether an expression is a `search` for the index by itself: a list of numbers with a property, which people count
/// from 1.
pub(super) fn has_search(e: &Expr) -> bool {
    inside(e).any(|e| arguments(e).is_some())
}
