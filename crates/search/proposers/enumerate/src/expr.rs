//! Expressions of the bank, and how they are written.

use nth_propose::build::Expr;

use crate::value_vec::ValueVec;

/// The operation of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// No operation: a variable, a constant, a loop, a sequence found before.
    Leaf,
    /// Addition `a + b`, of two operands.
    Add,
    /// Subtraction `a - b`, of two operands.
    Sub,
    /// Multiplication `a * b`, of two operands.
    Mul,
    /// `a / b`, rounded down
    Div,
    /// Remainder `a % b`, with the sign of `b`.
    Mod,
    /// Power `a ^ b`, of two operands.
    Pow,
    /// Greatest common divisor: `gcd(a, b)`.
    Gcd,
    /// The smaller operand: `min(a, b)`.
    Min,
    /// The larger operand: `max(a, b)`.
    Max,
    /// Bitwise and: `bit_and(a, b)`.
    And,
    /// Bitwise or: `bit_or(a, b)`.
    Or,
    /// Bitwise exclusive or: `bit_xor(a, b)`.
    Xor,
    /// Binomial coefficient: `binomial(a, b)`.
    Binomial,
    /// Integer square root: `isqrt(a)`.
    Isqrt,
    /// Absolute value of the operand: `abs(a)`.
    Abs,
    /// Number of binary digits: `bit_length(a)`.
    BitLength,
    /// `if a <= 0 then b else c`
    Cond,
}

impl Op {
    /// Number of operands, from 0 (a leaf) to 3.
    #[must_use]
    pub fn arity(self) -> usize {
        match self {
            Self::Leaf => 0,
            Self::Isqrt | Self::Abs | Self::BitLength => 1,
            Self::Add
            | Self::Sub
            | Self::Mul
            | Self::Div
            | Self::Mod
            | Self::Pow
            | Self::Gcd
            | Self::Min
            | Self::Max
            | Self::And
            | Self::Or
            | Self::Xor
            | Self::Binomial => 2,
            Self::Cond => 3,
        }
    }

    /// The source of the operation on these operands, as many as it has. A leaf has the source of the first.
    #[must_use]
    pub fn write(self, a: &Expr, b: &Expr, c: &Expr) -> Expr {
        let (x, y) = (|| a.clone(), || b.clone());
        match self {
            Self::Leaf => x(),
            Self::Add => x() + y(),
            Self::Sub => x() - y(),
            Self::Mul => x() * y(),
            Self::Div => x() / y(),
            Self::Mod => x() % y(),
            Self::Pow => x().pow(y()),
            Self::Gcd => Expr::call("gcd", [x(), y()]),
            Self::Min => Expr::call("min", [x(), y()]),
            Self::Max => Expr::call("max", [x(), y()]),
            Self::And => Expr::call("bit_and", [x(), y()]),
            Self::Or => Expr::call("bit_or", [x(), y()]),
            Self::Xor => Expr::call("bit_xor", [x(), y()]),
            Self::Binomial => Expr::call("binomial", [x(), y()]),
            Self::Isqrt => Expr::call("isqrt", [x()]),
            Self::Abs => Expr::call("abs", [x()]),
            Self::BitLength => Expr::call("bit_length", [x()]),
            Self::Cond => x().at_most(Expr::int(0)).choose(y(), c.clone()).in_brackets(),
        }
    }
}

/// An expression of a bank. Its operands are positions in the bank; those that are not used are 0. The first of a leaf
/// is the position of its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The operation that is applied to the operands.
    pub op: Op,
    /// The operands, as positions in the bank.
    pub of: [u32; 3],
}

/// An expression that a bank does not make of smaller ones.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The size that it counts for.
    pub size: usize,
    /// The source of the leaf.
    pub source: Expr,
    /// The values at the first indices.
    pub values: ValueVec,
}

impl Leaf {
    /// A leaf of this size, with its source and values.
    #[must_use]
    pub fn new(size: usize, source: Expr, values: ValueVec) -> Self {
        Self { size, source, values }
    }
}

/// The operations that join two expressions to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// Sum of the two: `small + large`.
    Sum,
    /// Difference of the two: `small - large`.
    Less,
    /// Difference of the two: `large - small`.
    More,
    /// Product of the two: `small * large`.
    Product,
}

impl Joined {
    /// The source of two expressions so joined. Operations that change nothing are left out: `+ 0`, `- 0`, `* 1`.
    #[must_use]
    pub fn write(self, small: &Expr, large: &Expr) -> Expr {
        let (op, a, b) = self.operands(small, large);
        let neutral = if self == Self::Product { "1" } else { "0" };
        if b.is_int(neutral) {
            a.clone()
        } else if op != Op::Sub && a.is_int(neutral) {
            b.clone()
        } else {
            op.write(a, b, a)
        }
    }

    /// The values of two expressions so joined.
    #[must_use]
    pub fn apply(self, small: &ValueVec, large: &ValueVec) -> ValueVec {
        let (op, a, b) = self.operands(small, large);
        ValueVec::apply(op, a, b)
    }

    /// The operation and its operands, in order.
    fn operands<T>(self, small: T, large: T) -> (Op, T, T) {
        match self {
            Self::Sum => (Op::Add, small, large),
            Self::Less => (Op::Sub, small, large),
            Self::More => (Op::Sub, large, small),
            Self::Product => (Op::Mul, small, large),
        }
    }

    /// The linear hash of the other expression, for each way to join it with one of hash `part` to the hash `whole`.
    #[must_use]
    pub fn keys(whole: u64, part: u64) -> [(Self, u64); 3] {
        [
            (Self::Sum, whole.wrapping_sub(part)),
            (Self::Less, part.wrapping_sub(whole)),
            (Self::More, part.wrapping_add(whole)),
        ]
    }
}
