//! Expressions of the bank, and how they are written.

/// What stands at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A text of its own: a variable, a constant, a sequence found before.
    Leaf,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`, rounded down
    Div,
    /// `a % b`
    Mod,
    /// `a ^ b`
    Pow,
    /// `gcd(a, b)`
    Gcd,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
    /// `bit_and(a, b)`
    And,
    /// `bit_or(a, b)`
    Or,
    /// `bit_xor(a, b)`
    Xor,
    /// `binomial(a, b)`
    Binomial,
    /// `isqrt(a)`
    Isqrt,
    /// `abs(a)`
    Abs,
    /// `bit_length(a)`
    BitLength,
    /// `if a <= 0 then b else c`
    Cond,
}

impl Op {
    /// Number of operands.
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
}

/// A node: its operands are positions in a bank; those that are not used are 0. The first of a leaf is its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expr {
    /// The operation.
    pub op: Op,
    /// Its operands.
    pub of: [u32; 3],
}

/// Written source, and how tightly its outermost operation binds: 1 sums, 2 products, 3 powers, 4 all else.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text.
    pub text: String,
    /// How tightly it binds.
    pub level: u8,
}

impl Written {
    /// A text that needs no parentheses anywhere.
    #[must_use]
    pub fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), level: 4 }
    }

    fn at(&self, level: u8) -> String {
        if self.level >= level { self.text.clone() } else { format!("({})", self.text) }
    }
}

/// An operation, written.
#[must_use]
pub fn write(op: Op, a: &Written, b: &Written, c: &Written) -> Written {
    let infix = |sign: &str, level: u8| Written {
        text: format!("{} {sign} {}", a.at(if level == 3 { 4 } else { level }), b.at(level + 1)),
        level,
    };
    let call = |name: &str| Written::atom(format!("{name}({}, {})", a.text, b.text));
    let unary = |name: &str| Written::atom(format!("{name}({})", a.text));
    match op {
        Op::Add => infix("+", 1),
        Op::Sub => infix("-", 1),
        Op::Mul => infix("*", 2),
        Op::Div => infix("/", 2),
        Op::Mod => infix("%", 2),
        Op::Pow => infix("^", 3),
        Op::Gcd => call("gcd"),
        Op::Min => call("min"),
        Op::Max => call("max"),
        Op::And => call("bit_and"),
        Op::Or => call("bit_or"),
        Op::Xor => call("bit_xor"),
        Op::Binomial => call("binomial"),
        Op::Isqrt => unary("isqrt"),
        Op::Abs => unary("abs"),
        Op::BitLength => unary("bit_length"),
        Op::Cond => Written::atom(format!("(if {} <= 0 then {} else {})", a.text, b.text, c.text)),
        Op::Leaf => a.clone(),
    }
}
