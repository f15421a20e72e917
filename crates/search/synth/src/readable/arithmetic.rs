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
use super::tree::{bound, map, parts, substitute, with_parts};

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
    let new = parts(e).into_iter().enumerate().map(|(k, part)| {
        let from = from.filter(|_| !bound(e, k).iter().any(|name| name == INDEX));
        simplify(part, from, cancel)
    });
    with_parts(e, new.collect())
}

/// The expression with simplified parts in place of those that the rules do not see.
fn unsimplified(e: &Expr, opaque: &[(Expr, Ty)], simple: &[Expr]) -> Expr {
    match opaque.iter().position(|(part, _)| part == e) {
        Some(k) => simple[k].clone(),
        None => map(e, &mut |part| unsimplified(part, opaque, simple)),
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
            Some(Seen::Literal) => {}
            Some(Seen::Step(_, of)) => parts_of(e).into_iter().for_each(|part| self.collect(part, of)),
            Some(Seen::Choice) => {
                for (k, part) in parts(e).into_iter().enumerate() {
                    self.collect(part, if k == 0 { Ty::BOOL } else { ty });
                }
            }
            Some(Seen::Both | Seen::Either) => parts(e).into_iter().for_each(|part| self.collect(part, Ty::BOOL)),
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
            Some(Seen::Literal) => Some(match e.node() {
                Node::Bool(b) => self.arena.intern(Core::Bool(*b)),
                Node::Int(digits) => self.arena.int(&digits.parse::<Int>().ok()?),
                Node::Name(_) | Node::Call(..) | Node::Index(..) | Node::Unary(..) | Node::Binary(..) => return None,
                Node::If(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) | Node::Nth(..) => return None,
                Node::Brackets(_) => return None,
            }),
            Some(Seen::Step(p, of)) => {
                let args: Vec<ExprId> = parts_of(e).into_iter().map(|a| self.write(a, of)).collect::<Option<_>>()?;
                Some(self.arena.prim(p, &args))
            }
            Some(Seen::Choice) => {
                let [c, a, b] = parts(e)[..] else { return None };
                let (c, a, b) = (self.write(c, Ty::BOOL)?, self.write(a, ty)?, self.write(b, ty)?);
                Some(self.arena.intern(Core::If(c, a, b)))
            }
            Some(both @ (Seen::Both | Seen::Either)) => {
                let [a, b] = parts(e)[..] else { return None };
                let (a, b) = (self.write(a, Ty::BOOL)?, self.write(b, Ty::BOOL)?);
                let literal = self.arena.intern(Core::Bool(matches!(both, Seen::Either)));
                Some(self.arena.intern(match both {
                    Seen::Both => Core::If(a, b, literal),
                    Seen::Either | Seen::Literal | Seen::Step(..) | Seen::Choice | Seen::Brackets(_) => {
                        Core::If(a, literal, b)
                    }
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
    Literal,
    /// A primitive, with the type of its arguments.
    Step(Prim, Ty),
    Choice,
    Both,
    Either,
    Brackets(&'a Expr),
}

/// The arguments of a step.
fn parts_of(e: &Expr) -> Vec<&Expr> {
    let all = parts(e);
    if matches!(e.node(), Node::Call(..)) { all[1..].to_vec() } else { all }
}

fn seen(e: &Expr) -> Option<Seen<'_>> {
    match e.node() {
        Node::Int(_) | Node::Bool(_) => Some(Seen::Literal),
        Node::Unary(UnOp::Neg, _) => Some(Seen::Step(Prim::Neg, Ty::INT)),
        Node::Unary(UnOp::Not, _) => Some(Seen::Step(Prim::Not, Ty::BOOL)),
        Node::Binary(BinOp::Arith(_), ..) => infix(e).map(|p| Seen::Step(p, Ty::INT)),
        Node::Binary(BinOp::Compare(op), a, b) => {
            // Equality is also one of lists and truth values.
            let any = matches!(op, CmpOp::Eq | CmpOp::Ne);
            let is_int = |e: &Expr| match e.node() {
                Node::Int(_) | Node::Binary(BinOp::Arith(_), ..) | Node::Unary(UnOp::Neg, _) => true,
                Node::Name(name) => name == INDEX,
                Node::Bool(_) | Node::Call(..) | Node::Index(..) | Node::Unary(UnOp::Not, _) | Node::If(..) => false,
                Node::Let(..) | Node::Lambda(..) | Node::List(_) | Node::Nth(..) | Node::Brackets(_) => false,
                Node::Binary(BinOp::Compare(_) | BinOp::Logic(_) | BinOp::Pipe | BinOp::Append, ..) => false,
                Node::Binary(BinOp::Range(_), ..) => false,
            };
            if any && !is_int(a) && !is_int(b) { None } else { infix(e).map(|p| Seen::Step(p, Ty::INT)) }
        }
        Node::Binary(BinOp::Logic(LogicOp::And), ..) => Some(Seen::Both),
        Node::Binary(BinOp::Logic(LogicOp::Or), ..) => Some(Seen::Either),
        Node::Binary(BinOp::Pipe | BinOp::Append | BinOp::Range(_), ..) => None,
        Node::If(..) => Some(Seen::Choice),
        Node::Brackets(part) => Some(Seen::Brackets(part)),
        Node::Call(f, arguments) => match f.node() {
            Node::Name(name) => step(name, arguments.len()).map(|p| Seen::Step(p, Ty::INT)),
            Node::Int(_) | Node::Bool(_) | Node::Call(..) | Node::Index(..) | Node::Unary(..) => None,
            Node::Binary(..) | Node::If(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) => None,
            Node::Nth(..) | Node::Brackets(_) => None,
        },
        Node::Name(_) | Node::Index(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) | Node::Nth(..) => None,
    }
}

fn infix(e: &Expr) -> Option<Prim> {
    let Node::Binary(op, ..) = e.node() else { return None };
    Prim::from_infix(op.symbol())
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
