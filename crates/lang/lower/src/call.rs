//! Lowering of calls: of primitives, of copies of definitions, and of known functions, which are inlined.

use nth_core::{ExprId, FuncId, Node, Ty};
use nth_prims::Prim;
use nth_types::hir::{Callee, Expr, ExprKind, Type};

use crate::body::{Body, Lowered};
use crate::error::Reason;
use crate::function::{Binding, Closure, Function};
use crate::lowerer::find;
use nth_core::rename;

/// Variables that functions capture: levels and types.
type Captured = Vec<(u16, Ty)>;

fn is_function(e: &Expr) -> bool {
    matches!(e.ty, Type::Fun(..))
}

impl<'h> Body<'_, 'h> {
    /// Lowers a call of a definition, a primitive or a local function.
    pub fn call(&mut self, e: &'h Expr, callee: &'h Callee, args: &'h [Expr]) -> Lowered<ExprId> {
        match callee {
            Callee::Def(def, types) => {
                let f = Function::Def(*def, self.types(types, e.span)?);
                self.apply(e, &f, args)
            }
            Callee::Prim(p, _) => self.prim(*p, args),
            Callee::Local(local) => {
                let f = self.local_function(*local, e.span)?;
                self.apply(e, &f, args)
            }
        }
    }

    fn apply(&mut self, e: &'h Expr, f: &Function<'h>, args: &'h [Expr]) -> Lowered<ExprId> {
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
                    values.push(self.var(level, ty));
                }
                Ok(self.arena.call(func, &values, ret))
            }
            Function::Prim(p) => self.prim(*p, args),
            Function::Lambda { params, body, captured } => {
                let base = self.depth;
                let mut values = Vec::with_capacity(args.len());
                for a in args {
                    values.push(self.expr(a)?);
                    self.depth += 1;
                }
                let body = self.open(*body, u16::from(*params), u16::from(*params), captured);
                self.depth = base;
                Ok(self.lets(&values, body))
            }
            Function::Closure(c) => self.inline(c, args),
        }
    }

    /// Wraps a body into lets, the first value outermost.
    fn lets(&mut self, values: &[ExprId], body: ExprId) -> ExprId {
        values.iter().rev().fold(body, |body, &value| self.arena.intern(Node::Let(value, body)))
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
    fn inline(&mut self, c: &Closure<'h>, args: &'h [Expr]) -> Lowered<ExprId> {
        let base = self.depth;
        let mut values = Vec::new();
        let mut bindings = Vec::with_capacity(args.len());
        for (&p, a) in c.params.iter().zip(args) {
            if is_function(a) {
                let f = self.function(a)?;
                bindings.push((p, Binding::Function(f)));
            } else {
                let value = self.expr(a)?;
                bindings.push((p, Binding::Value(self.depth, self.arena.ty(value))));
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
        Ok(self.lets(&values, body))
    }

    /// Copy of a definition, its result type, and the captured variables that are passed to it beside its values.
    fn copy(&mut self, e: &'h Expr, f: &Function<'h>, functions: &[Function<'h>]) -> Lowered<(FuncId, Ty, Captured)> {
        let Function::Def(def, types) = f else { return self.fail(e.span, Reason::Broken) };
        let d = find(self.hir, *def, Some(self.home.def))?;
        let (func, captured) =
            self.lowerer.copy(self.hir, d, types.clone(), functions, Some(&self.chain), e.span, self.queue)?;
        Ok((func, self.lowerer.ret(func), captured))
    }

    fn prim(&mut self, p: Prim, args: &'h [Expr]) -> Lowered<ExprId> {
        if let (Prim::Neg, [Expr { kind: ExprKind::Int(i), .. }]) = (p, args) {
            return Ok(self.arena.int(&i.neg()));
        }
        let mut parts = [ExprId::NONE; 5];
        for (part, a) in parts.iter_mut().zip(args) {
            *part = if is_function(a) { self.function_part(p, a)? } else { self.expr(a)? };
        }
        Ok(self.arena.prim(p, &parts[..args.len()]))
    }

    /// Lowers a function argument of a primitive. The function of `compr` gets two arguments: the number, and 0.
    fn function_part(&mut self, p: Prim, e: &'h Expr) -> Lowered<ExprId> {
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
        let body = match &f {
            Function::Def(..) => {
                let (func, ret, _) = self.copy(e, &f, &[])?;
                self.arena.call(func, vars, ret)
            }
            Function::Prim(q) => self.arena.prim(*q, vars),
            Function::Lambda { params, body, captured } => self.open(*body, u16::from(*params), given, captured),
            Function::Closure(_) => return self.fail(e.span, Reason::Broken),
        };
        self.depth = base;
        Ok(self.arena.lam(given as u8, body))
    }
}
