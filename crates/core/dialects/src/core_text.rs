//! Core text: compact and stable s-expressions, for the store and for people who want to see Core.
//!
//! `(add (var 0) 1)` is a primitive by its name, a variable by its de Bruijn index, a literal. The other forms: `true`,
//! `false`, `(lam 2 body)`, `(if test then else)`, `(let value body)`, `(call 0 args…)` by the function's position,
//! `(list Int elements…)`, `(hole Int)`. A program is its functions, the entry first:
//! `(func name (Int [Int]) Int body)`, with `memo` before the body if values are remembered, and `memo from 1` for a
//! `seq` whose first index is 1.

use std::fmt::Write;

use nth_prims::Prim;

use crate::sexp::{Fault, Kind, Sexp, TextError, integer, read};
use crate::typing::{too_deep, type_args};
use crate::{Candidate, CannotWrite, Dialect, Info, Invalid, Options, Reader};
use nth_core::{Arena, ExprId, Func, FuncId, Node, Program, Ty};

/// Dialect of Core text.
pub(crate) struct CoreText;

const INFO: Info = Info {
    name: "core",
    summary: "Core text, functions on one line, the entry first",
    syntax: "Core text `(func a (Int) Int …)`, the entry first, all functions on one line",
    lacks: "nothing",
    comment: Some(";"),
    is_source: false,
};

impl Dialect for CoreText {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn reader(&self, _: &Options) -> Box<dyn Reader> {
        Box::new(CoreReader)
    }

    fn print(&self, arena: &mut Arena, candidate: &Candidate, _: &str, _: &Options) -> Result<String, CannotWrite> {
        let (program, entry) = candidate.to_program(arena);
        if candidate.offset() != program.func(entry).first.unwrap_or(0) {
            return Err(CannotWrite::Offset(INFO.name, candidate.offset()));
        }
        Ok(print_program(arena, &program, entry).trim_end().replace('\n', " "))
    }
}

struct CoreReader;

impl Reader for CoreReader {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        let program = parse_program(arena, std::str::from_utf8(line)?)?;
        let entry = FuncId(0);
        if !program.func(entry).is_sequence() {
            return Err(Invalid::NotASequence);
        }
        let offset = program.func(entry).first.unwrap_or(0);
        Ok(Candidate::Program { program, entry, offset })
    }
}

/// Prints an expression on one line. Functions are numbered as in the program.
#[must_use]
pub fn print_expr(arena: &Arena, e: ExprId) -> String {
    let mut out = String::new();
    emit(arena, e, &|f| f.0, &mut out);
    out
}

/// Prints a program, one function a line, the entry first, without functions that the entry does not need.
#[must_use]
pub fn print_program(arena: &Arena, program: &Program, entry: FuncId) -> String {
    let order = program.reachable(arena, entry);
    let number: rustc_hash::FxHashMap<_, _> = order.iter().zip(0..).map(|(&f, i)| (f, i)).collect();
    let mut out = String::new();
    for &f in &order {
        let func = program.func(f);
        let fits = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
        let name: String = func.name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
        let name = if name.is_empty() { "_" } else { &name };
        let params: Vec<_> = func.params.iter().map(Ty::to_string).collect();
        let memo = if func.memo { " memo" } else { "" };
        let first = func.first.map_or_else(String::new, |first| format!(" from {first}"));
        let _ = write!(out, "(func {name} ({}) {}{memo}{first} ", params.join(" "), func.ret);
        emit(arena, func.body, &|f| number.get(&f).copied().unwrap_or(f.0), &mut out);
        out.push_str(")\n");
    }
    out
}

fn emit(arena: &Arena, e: ExprId, number: &dyn Fn(FuncId) -> u32, out: &mut String) {
    let node = arena.node(e);
    // Writing to a string cannot fail.
    let _ = match node {
        Node::Int(i) => write!(out, "{i}"),
        Node::Big(id) => write!(out, "{}", arena.big(id)),
        Node::Bool(b) => write!(out, "{b}"),
        Node::Var(i, _) => write!(out, "(var {i})"),
        Node::Prim(p, _) => write!(out, "({}", p.name()),
        Node::Lam(n, _) => write!(out, "(lam {n}"),
        Node::If(..) => write!(out, "(if"),
        Node::Let(..) => write!(out, "(let"),
        Node::Call(f, _, _) => write!(out, "(call {}", number(f)),
        Node::List(_, elem) => write!(out, "(list {elem}"),
        Node::Hole(ty) => write!(out, "(hole {ty})"),
    };
    match node {
        Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => {}
        Node::Prim(..) | Node::Lam(..) | Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) => {
            arena.for_children(e, |part| {
                out.push(' ');
                emit(arena, part, number, out);
            });
            out.push(')');
        }
    }
}

