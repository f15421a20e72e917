//! Operations of the bank, for the tests.

use nth_enumerate::expr::Op;

/// All operations but leaves.
pub const OPS: [Op; 17] = [
    Op::Add,
    Op::Sub,
    Op::Mul,
    Op::Div,
    Op::Mod,
    Op::Pow,
    Op::Gcd,
    Op::Min,
    Op::Max,
    Op::And,
    Op::Or,
    Op::Xor,
    Op::Binomial,
    Op::Isqrt,
    Op::Abs,
    Op::BitLength,
    Op::Cond,
];
