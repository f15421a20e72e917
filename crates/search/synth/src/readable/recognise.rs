//! Replaces expressions by simpler ones with the same terms.

use nth_syntax::build::{Expr, Name, Node};
use rustc_hash::FxHashMap;

use super::meaning::{LibraryIndex, Meaning, as_source};
use super::program::{INDEX, Sequence, weight};
use super::tree::{bound, map, mentions, occurrences, parts, substitute, variables};

/// Number of remembered expressions at which they are forgotten.
const REMEMBERED: usize = 20_000;
/// Largest weight of arithmetic that stays although the library has a name for it, as in `n * (n + 1)`.
const SHORT: u64 = 7;

/// Whether an expression is short arithmetic on numbers and the index, which says more than a name.
pub(super) fn is_short_arithmetic(e: &Expr) -> bool {
    fn is_arithmetic(e: &Expr) -> bool {
        match e.node() {
            Node::Int(_) => true,
            Node::Name(name) => name == INDEX,
            Node::Binary(..) | Node::Unary(..) | Node::Brackets(_) => parts(e).into_iter().all(is_arithmetic),
            Node::Bool(_) | Node::Call(..) | Node::Index(..) | Node::If(..) | Node::Let(..) => false,
            Node::Lambda(..) | Node::List(_) | Node::Nth(..) => false,
        }
    }
    weight(e) <= SHORT && is_arithmetic(e)
}

/// Looks expressions up by their terms.
pub(super) struct Recogniser<'a> {
    pub(super) meaning: &'a mut Meaning,
    /// The library's sequences; none if nothing may be looked up.
    pub(super) index: Option<&'a LibraryIndex>,
    /// Results by source.
    pub(super) remembered: &'a mut FxHashMap<String, Option<Expr>>,
    /// The sequences that the expressions may call.
    pub(super) called: &'a [Sequence],
}

impl Recogniser<'_> {
    /// The body of a sequence with simpler expressions of the same terms in place of its parts.
    pub(super) fn body(&mut self, s: &Sequence) -> Expr {
        if s.is_recursive() {
            let mut source = String::new();
            self.called.iter().chain([s]).for_each(|part| part.write(&mut source));
            if let Some(new) = self.simpler(source, s.from).filter(|new| weight(new) < weight(&s.body)) {
                return new;
            }
        }
        self.part(&s.body, s.from, &s.name, &mut Vec::new())
    }

    /// `own` is the name of the sequence around the expression, `scope` the names bound there beside the index.
    fn part(&mut self, e: &Expr, from: i64, own: &str, scope: &mut Vec<Name>) -> Expr {
        match e.node() {
            Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::List(_) => {}
            Node::Lambda(names, body) => {
                if let [name] = names.as_slice()
                    && let Some(new) = self.function(name, body, own)
                {
                    return Expr::new(Node::Lambda(names.clone(), new));
                }
            }
            Node::Call(..)
            | Node::Index(..)
            | Node::Unary(..)
            | Node::Binary(..)
            | Node::If(..)
            | Node::Let(..)
            | Node::Nth(..)
            | Node::Brackets(_) => {
                if let Some(new) = self.closed(e, from, own, scope) {
                    return new;
                }
            }
        }
        let callee = matches!(e.node(), Node::Call(..));
        map(e, &mut |k, part| {
            if callee && k == 0 {
                return part.clone();
            }
            let before = scope.len();
            scope.extend(bound(e, k));
            let new = self.part(part, from, own, scope);
            scope.truncate(before);
            new
        })
    }

    /// A simpler expression for one in which the index is the only variable.
    fn closed(&mut self, e: &Expr, from: i64, own: &str, scope: &[Name]) -> Option<Expr> {
        let is_closed = occurrences(e, own) == 0 && variables(e).iter().all(|v| !scope.contains(v));
        if !is_closed || is_short_arithmetic(e) {
            return None;
        }
        let new = self.simpler(as_source(e, from, self.called), from)?;
        (weight(&new) < weight(e)).then_some(new)
    }

    /// A simpler body for a function of one parameter. Its values are compared from 0 on, if it has a value there, else
    /// from 1 on.
    fn function(&mut self, name: &Name, body: &Expr, own: &str) -> Option<Expr> {
        if mentions(body, INDEX) && name != INDEX {
            return None;
        }
        let body = substitute(body, name, &Expr::name(INDEX));
        let has_zero = !self.meaning.terms(&as_source(&body, 0, self.called), 1).is_empty();
        let new = self.closed(&body, i64::from(!has_zero), own, &[])?;
        Some(substitute(&new, INDEX, &Expr::name(name.clone())))
    }

    /// A simpler expression in the index with the terms of a source.
    fn simpler(&mut self, source: String, from: i64) -> Option<Expr> {
        if let Some(known) = self.remembered.get(&source) {
            return known.clone();
        }
        let new = self.meaning.sample(&source).and_then(|sample| {
            let linear = self.meaning.linear(&sample, from);
            linear.or_else(|| self.meaning.library_call(&sample, from, self.index?))
        });
        if self.remembered.len() >= REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.insert(source, new.clone());
        new
    }
}
