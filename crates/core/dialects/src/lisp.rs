//! The `lisp` dialect: s-expressions in the manner of AlgoLISP and of Butt et al.
//!
//! A program is `(lambda (n) body)`, from an integer to an integer. Functions come before the other arguments: `(map
//! (lambda (y) (* y y)) (range 0 n))`. Where a function is expected, the name of an operation denotes its function. The
//! operations: `+ - * / % ^`, `(- a)`, `== != < <= > >=`, `and or not`, `if`, `cond` (at most 0), `map filter reduce
//! scan all any zip_with`, `(range a b)` without b, `(list a b …)`, and every other primitive by its name. There are no
//! definitions and no `let`; programs that use them are not printed.

use nth_prims::{Form, Prim};

use crate::sexp::{Fault, Kind, Sexp, TextError, integer, read};
use crate::typing::{is_function, too_deep, type_args};
use crate::{Candidate, CannotWrite, Dialect, Info, Invalid, Options, Reader};
use nth_core::{Arena, ExprId, Node, Ty};

/// Reads one program: an expression whose variable 0 is its parameter.
///
/// # Errors
/// The error in the text or its types, with its place.
pub fn parse(arena: &mut Arena, text: &str) -> Result<ExprId, TextError> {
    let mut parse = || {
        let parts = read(text)?;
        let program = match parts.as_slice() {
            [one] => one,
            [] => return Err(Fault(0, String::from("there is no program"))),
            [_, second, ..] => return second.fault("one program is expected, this is another"),
        };
        let (names, body) = lambda(program)?;
        let [name] = names.as_slice() else { return program.fault("a program has one parameter") };
        Parser { arena, scope: vec![(name, Ty::INT)] }.typed(body, Ty::INT)
    };
    parse().map_err(|f| f.locate(text))
}

/// Prints a program of one variable (variable 0). `None` if its result is not an integer, or if it uses something the
/// dialect lacks: `let`, calls, holes, empty lists of anything but integers. The second parameter of `compr` is printed
/// as the 0 that it is.
#[must_use]
pub fn print(arena: &Arena, e: ExprId) -> Option<String> {
    if arena.ty(e) != Ty::INT || arena.meta(e).free > 1 {
        return None;
    }
    let mut printer = Printer { arena, scope: vec![Some(String::from("n"))], out: String::from("(lambda (n) ") };
    printer.expr(e)?;
    printer.out.push(')');
    Some(printer.out)
}

/// Dialect `lisp`, made of s-expressions.
pub(crate) struct Lisp;

const INFO: Info = Info {
    name: "lisp",
    summary: "`(lambda (n) …)`",
    syntax: "`(lambda (n) …)`",
    lacks: "`let` and calls of definitions",
    comment: Some(";"),
    is_source: false,
};

impl Dialect for Lisp {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn reader(&self, _: &Options) -> Box<dyn Reader> {
        Box::new(LispReader)
    }

    fn print(&self, arena: &mut Arena, candidate: &Candidate, _: &str, _: &Options) -> Result<String, CannotWrite> {
        let body = INFO.from_zero(arena, candidate)?;
        print(arena, body).ok_or_else(|| INFO.lacking())
    }
}

struct LispReader;

impl Reader for LispReader {
    fn read(&mut self, arena: &mut Arena, line: &[u8]) -> Result<Candidate, Invalid> {
        Ok(Candidate::of_body(parse(arena, std::str::from_utf8(line)?)?))
    }
}

/// Name of a primitive.
fn word(p: Prim) -> &'static str {
    match (p, p.info().form) {
        (Prim::Neg, _) => "-",
        (Prim::Fold, _) => "reduce",
        (Prim::Range | Prim::RangeInclusive | Prim::Append, _) => p.name(),
        (_, Form::Infix(op)) => op,
        (_, Form::Call | Form::Prefix(_) | Form::Index) => p.name(),
    }
}

/// Primitive of this name with this number of arguments.
fn prim(name: &str, arity: usize) -> Option<Prim> {
    Prim::ALL.iter().copied().find(|p| word(*p) == name && p.arity() == arity)
}

/// Position in the text of the i-th argument: functions come first, and the start of a fold comes before its list.
fn place(p: Prim, i: usize) -> usize {
    if matches!(p, Prim::Fold | Prim::Scan) {
        2 - i
    } else if matches!(p, Prim::Map | Prim::Filter | Prim::All | Prim::Any) {
        1 - i
    } else if p == Prim::ZipWith {
        (i + 1) % 3
    } else {
        i
    }
}

