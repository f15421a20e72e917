//! Metadata of expressions, computed when they are made: size, free variables, type, effects, and the value where it is
//! plain.

use nth_prims::{Cost, Kind, Prim, Shape};

use crate::{Arena, EvalError, ExprId, Node, Ty, cost};

/// Metadata of an expression.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Hash of the structure, the same in every arena. Equal expressions have equal hashes; a collision of different
    /// ones is practically impossible. (Calls and lists are hashed by the numbers of their arena.)
    pub hash: u128,
    /// Free variables: bit i for variable i, bit 63 for all variables from 63 on.
    pub free: u64,
    /// Value of arithmetic on literals whose values are not large.
    value: i64,
    /// Cost of computing `value`; 0 if there is no such value.
    cost: u32,
    /// Value if all variables are 0, where `at_origin` says that there is one.
    origin: i64,
    at_origin: Origin,
    /// Number of nodes; lambdas count 0. Saturates.
    pub size: u32,
    /// Longest path to a leaf. Saturates.
    pub depth: u16,
    /// Type of the value; for a lambda the type of its body.
    pub ty: Ty,
    flags: u8,
}

/// Knowledge about an integer expression if all variables are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Unknown,
    Known,
    DivByZero,
}

const LOOPS: u8 = 1;
const REMEMBERS: u8 = 2;
const CALLS: u8 = 4;
const LIST_VARS: u8 = 8;
const MAKES: u8 = 16;
const CONTINUES: u8 = 32;

impl Meta {
    /// Whether the expression contains a loop, a search, a call or a list operation, so that its cost depends on
    /// values.
    #[must_use]
    pub fn loops(&self) -> bool {
        self.flags & LOOPS != 0
    }

    /// Whether the cost depends on earlier computations: the expression contains a search or a call.
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.flags & REMEMBERS != 0
    }

    /// Whether the expression contains a call.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.flags & CALLS != 0
    }

    /// Whether evaluation depends on the variables alone and has no effects: no variable is a list, no list is made,
    /// nothing is remembered.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.flags & (REMEMBERS | CALLS | LIST_VARS | MAKES) == 0
    }

    /// Whether the expression contains, outside of lambdas, a loop that continues, so that the continued cost depends
    /// on earlier runs.
    #[must_use]
    pub fn continues(&self) -> bool {
        self.flags & CONTINUES != 0
    }

    /// Value if all variables are 0, where it is plain when the expression is made: the first term of a candidate, or
    /// the error that it ends with (at whatever cost).
    #[must_use]
    pub fn at_origin(&self) -> Option<Result<i64, EvalError>> {
        match self.at_origin {
            Origin::Unknown => None,
            Origin::Known => Some(Ok(self.origin)),
            Origin::DivByZero => Some(Err(EvalError::DivByZero)),
        }
    }

    /// Value and cost of arithmetic on literals whose values are not large.
    #[must_use]
    pub fn constant(&self) -> Option<(i64, u32)> {
        (self.cost != 0).then_some((self.value, self.cost))
    }
}

