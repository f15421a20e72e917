//! Terms of the e-graph, and the conversion from Core and back.
//!
//! A variable that a function of the program binds is an [`Op::Param`], by its position. Its meaning does not depend on
//! the binders around it, so a term of parameters and literals may stand anywhere. A variable that is bound inside the
//! body is an [`Op::Var`], by its de Bruijn index. An equation between two terms holds for all values of the variables,
//! so it may be used under any binders. Only a rule that moves a term across binders must shift it ([`Move`]).

use egg::{FromOp, Id, Language, RecExpr};
use nth_core::{Arena, ExprId, FuncId, Node, Ty};
use nth_num::Int;
use nth_prims::Prim;

/// The operator of a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Op {
    /// An integer literal of any size.
    Int(Int),
    /// A literal truth value.
    Bool(bool),
    /// A variable that is bound inside the body: de Bruijn index and type.
    Var(u16, Ty),
    /// A parameter of the function: position and type.
    Param(u16, Ty),
    /// A primitive, applied to its arguments.
    Prim(Prim),
    /// A lambda with this many parameters.
    Lam(u8),
    /// `if`
    If,
    /// `let`
    Let,
    /// A call of a function that gives this type.
    Call(FuncId, Ty),
    /// A list of elements of this type.
    List(Ty),
    /// A hole of this type.
    Hole(Ty),
    /// A move of a term across binders, on right sides of rules only.
    Move(Move),
}

/// A move of a term of the left side across binders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Move {
    /// `(down2 e)`: e moved out of two binders. The rule does not apply if e uses a variable that they bind.
    Down(u8),
    /// `(up1 e)`: e moved into one binder.
    Up(u8),
    /// `(subst2 e x y)`: e with its variables 1 and 0 replaced by x and y; it stands where x and y stand.
    Subst(u8),
    /// `(under1 e x)`: e with variable 0 replaced by x. Both stand within the same binder, which stays.
    Under(u8),
}

/// A Core node of an e-graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Term {
    pub(crate) op: Op,
    pub(crate) parts: Box<[Id]>,
}

impl Term {
    pub(crate) fn new(op: Op, parts: &[Id]) -> Self {
        Self { op, parts: parts.into() }
    }

    pub(crate) fn leaf(op: Op) -> Self {
        Self::new(op, &[])
    }

    /// Number of variables that the node binds in its part `k`.
    pub(crate) fn binds(&self, k: usize) -> u16 {
        match self.op {
            Op::Lam(n) => u16::from(n),
            Op::Let => u16::from(k == 1),
            Op::Int(_) | Op::Bool(_) | Op::Var(..) | Op::Param(..) | Op::Prim(_) | Op::If => 0,
            Op::Call(..) | Op::List(_) | Op::Hole(_) | Op::Move(_) => 0,
        }
    }

    /// The node's share of the size of a program.
    pub(crate) fn weight(&self) -> u32 {
        u32::from(!matches!(self.op, Op::Lam(_)))
    }
}

impl Language for Term {
    type Discriminant = Op;

    fn discriminant(&self) -> Op {
        self.op.clone()
    }

    fn matches(&self, other: &Self) -> bool {
        self.op == other.op && self.parts.len() == other.parts.len()
    }

    fn children(&self) -> &[Id] {
        &self.parts
    }

    fn children_mut(&mut self) -> &mut [Id] {
        &mut self.parts
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.op {
            Op::Int(i) => write!(f, "{i}"),
            Op::Bool(b) => write!(f, "{b}"),
            Op::Var(i, _) => write!(f, "${i}"),
            Op::Param(i, _) => write!(f, "p{i}"),
            Op::Prim(p) => f.write_str(p.name()),
            Op::Lam(n) => write!(f, "lam{n}"),
            Op::If => f.write_str("if"),
            Op::Let => f.write_str("let"),
            Op::Call(g, _) => write!(f, "call{}", g.0),
            Op::List(ty) => write!(f, "list:{ty}"),
            Op::Hole(ty) => write!(f, "hole:{ty}"),
            Op::Move(Move::Down(n)) => write!(f, "down{n}"),
            Op::Move(Move::Up(n)) => write!(f, "up{n}"),
            Op::Move(Move::Subst(n)) => write!(f, "subst{n}"),
            Op::Move(Move::Under(n)) => write!(f, "under{n}"),
        }
    }
}

