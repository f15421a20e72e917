//! Loops with something more to do after each round: states that may come again, states that are kept.
//!
//! Where a state may come again, that which is remembered, and what was left then, stay in registers; where it comes again, the
//! evaluator counts the rounds to come. Keeping states is the evaluator's, but beyond the end of a table nothing is left
//! of that, and a long loop spends its time there.

use inkwell::IntPredicate;
use inkwell::values::IntValue;
use nth_eval::{Instr, MAX_STATES, Pc, Reg};

use super::Built;
use super::function::Emitter;

impl<'ctx> Emitter<'_, 'ctx> {
    /// After an iteration with the counter `i`: looks whether its state was there before, or remembers it.
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

    /// Lets the evaluator do an instruction if the test holds; else what `plain` does.
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