impl Arena {
    pub(crate) fn describe(&self, node: &Node, hash: u128) -> Meta {
        let mut m = Meta {
            hash,
            free: 0,
            value: 0,
            origin: 0,
            cost: 0,
            size: 1,
            depth: 1,
            ty: Ty::INT,
            flags: 0,
            at_origin: Origin::Unknown,
        };
        self.children_of(node, |c| {
            let k = &self.metas[c.index()];
            m.size = m.size.saturating_add(k.size);
            m.free |= k.free;
            m.depth = m.depth.max(k.depth.saturating_add(1));
            m.flags |= k.flags;
        });
        match *node {
            Node::Int(x) => {
                (m.value, m.cost) = (x, u32::from(!cost::is_large_i64(x)));
                m.at_origin = if cost::is_large_i64(x) { Origin::Unknown } else { Origin::Known };
                m.origin = x;
            }
            Node::Big(_) => {}
            Node::Bool(_) => m.ty = Ty::BOOL,
            Node::Var(i, ty) => {
                m.ty = ty;
                m.flags = if ty.is_list() { LIST_VARS } else { 0 };
                m.free = 1 << i.min(63);
                if ty == Ty::INT {
                    m.at_origin = Origin::Known;
                }
            }
            Node::Prim(p, args) => {
                (m.origin, m.at_origin) = self.origin(p, &args);
                m.ty = self.prim_type(p, &args);
                m.flags |= self.prim_flags(p, &args, m.ty);
                if self.continuing(p, &args) {
                    m.flags |= CONTINUES;
                }
                (m.value, m.cost) = self.fold(p, &args).unwrap_or((0, 0));
            }
            Node::Lam(params, body) => {
                m.size -= 1;
                m.free = shift_out(m.free, params);
                m.ty = self.ty(body);
                m.flags &= !CONTINUES;
                m.flags |= self.made(body);
            }
            Node::If(test, then, other) => {
                m.ty = self.ty(then);
                m.flags |= self.made(test) | self.made(then) | self.made(other);
            }
            Node::Let(value, body) => {
                m.ty = self.ty(body);
                m.free = self.metas[value.index()].free | shift_out(self.metas[body.index()].free, 1);
                m.flags |= self.made(value) | self.made(body);
            }
            Node::Call(_, _, ty) => {
                m.ty = ty;
                m.flags |= REMEMBERS | CALLS | LOOPS;
            }
            Node::List(_, elem) => {
                m.ty = elem.list();
                m.flags |= LOOPS | MAKES;
            }
            Node::Hole(ty) => m.ty = ty,
        }
        m
    }

    /// `MAKES` if the expression is a source that is built here, else 0.
    fn made(&self, e: ExprId) -> u8 {
        if self.is_source(e) { MAKES } else { 0 }
    }

    /// Whether a list expression gives its elements one by one to the primitive whose direct argument it is.
    #[must_use]
    pub fn is_source(&self, e: ExprId) -> bool {
        matches!(self.nodes[e.index()], Node::Prim(Prim::Range | Prim::RangeInclusive | Prim::Map | Prim::Filter, _))
    }

    /// Whether `e` is a loop that continues outside of lambdas: its functions and starts have no free variables, their
    /// values are no lists, and they contain no search and no call and make no list. So the state after i iterations
    /// and the cost of the i-th one are always the same.
    #[must_use]
    pub fn continues(&self, e: ExprId) -> bool {
        match self.nodes[e.index()] {
            Node::Prim(p, args) => self.continuing(p, &args),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Lam(..) | Node::If(..) => false,
            Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => false,
        }
    }

    fn continuing(&self, p: Prim, args: &[ExprId; 5]) -> bool {
        let closed = |e: ExprId| {
            let m = &self.metas[e.index()];
            m.free == 0 && m.is_pure() && !m.ty.is_list()
        };
        if p == Prim::Loop {
            closed(args[0]) && closed(args[2])
        } else {
            p == Prim::Loop2 && [0, 1, 3, 4].iter().all(|&k| closed(args[k]))
        }
    }

    fn prim_flags(&self, p: Prim, args: &[ExprId; 5], ty: Ty) -> u8 {
        use Prim::{Add, Cond, Div, Mod, Mul, Sub};
        if matches!(p, Add | Sub | Mul | Div | Mod | Cond) && !ty.is_list() {
            return 0;
        }
        let mut flags = if ty.is_list() { LOOPS } else { 0 };
        let takes_source =
            matches!(p, Prim::Fold | Prim::Scan | Prim::All | Prim::Any | Prim::Length | Prim::Map | Prim::Filter);
        for (k, &a) in args.iter().enumerate().take_while(|&(_, &a)| a != ExprId::NONE) {
            if matches!(self.nodes[a.index()], Node::Lam(..)) || self.metas[a.index()].ty.is_list() {
                flags |= LOOPS;
            }
            if !(takes_source && k == 0) {
                flags |= self.made(a);
            }
        }
        if matches!(p, Prim::Compr | Prim::Search) {
            flags |= REMEMBERS;
        }
        // A source makes a list only where it is built, which `made` of its parent says.
        if p == Prim::Factor || p.info().cost == Cost::List && p.info().kind != Kind::Source {
            flags |= MAKES;
        }
        flags
    }

