//! Functions as arguments during lowering, and how they move into the copies made for them.

use std::rc::Rc;

use nth_base::Span;
use nth_core::{ExprId, Ty};
use nth_prims::Prim;
use nth_types::hir::{Def, DefId, Expr, LocalId};

use crate::places::Places;

/// Definition that is being lowered, with the types that its type parameters stand for.
#[derive(Clone)]
pub(crate) struct Home<'h> {
    pub def: &'h Def,
    pub types: Rc<[Ty]>,
}

/// Function known at compile time.
#[derive(Clone)]
pub(crate) enum Function<'h> {
    /// Definition, for these types.
    Def(DefId, Rc<[Ty]>),
    /// Primitive of the language.
    Prim(Prim),
    /// Lowered lambda over values. The last parameter is variable 0, and the captured variables follow the parameters
    /// in this order. A captured variable is known by its level: the number of binders around its binder.
    Lambda { params: u8, body: ExprId, captured: Rc<[(u16, Ty)]>, at: Option<Places> },
    /// Lambda that takes functions; it is lowered again at each call.
    Closure(Rc<Closure<'h>>),
}

/// Lambda that takes functions, with the bindings that it sees.
pub(crate) struct Closure<'h> {
    pub home: Home<'h>,
    pub params: &'h [LocalId],
    pub lambda: &'h Expr,
    pub body: &'h Expr,
    pub env: Vec<(LocalId, Binding<'h>)>,
}

/// Binding of a local.
#[derive(Clone)]
pub(crate) enum Binding<'h> {
    /// Variable: its level and type.
    Value(u16, Ty),
    /// Function that is known at compile time.
    Function(Function<'h>),
}

/// Function argument as part of the key of a copy. Equal keys mean equal copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FunctionKey {
    Def(DefId, Rc<[Ty]>),
    Prim(Prim),
    Lambda { params: u8, body: ExprId, captured: Vec<Ty> },
    Closure { def: DefId, span: Span, types: Rc<[Ty]>, captured: Vec<CapturedKey> },
}

/// Captured binding of a closure, as part of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CapturedKey {
    Value(Ty),
    Function(FunctionKey),
}

/// Key of a copy of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub def: DefId,
    pub types: Rc<[Ty]>,
    pub functions: Vec<FunctionKey>,
}

/// Move of functions into a new copy, where their captured variables become parameters.
pub(crate) struct Move {
    /// Level of the next parameter.
    pub next: u16,
    /// Variables passed for the new parameters: their levels at the caller, with types.
    pub captured: Vec<(u16, Ty)>,
}

impl Move {
    fn parameter(&mut self, (level, ty): (u16, Ty)) -> (u16, Ty) {
        self.captured.push((level, ty));
        self.next += 1;
        (self.next - 1, ty)
    }

    /// Function as the copy sees it, and its part of the key.
    pub fn function<'h>(&mut self, f: &Function<'h>) -> (Function<'h>, FunctionKey) {
        match f {
            Function::Def(def, types) => (f.clone(), FunctionKey::Def(*def, types.clone())),
            Function::Prim(p) => (f.clone(), FunctionKey::Prim(*p)),
            Function::Lambda { params, body, captured, at } => {
                let key = FunctionKey::Lambda {
                    params: *params,
                    body: *body,
                    captured: captured.iter().map(|&(_, ty)| ty).collect(),
                };
                let captured = captured.iter().map(|&c| self.parameter(c)).collect();
                (Function::Lambda { params: *params, body: *body, captured, at: at.clone() }, key)
            }
            Function::Closure(c) => {
                let mut keys = Vec::with_capacity(c.env.len());
                let mut env = Vec::with_capacity(c.env.len());
                for (local, binding) in &c.env {
                    let binding = match binding {
                        Binding::Value(level, ty) => {
                            keys.push(CapturedKey::Value(*ty));
                            let (level, ty) = self.parameter((*level, *ty));
                            Binding::Value(level, ty)
                        }
                        Binding::Function(f) => {
                            let (f, key) = self.function(f);
                            keys.push(CapturedKey::Function(key));
                            Binding::Function(f)
                        }
                    };
                    env.push((*local, binding));
                }
                let key = FunctionKey::Closure {
                    def: c.home.def.id,
                    span: c.lambda.span,
                    types: c.home.types.clone(),
                    captured: keys,
                };
                let home = c.home.clone();
                (
                    Function::Closure(Rc::new(Closure { home, params: c.params, lambda: c.lambda, body: c.body, env })),
                    key,
                )
            }
        }
    }
}
