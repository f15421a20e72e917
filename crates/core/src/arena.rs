//! The arena: hash-consing and what is known of each expression.

use std::hash::BuildHasher;

use nth_num::Int;
use nth_prims::Prim;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::{ArgList, BigId, ExprId, FuncId, Node, Ty};

/// What is known of an expression when it is made.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// Number of nodes; lambdas count 0. Saturates.
    pub size: u32,
    /// Free variables: bit i for variable i; bit 63 stands for all from 63 on.
    pub free: u64,
    /// Type of the value; of a lambda, of its body.
    pub ty: Ty,
    /// Longest path to a leaf. Saturates.
    pub depth: u16,
    /// Whether it holds a loop, a search or a list operation: its cost depends on values.
    pub loops: bool,
    /// Whether its cost depends on what was computed before: a search or a call is inside.
    pub remembers: bool,
    /// Whether it holds a call.
    pub calls: bool,
    /// Whether it holds a variable that is a list.
    pub list_vars: bool,
}

/// Hash-consed expressions. Ids stay valid until [`Arena::clear`].
#[derive(Clone, Debug, Default)]
pub struct Arena {
    nodes: Vec<Node>,
    metas: Vec<Meta>,
    bigs: Vec<Int>,
    arg_lists: Vec<Box<[ExprId]>>,
    arg_ids: FxHashMap<Box<[ExprId]>, ArgList>,
    /// Open addressing: node id + 1, or 0. A power of two long.
    table: Vec<u32>,
}

fn hash(node: &Node) -> u64 {
    FxBuildHasher.hash_one(node)
}

impl Arena {
    /// No expressions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of expressions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Forgets everything; ids made before mean nothing any more. Keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.metas.clear();
        self.bigs.clear();
        self.arg_lists.clear();
        self.arg_ids.clear();
        self.table.fill(0);
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
        let mut at = (hash(&node) >> 20) as usize & mask;
        loop {
            match self.table[at] {
                0 => break,
                id if self.nodes[id as usize - 1] == node => return ExprId(id - 1),
                _ => at = (at + 1) & mask,
            }
        }
        let meta = self.describe(&node);
        self.nodes.push(node);
        self.metas.push(meta);
        self.table[at] = self.nodes.len() as u32;
        ExprId(self.nodes.len() as u32 - 1)
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        self.table.clear();
        self.table.resize(size, 0);
        for (i, node) in self.nodes.iter().enumerate() {
            let mut at = (hash(node) >> 20) as usize & (size - 1);
            while self.table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = i as u32 + 1;
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

    fn describe(&self, node: &Node) -> Meta {
        let mut m = Meta {
            size: 1,
            free: 0,
            ty: Ty::INT,
            depth: 1,
            loops: false,
            remembers: false,
            calls: false,
            list_vars: false,
        };
        let mut lists = false;
        self.children_of(node, |c| {
            let k = self.metas[c.index()];
            m.size = m.size.saturating_add(k.size);
            m.free |= k.free;
            m.depth = m.depth.max(k.depth.saturating_add(1));
            m.loops |= k.loops;
            m.remembers |= k.remembers;
            m.calls |= k.calls;
            m.list_vars |= k.list_vars;
            lists |= k.ty.is_list();
        });
        match *node {
            Node::Int(_) | Node::Big(_) => {}
            Node::Bool(_) => m.ty = Ty::BOOL,
            Node::Var(i, ty) => {
                m.ty = ty;
                m.list_vars = ty.is_list();
                m.free = 1 << i.min(63);
            }
            Node::Prim(p, args) => {
                m.ty = self.prim_type(p, &args);
                let control = args[0] != ExprId::NONE
                    && args.iter().any(|&a| a != ExprId::NONE && matches!(self.node(a), Node::Lam(..)));
                m.loops |= control || lists || m.ty.is_list();
                m.remembers |= matches!(p, Prim::Compr | Prim::Search);
            }
            Node::Lam(params, body) => {
                m.size -= 1;
                m.free = shift_out(m.free, params);
                m.ty = self.ty(body);
            }
            Node::If(_, then, _) => m.ty = self.ty(then),
            Node::Let(value, body) => {
                m.ty = self.ty(body);
                m.free = self.meta(value).free | shift_out(self.meta(body).free, 1);
            }
            Node::Call(_, _, ty) => {
                m.ty = ty;
                m.remembers = true;
                m.calls = true;
                m.loops = true;
            }
            Node::List(_, elem) => {
                m.ty = elem.list();
                m.loops = true;
            }
            Node::Hole(ty) => m.ty = ty,
        }
        m
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
