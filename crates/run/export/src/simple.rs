//! Test whether an expression of Core is an expression of the target, without statements before it.

use nth_core::{ExprId, Node};
use nth_prims::{Kind, Prim};

use crate::Target;
use crate::code::MAX_DEPTH;
use crate::emit::Emitter;

impl Emitter<'_> {
    /// Start of the search, if what it finds is remembered.
    pub(crate) fn is_remembered(&self, p: Prim, args: &[ExprId; 5]) -> bool {
        let literal = p == Prim::Compr || matches!(self.arena.node(args[1]), Node::Int(_) | Node::Big(_));
        literal && self.arena.meta(args[0]).free == 0
    }

    /// Whether the expression needs no statements.
    pub(crate) fn simple(&mut self, e: ExprId) -> bool {
        if let Some(&known) = self.simple.get(&e) {
            return known;
        }
        let own = match self.arena.node(e) {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) | Node::Lam(..) => true,
            Node::If(..) | Node::Call(..) | Node::List(..) => true,
            Node::Let(..) => false,
            Node::Prim(p, args) => self.simple_prim(p, &args),
        };
        let mut parts = Vec::new();
        self.arena.for_children(e, |c| parts.push(c));
        let simple = own && self.arena.meta(e).depth <= MAX_DEPTH && parts.into_iter().all(|c| self.simple(c));
        self.simple.insert(e, simple);
        simple
    }

    fn simple_prim(&self, p: Prim, args: &[ExprId; 5]) -> bool {
        match p.info().kind {
            Kind::Strict | Kind::Choice | Kind::Source => true,
            Kind::Loop => false,
            Kind::Search => self.is_remembered(p, args),
            Kind::Consumer if p == Prim::Fold => self.summed(args).is_some(),
            Kind::Consumer if p == Prim::Scan => false,
            Kind::Consumer if p == Prim::Length && !self.arena.is_source(args[0]) => true,
            Kind::Consumer => self.target == Target::Python,
        }
    }
}
