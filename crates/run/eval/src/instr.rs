//! The instructions: one table that says of each what its operands are and who does it.
//!
//! The table gives the enums [`Instr`] and [`Rare`], the operands of a step ([`Instr::operands`]), jump targets
//! ([`Instr::target`]), what may stand in a loop charged in bulk ([`Instr::is_simple`]), and the disassembler
//! (`Display`).
//!
//! Roles of a field, for the step that the evaluator does in place of native code:
//!
//! | role | meaning |
//! |--|--|
//! | `In` | a register that is read |
//! | `Out` | a register that is written if control goes on |
//! | `OutJump` | a register that is written if the step jumps |
//! | `InOut`, `InJump`, `OutBoth`, `InOutBoth` | several of these |
//! | `MarkIn`, `MarkOut`, `MarkInJump` | the same of a register that holds what was left to spend |
//! | `Kept` | a register that the step does not touch |
//! | `To` | the target of a jump that the step makes |
//! | `Back` | the target of a jump that every back end makes itself |
//! | `Constant`, `Func`, `Table`, `Cost`, `Cost16`, `Count`, `Depth`, `Flag`, `Error` | no register |
//!
//! `also` lists registers that belong to an instruction without being named in it, `window(a, n)` a row of `n`
//! registers. Flags: `step` for what [`Host::step`](crate::Host::step) can do, `simple` for what native code does
//! without calls.

use std::fmt;

use nth_core::EvalError;

use crate::operands::{Operand, Operands};

/// A register of the current frame.
pub type Reg = u16;
/// Position of an instruction in the program.
pub type Pc = u32;

macro_rules! field_type {
    (Constant) => {
        u32
    };
    (Func) => {
        u32
    };
    (Cost) => {
        u32
    };
    (Cost16) => {
        u16
    };
    (Table) => {
        u16
    };
    (Depth) => {
        u16
    };
    (Flag) => {
        bool
    };
    (Error) => {
        EvalError
    };
    (To) => {
        Pc
    };
    (Back) => {
        Pc
    };
    ($register:ident) => {
        Reg
    };
}

/// Adds a field to the operands of a step.
macro_rules! operand {
    ($o:ident, In, $r:expr) => {
        $o.reads.push(Operand::value($r))
    };
    ($o:ident, Out, $r:expr) => {
        $o.next.push(Operand::value($r))
    };
    ($o:ident, OutJump, $r:expr) => {
        $o.jump.push(Operand::value($r))
    };
    ($o:ident, MarkIn, $r:expr) => {
        $o.reads.push(Operand::mark($r))
    };
    ($o:ident, MarkOut, $r:expr) => {
        $o.next.push(Operand::mark($r))
    };
    ($o:ident, MarkJump, $r:expr) => {
        $o.jump.push(Operand::mark($r))
    };
    ($o:ident, InOut, $r:expr) => {
        operand!($o, In, $r);
        operand!($o, Out, $r)
    };
    ($o:ident, InJump, $r:expr) => {
        operand!($o, In, $r);
        operand!($o, OutJump, $r)
    };
    ($o:ident, OutBoth, $r:expr) => {
        operand!($o, Out, $r);
        operand!($o, OutJump, $r)
    };
    ($o:ident, InOutBoth, $r:expr) => {
        operand!($o, InOut, $r);
        operand!($o, OutJump, $r)
    };
    ($o:ident, MarkInJump, $r:expr) => {
        operand!($o, MarkIn, $r);
        operand!($o, MarkJump, $r)
    };
    ($o:ident, To, $to:expr) => {
        $o.to = Some($to)
    };
    ($o:ident, $other:ident, $x:expr) => {
        let _ = $x;
    };
}

/// Gives the field, if it is the target of a jump.
macro_rules! target_of {
    ($found:ident, To, $to:ident) => {
        $found = Some($to)
    };
    ($found:ident, Back, $to:ident) => {
        $found = Some($to)
    };
    ($found:ident, $other:ident, $x:ident) => {
        let _ = $x;
    };
}

