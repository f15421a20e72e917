//! Syntax tree.
//!
//! Every node has its span. Parts that could not be read are `Error` nodes, so a tree exists for any text. The tree is
//! no deeper than [`MAX_DEPTH`], so walking it by recursion is safe.

use nth_base::Span;

/// Largest depth of a tree. Deeper parts are reported and become `Error` nodes.
pub const MAX_DEPTH: usize = 512;

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// Name as it is written, without a module.
    pub name: String,
    /// Place in the text.
    pub span: Span,
}

/// A module: the tree of a file.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Lines of `//!`, without the marker and one following space.
    pub docs: Vec<DocLine>,
    /// Items in the order of the text.
    pub items: Vec<Item>,
}

/// A line of documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocLine {
    /// Text after the marker and one space.
    pub text: String,
    /// Place of the text.
    pub span: Span,
}

/// An item of a module.
#[derive(Clone, Debug)]
pub struct Item {
    /// Lines of `///` above it.
    pub docs: Vec<DocLine>,
    /// Attributes above it, such as `@A000045`.
    pub attrs: Vec<Attr>,
    /// Kind of the item.
    pub kind: ItemKind,
    /// Place from the keyword to the end, without docs and attributes.
    pub span: Span,
}

/// Kind of an item.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `use a.b (x, y)`.
    Use(Use),
    /// Definition: `seq`, `triangle`, `array` or `fn`.
    Def(Def),
    /// `check a = 1, 2`.
    Check(Check),
    /// A part that could not be read.
    Error,
}

/// Attribute of an item, such as `@A000045`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attr {
    /// Text after `@`, such as `A000045`.
    pub name: Ident,
    /// Place, with the `@`.
    pub span: Span,
}

/// `use a.b (x, y)`.
#[derive(Clone, Debug)]
pub struct Use {
    /// Path of the module, one name for each part: `a`, `b`.
    pub path: Vec<Ident>,
    /// Names: `x`, `y`; `None` for all names.
    pub names: Option<Vec<Ident>>,
}

/// Keyword of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefKind {
    /// `seq`: a sequence of one index.
    Seq,
    /// `triangle`: two indices, read by rows.
    Triangle,
    /// `array`: two indices, read by antidiagonals.
    Array,
    /// `fn`: a function, not a sequence.
    Fn,
}

/// Definition of a sequence, a triangle, an array or a function.
#[derive(Clone, Debug)]
pub struct Def {
    /// Keyword that begins the definition.
    pub kind: DefKind,
    /// Name that is defined, with its place.
    pub name: Ident,
    /// Parameters in the order of the text.
    pub params: Vec<Param>,
    /// Result type, after `->`.
    pub ret: Option<TypeExpr>,
    /// Expression after the `=`.
    pub body: Expr,
}

/// A parameter: `n`, `n from 1`, `f: Int -> Int`.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name of the parameter, with its place.
    pub name: Ident,
    /// Offset: the integer literal after `from`.
    pub from: Option<IntLit>,
    /// Type after `:`; `None` where it is left to inference.
    pub ty: Option<TypeExpr>,
}

/// An integer literal with its place. Its text has a sign and digits only, no `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntLit {
    /// Decimal digits, after `-` if the number is negative.
    pub text: String,
    /// Place in the text.
    pub span: Span,
}

/// `check a from 3 = 1, 2`.
#[derive(Clone, Debug)]
pub struct Check {
    /// Name of the definition checked.
    pub name: Ident,
    /// Index of the first term, after `from`.
    pub from: Option<IntLit>,
    /// Expected terms, from the first index on.
    pub terms: Vec<IntLit>,
}

/// A type as it is written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// Kind of the type.
    pub kind: TypeExprKind,
    /// Place in the text.
    pub span: Span,
}

/// Kind of a written type.
#[derive(Clone, Debug)]
pub enum TypeExprKind {
    /// `Int`, `Bool`, `a`; any other name is reported by the type checker.
    Name(String),
    /// List type `[a]`, with the type of the elements.
    List(Box<TypeExpr>),
    /// `(a, b) -> c`.
    Fun(Vec<TypeExpr>, Box<TypeExpr>),
    /// A part that could not be read.
    Error,
}

/// Expression as it is written, with its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Kind of the expression.
    pub kind: ExprKind,
    /// Place in the text.
    pub span: Span,
}

/// Infix operator: arithmetic, comparison, logic or a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinOp {
    /// Two integers to an integer.
    Arith(ArithOp),
    /// Two values to a truth value.
    Compare(CmpOp),
    /// Two truth values to a truth value; the second operand is evaluated only if it decides.
    Logic(LogicOp),
    /// `|>`: the left operand is the first argument of the call on the right.
    Pipe,
    /// `++`: two lists to a list.
    Append,
    /// Two integers to the list of the integers between them.
    Range(RangeEnd),
}

/// An operator of arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
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

/// Comparison of two values, with the result `Bool`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CmpOp {
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
}

/// An operator of logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogicOp {
    /// `and`
    And,
    /// `or`
    Or,
}

/// Whether a range contains its right end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RangeEnd {
    /// `..`: the right end is not contained.
    Excluded,
    /// `..=`: the right end is contained.
    Included,
}

