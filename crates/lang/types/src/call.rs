//! Type inference of calls: resolves the callee and checks the arguments.

use nth_base::Span;
use nth_diag::Code;
use nth_syntax::ast::{self, ExprKind as Ast, Ident};

use crate::hir::{Callee, Expr, ExprKind, Reference, Referent, Type};
use crate::infer::{Body, bare, ty_of, typed};
use crate::report::Why;
use crate::scheme::Scheme;
use crate::suggest::plain_name;
use crate::table::{Shape, Table, TyId, ValueReason};
use crate::world::Meaning;

/// Meaning of a name that can be called.
pub(crate) struct Target {
    pub callee: Callee,
    pub ty: TyId,
    /// Name of the function, for messages.
    pub name: String,
    /// Place of the definition.
    pub at: Option<Span>,
}

impl Body<'_, '_> {
    /// Resolves a name; reports it if it is unknown.
    pub(crate) fn resolve(&mut self, module: Option<&Ident>, name: &Ident, span: Span) -> Option<Target> {
        let meaning = match module {
            Some(m) => {
                if let Some(to) = self.world.module_before_dot(self.module, &m.name) {
                    self.references.push(Reference { span: m.span, to: Referent::Module(to) });
                }
                self.world.lookup_qualified(self.module, &m.name, &name.name)
            }
            None => {
                if let Some(l) = self.local_named(&name.name) {
                    let local = self.locals.get_mut(l.0 as usize)?;
                    local.used = true;
                    let (ty, at) = (local.ty, Some(local.span));
                    self.references.push(Reference { span: name.span, to: Referent::Local(l) });
                    return Some(Target { callee: Callee::Local(l), ty, name: name.name.clone(), at });
                }
                self.world.lookup(self.module, &name.name)
            }
        };
        match meaning {
            Meaning::Def(id) => {
                self.references.push(Reference { span: name.span, to: Referent::Def(id) });
                let (name, at) = self.named(id);
                let name = name.to_owned();
                if let Some(m) = self.group.mono.get(&id).cloned() {
                    let ty = self.table().fun(&m.params, m.ret);
                    return Some(Target { callee: Callee::Def(id, vec![]), ty, name, at });
                }
                let Some(scheme) = self.world.scheme(id) else {
                    // The head of the definition is wrong and was reported there.
                    return Some(Target { callee: Callee::Def(id, vec![]), ty: Table::ERROR, name, at });
                };
                let (ty, params) = self.instantiate(&scheme, span);
                Some(Target { callee: Callee::Def(id, params), ty, name, at })
            }
            Meaning::Prim(p) => {
                self.references.push(Reference { span: name.span, to: Referent::Prim(p) });
                let (ty, params) = self.instantiate(Scheme::of_prim(p), span);
                Some(Target { callee: Callee::Prim(p, params), ty, name: p.name().to_owned(), at: None })
            }
            Meaning::Ambiguous(ids) => {
                self.report_ambiguous(name, &ids);
                None
            }
            Meaning::Missing => {
                self.report_unknown(module, name, None);
                None
            }
            Meaning::NoModule => {
                if let Some(m) = module {
                    self.report_no_module(m);
                }
                None
            }
        }
    }

    fn instantiate(&mut self, s: &Scheme, at: Span) -> (TyId, Vec<Type>) {
        let vars: Vec<TyId> = (0..s.type_params).map(|_| self.table().fresh_value(ValueReason::Generic, at)).collect();
        let params: Vec<TyId> = s.params.iter().map(|p| self.table().import(p, &vars)).collect();
        let ret = self.table().import(&s.ret, &vars);
        (self.table().fun(&params, ret), vars.into_iter().map(|v| Type::Param(v.0)).collect())
    }

    /// Infers a pipe: `a |> f(b)` is `f(a, b)`, `a |> f` is `f(a)`.
    pub(crate) fn pipe(&mut self, span: Span, a: &ast::Expr, b: &ast::Expr) -> Expr {
        match &bare(b).kind {
            Ast::Call(f, args) => {
                let all: Vec<&ast::Expr> = std::iter::once(a).chain(args).collect();
                self.call(span, f, &all, Some(a.span))
            }
            Ast::Int(_) | Ast::Bool(_) | Ast::Name { .. } | Ast::Index(..) | Ast::Unary(..) | Ast::Binary(..) => {
                self.call(span, b, &[a], Some(a.span))
            }
            Ast::If(..) | Ast::Let(..) | Ast::Lambda(..) | Ast::List(_) | Ast::Nth(..) | Ast::Paren(_) => {
                self.call(span, b, &[a], Some(a.span))
            }
            Ast::Hole | Ast::Error => self.call(span, b, &[a], Some(a.span)),
        }
    }

