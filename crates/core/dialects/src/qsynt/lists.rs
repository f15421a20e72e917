//! The list version of the published language: every value is a non-empty list of integers.
//!
//! Programs are elaborated into ordinary Core over `[Int]`. Arithmetic acts on the heads and keeps the tail of the
//! first operand; tests, counts and positions are heads; `O` (push) puts the head of one value before another; `P`
//! (pop) drops the head unless it is the only element. Each letter has one shape, by which the printer recognises it.

use nth_prims::Prim;

use super::{MAX_TOKENS, ParseError, arity, is_blank};
use nth_core::{Arena, ExprId, Node, Ty};

/// Type of lists of integers, `[Int]`.
const LIST: fn() -> Ty = || Ty::INT.list();

/// Indices of the two variables of the language at some place.
#[derive(Clone, Copy)]
struct Vars {
    x: u16,
    y: u16,
}

impl Vars {
    /// Variables at the top, and in the functions of `compr` and `loop2`.
    const FIRST: Self = Self { x: 1, y: 0 };
    /// Variables in the step of `loop`, whose counter is made a list.
    const STEP: Self = Self { x: 2, y: 0 };

    /// Inside this number of further binders.
    fn inside(self, binders: u16) -> Self {
        Self { x: self.x + binders, y: self.y + binders }
    }
}

/// A letter and its operands, before elaboration.
struct Tree {
    letter: u8,
    parts: Vec<Tree>,
}

/// Reads one program of the letters A..P in the list version. The expression takes two integers, like a plain program,
/// and gives the head of the answer.
///
/// # Errors
/// The error in the line, with its place.
pub fn parse_lists(arena: &mut Arena, line: &[u8]) -> Result<ExprId, ParseError> {
    let mut stack: Vec<Tree> = Vec::new();
    let mut tokens = 0;
    for (i, &letter) in line.iter().enumerate().filter(|(_, b)| !is_blank(**b)) {
        tokens += 1;
        if tokens > MAX_TOKENS {
            return Err(ParseError::TooLong);
        }
        let operands = arity(letter).ok_or(ParseError::BadToken(i + 1))?;
        let from = stack.len().checked_sub(operands).ok_or(ParseError::MissingOperand(i + 1))?;
        let parts = stack.split_off(from);
        stack.push(Tree { letter, parts });
    }
    match stack.as_slice() {
        [tree] => {
            let body = build(arena, tree, Vars::FIRST);
            Ok(singletons(arena, body))
        }
        [] => Err(ParseError::Empty),
        more => Err(ParseError::LeftOver(more.len())),
    }
}

/// Two integers (variables 1 and 0) as singletons for the body, and the head of its value.
fn singletons(arena: &mut Arena, body: ExprId) -> ExprId {
    let outer = arena.var(1, Ty::INT);
    let singleton = arena.list(&[outer], Ty::INT);
    let head = arena.prim(Prim::Head, &[body]);
    let second = arena.intern(Node::Let(singleton, head));
    arena.intern(Node::Let(singleton, second))
}

