//! The typed program: what the type checker makes of syntax trees, and what lowering reads.
//!
//! Names are resolved, operators are primitive calls, `and`/`or` are `If`s, `|>` and parentheses are gone, `xs[i]` is
//! `Prim::Get`. Every expression carries its type; generic calls carry the types they were instantiated with.

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

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Unbounded integers.
    Int,
    /// Truth values.
    Bool,
    /// Lists.
    List(Box<Type>),
    /// Functions; arguments only.
    Fun(Vec<Type>, Box<Type>),
    /// In a definition's own types: its type parameter of that number (0 … `type_params`−1).
    Param(u32),
    /// Unknown because of an error already reported; fits everything.
    Error,
}

/// A definition.
#[derive(Clone, Debug)]
pub struct Def {
    /// Its number.
    pub id: DefId,
    /// Its module.
    pub module: ModuleId,
    /// Keyword.
    pub kind: DefKind,
    /// Name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the definition stands.
    pub span: Span,
    /// Number of type parameters.
    pub type_params: u32,
    /// Parameters; the first local ids, in order.
    pub params: Vec<Param>,
    /// Result type.
    pub ret: Type,
    /// Offsets of the indices (one for `seq`, two for `triangle` and `array`, none for `fn`).
    pub offsets: Vec<i64>,
    /// OEIS entries named by `@A…` (the number), with the place.
    pub oeis: Vec<(u32, Span)>,
    /// Documentation lines.
    pub docs: Vec<nth_syntax::ast::DocLine>,
    /// Names of the locals, by `LocalId`.
    pub locals: Vec<String>,
    /// The body.
    pub body: Expr,
    /// Whether a hole `?` is in the body.
    pub has_hole: bool,
    /// Whether the body has an error, so that it must not be lowered.
    pub broken: bool,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its local.
    pub local: LocalId,
    /// Its type.
    pub ty: Type,
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What is called or passed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Callee {
    /// A definition, with the types its type parameters stand for.
    Def(DefId, Vec<Type>),
    /// A primitive, with the types its type variables stand for, in order of first occurrence in its type text.
    Prim(Prim, Vec<Type>),
    /// A function-typed parameter or a `let`-bound lambda.
    Local(LocalId),
}

/// What a typed expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal.
    Int(Int),
    /// A literal.
    Bool(bool),
    /// A value of a local (of any type but functions).
    Local(LocalId),
    /// A call; the argument count fits.
    Call(Callee, Vec<Expr>),
    /// A function passed as an argument by its name; its type is `Fun`.
    FnRef(Callee),
    /// A lambda; its type is `Fun`. Only an argument of a call, or the value of a `Let`.
    Lambda(Vec<LocalId>, Box<Expr>),
    /// `if`, `and`, `or`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let`.
    Let(LocalId, Box<Expr>, Box<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `nth k from start where p`: variable, start, predicate. The position is the index minus the offset.
    Nth(LocalId, Box<Expr>, Box<Expr>),
    /// `?`.
    Hole,
    /// Already reported.
    Error,
}

/// A `check`, resolved.
#[derive(Clone, Debug)]
pub struct Check {
    /// What it checks.
    pub def: DefId,
    /// Index of the first term: for a `seq` the index n; for triangles and arrays the position, from 0.
    pub from: i64,
    /// The terms, each with its place.
    pub terms: Vec<(Int, Span)>,
    /// Where the check stands.
    pub span: Span,
}

/// A checked program: every module reachable from the roots, the standard library first.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// By `DefId`.
    pub defs: Vec<Def>,
    /// In the order of the text.
    pub checks: Vec<Check>,
}
