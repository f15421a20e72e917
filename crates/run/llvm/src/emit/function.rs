//! The IR of one function: blocks, registers, exits.

use std::collections::BTreeMap;

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::builder::{Builder, BuilderError};
use inkwell::values::{BasicMetadataValueEnum, BasicValue, FunctionValue, IntValue, PhiValue, PointerValue};
use nth_eval::{Code, Instr, Pc, Reg};

use super::bulk::Bulk;
use super::{Built, Names};
use crate::runtime::STOP;
use crate::state::{Field, Reason};

/// A builder of the IR of one function.
pub struct Emitter<'a, 'ctx> {
    pub names: &'a Names<'ctx>,
    pub code: &'a Code,
    pub functions: &'a [FunctionValue<'ctx>],
    pub f: usize,
    pub convention: u32,
    pub function: FunctionValue<'ctx>,
    pub builder: Builder<'ctx>,
    /// Adds slots to the entry block.
    slots: Builder<'ctx>,
    registers: Vec<Option<PointerValue<'ctx>>>,
    /// Registers that hold a constant all the time.
    constants: BTreeMap<Reg, i64>,
    pub state: PointerValue<'ctx>,
    /// Units left: in a slot while the function runs, in the state while other code runs.
    pub left: PointerValue<'ctx>,
    /// Blocks to which control may jump, by position.
    blocks: BTreeMap<Pc, BasicBlock<'ctx>>,
    /// The exit for a value that left 62 bits.
    large: BasicBlock<'ctx>,
    /// The exit that returns that the code stopped, with the reason in the state.
    pub stopped: BasicBlock<'ctx>,
    /// Exits by reason: the block, and its argument, which is the position.
    stops: BTreeMap<Reason, (BasicBlock<'ctx>, PhiValue<'ctx>)>,
    /// Loops charged in bulk, by the start of their region.
    pub bulks: BTreeMap<Pc, Bulk<'ctx>>,
    /// Cost of the cheapest way from after an instruction to the end of the round, for each instruction in a loop
    /// charged in bulk.
    pub rests: BTreeMap<Pc, u32>,
    /// Extra cost of a branch, taken or not, over the other one, for each branch in a loop charged in bulk.
    pub extra_cost: BTreeMap<(Pc, bool), u32>,
    /// Position of the instruction that is translated.
    pub pc: Pc,
}

