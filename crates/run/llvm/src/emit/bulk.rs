//! Loops charged in bulk.
//!
//! An innermost loop need not look at the budget in each round. Before the loop, the number of rounds that the budget
//! pays for becomes its bound. Where control leaves the loop, the rounds made are charged. If all rounds cost the same,
//! nothing of the budget stays in the loop. If not, each round is charged at the cost of the cheapest way through it,
//! and a branch that costs more than the other adds the difference to a sum.

use std::collections::BTreeMap;

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::values::{BasicValue, IntValue, PointerValue};
use nth_eval::{Instr, Pc, Reg};

use super::Built;
use super::function::Emitter;
use crate::state::Field;

/// A loop charged in bulk.
#[derive(Clone, Copy)]
pub struct Bulk<'ctx> {
    /// First and last instruction of its rounds.
    start: Pc,
    end: Pc,
    /// Cost of the cheapest round, cost of the most expensive round, and the part of the first that is not charged at
    /// the round's start.
    cost: u32,
    most: u32,
    rest: u32,
    /// Cost charged at the round's start.
    first: u32,
    /// Sum of the extra cost of the more expensive branches, if branches differ.
    extra: Option<PointerValue<'ctx>>,
    /// The counter, which grows by one in each round.
    counter: Reg,
    /// The register of the counter's last value.
    last: Reg,
    /// Whether the counter is increased at the start of a round, as that of a range.
    range: bool,
    /// The counter at the time when the units left were last up to date.
    origin: PointerValue<'ctx>,
    /// Value of the counter at which to check the budget again, or to end.
    bound: PointerValue<'ctx>,
    /// The block that computes the bound and goes to the first round: the header of a loop around this one.
    pub outer: BasicBlock<'ctx>,
}

