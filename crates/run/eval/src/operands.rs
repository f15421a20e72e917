//! Which registers an instruction reads and writes: for back ends that keep registers elsewhere.

use crate::code::{Instr, Pc, Reg};

/// A register that a step reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The register.
    pub reg: Reg,
    /// Whether it holds a mark of what was left to spend (any 64 bits) and not a value (62 bits).
    pub mark: bool,
}

/// The registers of a step that a back end leaves to [`Host::step`](crate::Host::step).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operands {
    /// Read; whatever is written under some condition only is among them.
    pub reads: Vec<Operand>,
    /// Written when control goes on to the next instruction.
    pub next: Vec<Operand>,
    /// Written when control goes to `to`.
    pub jump: Vec<Operand>,
    /// Where the step may jump to.
    pub to: Option<Pc>,
}

fn values(regs: impl IntoIterator<Item = Reg>) -> Vec<Operand> {
    regs.into_iter().map(|reg| Operand { reg, mark: false }).collect()
}

fn with_mark(values_: &[Reg], mark: Reg) -> Vec<Operand> {
    let mut out = values(values_.iter().copied());
    out.push(Operand { reg: mark, mark: true });
    out
}

impl Instr {
    /// The registers of a step; `None` for the instructions that every back end must do itself: control, calls, and
    /// what has no step of its own.
    #[must_use]
    pub fn operands(&self) -> Option<Operands> {
        let plain = |reads: &[Reg], d: Reg| {
            Some(Operands { reads: values(reads.iter().copied()), next: values([d]), ..Operands::default() })
        };
        match *self {
            Self::Pow { d, a, b }
            | Self::Gcd { d, a, b }
            | Self::Min { d, a, b }
            | Self::Max { d, a, b }
            | Self::BitAnd { d, a, b }
            | Self::BitOr { d, a, b }
            | Self::BitXor { d, a, b }
            | Self::Cons { d, a, b }
            | Self::Append { d, a, b }
            | Self::Get { d, a, b }
            | Self::Take { d, a, b }
            | Self::Drop { d, a, b }
            | Self::ListEq { d, a, b, .. } => plain(&[a, b], d),
            Self::Powmod { d, a, b, c } => plain(&[a, b, c], d),
            Self::Abs { d, a }
            | Self::Isqrt { d, a }
            | Self::BitLength { d, a }
            | Self::Reverse { d, a }
            | Self::Sort { d, a }
            | Self::Length { d, a }
            | Self::Head { d, a }
            | Self::Tail { d, a } => plain(&[a], d),
            Self::List { d, a, n } => {
                Some(Operands { reads: values(a..a + n), next: values([d]), ..Operands::default() })
            }
            Self::Collect => Some(Operands::default()),
            Self::Push { a } => Some(Operands { reads: values([a]), ..Operands::default() }),
            Self::Collected { d } => Some(Operands { next: values([d]), ..Operands::default() }),
            Self::ListNext { d, a, i, to } => {
                Some(Operands { reads: values([a, i]), next: values([d, i]), jump: Vec::new(), to: Some(to) })
            }
            Self::OrbitStart { d, i, n, to, .. } => Some(Operands {
                reads: values([d, n]),
                next: with_mark(&[d, i], i + 1),
                jump: values([d]),
                to: Some(to),
            }),
            Self::Orbit2Start { d, i, n, to, .. } => Some(Operands {
                reads: values([d, d + 1, n]),
                next: with_mark(&[d, d + 1, i], i + 1),
                jump: values([d]),
                to: Some(to),
            }),
            Self::OrbitNext { d, i, n, to, .. } => Some(Operands {
                reads: with_mark(&[d, i, n], i + 1),
                next: Vec::new(),
                jump: with_mark(&[i], i + 1),
                to: Some(to),
            }),
            Self::Orbit2Next { d, i, n, to, .. } => Some(Operands {
                reads: with_mark(&[d, d + 1, i, n], i + 1),
                next: Vec::new(),
                jump: with_mark(&[i], i + 1),
                to: Some(to),
            }),
            // What is left to the host are the rounds that come again.
            Self::CycleNext { i, n, .. } | Self::Cycle2Next { i, n, .. } => {
                Some(Operands { reads: with_mark(&[i, n], i + 1), next: values([i]), ..Operands::default() })
            }
            Self::SumStart { d, i, n, to, .. } => Some(Operands {
                reads: values([d, n]),
                next: with_mark(&[d, i, i + 2, i + 3], i + 1),
                jump: values([d, i + 3]),
                to: Some(to),
            }),
            Self::SumNext { d, i, n, to, .. } => Some(Operands {
                reads: with_mark(&[d, i, n, i + 2, i + 3], i + 1),
                next: values([d]),
                jump: with_mark(&[i], i + 1),
                to: Some(to),
            }),
            Self::Reach { a, i, .. } => Some(Operands { reads: values([a, i + 2, i + 3]), ..Operands::default() }),
            Self::ReachSum { a, i, j, .. } => {
                Some(Operands { reads: values([a, i + 2, i + 3, j + 3]), ..Operands::default() })
            }
            Self::MemoStart { d, a, t, to, .. } => {
                Some(Operands { reads: values([a]), next: with_mark(&[], t), jump: values([d]), to: Some(to) })
            }
            Self::MemoEnd { d, a, t, .. } => Some(Operands { reads: with_mark(&[d, a], t), ..Operands::default() }),
            Self::SearchStart { d, n, m, to, .. } => {
                Some(Operands { reads: values([n]), next: with_mark(&[m], m + 1), jump: values([d]), to: Some(to) })
            }
            Self::SearchNext { d, a, n, m, to, .. } => Some(Operands {
                reads: with_mark(&[a, n, m], m + 1),
                next: values([d]),
                jump: with_mark(&[m], m + 1),
                to: Some(to),
            }),
            Self::Charge(_)
            | Self::Const { .. }
            | Self::Move { .. }
            | Self::Add { .. }
            | Self::Sub { .. }
            | Self::Mul { .. }
            | Self::Div { .. }
            | Self::Mod { .. }
            | Self::Eq { .. }
            | Self::Ne { .. }
            | Self::Lt { .. }
            | Self::Le { .. }
            | Self::Neg { .. }
            | Self::Not { .. }
            | Self::NotPositive { .. }
            | Self::Increment { .. }
            | Self::Jump { .. }
            | Self::IfPositive { .. }
            | Self::IfFalse { .. }
            | Self::UnlessEq { .. }
            | Self::UnlessNe { .. }
            | Self::UnlessLt { .. }
            | Self::UnlessLe { .. }
            | Self::LoopStart { .. }
            | Self::LoopNext { .. }
            | Self::Loop2Next { .. }
            | Self::ScanStart { .. }
            | Self::ScanNext { .. }
            | Self::RangeNext { .. }
            | Self::Call { .. }
            | Self::TailCall { .. }
            | Self::Return { .. }
            | Self::Fail(_) => None,
        }
    }
}
