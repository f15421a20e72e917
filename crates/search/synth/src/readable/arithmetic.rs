//! Arithmetic of a source expression, simplified by the rewriting rules of Core.
//!
//! The operators of an expression and the primitives that it calls become Core; all else, such as calls of the library,
//! becomes a variable, of which nothing is known. What the rules find shortest becomes source again.

use nth_base::Cancel;
use nth_core::{Arena, ExprId, Node as Core, Program, Ty};
use nth_lower::raise_expr;
use nth_num::Int;
use nth_prims::{Form, Kind, Prim, Shape};
use nth_rewrite::{Bounds, Param, Range, plainest};
use nth_syntax::ast::{BinOp, CmpOp, LogicOp, UnOp};
use nth_syntax::build::{Expr, Node};

use super::program::{INDEX, weight};
use super::style::usual;
use super::tree::{binds, map, substitute};

/// Bounds of the rewriting of one expression.
const BOUNDS: Bounds = Bounds { nodes: 1_000, iterations: 6 };
/// Weight of an expression from which on its shape is kept.
const LONG: u64 = 50;
/// Weight of an expression of another shape that is worth it, in percent of the weight before.
const WORTH: u64 = 88;
/// Largest number of variables of an expression that is rewritten.
const MAX_VARIABLES: usize = 12;
/// Prefix of the names of variables while an expression is Core.
const VARIABLE: &str = "part__";

/// The shortest equal expression that is found. `from` is the smallest value of the index, if the index is bound.
pub(super) fn simplify(e: &Expr, from: Option<i64>, cancel: &Cancel) -> Expr {
    if weight(e) <= 1 {
        return e.clone();
    }
    let mut skeleton = Skeleton { arena: Arena::new(), variables: Vec::new() };
    let ty = if is_truth(e) { Ty::BOOL } else { Ty::INT };
    skeleton.collect(e, ty);
    if skeleton.variables.len() > MAX_VARIABLES {
        return inside(e, from, cancel);
    }
    // Parts that the rules do not see are simplified first.
    let opaque = skeleton.variables.clone();
    let simple: Vec<Expr> = opaque.iter().map(|(part, _)| inside(part, from, cancel)).collect();
    let body = skeleton.write(e, ty);
    let params: Vec<Param> = opaque
        .iter()
        .map(|(part, ty)| match from {
            Some(first) if part.is_name(INDEX) && *ty == Ty::INT => Param::int(Range::at_least(first)),
            Some(_) | None => Param::any(*ty),
        })
        .collect();
    let weights: Vec<u64> = simple.iter().map(weight).collect();
    let mut best = usual(&unsimplified(e, &opaque, &simple), from);
    for tidy in [true, false] {
        // The shape of a long expression stays: the order of the terms of a recurrence says more than a few signs less.
        if !tidy && weight(&best) > LONG {
            break;
        }
        let found = body.and_then(|b| plainest(&mut skeleton.arena, b, &params, &weights, tidy, &BOUNDS, cancel));
        let Some(new) = found.and_then(|found| skeleton.raise(found, &simple)) else { continue };
        let new = usual(&new, from);
        let (less, before) = (weight(&new), weight(&best));
        if if tidy { less < before } else { less * 100 <= before * WORTH } {
            best = new;
        }
    }
    best
}

/// The expression with its parts simplified one by one.
fn inside(e: &Expr, from: Option<i64>, cancel: &Cancel) -> Expr {
    map(e, &mut |k, part| simplify(part, from.filter(|_| !binds(e, k, INDEX)), cancel))
}

/// The expression with simplified parts in place of those that the rules do not see.
fn unsimplified(e: &Expr, opaque: &[(Expr, Ty)], simple: &[Expr]) -> Expr {
    match opaque.iter().position(|(part, _)| part == e) {
        Some(k) => simple[k].clone(),
        None => map(e, &mut |_, part| unsimplified(part, opaque, simple)),
    }
}

