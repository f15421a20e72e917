//! What a function argument is while the program is lowered, and how it moves into the copy made for it.

use std::rc::Rc;

use nth_base::Span;
use nth_core::{ExprId, Ty};
use nth_prims::Prim;
use nth_types::hir::{Def, DefId, Expr, LocalId};

/// The definition whose text is being lowered, with the types its type parameters stand for.
#[derive(Clone)]
pub(crate) struct Home<'h> {
    pub def: &'h Def,
    pub types: Rc<[Ty]>,
}

/// A function known at compile time.
#[derive(Clone)]
pub(crate) enum Function<'h> {
    /// A definition, for these types.
    Def(DefId, Rc<[Ty]>),
    /// A primitive.
    Prim(Prim),
    /// A lambda over values, lowered: the last parameter is variable 0, and what it captures follows its parameters in
    /// this order. A captured variable is known by its level: the number of binders around the place of its binder.
    Lambda { params: u8, body: ExprId, captured: Rc<[(u16, Ty)]> },
    /// A lambda that takes functions: lowered anew at each call.
    Closure(Rc<Closure<'h>>),
}

/// A lambda that takes functions, with what it sees.
pub(crate) struct Closure<'h> {
    pub home: Home<'h>,
    pub params: &'h [LocalId],
    pub lambda: &'h Expr,
    pub body: &'h Expr,
    pub env: Vec<(LocalId, Binding<'h>)>,
}

/// What a local stands for.
#[derive(Clone)]
pub(crate) enum Binding<'h> {
    /// A variable: its level and type.
    Value(u16, Ty),
    /// A function.
    Function(Function<'h>),
}

/// A function argument as part of the name of a copy: equal keys, equal copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FunctionKey {
    Def(DefId, Rc<[Ty]>),
    Prim(Prim),
    Lambda { params: u8, body: ExprId, captured: Vec<Ty> },
    Closure { def: DefId, span: Span, types: Rc<[Ty]>, captured: Vec<CapturedKey> },
}

/// What a closure captures, as part of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CapturedKey {
    Value(Ty),
    Function(FunctionKey),
}

/// The name of a copy of a definition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub def: DefId,
    pub types: Rc<[Ty]>,
    pub functions: Vec<FunctionKey>,
}

/// Moves functions into a new copy, where what they capture becomes parameters.
pub(crate) struct Move {
    /// The level of the next parameter.
    pub next: u16,
    /// What is passed for the new parameters: levels at the caller, with types.
    pub captured: Vec<(u16, Ty)>,
}

impl Move {
    fn parameter(&mut self, (level, ty): (u16, Ty)) -> (u16, Ty) {
        self.captured.push((level, ty));
        self.next += 1;
        (self.next - 1, ty)
    }

    /// The function as the copy sees it, and its part of the key.
    pub fn function<'h>(&mut self, f: &Function<'h>) -> (Function<'h>, FunctionKey) {
        match f {
            Function::Def(def, types) => (f.clone(), FunctionKey::Def(*def, types.clone())),
            Function::Prim(p) => (f.clone(), FunctionKey::Prim(*p)),
            Function::Lambda { params, body, captured } => {
                let key = FunctionKey::Lambda {
                    params: *params,
                    body: *body,
                    captured: captured.iter().map(|&(_, ty)| ty).collect(),
                };
                let captured = captured.iter().map(|&c| self.parameter(c)).collect();
                (Function::Lambda { params: *params, body: *body, captured }, key)
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
