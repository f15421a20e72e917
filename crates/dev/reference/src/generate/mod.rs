//! Random programs, the same for the same seed.

mod expr;
mod postfix;

use nth_core::{Arena, Func, FuncId, Node, Program, Ty};
use nth_num::Int;
use nth_prims::Prim;

use crate::Case;
pub use nth_testkit::Random;
pub use postfix::{postfix, postfix_lists};

/// Signature of a function.
#[derive(Clone)]
struct Signature {
    params: Vec<Ty>,
    ret: Ty,
    memo: bool,
    first: Option<i64>,
}

/// Size of random programs, and the range of their literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Maximal number of functions.
    pub functions: usize,
    /// Approximate maximal number of nodes of the entry.
    pub entry: usize,
    /// Approximate maximal number of nodes of another function.
    pub other: usize,
    /// Every third literal is near an end of what machine integers hold; counts are huge now and then.
    pub edges: bool,
}

impl Shape {
    /// 1 to 4 functions, the entry's body of 1 to 60 nodes.
    pub const LARGE: Self = Self { functions: 4, entry: 60, other: 25, edges: false };
    /// Mostly one function of up to 14 nodes.
    pub const SMALL: Self = Self { functions: 2, entry: 14, other: 8, edges: false };
    /// One function of up to 7 nodes.
    pub const TINY: Self = Self { functions: 1, entry: 7, other: 1, edges: false };
}

/// Generator of one program.
struct Gen {
    arena: Arena,
    rng: Random,
    shape: Shape,
    signatures: Vec<Signature>,
    /// Functions below this index may not be called, so that calls end.
    callable: usize,
    /// Whether holes may appear.
    holes: bool,
}

/// Well-typed program: 1 to 4 functions, the body of the entry of 1 to 60 nodes. Most programs give terms for small
/// indices;
/// some fail, some never end. Every construct of Core appears.
#[must_use]
pub fn program(seed: u64) -> Case {
    program_of(seed, Shape::LARGE)
}

/// Well-typed program of this shape.
#[must_use]
pub fn program_of(seed: u64, shape: Shape) -> Case {
    let mut rng = Random::new(seed);
    let functions = 1 + rng.below(2 * shape.functions).saturating_sub(shape.functions);
    let mut signatures = vec![entry_signature(&mut rng)];
    for _ in 1..functions {
        let ints = rng.once_in(2);
        let params = (0..rng.below(3) + 1).map(|_| if ints { Ty::INT } else { any_type(&mut rng, 2) }).collect();
        let ret = if ints { Ty::INT } else { any_type(&mut rng, 2) };
        let memo = ints && rng.once_in(2);
        signatures.push(Signature { params, ret, memo, first: first_index(&mut rng, memo) });
    }
    let holes = rng.once_in(40);
    let mut g = Gen { arena: Arena::new(), rng, shape, signatures, callable: 0, holes };
    let mut program = Program::default();
    for i in 0..functions {
        let Signature { params, ret, memo, first } = g.signatures[i].clone();
        g.callable = if g.rng.once_in(25) { 0 } else { i + 1 };
        let fuel = 1 + g.rng.below(if i == 0 { shape.entry } else { shape.other });
        let body = if params[0] == Ty::INT && g.rng.once_in(2) {
            g.recursion(i, &params, ret, fuel)
        } else {
            g.expr(ret, &params, fuel)
        };
        program.funcs.push(Func { name: format!("f{i}"), params, ret, body, memo, first });
    }
    Case { arena: g.arena, program, entry: FuncId(0) }
}

/// Case of an expression in the two variables of the published language.
#[must_use]
pub fn of_expression(arena: Arena, body: nth_core::ExprId) -> Case {
    let params = vec![Ty::INT, Ty::INT];
    let func = Func { name: "p".to_owned(), params, ret: Ty::INT, body, memo: false, first: None };
    Case { arena, program: Program { funcs: vec![func] }, entry: FuncId(0) }
}

fn entry_signature(rng: &mut Random) -> Signature {
    let (params, memo) = (vec![Ty::INT; 1 + rng.below(2)], rng.once_in(3));
    Signature { params, ret: Ty::INT, memo, first: first_index(rng, memo) }
}

/// First index of a function that remembers: mostly none, else near 0 so that some calls are below it.
fn first_index(rng: &mut Random, memo: bool) -> Option<i64> {
    (memo && rng.once_in(3)).then(|| rng.below(5) as i64 - 3)
}

fn any_type(rng: &mut Random, nesting: usize) -> Ty {
    match rng.below(8) {
        0..=3 => Ty::INT,
        4 => Ty::BOOL,
        _more if nesting == 0 => Ty::INT,
        _more => any_type(rng, nesting - 1).list(),
    }
}