/// An operator that is not in the notation of the rules.
#[derive(Debug)]
pub(crate) struct BadOp(String);

impl std::fmt::Display for BadOp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no node of Core is written `{}` and has that many parts", self.0)
    }
}

impl std::error::Error for BadOp {}

/// The notation of the rules: literals, `true`, `false`, `$0` for an integer variable, `p0` for an integer parameter,
/// `nil` for the empty list of integers, `(lam2 e)`, `(if c a b)`, `(let v e)`, primitives by their names, and
/// [`Move`]s.
impl FromOp for Term {
    type Error = BadOp;

    fn from_op(op: &str, parts: Vec<Id>) -> Result<Self, BadOp> {
        let number = |s: &str| s.parse::<u8>().ok();
        let after = |prefix: &str| op.strip_prefix(prefix).and_then(number);
        let found = match (op, parts.len()) {
            ("true", 0) => Some(Op::Bool(true)),
            ("false", 0) => Some(Op::Bool(false)),
            ("nil", 0) => Some(Op::List(Ty::INT)),
            ("if", 3) => Some(Op::If),
            ("let", 2) => Some(Op::Let),
            (_, 0) => after("$")
                .map(|i| Op::Var(u16::from(i), Ty::INT))
                .or_else(|| after("p").map(|i| Op::Param(u16::from(i), Ty::INT)))
                .or_else(|| op.parse().ok().map(Op::Int)),
            (_, n) => {
                let prim = Prim::from_name(op).filter(|p| p.arity() == n).map(Op::Prim);
                let lam = || after("lam").filter(|_| n == 1).map(Op::Lam);
                let down = || after("down").filter(|_| n == 1).map(|k| Op::Move(Move::Down(k)));
                let up = || after("up").filter(|_| n == 1).map(|k| Op::Move(Move::Up(k)));
                let subst = || after("subst").filter(|&k| n == usize::from(k) + 1).map(|k| Op::Move(Move::Subst(k)));
                let under = || after("under").filter(|&k| n == usize::from(k) + 1).map(|k| Op::Move(Move::Under(k)));
                prim.or_else(lam).or_else(down).or_else(up).or_else(subst).or_else(under)
            }
        };
        match found {
            Some(op) => Ok(Self { op, parts: parts.into() }),
            None => Err(BadOp(op.to_owned())),
        }
    }
}

/// The term of an expression in a function of `params` parameters.
pub(crate) fn read(arena: &Arena, e: ExprId, params: usize) -> RecExpr<Term> {
    let mut out = RecExpr::default();
    reading(arena, e, params as u16, 0, &mut out);
    out
}

fn reading(arena: &Arena, e: ExprId, params: u16, inside: u16, out: &mut RecExpr<Term>) -> Id {
    let op = match arena.node(e) {
        Node::Int(i) => Op::Int(Int::from(i)),
        Node::Big(b) => Op::Int(arena.big(b).clone()),
        Node::Bool(b) => Op::Bool(b),
        Node::Var(i, ty) if i >= inside && i - inside < params => Op::Param(params - 1 - (i - inside), ty),
        Node::Var(i, ty) => Op::Var(i, ty),
        Node::Prim(p, _) => Op::Prim(p),
        Node::Lam(n, _) => Op::Lam(n),
        Node::If(..) => Op::If,
        Node::Let(..) => Op::Let,
        Node::Call(f, _, ty) => Op::Call(f, ty),
        Node::List(_, ty) => Op::List(ty),
        Node::Hole(ty) => Op::Hole(ty),
    };
    let node = Term::leaf(op);
    let mut children = Vec::new();
    arena.for_children(e, |c| children.push(c));
    let binds: Vec<u16> = (0..children.len()).map(|k| node.binds(k)).collect();
    let parts: Vec<Id> = children.iter().zip(binds).map(|(&c, n)| reading(arena, c, params, inside + n, out)).collect();
    out.add(Term { op: node.op, parts: parts.into() })
}