fn build(arena: &mut Arena, tree: &Tree, at: Vars) -> ExprId {
    match (tree.letter, tree.parts.as_slice()) {
        (b'K', []) => arena.var(at.x, LIST()),
        (b'L', []) => arena.var(at.y, LIST()),
        (b'D'..=b'H', [a, b]) => {
            let a = build(arena, a, at);
            let b = build(arena, b, at.inside(1));
            let (first, second) = (arena.var(1, LIST()), arena.var(0, LIST()));
            let heads = [first, second].map(|v| arena.prim(Prim::Head, &[v]));
            let op = [Prim::Add, Prim::Sub, Prim::Mul, Prim::Div, Prim::Mod][usize::from(tree.letter - b'D')];
            let value = arena.prim(op, &heads);
            let tail = arena.prim(Prim::Tail, &[first]);
            let value = arena.prim(Prim::Cons, &[value, tail]);
            let inner = arena.intern(Node::Let(b, value));
            arena.intern(Node::Let(a, inner))
        }
        (b'I', [a, b, c]) => {
            let test = head(arena, a, at);
            let parts = [test, build(arena, b, at), build(arena, c, at)];
            arena.prim(Prim::Cond, &parts)
        }
        (b'J', [f, a, b]) => {
            let body = build(arena, f, Vars::STEP);
            let counter = arena.var(0, Ty::INT);
            let counter = arena.list(&[counter], Ty::INT);
            let body = arena.intern(Node::Let(counter, body));
            let step = arena.lam(2, body);
            let parts = [step, head(arena, a, at), build(arena, b, at)];
            arena.prim(Prim::Loop, &parts)
        }
        (b'M', [f, a]) => {
            let body = build(arena, f, Vars::FIRST);
            let body = singletons(arena, body);
            let f = arena.lam(2, body);
            let parts = [f, head(arena, a, at)];
            let found = arena.prim(Prim::Compr, &parts);
            arena.list(&[found], Ty::INT)
        }
        (b'N', [f, g, a, b, c]) => {
            let [f, g] = [f, g].map(|f| {
                let body = build(arena, f, Vars::FIRST);
                arena.lam(2, body)
            });
            let parts = [f, g, head(arena, a, at), build(arena, b, at), build(arena, c, at)];
            arena.prim(Prim::Loop2, &parts)
        }
        (b'O', [a, l]) => {
            let parts = [head(arena, a, at), build(arena, l, at)];
            arena.prim(Prim::Cons, &parts)
        }
        (b'P', [l]) => {
            let value = build(arena, l, at);
            let popped = popped(arena);
            arena.intern(Node::Let(value, popped))
        }
        (constant, _) => {
            let value = arena.intern(Node::Int(i64::from(constant.saturating_sub(b'A'))));
            arena.list(&[value], Ty::INT)
        }
    }
}

fn head(arena: &mut Arena, tree: &Tree, at: Vars) -> ExprId {
    let value = build(arena, tree, at);
    arena.prim(Prim::Head, &[value])
}

/// Variable 0 without its head, or variable 0 if the head is its only element.
fn popped(arena: &mut Arena) -> ExprId {
    let list = arena.var(0, LIST());
    let length = arena.prim(Prim::Length, &[list]);
    let one = arena.intern(Node::Int(1));
    let alone = arena.prim(Prim::Le, &[length, one]);
    let tail = arena.prim(Prim::Tail, &[list]);
    arena.intern(Node::If(alone, list, tail))
}

/// Prints an expression made by [`parse_lists`] as letters. `None` if it has another shape.
#[must_use]
pub fn print_lists(arena: &Arena, e: ExprId) -> Option<String> {
    let mut letters = Vec::new();
    emit(arena, unwrap_singletons(arena, e)?, Vars::FIRST, &mut letters)?;
    Some(super::spaced(&letters))
}