/// Writes a field in the disassembler's form.
macro_rules! show {
    ($f:ident, Constant, $x:ident) => {
        write!($f, " k{}", $x)?
    };
    ($f:ident, Func, $x:ident) => {
        write!($f, " f{}", $x)?
    };
    ($f:ident, Cost, $x:ident) => {
        write!($f, " cost {}", $x)?
    };
    ($f:ident, Cost16, $x:ident) => {
        write!($f, " cost {}", $x)?
    };
    ($f:ident, Table, $x:ident) => {
        write!($f, " {} {}", stringify!($x), $x)?
    };
    ($f:ident, Depth, $x:ident) => {
        write!($f, " depth {}", $x)?
    };
    ($f:ident, Count, $x:ident) => {
        write!($f, " count {}", $x)?
    };
    ($f:ident, Flag, $x:ident) => {
        if $x {
            write!($f, " {}", stringify!($x))?
        }
    };
    ($f:ident, Error, $x:ident) => {
        write!($f, " {}", $x.name())?
    };
    ($f:ident, To, $x:ident) => {
        write!($f, " -> {}", $x)?
    };
    ($f:ident, Back, $x:ident) => {
        write!($f, " -> {}", $x)?
    };
    ($f:ident, $register:ident, $x:ident) => {
        write!($f, " r{}", $x)?
    };
}

/// The flags of an instruction.
#[derive(Clone, Copy, Default)]
struct Flags {
    step: bool,
    simple: bool,
}

macro_rules! instructions {
    ($(#[$outer:meta])* $Enum:ident $(with $Group:ident)? {
        $($(#[$doc:meta])* $Name:ident { $($field:ident: $role:ident),* }
            $(also $(($register:expr, $hidden:ident)),+)? $(window($first:ident, $count:ident))? $([$($flag:ident),+])?;)*
    }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the operands are named alike everywhere")]
        pub enum $Enum {
            $($(#[$doc])* $Name { $($field: field_type!($role)),* },)*
            $($Group($Group),)?
        }

        impl $Enum {
            #[allow(clippy::needless_update, reason = "a row may name all flags")]
            fn flags(&self) -> Flags {
                match *self {
                    $(Self::$Name { .. } => Flags { $($($flag: true,)+)? ..Flags::default() },)*
                    $(Self::$Group(x) => { let x: $Group = x; x.flags() })?
                }
            }

            /// The registers of a step of the evaluator. `None` for instructions that every back end does itself:
            /// control, calls, and frequent arithmetic.
            #[must_use]
            #[allow(clippy::vec_init_then_push, reason = "which fields push is decided by the table")]
            pub fn operands(&self) -> Option<Operands> {
                if !self.flags().step {
                    return None;
                }
                let mut o = Operands::default();
                match *self {
                    $(Self::$Name { $($field),* } => {
                        $(operand!(o, $role, $field);)*
                        $($(operand!(o, $hidden, $register);)+)?
                        $(o.reads.extend(($first..$first + $count).map(Operand::value));)?
                    })*
                    $(Self::$Group(x) => { let x: $Group = x; return x.operands(); })?
                }
                Some(o)
            }

            /// The position to which the instruction may jump.
            #[must_use]
            pub fn target(&self) -> Option<Pc> {
                let mut this = *self;
                this.target_mut().map(|to| *to)
            }

            /// The position to which the instruction may jump, to be set.
            #[allow(unused_mut, unused_assignments, reason = "most instructions jump nowhere")]
            pub(crate) fn target_mut(&mut self) -> Option<&mut Pc> {
                match self {
                    $(Self::$Name { $($field),* } => {
                        let mut found = None;
                        $(target_of!(found, $role, $field);)*
                        found
                    })*
                    $(Self::$Group(x) => { let x: &mut $Group = x; x.target_mut() })?
                }
            }

            /// Whether native code does the instruction without calling anything, and goes on to the next one or jumps.
            #[must_use]
            pub fn is_simple(&self) -> bool {
                self.flags().simple
            }
        }

        impl fmt::Display for $Enum {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$Name { $($field),* } => {
                        f.write_str(stringify!($Name))?;
                        $(show!(f, $role, $field);)*
                        Ok(())
                    })*
                    $(Self::$Group(x) => { let x: $Group = x; x.fmt(f) })?
                }
            }
        }
    };
}