impl<'ctx> Emitter<'_, 'ctx> {
    /// Finds the innermost loops of a function that can be charged in bulk: those of simple instructions only.
    pub fn find_bulks(&mut self, start: Pc, end: Pc) -> Built<()> {
        for pc in start..end {
            let Some((start, first, counter, last, range)) = self.loop_that_ends(pc, start) else { continue };
            let body = if range { start + 2 } else { start };
            if !(body..pc).all(|k| self.is_simple(k, start)) {
                continue;
            }
            let (rest, extra_cost) = self.weigh(body, pc);
            let (cost, most) = (first + rest, first + rest + extra_cost);
            let extra = if extra_cost > 0 { Some(self.new_slot("extra")?) } else { None };
            let (origin, bound, outer) = (self.new_slot("origin")?, self.new_slot("bound")?, self.new_block());
            let bulk =
                Bulk { start, end: pc, cost, most, rest, first, extra, counter, last, range, origin, bound, outer };
            self.bulks.insert(start, bulk);
        }
        Ok(())
    }

    /// The loop whose last instruction is at `pc`: start, cost of a round, counter, last value, and whether it is a
    /// range's.
    fn loop_that_ends(&self, pc: Pc, start: Pc) -> Option<(Pc, u32, Reg, Reg, bool)> {
        let at = |k: Pc| self.code.instrs[k as usize];
        if let Instr::LoopNext { i, n, to, cost } = at(pc) {
            (to > start && cost > 0).then_some((to, cost, i, n, false))
        } else if let Instr::Loop2Next { i, n, to, cost, .. } = at(pc) {
            (to > start && cost > 0).then_some((to, u32::from(cost), i, n, false))
        } else if let Instr::Jump { to } = at(pc)
            && to < pc
            && let (Instr::RangeNext { cur, end, to: out, .. }, Instr::Charge { cost }) = (at(to), at(to + 1))
        {
            (out == pc + 1 && cost > 0).then_some((to, cost, cur, end, true))
        } else {
            None
        }
    }

    /// Whether the instruction at `pc`, in the loop that starts at `first`, calls nothing, leaves nothing to the
    /// evaluator, and jumps forward if it jumps.
    fn is_simple(&self, pc: Pc, first: Pc) -> bool {
        let instr = self.code.instrs[pc as usize];
        instr.is_simple() && instr.target().is_none_or(|to| to > pc && to >= first)
    }

    /// Finds for the rounds from `body` to `end`: the cost of the cheapest way from each instruction to the end
    /// (`rests`), and what each branch costs more than the other (`extra_cost`). Gives the cost of the cheapest round,
    /// and the most that branches add to it.
    fn weigh(&mut self, body: Pc, end: Pc) -> (u32, u32) {
        // Cheapest rest after each instruction, and the most that branches after it add.
        let mut most = BTreeMap::from([(end, 0)]);
        self.rests.insert(end, 0);
        for pc in (body..end).rev() {
            let instr = self.code.instrs[pc as usize];
            // The charge that is still to come when control reaches an instruction.
            let come = |e: &Self, to: Pc| e.rests.get(&to).copied().unwrap_or(0) + e.charge_at(to);
            let added = |to: Pc| most.get(&to).copied().unwrap_or(0);
            let (rest, more) = match (instr, instr.target()) {
                (Instr::Jump { .. }, Some(to)) => (come(self, to), added(to)),
                (_, Some(to)) if to <= end => {
                    let (on, taken) = (come(self, pc + 1), come(self, to));
                    let least = on.min(taken);
                    self.extra_cost.insert((pc, true), taken - least);
                    self.extra_cost.insert((pc, false), on - least);
                    (least, (added(to) + taken - least).max(added(pc + 1) + on - least))
                }
                (_, _) => (come(self, pc + 1), added(pc + 1)),
            };
            // The rest after the instruction: its own charge lies before it.
            self.rests.insert(pc, rest);
            most.insert(pc, more);
        }
        (self.rests[&body] + self.charge_at(body), most[&body])
    }

    fn charge_at(&self, pc: Pc) -> u32 {
        if let Instr::Charge { cost } = self.code.instrs[pc as usize] { cost } else { 0 }
    }

    /// Adds the extra cost of a branch of the current instruction, in a loop charged in bulk.
    pub fn add_extra(&self, taken: bool) -> Built<()> {
        let more = self.extra_cost.get(&(self.pc, taken)).copied().unwrap_or(0);
        if more > 0
            && let Some(extra) = self.bulk_at(self.pc).and_then(|b| b.extra)
        {
            let sum = self.load(extra)?;
            let sum = self.builder.build_int_add(sum, self.plain(i64::from(more)), "")?;
            self.builder.build_store(extra, sum)?;
        }
        Ok(())
    }

    /// Loop around an instruction, if it is charged in bulk.
    pub fn bulk_at(&self, pc: Pc) -> Option<&Bulk<'ctx>> {
        self.bulks.range(..=pc).next_back().map(|(_, b)| b).filter(|b| pc <= b.end)
    }

    /// Whether the current instruction ends the rounds of the loop that starts at `to`.
    pub fn ends_bulk(&self, to: Pc) -> bool {
        self.bulks.get(&to).is_some_and(|b| b.end == self.pc)
    }

    /// Whether a jump to `to` leaves the current loop.
    pub fn leaves_bulk(&self, to: Pc) -> bool {
        self.bulk_at(self.pc).is_some_and(|b| to > b.end || to < b.start)
    }

    /// The cost of the rounds since the origin, up to the current instruction.
    pub fn due(&self, bulk: &Bulk<'ctx>) -> Built<IntValue<'ctx>> {
        let (counter, origin) = (self.read(bulk.counter)?, self.load(bulk.origin)?);
        // Without this, LLVM sees that the units left fall evenly, and counts them in the loop after all.
        if let Some(load) = origin.as_instruction_value() {
            load.set_volatile(true).ok();
        }
        let rounds = self.builder.build_int_sub(counter, origin, "")?;
        let rounds = self.builder.build_right_shift(rounds, self.plain(1), false, "")?;
        let due = self.builder.build_int_mul(rounds, self.plain(i64::from(bulk.cost)), "")?;
        // A range counts a round when it begins, a loop when it ends. At the head of a range all rounds are over.
        let rest = i64::from(self.rests.get(&self.pc).copied().unwrap_or(0));
        let more = if bulk.range { 0 } else { i64::from(bulk.rest) } - rest;
        let due = self.builder.build_int_add(due, self.plain(more), "")?;
        match bulk.extra {
            Some(extra) => {
                let extra = self.load(extra)?;
                self.builder.build_int_add(due, extra, "")
            }
            None => Ok(due),
        }
    }

    /// Charges the rounds made, before control leaves the current loop.
    pub fn settle(&self) -> Built<()> {
        if self.bulk_at(self.pc).is_none() {
            return Ok(());
        }
        let left = self.what_is_left()?;
        self.builder.build_store(self.left, left)?;
        Ok(())
    }

    /// Enters the loop that starts at `start`, if it is charged in bulk, through the block that computes how far the
    /// counter may go.
    pub fn enter_bulk(&self, start: Pc) -> Built<bool> {
        let Some(bulk) = self.bulks.get(&start) else { return Ok(false) };
        let b = &self.builder;
        b.build_unconditional_branch(bulk.outer)?;
        b.position_at_end(bulk.outer);
        let (counter, last) = (self.read(bulk.counter)?, self.read(bulk.last)?);
        b.build_store(bulk.origin, counter)?.set_volatile(true).ok();
        let (left, stop_at) = (self.load(self.left)?, self.load_field(Field::StopAt)?);
        let some = b.build_int_compare(IntPredicate::SGE, left, stop_at, "")?;
        let units = b.build_int_sub(left, stop_at, "")?;
        let cost = self.plain(i64::from(bulk.most));
        if let Some(extra) = bulk.extra {
            b.build_store(extra, self.plain(0))?;
        }
        // The last round may overdraw the budget, as everywhere.
        let rounds = b.build_int_unsigned_div(units, cost, "")?;
        let rounds = b.build_int_add(rounds, self.plain(i64::from(bulk.range)), "")?;
        let rounds = b.build_select(some, rounds, self.plain(0), "")?.into_int_value();
        let more = b.build_int_compare(IntPredicate::SLT, counter, last, "")?;
        let wanted = b.build_int_sub(last, counter, "")?;
        let wanted = b.build_right_shift(wanted, self.plain(1), false, "")?;
        let wanted = b.build_select(more, wanted, self.plain(0), "")?.into_int_value();
        let enough = b.build_int_compare(IntPredicate::ULE, wanted, rounds, "")?;
        let k = b.build_select(enough, wanted, rounds, "")?.into_int_value();
        let way = b.build_left_shift(k, self.plain(1), "")?;
        let bound = b.build_int_add(counter, way, "")?;
        b.build_store(bulk.bound, bound)?;
        b.build_unconditional_branch(self.block(start))?;
        Ok(true)
    }

    /// Ends a round of a counted loop.
    pub fn next_in_bulk(&mut self, i: Reg, n: Reg, to: Pc) -> Built<()> {
        let Some(&bulk) = self.bulks.get(&to) else { return Ok(()) };
        let (k, bound) = (self.get(i)?, self.load(bulk.bound)?);
        let more = self.builder.build_int_compare(IntPredicate::SLT, k, bound, "")?;
        let (back, look, again, on) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.branch(more, back, look, true)?;
        self.builder.position_at_end(back);
        self.set_next(i, k)?;
        self.builder.build_unconditional_branch(self.block(to))?;
        self.builder.position_at_end(look);
        self.settle()?;
        let count = self.get(n)?;
        let more = self.builder.build_int_compare(IntPredicate::SLT, k, count, "")?;
        self.builder.build_conditional_branch(more, again, on)?;
        self.builder.position_at_end(again);
        self.check_budget()?;
        self.set_next(i, k)?;
        self.charge(bulk.first)?;
        self.builder.build_unconditional_branch(bulk.outer)?;
        self.builder.position_at_end(on);
        Ok(())
    }

    /// Begins a round of a loop over a range.
    pub fn range_in_bulk(&mut self, d: Reg, start: Pc, to: Pc) -> Built<()> {
        let Some(&bulk) = self.bulks.get(&start) else { return Ok(()) };
        let (x, bound) = (self.get(bulk.counter)?, self.load(bulk.bound)?);
        let more = self.builder.build_int_compare(IntPredicate::SLT, x, bound, "")?;
        let (look, again, on) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(more, on, look, true)?;
        self.builder.position_at_end(look);
        self.settle()?;
        let last = self.get(bulk.last)?;
        let more = self.builder.build_int_compare(IntPredicate::SLT, x, last, "")?;
        self.builder.build_conditional_branch(more, again, self.block(to))?;
        self.builder.position_at_end(again);
        self.check_budget()?;
        self.builder.build_unconditional_branch(bulk.outer)?;
        self.builder.position_at_end(on);
        self.set(d, x)?;
        self.set_next(bulk.counter, x)
    }
}