/// Parameters and body of a lambda.
fn lambda<'s, 't>(s: &'s Sexp<'t>) -> Result<(Vec<&'t str>, &'s Sexp<'t>), Fault> {
    let ("lambda", [params, body]) = s.form()? else { return s.fault("`(lambda (names) body)` is expected here") };
    let Kind::List(params) = &params.kind else { return params.fault("a list of names is expected here") };
    let mut names = Vec::with_capacity(params.len());
    for p in params {
        match p.atom() {
            Some(name) if integer(name).is_none() && !names.contains(&name) => names.push(name),
            Some(_) | None => return p.fault("a new name is expected here"),
        }
    }
    Ok((names, body))
}

struct Parser<'a, 't> {
    arena: &'a mut Arena,
    /// Names and types, the innermost last. The name of the second parameter of `compr` is empty.
    scope: Vec<(&'t str, Ty)>,
}

impl<'t> Parser<'_, 't> {
    fn typed(&mut self, s: &Sexp<'t>, want: Ty) -> Result<ExprId, Fault> {
        let e = self.expr(s)?;
        let found = self.arena.ty(e);
        if found == want { Ok(e) } else { s.fault(format!("{want} is expected here, this is {found}")) }
    }

    fn expr(&mut self, s: &Sexp<'t>) -> Result<ExprId, Fault> {
        if let Some(atom) = s.atom() {
            return self.atom(s, atom);
        }
        let (word, parts) = s.form()?;
        let e = self.form(s, word, parts)?;
        if too_deep(self.arena.ty(e)) {
            return s.fault("too many lists inside each other");
        }
        Ok(e)
    }

    fn atom(&mut self, s: &Sexp<'t>, atom: &str) -> Result<ExprId, Fault> {
        if let Some(i) = integer(atom) {
            return Ok(self.arena.int(&i));
        }
        if let Some((index, &(_, ty))) = self.scope.iter().rev().enumerate().find(|(_, (name, _))| *name == atom) {
            return Ok(self.arena.var(index as u16, ty));
        }
        match atom {
            "true" => Ok(self.arena.intern(Node::Bool(true))),
            "false" => Ok(self.arena.intern(Node::Bool(false))),
            _ if Prim::ALL.iter().any(|p| word(*p) == atom) => {
                s.fault(format!("`{atom}` is a function, a value is expected"))
            }
            _ => s.fault(format!("nothing is called `{atom}`")),
        }
    }

    fn form(&mut self, s: &Sexp<'t>, name: &str, parts: &[Sexp<'t>]) -> Result<ExprId, Fault> {
        match (name, parts) {
            ("if", [c, a, b]) => {
                let (c, then) = (self.typed(c, Ty::BOOL)?, self.expr(a)?);
                let otherwise = self.typed(b, self.arena.ty(then))?;
                Ok(self.arena.intern(Node::If(c, then, otherwise)))
            }
            ("and" | "or", [a, b]) => {
                let (a, b) = (self.typed(a, Ty::BOOL)?, self.typed(b, Ty::BOOL)?);
                let decided = self.arena.intern(Node::Bool(name == "or"));
                let node = if name == "or" { Node::If(a, decided, b) } else { Node::If(a, b, decided) };
                Ok(self.arena.intern(node))
            }
            ("list", parts) => {
                let parts_made = parts.iter().map(|p| self.expr(p)).collect::<Result<Vec<_>, _>>()?;
                let elem = parts_made.first().map_or(Ty::INT, |&e| self.arena.ty(e));
                for (p, &e) in parts.iter().zip(&parts_made) {
                    let found = self.arena.ty(e);
                    if found != elem {
                        return p.fault(format!("{elem} is expected here, this is {found}"));
                    }
                }
                Ok(self.arena.list(&parts_made, elem))
            }
            ("lambda", _) => s.fault("a lambda stands only where a function is expected"),
            (_, _) => match prim(name, parts.len()) {
                Some(p) => self.prim(p, parts),
                None => s.fault(format!("there is no operation `{name}` of {} arguments", parts.len())),
            },
        }
    }

    fn prim(&mut self, p: Prim, parts: &[Sexp<'t>]) -> Result<ExprId, Fault> {
        let mut args = [ExprId::NONE; 5];
        let one = |i: usize, params: Option<&[Ty]>| {
            let s = &parts[place(p, i)];
            args[i] = match params {
                Some(params) => self.function(p, s, params)?,
                None => self.expr(s)?,
            };
            Ok(self.arena.ty(args[i]))
        };
        type_args(p, one, |i, what| Fault(parts[place(p, i)].at, what))?;
        Ok(self.arena.prim(p, &args[..parts.len()]))
    }

    /// Reads a function argument of `p`, for parameters of these types.
    fn function(&mut self, p: Prim, s: &Sexp<'t>, params: &[Ty]) -> Result<ExprId, Fault> {
        let given = params.len() + usize::from(p == Prim::Compr);
        let outside = self.scope.len();
        let body = if let Some(name) = s.atom() {
            let found = prim(name, params.len()).filter(|q| !(0..q.arity()).any(|i| is_function(*q, i)));
            let Some(q) = found else { return s.fault(format!("a function of {} is expected here", params.len())) };
            let mut vars = [ExprId::NONE; 5];
            for (i, (var, &ty)) in vars.iter_mut().zip(params).enumerate() {
                *var = self.arena.var((given - 1 - i) as u16, ty);
            }
            type_args(q, |i, _| Ok(self.arena.ty(vars[i])), |_, what| Fault(s.at, what))?;
            self.arena.prim(q, &vars[..params.len().min(5)])
        } else {
            let (names, body) = lambda(s)?;
            if names.len() != params.len() {
                return s.fault(format!("a function of {} is expected here, this has {}", params.len(), names.len()));
            }
            self.scope.extend(names.into_iter().zip(params.iter().copied()));
            self.scope.resize(outside + given, ("", Ty::INT));
            let body = self.expr(body);
            self.scope.truncate(outside);
            body?
        };
        Ok(self.arena.lam(given as u8, body))
    }
}