    /// Infers a call. `piped` is the place of a first argument before `|>`.
    #[inline(never)]
    pub(crate) fn call(&mut self, span: Span, f: &ast::Expr, args: &[&ast::Expr], piped: Option<Span>) -> Expr {
        let f = bare(f);
        match &f.kind {
            Ast::Name { module, name } => match self.resolve(module.as_ref(), name, f.span) {
                Some(t) => self.call_target(span, f, t, args, piped),
                None if crate::foreign_names::binds(&plain_name(&name.name)) => self.error(span),
                None => self.failed_call(span, args),
            },
            // `(|x| e)(a)` and `?(a)`: the function is bound to a name first.
            Ast::Lambda(..) | Ast::Hole => {
                let value = self.infer(f);
                let depth = self.env.depth();
                let local = self.bind(&Ident { name: "_".to_owned(), span: f.span }, ty_of(&value), false);
                self.env.leave(depth);
                let name = "this function".to_owned();
                let t = Target { callee: Callee::Local(local), ty: ty_of(&value), name, at: None };
                let call = self.call_target(span, f, t, args, piped);
                let ty = ty_of(&call);
                typed(ExprKind::Let(local, Box::new(value), Box::new(call)), ty, span)
            }
            Ast::Error => self.failed_call(span, args),
            Ast::Int(_) | Ast::Bool(_) | Ast::Call(..) | Ast::Index(..) | Ast::Unary(..) | Ast::Binary(..) => {
                self.call_value(span, f, args, piped)
            }
            Ast::If(..) | Ast::Let(..) | Ast::List(_) | Ast::Nth(..) | Ast::Paren(_) => {
                self.call_value(span, f, args, piped)
            }
        }
    }

    fn call_value(&mut self, span: Span, f: &ast::Expr, args: &[&ast::Expr], piped: Option<Span>) -> Expr {
        let value = self.infer_value(f, ValueReason::Result);
        if self.table().shape(ty_of(&value)) == Shape::Unknown {
            let reason = if matches!(f.kind, Ast::If(..)) { ValueReason::Branch } else { ValueReason::Result };
            self.report_function(reason, f.span, None, None);
            return self.failed_call(span, args);
        }
        self.report_not_a_function(span, f, ty_of(&value), args, piped);
        self.failed_call(span, args)
    }

    /// Infers the arguments of a call whose callee is unknown.
    fn failed_call(&mut self, span: Span, args: &[&ast::Expr]) -> Expr {
        for a in args {
            self.infer_arg(a);
        }
        self.error(span)
    }

    fn call_target(&mut self, span: Span, f: &ast::Expr, t: Target, args: &[&ast::Expr], piped: Option<Span>) -> Expr {
        match self.table().shape(t.ty) {
            Shape::Fun(params, ret) if params.len() == args.len() => {
                let args = self.arguments(&t, &params, args);
                typed(ExprKind::Call(t.callee, args), ret, span)
            }
            Shape::Fun(params, ret) => {
                self.report_arity(span, f, &t, params.len(), args, piped);
                let mut out = self.failed_call(span, args);
                out.ty = Type::Param(ret.0);
                out
            }
            Shape::Unknown => {
                let args: Vec<Expr> = args.iter().map(|a| self.infer_arg(a)).collect();
                let types: Vec<TyId> = args.iter().map(ty_of).collect();
                let ret = self.table().fresh_value(ValueReason::Result, span);
                let fun = self.table().fun(&types, ret);
                if let Err(clash) = self.table().unify(t.ty, fun) {
                    self.report_clash_at(f.span, t.ty, fun, Why::Called(&t.name), clash);
                }
                typed(ExprKind::Call(t.callee, args), ret, span)
            }
            Shape::Error => self.failed_call(span, args),
            Shape::Int | Shape::Bool | Shape::List(_) | Shape::Named => {
                self.report_not_a_function(span, f, t.ty, args, piped);
                self.failed_call(span, args)
            }
        }
    }

    /// Checks the arguments. Lambdas come last, since the others determine the types of their parameters.
    fn arguments(&mut self, t: &Target, params: &[TyId], args: &[&ast::Expr]) -> Vec<Expr> {
        let mut out: Vec<Option<Expr>> = args.iter().map(|_| None).collect();
        let before = self.diags.len();
        for lambdas in [false, true] {
            for (i, (a, p)) in args.iter().zip(params).enumerate() {
                if matches!(bare(a).kind, Ast::Lambda(..)) == lambdas {
                    let why = Why::Argument(&t.name, i, t.at);
                    let e = self.expect(a, *p, why);
                    if let Some(slot) = out.get_mut(i) {
                        *slot = Some(e);
                    }
                }
            }
        }
        if let [a, b] = args {
            self.offer_swap(before, a.span, b.span);
        }
        out.into_iter().flatten().collect()
    }

    /// Offers to swap two arguments, of which one or both do not fit, in one message.
    fn offer_swap(&mut self, before: usize, a: Span, b: Span) {
        let new = &self.diags[before..];
        let at_argument = |s: Span| s == a || s == b;
        if new.is_empty() || !new.iter().all(|d| d.code == Code::TypeMismatch && at_argument(d.primary.span)) {
            return;
        }
        let sources = self.group.sources;
        let (text_a, text_b) = (sources.slice(a), sources.slice(b));
        if a.end > b.start || text_a.len() + text_b.len() > 200 || (new.len() == 1 && new[0].hint.is_some()) {
            return;
        }
        let mut d = self.diags[before].clone();
        self.diags.truncate(before);
        d.edits.clear();
        d = d.hint("swap the arguments").edit(a, text_b).edit(b, text_a);
        self.diags.push(d);
    }
}
