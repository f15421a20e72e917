//! Typed program: the output of the type checker and the input of lowering.
//!
//! Names are resolved, operators are primitive calls, `and`/`or` are `If`s, `|>` and parentheses are gone, `xs[i]` is
//! `Prim::Get`. Every expression carries its type; generic calls carry the types they were instantiated with.

use std::sync::Arc;

use nth_base::Span;
use nth_num::Int;
use nth_prims::Prim;
pub use nth_syntax::ast::DefKind;

/// A module (file) of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// A definition of the program, over all modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefId(pub u32);

/// A parameter, `let`, lambda parameter or `nth` variable, numbered within its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub u32);

/// Type of a value or a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Integers of any size.
    Int,
    /// Truth values `true` and `false`.
    Bool,
    /// Lists, with the type of the elements.
    List(Box<Type>),
    /// Functions; they occur as arguments only.
    Fun(Vec<Type>, Box<Type>),
    /// Type parameter of this number (0 … `type_params`−1) of the definition.
    Param(u32),
    /// Unknown because of an error already reported; fits every place.
    Error,
}

/// Definition after the check of types, with all names resolved.
#[derive(Clone, Debug)]
pub struct Def {
    /// Number of the definition.
    pub id: DefId,
    /// Module of the definition.
    pub module: ModuleId,
    /// Keyword that the definition begins with.
    pub kind: DefKind,
    /// Name as it is written, without a module.
    pub name: String,
    /// Place of the name.
    pub name_span: Span,
    /// Place of the definition.
    pub span: Span,
    /// Number of type parameters.
    pub type_params: u32,
    /// Parameters; their locals have the first ids, in order.
    pub params: Vec<Param>,
    /// Type of the result.
    pub ret: Type,
    /// Offsets of the indices (one for `seq`, two for `triangle` and `array`, none for `fn`).
    pub offsets: Vec<i64>,
    /// Numbers of the OEIS entries named by `@A…`, with their places.
    pub oeis: Vec<(u32, Span)>,
    /// Documentation: the lines of `///` above the definition.
    pub docs: Vec<nth_syntax::ast::DocLine>,
    /// Locals, by `LocalId`.
    pub locals: Vec<Local>,
    /// Names in the body and what they refer to, in the order of the text.
    pub references: Vec<Reference>,
    /// Body, with a type for each part.
    pub body: Expr,
    /// Whether a hole `?` is in the body.
    pub has_hole: bool,
    /// Whether the body has an error, so that it must not be lowered.
    pub broken: bool,
}

/// Parameter, `let`, lambda parameter or `nth` variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Name as it is written.
    pub name: String,
    /// Place of the name where it is bound.
    pub span: Span,
    /// Type of the value; [`Type::Error`] where it is unknown.
    pub ty: Type,
}

/// A name in the text, with what it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Place of the name, without the module before it.
    pub span: Span,
    /// What the name refers to.
    pub to: Referent,
}

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Referent {
    /// Local of the definition that the name stands in.
    Local(LocalId),
    /// Definition.
    Def(DefId),
    /// Primitive.
    Prim(Prim),
    /// Module: the path of a `use`, or the name before a dot.
    Module(ModuleId),
}

/// Parameter of a definition, with its type.
#[derive(Clone, Debug)]
pub struct Param {
    /// Local of the parameter.
    pub local: LocalId,
    /// Type of the parameter.
    pub ty: Type,
}

/// Expression with its type and its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Kind of the expression.
    pub kind: ExprKind,
    /// Type of the value.
    pub ty: Type,
    /// Place in the text.
    pub span: Span,
}

/// Function that is called or passed as an argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Callee {
    /// Definition, with the types that its type parameters stand for.
    Def(DefId, Vec<Type>),
    /// Primitive, with the types that its type variables stand for, in order of first occurrence in its type text.
    Prim(Prim, Vec<Type>),
    /// Parameter of function type, or lambda bound by `let`.
    Local(LocalId),
}

/// Kind of a typed expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Integer literal of any size.
    Int(Int),
    /// Literal of a truth value.
    Bool(bool),
    /// Value of a local, which is not a function.
    Local(LocalId),
    /// Call; the number of arguments is correct.
    Call(Callee, Vec<Expr>),
    /// Function passed as an argument by its name; its type is `Fun`.
    FnRef(Callee),
    /// Lambda; its type is `Fun`. Occurs only as an argument of a call, or as the value of a `Let`.
    Lambda(Vec<LocalId>, Box<Expr>),
    /// Condition, then, else. `and` and `or` become such expressions, too.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let`: the local, its value, the body.
    Let(LocalId, Box<Expr>, Box<Expr>),
    /// List of its elements: `[a, b]`.
    List(Vec<Expr>),
    /// `nth k from start where p`: variable, start, predicate. The position is the index minus the offset.
    Nth(LocalId, Box<Expr>, Box<Expr>),
    /// Hole `?`, for an expression that is to be found.
    Hole,
    /// Error that has been reported.
    Error,
}

/// `check` whose definition is resolved.
#[derive(Clone, Debug)]
pub struct Check {
    /// Definition that is checked.
    pub def: DefId,
    /// Index of the first term: for a `seq` the index n; for triangles and arrays the position, from 0.
    pub from: i64,
    /// Expected terms, each with its place.
    pub terms: Vec<(Int, Span)>,
    /// Place of the check.
    pub span: Span,
}

/// A checked program: every module reachable from the roots, the standard library first.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Definitions; the position of each is its `DefId`. They are shared by all copies of a checker.
    pub defs: Vec<Arc<Def>>,
    /// Checks in the order of the text.
    pub checks: Vec<Check>,
}

impl Program {
    /// Definition of this number; `None` where the number is unknown.
    #[must_use]
    pub fn def(&self, id: DefId) -> Option<&Def> {
        self.defs.get(id.0 as usize).map(Arc::as_ref)
    }
}
