//! What is known of a class of equal terms: bounds of its value, whether it can fail, its smallest term.

use egg::{Analysis, DidMerge, EGraph, Id, RecExpr};
use nth_core::Ty;
use nth_num::Int;
use nth_prims::{Kind, Prim};

use super::constant;
use super::lang::{Op, Term};

/// The e-graphs of this crate.
pub(crate) type Graph = EGraph<Term, Setting>;

/// Bounds of an integer, both ends counted; none where it is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) lo: Option<Int>,
    pub(crate) hi: Option<Int>,
}

/// Bounds beyond so many bits are forgotten.
const BOUND_BITS: u64 = 256;
/// The bounds of a class are narrowed so many times at most; classes that hold themselves could go on for ever.
const MOST_NARROWINGS: u8 = 20;
/// Values of at most so many bits are written as literals.
const LITERAL_BITS: u64 = 62;

impl Range {
    pub(crate) fn of(lo: impl Into<Option<Int>>, hi: impl Into<Option<Int>>) -> Self {
        let bound = |x: Option<Int>| x.filter(|x| x.bits() <= BOUND_BITS);
        Self { lo: bound(lo.into()), hi: bound(hi.into()) }
    }

    fn at_least(lo: i64) -> Self {
        Self::of(Int::from(lo), None)
    }

    /// The value, if there is one only.
    pub(crate) fn value(&self) -> Option<&Int> {
        self.lo.as_ref().filter(|_| self.lo == self.hi)
    }

    /// Whether all values are at least this.
    pub(crate) fn is_from(&self, x: i64) -> bool {
        self.lo.as_ref().is_some_and(|l| *l >= Int::from(x))
    }

    /// Whether all values are at most this.
    pub(crate) fn is_to(&self, x: i64) -> bool {
        self.hi.as_ref().is_some_and(|h| *h <= Int::from(x))
    }

    /// Whether 0 is not among the values.
    pub(crate) fn excludes_zero(&self) -> bool {
        self.is_from(1) || self.is_to(-1)
    }

    fn hull(&self, other: &Self) -> Self {
        let both = |a: &Option<Int>, b: &Option<Int>, f: fn(Int, Int) -> Int| Some(f(a.clone()?, b.clone()?));
        Self::of(both(&self.lo, &other.lo, std::cmp::min), both(&self.hi, &other.hi, std::cmp::max))
    }

    fn neg(&self) -> Self {
        Self::of(self.hi.as_ref().map(Int::neg), self.lo.as_ref().map(Int::neg))
    }

    fn add(&self, other: &Self) -> Self {
        let sum = |a: &Option<Int>, b: &Option<Int>| Some(a.as_ref()?.add(b.as_ref()?));
        Self::of(sum(&self.lo, &other.lo), sum(&self.hi, &other.hi))
    }

    fn mul(&self, other: &Self) -> Self {
        if let (Some(a), Some(b), Some(c), Some(d)) = (&self.lo, &self.hi, &other.lo, &other.hi) {
            let all = [a.mul(c), a.mul(d), b.mul(c), b.mul(d)];
            return Self::of(all.iter().min().cloned(), all.iter().max().cloned());
        }
        if self.is_from(0) && other.is_from(0) {
            return Self::of(self.lo.as_ref().zip(other.lo.as_ref()).map(|(a, b)| a.mul(b)), None);
        }
        Self::default()
    }

    /// The value of `%` by these.
    fn modulus(&self, by: &Self) -> Self {
        let one = Int::ONE;
        if by.is_from(1) {
            let hi = by.hi.as_ref().map(|h| h.sub(&one));
            let own = if self.is_from(0) { self.hi.clone() } else { None };
            let hi = [hi, own].into_iter().flatten().min();
            Self::of(Int::ZERO, hi)
        } else if by.is_to(-1) {
            Self::of(by.lo.as_ref().map(|l| l.add(&one)), Int::ZERO)
        } else {
            Self::default()
        }
    }

    /// The value of `/` by these.
    fn quotient(&self, by: &Self) -> Self {
        if !by.is_from(1) {
            return Self::default();
        }
        let div = |a: &Int, b: &Int| a.floor_div(b).ok();
        let (least, most) = (by.lo.as_ref(), by.hi.as_ref());
        // Towards 0 with the largest divisor, away from it with the least.
        let lo = self
            .lo
            .as_ref()
            .and_then(|l| if l.signum() < 0 { div(l, least?) } else { most.map_or(Some(Int::ZERO), |m| div(l, m)) });
        let hi = self.hi.as_ref().and_then(|h| {
            if h.signum() < 0 { most.map_or(Some(Int::from(-1)), |m| div(h, m)) } else { div(h, least?) }
        });
        Self::of(lo, hi)
    }
}

