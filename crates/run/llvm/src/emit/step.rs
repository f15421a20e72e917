//! Steps that the evaluator does. Operands are arguments, results come back in the state.

use inkwell::IntPredicate;
use inkwell::values::{IntValue, PointerValue};
use nth_eval::{Operand, Operands, Reg};

use super::Built;
use super::function::Emitter;
use crate::runtime::JUMP;
use crate::state::{Field, READS};

impl<'ctx> Emitter<'_, 'ctx> {
    /// The address of a register of the evaluator.
    fn place(&self, base: PointerValue<'ctx>, reg: Reg) -> Built<PointerValue<'ctx>> {
        let at = self.names.word.const_int(u64::from(reg), false);
        // SAFETY: `registers` points to as many words as a register number can name.
        unsafe { self.builder.build_in_bounds_gep(self.names.word, base, &[at], "") }
    }

    fn take(&mut self, operands: &[Operand]) -> Built<()> {
        for (k, o) in operands.iter().enumerate() {
            let x = self.result(k as u32)?;
            self.set(o.reg, x)?;
        }
        Ok(())
    }

    /// Stores values in the evaluator's registers.
    pub fn put(&mut self, operands: impl IntoIterator<Item = Operand>, values: &[IntValue<'ctx>]) -> Built<()> {
        let at = self.field(Field::Registers)?;
        let base = self.builder.build_load(self.names.pointer, at, "")?.into_pointer_value();
        for (o, &x) in operands.into_iter().zip(values) {
            let x = if o.mark { x } else { self.halve(x)? };
            let place = self.place(base, o.reg)?;
            self.builder.build_store(place, x)?;
        }
        Ok(())
    }

    /// Lets the evaluator do the current instruction.
    pub fn step(&mut self, operands: &Operands) -> Built<()> {
        let mut values = Vec::with_capacity(operands.reads.len());
        for o in &operands.reads {
            values.push(self.get(o.reg)?);
        }
        let mut args = vec![self.half(self.pc), self.what_is_left()?];
        let many = (4..=READS).contains(&values.len());
        let (function, room) = if many { (self.names.step5, READS) } else { (self.names.step3, 3) };
        if values.len() <= READS {
            args.extend(&values);
        } else {
            // There are too many operands for arguments: `Places` names none of them.
            self.put(operands.reads.iter().copied(), &values)?;
        }
        args.resize(2 + room, self.names.word.get_poison());
        let outcome = self.runtime(function, &args)?;
        self.went_on(outcome)?;
        self.reload()?;
        if let Some(to) = operands.to {
            let test = self.builder.build_int_compare(IntPredicate::EQ, outcome, self.half(JUMP), "")?;
            let (jumps, on) = (self.new_block(), self.new_block());
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