/// Whether an expression is seen to be a truth value.
fn is_truth(e: &Expr) -> bool {
    match e.node() {
        Node::Bool(_) | Node::Unary(UnOp::Not, _) | Node::Binary(BinOp::Compare(_) | BinOp::Logic(_), ..) => true,
        Node::If(_, a, b) => is_truth(a) || is_truth(b),
        Node::Let(_, _, e) | Node::Brackets(e) => is_truth(e),
        Node::Int(_) | Node::Name(_) | Node::Call(..) | Node::Index(..) | Node::Unary(UnOp::Neg, _) => false,
        Node::Binary(BinOp::Arith(_) | BinOp::Pipe | BinOp::Append | BinOp::Range(_), ..) => false,
        Node::Lambda(..) | Node::List(_) | Node::Nth(..) => false,
    }
}

/// The primitive of a name and a number of arguments, if it is one step from integers to an integer.
fn step(name: &str, arguments: usize) -> Option<Prim> {
    let is_step = |p: &Prim| {
        let info = p.info();
        info.form == Form::Call && info.kind == Kind::Strict && info.result == Shape::Int && !info.ty.contains('[')
    };
    Prim::from_name(name).filter(|p| p.arity() == arguments).filter(is_step)
}

struct Skeleton {
    arena: Arena,
    /// The parts that are variables, with their types.
    variables: Vec<(Expr, Ty)>,
}

impl Skeleton {
    /// Visits the operators of an expression of type `ty`; each other part becomes a variable.
    fn collect(&mut self, e: &Expr, ty: Ty) {
        match seen(e) {
            Some(Seen::Bool(_) | Seen::Int(_)) => {}
            Some(Seen::Step(_, of, arguments)) => arguments.into_iter().for_each(|a| self.collect(a, of)),
            Some(Seen::Choice(c, a, b)) => {
                self.collect(c, Ty::BOOL);
                self.collect(a, ty);
                self.collect(b, ty);
            }
            Some(Seen::Logic(_, a, b)) => {
                self.collect(a, Ty::BOOL);
                self.collect(b, Ty::BOOL);
            }
            Some(Seen::Brackets(part)) => self.collect(part, ty),
            None => {
                if !self.variables.iter().any(|(part, _)| part == e) {
                    self.variables.push((e.clone(), ty));
                }
            }
        }
    }

