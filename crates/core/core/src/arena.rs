//! Arena of hash-consed expressions.

use nth_num::Int;
use nth_prims::Prim;
use rustc_hash::FxHashMap;

use crate::{ArgList, BigId, ExprId, FuncId, Meta, Node, Ty};

/// Hash-consed expressions with their metadata. Ids stay valid until [`Arena::clear`].
#[derive(Clone, Debug)]
pub struct Arena {
    pub(crate) nodes: Vec<Node>,
    pub(crate) metas: Vec<Meta>,
    bigs: Vec<Int>,
    arg_lists: Vec<Box<[ExprId]>>,
    arg_ids: FxHashMap<Box<[ExprId]>, ArgList>,
    /// Hash table with open addressing: node id + 1, or 0 for an empty place. Its length is a power of two.
    table: Vec<u32>,
}

/// Mixes a value into a hash: multiplies in each of two 64-bit lanes and folds the product.
#[inline]
fn mix(h: u128, x: u128) -> u128 {
    let fold = |a: u64, b: u64| {
        let p = u128::from(a) * u128::from(b);
        u128::from(p as u64 ^ (p >> 64) as u64)
    };
    let y = h ^ x;
    fold(y as u64, 0x9e37_79b9_7f4a_7c15) | fold((y >> 64) as u64, 0xd6e8_feb8_6659_fd93) << 64
}

/// Word for [`mix`] that differs in the two lanes.
#[inline]
fn word(x: u64) -> u128 {
    u128::from(x) | u128::from(x.rotate_left(32) ^ 0x1234_5678_9abc_def1) << 64
}

impl Arena {
    /// An arena that holds only the leaves of the published language.
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

    /// Adds the leaves of the published language, which have the same ids in every arena.
    fn leaves(&mut self) {
        for (k, node) in [Node::Int(0), Node::Int(1), Node::Int(2), Node::Var(1, Ty::INT), Node::Var(0, Ty::INT)]
            .into_iter()
            .enumerate()
        {
            let e = self.intern(node);
            debug_assert_eq!(e.index(), k);
        }
    }

    /// Constants 0, 1, 2.
    pub const CONSTANTS: [ExprId; 3] = [ExprId(0), ExprId(1), ExprId(2)];
    /// Integer variable 1: x of the published language.
    pub const X: ExprId = ExprId(3);
    /// Integer variable 0: y of the published language.
    pub const Y: ExprId = ExprId(4);

    /// Number of bits of the longest integer literal that was added.
    #[must_use]
    pub fn longest_literal(&self) -> u64 {
        self.bigs.iter().map(Int::bits).max().unwrap_or(0)
    }

