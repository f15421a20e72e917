//! Lowering of the body of one function: from typed expressions to Core.

use std::rc::Rc;

use nth_base::Span;
use nth_core::{Arena, ExprId, Node, Ty};
use nth_num::Int;
use nth_prims::Prim;
use nth_types::hir::{self, Callee, Expr, ExprKind, LocalId, Type};

use crate::error::{LowerError, Reason};
use crate::function::{Binding, Closure, Function, Home};
use crate::limits::{MAX_RECURSION, MAX_STEPS};
use crate::lowerer::{Chain, Lowerer, Pending, check_size, error};
use crate::places::{Placed, Places, ids};
use nth_core::{free_vars, rename};

/// State of lowering one body. Variables are known by level (the number of binders around their binder) and become de
/// Bruijn indices where they are used.
pub(crate) struct Body<'a, 'h> {
    pub lowerer: &'a mut Lowerer,
    pub hir: &'h hir::Program,
    pub arena: &'a mut Arena,
    pub queue: &'a mut Vec<Pending<'h>>,
    pub home: Home<'h>,
    pub chain: Rc<Chain>,
    /// Bindings by local of `home`.
    pub env: Vec<Option<Binding<'h>>>,
    /// Number of binders around the current place.
    pub depth: u16,
    nested: u32,
    steps: u32,
}

pub(crate) type Lowered<T> = Result<T, LowerError>;

impl<'a, 'h> Body<'a, 'h> {
    /// Body of a function with this many parameters, none of them bound to a local yet.
    pub fn new(
        lowerer: &'a mut Lowerer,
        hir: &'h hir::Program,
        arena: &'a mut Arena,
        queue: &'a mut Vec<Pending<'h>>,
        home: Home<'h>,
        chain: Rc<Chain>,
        params: u16,
    ) -> Self {
        let env = vec![None; home.def.locals.len()];
        Self { lowerer, hir, arena, queue, home, chain, env, depth: params, nested: 0, steps: 0 }
    }

    /// Binds a local from here on.
    pub fn bind(&mut self, local: LocalId, binding: Binding<'h>) {
        let i = local.0 as usize;
        if i >= self.env.len() {
            self.env.resize(i + 1, None);
        }
        self.env[i] = Some(binding);
    }

    /// Binds a local to a new innermost variable.
    pub fn bind_value(&mut self, local: LocalId, ty: Ty) {
        self.bind(local, Binding::Value(self.depth, ty));
        self.depth += 1;
    }

    pub fn ty(&self, t: &Type, span: Span) -> Lowered<Ty> {
        self.home.ty(t, span)
    }

    pub fn fail<T>(&self, span: Span, what: Reason) -> Lowered<T> {
        Err(error(self.home.def, span, what))
    }

