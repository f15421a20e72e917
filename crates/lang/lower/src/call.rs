//! Lowering of calls: of primitives, of copies of definitions, and of known functions, which are inlined.

use nth_base::Span;
use nth_core::{ExprId, FuncId, Node, Ty};
use nth_prims::Prim;
use nth_types::hir::{Callee, Expr, ExprKind, Type};

use crate::body::{Body, Lowered};
use crate::error::Reason;
use crate::function::{Binding, Closure, Function};
use crate::lowerer::find;
use crate::places::{Placed, ids};
use nth_core::rename;

/// Variables that functions capture: levels and types.
type Captured = Vec<(u16, Ty)>;

fn is_function(e: &Expr) -> bool {
    matches!(e.ty, Type::Fun(..))
}

impl<'h> Body<'_, 'h> {
    /// Lowers a call of a definition, a primitive or a local function.
    pub fn call(&mut self, e: &'h Expr, callee: &'h Callee, args: &'h [Expr]) -> Lowered<Placed> {
        match callee {
            Callee::Def(def, types) => {
                let f = Function::Def(*def, self.types(types, e.span)?);
                self.apply(e, &f, args)
            }
            Callee::Prim(p, _) => self.prim(*p, args, e.span),
            Callee::Local(local) => {
                let f = self.local_function(*local, e.span)?;
                self.apply(e, &f, args)
            }
        }
    }

    fn apply(&mut self, e: &'h Expr, f: &Function<'h>, args: &'h [Expr]) -> Lowered<Placed> {
        match f {
            Function::Def(..) => {
                let mut functions = Vec::new();
                let mut values = Vec::new();
                for a in args {
                    if is_function(a) {
                        functions.push(self.function(a)?);
                    } else {
                        values.push(self.expr(a)?);
                    }
                }
                let (func, ret, captured) = self.copy(e, f, &functions)?;
                for (level, ty) in captured {
                    let var = self.var(level, ty);
                    values.push(self.placed(var, e.span, Vec::new()));
                }
                let call = self.arena.call(func, &ids(&values), ret);
                Ok(self.placed(call, e.span, values))
            }
            Function::Prim(p) => self.prim(*p, args, e.span),
            Function::Lambda { params, body, captured, at } => {
                let base = self.depth;
                let mut values = Vec::with_capacity(args.len());
                for a in args {
                    values.push(self.expr(a)?);
                    self.depth += 1;
                }
                let body = self.open(*body, u16::from(*params), u16::from(*params), captured);
                self.depth = base;
                Ok(self.lets(values, Placed { e: body, at: at.clone() }, e.span))
            }
            Function::Closure(c) => self.inline(c, args, e.span),
        }
    }

    /// Wraps a body into lets, the first value outermost.
    fn lets(&mut self, values: Vec<Placed>, body: Placed, span: Span) -> Placed {
        values.into_iter().rev().fold(body, |body, value| {
            let binding = self.arena.intern(Node::Let(value.e, body.e));
            self.placed(binding, span, vec![value, body])
        })
    }

    /// Body of a closed lambda at the current place, which lies inside `given` binders. The parameters are the first
    /// `params` of them.
    fn open(&mut self, body: ExprId, params: u16, given: u16, captured: &[(u16, Ty)]) -> ExprId {
        let depth = self.depth;
        rename(self.arena, body, &|i| {
            if i < params {
                i + given - params
            } else {
                captured.get(usize::from(i - params)).map_or(i, |&(level, _)| depth - 1 - level)
            }
        })
    }

    /// Inlines a lambda that takes functions; its values are bound by lets.
    fn inline(&mut self, c: &Closure<'h>, args: &'h [Expr], span: Span) -> Lowered<Placed> {
        let base = self.depth;
        let mut values = Vec::new();
        let mut bindings = Vec::with_capacity(args.len());
        for (&p, a) in c.params.iter().zip(args) {
            if is_function(a) {
                let f = self.function(a)?;
                bindings.push((p, Binding::Function(f)));
            } else {
                let value = self.expr(a)?;
                bindings.push((p, Binding::Value(self.depth, self.arena.ty(value.e))));
                self.depth += 1;
                values.push(value);
            }
        }
        let home = std::mem::replace(&mut self.home, c.home.clone());
        let env = std::mem::take(&mut self.env);
        for (local, b) in c.env.iter().cloned().chain(bindings) {
            self.bind(local, b);
        }
        let body = self.expr(c.body)?;
        self.home = home;
        self.env = env;
        self.depth = base;
        Ok(self.lets(values, body, span))
    }

    /// Copy of a definition, its result type, and the captured variables that are passed to it beside its values.
    fn copy(&mut self, e: &'h Expr, f: &Function<'h>, functions: &[Function<'h>]) -> Lowered<(FuncId, Ty, Captured)> {
        let Function::Def(def, types) = f else { return self.fail(e.span, Reason::Broken) };
        let d = find(self.hir, *def, Some(self.home.def))?;
        let (func, captured) =
            self.lowerer.copy(self.hir, d, types.clone(), functions, Some(&self.chain), e.span, self.queue)?;
        Ok((func, self.lowerer.ret(func), captured))
    }

    fn prim(&mut self, p: Prim, args: &'h [Expr], span: Span) -> Lowered<Placed> {
        if let (Prim::Neg, [Expr { kind: ExprKind::Int(i), .. }]) = (p, args) {
            let literal = self.arena.int(&i.neg());
            return Ok(self.placed(literal, span, Vec::new()));
        }
        let mut parts = Vec::with_capacity(args.len());
        for a in args {
            parts.push(if is_function(a) { self.function_part(p, a)? } else { self.expr(a)? });
        }
        let e = self.arena.prim(p, &ids(&parts));
        Ok(self.placed(e, span, parts))
    }

    /// Lowers a function argument of a primitive. The function of `compr` gets two arguments: the number, and 0.
    fn function_part(&mut self, p: Prim, e: &'h Expr) -> Lowered<Placed> {
        let Type::Fun(params, _) = &e.ty else { return self.fail(e.span, Reason::Broken) };
        let n = params.len() as u16;
        let given = if p == Prim::Compr { 2 } else { n };
        let types = params.iter().map(|t| self.ty(t, e.span)).collect::<Lowered<Vec<_>>>()?;
        if let ExprKind::Lambda(locals, body) = &e.kind {
            return self.lambda(locals, &types, body, given as u8);
        }
        let f = self.function(e)?;
        let base = self.depth;
        self.depth += given;
        let mut vars = [ExprId::NONE; 5];
        for (i, (var, &ty)) in vars.iter_mut().zip(&types).enumerate() {
            *var = self.var(base + i as u16, ty);
        }
        let vars = &vars[..types.len().min(5)];
        let (body, at) = match &f {
            Function::Def(..) => {
                let (func, ret, _) = self.copy(e, &f, &[])?;
                (self.arena.call(func, vars, ret), None)
            }
            Function::Prim(q) => (self.arena.prim(*q, vars), None),
            Function::Lambda { params, body, captured, at } => {
                (self.open(*body, u16::from(*params), given, captured), at.clone())
            }
            Function::Closure(_) => return self.fail(e.span, Reason::Broken),
        };
        self.depth = base;
        let lam = self.arena.lam(given as u8, body);
        Ok(self.placed(lam, e.span, vec![Placed { e: body, at }]))
    }
}