    /// Number of expressions; at least that of the leaves.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Removes all expressions but the leaves. Ids made before become invalid. Keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.metas.clear();
        self.bigs.clear();
        self.arg_lists.clear();
        self.arg_ids.clear();
        self.table.fill(0);
        self.leaves();
    }

    /// Node of an expression.
    #[must_use]
    #[inline]
    pub fn node(&self, e: ExprId) -> Node {
        self.nodes[e.index()]
    }

    /// Metadata of an expression.
    #[must_use]
    #[inline]
    pub fn meta(&self, e: ExprId) -> Meta {
        self.metas[e.index()]
    }

    /// Type of an expression.
    #[must_use]
    pub fn ty(&self, e: ExprId) -> Ty {
        self.meta(e).ty
    }

    /// Value of a literal beyond 64 bits.
    #[must_use]
    pub fn big(&self, id: BigId) -> &Int {
        &self.bigs[id.0 as usize]
    }

    /// Arguments of a call, or elements of a list.
    #[must_use]
    pub fn args(&self, list: ArgList) -> &[ExprId] {
        &self.arg_lists[list.0 as usize]
    }

    /// Expression of a node whose parts belong to this arena. Returns the existing id if there is one.
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
        let part = |h: u128, e: ExprId| mix(h.rotate_left(1), self.metas[e.index()].hash);
        // A tag is mixed by itself first: small tags and values combined directly would cancel out.
        let tag = |t: u64| mix(word(t), word(!0));
        let leaf = |t: u64, x: u64| mix(tag(t), word(x));
        match *node {
            Node::Int(x) => leaf(1, x.cast_unsigned()),
            Node::Big(b) => {
                let sign = if self.big(b).signum() < 0 { 2 } else { 3 };
                self.big(b).to_big().iter_u64_digits().fold(tag(sign), |h, d| mix(h.rotate_left(1), word(d)))
            }
            Node::Bool(x) => leaf(5, u64::from(x)),
            Node::Var(i, ty) => leaf(6, u64::from(i) << 8 | u64::from(ty.code())),
            Node::Prim(p, args) => Self::prim_args(&args).iter().fold(leaf(7, p as u64), |h, &e| part(h, e)),
            Node::Lam(n, body) => part(leaf(8, u64::from(n)), body),
            Node::If(a, b, c) => part(part(part(tag(9), a), b), c),
            Node::Let(a, b) => part(part(tag(10), a), b),
            Node::Call(FuncId(f), ArgList(l), ty) => {
                mix(leaf(11, u64::from(f) << 32 | u64::from(l)), word(u64::from(ty.code())))
            }
            Node::List(ArgList(l), ty) => leaf(12, u64::from(l) << 8 | u64::from(ty.code())),
            Node::Hole(ty) => leaf(13, u64::from(ty.code())),
        }
    }

    /// Calls `f` with each direct part of an expression.
    pub fn for_children(&self, e: ExprId, f: impl FnMut(ExprId)) {
        self.children_of(&self.nodes[e.index()], f);
    }

    pub(crate) fn children_of(&self, node: &Node, mut f: impl FnMut(ExprId)) {
        match node {
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Hole(_) => {}
            Node::Prim(_, args) => args.iter().copied().take_while(|&a| a != ExprId::NONE).for_each(f),
            Node::Lam(_, body) => f(*body),
            Node::If(a, b, c) => [*a, *b, *c].into_iter().for_each(f),
            Node::Let(a, b) => [*a, *b].into_iter().for_each(f),
            Node::Call(_, list, _) | Node::List(list, _) => self.args(*list).iter().copied().for_each(f),
        }
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

/// Constructors of expressions: equal expressions get the same [`ExprId`].
impl Arena {
    /// Integer literal of any size.
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

    /// Variable by its de Bruijn index, with its type.
    pub fn var(&mut self, index: u16, ty: Ty) -> ExprId {
        self.intern(Node::Var(index, ty))
    }

    /// Primitive applied to its arguments, whose number must be its arity.
    pub fn prim(&mut self, p: Prim, args: &[ExprId]) -> ExprId {
        debug_assert_eq!(args.len(), p.arity(), "{}", p.name());
        let mut all = [ExprId::NONE; 5];
        all[..args.len()].copy_from_slice(args);
        self.intern(Node::Prim(p, all))
    }

    /// Lambda: a function argument.
    pub fn lam(&mut self, params: u8, body: ExprId) -> ExprId {
        self.intern(Node::Lam(params, body))
    }

    /// Call of a function.
    pub fn call(&mut self, f: FuncId, args: &[ExprId], ty: Ty) -> ExprId {
        let list = self.arg_list(args);
        self.intern(Node::Call(f, list, ty))
    }

    /// List of these elements.
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

    /// Arguments of a primitive application, without the unused places.
    #[must_use]
    pub fn prim_args(args: &[ExprId; 5]) -> &[ExprId] {
        let n = args.iter().position(|&a| a == ExprId::NONE).unwrap_or(5);
        &args[..n]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// No two small trees have the same hash.
    #[test]
    fn hashes_tell_expressions_apart() {
        let mut arena = Arena::new();
        let mut level: Vec<ExprId> = (-40..40).map(|x| arena.int(&Int::from(x))).collect();
        level.extend((0..40).map(|i| arena.var(i, Ty::INT)));
        level.extend((0..40).map(|i| arena.var(i, Ty::INT.list())));
        level.extend((0..60).map(|k| arena.int(&Int::from((1_i128 << 70) + k))));
        level.extend((0..60).map(|k| arena.int(&Int::from(-(1_i128 << 70) - k))));
        for &a in &level.clone() {
            for &b in &level[..80] {
                arena.intern(Node::Let(a, b));
                for p in [Prim::Add, Prim::Sub, Prim::Mod] {
                    arena.prim(p, &[a, b]);
                }
            }
            arena.lam(1, a);
            arena.lam(2, a);
            arena.prim(Prim::Neg, &[a]);
        }
        let mut seen: HashMap<u128, ExprId> = HashMap::new();
        let mut lanes: [HashMap<u64, ExprId>; 2] = [HashMap::new(), HashMap::new()];
        for k in 0..arena.len() as u32 {
            let e = ExprId(k);
            let h = arena.meta(e).hash;
            let old = seen.insert(h, e);
            assert_eq!(old.map(|o| arena.node(o)), None, "{:?}", arena.node(e));
            assert_eq!(lanes[0].insert(h as u64, e), None);
            assert_eq!(lanes[1].insert((h >> 64) as u64, e), None);
        }
    }
}
