//! Compilation of expressions without loops.

use nth_core::{Arena, EvalError, ExprId, Node};
use nth_prims::{Cost, Kind, Prim};

use super::{CompileError, Compiler, FIRST_FREE};
use crate::instr::{Instr, Rare, Reg};

type Done<T> = Result<T, CompileError>;

impl Compiler<'_> {
    /// Register that holds the value of `e`: its own register if `e` is a variable or a literal, else a fresh one.
    pub(super) fn value(&mut self, e: ExprId) -> Done<Reg> {
        if let Some(r) = self.constant(e) {
            return Ok(r);
        }
        let outer = self.enter(e);
        let r = self.value_here(e);
        self.leave(outer);
        r
    }

    fn value_here(&mut self, e: ExprId) -> Done<Reg> {
        match self.arena.node(e) {
            Node::Var(i, _) => {
                self.charge(1);
                Ok(self.env[self.env.len() - 1 - i as usize])
            }
            node @ (Node::Int(_) | Node::Big(_) | Node::Bool(_)) => {
                self.charge(1);
                Ok(self.consts[&node])
            }
            Node::Prim(..) | Node::Lam(..) | Node::If(..) | Node::Let(..) | Node::Call(..) => self.fresh(e),
            Node::List(..) | Node::Hole(_) => self.fresh(e),
        }
    }

    /// Register of the value of constant arithmetic, in a candidate. Charges the cost of computing it.
    fn constant(&mut self, e: ExprId) -> Option<Reg> {
        self.zero?;
        let meta = self.arena.meta(e);
        let (value, cost) = meta.constant().filter(|_| self.folds || meta.size == 1)?;
        let known = match value {
            0..=2 => Some(value as Reg + 1),
            _ => self.code.preloads.iter().find(|p| p.1 == value).map(|p| p.0),
        };
        let r = known.or_else(|| {
            let r = self.code.preloads.len() + 1;
            (r < FIRST_FREE).then(|| {
                self.code.preloads.push((r as Reg, value));
                r as Reg
            })
        });
        if r.is_some() {
            self.charge(cost);
        }
        r
    }

    /// Computes the value of `e` in a fresh register.
    fn fresh(&mut self, e: ExprId) -> Done<Reg> {
        let d = self.register()?;
        self.into(e, d)?;
        Ok(d)
    }

    /// Computes the value of `e` in register `d`. The write to `d` comes last; other registers used are free again.
    pub(super) fn into(&mut self, e: ExprId, d: Reg) -> Done<()> {
        let (free, outer) = (self.free, self.enter(e));
        if self.worth_remembering(e) {
            self.remembered(e, d)?;
        } else {
            self.direct(e, d)?;
        }
        self.free = free;
        self.leave(outer);
        Ok(())
    }

    /// Computes the value of `e` in register `d` at this place.
    pub(super) fn direct(&mut self, e: ExprId, d: Reg) -> Done<()> {
        if let Some(a) = self.constant(e) {
            self.emit(Instr::Move { d, a });
            return Ok(());
        }
        match self.arena.node(e) {
            Node::Var(..) | Node::Int(_) | Node::Big(_) | Node::Bool(_) => {
                let a = self.value(e)?;
                if a != d {
                    self.emit(Instr::Move { d, a });
                }
            }
            Node::Prim(p, args) => self.prim(e, p, Arena::prim_args(&args), d)?,
            Node::If(test, then, other) => self.branch(test, Test::Bool, then, other, d)?,
            Node::Let(value, body) => {
                let r = self.value(value)?;
                self.charge(1);
                self.env.push(r);
                self.into(body, d)?;
                self.env.pop();
            }
            Node::Call(f, list, _) => {
                let a = self.arguments(self.arena.args(list))?;
                self.charge(1);
                self.end_block();
                self.emit(Instr::Call { d, a, f: self.index[&f] });
            }
            Node::List(list, _) => {
                let elements = self.arena.args(list);
                let a = self.arguments(elements)?;
                self.charge(0);
                self.emit(Instr::Rare(Rare::List { d, a, n: elements.len() as Reg }));
                self.charge(1 + elements.len() as u32);
            }
            Node::Hole(_) => {
                self.emit(Instr::Fail { error: EvalError::Hole });
            }
            Node::Lam(..) => unreachable!("a lambda stands only where a primitive takes a function"),
        }
        Ok(())
    }

    /// Computes values in consecutive fresh registers. Returns the first register.
    fn arguments(&mut self, args: &[ExprId]) -> Done<Reg> {
        let first = self.registers(args.len())?;
        for (k, &arg) in args.iter().enumerate() {
            self.into(arg, first + k as Reg)?;
        }
        Ok(first)
    }

    /// Compiles `e` in tail position. Returns the register of its value, or none if every path has left the function.
    pub(super) fn tail(&mut self, e: ExprId) -> Done<Option<Reg>> {
        let outer = self.enter(e);
        let r = self.tail_here(e);
        self.leave(outer);
        r
    }

    fn tail_here(&mut self, e: ExprId) -> Done<Option<Reg>> {
        match self.arena.node(e) {
            Node::If(test, then, other) if self.arena.meta(e).calls() => {
                self.tail_branch(test, Test::Bool, then, other)
            }
            Node::Prim(Prim::Cond, [test, then, other, ..]) if self.arena.meta(e).calls() => {
                self.tail_branch(test, Test::Cond, then, other)
            }
            Node::Let(value, body) if self.arena.meta(body).calls() => {
                let r = self.value(value)?;
                self.charge(1);
                self.env.push(r);
                let tail = self.tail(body)?;
                self.env.pop();
                Ok(tail)
            }
            Node::Call(f, list, _) if !self.memo[self.index[&f] as usize] => {
                let args = self.arena.args(list);
                let a = self.arguments(args)?;
                self.charge(1);
                self.end_block();
                self.emit(Instr::TailCall { a, n: args.len() as Reg, f: self.index[&f] });
                Ok(None)
            }
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => {
                self.value(e).map(Some)
            }
            Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => self.value(e).map(Some),
        }
    }

    fn tail_branch(&mut self, test: ExprId, kind: Test, then: ExprId, other: ExprId) -> Done<Option<Reg>> {
        let jumps = self.test(test, kind)?;
        let free = self.free;
        if let Some(a) = self.tail(then)? {
            self.end_block();
            self.emit(Instr::Return { a });
        }
        self.free = free;
        let to = self.here();
        self.patch(jumps, to);
        self.tail(other)
    }

    fn branch(&mut self, test: ExprId, kind: Test, then: ExprId, other: ExprId, d: Reg) -> Done<()> {
        let to_other = self.test(test, kind)?;
        self.into(then, d)?;
        self.end_block();
        let to_end = self.emit(Instr::Jump { to: 0 });
        let to = self.here();
        self.patch(to_other, to);
        self.into(other, d)?;
        let to = self.here();
        self.patch(to_end, to);
        Ok(())
    }

    /// Evaluates a test, charges the branch, and jumps to the else branch if it fails. Returns the position of the
    /// jump.
    fn test(&mut self, test: ExprId, kind: Test) -> Done<usize> {
        let (free, outer) = (self.free, self.enter(test));
        let compare = match (kind, self.arena.node(test)) {
            (Test::Bool, Node::Prim(p, [a, b, ..])) if !self.is_list(a) => comparison(p).map(|c| (c, a, b)),
            (Test::Bool | Test::Cond, _) => None,
        };
        let jump = if let Some(((p, swap), a, b)) = compare {
            let (x, y) = (self.value(a)?, self.value(b)?);
            // The comparison and the branching.
            self.charge(2);
            let (a, b) = if swap { (y, x) } else { (x, y) };
            match p {
                Compare::Eq => Instr::UnlessEq { a, b, to: 0 },
                Compare::Ne => Instr::UnlessNe { a, b, to: 0 },
                Compare::Lt => Instr::UnlessLt { a, b, to: 0 },
                Compare::Le => Instr::UnlessLe { a, b, to: 0 },
            }
        } else {
            let a = self.value(test)?;
            self.charge(1);
            match kind {
                Test::Bool => Instr::IfFalse { a, to: 0 },
                Test::Cond => Instr::IfPositive { a, to: 0 },
            }
        };
        self.end_block();
        self.free = free;
        let at = self.emit(jump);
        self.leave(outer);
        Ok(at)
    }

    pub(super) fn is_list(&self, e: ExprId) -> bool {
        e != ExprId::NONE && self.arena.ty(e).is_list()
    }

    fn prim(&mut self, e: ExprId, p: Prim, args: &[ExprId], d: Reg) -> Done<()> {
        match p.info().kind {
            Kind::Strict => {
                self.step(p, args, d)?;
                self.note_reach(e, d);
                Ok(())
            }
            Kind::Choice => self.branch(args[0], Test::Cond, args[1], args[2], d),
            Kind::Loop | Kind::Search => self.looped(e, p, args, d),
            Kind::Source => self.collect(e, d),
            Kind::Consumer if p == Prim::Length && !self.arena.is_source(args[0]) => self.step(p, args, d),
            Kind::Consumer => self.consume(p, args, d),
        }
    }

    /// Compiles a strict primitive: the arguments, then one instruction.
    fn step(&mut self, p: Prim, args: &[ExprId], d: Reg) -> Done<()> {
        let mut r = [0; 3];
        for (k, &arg) in args.iter().enumerate() {
            r[k] = self.value(arg)?;
        }
        let [a, b, c] = r;
        let list = self.is_list(args[0]);
        let depth = self.arena.ty(args[0]).list_depth().saturating_sub(1);
        let instr = match p {
            Prim::Add => Instr::Add { d, a, b },
            Prim::Sub => Instr::Sub { d, a, b },
            Prim::Mul => Instr::Mul { d, a, b },
            Prim::Div => Instr::Div { d, a, b },
            Prim::Mod => Instr::Mod { d, a, b },
            Prim::Pow => Instr::Rare(Rare::Pow { d, a, b }),
            Prim::Neg => Instr::Neg { d, a },
            Prim::Eq | Prim::Ne if list => Instr::Rare(Rare::ListEq { d, a, b, depth }),
            Prim::Eq => Instr::Eq { d, a, b },
            Prim::Ne => Instr::Ne { d, a, b },
            Prim::Lt => Instr::Lt { d, a, b },
            Prim::Le => Instr::Le { d, a, b },
            Prim::Gt => Instr::Lt { d, a: b, b: a },
            Prim::Ge => Instr::Le { d, a: b, b: a },
            Prim::Not => Instr::Not { d, a },
            Prim::Abs => Instr::Rare(Rare::Abs { d, a }),
            Prim::Min => Instr::Rare(Rare::Min { d, a, b }),
            Prim::Max => Instr::Rare(Rare::Max { d, a, b }),
            Prim::Gcd => Instr::Rare(Rare::Gcd { d, a, b }),
            Prim::Isqrt => Instr::Rare(Rare::Isqrt { d, a }),
            Prim::Powmod => Instr::Rare(Rare::Powmod { d, a, b, c }),
            Prim::BitAnd => Instr::Rare(Rare::BitAnd { d, a, b }),
            Prim::BitOr => Instr::Rare(Rare::BitOr { d, a, b }),
            Prim::BitXor => Instr::Rare(Rare::BitXor { d, a, b }),
            Prim::BitLength => Instr::Rare(Rare::BitLength { d, a }),
            Prim::IsPrime => Instr::Rare(Rare::IsPrime { d, a }),
            Prim::NextPrime => Instr::Rare(Rare::NextPrime { d, a }),
            Prim::PreviousPrime => Instr::Rare(Rare::PreviousPrime { d, a }),
            Prim::NthPrime => Instr::Rare(Rare::NthPrime { d, a }),
            Prim::CountPrimes => Instr::Rare(Rare::CountPrimes { d, a }),
            Prim::Factor => Instr::Rare(Rare::Factor { d, a }),
            Prim::Length => Instr::Rare(Rare::Length { d, a }),
            Prim::Cons => Instr::Rare(Rare::Cons { d, a, b }),
            Prim::Append => Instr::Rare(Rare::Append { d, a, b }),
            Prim::Reverse => Instr::Rare(Rare::Reverse { d, a }),
            Prim::Sort => Instr::Rare(Rare::Sort { d, a }),
            Prim::Distinct => Instr::Rare(Rare::Distinct { d, a, depth }),
            Prim::Get => Instr::Rare(Rare::Get { d, a, b }),
            Prim::Head => Instr::Rare(Rare::Head { d, a }),
            Prim::Tail => Instr::Rare(Rare::Tail { d, a }),
            Prim::Take => Instr::Rare(Rare::Take { d, a, b }),
            Prim::Drop => Instr::Rare(Rare::Drop { d, a, b }),
            Prim::Cond | Prim::Loop | Prim::Loop2 | Prim::Compr | Prim::Search | Prim::Range => unreachable!("no step"),
            Prim::RangeInclusive | Prim::Map | Prim::Filter | Prim::Fold | Prim::Scan => unreachable!("no step"),
            Prim::All | Prim::Any | Prim::ZipWith => unreachable!("no step"),
        };
        // The instruction comes before its own charge: a step that fails is not charged.
        self.charge(0);
        self.emit(instr);
        if matches!((p, list), (Prim::Ne, true)) {
            self.emit(Instr::Not { d, a: d });
        }
        self.charge(plain_cost(p));
        Ok(())
    }
}

