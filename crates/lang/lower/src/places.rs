//! Places of the parts of a lowered expression in the source text.

use std::rc::Rc;

use nth_base::Span;
use nth_core::ExprId;

/// Places of an expression of Core and of its parts, in the shape of the expression: one part for each child of the
/// node, in the order of [`Arena::for_children`](nth_core::Arena::for_children).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Rc<Node>);

#[derive(Debug, PartialEq, Eq)]
struct Node {
    span: Span,
    parts: Vec<Places>,
}

impl Places {
    pub(crate) fn new(span: Span, parts: Vec<Self>) -> Self {
        Self(Rc::new(Node { span, parts }))
    }

    /// Place of the whole expression.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// Places of the body of a lambda.
    pub(crate) fn body(&self) -> Option<Self> {
        self.0.parts.first().cloned()
    }

    /// Place of the part that this path of child numbers leads to, or of the nearest part around it that is known.
    #[must_use]
    pub fn at(&self, path: &[usize]) -> Span {
        let mut here = self;
        for &child in path {
            match here.0.parts.get(child) {
                Some(part) => here = part,
                None => break,
            }
        }
        here.span()
    }
}

/// Lowered expression, with the places of its parts if these are kept.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub e: ExprId,
    pub at: Option<Places>,
}

/// Ids of lowered expressions.
pub(crate) fn ids(parts: &[Placed]) -> Vec<ExprId> {
    parts.iter().map(|p| p.e).collect()
}