impl<'a, 'ctx> Emitter<'a, 'ctx> {
    pub fn new(
        names: &'a Names<'ctx>,
        code: &'a Code,
        functions: &'a [FunctionValue<'ctx>],
        f: usize,
        convention: u32,
    ) -> Built<Self> {
        let function = functions[f];
        let context = names.context;
        let (slots, builder) = (context.create_builder(), context.create_builder());
        slots.position_at_end(context.append_basic_block(function, "entry"));
        let left = slots.build_alloca(names.word, "left")?;
        let state = function.get_nth_param(0).ok_or(BuilderError::UnsetPosition)?.into_pointer_value();
        Ok(Self {
            names,
            code,
            functions,
            f,
            convention,
            function,
            builder,
            slots,
            constants: known(code, f),
            registers: vec![None; usize::from(code.funcs[f].registers) + 2],
            state,
            left,
            blocks: BTreeMap::new(),
            large: context.append_basic_block(function, "large"),
            stopped: context.append_basic_block(function, "stopped"),
            stops: BTreeMap::new(),
            bulks: BTreeMap::new(),
            rests: BTreeMap::new(),
            extra_cost: BTreeMap::new(),
            pc: 0,
        })
    }

    /// Emits the whole function.
    pub fn emit(mut self) -> Built<()> {
        let func = &self.code.funcs[self.f];
        let (start, end) = (func.start, self.code.end(self.f));
        let body = self.new_block();
        self.builder.position_at_end(body);
        for k in 0..func.params {
            let x = self.function.get_nth_param(u32::from(k) + 1).ok_or(BuilderError::UnsetPosition)?;
            self.set(k, x.into_int_value())?;
        }
        self.reload()?;
        self.find_blocks(start, end);
        if self.names.careful {
            self.find_bulks(start, end)?;
        }
        if self.may_go_deep(start, end) {
            self.check_stack()?;
        }
        let mut open = true;
        for pc in start..end {
            if let Some(&block) = self.blocks.get(&pc) {
                if open && !self.enter_bulk(pc)? {
                    self.builder.build_unconditional_branch(block)?;
                }
                self.builder.position_at_end(block);
                open = true;
            }
            if open {
                self.pc = pc;
                open = self.instruction(self.code.instrs[pc as usize])?;
            }
        }
        if open {
            self.builder.build_unreachable()?;
        }
        for bulk in self.bulks.values() {
            // A loop that is never reached.
            if bulk.outer.get_terminator().is_none() {
                self.builder.position_at_end(bulk.outer);
                self.builder.build_unreachable()?;
            }
        }
        for exit in [self.large, self.stopped] {
            self.builder.position_at_end(exit);
            self.builder.build_return(Some(&self.names.word.const_int(1, false)))?;
        }
        self.slots.build_unconditional_branch(body)?;
        Ok(())
    }

    fn find_blocks(&mut self, start: Pc, end: Pc) {
        for pc in start..end {
            let instr = self.code.instrs[pc as usize];
            if let Some(to) = instr.target() {
                self.blocks.entry(to).or_insert_with(|| self.names.context.append_basic_block(self.function, ""));
            }
            if matches!(instr, Instr::TailCall { f, .. } if f as usize == self.f) {
                self.blocks.entry(start).or_insert_with(|| self.names.context.append_basic_block(self.function, ""));
            }
        }
    }

    /// Adds an empty block to the function.
    pub fn new_block(&self) -> BasicBlock<'ctx> {
        self.names.context.append_basic_block(self.function, "")
    }

    /// The block that starts at `pc`.
    pub fn block(&self, pc: Pc) -> BasicBlock<'ctx> {
        // Targets were collected before; one outside the function would be a defect of the compiler to bytecode.
        self.blocks.get(&pc).copied().unwrap_or(self.stopped)
    }

    /// The constant that a register holds all the time, if there is one.
    pub fn known(&self, reg: Reg) -> Option<i64> {
        self.constants.get(&reg).copied()
    }

    /// A constant as a doubled integer, as registers hold it.
    pub fn constant(&self, x: i64) -> IntValue<'ctx> {
        self.names.word.const_int((x << 1).cast_unsigned(), true)
    }

    /// A constant as a plain integer, not doubled.
    pub fn plain(&self, x: i64) -> IntValue<'ctx> {
        self.names.word.const_int(x.cast_unsigned(), true)
    }

    fn slot(&mut self, reg: Reg) -> Built<PointerValue<'ctx>> {
        let at = usize::from(reg);
        if self.registers.len() <= at {
            self.registers.resize(at + 1, None);
        }
        if let Some(slot) = self.registers[at] {
            return Ok(slot);
        }
        let slot = self.slots.build_alloca(self.names.word, "")?;
        self.registers[at] = Some(slot);
        Ok(slot)
    }

    /// Adds a slot for a word to the entry block.
    pub fn new_slot(&self, name: &str) -> Built<PointerValue<'ctx>> {
        self.slots.build_alloca(self.names.word, name)
    }

    /// Loads the content of a slot.
    pub fn load(&self, slot: PointerValue<'ctx>) -> Built<IntValue<'ctx>> {
        Ok(self.builder.build_load(self.names.word, slot, "")?.into_int_value())
    }

    /// The doubled value of a register that was set before.
    pub fn read(&self, reg: Reg) -> Built<IntValue<'ctx>> {
        if let Some(&x) = self.constants.get(&reg) {
            return Ok(self.constant(x));
        }
        match self.registers.get(usize::from(reg)).copied().flatten() {
            Some(slot) => self.load(slot),
            None => Ok(self.plain(0)),
        }
    }

    /// The doubled value of a register.
    pub fn get(&mut self, reg: Reg) -> Built<IntValue<'ctx>> {
        if let Some(&x) = self.constants.get(&reg) {
            return Ok(self.constant(x));
        }
        let slot = self.slot(reg)?;
        Ok(self.builder.build_load(self.names.word, slot, "")?.into_int_value())
    }

    /// Sets a register to a doubled value.
    pub fn set(&mut self, reg: Reg, value: IntValue<'ctx>) -> Built<()> {
        if self.constants.contains_key(&reg) {
            return Ok(());
        }
        let slot = self.slot(reg)?;
        self.builder.build_store(slot, value)?;
        Ok(())
    }

    /// Twice a plain value, as registers hold it.
    pub fn double(&self, plain: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        self.builder.build_left_shift(plain, self.names.word.const_int(1, false), "")
    }

    /// Half of a doubled value.
    pub fn halve(&self, doubled: IntValue<'ctx>) -> Built<IntValue<'ctx>> {
        let half = self.builder.build_right_shift(doubled, self.names.word.const_int(1, false), true, "")?;
        if let Some(i) = half.as_instruction_value() {
            i.set_exact_flag(true).ok();
        }
        Ok(half)
    }

    /// The address of a field of the state.
    pub fn field(&self, field: Field) -> Built<PointerValue<'ctx>> {
        self.builder.build_struct_gep(self.names.state, self.state, field as u32, "")
    }

    /// The value of a field that is a word.
    pub fn load_field(&self, field: Field) -> Built<IntValue<'ctx>> {
        let at = self.field(field)?;
        Ok(self.builder.build_load(self.names.word, at, "")?.into_int_value())
    }

    /// Sets a field that is a word.
    pub fn store_field(&self, field: Field, value: IntValue<'ctx>) -> Built<()> {
        let at = self.field(field)?;
        self.builder.build_store(at, value)?;
        Ok(())
    }

    /// The units left, as the function counts them. In a loop charged in bulk, the iterations so far are subtracted.
    pub fn what_is_left(&self) -> Built<IntValue<'ctx>> {
        let left = self.builder.build_load(self.names.word, self.left, "")?.into_int_value();
        match self.bulk_at(self.pc) {
            None => Ok(left),
            Some(bulk) => {
                let due = self.due(bulk)?;
                self.builder.build_int_sub(left, due, "")
            }
        }
    }

    /// Stores the units left in the state, for other code.
    pub fn save(&self) -> Built<()> {
        let left = self.what_is_left()?;
        self.store_field(Field::Left, left)
    }

    /// Loads the units left from the state.
    pub fn reload(&self) -> Built<()> {
        let x = self.load_field(Field::Left)?;
        self.builder.build_store(self.left, x)?;
        Ok(())
    }

    /// A constant of 32 bits.
    pub fn half(&self, x: u32) -> IntValue<'ctx> {
        self.names.half.const_int(u64::from(x), false)
    }

    /// A register that the last step of the evaluator wrote.
    pub fn result(&self, k: u32) -> Built<IntValue<'ctx>> {
        let at = self.field(Field::Out)?;
        let index = [self.half(0), self.half(k)];
        let ty = self.names.word.array_type(crate::state::OUT as u32);
        // SAFETY: `k` is below the length of `out`.
        let place = unsafe { self.builder.build_in_bounds_gep(ty, at, &index, "")? };
        Ok(self.builder.build_load(self.names.word, place, "")?.into_int_value())
    }

    /// Calls a function of the runtime with the state and these arguments. Returns the outcome.
    pub fn runtime(&self, function: FunctionValue<'ctx>, args: &[IntValue<'ctx>]) -> Built<IntValue<'ctx>> {
        let mut values: Vec<BasicMetadataValueEnum<'ctx>> = vec![self.state.into()];
        values.extend(args.iter().map(|a| BasicMetadataValueEnum::from(*a)));
        let call = self.builder.build_call(function, &values, "")?;
        Ok(call.try_as_basic_value().basic().map_or(self.half(0), |v| v.into_int_value()))
    }

    /// Jumps to `exit` if `test` holds, which is almost never, else goes on.
    pub fn unless(&self, test: IntValue<'ctx>, exit: BasicBlock<'ctx>) -> Built<()> {
        let on = self.new_block();
        self.branch(test, exit, on, false)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    /// Leaves native code for wider integers if `test` holds.
    pub fn large_if(&self, test: IntValue<'ctx>) -> Built<()> {
        self.unless(test, self.large)
    }

    /// Stops for a reason if `test` holds.
    pub fn stop_if(&mut self, test: IntValue<'ctx>, reason: Reason) -> Built<()> {
        if self.bulk_at(self.pc).is_none() {
            let exit = self.stop_block(reason)?;
            return self.unless(test, exit);
        }
        // The units left must be computed first.
        let exit = self.new_block();
        self.unless(test, exit)?;
        let on = self.builder.get_insert_block();
        self.builder.position_at_end(exit);
        self.stop(reason)?;
        if let Some(on) = on {
            self.builder.position_at_end(on);
        }
        Ok(())
    }

    /// Stops for a reason.
    pub fn stop(&mut self, reason: Reason) -> Built<()> {
        self.settle()?;
        let exit = self.stop_block(reason)?;
        self.builder.build_unconditional_branch(exit)?;
        Ok(())
    }

    /// The block that stops for a reason. Its argument is the position, which the branch from the current block passes.
    fn stop_block(&mut self, reason: Reason) -> Built<BasicBlock<'ctx>> {
        let here = self.builder.get_insert_block().ok_or(BuilderError::UnsetPosition)?;
        let (block, place) = match self.stops.get(&reason) {
            Some(&known) => known,
            None => {
                let block = self.new_block();
                self.builder.position_at_end(block);
                let place = self.builder.build_phi(self.names.half, "")?;
                let left = self.load(self.left)?;
                let args = [self.half(reason as u32), place.as_basic_value().into_int_value(), left];
                self.runtime(self.names.stop, &args)?;
                self.builder.build_unconditional_branch(self.stopped)?;
                self.builder.position_at_end(here);
                self.stops.insert(reason, (block, place));
                (block, place)
            }
        };
        place.add_incoming(&[(&self.half(self.pc), here)]);
        Ok(block)
    }

    /// Goes on unless the outcome of the runtime is to stop.
    pub fn went_on(&self, outcome: IntValue<'ctx>) -> Built<()> {
        let test = self.builder.build_int_compare(IntPredicate::EQ, outcome, self.half(STOP), "")?;
        self.unless(test, self.stopped)
    }

    /// Checks the budget and the cancel flag when it is time, before control jumps back.
    pub fn check_budget(&self) -> Built<()> {
        let (left, stop_at) = (self.load(self.left)?, self.load_field(Field::StopAt)?);
        let spent = self.builder.build_int_compare(IntPredicate::SLT, left, stop_at, "")?;
        let (ask, on) = (self.new_block(), self.new_block());
        self.branch(spent, ask, on, false)?;
        self.builder.position_at_end(ask);
        let outcome = self.runtime(self.names.refill, &[left])?;
        self.went_on(outcome)?;
        self.builder.build_unconditional_branch(on)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    /// Emits a branch of which one side is almost never taken.
    pub fn branch(
        &self,
        test: IntValue<'ctx>,
        then: BasicBlock<'ctx>,
        other: BasicBlock<'ctx>,
        likely: bool,
    ) -> Built<()> {
        let branch = self.builder.build_conditional_branch(test, then, other)?;
        if self.names.careful {
            let weights = if likely { self.names.likely } else { self.names.unlikely };
            branch.set_metadata(weights, self.names.prof).ok();
        }
        Ok(())
    }
}

/// The registers of a function that are set once, at its start, to a constant.
fn known(code: &Code, f: usize) -> BTreeMap<Reg, i64> {
    let func = &code.funcs[f];
    let mut out: BTreeMap<Reg, i64> = if f == 0 { code.preloads().iter().copied().collect() } else { BTreeMap::new() };
    for instr in &code.instrs[func.start as usize..func.body as usize] {
        if let Instr::Const { d, k } = *instr
            && let Some(x) = code.small_constant(k)
        {
            out.insert(d, x);
        }
    }
    out
}
