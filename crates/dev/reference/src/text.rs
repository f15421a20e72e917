//! Core as text, for hand-written cases: a function a line, `memo f0(Int Int) -> Int = (add $1 (lam1 …))`;
//! `memo from 1 f0(…)` has the first index 1.
//!
//! `$0` is the innermost variable, `$0:[Int]` one that is no integer; `(list:Int 1 2)`, `(let v body)`, `(if a b c)`,
//! `(f1:Int args)`, `?:Int`, and primitives by their names.

use nth_core::{Arena, ExprId, Func, FuncId, Node, Program, Ty};
use nth_num::Int;
use nth_prims::Prim;

use crate::Case;

/// Text that cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError(pub String);

fn bad<T>(what: &str) -> Result<T, ParseError> {
    Err(ParseError(what.to_owned()))
}

/// Reads functions, one a line; the first is the entry.
///
/// # Errors
/// The part of the text that cannot be parsed.
pub fn parse_case(text: &str) -> Result<Case, ParseError> {
    let mut arena = Arena::new();
    let mut program = Program::default();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let (head, body) = line.split_once(" = ").ok_or_else(|| ParseError(line.to_owned()))?;
        let (head, ret) = head.split_once(") -> ").ok_or_else(|| ParseError(head.to_owned()))?;
        let (name, params) = head.split_once('(').ok_or_else(|| ParseError(head.to_owned()))?;
        let name = name.trim();
        let (name, memo) = name.strip_prefix("memo ").map_or((name, false), |n| (n, true));
        let (name, first) = match name.strip_prefix("from ").map(|rest| rest.split_once(' ').unwrap_or((rest, ""))) {
            Some((first, name)) => (name, Some(first.parse().map_err(|_| ParseError(first.to_owned()))?)),
            None => (name, None),
        };
        let params: Vec<Ty> = params.split_whitespace().map(ty).collect::<Result<_, _>>()?;
        let spaced = body.replace('(', " ( ").replace(')', " ) ");
        let mut tokens = spaced.split_whitespace();
        let body = expr(&mut arena, &mut tokens)?;
        if let Some(more) = tokens.next() {
            return bad(more);
        }
        program.funcs.push(Func { name: name.to_owned(), params, ret: ty(ret)?, body, memo, first });
    }
    if program.funcs.is_empty() {
        return bad("no function");
    }
    Ok(Case { arena, program, entry: FuncId(0) })
}

fn ty(text: &str) -> Result<Ty, ParseError> {
    match text.trim() {
        "Int" => Ok(Ty::INT),
        "Bool" => Ok(Ty::BOOL),
        list => match list.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            Some(elem) => ty(elem).map(Ty::list),
            None => bad(list),
        },
    }
}

fn expr<'t>(arena: &mut Arena, tokens: &mut impl Iterator<Item = &'t str>) -> Result<ExprId, ParseError> {
    let mut open: Vec<(&str, Vec<ExprId>)> = Vec::new();
    loop {
        let Some(token) = tokens.next() else { return bad("an expression or `)` is missing") };
        let done = match token {
            "(" => {
                let Some(head) = tokens.next() else { return bad("a name is missing") };
                open.push((head, Vec::new()));
                continue;
            }
            ")" => {
                let Some((head, parts)) = open.pop() else { return bad(")") };
                build(arena, head, &parts)?
            }
            other => atom(arena, other)?,
        };
        match open.last_mut() {
            Some((_, parts)) => parts.push(done),
            None => return Ok(done),
        }
    }
}

fn atom(arena: &mut Arena, token: &str) -> Result<ExprId, ParseError> {
    let (name, annotation) = token.split_once(':').unwrap_or((token, "Int"));
    let annotation = ty(annotation)?;
    if name == "?" {
        return Ok(arena.intern(Node::Hole(annotation)));
    }
    if let Some(index) = name.strip_prefix('$').and_then(|i| i.parse().ok()) {
        return Ok(arena.var(index, annotation));
    }
    match (name, name.parse::<Int>()) {
        ("true", _) => Ok(arena.intern(Node::Bool(true))),
        ("false", _) => Ok(arena.intern(Node::Bool(false))),
        (_, Ok(i)) => Ok(arena.int(&i)),
        (other, Err(())) => bad(other),
    }
}

fn build(arena: &mut Arena, head: &str, parts: &[ExprId]) -> Result<ExprId, ParseError> {
    let (name, annotation) = head.split_once(':').unwrap_or((head, "Int"));
    let annotation = ty(annotation)?;
    let function = name.strip_prefix('f').and_then(|i| i.parse().ok());
    let params = name.strip_prefix("lam").and_then(|n| n.parse().ok());
    match (name, parts) {
        ("if", &[a, b, c]) => Ok(arena.intern(Node::If(a, b, c))),
        ("let", &[a, b]) => Ok(arena.intern(Node::Let(a, b))),
        ("list", elements) => Ok(arena.list(elements, annotation)),
        (_, &[body]) if params.is_some() => Ok(arena.lam(params.unwrap_or(0), body)),
        (_, args) if function.is_some() => Ok(arena.call(FuncId(function.unwrap_or(0)), args, annotation)),
        (name, args) => match Prim::from_name(name) {
            Some(p) if p.arity() == args.len() => Ok(arena.prim(p, args)),
            Some(_) | None => bad(head),
        },
    }
}
