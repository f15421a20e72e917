//! Table of type nodes of one inference, with union-find.
//!
//! Generic type variables never stand for functions, so the only constraint is that a variable stands for a value.
//! Every walk is bounded: types that exceed [`MAX_SIZE`] or [`MAX_DEPTH`] are an error.

use nth_base::Span;
use rustc_hash::FxHashMap;

use crate::hir::Type;

/// Largest number of nodes of a type, written out.
pub(crate) const MAX_SIZE: usize = 2_000;

/// Largest depth of a type.
pub(crate) const MAX_DEPTH: usize = 200;

/// Id of a node of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TyId(pub u32);

/// Reason why a variable must stand for a value and not for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueReason {
    /// Operand of `==` or `!=`.
    Compared,
    /// Element of a list.
    Element,
    /// Branch of an `if`.
    Branch,
    /// Result of a definition, a lambda or a `let … in`.
    Result,
    /// Type parameter of a generic function.
    Generic,
}

/// Node of the table.
#[derive(Clone, Copy, Debug)]
enum Node {
    Int,
    Bool,
    Error,
    List(TyId),
    /// Function type: first argument and number of arguments in the pool, result.
    Fun(u32, u32, TyId),
    /// Variable that is unknown so far.
    Var(Option<(ValueReason, Span)>),
    /// Type variable named by an annotation; the number is its name in the table.
    Named(u32),
    Link(TyId),
}

/// Type variables that a definition is generic in, numbered in order of first occurrence.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeParams {
    nodes: Vec<TyId>,
    numbers: FxHashMap<TyId, u32>,
}

impl TypeParams {
    fn add(&mut self, node: TyId) {
        let next = self.nodes.len() as u32;
        if *self.numbers.entry(node).or_insert(next) == next {
            self.nodes.push(node);
        }
    }

    /// Number of the variable at a node.
    fn number(&self, node: TyId) -> Option<u32> {
        self.numbers.get(&node).copied()
    }

    /// Nodes of the variables, by number.
    pub(crate) fn nodes(&self) -> &[TyId] {
        &self.nodes
    }
}

/// Type, one level deep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Int,
    Bool,
    Error,
    List(TyId),
    Fun(Vec<TyId>, TyId),
    /// Variable, or type variable named by an annotation.
    Unknown,
    Named,
}

/// Reason why two types cannot be unified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clash {
    /// The types have different constructors.
    Mismatch,
    /// Infinite type: one type contains the other, so that their solution would be infinite.
    Infinite,
    /// Function in the place of a value, with the reason and its place.
    Function(ValueReason, Span),
    /// The type is too large.
    TooBig,
}

/// Types of one group of definitions.
#[derive(Debug)]
pub(crate) struct Table {
    nodes: Vec<Node>,
    pool: Vec<TyId>,
    names: Vec<String>,
    /// Marks used by [`Table::occurs`].
    stamps: Vec<u32>,
    stamp: u32,
}