instructions! {
    /// An instruction. `d` is the destination, `a`, `b`, `c` are operands, `to` is a jump target.
    Instr with Rare {
        /// Charges a straight piece of code at its start; checks what the pieces before it left.
        Charge { cost: Cost } [simple];
        /// Sets d to the constant `k`.
        Const { d: Out, k: Constant } [simple];
        Move { d: Out, a: In } [simple];
        Add { d: Out, a: In, b: In } [simple];
        Sub { d: Out, a: In, b: In } [simple];
        Mul { d: Out, a: In, b: In } [simple];
        Div { d: Out, a: In, b: In } [simple];
        Mod { d: Out, a: In, b: In } [simple];
        Eq { d: Out, a: In, b: In } [simple];
        Ne { d: Out, a: In, b: In } [simple];
        Lt { d: Out, a: In, b: In } [simple];
        Le { d: Out, a: In, b: In } [simple];
        Neg { d: Out, a: In } [simple];
        Not { d: Out, a: In } [simple];
        /// The outcome of `compr` as a truth value: d = (a ≤ 0).
        NotPositive { d: Out, a: In } [simple];
        /// Adds one to the register: a += 1.
        Increment { a: InOut } [simple];
        Jump { to: Back } [simple];
        /// Jumps to the else branch of `cond`: if a > 0.
        IfPositive { a: In, to: Back } [simple];
        /// Jumps to the else branch of `if`: if a is false.
        IfFalse { a: In, to: Back } [simple];
        /// Jumps to the else branch of `if a == b`: the comparison and the jump in one.
        UnlessEq { a: In, b: In, to: Back } [simple];
        UnlessNe { a: In, b: In, to: Back } [simple];
        UnlessLt { a: In, b: In, to: Back } [simple];
        UnlessLe { a: In, b: In, to: Back } [simple];
        /// Starts a counted loop: jumps if n < 1, else i = 1.
        LoopStart { i: Out, n: In, to: Back };
        /// Ends an iteration: i += 1; while i ≤ n, charges the body again and jumps to it.
        LoopNext { i: InOut, n: In, to: Back, cost: Cost };
        /// Ends an iteration after d = a.
        Loop2Next { d: Out, a: In, i: InOut, n: In, to: Back, cost: Cost16 };
        /// Ends an iteration, in candidates, where the next state depends on the state d alone, and tests whether the
        /// state came before. Registers i + 1 and i + 2 hold the units left, and the state, at the end of the last
        /// iteration whose number is a power of two. The evaluator's step skips the iterations of a cycle that was
        /// found.
        CycleNext { d: Kept, i: InOut, n: In, to: Back, cost: Cost16 } also (i + 1, MarkIn) [step];
        /// Ends an iteration after d = a, as [`CycleNext`](Self::CycleNext) does, with a state of two registers, d and
        /// d + 1.
        Cycle2Next { d: Kept, a: Kept, i: InOut, n: In, to: Back, cost: Cost16 } also (i + 1, MarkIn) [step];
        /// Starts a loop whose states are kept. If the value after n iterations is known: d = value, charges it and
        /// jumps. Else sets the accumulator d and the counter i to the last known state, charges it, and goes on. Where
        /// the loop `continues`, its incremental cost is that of the new iterations.
        OrbitStart { d: InOutBoth, i: Out, n: In, table: Table, continues: Flag, to: To } also (i + 1, MarkOut) [step];
        /// Ends an iteration and keeps its state: stores d; i += 1; while i ≤ n, charges the body and jumps. If the
        /// next state depends on the state alone (`cycles`), tests whether the state came before, as
        /// [`CycleNext`](Self::CycleNext) does.
        OrbitNext { d: In, i: InJump, n: In, table: Table, cycles: Flag, to: To, cost: Cost16 } also (i + 1, MarkInJump) [step];
        /// [`OrbitStart`](Self::OrbitStart) with two accumulators, d and d + 1.
        Orbit2Start { d: InOutBoth, i: Out, n: In, table: Table, continues: Flag, to: To }
            also (i + 1, MarkOut), (d + 1, InOut) [step];
        /// [`OrbitNext`](Self::OrbitNext) with two accumulators, d and d + 1.
        Orbit2Next { d: In, i: InJump, n: In, table: Table, to: To, cost: Cost16 } also (i + 1, MarkInJump), (d + 1, In) [step];
        /// Starts a loop, in candidates, that only adds to its start d. If the sum of n iterations is known: adds it
        /// and jumps. Else starts at the last known state, as if the loop began at 0, or, where numbers would become
        /// too large, as [`LoopStart`](Self::LoopStart). The registers behind the counter i hold the units left when
        /// the iteration began, the start, and whether the loop begins at 0.
        SumStart { d: InOutBoth, i: Out, n: In, table: Table, to: To }
            also (i + 1, MarkOut), (i + 2, Out), (i + 3, OutBoth) [step];
        /// Ends an iteration of a loop that only adds to its start.
        SumNext { d: InOut, i: InJump, n: In, table: Table, to: To, cost: Cost16 }
            also (i + 1, MarkInJump), (i + 2, In), (i + 3, In) [step];
        /// Notes that an intermediate value of the loop was `a`, in a loop with counter i that only adds to its start.
        Reach { a: In, i: Kept, table: Table } also (i + 2, In), (i + 3, In) [step];
        /// Notes an intermediate value as [`Reach`](Self::Reach) does, and also the values that an inner loop with
        /// counter j noted before it ended with the value `a`.
        ReachSum { a: In, i: Kept, table: Table, j: Kept, inner: Table } also (i + 2, In), (i + 3, In), (j + 3, In) [step];
        /// Starts a closed function of `a`. If its value is known: d = value, charges it and jumps. Else t = units
        /// left.
        MemoStart { d: OutJump, a: In, t: MarkOut, table: Table, to: To } [step];
        /// Stores d as the value at `a`. Its cost is what was spent since t.
        MemoEnd { d: In, a: In, t: MarkIn, table: Table } [step];
        /// Starts a search that is kept. If the number at position n is known: d = number and jumps. Else m = the first
        /// number not tried, and m + 1 = units left.
        SearchStart { d: OutJump, n: In, m: Out, table: Table, to: To } also (m + 1, MarkOut) [step];
        /// Ends the test of a number, whose outcome is `a`: jumps back to try the next one until the number at position
        /// n is known. Where the search is `endless`, it finds nothing beyond the first numbers, and the budget ends
        /// it.
        SearchNext { d: Out, a: In, n: In, m: InJump, table: Table, endless: Flag, to: To } also (m + 1, MarkInJump) [step];
        /// Starts a search that is not kept: fails if n < 0; c (found so far) = 0.
        ScanStart { n: In, c: Out };
        /// Ends the test of a number in it: if it is the one, d = m, else m += 1 and jumps back.
        ScanNext { d: Out, a: In, n: In, m: InOut, c: InOut, to: Back };
        /// Calls function f. Its parameters are in the registers from `a` on, and its frame starts there.
        Call { d: Out, a: Kept, f: Func };
        /// Calls function f in place of the caller: moves `n` arguments from `a` to the frame's start.
        TailCall { a: Kept, n: Count, f: Func };
        /// Starts the calls of function f at smaller indices that come before its body at index a: d = the smallest
        /// index that is called, or jumps if there is none.
        Fill { d: Out, a: In, f: Func, to: To } [step];
        /// Ends such a call: d = the next smaller index, and jumps back, as long as it is below a.
        FillNext { d: InJump, a: In, f: Func, to: To } [step];
        Return { a: In };
        /// Fails with `below-first-index` if `a`, the index of a `seq`, is below constant `k`, its first index.
        AtLeast { a: In, k: Constant };
        /// Fails with this error.
        Fail { error: Error };
        /// Gives the next integer of cur..end: d = cur, cur += 1; jumps at the end.
        RangeNext { d: Out, cur: InOut, end: In, to: Back };
        /// Gives the element of the list `a` at position i: d = element, i += 1; jumps at the end.
        ListNext { d: Out, a: In, i: InOut, to: To } [step];
    }
}