    /// Value of a primitive of the published language if all variables are 0, where no loop is needed for it.
    fn origin(&self, p: Prim, args: &[ExprId; 5]) -> (i64, Origin) {
        let unknown = (0, Origin::Unknown);
        let at = |k: usize| {
            let m = &self.metas[args[k].index()];
            (m.origin, m.at_origin)
        };
        if is_arithmetic(p) {
            let ((a, at_a), (b, at_b)) = (at(0), at(1));
            return match (at_a, at_b) {
                (Origin::Known, Origin::Known) if b == 0 && matches!(p, Prim::Div | Prim::Mod) => {
                    (0, Origin::DivByZero)
                }
                (Origin::Known, Origin::Known) => match arithmetic(p, a, b) {
                    Some((v, _)) if !cost::is_large_i64(v) => (v, Origin::Known),
                    Some(_) | None => unknown,
                },
                (Origin::Known, other) | (other, _) => (0, other),
            };
        }
        // A loop without iterations evaluates its count, then its start. The second start of `loop2` must have a value,
        // too.
        let stays = |(count, at_count): (i64, Origin), start: (i64, Origin)| match at_count {
            Origin::Known if count <= 0 => start,
            Origin::DivByZero => (0, Origin::DivByZero),
            Origin::Known | Origin::Unknown => unknown,
        };
        if p == Prim::Cond {
            match at(0) {
                (test, Origin::Known) => at(if test <= 0 { 1 } else { 2 }),
                (_, other) => (0, other),
            }
        } else if p == Prim::Loop {
            stays(at(1), at(2))
        } else if p == Prim::Loop2 && at(4).1 == Origin::Known {
            stays(at(2), at(3))
        } else if p == Prim::Compr {
            let (index, at_index) = at(1);
            let fails = at_index == Origin::DivByZero || at_index == Origin::Known && index < 0;
            if fails { (0, Origin::DivByZero) } else { unknown }
        } else {
            unknown
        }
    }

    /// Value of an arithmetic step on constants, and the total cost.
    fn fold(&self, p: Prim, args: &[ExprId; 5]) -> Option<(i64, u32)> {
        if !is_arithmetic(p) {
            return None;
        }
        let (x, y) = (&self.metas[args[0].index()], &self.metas[args[1].index()]);
        if x.cost == 0 || y.cost == 0 {
            return None;
        }
        let (value, step) = arithmetic(p, x.value, y.value)?;
        let total = x.cost.saturating_add(y.cost).saturating_add(step as u32);
        (!cost::is_large_i64(value)).then_some((value, total))
    }

    /// Result type of a primitive on these arguments.
    fn prim_type(&self, p: Prim, args: &[ExprId; 5]) -> Ty {
        let ty = |k: u8| self.ty(args[usize::from(k)]);
        match p.info().result {
            Shape::Int => Ty::INT,
            Shape::Bool => Ty::BOOL,
            Shape::IntList => Ty::INT.list(),
            Shape::IntLists => Ty::INT.list().list(),
            Shape::Same(k) => ty(k),
            Shape::ListOf(k) => ty(k).list(),
            Shape::ElementOf(k) => ty(k).elem().unwrap_or(Ty::INT),
        }
    }
}

/// Whether the primitive is one of `+ - * / %`.
#[inline]
fn is_arithmetic(p: Prim) -> bool {
    matches!(p, Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod)
}

/// Value of `+ - * / %` in 64 bits, and the cost of the step if nothing is large.
fn arithmetic(p: Prim, a: i64, b: i64) -> Option<(i64, u64)> {
    if p == Prim::Add {
        Some((a.checked_add(b)?, cost::STEP))
    } else if p == Prim::Sub {
        Some((a.checked_sub(b)?, cost::STEP))
    } else if p == Prim::Mul {
        Some((a.checked_mul(b)?, cost::STEP))
    } else if p == Prim::Div {
        Some((nth_num::floor_div_i64(a, b)?, cost::DIVISION))
    } else {
        Some((nth_num::floor_mod_i64(a, b)?, cost::DIVISION))
    }
}

/// Free variables as seen from outside `params` binders.
fn shift_out(free: u64, params: u8) -> u64 {
    let top = free & (1 << 63);
    if top == 0 {
        free.checked_shr(u32::from(params)).unwrap_or(0)
    } else {
        // Bit 63 stands for any variable from 63 on, so after the shift it may be any from 63−params on.
        (free >> params.min(63)) | (u64::MAX << (63 - params.min(63)))
    }
}