fn emit(arena: &Arena, e: ExprId, at: Vars, out: &mut Vec<u8>) -> Option<()> {
    let letter = match arena.node(e) {
        Node::Var(i, ty) if ty == LIST() && i == at.x => b'K',
        Node::Var(i, ty) if ty == LIST() && i == at.y => b'L',
        Node::List(elements, Ty::INT) => {
            let &[element] = arena.args(elements) else { return None };
            if let Some([f, index]) = prim(arena, element, Prim::Compr) {
                emit(arena, unwrap_singletons(arena, unwrap_lam(arena, f)?)?, Vars::FIRST, out)?;
                emit_head(arena, index, at, out)?;
                b'M'
            } else {
                let Node::Int(i @ 0..=2) = arena.node(element) else { return None };
                b'A' + i as u8
            }
        }
        Node::Let(value, body) if is_popped(arena, body) => {
            emit(arena, value, at, out)?;
            b'P'
        }
        Node::Let(first, rest) => {
            let Node::Let(second, value) = arena.node(rest) else { return None };
            let [value, tail] = prim(arena, value, Prim::Cons)?;
            let Node::Prim(op, [a, b, ..]) = arena.node(value) else { return None };
            let letter = op.info().qsynt.filter(|l| ('D'..='H').contains(l))? as u8;
            let var = |e: ExprId, p: Prim, i: u16| {
                prim(arena, e, p).is_some_and(|[v]: [ExprId; 1]| arena.node(v) == Node::Var(i, LIST()))
            };
            if !(var(a, Prim::Head, 1) && var(b, Prim::Head, 0) && var(tail, Prim::Tail, 1)) {
                return None;
            }
            emit(arena, first, at, out)?;
            emit(arena, second, at.inside(1), out)?;
            letter
        }
        Node::Prim(Prim::Cond, [test, b, c, ..]) => {
            emit_head(arena, test, at, out)?;
            emit(arena, b, at, out)?;
            emit(arena, c, at, out)?;
            b'I'
        }
        Node::Prim(Prim::Loop, [f, a, b, ..]) => {
            let Node::Let(counter, body) = arena.node(unwrap_lam(arena, f)?) else { return None };
            if !is_singleton(arena, counter, 0) {
                return None;
            }
            emit(arena, body, Vars::STEP, out)?;
            emit_head(arena, a, at, out)?;
            emit(arena, b, at, out)?;
            b'J'
        }
        Node::Prim(Prim::Loop2, [f, g, a, b, c]) => {
            emit(arena, unwrap_lam(arena, f)?, Vars::FIRST, out)?;
            emit(arena, unwrap_lam(arena, g)?, Vars::FIRST, out)?;
            emit_head(arena, a, at, out)?;
            emit(arena, b, at, out)?;
            emit(arena, c, at, out)?;
            b'N'
        }
        Node::Prim(Prim::Cons, [a, l, ..]) => {
            emit_head(arena, a, at, out)?;
            emit(arena, l, at, out)?;
            b'O'
        }
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => return None,
        Node::If(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => return None,
    };
    out.push(letter);
    Some(())
}

fn emit_head(arena: &Arena, e: ExprId, at: Vars, out: &mut Vec<u8>) -> Option<()> {
    let [value] = prim(arena, e, Prim::Head)?;
    emit(arena, value, at, out)
}

/// First `N` arguments, if the node is this primitive.
fn prim<const N: usize>(arena: &Arena, e: ExprId, p: Prim) -> Option<[ExprId; N]> {
    match arena.node(e) {
        Node::Prim(q, args) if p == q => args.get(..N)?.try_into().ok(),
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => None,
        Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => None,
    }
}

fn unwrap_lam(arena: &Arena, e: ExprId) -> Option<ExprId> {
    if let Node::Lam(2, body) = arena.node(e) { Some(body) } else { None }
}

/// The body inside [`singletons`].
fn unwrap_singletons(arena: &Arena, e: ExprId) -> Option<ExprId> {
    let Node::Let(first, rest) = arena.node(e) else { return None };
    let Node::Let(second, value) = arena.node(rest) else { return None };
    let [body] = prim(arena, value, Prim::Head)?;
    (is_singleton(arena, first, 1) && is_singleton(arena, second, 1)).then_some(body)
}

/// Whether the expression is the list of this integer variable alone.
fn is_singleton(arena: &Arena, e: ExprId, index: u16) -> bool {
    let Node::List(elements, Ty::INT) = arena.node(e) else { return false };
    matches!(arena.args(elements), &[v] if arena.node(v) == Node::Var(index, Ty::INT))
}

/// Whether the expression is [`popped`].
fn is_popped(arena: &Arena, e: ExprId) -> bool {
    let Node::If(alone, list, rest) = arena.node(e) else { return false };
    let length_of = |e: ExprId| prim(arena, e, Prim::Length).map(|[l]: [ExprId; 1]| l);
    let var = arena.node(list) == Node::Var(0, LIST());
    let alone = prim(arena, alone, Prim::Le)
        .is_some_and(|[n, one]| length_of(n) == Some(list) && arena.node(one) == Node::Int(1));
    let tail = prim(arena, rest, Prim::Tail) == Some([list]);
    var && alone && tail
}