    /// Binding of a local.
    pub fn lookup(&self, local: LocalId, span: Span) -> Lowered<Binding<'h>> {
        match self.env.get(local.0 as usize) {
            Some(Some(b)) => Ok(b.clone()),
            Some(None) | None => self.fail(span, Reason::Broken),
        }
    }

    pub fn var(&mut self, level: u16, ty: Ty) -> ExprId {
        let index = self.depth - 1 - level;
        self.arena.var(index, ty)
    }

    /// Function that a local is bound to.
    pub fn local_function(&self, local: LocalId, span: Span) -> Lowered<Function<'h>> {
        match self.lookup(local, span)? {
            Binding::Function(f) => Ok(f),
            Binding::Value(..) => self.fail(span, Reason::Broken),
        }
    }

    /// Lowered node with its place, from its parts in the order of its children.
    pub fn placed(&self, e: ExprId, span: Span, parts: Vec<Placed>) -> Placed {
        let at = self.lowerer.keeps_places().then(|| {
            let parts = parts.into_iter().map(|p| p.at.unwrap_or_else(|| Places::new(span, Vec::new())));
            Places::new(span, parts.collect())
        });
        Placed { e, at }
    }

    /// Lowers an expression whose value is not a function.
    pub fn expr(&mut self, e: &'h Expr) -> Lowered<Placed> {
        self.steps += 1;
        if self.nested >= MAX_RECURSION {
            return self
                .fail(e.span, Reason::Limit(format!("more than {MAX_RECURSION} expressions inside each other")));
        }
        if self.steps > MAX_STEPS {
            return self.fail(e.span, Reason::Limit(format!("more than {MAX_STEPS} steps in one body")));
        }
        self.nested += 1;
        let result = self.kind(e);
        self.nested -= 1;
        result
    }

    fn kind(&mut self, e: &'h Expr) -> Lowered<Placed> {
        let leaf = match &e.kind {
            ExprKind::Int(i) => self.arena.int(i),
            ExprKind::Bool(b) => self.arena.intern(Node::Bool(*b)),
            ExprKind::Local(local) => match self.lookup(*local, e.span)? {
                Binding::Value(level, ty) => self.var(level, ty),
                Binding::Function(_) => return self.fail(e.span, Reason::Broken),
            },
            ExprKind::Call(callee, args) => return self.call(e, callee, args),
            ExprKind::If(c, a, b) => return self.choice(e.span, c, a, b),
            ExprKind::Let(local, value, body) => return self.binding(e.span, *local, value, body),
            ExprKind::List(parts) => {
                let elem = match &e.ty {
                    Type::List(of) => self.ty(of, e.span)?,
                    Type::Int | Type::Bool | Type::Fun(..) | Type::Param(_) | Type::Error => {
                        return self.fail(e.span, Reason::Broken);
                    }
                };
                let parts = parts.iter().map(|p| self.expr(p)).collect::<Lowered<Vec<_>>>()?;
                let list = self.arena.list(&ids(&parts), elem);
                return Ok(self.placed(list, e.span, parts));
            }
            ExprKind::Nth(k, start, p) => return self.nth(*k, start, p, e.span),
            ExprKind::Hole => {
                let ty = self.ty(&e.ty, e.span)?;
                self.arena.intern(Node::Hole(ty))
            }
            ExprKind::FnRef(_) | ExprKind::Lambda(..) | ExprKind::Error => return self.fail(e.span, Reason::Broken),
        };
        Ok(self.placed(leaf, e.span, Vec::new()))
    }

    /// Lowers a choice. `if x <= 0 then a else b` becomes `cond(x, a, b)`, the choice of the published language.
    fn choice(&mut self, span: Span, c: &'h Expr, a: &'h Expr, b: &'h Expr) -> Lowered<Placed> {
        if let ExprKind::Call(Callee::Prim(Prim::Le, _), args) = &c.kind
            && let [x, zero] = args.as_slice()
            && matches!(zero.kind, ExprKind::Int(Int::Small(0)))
        {
            let parts = vec![self.expr(x)?, self.expr(a)?, self.expr(b)?];
            let cond = self.arena.prim(Prim::Cond, &ids(&parts));
            return Ok(self.placed(cond, span, parts));
        }
        let (c, a, b) = (self.expr(c)?, self.expr(a)?, self.expr(b)?);
        let choice = self.arena.intern(Node::If(c.e, a.e, b.e));
        Ok(self.placed(choice, span, vec![c, a, b]))
    }

    fn binding(&mut self, span: Span, local: LocalId, value: &'h Expr, body: &'h Expr) -> Lowered<Placed> {
        if matches!(value.ty, Type::Fun(..)) {
            let f = self.function(value)?;
            self.bind(local, Binding::Function(f));
            return self.expr(body);
        }
        let value = self.expr(value)?;
        self.bind_value(local, self.arena.ty(value.e));
        let body = self.expr(body);
        self.depth -= 1;
        let body = body?;
        let binding = self.arena.intern(Node::Let(value.e, body.e));
        Ok(self.placed(binding, span, vec![value, body]))
    }

    /// Lowers `nth k from start where p` to a search for the position of the index.
    fn nth(&mut self, k: LocalId, start: &'h Expr, p: &'h Expr, span: Span) -> Lowered<Placed> {
        let start = self.expr(start)?;
        let p = self.lambda(&[k], &[Ty::INT], p, 1)?;
        let (Some(index), Some(&offset)) = (self.home.def.params.first(), self.home.def.offsets.first()) else {
            return self.fail(span, Reason::Broken);
        };
        let mut position = match self.lookup(index.local, span)? {
            Binding::Value(level, ty) => self.var(level, ty),
            Binding::Function(_) => return self.fail(span, Reason::Broken),
        };
        if offset != 0 {
            let offset = self.arena.int(&Int::from(offset));
            position = self.arena.prim(Prim::Sub, &[position, offset]);
        }
        let search = self.arena.prim(Prim::Search, &[p.e, start.e, position]);
        let position = self.placed(position, span, Vec::new());
        Ok(self.placed(search, span, vec![p, start, position]))
    }

    /// Lowers a lambda over values, an argument of a primitive that calls it with `given` arguments.
    pub fn lambda(&mut self, params: &[LocalId], types: &[Ty], body: &'h Expr, given: u8) -> Lowered<Placed> {
        let span = body.span;
        let depth = self.depth;
        for (&p, &ty) in params.iter().zip(types) {
            self.bind_value(p, ty);
        }
        self.depth = depth + u16::from(given);
        let body = self.expr(body);
        self.depth = depth;
        let body = body?;
        let lam = self.arena.lam(given, body.e);
        Ok(self.placed(lam, span, vec![body]))
    }

    /// Types of the parameters of a function, if none of them is a function.
    fn value_params(&self, e: &Expr) -> Lowered<Option<Vec<Ty>>> {
        let Type::Fun(params, _) = &e.ty else { return self.fail(e.span, Reason::Broken) };
        if params.iter().any(|p| matches!(p, Type::Fun(..))) {
            return Ok(None);
        }
        params.iter().map(|p| self.ty(p, e.span)).collect::<Lowered<Vec<_>>>().map(Some)
    }

    /// Function that a function argument, or the value of a `let`, denotes.
    pub fn function(&mut self, e: &'h Expr) -> Lowered<Function<'h>> {
        match &e.kind {
            ExprKind::FnRef(Callee::Def(def, types)) => Ok(Function::Def(*def, self.types(types, e.span)?)),
            ExprKind::FnRef(Callee::Prim(p, _)) => Ok(Function::Prim(*p)),
            ExprKind::FnRef(Callee::Local(local)) | ExprKind::Local(local) => self.local_function(*local, e.span),
            ExprKind::Lambda(params, body) => {
                let Some(types) = self.value_params(e)? else {
                    let env = self.captured(body);
                    let home = self.home.clone();
                    return Ok(Function::Closure(Rc::new(Closure { home, params, lambda: e, body, env })));
                };
                let n = params.len() as u8;
                let lam = self.lambda(params, &types, body, n)?;
                if let Err(why) = check_size(self.arena, lam.e) {
                    return self.fail(e.span, why);
                }
                Ok(self.close(n, &lam))
            }
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Call(..) | ExprKind::If(..) | ExprKind::Let(..) => {
                self.fail(e.span, Reason::Broken)
            }
            // A function that is not found yet has no result yet, whatever its arguments are.
            ExprKind::Hole => {
                let (Some(types), Type::Fun(_, ret)) = (self.value_params(e)?, &e.ty) else {
                    return self.fail(e.span, Reason::Broken);
                };
                let ret = self.ty(ret, e.span)?;
                let body = self.arena.intern(Node::Hole(ret));
                let Placed { e: body, at } = self.placed(body, e.span, Vec::new());
                Ok(Function::Lambda { params: types.len() as u8, body, captured: Rc::from([]), at })
            }
            ExprKind::List(_) | ExprKind::Nth(..) | ExprKind::Error => self.fail(e.span, Reason::Broken),
        }
    }

    /// Closed form of a lowered lambda: its captured variables are numbered after its parameters.
    fn close(&mut self, params: u8, lam: &Placed) -> Function<'h> {
        let at = lam.at.as_ref().and_then(Places::body);
        let Node::Lam(_, body) = self.arena.node(lam.e) else { unreachable!("made by `lambda`") };
        let n = u16::from(params);
        let free = free_vars(self.arena, body, n);
        let body = rename(self.arena, body, &|i| match free.iter().position(|&(v, _)| v == i) {
            Some(at) if i >= n => n + at as u16,
            Some(_) | None => i,
        });
        let captured = free.iter().map(|&(v, ty)| (self.depth - 1 - (v - n), ty)).collect();
        Function::Lambda { params, body, captured, at }
    }

    pub fn types(&self, types: &[Type], span: Span) -> Lowered<Rc<[Ty]>> {
        types.iter().map(|t| self.ty(t, span)).collect()
    }

    /// Bindings of the locals that an expression uses.
    fn captured(&self, e: &'h Expr) -> Vec<(LocalId, Binding<'h>)> {
        let mut used = Vec::new();
        let mut stack = vec![e];
        let mut add = |l: LocalId| {
            if !used.contains(&l) {
                used.push(l);
            }
        };
        while let Some(e) = stack.pop() {
            match &e.kind {
                ExprKind::Local(l) => add(*l),
                ExprKind::Call(callee, args) => {
                    if let Callee::Local(l) = callee {
                        add(*l);
                    }
                    stack.extend(args);
                }
                ExprKind::FnRef(callee) => {
                    if let Callee::Local(l) = callee {
                        add(*l);
                    }
                }
                ExprKind::Lambda(_, body) => stack.push(body),
                ExprKind::If(a, b, c) => stack.extend([&**a, b, c]),
                ExprKind::Let(_, a, b) => stack.extend([&**a, b]),
                ExprKind::List(parts) => stack.extend(parts),
                ExprKind::Nth(_, a, b) => {
                    if let Some(index) = self.home.def.params.first() {
                        add(index.local);
                    }
                    stack.extend([&**a, b]);
                }
                ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Hole | ExprKind::Error => {}
            }
        }
        let bound = |l: LocalId| self.env.get(l.0 as usize).cloned().flatten().map(|b| (l, b));
        used.into_iter().filter_map(bound).collect()
    }
}
