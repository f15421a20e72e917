//! Which expressions of Core are expressions of the target, without statements before them.

use nth_core::{ExprId, Node};
use nth_prims::Prim;

use crate::Target;
use crate::emit::Emitter;

/// Deeper expressions get variables for their parts: targets have limits on nesting (Python: 200 parentheses).
pub(crate) const DEPTH: u16 = 30;

impl Emitter<'_> {
    /// Whether the search is remembered, under which start.
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
        let simple = own && self.arena.meta(e).depth <= DEPTH && parts.into_iter().all(|c| self.simple(c));
        self.simple.insert(e, simple);
        simple
    }

    fn simple_prim(&self, p: Prim, args: &[ExprId; 5]) -> bool {
        match p {
            Prim::Loop | Prim::Loop2 | Prim::Fold | Prim::Scan => false,
            Prim::Compr | Prim::Search => self.is_remembered(p, args),
            Prim::All | Prim::Any | Prim::ZipWith => self.target == Target::Python,
            Prim::Length => self.target == Target::Python || !self.arena.is_source(args[0]),
            Prim::Map | Prim::Filter | Prim::Range | Prim::RangeInclusive | Prim::Cond => true,
            Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod | Prim::Pow | Prim::Neg => true,
            Prim::Eq | Prim::Ne | Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge | Prim::Not => true,
            Prim::Abs | Prim::Min | Prim::Max | Prim::Gcd | Prim::Isqrt | Prim::Powmod => true,
            Prim::BitAnd | Prim::BitOr | Prim::BitXor | Prim::BitLength => true,
            Prim::Cons | Prim::Get | Prim::Head | Prim::Tail | Prim::Append | Prim::Reverse => true,
            Prim::Take | Prim::Drop | Prim::Sort => true,
        }
    }
}