/// Reads an expression whose free variables have these types; the last one is variable 0. It may call the functions of
/// `program` by their positions.
///
/// # Errors
/// The error in the text or its types, with its place.
pub fn parse_expr(arena: &mut Arena, text: &str, program: &Program, params: &[Ty]) -> Result<ExprId, TextError> {
    let mut parse = || {
        let parts = read(text)?;
        match parts.as_slice() {
            [one] => Parser { arena, functions: &program.funcs, scope: params.to_vec() }.expr(one),
            [] => Err(Fault(0, String::from("there is no expression"))),
            [_, second, ..] => second.fault("one expression is expected, this is another"),
        }
    };
    parse().map_err(|f| f.locate(text))
}

/// Reads a program. Its entry is the first function.
///
/// # Errors
/// The error in the text or its types, with its place.
pub fn parse_program(arena: &mut Arena, text: &str) -> Result<Program, TextError> {
    let mut parse = || {
        let items = read(text)?;
        let mut funcs = Vec::with_capacity(items.len());
        let mut bodies = Vec::with_capacity(items.len());
        for item in &items {
            let (func, body) = head(item)?;
            funcs.push(func);
            bodies.push(body);
        }
        if funcs.is_empty() {
            return Err(Fault(0, String::from("there is no function")));
        }
        let mut made = Vec::with_capacity(items.len());
        for (func, body) in funcs.iter().zip(bodies) {
            let mut reader = Parser { arena, functions: &funcs, scope: func.params.clone() };
            let e = reader.expr(body)?;
            let found = reader.arena.ty(e);
            if found != func.ret {
                return body.fault(format!("{} is expected here, this is {found}", func.ret));
            }
            made.push(e);
        }
        for (func, e) in funcs.iter_mut().zip(made) {
            func.body = e;
        }
        Ok(Program { funcs })
    };
    parse().map_err(|f| f.locate(text))
}

/// Function without its body, and the text of the body.
fn head<'s, 't>(item: &'s Sexp<'t>) -> Result<(Func, &'s Sexp<'t>), Fault> {
    let ("func", [name, params, ret, rest @ ..]) = item.form()? else {
        return item.fault("`(func name (types) type body)` is expected here");
    };
    let (memo, first, body) = match rest {
        [body] => (false, None, body),
        [memo, body] if memo.atom() == Some("memo") => (true, None, body),
        [memo, from, first, body] if memo.atom() == Some("memo") && from.atom() == Some("from") => {
            let Some(index) = first.atom().and_then(|a| a.parse::<i64>().ok()) else {
                return first.fault("the first index, an integer of 64 bits, is expected here");
            };
            (true, Some(index), body)
        }
        [] | [_, ..] => return item.fault("a function has a name, types, a result type and one body"),
    };
    let Some(name) = name.atom() else { return name.fault("a name is expected here") };
    let Kind::List(types) = &params.kind else { return params.fault("a list of types is expected here") };
    let params = types.iter().map(ty).collect::<Result<Vec<_>, _>>()?;
    let ret = ty(ret)?;
    if memo && (ret != Ty::INT || params.iter().any(|&t| t != Ty::INT)) {
        return item.fault("only functions of integers to an integer remember their values");
    }
    if first.is_some() && params.is_empty() {
        return item.fault("a function with a first index has an index");
    }
    Ok((Func { name: name.to_owned(), params, ret, body: ExprId::NONE, memo, first }, body))
}

fn ty(s: &Sexp<'_>) -> Result<Ty, Fault> {
    let Some(atom) = s.atom() else { return s.fault("a type is expected here") };
    let base = atom.trim_start_matches('[');
    let lists = atom.len() - base.len();
    let word = base.trim_end_matches(']');
    let ty = match word {
        "Int" => Ty::INT,
        "Bool" => Ty::BOOL,
        _ => return s.fault("a type is expected here, such as Int, Bool or [Int]"),
    };
    if base.len() - word.len() != lists || lists > 120 {
        return s.fault("the brackets of this type do not fit, or are more than 120");
    }
    Ok((0..lists).fold(ty, |ty, _| ty.list()))
}

struct Parser<'a> {
    arena: &'a mut Arena,
    functions: &'a [Func],
    /// Types of the variables, the innermost last.
    scope: Vec<Ty>,
}