instructions! {
    /// An instruction outside of the hot loop: a step of a list, or of arithmetic that is not frequent.
    Rare {
        Pow { d: Out, a: In, b: In } [step];
        Gcd { d: Out, a: In, b: In } [step, simple];
        Min { d: Out, a: In, b: In } [step, simple];
        Max { d: Out, a: In, b: In } [step, simple];
        BitAnd { d: Out, a: In, b: In } [step, simple];
        BitOr { d: Out, a: In, b: In } [step, simple];
        BitXor { d: Out, a: In, b: In } [step, simple];
        Powmod { d: Out, a: In, b: In, c: In } [step];
        Abs { d: Out, a: In } [step, simple];
        Isqrt { d: Out, a: In } [step];
        BitLength { d: Out, a: In } [step, simple];
        IsPrime { d: Out, a: In } [step];
        NextPrime { d: Out, a: In } [step];
        PreviousPrime { d: Out, a: In } [step];
        NthPrime { d: Out, a: In } [step];
        CountPrimes { d: Out, a: In } [step];
        /// d = the list of the prime factors of a, each as a list of the prime and its exponent.
        Factor { d: Out, a: In } [step];
        /// d = the list of the `n` registers from `a` on.
        List { d: Out, a: Kept, n: Count } window(a, n) [step];
        Cons { d: Out, a: In, b: In } [step];
        Append { d: Out, a: In, b: In } [step];
        Reverse { d: Out, a: In } [step];
        Sort { d: Out, a: In } [step];
        /// The elements without repetitions; they are lists `depth` deep.
        Distinct { d: Out, a: In, depth: Depth } [step];
        Length { d: Out, a: In } [step];
        Get { d: Out, a: In, b: In } [step];
        Head { d: Out, a: In } [step];
        Tail { d: Out, a: In } [step];
        Take { d: Out, a: In, b: In } [step];
        Drop { d: Out, a: In, b: In } [step];
        /// Equality of lists whose elements are lists `depth` deep.
        ListEq { d: Out, a: In, b: In, depth: Depth } [step];
        /// Starts a list that is collected.
        Collect {} [step];
        /// Adds an element to the list that is collected.
        Push { a: In } [step];
        /// Ends the list that is collected.
        Collected { d: Out } [step];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_has_16_bytes() {
        assert_eq!(size_of::<Instr>(), 16);
    }

    #[test]
    fn operands_and_text_follow_from_the_table() {
        let next = Instr::SumNext { d: 3, i: 4, n: 1, table: 0, to: 7, cost: 2 };
        let o = next.operands().unwrap();
        let of = |list: &[Operand]| list.iter().map(|o| (o.reg, o.mark)).collect::<Vec<_>>();
        assert_eq!(of(&o.reads), [(3, false), (4, false), (1, false), (5, true), (6, false), (7, false)]);
        assert_eq!((of(&o.next), of(&o.jump)), (vec![(3, false)], vec![(4, false), (5, true)]));
        assert_eq!((o.to, next.target()), (Some(7), Some(7)));
        assert_eq!(next.to_string(), "SumNext r3 r4 r1 table 0 -> 7 cost 2");
        let list = Instr::Rare(Rare::List { d: 9, a: 2, n: 3 });
        assert_eq!(of(&list.operands().unwrap().reads), [(2, false), (3, false), (4, false)]);
        let back = Instr::CycleNext { d: 0, i: 1, n: 0, to: 5, cost: 1 };
        assert_eq!((back.operands().unwrap().to, back.target()), (None, Some(5)));
        assert_eq!(Instr::Add { d: 0, a: 1, b: 2 }.operands(), None);
    }
}