/// What is known of a class.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Bounds, if it is an integer.
    pub(crate) range: Range,
    /// Its value, if it is a truth value and known.
    pub(crate) truth: Option<bool>,
    /// Whether it cannot fail and ends, the limits of resources apart. Of a lambda: its body.
    pub(crate) total: bool,
    /// Whether it certainly fails.
    pub(crate) fails: bool,
    /// The size of its smallest term.
    size: u32,
    /// The top of that term.
    top: Term,
    narrowed: u8,
}

/// What a graph is made under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// Bounds of the parameters.
    pub(crate) params: Vec<Range>,
    /// Whether terms of a class have the same errors. If not, one may have a value where another fails.
    pub(crate) exact: bool,
    /// Whether a term of a known value is a literal, too.
    pub(crate) literals: bool,
    /// Facts of one class contradict each other: it holds a term that always fails, so nothing more may be concluded.
    pub(crate) poisoned: bool,
}

impl Analysis<Term> for Setting {
    type Data = Facts;

    fn make(graph: &mut Graph, node: &Term, _id: Id) -> Facts {
        let parts: Vec<&Facts> = node.parts.iter().map(|&c| &graph[c].data).collect();
        let same = |i: usize, j: usize| graph.find(node.parts[i]) == graph.find(node.parts[j]);
        describe(node, &parts, &same, &graph.analysis)
    }