impl Parser<'_> {
    fn expr(&mut self, s: &Sexp<'_>) -> Result<ExprId, Fault> {
        if let Some(atom) = s.atom() {
            return match (atom, integer(atom)) {
                (_, Some(i)) => Ok(self.arena.int(&i)),
                ("true", None) => Ok(self.arena.intern(Node::Bool(true))),
                ("false", None) => Ok(self.arena.intern(Node::Bool(false))),
                (_, None) => s.fault("a number, `true`, `false` or `(` is expected here"),
            };
        }
        let (word, parts) = s.form()?;
        let e = self.form(s, word, parts)?;
        if too_deep(self.arena.ty(e)) {
            return s.fault("too many lists inside each other");
        }
        Ok(e)
    }

    fn form(&mut self, s: &Sexp<'_>, word: &str, parts: &[Sexp<'_>]) -> Result<ExprId, Fault> {
        match (word, parts) {
            ("var", [i]) => {
                let index = i.atom().and_then(|a| a.parse::<u16>().ok());
                let ty = index.and_then(|i| self.scope.iter().rev().nth(usize::from(i)).copied());
                match (index, ty) {
                    (Some(i), Some(ty)) => Ok(self.arena.var(i, ty)),
                    (_, _) => i.fault(format!("a variable is expected here; {} are in scope", self.scope.len())),
                }
            }
            ("if", [c, a, b]) => {
                let (c, then) = (self.typed(c, Ty::BOOL)?, self.expr(a)?);
                let otherwise = self.typed(b, self.arena.ty(then))?;
                Ok(self.arena.intern(Node::If(c, then, otherwise)))
            }
            ("let", [value, body]) => {
                let value = self.expr(value)?;
                self.scope.push(self.arena.ty(value));
                let body = self.expr(body);
                self.scope.pop();
                let body = body?;
                Ok(self.arena.intern(Node::Let(value, body)))
            }
            ("call", [f, args @ ..]) => {
                let index = f.atom().and_then(|a| a.parse::<u32>().ok());
                let functions = self.functions;
                let Some((index, func)) = index.and_then(|i| Some((i, functions.get(i as usize)?))) else {
                    return f.fault(format!("a function is expected here; there are {}", functions.len()));
                };
                if args.len() != func.params.len() {
                    return s.fault(format!("{} arguments are expected, there are {}", func.params.len(), args.len()));
                }
                let typed = args.iter().zip(&func.params).map(|(a, &ty)| self.typed(a, ty));
                let args = typed.collect::<Result<Vec<_>, _>>()?;
                Ok(self.arena.call(FuncId(index), &args, func.ret))
            }
            ("list", [elem, parts @ ..]) => {
                let elem = ty(elem)?;
                let parts = parts.iter().map(|p| self.typed(p, elem)).collect::<Result<Vec<_>, _>>()?;
                Ok(self.arena.list(&parts, elem))
            }
            ("hole", [of]) => {
                let of = ty(of)?;
                Ok(self.arena.intern(Node::Hole(of)))
            }
            (_, _) => match Prim::from_name(word) {
                Some(p) if p.arity() == parts.len() => self.prim(p, parts),
                Some(p) => s.fault(format!("`{word}` takes {} arguments, here are {}", p.arity(), parts.len())),
                None => s.fault(format!("`{word}` is no form of Core with {} parts", parts.len())),
            },
        }
    }

    fn typed(&mut self, s: &Sexp<'_>, want: Ty) -> Result<ExprId, Fault> {
        let e = self.expr(s)?;
        let found = self.arena.ty(e);
        if found == want { Ok(e) } else { s.fault(format!("{want} is expected here, this is {found}")) }
    }

    fn prim(&mut self, p: Prim, parts: &[Sexp<'_>]) -> Result<ExprId, Fault> {
        let mut args = [ExprId::NONE; 5];
        let one = |i: usize, params: Option<&[Ty]>| {
            let s = &parts[i];
            args[i] = match params {
                Some(params) => self.lambda(p, s, params)?,
                None => self.expr(s)?,
            };
            Ok(self.arena.ty(args[i]))
        };
        type_args(p, one, |i, what| Fault(parts[i].at, what))?;
        Ok(self.arena.prim(p, &args[..parts.len()]))
    }

    fn lambda(&mut self, p: Prim, s: &Sexp<'_>, params: &[Ty]) -> Result<ExprId, Fault> {
        // The function of `compr` has a second parameter, 0, as in the published language.
        let more = usize::from(p == Prim::Compr);
        let n = params.len() + more;
        let ("lam", [count, body]) = s.form()? else {
            return s.fault(format!("`(lam {n} body)` is expected here"));
        };
        if count.atom() != Some(n.to_string().as_str()) {
            return count.fault(format!("{n} parameters are expected here"));
        }
        let outside = self.scope.len();
        self.scope.extend(params);
        self.scope.resize(outside + n, Ty::INT);
        let body = self.expr(body);
        self.scope.truncate(outside);
        let body = body?;
        Ok(self.arena.lam(n as u8, body))
    }
}
