//! Nodes of expressions, ids, and types.

use nth_prims::Prim;

/// A type of Core: `Int`, `Bool`, or lists of these, nested up to 127 deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ty(u8);

impl Ty {
    /// Type of integers of any size.
    pub const INT: Self = Self(0);
    /// Type of truth values.
    pub const BOOL: Self = Self(1);

    /// Type of lists of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self(self.0.saturating_add(2))
    }

    /// Element type of a list type.
    #[must_use]
    pub fn elem(self) -> Option<Self> {
        (self.0 >= 2).then(|| Self(self.0 - 2))
    }

    /// Number of lists around `Int` or `Bool`.
    #[must_use]
    pub fn list_depth(self) -> u16 {
        u16::from(self.0 / 2)
    }

    /// Number of the type, for hashing.
    pub(crate) fn code(self) -> u8 {
        self.0
    }

    /// Whether this is a list type.
    #[must_use]
    pub fn is_list(self) -> bool {
        self.0 >= 2
    }
}

impl std::fmt::Display for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let depth = usize::from(self.list_depth());
        let base = if self.0 & 1 == 0 { "Int" } else { "Bool" };
        write!(f, "{}{base}{}", "[".repeat(depth), "]".repeat(depth))
    }
}

/// Id of an expression of an [`Arena`](crate::Arena).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

impl ExprId {
    /// No expression: fills the unused places of [`Node::Prim`].
    pub const NONE: Self = Self(u32::MAX);

    /// Id as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Id of a literal beyond 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BigId(pub u32);

/// Id of the arguments of a call, or of the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArgList(pub u32);

/// Id of a function of a [`Program`](crate::Program).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub u32);

/// Node of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Integer literal that fits 64 bits.
    Int(i64),
    /// Integer literal that does not fit 64 bits.
    Big(BigId),
    /// Literal of a truth value.
    Bool(bool),
    /// Variable, as the number of binders between it and its own (0 for the innermost), with its type.
    Var(u16, Ty),
    /// Primitive and its arguments; places beyond its arity are [`ExprId::NONE`].
    Prim(Prim, [ExprId; 5]),
    /// Function argument of a primitive: number of parameters and body. The last parameter is variable 0. The function
    /// of `compr` has two parameters, as in the published language: the number, and 0.
    Lam(u8, ExprId),
    /// `if`: test, then, else.
    If(ExprId, ExprId, ExprId),
    /// `let`: the value, and the body in which it is variable 0.
    Let(ExprId, ExprId),
    /// Call of a function of the program, with its result type.
    Call(FuncId, ArgList, Ty),
    /// List of these elements, with their type.
    List(ArgList, Ty),
    /// Hole: a part that has not been found yet. Evaluating it is an error.
    Hole(Ty),
}
