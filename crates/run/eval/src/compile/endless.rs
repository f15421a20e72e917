//! Searches that find nothing more, because their function stays positive.
//!
//! Each expression of the published language gets a range that its value stays in, as far as the budget lets a search
//! go. If there is a range, evaluating the expression has no error and meets no large number. A search whose function
//! has a positive range can therefore only end with `budget`.

use nth_core::{Arena, ExprId, Node, cost};
use nth_prims::Prim;

/// The numbers below this are always tried.
pub const FIRST: i64 = 8;
/// The analysis holds for runs with a budget below this.
pub const MOST: i64 = 1 << 30;

/// Bound on the steps of the analysis of one function.
const FUEL: u32 = 60;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Range {
    low: i64,
    high: i64,
}

impl Range {
    /// The range, if its ends are not large.
    fn new(low: i128, high: i128) -> Option<Self> {
        let (low, high) = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        (!cost::is_large_i64(low) && !cost::is_large_i64(high)).then_some(Self { low, high })
    }

    /// The range of a step that is monotonic in each operand.
    fn corners(self, other: Self, step: impl Fn(i128, i128) -> i128) -> Option<Self> {
        let ends = |r: Self| [i128::from(r.low), i128::from(r.high)];
        let [a, b] = ends(self).map(|x| ends(other).map(|y| step(x, y)));
        let all = [a[0], a[1], b[0], b[1]];
        Self::new(all.into_iter().min()?, all.into_iter().max()?)
    }

    fn either(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

/// Whether a function of two variables, the second of which is 0, is positive and has no error from [`FIRST`] on, as
/// far as a run with a budget below [`MOST`] comes.
pub fn stays_positive(arena: &Arena, lam: ExprId) -> bool {
    let number = Range { low: FIRST, high: MOST };
    let mut analysis = Analysis { arena, fuel: FUEL };
    analysis.function(lam, [number, Range { low: 0, high: 0 }]).is_some_and(|r| r.low > 0)
}

struct Analysis<'a> {
    arena: &'a Arena,
    fuel: u32,
}

impl Analysis<'_> {
    fn function(&mut self, lam: ExprId, params: [Range; 2]) -> Option<Range> {
        if self.arena.meta(lam).free != 0 {
            return None;
        }
        let Node::Lam(2, body) = self.arena.node(lam) else { return None };
        self.range(body, params)
    }

    /// The range of an expression; `env` are variables 1 and 0.
    fn range(&mut self, e: ExprId, env: [Range; 2]) -> Option<Range> {
        self.fuel = self.fuel.checked_sub(1)?;
        match self.arena.node(e) {
            Node::Int(x) => Range::new(i128::from(x), i128::from(x)),
            Node::Var(i @ 0..=1, _) => Some(env[1 - usize::from(i)]),
            Node::Prim(p, args) => self.prim(p, &args, env),
            Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) | Node::If(..) | Node::Let(..) => None,
            Node::Call(..) | Node::List(..) | Node::Hole(_) => None,
        }
    }

    fn prim(&mut self, p: Prim, args: &[ExprId; 5], env: [Range; 2]) -> Option<Range> {
        let [x, y, z, u, v] = *args;
        if matches!(p, Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod) {
            let (a, b) = (self.range(x, env)?, self.range(y, env)?);
            arithmetic(p, a, b)
        } else if p == Prim::Cond {
            let test = self.range(x, env)?;
            if test.high <= 0 {
                self.range(y, env)
            } else if test.low > 0 {
                self.range(z, env)
            } else {
                Some(self.range(y, env)?.either(self.range(z, env)?))
            }
        } else if p == Prim::Loop {
            let (count, start) = (self.range(y, env)?, self.range(z, env)?);
            let counter = Range { low: 1, high: count.high.max(1) };
            self.repeat(count, [start, counter], |a, [s, i]| Some([a.function(x, [s, i])?, i]))
        } else if p == Prim::Loop2 {
            let start = [self.range(u, env)?, self.range(v, env)?];
            let count = self.range(z, env)?;
            self.repeat(count, start, |a, s| Some([a.function(x, s)?, a.function(y, s)?]))
        } else if p == Prim::Compr {
            let index = self.range(y, env).filter(|r| r.low >= 0)?;
            // If the search finds nothing, the budget ends it, too.
            self.function(x, [Range { low: 0, high: MOST }, Range { low: 0, high: 0 }])?;
            Some(Range { low: index.low.min(MOST), high: MOST })
        } else {
            None
        }
    }

    /// The first of two states after this many steps.
    fn repeat(
        &mut self,
        count: Range,
        start: [Range; 2],
        step: impl Fn(&mut Self, [Range; 2]) -> Option<[Range; 2]>,
    ) -> Option<Range> {
        if count.high <= 0 {
            return Some(start[0]);
        }
        let mut state = start;
        for k in 1..=3 {
            let next = step(self, state)?;
            let both = [state[0].either(next[0]), state[1].either(next[1])];
            if both == state {
                return Some(if count.low > 0 { next[0] } else { state[0] });
            }
            if (count.low, count.high) == (k, k) && k == 1 {
                return Some(next[0]);
            }
            state = both;
        }
        None
    }
}

fn arithmetic(p: Prim, a: Range, b: Range) -> Option<Range> {
    if p == Prim::Add {
        a.corners(b, |x, y| x + y)
    } else if p == Prim::Sub {
        a.corners(b, |x, y| x - y)
    } else if p == Prim::Mul {
        a.corners(b, |x, y| x * y)
    } else if b.low <= 0 && b.high >= 0 {
        None
    } else if p == Prim::Div {
        // Rounded down: the remainder has the sign of the divisor.
        a.corners(b, |x, y| if y > 0 { x.div_euclid(y) } else { (-x).div_euclid(-y) })
    } else if a.low >= 0 && a.high < b.low {
        Some(a)
    } else if b.low > 0 {
        Some(Range { low: 0, high: b.high - 1 })
    } else {
        Some(Range { low: b.low + 1, high: 0 })
    }
}
