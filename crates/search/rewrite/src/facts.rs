//! Facts about a class of equal terms: bounds of the value, whether it can fail, the smallest term.

use egg::{Analysis, DidMerge, EGraph, Id, RecExpr};
use nth_core::Ty;
use nth_num::Int;
use nth_prims::Prim;

use crate::primitive::Args;
use crate::range::Range;
use crate::term::{Op, Term};

/// An e-graph of Core terms with facts.
pub(crate) type Graph = EGraph<Term, Setting>;

/// A class of terms is narrowed at most this many times; classes that contain themselves could go on for ever.
const MAX_NARROWINGS: u8 = 20;
/// Values of at most this many bits are written as literals.
const MAX_LITERAL_BITS: u64 = 62;

/// A value that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An integer of any size.
    Int(Int),
    /// A truth value, of type `Bool`.
    Bool(bool),
}

/// Knowledge about a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Bounds, if the value is an integer.
    pub range: Range,
    /// The value, if it is a truth value and known.
    pub truth: Option<bool>,
}

impl Known {
    /// An integer in a range.
    pub(crate) fn int(range: Range) -> Self {
        Self { range, truth: None }
    }

    /// A truth value, which may be known.
    pub(crate) fn truth(truth: Option<bool>) -> Self {
        Self { range: Range::default(), truth }
    }

    /// The knowledge about a value that is one of two.
    pub(crate) fn either(&self, other: &Self) -> Self {
        let truth = self.truth.filter(|_| self.truth == other.truth);
        Self { range: self.range.hull(&other.range), truth }
    }

    /// The value, if there is one only.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        match (self.range.value(), self.truth) {
            (Some(x), _) => Some(Value::Int(x.clone())),
            (None, Some(b)) => Some(Value::Bool(b)),
            (None, None) => None,
        }
    }
}

impl From<Value> for Known {
    fn from(value: Value) -> Self {
        match value {
            Value::Int(x) => Self::int(Range::exactly(x)),
            Value::Bool(b) => Self::truth(Some(b)),
        }
    }
}

/// Facts about a term.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Knowledge about the value.
    pub known: Known,
    /// Whether it has a value: it does not fail and ends, limits of resources apart. For a lambda: whether its body
    /// has.
    pub total: bool,
    /// Whether it always fails.
    pub fails: bool,
    /// The size of the smallest term of the class.
    size: u32,
    /// The top of that term.
    top: Term,
    narrowed: u8,
}

/// The value of a primitive at known arguments, or `None` if it fails or is not computed.
pub(crate) type Fold = fn(Prim, &[Value]) -> Option<Value>;

/// The assumptions under which an e-graph is made.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// Bounds of the parameters.
    pub(crate) params: Vec<Range>,
    /// Whether terms of a class have the same errors. If not, one may have a value where another fails.
    pub(crate) exact: bool,
    /// Whether a literal joins each class whose value is known.
    pub(crate) literals: bool,
    /// Whether the facts of a class contradict each other. Then it contains a term that always fails, and nothing more
    /// may be concluded.
    pub(crate) poisoned: bool,
    /// Computes primitives of known arguments.
    pub(crate) fold: Fold,
}

/// The name of the reason why a literal joins a class whose value is known.
pub(crate) const KNOWN_VALUE: &str = "known-value";

impl Analysis<Term> for Setting {
    type Data = Facts;

    fn make(graph: &mut Graph, node: &Term, _id: Id) -> Facts {
        let parts: Vec<&Facts> = node.parts.iter().map(|&c| &graph[c].data).collect();
        let same = |i: usize, j: usize| graph.find(node.parts[i]) == graph.find(node.parts[j]);
        describe(node, &parts, &same, &graph.analysis)
    }

