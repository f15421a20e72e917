//! Steps that the evaluator does: operands go into its registers, results come back.

use inkwell::IntPredicate;
use inkwell::values::{IntValue, PointerValue};
use nth_eval::{Operand, Operands, Reg};

use super::Built;
use super::function::Emitter;
use crate::runtime::JUMP;
use crate::state::Field;

impl<'ctx> Emitter<'_, 'ctx> {
    /// Where a register of the evaluator is.
    fn place(&self, base: PointerValue<'ctx>, reg: Reg) -> Built<PointerValue<'ctx>> {
        let at = self.names.word.const_int(u64::from(reg), false);
        // SAFETY: `registers` points to as many words as a register number can name.
        unsafe { self.builder.build_in_bounds_gep(self.names.word, base, &[at], "") }
    }

    fn base(&self) -> Built<PointerValue<'ctx>> {
        let at = self.field(Field::Registers)?;
        Ok(self.builder.build_load(self.names.pointer, at, "")?.into_pointer_value())
    }

    fn put(&mut self, operands: &[Operand]) -> Built<()> {
        let base = self.base()?;
        for o in operands {
            let x = self.get(o.reg)?;
            let x = if o.mark { x } else { self.halve(x)? };
            let place = self.place(base, o.reg)?;
            self.builder.build_store(place, x)?;
        }
        Ok(())
    }

    fn take(&mut self, operands: &[Operand]) -> Built<()> {
        if operands.is_empty() {
            return Ok(());
        }
        let base = self.base()?;
        for o in operands {
            let place = self.place(base, o.reg)?;
            let x = self.builder.build_load(self.names.word, place, "")?.into_int_value();
            let x = if o.mark { x } else { self.double(x)? };
            self.set(o.reg, x)?;
        }
        Ok(())
    }

    /// Puts the arguments of a call into the evaluator's registers.
    pub fn put_arguments(&mut self, a: Reg, values: &[IntValue<'ctx>]) -> Built<()> {
        let base = self.base()?;
        for (k, &x) in values.iter().enumerate() {
            let x = self.halve(x)?;
            let place = self.place(base, a + k as Reg)?;
            self.builder.build_store(place, x)?;
        }
        Ok(())
    }

    /// Lets the evaluator do the instruction at hand.
    pub fn step(&mut self, operands: &Operands) -> Built<()> {
        self.put(&operands.reads)?;
        self.save()?;
        let pc = self.names.half.const_int(u64::from(self.pc), false);
        let Some(outcome) = self.runtime(Field::Step, &[pc], true)? else { return Ok(()) };
        self.went_on(outcome)?;
        self.reload()?;
        if let Some(to) = operands.to {
            let jump = self.names.half.const_int(u64::from(JUMP), false);
            let test = self.builder.build_int_compare(IntPredicate::EQ, outcome, jump, "")?;
            let (jumps, on) = (self.new_block(""), self.new_block(""));
            self.builder.build_conditional_branch(test, jumps, on)?;
            self.builder.position_at_end(jumps);
            self.take(&operands.jump)?;
            if to <= self.pc {
                self.check_budget()?;
            }
            self.builder.build_unconditional_branch(self.block(to))?;
            self.builder.position_at_end(on);
        }
        self.take(&operands.next)
    }
}
