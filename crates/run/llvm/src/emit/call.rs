//! Calls, and their bounds: depth, stack, memory of `seq` functions.

use inkwell::IntPredicate;
use inkwell::builder::BuilderError;
use inkwell::values::{BasicMetadataValueEnum, IntValue};
use nth_eval::{Instr, Operand, Pc, Reg};

use super::function::Emitter;
use super::{Built, TAIL_CALLS};
use crate::runtime::JUMP;
use crate::state::{Field, Reason};

impl<'ctx> Emitter<'_, 'ctx> {
    /// Whether the function calls others, so that it may be part of a recursion.
    pub fn may_go_deep(&self, start: Pc, end: Pc) -> bool {
        self.code.instrs[start as usize..end as usize].iter().any(|i| matches!(i, Instr::Call { .. }))
    }

    /// Stops if the machine's stack is used up.
    pub fn check_stack(&mut self) -> Built<()> {
        self.pc = self.code.funcs[self.f].start;
        let zero = self.names.half.const_zero();
        let call = self.builder.build_call(self.names.frame, &[zero.into()], "")?;
        let frame = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_pointer_value();
        let here = self.builder.build_ptr_to_int(frame, self.names.word, "")?;
        let limit = self.load_field(Field::StackLimit)?;
        let deep = self.builder.build_int_compare(IntPredicate::ULT, here, limit, "")?;
        self.stop_if(deep, Reason::Stack)
    }

    fn arguments(&mut self, a: Reg, n: u16) -> Built<Vec<IntValue<'ctx>>> {
        (a..a + n).map(|r| self.get(r)).collect()
    }

    pub fn call(&mut self, d: Reg, a: Reg, f: u32) -> Built<()> {
        let (params, memo) = (self.code.funcs[f as usize].params, self.code.funcs[f as usize].memo);
        let args = self.arguments(a, params)?;
        let done = self.new_block();
        let which = [self.half(f), self.half(u32::from(a))];
        if memo {
            self.put((a..).map(Operand::value), &args)?;
            let left = self.load(self.left)?;
            let outcome = self.runtime(self.names.recall, &[which[0], which[1], left])?;
            self.went_on(outcome)?;
            let test = self.builder.build_int_compare(IntPredicate::EQ, outcome, self.half(JUMP), "")?;
            let (known, unknown) = (self.new_block(), self.new_block());
            self.builder.build_conditional_branch(test, known, unknown)?;
            self.builder.position_at_end(known);
            let value = self.result(0)?;
            self.set(d, value)?;
            self.builder.build_unconditional_branch(done)?;
            self.builder.position_at_end(unknown);
        }
        self.check_budget()?;
        let depth = self.load_field(Field::Depth)?;
        let none = self.builder.build_int_compare(IntPredicate::SLE, depth, self.plain(0), "")?;
        self.stop_if(none, Reason::Depth)?;
        let less = self.builder.build_int_sub(depth, self.plain(1), "")?;
        self.store_field(Field::Depth, less)?;
        self.save()?;
        let value = self.invoke(f, &args)?;
        self.store_field(Field::Depth, depth)?;
        self.reload()?;
        if memo {
            self.put((a..).map(Operand::value), &args)?;
            let left = self.load(self.left)?;
            let outcome = self.runtime(self.names.remember, &[which[0], which[1], left, value])?;
            self.went_on(outcome)?;
        }
        self.set(d, value)?;
        self.builder.build_unconditional_branch(done)?;
        self.builder.position_at_end(done);
        Ok(())
    }

    /// Calls a function. Returns its value, if it did not stop.
    fn invoke(&mut self, f: u32, args: &[IntValue<'ctx>]) -> Built<IntValue<'ctx>> {
        let mut values: Vec<BasicMetadataValueEnum<'ctx>> = vec![self.state.into()];
        values.extend(args.iter().map(|a| BasicMetadataValueEnum::from(*a)));
        let call = self.builder.build_call(self.functions[f as usize], &values, "")?;
        call.set_call_convention(self.convention);
        let value = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?.into_int_value();
        let odd = self.builder.build_and(value, self.plain(1), "")?;
        let stopped = self.builder.build_int_compare(IntPredicate::NE, odd, self.plain(0), "")?;
        self.unless(stopped, self.stopped)?;
        Ok(value)
    }

    /// A call in tail position, which is a jump for a function that calls itself.
    pub fn tail_call(&mut self, a: Reg, n: Reg, f: u32) -> Built<()> {
        let args = self.arguments(a, n)?;
        self.check_budget()?;
        if f as usize == self.f {
            for (k, &x) in args.iter().enumerate() {
                self.set(k as Reg, x)?;
            }
            let start = self.block(self.code.funcs[self.f].start);
            self.builder.build_unconditional_branch(start)?;
            return Ok(());
        }
        self.save()?;
        let mut values: Vec<BasicMetadataValueEnum<'ctx>> = vec![self.state.into()];
        values.extend(args.iter().map(|x| BasicMetadataValueEnum::from(*x)));
        let call = self.builder.build_call(self.functions[f as usize], &values, "")?;
        call.set_call_convention(TAIL_CALLS);
        call.set_tail_call_kind(inkwell::values::LLVMTailCallKind::LLVMTailCallKindMustTail);
        let value = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?;
        self.builder.build_return(Some(&value))?;
        Ok(())
    }
}
