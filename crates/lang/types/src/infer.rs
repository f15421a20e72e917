//! Type inference of one group of definitions: from expressions to typed expressions.
//!
//! While a group is inferred, `Type::Param(i)` in its expressions stands for node i of the group's [`Table`]; `finish`
//! replaces the nodes by types. A failed place gets the type `Error`, which fits every place, so that one cause gives
//! one message.

use std::cell::Cell;

use nth_base::{Sources, Span};
use nth_diag::{Code, Diagnostic};
use nth_num::Int;
use nth_prims::Prim;
use nth_syntax::ast::{self, ArithOp, BinOp, CmpOp, ExprKind as Ast, Ident, LogicOp, RangeEnd, UnOp};
use rustc_hash::FxHashMap;

use crate::hir::{Callee, DefId, DefKind, Expr, ExprKind, LocalId, ModuleId, Reference, Type};
use crate::names::Names;
use crate::report::{Side, USE_APPEND, Why};
use crate::table::{Shape, Table, TyId, ValueReason};
use crate::world::{Meaning, World};

/// Types of a definition of the group, the same for all calls inside the group.
#[derive(Clone, Debug)]
pub(crate) struct Mono {
    pub params: Vec<TyId>,
    pub ret: TyId,
}

/// Definitions that are inferred together.
pub(crate) struct Group<'w> {
    pub world: &'w World,
    pub sources: &'w Sources,
    /// Number of names for which a similar name may still be searched.
    pub quota: &'w Cell<u32>,
    pub table: Table,
    pub mono: FxHashMap<DefId, Mono>,
}

/// Local variable of a definition, during inference.
#[derive(Debug)]
pub(crate) struct Local {
    pub name: String,
    pub span: Span,
    pub ty: TyId,
    pub used: bool,
    /// Whether to warn if the variable is not used.
    pub warn: bool,
}

/// State of inferring the body of one definition.
pub(crate) struct Body<'g, 'w> {
    pub group: &'g mut Group<'w>,
    pub world: &'w World,
    pub module: ModuleId,
    pub kind: DefKind,
    pub locals: Vec<Local>,
    /// Locals in scope.
    pub env: Names<String, LocalId>,
    /// Names that a `let` around the current place is about to bind.
    pub binding: Vec<String>,
    /// Names that were resolved.
    pub references: Vec<Reference>,
    pub diags: Vec<Diagnostic>,
    pub has_hole: bool,
    pub broken: bool,
    /// Type variables of annotations that are too general.
    pub too_general: Vec<TyId>,
}

/// Typed expression whose type is a node.
pub(crate) fn typed(kind: ExprKind, ty: TyId, span: Span) -> Expr {
    Expr { kind, ty: Type::Param(ty.0), span }
}

/// Node of the type of an expression.
pub(crate) fn ty_of(e: &Expr) -> TyId {
    match e.ty {
        Type::Param(i) => TyId(i),
        Type::Int | Type::Bool | Type::List(_) | Type::Fun(..) | Type::Error => Table::ERROR,
    }
}

/// Expression without the parentheses around it.
pub(crate) fn bare(mut e: &ast::Expr) -> &ast::Expr {
    while let Ast::Paren(inner) = &e.kind {
        e = inner;
    }
    e
}

/// The operator's symbol, or the name of a primitive that is no operator.
fn symbol(prim: Prim) -> &'static str {
    match prim.info().form {
        nth_prims::Form::Infix(s) | nth_prims::Form::Prefix(s) => s,
        nth_prims::Form::Call | nth_prims::Form::Index => prim.name(),
    }
}

