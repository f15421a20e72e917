//! Raising of Core expressions to syntax trees.

use nth_core::{Arena, ExprId, Node, Ty};
use nth_prims::{Form, Kind, Prim};
use nth_syntax::ast::{BinOp, Expr, ExprKind, UnOp};

use super::build::{binary, call, expr, ident, int, let_in, name};
use super::names::{Names, Role};

/// Name of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Name(String),
    /// A variable that is always 0.
    Zero,
}

impl Bound {
    pub(super) fn is(&self, name: &str) -> bool {
        match self {
            Self::Name(n) => n == name,
            Self::Zero => false,
        }
    }
}

/// Index of the enclosing `seq`: its level in the scope, and the offset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Index {
    pub level: usize,
    pub offset: i64,
}

/// Raises expressions of one program.
pub(super) struct Raiser<'a> {
    arena: &'a Arena,
    pub names: Names,
    /// Names of the functions; the position is the number of the function.
    pub functions: Vec<String>,
    /// Variables around the current place, the innermost last.
    pub scope: Vec<Bound>,
    pub index: Option<Index>,
}

impl<'a> Raiser<'a> {
    pub(super) fn new(arena: &'a Arena, names: Names, functions: Vec<String>) -> Self {
        Self { arena, names, functions, scope: Vec::new(), index: None }
    }

    pub(super) fn expr(&mut self, e: ExprId) -> Expr {
        match self.arena.node(e) {
            Node::Int(i) => int(&i.to_string()),
            Node::Big(id) => int(&self.arena.big(id).to_string()),
            Node::Bool(b) => expr(ExprKind::Bool(b)),
            Node::Var(i, _) => self.var(i),
            Node::Prim(Prim::Cond, [x, a, b, ..]) => {
                let test = binary(BinOp::LE, self.expr(x), int("0"));
                self.choice(test, a, b)
            }
            Node::Prim(Prim::Search, [p, start, at, ..]) if self.is_position(at) => {
                let start = self.expr(start);
                let (mut names, p) = self.open(p, &[Role::Candidate]);
                let k = names.pop().unwrap_or_default();
                expr(ExprKind::Nth(ident(&k), Box::new(start), Box::new(p)))
            }
            Node::Prim(p, args) => self.prim(p, Arena::prim_args(&args)),
            Node::Lam(n, _) => self.lambda(e, &[Role::Value, Role::Other][..usize::from(n).min(2)]),
            Node::If(c, a, b) => {
                let test = self.expr(c);
                self.choice(test, a, b)
            }
            Node::Let(value, body) => {
                let value = self.expr(value);
                let x = self.push(Role::Part);
                let body = self.expr(body);
                self.scope.pop();
                let_in(&x, value, body)
            }
            Node::Call(f, list, _) => {
                let args = self.all(self.arena.args(list));
                let f = self.functions.get(f.0 as usize).cloned().unwrap_or_default();
                call(&f, args)
            }
            Node::List(list, _) => expr(ExprKind::List(self.all(self.arena.args(list)))),
            Node::Hole(_) => expr(ExprKind::Hole),
        }
    }

    fn all(&mut self, parts: &[ExprId]) -> Vec<Expr> {
        parts.iter().map(|&p| self.expr(p)).collect()
    }

    fn var(&self, index: u16) -> Expr {
        let bound = self.scope.len().checked_sub(1 + usize::from(index)).and_then(|at| self.scope.get(at));
        match bound {
            Some(Bound::Name(n)) => name(n),
            Some(Bound::Zero) => int("0"),
            None => name(&format!("v{}", usize::from(index) - self.scope.len())),
        }
    }

    /// Adds a new innermost variable and names it.
    fn push(&mut self, role: Role) -> String {
        let name = self.names.local(role, &self.scope);
        self.scope.push(Bound::Name(name.clone()));
        name
    }

    /// Raises a choice as `and`, `or` or `if`.
    fn choice(&mut self, test: Expr, a: ExprId, b: ExprId) -> Expr {
        if let Node::Bool(false) = self.arena.node(b) {
            return binary(BinOp::AND, test, self.expr(a));
        }
        if let Node::Bool(true) = self.arena.node(a) {
            return binary(BinOp::OR, test, self.expr(b));
        }
        let (a, b) = (self.expr(a), self.expr(b));
        expr(ExprKind::If(Box::new(test), Box::new(a), Box::new(b)))
    }