    fn merge(&mut self, a: &mut Facts, b: Facts) -> DidMerge {
        let mut did = DidMerge(false, false);
        if a.narrowed < MAX_NARROWINGS {
            match a.known.range.meet(&b.known.range) {
                None => self.poisoned = true,
                Some(both) => {
                    did.1 |= both != b.known.range;
                    if both != a.known.range {
                        did.0 = true;
                        a.narrowed += 1;
                        a.known.range = both;
                    }
                }
            }
        }
        match (a.known.truth, b.known.truth) {
            (Some(x), Some(y)) => self.poisoned |= x != y,
            (None, Some(_)) => (a.known.truth, did.0) = (b.known.truth, true),
            (Some(_), None) => did.1 = true,
            (None, None) => {}
        }
        did.0 |= b.fails && !a.fails;
        did.1 |= a.fails && !b.fails;
        a.fails |= b.fails;
        did.0 |= b.total && !a.total;
        did.1 |= a.total && !b.total;
        a.total |= b.total;
        if b.size < a.size {
            (a.size, a.top, did.0) = (b.size, b.top, true);
        } else {
            did.1 |= a.size < b.size;
        }
        did
    }

    fn modify(graph: &mut Graph, id: Id) {
        let facts = &graph[id].data;
        if !graph.analysis.literals
            || graph.analysis.poisoned
            || graph.analysis.exact && !facts.total
            || matches!(facts.top.op, Op::Lam(_))
        {
            return;
        }
        let literal = match (facts.known.range.value(), facts.known.truth) {
            (Some(x), _) if x.bits() <= MAX_LITERAL_BITS => Op::Int(x.clone()),
            (_, Some(b)) => Op::Bool(b),
            (_, None) => return,
        };
        if facts.size > 1 || facts.top.op != literal {
            // The id must stand for the literal itself: explanations name it.
            let new = graph.add_uncanonical(Term::leaf(literal));
            graph.union_trusted(id, new, KNOWN_VALUE);
        }
    }
}

/// The smallest term of a class.
pub(crate) fn smallest(graph: &Graph, id: Id) -> RecExpr<Term> {
    fn build(graph: &Graph, id: Id, out: &mut RecExpr<Term>) -> Id {
        let top = &graph[id].data.top;
        let parts: Vec<Id> = top.parts.iter().map(|&c| build(graph, c, out)).collect();
        out.add(Term { op: top.op.clone(), parts: parts.into() })
    }
    let mut out = RecExpr::default();
    build(graph, id, &mut out);
    out
}

/// The facts of a node, from those of its parts. `same` tells whether two parts are equal.
pub(crate) fn describe(node: &Term, parts: &[&Facts], same: &dyn Fn(usize, usize) -> bool, setting: &Setting) -> Facts {
    let mut facts = Facts {
        known: Known::default(),
        total: parts.iter().all(|p| p.total),
        fails: false,
        size: parts.iter().fold(node.weight(), |n, p| n.saturating_add(p.size)),
        top: node.clone(),
        narrowed: 0,
    };
    match (&node.op, parts) {
        (Op::Int(i), _) => facts.known = Value::Int(i.clone()).into(),
        (Op::Bool(b), _) => facts.known = Value::Bool(*b).into(),
        (Op::Param(k, Ty::INT), _) => {
            facts.known = Known::int(setting.params.get(usize::from(*k)).cloned().unwrap_or_default());
        }
        (Op::Prim(p), _) => primitive(*p, &Args { facts: parts, same }, setting.fold, &mut facts),
        (Op::Lam(_), [body]) => facts.known = body.known.clone(),
        (Op::If, [test, then, other]) => {
            facts.fails = test.fails;
            facts.known = match test.known.truth {
                Some(true) => then.known.clone(),
                Some(false) => other.known.clone(),
                None => then.known.either(&other.known),
            };
        }
        (Op::Let, [value, body]) => {
            facts.fails = value.fails || body.fails;
            facts.known = body.known.clone();
        }
        (Op::Hole(_), _) => (facts.total, facts.fails) = (false, true),
        // A call may run for ever.
        (Op::Call(..) | Op::Move(_), _) => facts.total = false,
        (Op::Var(..) | Op::Param(..) | Op::List(_) | Op::Lam(_) | Op::If | Op::Let, _) => {}
    }
    facts
}

fn primitive(p: Prim, args: &Args<'_>, fold: Fold, facts: &mut Facts) {
    facts.fails = args.fail(p);
    let values: Option<Vec<Value>> = args.facts.iter().map(|f| f.known.value()).collect();
    match values.and_then(|values| fold(p, &values)) {
        // The primitive has a value at these arguments.
        Some(value) => facts.known = value.into(),
        None => {
            facts.total &= args.suffice(p);
            facts.known = args.value(p);
        }
    }
}
