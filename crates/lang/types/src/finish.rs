//! Replacement of type nodes by types once a group is inferred, and the search for types that would grow without end.

use std::sync::Arc;

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use rustc_hash::FxHashMap;

use crate::hir::{Callee, Def, DefId, Expr, ExprKind, Type};
use crate::infer::Mono;
use crate::order::components;
use crate::table::{Table, TyId, TypeParams};

/// Type variables that a definition is generic in: those of its head, in order of first occurrence.
pub(crate) fn type_params(table: &Table, m: &Mono) -> TypeParams {
    let mut out = TypeParams::default();
    for p in &m.params {
        table.unknowns(*p, &mut out);
    }
    table.unknowns(m.ret, &mut out);
    out
}

/// Replaces nodes by types in the expressions of one definition.
pub(crate) struct Finish<'g> {
    pub table: &'g Table,
    /// Type parameters of this definition.
    pub params: &'g TypeParams,
    /// Type parameters of every definition of the group.
    pub group: &'g FxHashMap<DefId, TypeParams>,
    /// Place where a type is too large.
    pub too_big: Option<Span>,
    /// Whether a type is an error, here or in a callee.
    pub has_error: bool,
}

impl<'g> Finish<'g> {
    pub(crate) fn ty(&mut self, t: TyId, span: Span) -> Type {
        let ty = self.table.export(t, self.params).unwrap_or_else(|| {
            self.too_big.get_or_insert(span);
            Type::Error
        });
        self.has_error |= has_error(&ty);
        ty
    }

    /// Type of a local; an error where it is too large. Reports nothing: the places that use it do.
    pub(crate) fn known(&self, t: TyId) -> Type {
        self.table.export(t, self.params).unwrap_or(Type::Error)
    }

    fn node(&mut self, t: &mut Type, span: Span) {
        if let Type::Param(i) = t {
            *t = self.ty(TyId(*i), span);
        }
    }

    fn callee(&mut self, c: &mut Callee, span: Span) {
        match c {
            Callee::Def(id, types) => match self.group.get(id) {
                Some(vars) => *types = vars.nodes().iter().map(|v| self.ty(*v, span)).collect(),
                None => types.iter_mut().for_each(|t| self.node(t, span)),
            },
            Callee::Prim(_, types) => types.iter_mut().for_each(|t| self.node(t, span)),
            Callee::Local(_) => {}
        }
    }

    pub(crate) fn expr(&mut self, e: &mut Expr) {
        self.node(&mut e.ty, e.span);
        match &mut e.kind {
            ExprKind::Local(l) => {
                if matches!(e.ty, Type::Fun(..)) {
                    e.kind = ExprKind::FnRef(Callee::Local(*l));
                }
            }
            ExprKind::FnRef(c) => self.callee(c, e.span),
            ExprKind::Call(c, args) => {
                self.callee(c, e.span);
                args.iter_mut().for_each(|a| self.expr(a));
            }
            ExprKind::Lambda(_, body) => self.expr(body),
            ExprKind::If(a, b, c) => {
                self.expr(a);
                self.expr(b);
                self.expr(c);
            }
            ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::List(items) => items.iter_mut().for_each(|a| self.expr(a)),
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Error => {}
        }
    }
}

fn has_error(t: &Type) -> bool {
    match t {
        Type::Error => true,
        Type::List(of) => has_error(of),
        Type::Fun(args, ret) => args.iter().any(has_error) || has_error(ret),
        Type::Int | Type::Bool | Type::Param(_) => false,
    }
}

/// Flow of types through a call: from a type parameter of a definition to one of another.
struct Flow {
    from: (DefId, u32),
    to: (DefId, u32),
    grows: bool,
    span: Span,
}

/// Definitions that would need ever larger types, since a generic function calls itself with a larger one.
pub(crate) fn growing(defs: &[Arc<Def>]) -> Vec<(DefId, Diagnostic)> {
    let mut flows = Vec::new();
    for d in defs.iter().filter(|d| d.type_params > 0 && !d.broken) {
        flow_in(d.id, &d.body, &mut flows);
    }
    if !flows.iter().any(|f| f.grows) {
        return Vec::new();
    }
    let mut at: FxHashMap<(DefId, u32), usize> = FxHashMap::default();
    let mut edges: Vec<Vec<usize>> = Vec::new();
    let mut number = |k: (DefId, u32), edges: &mut Vec<Vec<usize>>| {
        *at.entry(k).or_insert_with(|| {
            edges.push(Vec::new());
            edges.len() - 1
        })
    };
    let ends: Vec<(usize, usize)> = flows
        .iter()
        .map(|f| {
            let (a, b) = (number(f.from, &mut edges), number(f.to, &mut edges));
            edges[a].push(b);
            (a, b)
        })
        .collect();
    let mut component = vec![0; edges.len()];
    for (i, c) in components(&edges).iter().enumerate() {
        c.iter().for_each(|v| component[*v] = i);
    }
    let mut out: Vec<(DefId, Diagnostic)> = Vec::new();
    for (f, (a, b)) in flows.iter().zip(ends) {
        if f.grows && component[a] == component[b] && !out.iter().any(|(d, _)| *d == f.from.0) {
            let d = Diagnostic::error(
                Code::GrowingType,
                f.span,
                "this call needs a larger type every time",
                "called again with a larger type",
            )
            .note("a function is compiled for each type it is called with, and here there is no end of them");
            out.push((f.from.0, d));
        }
    }
    out
}

fn flow_in(from: DefId, e: &Expr, out: &mut Vec<Flow>) {
    match &e.kind {
        ExprKind::FnRef(c) => flow_of(from, c, e.span, out),
        ExprKind::Call(c, args) => {
            flow_of(from, c, e.span, out);
            args.iter().for_each(|a| flow_in(from, a, out));
        }
        ExprKind::Lambda(_, a) => flow_in(from, a, out),
        ExprKind::If(a, b, c) => {
            flow_in(from, a, out);
            flow_in(from, b, out);
            flow_in(from, c, out);
        }
        ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => {
            flow_in(from, a, out);
            flow_in(from, b, out);
        }
        ExprKind::List(items) => items.iter().for_each(|a| flow_in(from, a, out)),
        ExprKind::Local(_) | ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Error => {}
    }
}

fn flow_of(from: DefId, c: &Callee, span: Span, out: &mut Vec<Flow>) {
    let Callee::Def(to, types) = c else { return };
    for (j, t) in types.iter().enumerate() {
        let mut inside = Vec::new();
        params_in(t, &mut inside);
        let grows = !matches!(t, Type::Param(_));
        out.extend(inside.into_iter().map(|i| Flow { from: (from, i), to: (*to, j as u32), grows, span }));
    }
}

fn params_in(t: &Type, out: &mut Vec<u32>) {
    match t {
        Type::Param(i) => {
            if !out.contains(i) {
                out.push(*i);
            }
        }
        Type::List(of) => params_in(of, out),
        Type::Fun(args, ret) => {
            args.iter().for_each(|a| params_in(a, out));
            params_in(ret, out);
        }
        Type::Int | Type::Bool | Type::Error => {}
    }
}
