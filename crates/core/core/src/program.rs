//! Programs: first-order functions over one arena.

use crate::{Arena, ExprId, FuncId, Ty};

/// First-order function. Its parameters are the free variables of its body; the last one is variable 0.
#[derive(Clone, Debug)]
pub struct Func {
    /// Name of the definition that the function comes from, for display.
    pub name: String,
    /// Parameter types, in order.
    pub params: Vec<Ty>,
    /// Type of the result.
    pub ret: Ty,
    /// Body of the function.
    pub body: ExprId,
    /// Whether values are remembered (`seq`, `triangle`, `array`). Then all parameters and the result are integers.
    pub memo: bool,
    /// First index of a `seq`: a call with a smaller first argument is an error. `None` where every argument is
    /// allowed.
    pub first: Option<i64>,
}

impl Func {
    /// Whether the function takes one integer and gives one, as the entry of a sequence does.
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        self.params == [Ty::INT] && self.ret == Ty::INT
    }
}

/// Functions that an expression calls, each once.
#[must_use]
pub fn callees(arena: &Arena, e: ExprId) -> Vec<FuncId> {
    let mut found = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack = vec![e];
    while let Some(e) = stack.pop() {
        if !arena.meta(e).calls() || !seen.insert(e) {
            continue;
        }
        if let crate::Node::Call(f, _, _) = arena.node(e)
            && !found.contains(&f)
        {
            found.push(f);
        }
        arena.for_children(e, |c| stack.push(c));
    }
    found
}

/// Functions that call each other. Their bodies live in an arena that is passed along.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Functions; the position of each is its [`FuncId`].
    pub funcs: Vec<Func>,
}

impl Program {
    /// Function of this id.
    ///
    /// # Panics
    /// If the id is of another program.
    #[must_use]
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.0 as usize]
    }

    /// Functions that `entry` reaches, each once, `entry` first.
    #[must_use]
    pub fn reachable(&self, arena: &Arena, entry: FuncId) -> Vec<FuncId> {
        let mut order = vec![entry];
        let mut next = 0;
        while next < order.len() {
            for f in callees(arena, self.func(order[next]).body) {
                if !order.contains(&f) {
                    order.push(f);
                }
            }
            next += 1;
        }
        order
    }

    /// Size of a program: the number of nodes of all functions it needs. A lambda counts 0 and every other node 1, so
    /// that a program of the published language has its published size.
    #[must_use]
    pub fn size(&self, arena: &Arena, entry: FuncId) -> u64 {
        self.reachable(arena, entry).iter().map(|&f| u64::from(arena.meta(self.func(f).body).size)).sum()
    }
}
