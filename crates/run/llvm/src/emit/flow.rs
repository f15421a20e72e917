//! The IR of each instruction.

use inkwell::IntPredicate;
use inkwell::values::IntValue;
use nth_eval::{Instr, Pc, Rare, Reg};

use super::Built;
use super::function::Emitter;
use crate::state::Reason;

impl<'ctx> Emitter<'_, 'ctx> {
    /// Subtracts a cost from the units left.
    pub fn charge(&self, cost: u32) -> Built<()> {
        let left = self.builder.build_load(self.names.word, self.left, "")?.into_int_value();
        let less = self.builder.build_int_sub(left, self.plain(i64::from(cost)), "")?;
        self.builder.build_store(self.left, less)?;
        Ok(())
    }

    /// Jumps to `to` if the test holds, else goes on.
    fn jump_if(&mut self, test: IntValue<'ctx>, to: Pc) -> Built<()> {
        let on = self.new_block();
        if to <= self.pc {
            // A jump back, to the next round of a loop.
            let back = self.new_block();
            self.builder.build_conditional_branch(test, back, on)?;
            self.builder.position_at_end(back);
            self.check_budget()?;
            self.builder.build_unconditional_branch(self.block(to))?;
        } else if self.leaves_bulk(to) {
            let out = self.new_block();
            self.builder.build_conditional_branch(test, out, on)?;
            self.builder.position_at_end(out);
            self.settle()?;
            self.builder.build_unconditional_branch(self.block(to))?;
        } else if self.extra_cost.get(&(self.pc, true)).is_some_and(|c| *c > 0) {
            let taken = self.new_block();
            self.builder.build_conditional_branch(test, taken, on)?;
            self.builder.position_at_end(taken);
            self.add_extra(true)?;
            self.builder.build_unconditional_branch(self.block(to))?;
        } else {
            self.builder.build_conditional_branch(test, self.block(to), on)?;
        }
        self.builder.position_at_end(on);
        self.add_extra(false)
    }

    fn isqrt(&mut self, d: Reg, a: Reg, instr: Rare) -> Built<()> {
        let x = self.get(a)?;
        let negative = self.builder.build_int_compare(IntPredicate::SLT, x, self.plain(0), "")?;
        let (fails, on, done) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(negative, fails, on, false)?;
        self.builder.position_at_end(fails);
        // The evaluator knows which error that is.
        self.host_step(Instr::Rare(instr))?;
        self.builder.build_unconditional_branch(done)?;
        self.builder.position_at_end(on);
        let r = self.root(x)?;
        self.set(d, r)?;
        self.builder.build_unconditional_branch(done)?;
        self.builder.position_at_end(done);
        Ok(())
    }

    fn binary(
        &mut self,
        d: Reg,
        a: Reg,
        b: Reg,
        f: impl FnOnce(&mut Self, IntValue<'ctx>, IntValue<'ctx>) -> Built<IntValue<'ctx>>,
    ) -> Built<()> {
        let (a, b) = (self.get(a)?, self.get(b)?);
        let x = f(self, a, b)?;
        self.set(d, x)
    }

    fn truth_of(&mut self, d: Reg, test: IntValue<'ctx>) -> Built<()> {
        let x = self.truth(test)?;
        self.set(d, x)
    }

    /// Emits an instruction. Returns whether control can go on to the next one.
    #[expect(clippy::too_many_lines, reason = "one arm for each instruction")]
    pub fn instruction(&mut self, instr: Instr) -> Built<bool> {
        match instr {
            // The loop is charged in bulk.
            Instr::Charge { .. } if self.bulk_at(self.pc).is_some() => {}
            Instr::Charge { cost } => self.charge(cost)?,
            Instr::Const { d, k } => match self.code.small_constant(k) {
                Some(x) => self.set(d, self.constant(x))?,
                None => {
                    let always = self.names.context.bool_type().const_all_ones();
                    self.large_if(always)?;
                }
            },
            Instr::Move { d, a } => {
                let x = self.get(a)?;
                self.set(d, x)?;
            }
            Instr::Add { d, a, b } => self.binary(d, a, b, |e, a, b| e.checked(e.names.add, a, b))?,
            Instr::Sub { d, a, b } => self.binary(d, a, b, |e, a, b| e.checked(e.names.sub, a, b))?,
            Instr::Mul { d, a, b } => self.binary(d, a, b, |e, a, b| e.product(a, b))?,
            Instr::Div { d, a, b } if self.known(b).is_some_and(|c| c > 0) => {
                let (x, c) = (self.get(a)?, self.known(b).unwrap_or(1));
                let x = self.quotient_by(x, c)?;
                self.set(d, x)?;
            }
            Instr::Mod { d, a, b } if self.known(b).is_some_and(|c| c > 0) => {
                let (x, c) = (self.get(a)?, self.known(b).unwrap_or(1));
                let x = self.modulus_by(x, c)?;
                self.set(d, x)?;
            }
            Instr::Div { d, a, b } => self.binary(d, a, b, Self::quotient)?,
            Instr::Mod { d, a, b } => self.binary(d, a, b, Self::modulus)?,
            Instr::Eq { d, a, b } => {
                let test = self.compare(IntPredicate::EQ, a, b)?;
                self.truth_of(d, test)?;
            }
            Instr::Ne { d, a, b } => {
                let test = self.compare(IntPredicate::NE, a, b)?;
                self.truth_of(d, test)?;
            }
            Instr::Lt { d, a, b } => {
                let test = self.compare(IntPredicate::SLT, a, b)?;
                self.truth_of(d, test)?;
            }
            Instr::Le { d, a, b } => {
                let test = self.compare(IntPredicate::SLE, a, b)?;
                self.truth_of(d, test)?;
            }
            Instr::Neg { d, a } => {
                let a = self.get(a)?;
                let x = self.checked(self.names.sub, self.plain(0), a)?;
                self.set(d, x)?;
            }
            Instr::Not { d, a } | Instr::NotPositive { d, a } => {
                let a = self.get(a)?;
                let test = self.builder.build_int_compare(IntPredicate::SLE, a, self.plain(0), "")?;
                self.truth_of(d, test)?;
            }
            Instr::Increment { a } => {
                let x = self.get(a)?;
                let x = self.checked(self.names.add, x, self.constant(1))?;
                self.set(a, x)?;
            }
            Instr::Jump { to } => {
                // A loop charged in bulk checks the budget at its start.
                if to <= self.pc && !self.ends_bulk(to) {
                    self.check_budget()?;
                }
                self.builder.build_unconditional_branch(self.block(to))?;
                return Ok(false);
            }
            Instr::IfPositive { a, to } => {
                let test = self.is_positive(a)?;
                self.jump_if(test, to)?;
            }
            Instr::IfFalse { a, to } => {
                let a = self.get(a)?;
                let test = self.builder.build_int_compare(IntPredicate::SLE, a, self.plain(0), "")?;
                self.jump_if(test, to)?;
            }
            Instr::UnlessEq { a, b, to } => {
                let test = self.compare(IntPredicate::NE, a, b)?;
                self.jump_if(test, to)?;
            }
            Instr::UnlessNe { a, b, to } => {
                let test = self.compare(IntPredicate::EQ, a, b)?;
                self.jump_if(test, to)?;
            }
            Instr::UnlessLt { a, b, to } => {
                let test = self.compare(IntPredicate::SGE, a, b)?;
                self.jump_if(test, to)?;
            }
            Instr::UnlessLe { a, b, to } => {
                let test = self.compare(IntPredicate::SGT, a, b)?;
                self.jump_if(test, to)?;
            }
            Instr::LoopStart { i, n, to } => {
                let count = self.get(n)?;
                let none = self.builder.build_int_compare(IntPredicate::SLE, count, self.plain(0), "")?;
                self.jump_if(none, to)?;
                self.set(i, self.constant(1))?;
            }
            Instr::LoopNext { i, n, to, cost } => self.next_round(i, n, to, cost)?,
            Instr::Loop2Next { d, a, i, n, to, cost } => {
                let x = self.get(a)?;
                self.set(d, x)?;
                self.next_round(i, n, to, u32::from(cost))?;
            }
            Instr::OrbitNext { i, n, to, cost, .. } | Instr::Orbit2Next { i, n, to, cost, .. } => {
                self.next_of_orbit(i, n, to, cost, instr)?;
            }
            Instr::SumNext { i, n, to, cost, .. } => self.next_of_sum(i, n, to, cost, instr)?,
            Instr::CycleNext { d, i, n, to, cost } => {
                self.cycle(&[d], i, instr)?;
                self.next_round(i, n, to, u32::from(cost))?;
            }
            Instr::Cycle2Next { d, a, i, n, to, cost } => {
                let x = self.get(a)?;
                self.set(d, x)?;
                self.cycle(&[d, d + 1], i, instr)?;
                self.next_round(i, n, to, u32::from(cost))?;
            }
            Instr::RangeNext { d, to, .. } if self.bulks.contains_key(&self.pc) => {
                self.range_in_bulk(d, self.pc, to)?;
            }
            Instr::RangeNext { d, cur, end, to } => self.next_of_range(d, cur, end, to)?,
            Instr::ScanStart { n, c } => {
                let n = self.get(n)?;
                let negative = self.builder.build_int_compare(IntPredicate::SLT, n, self.plain(0), "")?;
                self.stop_if(negative, Reason::DivByZero)?;
                self.set(c, self.constant(0))?;
            }
            Instr::ScanNext { d, a, n, m, c, to } => self.next_of_scan(d, a, n, m, c, to)?,
            Instr::Call { d, a, f } => self.call(d, a, f)?,
            Instr::TailCall { a, n, f } => {
                self.tail_call(a, n, f)?;
                return Ok(false);
            }
            Instr::Return { a } => {
                let value = self.get(a)?;
                self.save()?;
                self.builder.build_return(Some(&value))?;
                return Ok(false);
            }
            Instr::AtLeast { a, k } => match self.code.index_bound(k) {
                Some(first) => {
                    let index = self.get(a)?;
                    let below = self.builder.build_int_compare(IntPredicate::SLT, index, self.constant(first), "")?;
                    self.stop_if(below, Reason::BelowFirstIndex)?;
                }
                None => {
                    self.stop(Reason::BelowFirstIndex)?;
                    return Ok(false);
                }
            },
            Instr::Fail { .. } => {
                self.stop(Reason::Fail)?;
                return Ok(false);
            }
            Instr::Rare(rare) => self.rare(rare)?,
            Instr::OrbitStart { .. } | Instr::Orbit2Start { .. } | Instr::SumStart { .. } => self.host_step(instr)?,
            Instr::Reach { .. } | Instr::ReachSum { .. } => self.host_step(instr)?,
            Instr::MemoStart { .. } | Instr::MemoEnd { .. } => self.host_step(instr)?,
            Instr::SearchStart { .. } | Instr::SearchNext { .. } => self.host_step(instr)?,
            Instr::ListNext { .. } | Instr::Fill { .. } | Instr::FillNext { .. } => self.host_step(instr)?,
        }
        Ok(true)
    }

    /// Emits an instruction that is rare in bytecode. Those without an arm are steps of the evaluator, so a new one
    /// works before it has native code: that is why this match has a wildcard.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a new instruction works as a step of the evaluator")]
    fn rare(&mut self, rare: Rare) -> Built<()> {
        match rare {
            Rare::Gcd { d, a, b } => self.binary(d, a, b, |e, a, b| e.gcd(a, b)),
            Rare::Min { d, a, b } => self.choose(IntPredicate::SLT, d, a, b),
            Rare::Max { d, a, b } => self.choose(IntPredicate::SGT, d, a, b),
            Rare::BitAnd { d, a, b } => self.binary(d, a, b, |e, a, b| e.builder.build_and(a, b, "")),
            Rare::BitOr { d, a, b } => self.binary(d, a, b, |e, a, b| e.builder.build_or(a, b, "")),
            Rare::BitXor { d, a, b } => self.binary(d, a, b, |e, a, b| e.builder.build_xor(a, b, "")),
            Rare::Abs { d, a } => {
                let a = self.get(a)?;
                let x = self.absolute(a)?;
                self.set(d, x)
            }
            Rare::BitLength { d, a } => {
                let a = self.get(a)?;
                let x = self.bit_length(a)?;
                self.set(d, x)
            }
            Rare::Isqrt { d, a } => self.isqrt(d, a, rare),
            other => self.host_step(Instr::Rare(other)),
        }
    }

    /// Lets the evaluator do an instruction.
    pub fn host_step(&mut self, instr: Instr) -> Built<()> {
        match instr.operands() {
            Some(operands) => self.step(&operands),
            None => unreachable!("{instr} is no step of the evaluator"),
        }
    }

    /// Ends a round of a counted loop: while i < n, adds 1 to it, charges the next round and jumps.
    pub fn next_round(&mut self, i: Reg, n: Reg, to: Pc, cost: u32) -> Built<()> {
        if self.ends_bulk(to) {
            return self.next_in_bulk(i, n, to);
        }
        let (k, count) = (self.get(i)?, self.get(n)?);
        let more = self.builder.build_int_compare(IntPredicate::SLT, k, count, "")?;
        let (back, on) = (self.new_block(), self.new_block());
        self.builder.build_conditional_branch(more, back, on)?;
        self.builder.position_at_end(back);
        self.set_next(i, k)?;
        self.check_budget()?;
        self.charge(cost)?;
        self.builder.build_unconditional_branch(self.block(to))?;
        self.builder.position_at_end(on);
        Ok(())
    }

    fn next_of_range(&mut self, d: Reg, cur: Reg, end: Reg, to: Pc) -> Built<()> {
        let (x, last) = (self.get(cur)?, self.get(end)?);
        let over = self.builder.build_int_compare(IntPredicate::SGE, x, last, "")?;
        self.jump_if(over, to)?;
        self.set(d, x)?;
        self.set_next(cur, x)
    }

    /// Sets a counter to `x + 1`, which is in range because a bound was compared before.
    pub fn set_next(&mut self, counter: Reg, x: IntValue<'ctx>) -> Built<()> {
        let next = self.builder.build_int_nsw_add(x, self.constant(1), "")?;
        self.set(counter, next)
    }

    /// Ends the test of a number in a search.
    fn next_of_scan(&mut self, d: Reg, a: Reg, n: Reg, m: Reg, c: Reg, to: Pc) -> Built<()> {
        let hit = self.is_positive(a)?;
        let (count, wanted, tried) = (self.get(c)?, self.get(n)?, self.get(m)?);
        let last = self.builder.build_int_compare(IntPredicate::EQ, count, wanted, "")?;
        let found = self.builder.build_and(hit, last, "")?;
        let (next, on) = (self.new_block(), self.new_block());
        self.builder.build_conditional_branch(found, on, next)?;
        self.builder.position_at_end(next);
        let more = self.truth(hit)?;
        let count = self.builder.build_int_add(count, more, "")?;
        self.set(c, count)?;
        let m_next = self.checked(self.names.add, tried, self.constant(1))?;
        self.set(m, m_next)?;
        self.check_budget()?;
        self.builder.build_unconditional_branch(self.block(to))?;
        self.builder.position_at_end(on);
        self.set(d, tried)
    }
}