/// The Core expression of a term in a function with these parameter types. `None` if a variable is not bound, or has
/// another type.
pub(crate) fn write(arena: &mut Arena, term: &RecExpr<Term>, params: &[Ty]) -> Option<ExprId> {
    writing(arena, term, term.root(), params, &mut params.to_vec())
}

fn writing(arena: &mut Arena, term: &RecExpr<Term>, at: Id, params: &[Ty], scope: &mut Vec<Ty>) -> Option<ExprId> {
    let node = &term[at];
    match &node.op {
        Op::Int(i) => return Some(arena.int(i)),
        Op::Bool(b) => return Some(arena.intern(Node::Bool(*b))),
        Op::Param(k, ty) => {
            let i = scope.len().checked_sub(1 + usize::from(*k))?;
            return (params.get(usize::from(*k)) == Some(ty)).then(|| arena.var(i as u16, *ty));
        }
        Op::Var(i, ty) => {
            // The index must not reach beyond the binders inside the body.
            let bound = scope.len() - params.len();
            let fits = usize::from(*i) < bound && scope[scope.len() - 1 - usize::from(*i)] == *ty;
            return fits.then(|| arena.var(*i, *ty));
        }
        Op::Hole(ty) => return Some(arena.intern(Node::Hole(*ty))),
        Op::Let => {
            let value = writing(arena, term, node.parts[0], params, scope)?;
            scope.push(arena.ty(value));
            let body = writing(arena, term, node.parts[1], params, scope);
            scope.pop();
            return body.map(|b| arena.intern(Node::Let(value, b)));
        }
        Op::Prim(p) => return primitive(arena, term, *p, &node.parts, params, scope),
        Op::Lam(_) | Op::Move(_) => return None,
        Op::If | Op::Call(..) | Op::List(_) => {}
    }
    let parts = node.parts.iter().map(|&c| writing(arena, term, c, params, scope)).collect::<Option<Vec<_>>>()?;
    match (&node.op, parts.as_slice()) {
        (Op::If, &[c, a, b]) => (arena.ty(a) == arena.ty(b)).then(|| arena.intern(Node::If(c, a, b))),
        (Op::Call(f, ty), parts) => Some(arena.call(*f, parts, *ty)),
        (Op::List(ty), parts) => Some(arena.list(parts, *ty)),
        (_, _) => None,
    }
}

/// Writes a primitive. Its values come first: they determine the parameter types of its functions.
fn primitive(
    arena: &mut Arena,
    term: &RecExpr<Term>,
    p: Prim,
    parts: &[Id],
    params: &[Ty],
    scope: &mut Vec<Ty>,
) -> Option<ExprId> {
    let signature = nth_grammar::signature(p);
    let mut types = nth_grammar::Types::default();
    let mut args = [ExprId::NONE; 5];
    for (k, param) in signature.values_first() {
        let part = *parts.get(k)?;
        args[k] = if param.is_function() {
            let lam = &term[part];
            if lam.op != Op::Lam(param.takes.len() as u8) {
                return None;
            }
            let outside = scope.len();
            scope.extend(param.takes.iter().map(|s| types.ty(s)));
            let body = writing(arena, term, lam.parts[0], params, scope);
            scope.truncate(outside);
            arena.lam(param.takes.len() as u8, body?)
        } else {
            writing(arena, term, part, params, scope)?
        };
        if !types.fit(&param.gives, arena.ty(args[k])) {
            return None;
        }
    }
    Some(arena.prim(p, &args[..parts.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nth_reference::generate;

    #[test]
    fn reading_and_writing_give_the_same_expression() {
        for seed in 0..2_000 {
            let mut case = generate::program(seed);
            for f in case.program.funcs.clone() {
                let term = read(&case.arena, f.body, f.params.len());
                assert_eq!(write(&mut case.arena, &term, &f.params), Some(f.body), "{case}");
            }
        }
    }
}
