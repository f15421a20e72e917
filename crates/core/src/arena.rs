//! The arena: hash-consing and what is known of each expression.

use nth_num::Int;
use nth_prims::Prim;
use rustc_hash::FxHashMap;

use crate::{cost, ArgList, BigId, EvalError, ExprId, FuncId, Node, Ty};

/// What is known of an expression when it is made.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// A hash of the structure, the same in every arena: equal expressions have equal hashes, and that others have too is as good as
    /// impossible. (Calls and lists go by the arena's own numbers.)
    pub hash: u128,
    /// Free variables: bit i for variable i; bit 63 stands for all from 63 on.
    pub free: u64,
    /// For arithmetic on literals whose values are not large: the value.
    value: i64,
    /// What computing it costs; 0 if there is no such value.
    cost: u32,
    /// The value where all variables are 0, if `at_origin` says so.
    origin: i64,
    at_origin: Origin,
    /// Number of nodes; lambdas count 0. Saturates.
    pub size: u32,
    /// Longest path to a leaf. Saturates.
    pub depth: u16,
    /// Type of the value; of a lambda, of its body.
    pub ty: Ty,
    flags: u8,
}

/// What is known of an integer expression where all variables are 0.
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

impl Meta {
    /// Whether it holds a loop, a search, a call or a list operation: its cost depends on values.
    #[must_use]
    pub fn loops(&self) -> bool {
        self.flags & LOOPS != 0
    }

    /// Whether its cost depends on what was computed before: a search or a call is inside.
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.flags & REMEMBERS != 0
    }

    /// Whether it holds a call.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.flags & CALLS != 0
    }

    /// Whether evaluating it depends on its variables and nothing else, and leaves nothing behind: no variable is a list, no list is
    /// made, nothing is remembered.
    #[must_use]
    pub fn is_pure(&self) -> bool {
        self.flags & (REMEMBERS | CALLS | LIST_VARS | MAKES) == 0
    }

    /// The value where all variables are 0, as far as it is plain to see when the expression is made: the first term of a candidate, or
    /// the error that it ends with (whatever it may cost to get there).
    #[must_use]
    pub fn at_origin(&self) -> Option<Result<i64, EvalError>> {
        match self.at_origin {
            Origin::Unknown => None,
            Origin::Known => Some(Ok(self.origin)),
            Origin::DivByZero => Some(Err(EvalError::DivByZero)),
        }
    }

    /// For arithmetic on literals whose values are not large: the value, and what computing it costs.
    #[must_use]
    pub fn constant(&self) -> Option<(i64, u32)> {
        (self.cost != 0).then_some((self.value, self.cost))
    }
}

/// Hash-consed expressions. Ids stay valid until [`Arena::clear`].
#[derive(Clone, Debug)]
pub struct Arena {
    nodes: Vec<Node>,
    metas: Vec<Meta>,
    bigs: Vec<Int>,
    arg_lists: Vec<Box<[ExprId]>>,
    arg_ids: FxHashMap<Box<[ExprId]>, ArgList>,
    /// Open addressing: node id + 1, or 0. A power of two long.
    table: Vec<u32>,
}

/// Multiplies two words and folds the product, in two lanes that use the words differently.
#[inline]
fn mix(h: u128, word: u64) -> u128 {
    let fold = |a: u64, b: u64| {
        let p = u128::from(a) * u128::from(b);
        (p as u64 ^ (p >> 64) as u64) as u128
    };
    let (low, high) = (h as u64, (h >> 64) as u64);
    fold(low ^ word, 0x9e37_79b9_7f4a_7c15) | fold(high ^ word.rotate_left(32), 0xd6e8_feb8_6659_fd93) << 64
}

impl Arena {
    /// With the leaves of the published language only.
    #[must_use]
    pub fn new() -> Self {
        let mut arena = Self {
            nodes: Vec::new(),
            metas: Vec::new(),
            bigs: Vec::new(),
            arg_lists: Vec::new(),
            arg_ids: FxHashMap::default(),
            table: Vec::new(),
        };
        arena.leaves();
        arena
    }

    /// Makes the leaves of the published language, which every arena has at the same place.
    fn leaves(&mut self) {
        for (k, node) in [Node::Int(0), Node::Int(1), Node::Int(2), Node::Var(1, Ty::INT), Node::Var(0, Ty::INT)]
            .into_iter()
            .enumerate()
        {
            let e = self.intern(node);
            debug_assert_eq!(e.index(), k);
        }
    }

