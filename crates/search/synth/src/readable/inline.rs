//! Sequences that a program uses once, or that are short, in the place where they are used.

use nth_syntax::build::{Expr, Node};

use super::program::{INDEX, Sequence, Text, call_of_one, weight};
use super::tree::{fresh, inside, is_binder, map, occurrences, substitute};

/// Largest weight of a sequence that is written out wherever it is used.
const SHORT: u64 = 4;

/// Writes out parts that are used once or are short, and leaves out those that are not used.
pub(super) fn inline(text: &mut Text) {
    let mut k = text.parts.len();
    while k > 0 {
        k -= 1;
        let part = text.parts[k].clone();
        let later: Vec<&Expr> = text.parts[k + 1..].iter().chain([&text.last]).map(|s| &s.body).collect();
        let uses: usize = later.iter().map(|body| occurrences(body, &part.name)).sum();
        let hidden = later.iter().any(|body| inside(body).any(|e| is_binder(e, &part.name)));
        let short =
            weight(&part.body) <= SHORT || matches!(call_of_one(&part.body), Some((_, n)) if weight(n) <= SHORT);
        if uses > 0 && (part.is_recursive() || hidden || uses > 1 && !short) {
            continue;
        }
        text.parts.remove(k);
        for s in text.parts[k..].iter_mut().chain([&mut text.last]) {
            s.body = written_out(&s.body, &part);
        }
    }
}

/// The expression with the body of a sequence in place of its name.
fn written_out(e: &Expr, part: &Sequence) -> Expr {
    if let Some((name, argument)) = call_of_one(e)
        && name == part.name
    {
        return substitute(&part.body, INDEX, &written_out(argument, part));
    }
    if e.is_name(&part.name) {
        return function(&part.body);
    }
    map(e, &mut |_, inner| written_out(inner, part))
}

/// The body of a sequence as a function of its index.
fn function(body: &Expr) -> Expr {
    if let Some((name, argument)) = call_of_one(body)
        && argument.is_name(INDEX)
        && name != INDEX
    {
        return Expr::name(name.to_owned());
    }
    let k = fresh(&[body]);
    substitute(body, INDEX, &Expr::name(k.clone())).lambda([k])
}

/// The program with first index `from` and the same terms. None if the sequence calls itself other than by an index.
pub(super) fn moved(text: &Text, from: i64) -> Option<Text> {
    let last = &text.last;
    let by = from.checked_sub(last.from)?;
    if calls(&last.body, &last.name) != occurrences(&last.body, &last.name) {
        return None;
    }
    let body = substitute(&recalled(&last.body, &last.name, by), INDEX, &Expr::name(INDEX).moved(-by));
    let last = Sequence { name: last.name.clone(), from, body };
    Some(Text { parts: text.parts.clone(), last })
}

/// Number of calls of a function of one argument.
fn calls(e: &Expr, name: &str) -> usize {
    inside(e).filter(|e| call_of_one(e).is_some_and(|(f, _)| f == name)).count()
}

/// The expression with `by` added to the argument of each call of a function.
fn recalled(e: &Expr, name: &str, by: i64) -> Expr {
    if let Node::Call(f, arguments) = e.node()
        && f.is_name(name)
    {
        let arguments = arguments.iter().map(|a| recalled(a, name, by).moved(by)).collect();
        return Expr::new(Node::Call(f.clone(), arguments));
    }
    map(e, &mut |_, part| recalled(part, name, by))
}