/// Names by depth; after these come x1, x2, ….
const NAMES: &[&str] = &["n", "x", "y", "z", "u", "v", "w"];

struct Printer<'a> {
    arena: &'a Arena,
    /// Names of the variables, the innermost last; `None` for one that is always 0.
    scope: Vec<Option<String>>,
    out: String,
}

impl Printer<'_> {
    fn expr(&mut self, e: ExprId) -> Option<()> {
        match self.arena.node(e) {
            Node::Int(i) => self.out.push_str(&i.to_string()),
            Node::Big(id) => self.out.push_str(&self.arena.big(id).to_string()),
            Node::Bool(b) => self.out.push_str(if b { "true" } else { "false" }),
            Node::Var(i, _) => {
                let at = self.scope.len().checked_sub(1 + usize::from(i))?;
                self.out.push_str(self.scope.get(at)?.as_deref().unwrap_or("0"));
            }
            Node::Prim(p, args) => {
                let args = Arena::prim_args(&args);
                let mut placed = [ExprId::NONE; 5];
                for (i, &a) in args.iter().enumerate() {
                    *placed.get_mut(place(p, i))? = a;
                }
                self.out.push('(');
                self.out.push_str(word(p));
                for &a in &placed[..args.len()] {
                    self.out.push(' ');
                    self.part(p, a)?;
                }
                self.out.push(')');
            }
            Node::If(c, a, b) if self.arena.node(b) == Node::Bool(false) => self.all("and", &[c, a])?,
            Node::If(c, a, b) if self.arena.node(a) == Node::Bool(true) => self.all("or", &[c, b])?,
            Node::If(c, a, b) => self.all("if", &[c, a, b])?,
            Node::List(list, elem) => {
                let parts = self.arena.args(list);
                if parts.is_empty() && elem != Ty::INT {
                    return None;
                }
                self.all("list", parts)?;
            }
            Node::Lam(..) | Node::Let(..) | Node::Call(..) | Node::Hole(_) => return None,
        }
        Some(())
    }

    fn all(&mut self, word: &str, parts: &[ExprId]) -> Option<()> {
        self.out.push('(');
        self.out.push_str(word);
        for &p in parts {
            self.out.push(' ');
            self.expr(p)?;
        }
        self.out.push(')');
        Some(())
    }

    fn part(&mut self, p: Prim, e: ExprId) -> Option<()> {
        let Node::Lam(n, body) = self.arena.node(e) else { return self.expr(e) };
        let outside = self.scope.len();
        self.out.push_str("(lambda (");
        for i in 0..usize::from(n) {
            if p == Prim::Compr && i == 1 {
                self.scope.push(None);
                continue;
            }
            let at = self.scope.len();
            let name = NAMES.get(at).map_or_else(|| format!("x{}", at - NAMES.len() + 1), |n| (*n).to_owned());
            if i > 0 {
                self.out.push(' ');
            }
            self.out.push_str(&name);
            self.scope.push(Some(name));
        }
        self.out.push_str(") ");
        self.expr(body)?;
        self.out.push(')');
        self.scope.truncate(outside);
        Some(())
    }
}