    /// The constants 0, 1, 2.
    pub(crate) const CONSTANTS: [ExprId; 3] = [ExprId(0), ExprId(1), ExprId(2)];
    /// The integer variable 1.
    pub(crate) const X: ExprId = ExprId(3);
    /// The integer variable 0.
    pub(crate) const Y: ExprId = ExprId(4);

    /// Number of expressions; never none.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Forgets everything; ids made before mean nothing any more. Keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.metas.clear();
        self.bigs.clear();
        self.arg_lists.clear();
        self.arg_ids.clear();
        self.table.fill(0);
        self.leaves();
    }

    /// The node.
    #[must_use]
    #[inline]
    pub fn node(&self, e: ExprId) -> Node {
        self.nodes[e.index()]
    }

    /// What is known of it.
    #[must_use]
    #[inline]
    pub fn meta(&self, e: ExprId) -> Meta {
        self.metas[e.index()]
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self, e: ExprId) -> Ty {
        self.meta(e).ty
    }

    /// A literal beyond 64 bits.
    #[must_use]
    pub fn big(&self, id: BigId) -> &Int {
        &self.bigs[id.0 as usize]
    }

    /// The arguments of a call, or the elements of a list.
    #[must_use]
    pub fn args(&self, list: ArgList) -> &[ExprId] {
        &self.arg_lists[list.0 as usize]
    }

    /// The expression of a node whose parts are of this arena: an old id if there is one.
    pub fn intern(&mut self, node: Node) -> ExprId {
        if self.table.len() < 2 * (self.nodes.len() + 1) {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let hash = self.hash(&node);
        let mut at = (hash >> 80) as usize & mask;
        loop {
            match self.table[at] {
                0 => break,
                id if self.nodes[id as usize - 1] == node => return ExprId(id - 1),
                _ => at = (at + 1) & mask,
            }
        }
        let meta = self.describe(&node, hash);
        self.nodes.push(node);
        self.metas.push(meta);
        self.table[at] = self.nodes.len() as u32;
        ExprId(self.nodes.len() as u32 - 1)
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(256);
        self.table.clear();
        self.table.resize(size, 0);
        for (i, meta) in self.metas.iter().enumerate() {
            let mut at = (meta.hash >> 80) as usize & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = i as u32 + 1;
        }
    }

    fn hash(&self, node: &Node) -> u128 {
        // Of a part, its own hash; the low lane and the high lane go in one after the other.
        let part = |h: u128, e: ExprId| {
            if e == ExprId::NONE {
                return h;
            }
            let p = self.metas[e.index()].hash;
            mix(mix(h, p as u64), (p >> 64) as u64)
        };
        match *node {
            Node::Int(x) => mix(1, x.cast_unsigned()),
            Node::Big(b) => self.big(b).to_big().iter_u64_digits().fold(if self.big(b).signum() < 0 { 2 } else { 3 }, mix),
            Node::Bool(x) => mix(5, u64::from(x)),
            Node::Var(i, ty) => mix(6, u64::from(i) << 8 | u64::from(ty.code())),
            Node::Prim(p, args) => args.into_iter().fold(mix(7, p as u64), part),
            Node::Lam(n, body) => part(mix(8, u64::from(n)), body),
            Node::If(a, b, c) => part(part(part(9, a), b), c),
            Node::Let(a, b) => part(part(10, a), b),
            Node::Call(FuncId(f), ArgList(l), ty) => mix(mix(11, u64::from(f) << 32 | u64::from(l)), u64::from(ty.code())),
            Node::List(ArgList(l), ty) => mix(12, u64::from(l) << 8 | u64::from(ty.code())),
            Node::Hole(ty) => mix(13, u64::from(ty.code())),
        }
    }

    /// Calls `f` with each direct part.
    pub fn for_children(&self, e: ExprId, f: impl FnMut(ExprId)) {
        self.children_of(&self.nodes[e.index()], f);
    }

    fn children_of(&self, node: &Node, mut f: impl FnMut(ExprId)) {
        match node {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => {}
            Node::Prim(_, args) => args.iter().copied().take_while(|&a| a != ExprId::NONE).for_each(f),
            Node::Lam(_, body) => f(*body),
            Node::If(a, b, c) => [*a, *b, *c].into_iter().for_each(f),
            Node::Let(a, b) => [*a, *b].into_iter().for_each(f),
            Node::Call(_, list, _) | Node::List(list, _) => self.args(*list).iter().copied().for_each(f),
        }
    }

    fn describe(&self, node: &Node, hash: u128) -> Meta {
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
                (m.origin, m.at_origin) = (x, Origin::Known);
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
                (m.value, m.cost) = self.fold(p, &args).unwrap_or((0, 0));
            }
            Node::Lam(params, body) => {
                m.size -= 1;
                m.free = shift_out(m.free, params);
                m.ty = self.ty(body);
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

    /// `MAKES`, if the expression is a source that is built where it stands.
    fn made(&self, e: ExprId) -> u8 {
        if self.is_source(e) { MAKES } else { 0 }
    }

    /// Whether a list expression gives its elements one by one to the primitive it directly stands in.
    #[must_use]
    pub fn is_source(&self, e: ExprId) -> bool {
        matches!(self.nodes[e.index()], Node::Prim(Prim::Range | Prim::RangeInclusive | Prim::Map | Prim::Filter, _))
    }

    fn prim_flags(&self, p: Prim, args: &[ExprId; 5], ty: Ty) -> u8 {
        use Prim::{Add, Cond, Div, Mod, Mul, Sub};
        if matches!(p, Add | Sub | Mul | Div | Mod | Cond) && !ty.is_list() {
            return 0;
        }
        let mut flags = if ty.is_list() { LOOPS } else { 0 };
        let takes_source = matches!(
            p,
            Prim::Fold | Prim::Scan | Prim::All | Prim::Any | Prim::Length | Prim::Map | Prim::Filter
        );
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
        if matches!(p, Prim::Cons | Prim::Append | Prim::Reverse | Prim::Sort | Prim::Scan | Prim::ZipWith) {
            flags |= MAKES;
        }
        flags
    }

    /// The value of a primitive of the published language where all variables are 0, if it does not need a loop.
    fn origin(&self, p: Prim, args: &[ExprId; 5]) -> (i64, Origin) {
        let unknown = (0, Origin::Unknown);
        let at = |k: usize| {
            let m = &self.metas[args[k].index()];
            (m.origin, m.at_origin)
        };
        match p {
            Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod => {
                let ((a, at_a), (b, at_b)) = (at(0), at(1));
                if at_a != Origin::Known {
                    return (0, at_a);
                }
                if at_b != Origin::Known {
                    return (0, at_b);
                }
                let value = match p {
                    Prim::Add => a.checked_add(b),
                    Prim::Sub => a.checked_sub(b),
                    Prim::Mul => a.checked_mul(b),
                    _ if b == 0 => return (0, Origin::DivByZero),
                    Prim::Div => nth_num::floor_div_i64(a, b),
                    _ => nth_num::floor_mod_i64(a, b),
                };
                value.map_or(unknown, |v| (v, Origin::Known))
            }
            Prim::Cond => match at(0) {
                (test, Origin::Known) => at(if test <= 0 { 1 } else { 2 }),
                (_, other) => (0, other),
            },
            // No iteration: the count, then the start. The second start of `loop2` must have a value, too.
            Prim::Loop => match (at(1), at(2)) {
                ((n, Origin::Known), init) if n <= 0 => init,
                ((_, Origin::DivByZero), _) => (0, Origin::DivByZero),
                _ => unknown,
            },
            Prim::Loop2 => match (at(2), at(3), at(4)) {
                ((n, Origin::Known), x, (_, Origin::Known)) if n <= 0 => x,
                ((_, Origin::DivByZero), _, _) => (0, Origin::DivByZero),
                _ => unknown,
            },
            Prim::Compr => match at(1) {
                (n, Origin::Known) if n < 0 => (0, Origin::DivByZero),
                (_, Origin::DivByZero) => (0, Origin::DivByZero),
                _ => unknown,
            },
            _ => unknown,
        }
    }

    /// The value of an arithmetic step on constants, and the cost of all.
    fn fold(&self, p: Prim, args: &[ExprId; 5]) -> Option<(i64, u32)> {
        if !matches!(p, Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod) {
            return None;
        }
        let (x, y) = (&self.metas[args[0].index()], &self.metas[args[1].index()]);
        if x.cost == 0 || y.cost == 0 {
            return None;
        }
        let (a, b) = (x.value, y.value);
        let (value, step) = match p {
            Prim::Add => (a.checked_add(b)?, cost::STEP),
            Prim::Sub => (a.checked_sub(b)?, cost::STEP),
            Prim::Mul => (a.checked_mul(b)?, cost::STEP),
            Prim::Div => (nth_num::floor_div_i64(a, b)?, cost::DIVISION),
            _ => (nth_num::floor_mod_i64(a, b)?, cost::DIVISION),
        };
        let total = x.cost.saturating_add(y.cost).saturating_add(step as u32);
        (!cost::is_large_i64(value)).then_some((value, total))
    }

    /// The result type of a primitive on these arguments.
    fn prim_type(&self, p: Prim, args: &[ExprId; 5]) -> Ty {
        let ty = |i: usize| self.ty(args[i]);
        match p {
            Prim::Add | Prim::Sub | Prim::Mul | Prim::Div | Prim::Mod | Prim::Pow | Prim::Neg => Ty::INT,
            Prim::Abs | Prim::Min | Prim::Max | Prim::Gcd | Prim::Isqrt | Prim::Powmod => Ty::INT,
            Prim::BitAnd | Prim::BitOr | Prim::BitXor | Prim::BitLength | Prim::Length => Ty::INT,
            Prim::Compr | Prim::Search => Ty::INT,
            Prim::Eq | Prim::Ne | Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge | Prim::Not => Ty::BOOL,
            Prim::All | Prim::Any => Ty::BOOL,
            Prim::Cond => ty(1),
            Prim::Loop => ty(2),
            Prim::Loop2 => ty(3),
            Prim::Cons => ty(0).list(),
            Prim::Range | Prim::RangeInclusive => Ty::INT.list(),
            Prim::Get | Prim::Head => ty(0).elem().unwrap_or(Ty::INT),
            Prim::Tail | Prim::Append | Prim::Reverse | Prim::Take | Prim::Drop | Prim::Sort | Prim::Filter => ty(0),
            Prim::Map => ty(1).list(),
            Prim::Fold => ty(1),
            Prim::Scan => ty(1).list(),
            Prim::ZipWith => ty(2).list(),
        }
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

/// Free variables seen from outside `params` binders.
fn shift_out(free: u64, params: u8) -> u64 {
    let top = free & (1 << 63);
    if top == 0 {
        free.checked_shr(u32::from(params)).unwrap_or(0)
    } else {
        // Bit 63 stands for any variable from 63 on, so after the shift it may be any from 63−params on.
        (free >> params.min(63)) | (u64::MAX << (63 - params.min(63)))
    }
}

/// Short ways to make expressions.
impl Arena {
    /// An integer literal of any size.
    pub fn int(&mut self, value: &Int) -> ExprId {
        match value {
            Int::Small(x) => self.intern(Node::Int(*x)),
            Int::Big(_) => {
                let id = self.bigs.iter().position(|b| b == value).unwrap_or_else(|| {
                    self.bigs.push(value.clone());
                    self.bigs.len() - 1
                });
                self.intern(Node::Big(BigId(id as u32)))
            }
        }
    }

    /// A variable.
    pub fn var(&mut self, index: u16, ty: Ty) -> ExprId {
        self.intern(Node::Var(index, ty))
    }

    /// A primitive applied to its arguments; there must be as many as its arity.
    pub fn prim(&mut self, p: Prim, args: &[ExprId]) -> ExprId {
        debug_assert_eq!(args.len(), p.arity(), "{}", p.name());
        let mut all = [ExprId::NONE; 5];
        all[..args.len()].copy_from_slice(args);
        self.intern(Node::Prim(p, all))
    }

    /// A function argument.
    pub fn lam(&mut self, params: u8, body: ExprId) -> ExprId {
        self.intern(Node::Lam(params, body))
    }

    /// A call.
    pub fn call(&mut self, f: FuncId, args: &[ExprId], ty: Ty) -> ExprId {
        let list = self.arg_list(args);
        self.intern(Node::Call(f, list, ty))
    }

    /// A list of these elements.
    pub fn list(&mut self, elements: &[ExprId], elem: Ty) -> ExprId {
        let list = self.arg_list(elements);
        self.intern(Node::List(list, elem))
    }

    fn arg_list(&mut self, args: &[ExprId]) -> ArgList {
        let old = self.arg_ids.get(args).copied();
        old.unwrap_or_else(|| {
            let list = ArgList(self.arg_lists.len() as u32);
            self.arg_lists.push(args.into());
            self.arg_ids.insert(args.into(), list);
            list
        })
    }

    /// The parts of a primitive application, without the unused places.
    #[must_use]
    pub fn prim_args(args: &[ExprId; 5]) -> &[ExprId] {
        let n = args.iter().position(|&a| a == ExprId::NONE).unwrap_or(5);
        &args[..n]
    }
}