impl BinOp {
    /// `+`
    pub const ADD: Self = Self::Arith(ArithOp::Add);
    /// `-`
    pub const SUB: Self = Self::Arith(ArithOp::Sub);
    /// `*`
    pub const MUL: Self = Self::Arith(ArithOp::Mul);
    /// `/`
    pub const DIV: Self = Self::Arith(ArithOp::Div);
    /// `%`
    pub const MOD: Self = Self::Arith(ArithOp::Mod);
    /// `^`
    pub const POW: Self = Self::Arith(ArithOp::Pow);
    /// `==`
    pub const EQ: Self = Self::Compare(CmpOp::Eq);
    /// `!=`
    pub const NE: Self = Self::Compare(CmpOp::Ne);
    /// `<`
    pub const LT: Self = Self::Compare(CmpOp::Lt);
    /// `<=`
    pub const LE: Self = Self::Compare(CmpOp::Le);
    /// `>`
    pub const GT: Self = Self::Compare(CmpOp::Gt);
    /// `>=`
    pub const GE: Self = Self::Compare(CmpOp::Ge);
    /// `and`
    pub const AND: Self = Self::Logic(LogicOp::And);
    /// `or`
    pub const OR: Self = Self::Logic(LogicOp::Or);
    /// `..`
    pub const RANGE: Self = Self::Range(RangeEnd::Excluded);
    /// `..=`
    pub const RANGE_INCLUSIVE: Self = Self::Range(RangeEnd::Included);

    /// All operators, in the order of their precedence, the loosest first.
    pub const ALL: [Self; 18] = [
        Self::Pipe,
        Self::OR,
        Self::AND,
        Self::EQ,
        Self::NE,
        Self::LT,
        Self::LE,
        Self::GT,
        Self::GE,
        Self::RANGE,
        Self::RANGE_INCLUSIVE,
        Self::Append,
        Self::ADD,
        Self::SUB,
        Self::MUL,
        Self::DIV,
        Self::MOD,
        Self::POW,
    ];

    /// Whether the operator is one of `== != < <= > >=`.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(self, Self::Compare(_))
    }

    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Pipe => "|>",
            Self::Append => "++",
            Self::Arith(op) => match op {
                ArithOp::Add => "+",
                ArithOp::Sub => "-",
                ArithOp::Mul => "*",
                ArithOp::Div => "/",
                ArithOp::Mod => "%",
                ArithOp::Pow => "^",
            },
            Self::Compare(op) => match op {
                CmpOp::Eq => "==",
                CmpOp::Ne => "!=",
                CmpOp::Lt => "<",
                CmpOp::Le => "<=",
                CmpOp::Gt => ">",
                CmpOp::Ge => ">=",
            },
            Self::Logic(op) => match op {
                LogicOp::And => "and",
                LogicOp::Or => "or",
            },
            Self::Range(end) => match end {
                RangeEnd::Excluded => "..",
                RangeEnd::Included => "..=",
            },
        }
    }

    /// The operator that is written so.
    #[must_use]
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.symbol() == symbol)
    }
}

/// Prefix operator, of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnOp {
    /// `-`
    Neg,
    /// `not`
    Not,
}

/// Kind of an expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Integer literal such as `12_000`, as digits only.
    Int(String),
    /// Literal of a truth value: `true` or `false`.
    Bool(bool),
    /// `x`, or `module.x`: the module's last path part, then the name.
    Name {
        /// Last part of the path of the module before the dot; `None` for a bare name.
        module: Option<Ident>,
        /// Name after the dot, or the bare name.
        name: Ident,
    },
    /// Call `f(a, b)`: the function and its arguments.
    Call(Box<Expr>, Vec<Expr>),
    /// Element `xs[i]`: the list and the position.
    Index(Box<Expr>, Box<Expr>),
    /// Prefix operator with its operand: `-a`, `not a`.
    Unary(UnOp, Box<Expr>),
    /// `a + b`; the span of the operator is kept.
    Binary(BinOp, Span, Box<Expr>, Box<Expr>),
    /// `if c then a else b`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let x = a in b`.
    Let(Ident, Box<Expr>, Box<Expr>),
    /// Lambda `|x, y| e`: the parameters and the body.
    Lambda(Vec<Ident>, Box<Expr>),
    /// List `[a, b]` of its elements.
    List(Vec<Expr>),
    /// `nth k from a where p`.
    Nth(Ident, Box<Expr>, Box<Expr>),
    /// `(e)`, kept for the formatter.
    Paren(Box<Expr>),
    /// Hole `?`: a place for an expression that is to be found.
    Hole,
    /// A part that could not be read.
    Error,
}

impl Expr {
    /// The parts of the expression in the order of the text; none for a name, a literal, a hole and an error.
    #[must_use]
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => {
                Vec::new()
            }
            ExprKind::Unary(_, a) | ExprKind::Lambda(_, a) | ExprKind::Paren(a) => vec![a],
            ExprKind::Index(a, b) | ExprKind::Binary(_, _, a, b) | ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => {
                vec![a, b]
            }
            ExprKind::If(a, b, c) => vec![a, b, c],
            ExprKind::Call(f, args) => std::iter::once(f.as_ref()).chain(args).collect(),
            ExprKind::List(items) => items.iter().collect(),
        }
    }
}
