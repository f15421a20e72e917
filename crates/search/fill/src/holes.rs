//! The holes of a definition, with the variables in scope at each.

use nth_base::Span;
use nth_core::Ty;
use nth_types::hir::{Callee, Def, DefId, Expr, ExprKind, LocalId, Type};

/// A variable that may be used in a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name of the variable.
    pub name: String,
    /// Type of its values.
    pub ty: Ty,
}

/// A hole `?` of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Place of the `?`.
    pub span: Span,
    /// Definition that contains the hole.
    pub def: DefId,
    /// Type of the value that is wanted; for a function its result.
    pub ty: Ty,
    /// Variables in scope, outermost first. A hole for a function is filled with a lambda, whose parameters are the
    /// last `params` variables.
    pub scope: Vec<Variable>,
    /// Number of parameters of the lambda; 0 if the hole is a value.
    pub params: usize,
    /// Number of variables, outermost first, that are bound outside of the innermost search `nth … where` around the
    /// hole. A search goes on from term to term only if its property does not depend on them.
    pub outside: usize,
    /// Whether the hole is evaluated at most once for each call of its definition: no lambda and no search is around.
    pub once: bool,
}

impl Hole {
    /// Type of the hole and the variables in scope, for people: `Int, with n and k in scope`.
    #[must_use]
    pub fn signature(&self) -> String {
        let own = self.scope.len() - self.params;
        let ty = match &self.scope[own..] {
            [] => self.ty.to_string(),
            [one] => format!("{} -> {}", one.ty, self.ty),
            several => {
                let types: Vec<String> = several.iter().map(|v| v.ty.to_string()).collect();
                format!("({}) -> {}", types.join(", "), self.ty)
            }
        };
        match self.names(0)[..own].split_last() {
            None => ty,
            Some((last, [])) => format!("{ty}, with {last} in scope"),
            Some((last, others)) => format!("{ty}, with {} and {last} in scope", others.join(", ")),
        }
    }

    /// The text for the hole: the expression, after the parameters of the lambda if the hole is a function.
    pub(crate) fn written(&self, expression: &str) -> String {
        if self.params == 0 {
            return expression.to_owned();
        }
        format!("|{}| {expression}", self.names(self.scope.len() - self.params).join(", "))
    }

    /// The names of the variables from a position on.
    pub(crate) fn names(&self, from: usize) -> Vec<&str> {
        self.scope[from..].iter().map(|v| v.name.as_str()).collect()
    }
}

/// Core type of a type without functions and type parameters. None for other types.
pub(crate) fn value_type(t: &Type) -> Option<Ty> {
    match t {
        Type::Int => Some(Ty::INT),
        Type::Bool => Some(Ty::BOOL),
        Type::List(of) => value_type(of).map(Ty::list),
        Type::Fun(..) | Type::Param(_) | Type::Error => None,
    }
}

/// The holes of a definition in the order of the text, and the spans of its calls of itself. A hole whose type has a
/// type parameter is an error: its span.
pub(crate) fn holes(def: &Def) -> (Vec<Result<Hole, Span>>, Vec<Span>) {
    let mut walk = Walk { def, scope: Vec::new(), outside: 0, depth: 0, holes: Vec::new(), own: Vec::new() };
    for p in &def.params {
        walk.bind(p.local, &p.ty);
    }
    walk.expr(&def.body);
    walk.holes.sort_by_key(|h| h.as_ref().map_or_else(|s| s.start, |h| h.span.start));
    (walk.holes, walk.own)
}

/// Names of lambda parameters that are tried in this order.
const NAMES: [&str; 8] = ["k", "x", "y", "i", "j", "u", "v", "w"];

struct Walk<'a> {
    def: &'a Def,
    /// Variables that hold values; functions are left out.
    scope: Vec<Variable>,
    /// Number of variables bound outside of the innermost search.
    outside: usize,
    /// Number of lambdas and searches around the expression.
    depth: usize,
    holes: Vec<Result<Hole, Span>>,
    own: Vec<Span>,
}