    /// The source of an expression of Core, with these parts for the variables.
    fn raise(&self, e: ExprId, parts: &[Expr]) -> Option<Expr> {
        let names: Vec<String> = (0..parts.len()).map(|k| format!("{VARIABLE}{k}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let tree = Expr::template(&raise_expr(&self.arena, &Program::default(), e, &names))?;
        Some(names.iter().zip(parts).fold(tree, |tree, (name, part)| substitute(&tree, name, part)))
    }

    /// The expression as Core. None if a part has another type where it stands again.
    fn write(&mut self, e: &Expr, ty: Ty) -> Option<ExprId> {
        match seen(e) {
            Some(Seen::Bool(b)) => Some(self.arena.intern(Core::Bool(b))),
            Some(Seen::Int(digits)) => Some(self.arena.int(&digits.parse::<Int>().ok()?)),
            Some(Seen::Step(p, of, arguments)) => {
                let args: Vec<ExprId> = arguments.into_iter().map(|a| self.write(a, of)).collect::<Option<_>>()?;
                Some(self.arena.prim(p, &args))
            }
            Some(Seen::Choice(c, a, b)) => {
                let (c, a, b) = (self.write(c, Ty::BOOL)?, self.write(a, ty)?, self.write(b, ty)?);
                Some(self.arena.intern(Core::If(c, a, b)))
            }
            Some(Seen::Logic(op, a, b)) => {
                let (a, b) = (self.write(a, Ty::BOOL)?, self.write(b, Ty::BOOL)?);
                let literal = self.arena.intern(Core::Bool(op == LogicOp::Or));
                Some(self.arena.intern(match op {
                    LogicOp::And => Core::If(a, b, literal),
                    LogicOp::Or => Core::If(a, literal, b),
                }))
            }
            Some(Seen::Brackets(part)) => self.write(part, ty),
            None => {
                let k = self.variables.iter().position(|(part, t)| part == e && *t == ty)?;
                let index = u16::try_from(self.variables.len() - 1 - k).ok()?;
                Some(self.arena.var(index, ty))
            }
        }
    }
}

/// The outermost form of an expression that the rules see.
enum Seen<'a> {
    Bool(bool),
    /// An integer: its digits.
    Int(&'a str),
    /// A primitive with the type of its arguments, and the arguments.
    Step(Prim, Ty, Vec<&'a Expr>),
    /// `if … then … else …`: the condition and the branches.
    Choice(&'a Expr, &'a Expr, &'a Expr),
    Logic(LogicOp, &'a Expr, &'a Expr),
    Brackets(&'a Expr),
}

fn seen(e: &Expr) -> Option<Seen<'_>> {
    let infix = |op: &BinOp, a, b| Prim::from_infix(op.symbol()).map(|p| Seen::Step(p, Ty::INT, vec![a, b]));
    match e.node() {
        Node::Bool(b) => Some(Seen::Bool(*b)),
        Node::Int(digits) => Some(Seen::Int(digits)),
        Node::Unary(UnOp::Neg, a) => Some(Seen::Step(Prim::Neg, Ty::INT, vec![a])),
        Node::Unary(UnOp::Not, a) => Some(Seen::Step(Prim::Not, Ty::BOOL, vec![a])),
        Node::Binary(op @ BinOp::Arith(_), a, b) => infix(op, a, b),
        Node::Binary(op @ BinOp::Compare(compare), a, b) => {
            // Equality is also one of lists and truth values.
            let any = matches!(compare, CmpOp::Eq | CmpOp::Ne);
            if any && !is_integer(a) && !is_integer(b) { None } else { infix(op, a, b) }
        }
        Node::Binary(BinOp::Logic(op), a, b) => Some(Seen::Logic(*op, a, b)),
        Node::Binary(BinOp::Pipe | BinOp::Append | BinOp::Range(_), ..) => None,
        Node::If(c, a, b) => Some(Seen::Choice(c, a, b)),
        Node::Brackets(part) => Some(Seen::Brackets(part)),
        Node::Call(f, arguments) => {
            let Node::Name(name) = f.node() else { return None };
            step(name, arguments.len()).map(|p| Seen::Step(p, Ty::INT, arguments.iter().collect()))
        }
        Node::Name(_) | Node::Index(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) | Node::Nth(..) => None,
    }
}

/// Whether an expression is seen to be an integer.
fn is_integer(e: &Expr) -> bool {
    let is_arithmetic =
        matches!(e.node(), Node::Int(_) | Node::Binary(BinOp::Arith(_), ..) | Node::Unary(UnOp::Neg, _));
    is_arithmetic || e.is_name(INDEX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_around_calls_is_simplified() {
        for (given, simple) in [
            ("10 ^ 2 - n", "100 - n"),
            ("n ^ 2 ^ 1", "n ^ 2"),
            ("prime(n + 2 - 1) * 1", "prime(n + 1)"),
            ("euler_transform(|k| k / k, n)", "euler_transform(|_| 1, n)"),
            ("2 * prime(n) + 3 - prime(n)", "prime(n) + 3"),
            ("n * n", "n ^ 2"),
            ("n * 3 + 1", "3 * n + 1"),
            ("n % 4", "n % 4"),
            ("if n <= 0 then 1 else n * (n - 1 + 2)", "if n == 0 then 1 else n * (n + 1)"),
            ("[1, 2 + 1][n % 2]", "[1, 3][n % 2]"),
            ("2 ^ 100", "2 ^ 100"),
            ("let x = prime(n) in x * x * 1", "prime(n) ^ 2"),
            ("nth k from 1 where is_prime(k) and k % 2 == 1 and true", "nth k from 1 where is_prime(k) and k % 2 == 1"),
        ] {
            let found = simplify(&Expr::template(given).unwrap(), Some(0), &Cancel::new());
            assert_eq!(found.to_string(), simple, "{given}");
        }
    }
}
