//! Lists: sources, which give elements one by one, and consumers, which take them.

use nth_core::{Arena, ExprId, Node};
use nth_prims::Prim;

use super::{CompileError, Compiler};
use crate::instr::{Instr, Rare, Reg};

type Done<T> = Result<T, CompileError>;

/// A source that was started.
struct Source {
    base: Base,
    /// Functions applied to each element, in order.
    stages: Vec<Stage>,
}

enum Base {
    Range { cur: Reg, end: Reg },
    List { list: Reg, i: Reg },
}

/// Function that is applied to each element, with the expression in which it stands (for the origins of instructions).
enum Stage {
    Map(ExprId, usize),
    Filter(ExprId, usize),
}

impl Compiler<'_> {
    fn start(&mut self, e: ExprId) -> Done<Source> {
        let outer = self.enter(e);
        let source = self.start_here(e);
        self.leave(outer);
        source
    }

    fn start_here(&mut self, e: ExprId) -> Done<Source> {
        if let Node::Prim(p, args) = self.arena.node(e) {
            let args = Arena::prim_args(&args).to_vec();
            match (p, args.as_slice()) {
                (Prim::Range | Prim::RangeInclusive, &[from, to]) => {
                    let (cur, end) = (self.register()?, self.register()?);
                    self.into(from, cur)?;
                    self.into(to, end)?;
                    self.charge(1);
                    if p == Prim::RangeInclusive {
                        self.emit(Instr::Increment { a: end });
                    }
                    return Ok(Source { base: Base::Range { cur, end }, stages: Vec::new() });
                }
                (Prim::Map | Prim::Filter, &[list, f]) => {
                    let mut source = self.start(list)?;
                    self.charge(1);
                    let at = self.here_in_source();
                    source.stages.push(if p == Prim::Map { Stage::Map(f, at) } else { Stage::Filter(f, at) });
                    return Ok(source);
                }
                _ => {}
            }
        }
        let list = self.register()?;
        self.into(e, list)?;
        let i = self.register()?;
        self.load(i, nth_num::Int::ZERO);
        Ok(Source { base: Base::List { list, i }, stages: Vec::new() })
    }

    /// Runs `body` on the register of each element. Returns the position of the code after the loop.
    fn each(&mut self, source: &Source, body: impl FnOnce(&mut Self, Reg) -> Done<()>) -> Done<()> {
        let free = self.free;
        let mut x = self.register()?;
        let top = self.here();
        let next = match source.base {
            Base::Range { cur, end } => self.emit(Instr::RangeNext { d: x, cur, end, to: 0 }),
            Base::List { list, i } => self.emit(Instr::ListNext { d: x, a: list, i, to: 0 }),
        };
        self.charge(1);
        let outer = self.here_in_source();
        for stage in &source.stages {
            match *stage {
                Stage::Map(f, at) => {
                    self.leave(at);
                    let y = self.register()?;
                    self.apply(f, &[x], y)?;
                    self.charge(1);
                    x = y;
                }
                Stage::Filter(p, at) => {
                    self.leave(at);
                    let t = self.register()?;
                    self.apply(p, &[x], t)?;
                    self.charge(1);
                    self.end_block();
                    self.emit(Instr::IfFalse { a: t, to: top });
                }
            }
        }
        self.leave(outer);
        body(self, x)?;
        self.end_block();
        self.emit(Instr::Jump { to: top });
        let to = self.here();
        self.patch(next, to);
        self.free = free;
        Ok(())
    }

    /// Compiles the construction of the list of a source.
    pub(super) fn collect(&mut self, e: ExprId, d: Reg) -> Done<()> {
        let source = self.start(e)?;
        self.end_block();
        self.emit(Instr::Rare(Rare::Collect {}));
        self.each(&source, |c, x| {
            c.emit(Instr::Rare(Rare::Push { a: x }));
            Ok(())
        })?;
        self.emit(Instr::Rare(Rare::Collected { d }));
        Ok(())
    }

    /// Compiles `fold`, `scan`, `all`, `any`, `length` of a source, and `zip_with`.
    pub(super) fn consume(&mut self, p: Prim, args: &[ExprId], d: Reg) -> Done<()> {
        match *args {
            [list, init, f] if matches!(p, Prim::Fold | Prim::Scan) => self.fold(p == Prim::Scan, list, init, f, d),
            [list, f] => self.decide(p == Prim::All, list, f, d),
            [list] => {
                let source = self.start(list)?;
                let count = self.register()?;
                self.charge(1);
                self.load(count, nth_num::Int::ZERO);
                self.each(&source, |c, _| {
                    c.emit(Instr::Increment { a: count });
                    Ok(())
                })?;
                self.emit(Instr::Move { d, a: count });
                Ok(())
            }
            [xs, ys, f] => self.zip(xs, ys, f, d),
            _ => unreachable!("{} has its arity", p.name()),
        }
    }

    fn fold(&mut self, scan: bool, list: ExprId, init: ExprId, f: ExprId, d: Reg) -> Done<()> {
        let source = self.start(list)?;
        let acc = self.register()?;
        self.into(init, acc)?;
        self.charge(1);
        self.end_block();
        if scan {
            self.emit(Instr::Rare(Rare::Collect {}));
            self.emit(Instr::Rare(Rare::Push { a: acc }));
        }
        self.each(&source, |c, x| {
            c.apply(f, &[acc, x], acc)?;
            if scan {
                c.emit(Instr::Rare(Rare::Push { a: acc }));
            }
            Ok(())
        })?;
        self.emit(if scan { Instr::Rare(Rare::Collected { d }) } else { Instr::Move { d, a: acc } });
        Ok(())
    }

    fn decide(&mut self, all: bool, list: ExprId, p: ExprId, d: Reg) -> Done<()> {
        let source = self.start(list)?;
        let outcome = self.register()?;
        let t = self.register()?;
        self.charge(1);
        self.load(outcome, nth_num::Int::from(i64::from(!all)));
        let mut out = 0;
        self.each(&source, |c, x| {
            c.apply(p, &[x], t)?;
            c.end_block();
            out = c.emit(if all { Instr::IfFalse { a: t, to: 0 } } else { Instr::IfPositive { a: t, to: 0 } });
            Ok(())
        })?;
        self.load(outcome, nth_num::Int::from(i64::from(all)));
        let to_end = self.emit(Instr::Jump { to: 0 });
        let to = self.here();
        self.patch(out, to);
        self.load(outcome, nth_num::Int::from(i64::from(!all)));
        let to = self.here();
        self.patch(to_end, to);
        self.emit(Instr::Move { d, a: outcome });
        Ok(())
    }

    fn zip(&mut self, xs: ExprId, ys: ExprId, f: ExprId, d: Reg) -> Done<()> {
        let (a, b) = (self.register()?, self.register()?);
        self.into(xs, a)?;
        self.into(ys, b)?;
        let (i, j) = (self.register()?, self.register()?);
        let (x, y, z) = (self.register()?, self.register()?, self.register()?);
        self.charge(1);
        self.load(i, nth_num::Int::ZERO);
        self.load(j, nth_num::Int::ZERO);
        self.end_block();
        self.emit(Instr::Rare(Rare::Collect {}));
        let top = self.here();
        let end_a = self.emit(Instr::ListNext { d: x, a, i, to: 0 });
        let end_b = self.emit(Instr::ListNext { d: y, a: b, i: j, to: 0 });
        self.apply(f, &[x, y], z)?;
        self.charge(1);
        self.emit(Instr::Rare(Rare::Push { a: z }));
        self.end_block();
        self.emit(Instr::Jump { to: top });
        let to = self.here();
        self.patch(end_a, to);
        self.patch(end_b, to);
        self.emit(Instr::Rare(Rare::Collected { d }));
        Ok(())
    }
}