    fn merge(&mut self, a: &mut Facts, b: Facts) -> DidMerge {
        let mut did = DidMerge(false, false);
        if a.narrowed < MOST_NARROWINGS {
            let lo = a.range.lo.clone().max(b.range.lo.clone());
            let hi = match (&a.range.hi, &b.range.hi) {
                (Some(x), Some(y)) => Some(x.min(y).clone()),
                (x, y) => x.clone().or_else(|| y.clone()),
            };
            if matches!((&lo, &hi), (Some(l), Some(h)) if l > h) {
                self.poisoned = true;
            } else {
                let both = Range { lo, hi };
                did.1 |= both != b.range;
                if both != a.range {
                    did.0 = true;
                    a.narrowed += 1;
                    a.range = both;
                }
            }
        }
        match (a.truth, b.truth) {
            (Some(x), Some(y)) => self.poisoned |= x != y,
            (None, Some(_)) => (a.truth, did.0) = (b.truth, true),
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
        let literal = match (facts.range.value(), facts.truth) {
            (Some(x), _) if x.bits() <= LITERAL_BITS => Op::Int(x.clone()),
            (_, Some(b)) => Op::Bool(b),
            (_, None) => return,
        };
        if facts.size > 1 || facts.top.op != literal {
            let new = graph.add(Term::leaf(literal));
            graph.union(id, new);
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

/// What is known of a node, from what is known of its parts; `same` tells whether two of them are equal.
pub(crate) fn describe(node: &Term, parts: &[&Facts], same: &dyn Fn(usize, usize) -> bool, setting: &Setting) -> Facts {
    let mut facts = Facts {
        range: Range::default(),
        truth: None,
        total: parts.iter().all(|p| p.total),
        fails: false,
        size: parts.iter().fold(node.weight(), |n, p| n.saturating_add(p.size)),
        top: node.clone(),
        narrowed: 0,
    };
    match (&node.op, parts) {
        (Op::Int(i), _) => facts.range = Range { lo: Some(i.clone()), hi: Some(i.clone()) },
        (Op::Bool(b), _) => facts.truth = Some(*b),
        (Op::Param(k, Ty::INT), _) => {
            facts.range = setting.params.get(usize::from(*k)).cloned().unwrap_or_default();
        }
        (Op::Prim(p), _) => primitive(*p, parts, same, &mut facts),
        (Op::Lam(_), [body]) => same_as(&mut facts, body),
        (Op::If, [test, then, other]) => {
            facts.fails = test.fails;
            match test.truth {
                Some(holds) => same_as(&mut facts, if holds { then } else { other }),
                None => either(&mut facts, then, other),
            }
        }
        (Op::Let, [value, body]) => {
            facts.fails = value.fails || body.fails;
            same_as(&mut facts, body);
        }
        (Op::Hole(_), _) => (facts.total, facts.fails) = (false, true),
        // It may call without end.
        (Op::Call(..) | Op::Move(_), _) => facts.total = false,
        (Op::Var(..) | Op::Param(..) | Op::List(_) | Op::Lam(_) | Op::If | Op::Let, _) => {}
    }
    facts
}

fn same_as(facts: &mut Facts, branch: &Facts) {
    (facts.range, facts.truth) = (branch.range.clone(), branch.truth);
}

fn either(facts: &mut Facts, a: &Facts, b: &Facts) {
    facts.range = a.range.hull(&b.range);
    facts.truth = a.truth.filter(|_| a.truth == b.truth);
}

#[expect(clippy::wildcard_enum_match_arm, reason = "of a primitive that is not named here, nothing is known")]
fn primitive(p: Prim, parts: &[&Facts], same: &dyn Fn(usize, usize) -> bool, facts: &mut Facts) {
    use Prim as P;
    let data = |k: usize| parts[k];
    let range = |k: usize| &data(k).range;
    let all_total = facts.total;
    facts.fails = match p.info().kind {
        Kind::Strict => parts.iter().any(|f| f.fails),
        Kind::Choice => data(0).fails,
        Kind::Loop | Kind::Search | Kind::Source | Kind::Consumer => false,
    };
    facts.fails |= match p {
        P::Div | P::Mod => range(1).value() == Some(&Int::ZERO),
        P::Pow => range(1).is_to(-1),
        P::Isqrt => range(0).is_to(-1),
        _ => false,
    };
    facts.total &= match p {
        P::Add | P::Sub | P::Mul | P::Neg | P::Abs | P::Min | P::Max | P::Gcd | P::BitAnd | P::BitOr | P::BitXor => {
            true
        }
        P::BitLength | P::Eq | P::Ne | P::Lt | P::Le | P::Gt | P::Ge | P::Not | P::Cond | P::Loop | P::Loop2 => true,
        P::Cons | P::Range | P::RangeInclusive | P::Length | P::Append | P::Reverse | P::Take | P::Drop => true,
        P::Sort | P::Map | P::Filter | P::Fold | P::Scan | P::All | P::Any | P::ZipWith => true,
        P::Div | P::Mod => range(1).excludes_zero(),
        P::Pow => range(1).is_from(0),
        P::Isqrt => range(0).is_from(0),
        P::Powmod => range(1).is_from(0) && range(2).excludes_zero(),
        _ => false,
    };
    if let Some(result) = constant::fold(p, parts) {
        match result {
            constant::Value::Int(x) => facts.range = Range { lo: Some(x.clone()), hi: Some(x) },
            constant::Value::Bool(b) => facts.truth = Some(b),
        }
        facts.total = all_total;
        return;
    }
    // Bounds tell how two numbers compare.
    let below = |i: usize, j: usize| matches!((&range(i).hi, &range(j).lo), (Some(h), Some(l)) if h < l);
    let up_to = |i: usize, j: usize| same(i, j) || matches!((&range(i).hi, &range(j).lo), (Some(h), Some(l)) if h <= l);
    let decide = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
    let natural = Range::at_least(0);
    facts.range = match p {
        P::Add => range(0).add(range(1)),
        P::Sub => range(0).add(&range(1).neg()),
        P::Neg => range(0).neg(),
        P::Mul if same(0, 1) && !range(0).is_from(0) => natural,
        P::Mul => range(0).mul(range(1)),
        P::Div => range(0).quotient(range(1)),
        P::Mod => range(0).modulus(range(1)),
        P::Powmod => Range::default().modulus(range(2)),
        P::Pow if range(0).is_from(1) => Range::at_least(1),
        P::Pow if range(0).is_from(0) => natural,
        P::Abs if range(0).is_from(0) => range(0).clone(),
        P::Abs => natural,
        P::Gcd | P::Isqrt | P::BitLength | P::Length | P::Compr => natural,
        P::Search => Range::of(range(1).lo.clone(), None),
        P::Min => {
            let known = [&range(0).hi, &range(1).hi].into_iter().flatten().min().cloned();
            Range::of(range(0).hull(range(1)).lo, known)
        }
        P::Max => {
            let known = [&range(0).lo, &range(1).lo].into_iter().flatten().max().cloned();
            Range::of(known, range(0).hull(range(1)).hi)
        }
        P::BitAnd => {
            let tops = [range(0), range(1)].into_iter().filter(|r| r.is_from(0));
            let natural = range(0).is_from(0) || range(1).is_from(0);
            Range::of(natural.then_some(Int::ZERO), tops.filter_map(|r| r.hi.clone()).min())
        }
        P::BitOr | P::BitXor if range(0).is_from(0) && range(1).is_from(0) => natural,
        P::Cond => {
            if range(0).is_to(0) {
                same_as(facts, data(1));
            } else if range(0).is_from(1) {
                same_as(facts, data(2));
            } else {
                either(facts, data(1), data(2));
            }
            return;
        }
        _ => Range::default(),
    };
    facts.truth = match p {
        P::Lt => decide(below(0, 1), up_to(1, 0)),
        P::Gt => decide(below(1, 0), up_to(0, 1)),
        P::Le => decide(up_to(0, 1), below(1, 0)),
        P::Ge => decide(up_to(1, 0), below(0, 1)),
        P::Eq => decide(same(0, 1), below(0, 1) || below(1, 0)),
        P::Ne => decide(below(0, 1) || below(1, 0), same(0, 1)),
        P::Not => data(0).truth.map(|b| !b),
        _ => None,
    };
}