impl<'w> Body<'_, 'w> {
    pub(crate) fn table(&mut self) -> &mut Table {
        &mut self.group.table
    }

    /// Expression that could not be typed.
    pub(crate) fn error(&mut self, span: Span) -> Expr {
        self.broken = true;
        typed(ExprKind::Error, Table::ERROR, span)
    }

    /// Brings a local into scope.
    pub(crate) fn bind(&mut self, name: &Ident, ty: TyId, warn: bool) -> LocalId {
        let id = LocalId(self.locals.len() as u32);
        let warn = warn && !name.name.starts_with('_');
        self.locals.push(Local { name: name.name.clone(), span: name.span, ty, used: false, warn });
        self.env.enter(name.name.clone(), id);
        id
    }

    pub(crate) fn local_named(&self, name: &str) -> Option<LocalId> {
        self.env.get(name)
    }

    /// Infers the type of `e`.
    pub(crate) fn infer(&mut self, e: &ast::Expr) -> Expr {
        match &e.kind {
            Ast::Int(digits) => match digits.parse::<Int>() {
                Ok(v) => typed(ExprKind::Int(v), Table::INT, e.span),
                Err(_) => self.error(e.span),
            },
            Ast::Bool(b) => typed(ExprKind::Bool(*b), Table::BOOL, e.span),
            Ast::Name { module, name } => self.name(module.as_ref(), name, e.span),
            Ast::Call(f, args) => self.call(e.span, f, &args.iter().collect::<Vec<_>>(), None),
            Ast::Index(xs, i) => self.index(e.span, xs, i),
            Ast::Unary(op, a) => self.unary(e.span, *op, a),
            Ast::Binary(op, at, a, b) => self.binary(e.span, *op, *at, a, b),
            Ast::If(c, t, f) => self.infer_if(e.span, c, t, f),
            Ast::Let(x, v, body) => self.let_in(e.span, x, v, body, None),
            Ast::Lambda(params, body) => self.lambda(e.span, params, body, None),
            Ast::List(items) => self.infer_list(e.span, items),
            Ast::Nth(k, start, p) => self.nth(e.span, k, start, p),
            Ast::Paren(inner) => self.infer(inner),
            Ast::Hole => {
                self.has_hole = true;
                let ty = self.table().fresh();
                typed(ExprKind::Hole, ty, e.span)
            }
            Ast::Error => self.error(e.span),
        }
    }

    /// Checks `e` at a place that requires the type `want`, because of `why`.
    pub(crate) fn expect(&mut self, e: &ast::Expr, want: TyId, why: Why<'_>) -> Expr {
        match &e.kind {
            Ast::Paren(inner) => return self.expect(inner, want, why),
            Ast::Hole => {
                self.has_hole = true;
                return typed(ExprKind::Hole, want, e.span);
            }
            Ast::Lambda(params, body) => return self.expect_lambda(e.span, params, body, want, why),
            Ast::If(..) | Ast::Let(..) | Ast::List(_) => {
                if let Some(done) = self.expect_parts(e, want, why) {
                    return done;
                }
            }
            Ast::Int(_) | Ast::Bool(_) | Ast::Name { .. } | Ast::Call(..) | Ast::Index(..) | Ast::Unary(..) => {}
            Ast::Binary(..) | Ast::Nth(..) | Ast::Error => {}
        }
        let found = self.infer(e);
        self.fit(e, &found, want, why);
        found
    }

    /// Checks the parts of `if`, `let` and lists against the required type, so that the place of an error is exact.
    #[inline(never)]
    fn expect_parts(&mut self, e: &ast::Expr, want: TyId, why: Why<'_>) -> Option<Expr> {
        if !self.table().demand_value(want, ValueReason::Branch, e.span) {
            return None;
        }
        match &e.kind {
            Ast::If(c, t, f) => {
                let c = self.expect(c, Table::BOOL, Why::Condition);
                let t = self.expect(t, want, why);
                let f = self.expect(f, want, why);
                Some(typed(ExprKind::If(Box::new(c), Box::new(t), Box::new(f)), want, e.span))
            }
            Ast::Let(x, v, body) => Some(self.let_in(e.span, x, v, body, Some((want, why)))),
            Ast::List(items) => {
                let Shape::List(of) = self.table().shape(want) else { return None };
                let items = items.iter().map(|i| self.expect(i, of, Why::Element(None))).collect();
                Some(typed(ExprKind::List(items), want, e.span))
            }
            Ast::Int(_) | Ast::Bool(_) | Ast::Name { .. } | Ast::Call(..) | Ast::Index(..) | Ast::Unary(..) => None,
            Ast::Binary(..) | Ast::Nth(..) | Ast::Error | Ast::Lambda(..) | Ast::Paren(_) | Ast::Hole => None,
        }
    }

    /// Requires that the type found fits the place; reports it otherwise.
    pub(crate) fn fit(&mut self, e: &ast::Expr, found: &Expr, want: TyId, why: Why<'_>) {
        let ty = ty_of(found);
        if let Err(clash) = self.table().unify(ty, want) {
            self.report_clash(e, ty, want, why, clash);
        }
    }

    /// Infers a place that does not allow a function; otherwise as [`Body::infer`].
    pub(crate) fn infer_value(&mut self, e: &ast::Expr, reason: ValueReason) -> Expr {
        let found = self.infer(e);
        if !self.table().demand_value(ty_of(&found), reason, e.span) {
            self.report_function(reason, e.span, None, None);
            return self.error(e.span);
        }
        found
    }

    /// Infers an argument or the value of a `let`: a function is allowed if it is written as a name or a lambda.
    pub(crate) fn infer_arg(&mut self, e: &ast::Expr) -> Expr {
        match bare(e).kind {
            Ast::Name { .. } | Ast::Lambda(..) | Ast::Hole | Ast::Error => self.infer(e),
            Ast::Int(_) | Ast::Bool(_) | Ast::Call(..) | Ast::Index(..) | Ast::Unary(..) | Ast::Binary(..) => {
                self.infer_value(e, ValueReason::Result)
            }
            Ast::If(..) | Ast::Let(..) | Ast::List(_) | Ast::Nth(..) | Ast::Paren(_) => {
                self.infer_value(e, ValueReason::Result)
            }
        }
    }

    #[inline(never)]
    fn infer_if(&mut self, span: Span, c: &ast::Expr, t: &ast::Expr, f: &ast::Expr) -> Expr {
        let c = self.expect(c, Table::BOOL, Why::Condition);
        let then = self.infer_value(t, ValueReason::Branch);
        let ty = ty_of(&then);
        let otherwise = self.expect(f, ty, Why::Branch(t.span));
        // An error in the first branch says nothing about the second.
        let ty = if ty == Table::ERROR { ty_of(&otherwise) } else { ty };
        let ty = if self.table().demand_value(ty, ValueReason::Branch, span) { ty } else { Table::ERROR };
        typed(ExprKind::If(Box::new(c), Box::new(then), Box::new(otherwise)), ty, span)
    }

    #[inline(never)]
    fn let_in(
        &mut self,
        span: Span,
        x: &Ident,
        v: &ast::Expr,
        body: &ast::Expr,
        want: Option<(TyId, Why<'_>)>,
    ) -> Expr {
        self.binding.push(x.name.clone());
        let v = self.infer_arg(v);
        self.binding.pop();
        let depth = self.env.depth();
        let local = self.bind(x, ty_of(&v), true);
        let body = match want {
            Some((want, why)) => self.expect(body, want, why),
            None => self.infer_value(body, ValueReason::Result),
        };
        self.env.leave(depth);
        let ty = ty_of(&body);
        typed(ExprKind::Let(local, Box::new(v), Box::new(body)), ty, span)
    }

    #[inline(never)]
    fn infer_list(&mut self, span: Span, items: &[ast::Expr]) -> Expr {
        let of = self.table().fresh_value(ValueReason::Element, span);
        let mut first = None;
        let mut out = Vec::with_capacity(items.len());
        for i in items {
            let item = match first {
                None => {
                    let item = self.infer_value(i, ValueReason::Element);
                    self.fit(i, &item, of, Why::Element(None));
                    item
                }
                Some(at) => self.expect(i, of, Why::Element(Some(at))),
            };
            first.get_or_insert(i.span);
            out.push(item);
        }
        let ty = self.table().list(of);
        typed(ExprKind::List(out), ty, span)
    }

    #[inline(never)]
    fn nth(&mut self, span: Span, k: &Ident, start: &ast::Expr, p: &ast::Expr) -> Expr {
        if self.kind != DefKind::Seq {
            self.report_nth(span);
        }
        let start = self.expect(start, Table::INT, Why::SearchStart);
        let depth = self.env.depth();
        let local = self.bind(k, Table::INT, false);
        let p = self.expect(p, Table::BOOL, Why::SearchCondition);
        self.env.leave(depth);
        typed(ExprKind::Nth(local, Box::new(start), Box::new(p)), Table::INT, span)
    }

    /// Infers a lambda. `types` are the types of its parameters and its result, where its place determines them.
    #[inline(never)]
    fn lambda(
        &mut self,
        span: Span,
        params: &[Ident],
        body: &ast::Expr,
        types: Option<(&[TyId], TyId, Why<'_>)>,
    ) -> Expr {
        let depth = self.env.depth();
        let mut locals = Vec::with_capacity(params.len());
        let mut args = Vec::with_capacity(params.len());
        let mut seen: FxHashMap<&str, &Ident> = FxHashMap::default();
        for (i, p) in params.iter().enumerate() {
            let first = *seen.entry(p.name.as_str()).or_insert(p);
            if !p.name.starts_with('_') && !std::ptr::eq(first, p) {
                self.report_duplicate_param(p, first);
            }
            let ty = match types.and_then(|t| t.0.get(i)) {
                Some(t) => *t,
                None => self.table().fresh(),
            };
            args.push(ty);
            locals.push(self.bind(p, ty, true));
        }
        let body = match types {
            Some((_, ret, why)) => self.expect(body, ret, why),
            None => self.infer_value(body, ValueReason::Result),
        };
        self.env.leave(depth);
        let ret = ty_of(&body);
        let ty = self.table().fun(&args, ret);
        typed(ExprKind::Lambda(locals, Box::new(body)), ty, span)
    }

    #[inline(never)]
    fn expect_lambda(&mut self, span: Span, params: &[Ident], body: &ast::Expr, want: TyId, why: Why<'_>) -> Expr {
        match self.table().shape(want) {
            Shape::Fun(args, ret) if args.len() == params.len() => {
                let mut out = self.lambda(span, params, body, Some((&args, ret, why.inside_lambda())));
                out.ty = Type::Param(want.0);
                out
            }
            Shape::Fun(args, _) => {
                let known: Vec<TyId> =
                    (0..params.len()).map(|i| args.get(i).copied().unwrap_or(Table::ERROR)).collect();
                self.report_lambda_arity(span, params.len(), args.len(), why);
                let ret = Table::ERROR;
                let mut out = self.lambda(span, params, body, Some((&known, ret, why)));
                out.ty = Type::Param(Table::ERROR.0);
                out
            }
            Shape::Int | Shape::Bool | Shape::Error | Shape::List(_) | Shape::Unknown | Shape::Named => {
                let found = self.lambda(span, params, body, None);
                let ty = ty_of(&found);
                if let Err(clash) = self.table().unify(ty, want) {
                    self.report_clash_at(span, ty, want, why, clash);
                }
                found
            }
        }
    }

    #[inline(never)]
    fn unary(&mut self, span: Span, op: UnOp, a: &ast::Expr) -> Expr {
        match op {
            UnOp::Neg => {
                let a = self.expect(a, Table::INT, Why::Operand("-", span, Side::Only));
                if let ExprKind::Int(v) = &a.kind {
                    return typed(ExprKind::Int(v.neg()), Table::INT, span);
                }
                typed(ExprKind::Call(Callee::Prim(Prim::Neg, vec![]), vec![a]), Table::INT, span)
            }
            UnOp::Not => {
                let a = self.expect(a, Table::BOOL, Why::Operand("not", span, Side::Only));
                typed(ExprKind::Call(Callee::Prim(Prim::Not, vec![]), vec![a]), Table::BOOL, span)
            }
        }
    }

    #[inline(never)]
    fn binary(&mut self, span: Span, op: BinOp, at: Span, a: &ast::Expr, b: &ast::Expr) -> Expr {
        let prim = match op {
            BinOp::Arith(op) => match op {
                ArithOp::Add => Prim::Add,
                ArithOp::Sub => Prim::Sub,
                ArithOp::Mul => Prim::Mul,
                ArithOp::Div => Prim::Div,
                ArithOp::Mod => Prim::Mod,
                ArithOp::Pow => Prim::Pow,
            },
            BinOp::Range(RangeEnd::Excluded) => Prim::Range,
            BinOp::Range(RangeEnd::Included) => Prim::RangeInclusive,
            BinOp::Compare(op) => match op {
                CmpOp::Eq => return self.equality(span, Prim::Eq, a, b),
                CmpOp::Ne => return self.equality(span, Prim::Ne, a, b),
                CmpOp::Lt => Prim::Lt,
                CmpOp::Le => Prim::Le,
                CmpOp::Gt => Prim::Gt,
                CmpOp::Ge => Prim::Ge,
            },
            BinOp::Append => return self.append(span, at, a, b),
            BinOp::Logic(op) => return self.logic(span, op, at, a, b),
            BinOp::Pipe => return self.pipe(span, a, b),
        };
        self.on_integers(span, prim, at, a, b)
    }

    /// `==` and `!=`: two values of one type that is no function.
    #[inline(never)]
    fn equality(&mut self, span: Span, prim: Prim, a: &ast::Expr, b: &ast::Expr) -> Expr {
        let word = symbol(prim);
        let a2 = self.infer_value(a, ValueReason::Compared);
        let ty = ty_of(&a2);
        let before = self.diags.len();
        let b2 = self.expect(b, ty, Why::Compared(word, a.span));
        let ret = if self.diags.len() > before { Table::ERROR } else { Table::BOOL };
        let ty = Type::Param(ty.0);
        typed(ExprKind::Call(Callee::Prim(prim, vec![ty]), vec![a2, b2]), ret, span)
    }

    /// `++`: two lists of one type.
    #[inline(never)]
    fn append(&mut self, span: Span, at: Span, a: &ast::Expr, b: &ast::Expr) -> Expr {
        let (prim, word) = (Prim::Append, symbol(Prim::Append));
        let of = self.table().fresh_value(ValueReason::Element, span);
        let ty = self.table().list(of);
        let before = self.diags.len();
        let a2 = self.expect(a, ty, Why::Operand(word, at, Side::Left));
        let left = self.diags.len();
        let b2 = self.expect(b, ty, Why::Operand(word, at, Side::Right));
        // Two operands that are no lists are one mistake, not two.
        if self.misfits(before, left, a) && self.misfits(left, self.diags.len(), b) {
            self.diags.truncate(left);
        }
        let ty = if self.diags.len() > before { Table::ERROR } else { ty };
        typed(ExprKind::Call(Callee::Prim(prim, vec![Type::Param(of.0)]), vec![a2, b2]), ty, span)
    }

    /// An operator on two integers: arithmetic, an order, or a range.
    #[inline(never)]
    fn on_integers(&mut self, span: Span, prim: Prim, at: Span, a: &ast::Expr, b: &ast::Expr) -> Expr {
        let word = symbol(prim);
        let before = self.diags.len();
        let a = self.expect(a, Table::INT, Why::Operand(word, at, Side::Left));
        let left = self.diags.len();
        let b = self.expect(b, Table::INT, Why::Operand(word, at, Side::Right));
        // `xs + ys` is one mistake, not two.
        let lists = |ds: &[Diagnostic]| ds.len() == 1 && ds.iter().all(|d| d.hint.as_deref() == Some(USE_APPEND));
        if lists(&self.diags[before..left]) && lists(&self.diags[left..]) {
            self.diags.truncate(left);
        }
        let failed = self.diags.len() > before;
        let ret = match crate::scheme::Scheme::of_prim(prim).ret {
            Type::Bool => Table::BOOL,
            Type::List(_) => self.table().list(Table::INT),
            // The meaning of an operator whose operand does not fit is open.
            Type::Int | Type::Fun(..) | Type::Param(_) | Type::Error if failed => Table::ERROR,
            Type::Int | Type::Fun(..) | Type::Param(_) | Type::Error => Table::INT,
        };
        typed(ExprKind::Call(Callee::Prim(prim, vec![]), vec![a, b]), ret, span)
    }

    /// Whether the messages from `from` to `to` are a single one which says that `e` does not fit.
    fn misfits(&self, from: usize, to: usize, e: &ast::Expr) -> bool {
        let new = self.diags.get(from..to).unwrap_or(&[]);
        new.len() == 1 && new.iter().all(|d| d.code == Code::TypeMismatch && d.primary.span == bare(e).span)
    }

    #[inline(never)]
    fn logic(&mut self, span: Span, op: LogicOp, at: Span, a: &ast::Expr, b: &ast::Expr) -> Expr {
        let (word, fixed) = match op {
            LogicOp::And => ("and", false),
            LogicOp::Or => ("or", true),
        };
        let a = self.expect(a, Table::BOOL, Why::Operand(word, at, Side::Left));
        let b = self.expect(b, Table::BOOL, Why::Operand(word, at, Side::Right));
        let known = typed(ExprKind::Bool(fixed), Table::BOOL, at);
        let (t, f) = if fixed { (known, b) } else { (b, known) };
        typed(ExprKind::If(Box::new(a), Box::new(t), Box::new(f)), Table::BOOL, span)
    }

    #[inline(never)]
    fn index(&mut self, span: Span, xs: &ast::Expr, i: &ast::Expr) -> Expr {
        let of = self.table().fresh_value(ValueReason::Element, span);
        let list = self.table().list(of);
        let found = match &bare(xs).kind {
            Ast::Name { module: None, name } if self.is_missing(&name.name) => {
                let open = Span { start: xs.span.end, end: i.span.start, ..span };
                let close = Span { start: i.span.end, end: span.end, ..span };
                self.report_unknown(None, name, Some((open, close)));
                self.infer_value(i, ValueReason::Result);
                return self.error(span);
            }
            Ast::Name { .. } | Ast::Int(_) | Ast::Bool(_) | Ast::Call(..) | Ast::Index(..) => self.infer(xs),
            Ast::Unary(..) | Ast::Binary(..) | Ast::If(..) | Ast::Let(..) | Ast::Lambda(..) => self.infer(xs),
            Ast::List(_) | Ast::Nth(..) | Ast::Paren(_) | Ast::Hole | Ast::Error => self.infer(xs),
        };
        if let Shape::Fun(args, _) = self.table().shape(ty_of(&found)) {
            self.report_indexed_function(span, xs.span, i.span, args.len());
            self.infer_value(i, ValueReason::Result);
            return self.error(span);
        }
        self.fit(xs, &found, list, Why::Indexed);
        let i = self.expect(i, Table::INT, Why::Position);
        typed(ExprKind::Call(Callee::Prim(Prim::Get, vec![Type::Param(of.0)]), vec![found, i]), of, span)
    }

    #[inline(never)]
    fn name(&mut self, module: Option<&Ident>, name: &Ident, span: Span) -> Expr {
        match self.resolve(module, name, span) {
            None => self.error(span),
            Some(t) => {
                let kind = match t.callee {
                    Callee::Local(l) => ExprKind::Local(l),
                    callee @ (Callee::Def(..) | Callee::Prim(..)) => ExprKind::FnRef(callee),
                };
                typed(kind, t.ty, span)
            }
        }
    }

    /// Whether nothing has this name.
    fn is_missing(&self, name: &str) -> bool {
        self.local_named(name).is_none() && self.world.lookup(self.module, name) == Meaning::Missing
    }

    /// Name and place of a definition, for messages.
    pub(crate) fn named(&self, id: DefId) -> (&'w str, Option<Span>) {
        self.world.name_of(id)
    }
}