    /// Whether an expression is the position of the index, which `nth k from …` searches for.
    fn is_position(&self, e: ExprId) -> bool {
        let Some(index) = self.index else { return false };
        let Some(var) = self.scope.len().checked_sub(1 + index.level) else { return false };
        let is_index = |e| matches!(self.arena.node(e), Node::Var(i, Ty::INT) if usize::from(i) == var);
        if index.offset == 0 {
            return is_index(e);
        }
        let Node::Prim(Prim::Sub, [x, offset, ..]) = self.arena.node(e) else { return false };
        is_index(x) && self.arena.node(offset) == Node::Int(index.offset)
    }

    /// Names of the parameters of a lambda, and its body.
    fn open(&mut self, lam: ExprId, roles: &[Role]) -> (Vec<String>, Expr) {
        let Node::Lam(n, body) = self.arena.node(lam) else { return (Vec::new(), self.expr(lam)) };
        let params: Vec<_> =
            (0..usize::from(n)).map(|i| self.push(roles.get(i).copied().unwrap_or(Role::Value))).collect();
        let body = self.expr(body);
        self.scope.truncate(self.scope.len() - params.len());
        (params, body)
    }

    fn lambda(&mut self, lam: ExprId, roles: &[Role]) -> Expr {
        let (params, body) = self.open(lam, roles);
        expr(ExprKind::Lambda(params.iter().map(|p| ident(p)).collect(), Box::new(body)))
    }

    /// Raises the function of `compr`, whose second parameter is 0.
    fn compr(&mut self, lam: ExprId) -> Expr {
        let Node::Lam(2, body) = self.arena.node(lam) else { return self.lambda(lam, &[Role::Candidate]) };
        let m = self.push(Role::Candidate);
        self.scope.push(Bound::Zero);
        let body = self.expr(body);
        self.scope.truncate(self.scope.len() - 2);
        expr(ExprKind::Lambda(vec![ident(&m)], Box::new(body)))
    }

    fn prim(&mut self, p: Prim, args: &[ExprId]) -> Expr {
        let parts: Vec<_> = args
            .iter()
            .map(|&a| match self.arena.node(a) {
                Node::Lam(..) if p == Prim::Compr => self.compr(a),
                Node::Lam(..) => self.lambda(a, roles(p)),
                Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) => self.expr(a),
                Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => self.expr(a),
            })
            .collect();
        match (p.info().form, <[Expr; 2]>::try_from(parts)) {
            (Form::Infix(op), Ok([a, b])) => match BinOp::from_symbol(op) {
                Some(op) => binary(op, a, b),
                None => call(p.name(), vec![a, b]),
            },
            (Form::Index, Ok([a, b])) => expr(ExprKind::Index(Box::new(a), Box::new(b))),
            (Form::Call | Form::Prefix(_), Ok(parts)) => call(p.name(), parts.into()),
            (Form::Prefix(op), Err(mut parts)) => match parts.pop() {
                Some(a) => {
                    let op = if op == "not" { UnOp::Not } else { UnOp::Neg };
                    expr(ExprKind::Unary(op, Box::new(a)))
                }
                None => call(p.name(), parts),
            },
            (Form::Call | Form::Infix(_) | Form::Index, Err(parts)) => call(p.name(), parts),
        }
    }
}

/// Roles of the parameters of the functions of a primitive.
fn roles(p: Prim) -> &'static [Role] {
    match p.info().kind {
        Kind::Strict | Kind::Choice => &[],
        Kind::Loop if p == Prim::Loop => &[Role::Value, Role::Counter],
        Kind::Loop => &[Role::Value, Role::Other],
        Kind::Search => &[Role::Candidate],
        Kind::Source => &[Role::Element],
        Kind::Consumer if matches!(p, Prim::Fold | Prim::Scan) => &[Role::Value, Role::Element],
        Kind::Consumer if p == Prim::ZipWith => &[Role::Value, Role::Other],
        Kind::Consumer => &[Role::Element],
    }
}
