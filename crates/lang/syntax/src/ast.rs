//! The syntax tree.
//!
//! Every node has its span. Broken parts are `Error` nodes, so a tree exists for any text. The tree is no deeper than
//! [`MAX_DEPTH`]: walking it by recursion is safe.

use nth_base::Span;

/// No tree is deeper than this; what is nested deeper is reported and becomes an `Error` node.
pub const MAX_DEPTH: usize = 512;

/// A name where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// A file.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Lines of `//!`, without the marker and one following space.
    pub docs: Vec<DocLine>,
    /// In the order of the text.
    pub items: Vec<Item>,
}

/// A line of documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocLine {
    /// The text after the marker and one space.
    pub text: String,
    /// Where the text stands.
    pub span: Span,
}

/// One thing in a module.
#[derive(Clone, Debug)]
pub struct Item {
    /// Lines of `///` above it.
    pub docs: Vec<DocLine>,
    /// `@A000045` above it.
    pub attrs: Vec<Attr>,
    /// What it is.
    pub kind: ItemKind,
    /// From its keyword to its end, without docs and attributes.
    pub span: Span,
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `use a.b (x, y)`.
    Use(Use),
    /// `seq`, `triangle`, `array`, `fn`.
    Def(Def),
    /// `check a = 1, 2`.
    Check(Check),
    /// What could not be read.
    Error,
}

/// `@A000045`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attr {
    /// The text after `@`, such as `A000045`.
    pub name: Ident,
    /// With the `@`.
    pub span: Span,
}

/// `use a.b (x, y)`.
#[derive(Clone, Debug)]
pub struct Use {
    /// `a`, `b`.
    pub path: Vec<Ident>,
    /// `x`, `y`; `None` for all names.
    pub names: Option<Vec<Ident>>,
}

/// The keyword of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefKind {
    /// One index.
    Seq,
    /// Two indices, read by rows.
    Triangle,
    /// Two indices, read by antidiagonals.
    Array,
    /// No sequence.
    Fn,
}

/// A definition.
#[derive(Clone, Debug)]
pub struct Def {
    /// Keyword.
    pub kind: DefKind,
    /// Name.
    pub name: Ident,
    /// Parameters.
    pub params: Vec<Param>,
    /// `-> Type`.
    pub ret: Option<TypeExpr>,
    /// After the `=`.
    pub body: Expr,
}

/// A parameter: `n`, `n from 1`, `f: Int -> Int`.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name.
    pub name: Ident,
    /// The integer literal after `from`, with its sign and span.
    pub from: Option<IntLit>,
    /// The type after `:`.
    pub ty: Option<TypeExpr>,
}

/// An integer literal where it stands; the text has sign and digits only, no `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntLit {
    /// Sign and digits.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// `check a from 3 = 1, 2`.
#[derive(Clone, Debug)]
pub struct Check {
    /// The definition checked.
    pub name: Ident,
    /// After `from`.
    pub from: Option<IntLit>,
    /// The terms.
    pub terms: Vec<IntLit>,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeExprKind,
    /// Where.
    pub span: Span,
}

/// What a written type is.
#[derive(Clone, Debug)]
pub enum TypeExprKind {
    /// `Int`, `Bool`, `a`; any other name is reported by the type checker.
    Name(String),
    /// `[a]`.
    List(Box<TypeExpr>),
    /// `(a, b) -> c`.
    Fun(Vec<TypeExpr>, Box<TypeExpr>),
    /// What could not be read.
    Error,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// An infix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinOp {
    /// `|>`
    Pipe,
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `..`
    Range,
    /// `..=`
    RangeInclusive,
    /// `++`
    Append,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `^`
    Pow,
}

impl BinOp {
    /// Whether it is one of `== != < <= > >=`.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }

    /// As it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Pipe => "|>",
            Self::Or => "or",
            Self::And => "and",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Range => "..",
            Self::RangeInclusive => "..=",
            Self::Append => "++",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Mod => "%",
            Self::Pow => "^",
        }
    }
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnOp {
    /// `-`
    Neg,
    /// `not`
    Not,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `12_000`, as digits only.
    Int(String),
    /// `true`, `false`.
    Bool(bool),
    /// `x`, or `module.x`: the module's last path part, then the name.
    Name {
        /// `module`.
        module: Option<Ident>,
        /// `x`.
        name: Ident,
    },
    /// `f(a, b)`.
    Call(Box<Expr>, Vec<Expr>),
    /// `xs[i]`.
    Index(Box<Expr>, Box<Expr>),
    /// `-a`, `not a`.
    Unary(UnOp, Box<Expr>),
    /// `a + b`; the span of the operator is kept.
    Binary(BinOp, Span, Box<Expr>, Box<Expr>),
    /// `if c then a else b`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let x = a in b`.
    Let(Ident, Box<Expr>, Box<Expr>),
    /// `|x, y| e`.
    Lambda(Vec<Ident>, Box<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `nth k from a where p`.
    Nth(Ident, Box<Expr>, Box<Expr>),
    /// `(e)`, kept for the formatter.
    Paren(Box<Expr>),
    /// `?`.
    Hole,
    /// What could not be read.
    Error,
}