impl Table {
    pub(crate) const INT: TyId = TyId(0);
    pub(crate) const BOOL: TyId = TyId(1);
    pub(crate) const ERROR: TyId = TyId(2);

    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::Int, Node::Bool, Node::Error], pool: vec![], names: vec![], stamps: vec![], stamp: 0 }
    }

    fn push(&mut self, n: Node) -> TyId {
        self.nodes.push(n);
        TyId(self.nodes.len() as u32 - 1)
    }

    /// New variable that may stand for any type.
    pub(crate) fn fresh(&mut self) -> TyId {
        self.push(Node::Var(None))
    }

    /// New variable that stands for a value.
    pub(crate) fn fresh_value(&mut self, why: ValueReason, at: Span) -> TyId {
        self.push(Node::Var(Some((why, at))))
    }

    /// Type variable named by an annotation; it differs from every other type.
    pub(crate) fn named(&mut self, name: &str) -> TyId {
        self.names.push(name.to_owned());
        self.push(Node::Named(self.names.len() as u32 - 1))
    }

    pub(crate) fn list(&mut self, of: TyId) -> TyId {
        self.push(Node::List(of))
    }

    pub(crate) fn fun(&mut self, args: &[TyId], ret: TyId) -> TyId {
        let start = self.pool.len() as u32;
        self.pool.extend_from_slice(args);
        self.push(Node::Fun(start, args.len() as u32, ret))
    }

    /// Node of a type of the program, with `params` in the place of its type parameters.
    pub(crate) fn import(&mut self, t: &Type, params: &[TyId]) -> TyId {
        match t {
            Type::Int => Self::INT,
            Type::Bool => Self::BOOL,
            Type::Error => Self::ERROR,
            Type::Param(i) => params.get(*i as usize).copied().unwrap_or(Self::ERROR),
            Type::List(of) => {
                let of = self.import(of, params);
                self.list(of)
            }
            Type::Fun(args, ret) => {
                let args: Vec<TyId> = args.iter().map(|a| self.import(a, params)).collect();
                let ret = self.import(ret, params);
                self.fun(&args, ret)
            }
        }
    }

    fn node(&self, t: TyId) -> Node {
        self.nodes.get(t.0 as usize).copied().unwrap_or(Node::Error)
    }

    /// Representative node of `t`.
    pub(crate) fn root(&self, mut t: TyId) -> TyId {
        while let Node::Link(to) = self.node(t) {
            t = to;
        }
        t
    }

    fn find(&mut self, t: TyId) -> TyId {
        let root = self.root(t);
        let mut at = t;
        while let Node::Link(to) = self.node(at) {
            self.nodes[at.0 as usize] = Node::Link(root);
            at = to;
        }
        root
    }

    fn link(&mut self, from: TyId, to: TyId) {
        if from != to && from.0 > Self::ERROR.0 {
            self.nodes[from.0 as usize] = Node::Link(to);
        }
    }

    fn args(&self, start: u32, count: u32) -> &[TyId] {
        self.pool.get(start as usize..(start + count) as usize).unwrap_or(&[])
    }

    /// Shape of `t`, one level deep.
    pub(crate) fn shape(&self, t: TyId) -> Shape {
        match self.node(self.root(t)) {
            Node::Int => Shape::Int,
            Node::Bool => Shape::Bool,
            Node::Error | Node::Link(_) => Shape::Error,
            Node::List(of) => Shape::List(of),
            Node::Fun(s, n, ret) => Shape::Fun(self.args(s, n).to_vec(), ret),
            Node::Var(_) => Shape::Unknown,
            Node::Named(_) => Shape::Named,
        }
    }

    /// Requires that `t` is not a function, now or later. `false` if it is one.
    pub(crate) fn demand_value(&mut self, t: TyId, why: ValueReason, at: Span) -> bool {
        let r = self.find(t);
        match self.node(r) {
            Node::Fun(..) => false,
            Node::Var(None) => {
                self.nodes[r.0 as usize] = Node::Var(Some((why, at)));
                true
            }
            Node::Int
            | Node::Bool
            | Node::Error
            | Node::List(_)
            | Node::Var(Some(_))
            | Node::Named(_)
            | Node::Link(_) => true,
        }
    }

    /// Unifies two types: binds their variables so that both become equal.
    pub(crate) fn unify(&mut self, a: TyId, b: TyId) -> Result<(), Clash> {
        self.unify_at(a, b, 0)
    }

    fn unify_at(&mut self, a: TyId, b: TyId, depth: usize) -> Result<(), Clash> {
        if depth > MAX_DEPTH {
            return Err(Clash::TooBig);
        }
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return Ok(());
        }
        match (self.node(a), self.node(b)) {
            (Node::Var(x), Node::Var(y)) => {
                self.nodes[b.0 as usize] = Node::Var(y.or(x));
                self.link(a, b);
                Ok(())
            }
            (Node::Var(v), other) => self.bind(a, v, b, other),
            (other, Node::Var(v)) => self.bind(b, v, a, other),
            (Node::Error, _) | (_, Node::Error) | (Node::Int, Node::Int) | (Node::Bool, Node::Bool) => Ok(()),
            (Node::List(x), Node::List(y)) => {
                self.unify_at(x, y, depth + 1)?;
                self.link(a, b);
                Ok(())
            }
            (Node::Fun(s, n, x), Node::Fun(t, m, y)) if n == m => {
                for i in 0..n {
                    let (p, q) = (self.args(s, n)[i as usize], self.args(t, m)[i as usize]);
                    self.unify_at(p, q, depth + 1)?;
                }
                self.unify_at(x, y, depth + 1)?;
                self.link(a, b);
                Ok(())
            }
            (Node::Int | Node::Bool | Node::List(_) | Node::Fun(..) | Node::Named(_) | Node::Link(_), _) => {
                Err(Clash::Mismatch)
            }
        }
    }

    fn bind(&mut self, var: TyId, value: Option<(ValueReason, Span)>, to: TyId, node: Node) -> Result<(), Clash> {
        if let (Node::Fun(..), Some((why, at))) = (node, value) {
            return Err(Clash::Function(why, at));
        }
        if self.occurs(var, to) {
            return Err(Clash::Infinite);
        }
        self.link(var, to);
        Ok(())
    }

    /// Whether `var` occurs in `t`; visits every node once.
    fn occurs(&mut self, var: TyId, t: TyId) -> bool {
        self.stamp += 1;
        self.stamps.resize(self.nodes.len(), 0);
        let mut todo = vec![t];
        while let Some(t) = todo.pop() {
            let r = self.root(t);
            if r == var {
                return true;
            }
            if std::mem::replace(&mut self.stamps[r.0 as usize], self.stamp) == self.stamp {
                continue;
            }
            match self.node(r) {
                Node::List(of) => todo.push(of),
                Node::Fun(s, n, ret) => {
                    todo.extend_from_slice(self.args(s, n));
                    todo.push(ret);
                }
                Node::Int | Node::Bool | Node::Error | Node::Var(_) | Node::Named(_) | Node::Link(_) => {}
            }
        }
        false
    }

    /// Appends the unknown variables of `t` to `out`, in order of first occurrence.
    pub(crate) fn unknowns(&self, t: TyId, out: &mut TypeParams) {
        let mut budget = MAX_SIZE;
        self.unknowns_in(t, out, &mut budget, 0);
    }

    fn unknowns_in(&self, t: TyId, out: &mut TypeParams, budget: &mut usize, depth: usize) {
        if *budget == 0 || depth > MAX_DEPTH {
            return;
        }
        *budget -= 1;
        let r = self.root(t);
        match self.node(r) {
            Node::Var(_) | Node::Named(_) => {
                out.add(r);
            }
            Node::List(of) => self.unknowns_in(of, out, budget, depth + 1),
            Node::Fun(s, n, ret) => {
                for &a in self.args(s, n) {
                    self.unknowns_in(a, out, budget, depth + 1);
                }
                self.unknowns_in(ret, out, budget, depth + 1);
            }
            Node::Int | Node::Bool | Node::Error | Node::Link(_) => {}
        }
    }

    /// Converts `t` to a type of the program: `params` become its type parameters, other variables `Int`. `None` if it
    /// is too large.
    pub(crate) fn export(&self, t: TyId, params: &TypeParams) -> Option<Type> {
        let mut budget = MAX_SIZE;
        self.export_in(t, params, &mut budget, 0)
    }

    fn export_in(&self, t: TyId, params: &TypeParams, budget: &mut usize, depth: usize) -> Option<Type> {
        if depth > MAX_DEPTH {
            return None;
        }
        *budget = budget.checked_sub(1)?;
        let r = self.root(t);
        Some(match self.node(r) {
            Node::Int => Type::Int,
            Node::Bool => Type::Bool,
            Node::Error | Node::Link(_) => Type::Error,
            Node::Var(_) | Node::Named(_) => match params.number(r) {
                Some(i) => Type::Param(i),
                None => Type::Int,
            },
            Node::List(of) => Type::List(Box::new(self.export_in(of, params, budget, depth + 1)?)),
            Node::Fun(s, n, ret) => {
                let mut args = Vec::with_capacity(n as usize);
                for &a in self.args(s, n) {
                    args.push(self.export_in(a, params, budget, depth + 1)?);
                }
                Type::Fun(args, Box::new(self.export_in(ret, params, budget, depth + 1)?))
            }
        })
    }

    /// Text of `t` in nth's notation; unknown types are `_`, or letters if `letters` is set.
    pub(crate) fn show(&self, t: TyId, letters: bool) -> String {
        let mut out = String::new();
        let mut seen = Vec::new();
        self.show_in(t, letters, false, &mut seen, &mut out, 0);
        out
    }

    fn show_in(&self, t: TyId, letters: bool, tight: bool, seen: &mut Vec<TyId>, out: &mut String, depth: usize) {
        if depth > 12 || out.len() > 200 {
            out.push('…');
            return;
        }
        let r = self.root(t);
        match self.node(r) {
            Node::Int => out.push_str("Int"),
            Node::Bool => out.push_str("Bool"),
            Node::Error | Node::Link(_) => out.push('_'),
            Node::Var(_) if letters => {
                let i = seen.iter().position(|s| *s == r).unwrap_or_else(|| {
                    seen.push(r);
                    seen.len() - 1
                });
                out.push_str(&crate::show::letter(i as u32));
            }
            Node::Var(_) => out.push('_'),
            Node::Named(n) => out.push_str(self.names.get(n as usize).map_or("_", String::as_str)),
            Node::List(of) => {
                out.push('[');
                self.show_in(of, letters, false, seen, out, depth + 1);
                out.push(']');
            }
            Node::Fun(s, n, ret) => {
                if tight {
                    out.push('(');
                }
                if n != 1 {
                    out.push('(');
                }
                for (i, &a) in self.args(s, n).iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    self.show_in(a, letters, n == 1, seen, out, depth + 1);
                }
                if n != 1 {
                    out.push(')');
                }
                out.push_str(" -> ");
                self.show_in(ret, letters, false, seen, out, depth + 1);
                if tight {
                    out.push(')');
                }
            }
        }
    }
}
