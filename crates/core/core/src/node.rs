//! Nodes, ids and types.

use nth_prims::Prim;

/// A type of Core: `Int`, `Bool`, or lists of these, nested up to 127 deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ty(u8);

impl Ty {
    /// Unbounded integers.
    pub const INT: Self = Self(0);
    /// Truth values.
    pub const BOOL: Self = Self(1);

    /// Lists of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self(self.0.saturating_add(2))
    }

    /// The element type of a list type.
    #[must_use]
    pub fn elem(self) -> Option<Self> {
        (self.0 >= 2).then(|| Self(self.0 - 2))
    }

    /// A number for hashing.
    pub(crate) fn code(self) -> u8 {
        self.0
    }

    /// Whether it is a list type.
    #[must_use]
    pub fn is_list(self) -> bool {
        self.0 >= 2
    }
}

impl std::fmt::Display for Ty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let depth = usize::from(self.0 / 2);
        let base = if self.0 & 1 == 0 { "Int" } else { "Bool" };
        write!(f, "{}{base}{}", "[".repeat(depth), "]".repeat(depth))
    }
}

/// An expression of an [`Arena`](crate::Arena).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

impl ExprId {
    /// No expression: fills the unused places of [`Node::Prim`].
    pub const NONE: Self = Self(u32::MAX);

    /// As an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A literal beyond 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BigId(pub u32);

/// The arguments of a call, or the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArgList(pub u32);

/// A function of a [`Program`](crate::Program).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub u32);

/// An expression node. Few variants; primitives are one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An integer literal.
    Int(i64),
    /// An integer literal that does not fit.
    Big(BigId),
    /// A truth value.
    Bool(bool),
    /// The variable bound `0` binders further out (0: the innermost), with its type.
    Var(u16, Ty),
    /// A primitive; places beyond its arity are [`ExprId::NONE`].
    Prim(Prim, [ExprId; 5]),
    /// A function argument of a primitive: number of parameters and body. The last parameter is variable 0.
    /// That of `compr` has two, as in the published language: the number, and 0.
    Lam(u8, ExprId),
    /// Test, then, else.
    If(ExprId, ExprId, ExprId),
    /// Value, and the body in which it is variable 0.
    Let(ExprId, ExprId),
    /// A call of a function of the program, with its result type.
    Call(FuncId, ArgList, Ty),
    /// A list of these elements, with their type.
    List(ArgList, Ty),
    /// What has not been found yet: evaluating it is an error.
    Hole(Ty),
}