/// The cost of a strict step when no value is large.
fn plain_cost(p: Prim) -> u32 {
    match p.info().cost {
        Cost::Primality | Cost::NextPrime | Cost::PrimeCount | Cost::Factoring => 5,
        Cost::Division | Cost::CommonDivisor | Cost::Root | Cost::ModularPower => 5,
        Cost::Additive | Cost::Multiplicative | Cost::Power | Cost::Unit => 1,
        Cost::Control | Cost::List => 1,
    }
}

/// The kind of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Test {
    /// Test of an `if`: whether a truth value is true.
    Bool,
    /// Test of a `cond`: whether an integer is at most 0.
    Cond,
}

#[derive(Clone, Copy)]
enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
}

/// A comparison that has a jump of its own, and whether its operands are swapped for it.
fn comparison(p: Prim) -> Option<(Compare, bool)> {
    let known = [
        (Prim::Eq, Compare::Eq, false),
        (Prim::Ne, Compare::Ne, false),
        (Prim::Lt, Compare::Lt, false),
        (Prim::Le, Compare::Le, false),
        (Prim::Gt, Compare::Lt, true),
        (Prim::Ge, Compare::Le, true),
    ];
    known.into_iter().find(|k| k.0 == p).map(|(_, compare, swap)| (compare, swap))
}
