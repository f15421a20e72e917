//! Loops that test the state after each round: cycles of states, and states that are kept.
//!
//! If states may form a cycle, the state to compare, and the units left at that time, stay in registers. When a state
//! comes again, the evaluator charges the rounds to come. The evaluator keeps states in tables. Beyond the end of a
//! table native code goes on alone, where a long loop spends its time.

use inkwell::IntPredicate;
use inkwell::values::IntValue;
use nth_eval::{Instr, MAX_STATES, Pc, Reg};

use super::Built;
use super::function::Emitter;

impl<'ctx> Emitter<'_, 'ctx> {
    /// Compares the state after an iteration with the saved one, or saves it. `i` is the counter.
    pub fn cycle(&mut self, state: &[Reg], i: Reg, instr: Instr) -> Built<()> {
        // The counter is doubled, as all values are.
        let k = self.get(i)?;
        let mut same = self.builder.build_int_compare(IntPredicate::SGT, k, self.constant(1), "")?;
        for (x, saved) in state.iter().zip(i + 2..) {
            let one = self.compare(IntPredicate::EQ, *x, saved)?;
            same = self.builder.build_and(same, one, "")?;
        }
        let (again, other, remember, on) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.branch(same, again, other, false)?;
        self.builder.position_at_end(again);
        self.host_step(instr)?;
        self.builder.build_unconditional_branch(on)?;
        self.builder.position_at_end(other);
        let below = self.builder.build_int_sub(k, self.constant(1), "")?;
        let bits = self.builder.build_and(k, below, "")?;
        let power = self.builder.build_int_compare(IntPredicate::EQ, bits, self.plain(0), "")?;
        self.branch(power, remember, on, false)?;
        self.builder.position_at_end(remember);
        let left = self.what_is_left()?;
        self.set(i + 1, left)?;
        for (x, saved) in state.iter().zip(i + 2..) {
            let x = self.get(*x)?;
            self.set(saved, x)?;
        }
        self.builder.build_unconditional_branch(on)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    /// Ends a round of a loop whose states are kept.
    pub fn next_of_orbit(&mut self, i: Reg, n: Reg, to: Pc, cost: u16, instr: Instr) -> Built<()> {
        let k = self.get(i)?;
        let kept = self.builder.build_int_compare(IntPredicate::SLE, k, self.constant(MAX_STATES as i64), "")?;
        self.with_host(kept, instr, |e| {
            let left = e.what_is_left()?;
            e.set(i + 1, left)?;
            e.next_round(i, n, to, u32::from(cost))
        })
    }

    /// Ends a round of a loop that only adds to its start.
    pub fn next_of_sum(&mut self, i: Reg, n: Reg, to: Pc, cost: u16, instr: Instr) -> Built<()> {
        let from_zero = self.is_positive(i + 3)?;
        self.with_host(from_zero, instr, |e| e.next_round(i, n, to, u32::from(cost)))
    }

    /// Lets the evaluator do an instruction if the test holds, else emits `plain`.
    fn with_host(
        &mut self,
        test: IntValue<'ctx>,
        instr: Instr,
        plain: impl FnOnce(&mut Self) -> Built<()>,
    ) -> Built<()> {
        let (ask, other, on) = (self.new_block(), self.new_block(), self.new_block());
        self.builder.build_conditional_branch(test, ask, other)?;
        self.builder.position_at_end(ask);
        self.host_step(instr)?;
        self.builder.build_unconditional_branch(on)?;
        self.builder.position_at_end(other);
        plain(self)?;
        self.builder.build_unconditional_branch(on)?;
        self.builder.position_at_end(on);
        Ok(())
    }
}