impl Walk<'_> {
    fn bind(&mut self, local: LocalId, ty: &Type) {
        let name = self.def.locals.get(local.0 as usize).map(|l| l.name.clone()).unwrap_or_default();
        // An inner variable hides an outer one of the same name.
        self.scope.retain(|v| v.name != name);
        if let Some(ty) = value_type(ty) {
            self.scope.push(Variable { name, ty });
        }
    }

    /// Walks an expression in which these locals are bound, too.
    fn inside(&mut self, locals: &[(LocalId, &Type)], depth: usize, e: &Expr) {
        let before = self.scope.clone();
        locals.iter().for_each(|(l, t)| self.bind(*l, t));
        self.depth += depth;
        self.expr(e);
        self.depth -= depth;
        self.scope = before;
    }

    fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Hole => self.hole(e),
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::FnRef(_) | ExprKind::Error => {}
            ExprKind::Call(callee, args) => {
                if matches!(callee, Callee::Def(id, _) if *id == self.def.id) {
                    self.own.push(e.span);
                }
                args.iter().for_each(|a| self.expr(a));
            }
            ExprKind::List(items) => items.iter().for_each(|x| self.expr(x)),
            ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|x| self.expr(x)),
            ExprKind::Lambda(locals, body) => {
                let types: &[Type] = if let Type::Fun(types, _) = &e.ty { types } else { &[] };
                let bound: Vec<(LocalId, &Type)> = locals.iter().copied().zip(types).collect();
                self.inside(&bound, 1, body);
            }
            ExprKind::Let(local, value, body) => {
                self.expr(value);
                self.inside(&[(*local, &value.ty)], 0, body);
            }
            ExprKind::Nth(local, start, property) => {
                self.expr(start);
                let before = std::mem::replace(&mut self.outside, self.scope.len());
                self.inside(&[(*local, &Type::Int)], 1, property);
                self.outside = before;
            }
        }
    }

    fn hole(&mut self, e: &Expr) {
        let mut scope = self.scope.clone();
        let (params, result) = match &e.ty {
            Type::Fun(params, result) => (params.as_slice(), result.as_ref()),
            other @ (Type::Int | Type::Bool | Type::List(_) | Type::Param(_) | Type::Error) => (&[][..], other),
        };
        for ty in params {
            let name = NAMES.iter().find(|n| scope.iter().all(|v| v.name != **n)).copied().unwrap_or("z");
            let Some(ty) = value_type(ty) else { return self.holes.push(Err(e.span)) };
            scope.push(Variable { name: name.to_owned(), ty });
        }
        self.holes.push(match value_type(result) {
            Some(ty) => Ok(Hole {
                span: e.span,
                def: self.def.id,
                ty,
                scope,
                params: params.len(),
                outside: self.outside.min(self.scope.len()),
                once: self.depth == 0 && params.is_empty(),
            }),
            None => Err(e.span),
        });
    }
}

/// Definitions that a definition names, itself included where it does.
pub(crate) fn named(def: &Def) -> Vec<DefId> {
    let (mut out, mut stack) = (Vec::new(), vec![&def.body]);
    let mut callee = |c: &Callee| {
        if let Callee::Def(id, _) = c
            && !out.contains(id)
        {
            out.push(*id);
        }
    };
    while let Some(e) = stack.pop() {
        match &e.kind {
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::Hole | ExprKind::Error => {}
            ExprKind::FnRef(c) => callee(c),
            ExprKind::Call(c, args) => {
                callee(c);
                stack.extend(args);
            }
            ExprKind::List(items) => stack.extend(items),
            ExprKind::Lambda(_, body) => stack.push(body),
            ExprKind::If(a, b, c) => stack.extend([a.as_ref(), b.as_ref(), c.as_ref()]),
            ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => stack.extend([a.as_ref(), b.as_ref()]),
        }
    }
    out
}