impl Gen {
    /// `if n < small then base else step`, where the step calls the function itself on smaller n: under an operation
    /// (worth remembering), or in tail position.
    fn recursion(&mut self, this: usize, params: &[Ty], ret: Ty, fuel: usize) -> nth_core::ExprId {
        let n = self.arena.var(params.len() as u16 - 1, Ty::INT);
        let bound = self.small(3);
        let test = self.arena.prim(Prim::Lt, &[n, bound]);
        let base = self.expr(ret, params, fuel / 3);
        let tail = !(ret == Ty::INT && self.rng.once_in(2));
        let step = if tail {
            self.self_call(this, params, ret, fuel / 3)
        } else {
            let mut sum = self.expr(ret, params, fuel / 3);
            for _ in 0..=self.rng.below(2) {
                let call = self.self_call(this, params, ret, 3);
                let op = self.rng.pick(&[Prim::Add, Prim::Sub, Prim::Mul, Prim::Max, Prim::BitXor]);
                sum = self.arena.prim(op, &[call, sum]);
            }
            sum
        };
        match self.rng.below(3) {
            0 => {
                let difference = self.arena.prim(Prim::Sub, &[n, bound]);
                let one = self.arena.intern(Node::Int(1));
                let difference = self.arena.prim(Prim::Add, &[difference, one]);
                self.arena.prim(Prim::Cond, &[difference, base, step])
            }
            _most => self.arena.intern(Node::If(test, base, step)),
        }
    }

    fn self_call(&mut self, this: usize, params: &[Ty], ret: Ty, fuel: usize) -> nth_core::ExprId {
        let n = self.arena.var(params.len() as u16 - 1, Ty::INT);
        let less = 1 + self.rng.below(2) as i64;
        let less = self.arena.intern(Node::Int(less));
        let smaller = self.arena.prim(Prim::Sub, &[n, less]);
        let mut args = vec![smaller];
        for &ty in &params[1..] {
            args.push(self.expr(ty, params, fuel / 2));
        }
        self.arena.call(FuncId(this as u32), &args, ret)
    }

    /// Literal from 0 to `most`.
    fn small(&mut self, most: usize) -> nth_core::ExprId {
        let i = self.rng.below(most + 1) as i64;
        self.arena.intern(Node::Int(i))
    }

    /// Literal: mostly small, sometimes at the end of 62, 63 or 64 bits, sometimes larger.
    fn literal(&mut self) -> nth_core::ExprId {
        if self.shape.edges && self.rng.once_in(3) {
            return self.edge();
        }
        let near = |rng: &mut Random, bits: u32| {
            let x = (1i128 << bits) + rng.below(5) as i128 - 2;
            Int::from(if rng.once_in(2) { -x } else { x })
        };
        let value = match self.rng.below(40) {
            0 => near(&mut self.rng, 62),
            1 => near(&mut self.rng, 63),
            2 => near(&mut self.rng, 64),
            3 => {
                let x = near(&mut self.rng, 100);
                x.mul(&x)
            }
            4 => near(&mut self.rng, 31),
            5..=9 => Int::from(self.rng.below(1000) as i128 - 500),
            _most => Int::from(self.rng.below(12) as i128 - 2),
        };
        self.arena.int(&value)
    }

    /// A literal where sums, products and counters reach the end of 62, 63 or 64 bits. Two in three have 62 bits.
    fn edge(&mut self) -> nth_core::ExprId {
        let near = self.rng.below(5) as i128 - 2;
        let size = match self.rng.below(16) {
            0..=2 => (1i128 << 62) - 1 - near.abs(),
            3 => 1 << 62,
            4 | 5 => (1 << 61) + near,
            6 => (1 << 60) + near,
            // Squares of about 62 and 63 bits.
            7 => (1 << 31) + near,
            8 => 3_037_000_500 + near,
            // The cubes.
            9 => 1_664_510 + near,
            10 => (1i128 << self.rng.below(62)) + near,
            11 => (1 << 32) + near,
            12 => i128::from(self.rng.bits() >> 2),
            13 => (1 << 62) + near,
            14 => return self.beyond(),
            _most => (1 << 20) + near,
        };
        let value = if self.rng.once_in(2) { -size } else { size };
        self.arena.int(&Int::from(value))
    }

    /// A literal near ±2⁶³, ±2⁶⁴, ±2¹²⁷ or ±10²⁰.
    fn beyond(&mut self) -> nth_core::ExprId {
        let near = self.rng.below(9) as i128 - 6;
        let size = self.rng.pick(&[1 << 63, 1 << 63, 1 << 64, 100_000_000_000_000_000_000, i128::MAX - 8]) + near;
        let value = if self.rng.once_in(2) { -size } else { size };
        self.arena.int(&Int::from(value))
    }
}
