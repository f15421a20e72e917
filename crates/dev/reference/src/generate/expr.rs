//! Random well-typed expressions.

use nth_core::{ExprId, FuncId, Node, Ty};
use nth_prims::{Kind, Prim};

use super::{Gen, any_type};

impl Gen {
    /// An expression of type `ty` and about `fuel` nodes. The last of `vars` is variable 0.
    pub(super) fn expr(&mut self, ty: Ty, vars: &[Ty], fuel: usize) -> ExprId {
        if fuel <= 1 {
            return self.leaf(ty, vars);
        }
        if self.holes && self.rng.once_in(30) {
            return self.arena.intern(Node::Hole(ty));
        }
        if self.rng.once_in(3) {
            return self.any(ty, vars, fuel - 1);
        }
        match ty.elem() {
            None if ty == Ty::INT => self.int(vars, fuel - 1),
            None => self.bool(vars, fuel - 1),
            Some(elem) => self.list(elem, vars, fuel - 1),
        }
    }

    fn leaf(&mut self, ty: Ty, vars: &[Ty]) -> ExprId {
        let fits: Vec<usize> = (0..vars.len()).filter(|&i| vars[vars.len() - 1 - i] == ty).collect();
        if !fits.is_empty() && !self.rng.once_in(4) {
            let i = self.rng.pick(&fits);
            return self.arena.var(i as u16, ty);
        }
        match ty.elem() {
            None if ty == Ty::INT => self.literal(),
            None => {
                let b = self.rng.once_in(2);
                self.arena.intern(Node::Bool(b))
            }
            Some(elem) => {
                let elements: Vec<ExprId> = (0..self.rng.below(4)).map(|_| self.leaf(elem, vars)).collect();
                self.arena.list(&elements, elem)
            }
        }
    }

    fn parts<const N: usize>(&mut self, fuel: usize) -> [usize; N] {
        let mut parts = [fuel / N; N];
        let (i, j) = (self.rng.below(N), self.rng.below(N));
        let moved = self.rng.below(parts[i] + 1);
        parts[i] -= moved;
        parts[j] += moved;
        parts
    }

    /// Lambda; one in three uses no variable from outside.
    fn lambda(&mut self, params: &[Ty], ret: Ty, vars: &[Ty], fuel: usize) -> ExprId {
        let mut inside = if self.rng.once_in(3) { Vec::new() } else { vars.to_vec() };
        inside.extend(params);
        let body = self.expr(ret, &inside, fuel);
        self.arena.lam(params.len() as u8, body)
    }

    /// Count, mostly small.
    fn count(&mut self, vars: &[Ty], fuel: usize) -> ExprId {
        if self.shape.edges && self.rng.once_in(8) {
            return self.edge();
        }
        match self.rng.below(12) {
            0 => self.expr(Ty::INT, vars, fuel),
            1..=4 => self.small(6),
            _most => {
                let x = self.expr(Ty::INT, vars, fuel);
                let m = 2 + self.rng.below(6) as i64;
                let m = self.arena.intern(Node::Int(m));
                self.arena.prim(Prim::Mod, &[x, m])
            }
        }
    }

    /// Expression that may have any type.
    fn any(&mut self, ty: Ty, vars: &[Ty], fuel: usize) -> ExprId {
        match self.rng.below(10) {
            0 => {
                let [a, b, c] = self.parts(fuel);
                let parts = [self.expr(Ty::BOOL, vars, a), self.expr(ty, vars, b), self.expr(ty, vars, c)];
                self.arena.intern(Node::If(parts[0], parts[1], parts[2]))
            }
            1 => {
                let [a, b, c] = self.parts(fuel);
                let parts = [self.expr(Ty::INT, vars, a), self.expr(ty, vars, b), self.expr(ty, vars, c)];
                self.arena.prim(Prim::Cond, &parts)
            }
            2 => {
                let [a, b] = self.parts(fuel);
                let bound = any_type(&mut self.rng, 1);
                let value = self.expr(bound, vars, a);
                let mut inside = vars.to_vec();
                inside.push(bound);
                let body = self.expr(ty, &inside, b);
                self.arena.intern(Node::Let(value, body))
            }
            3 => {
                let [a, b, c] = self.parts(fuel);
                let f = self.lambda(&[ty, Ty::INT], ty, vars, a);
                let parts = [f, self.count(vars, b), self.expr(ty, vars, c)];
                self.arena.prim(Prim::Loop, &parts)
            }
            4 => {
                let [a, b, c, d, e] = self.parts(fuel);
                let other = if self.rng.once_in(2) { ty } else { any_type(&mut self.rng, 1) };
                let f = self.lambda(&[ty, other], ty, vars, a);
                let g = self.lambda(&[ty, other], other, vars, b);
                let parts = [f, g, self.count(vars, c), self.expr(ty, vars, d), self.expr(other, vars, e)];
                self.arena.prim(Prim::Loop2, &parts)
            }
            5 => {
                let [a, b, c] = self.parts(fuel);
                let elem = any_type(&mut self.rng, 1);
                let xs = self.expr(elem.list(), vars, a);
                let init = self.expr(ty, vars, b);
                let f = self.lambda(&[ty, elem], ty, vars, c);
                self.arena.prim(Prim::Fold, &[xs, init, f])
            }
            6 if ty.elem().is_none() => {
                let [a, b] = self.parts(fuel);
                let xs = self.expr(ty.list(), vars, a);
                if self.rng.once_in(3) {
                    return self.arena.prim(Prim::Head, &[xs]);
                }
                let i = self.count(vars, b);
                self.arena.prim(Prim::Get, &[xs, i])
            }
            7 | 8 => {
                let fits: Vec<usize> =
                    (self.callable..self.signatures.len()).filter(|&i| self.signatures[i].ret == ty).collect();
                if fits.is_empty() {
                    return self.expr(ty, vars, fuel);
                }
                let f = self.rng.pick(&fits);
                let params = self.signatures[f].params.clone();
                let each = fuel / params.len();
                let args: Vec<ExprId> = params
                    .iter()
                    .map(|&p| if p == Ty::INT { self.count(vars, each) } else { self.expr(p, vars, each) })
                    .collect();
                self.arena.call(FuncId(f as u32), &args, ty)
            }
            _same => self.expr(ty, vars, fuel),
        }
    }

    fn int(&mut self, vars: &[Ty], fuel: usize) -> ExprId {
        use Prim as P;
        let int = Ty::INT;
        match self.rng.below(24) {
            0..=9 => {
                let [a, b] = self.parts(fuel);
                let op =
                    self.rng.pick(&[P::Add, P::Sub, P::Mul, P::Add, P::Mul, P::Min, P::Max, P::Gcd, P::Div, P::Mod]);
                let parts = [self.expr(int, vars, a), self.expr(int, vars, b)];
                self.arena.prim(op, &parts)
            }
            10 | 11 => {
                let x = self.expr(int, vars, fuel);
                let y = self.literal();
                let op = self.rng.pick(&[P::Div, P::Mod]);
                self.arena.prim(op, &[x, y])
            }
            12 => {
                let [a, b] = self.parts(fuel);
                let op = self.rng.pick(&[P::BitAnd, P::BitOr, P::BitXor]);
                let parts = [self.expr(int, vars, a), self.expr(int, vars, b)];
                self.arena.prim(op, &parts)
            }
            13 => {
                let [a, b] = self.parts(fuel);
                let parts = [self.expr(int, vars, a), self.count(vars, b)];
                self.arena.prim(P::Pow, &parts)
            }
            14 => {
                let x = self.expr(int, vars, fuel);
                let x = if self.rng.once_in(4) { x } else { self.arena.prim(P::Abs, &[x]) };
                self.arena.prim(P::Isqrt, &[x])
            }
            15 => {
                let [a, b, c] = self.parts(fuel);
                let e = self.expr(int, vars, b);
                let e = if self.rng.once_in(4) { e } else { self.arena.prim(P::Abs, &[e]) };
                let parts = [self.expr(int, vars, a), e, self.expr(int, vars, c)];
                self.arena.prim(P::Powmod, &parts)
            }
            16 | 17 => {
                let op = self.rng.pick(&[P::Neg, P::Abs, P::BitLength, P::NextPrime, P::CountPrimes]);
                let x = self.expr(int, vars, fuel);
                self.arena.prim(op, &[x])
            }
            18 => {
                let on_integers = |p: &Prim| {
                    p.info().kind == Kind::Strict
                        && p.info().ty.split([' ', ',', '(', ')']).all(|t| ["Int", "->", ""].contains(&t))
                };
                let steps: Vec<Prim> = Prim::ALL.iter().copied().filter(on_integers).collect();
                let op = self.rng.pick(&steps);
                let [a, b, c] = self.parts(fuel);
                let parts = [a, b, c].map(|fuel| self.expr(int, vars, fuel));
                self.arena.prim(op, &parts[..op.arity()])
            }
            19 => {
                let elem = any_type(&mut self.rng, 1);
                let xs = self.expr(elem.list(), vars, fuel);
                self.arena.prim(P::Length, &[xs])
            }
            20 | 21 => {
                let [a, b] = self.parts(fuel);
                let closed = self.rng.once_in(2);
                let mut inside = if closed { Vec::new() } else { vars.to_vec() };
                inside.extend([int, int]);
                let value = self.expr(int, &inside, a);
                let m = self.arena.intern(Node::Int(3));
                // Often at most 0, so that the search ends.
                let value = if self.rng.once_in(5) { value } else { self.arena.prim(P::Mod, &[value, m]) };
                let f = self.arena.lam(2, value);
                let i = self.count(vars, b);
                self.arena.prim(P::Compr, &[f, i])
            }
            _search => {
                let [a, b] = self.parts(fuel);
                let closed = self.rng.once_in(2);
                let mut inside = if closed { Vec::new() } else { vars.to_vec() };
                inside.push(int);
                let p = if self.rng.once_in(3) { self.expr(Ty::BOOL, &inside, a) } else { self.residue(&inside, a) };
                let p = self.arena.lam(1, p);
                let start = if self.rng.once_in(3) { self.expr(int, vars, 3) } else { self.literal() };
                let i = self.count(vars, b);
                self.arena.prim(P::Search, &[p, start, i])
            }
        }
    }

    /// `e % c == d`: a test that holds now and then.
    fn residue(&mut self, vars: &[Ty], fuel: usize) -> ExprId {
        let k = self.arena.var(0, Ty::INT);
        let x = self.expr(Ty::INT, vars, fuel);
        let x = self.arena.prim(Prim::Add, &[k, x]);
        let c = 1 + self.rng.below(4);
        let (d, c) = (self.small(c - 1), self.arena.intern(Node::Int(c as i64)));
        let x = self.arena.prim(Prim::Mod, &[x, c]);
        self.arena.prim(Prim::Eq, &[x, d])
    }

    fn bool(&mut self, vars: &[Ty], fuel: usize) -> ExprId {
        use Prim as P;
        let [a, b] = self.parts(fuel);
        match self.rng.below(10) {
            0..=3 => {
                let op = self.rng.pick(&[P::Lt, P::Le, P::Gt, P::Ge]);
                let parts = [self.expr(Ty::INT, vars, a), self.expr(Ty::INT, vars, b)];
                self.arena.prim(op, &parts)
            }
            4 | 5 => {
                let op = self.rng.pick(&[P::Eq, P::Ne]);
                let ty = any_type(&mut self.rng, 2);
                let parts = [self.expr(ty, vars, a), self.expr(ty, vars, b)];
                self.arena.prim(op, &parts)
            }
            6 if self.rng.once_in(3) => {
                let x = self.expr(Ty::INT, vars, fuel);
                self.arena.prim(P::IsPrime, &[x])
            }
            6 => {
                let x = self.expr(Ty::BOOL, vars, fuel);
                self.arena.prim(P::Not, &[x])
            }
            7 => {
                let parts = [self.expr(Ty::BOOL, vars, a), self.expr(Ty::BOOL, vars, b)];
                let no = self.arena.intern(Node::Bool(false));
                let yes = self.arena.intern(Node::Bool(true));
                let and = Node::If(parts[0], parts[1], no);
                let or = Node::If(parts[0], yes, parts[1]);
                let node = if self.rng.once_in(2) { and } else { or };
                self.arena.intern(node)
            }
            _quantifier => {
                let elem = any_type(&mut self.rng, 1);
                let xs = self.expr(elem.list(), vars, a);
                let p = self.lambda(&[elem], Ty::BOOL, vars, b);
                let op = self.rng.pick(&[P::All, P::Any]);
                self.arena.prim(op, &[xs, p])
            }
        }
    }

    fn list(&mut self, elem: Ty, vars: &[Ty], fuel: usize) -> ExprId {
        use Prim as P;
        let ty = elem.list();
        let [a, b] = self.parts(fuel);
        match self.rng.below(20) {
            0 | 1 => {
                let n = self.rng.below(4);
                let elements: Vec<ExprId> = (0..n).map(|_| self.expr(elem, vars, fuel / n)).collect();
                self.arena.list(&elements, elem)
            }
            1..=4 if elem == Ty::INT.list() && self.rng.once_in(2) => {
                let x = self.expr(Ty::INT, vars, fuel);
                let x = if self.rng.once_in(4) { x } else { self.arena.prim(P::Abs, &[x]) };
                self.arena.prim(P::Factor, &[x])
            }
            2 => {
                let parts = [self.expr(elem, vars, a), self.expr(ty, vars, b)];
                self.arena.prim(P::Cons, &parts)
            }
            3 => {
                let parts = [self.expr(ty, vars, a), self.expr(ty, vars, b)];
                self.arena.prim(P::Append, &parts)
            }
            4 => {
                let x = self.expr(ty, vars, fuel);
                let op = self.rng.pick(&[P::Reverse, P::Tail, P::Distinct]);
                self.arena.prim(op, &[x])
            }
            5 | 6 => {
                let op = self.rng.pick(&[P::Take, P::Drop]);
                let parts = [self.expr(ty, vars, a), self.count(vars, b)];
                self.arena.prim(op, &parts)
            }
            7 | 8 if elem == Ty::INT => {
                let x = self.expr(ty, vars, fuel);
                self.arena.prim(P::Sort, &[x])
            }
            9..=12 if elem == Ty::INT => {
                let op = self.rng.pick(&[P::Range, P::RangeInclusive]);
                let from = if self.rng.once_in(3) { self.expr(elem, vars, a) } else { self.small(3) };
                if self.rng.once_in(if self.shape.edges { 4 } else { 8 }) {
                    return self.short_range(op, from);
                }
                let to = self.count(vars, b);
                self.arena.prim(op, &[from, to])
            }
            7..=14 => {
                let from = any_type(&mut self.rng, 1);
                let xs = self.expr(from.list(), vars, a);
                let f = self.lambda(&[from], elem, vars, b);
                self.arena.prim(P::Map, &[xs, f])
            }
            15 | 16 => {
                let xs = self.expr(ty, vars, a);
                let p = self.lambda(&[elem], Ty::BOOL, vars, b);
                self.arena.prim(P::Filter, &[xs, p])
            }
            17 => {
                let [a, b, c] = self.parts(fuel);
                let from = any_type(&mut self.rng, 1);
                let xs = self.expr(from.list(), vars, a);
                let init = self.expr(elem, vars, b);
                let f = self.lambda(&[elem, from], elem, vars, c);
                self.arena.prim(P::Scan, &[xs, init, f])
            }
            _zip => {
                let [a, b, c] = self.parts(fuel);
                let (s, t) = (any_type(&mut self.rng, 1), any_type(&mut self.rng, 1));
                let xs = self.expr(s.list(), vars, a);
                let ys = self.expr(t.list(), vars, b);
                let f = self.lambda(&[s, t], elem, vars, c);
                self.arena.prim(P::ZipWith, &[xs, ys, f])
            }
        }
    }

    /// A range of a few numbers at an edge, or `from` on.
    fn short_range(&mut self, op: Prim, from: ExprId) -> ExprId {
        let from = match self.rng.below(4) {
            0 => self.edge(),
            1 => self.beyond(),
            _given => from,
        };
        let few = self.small(6);
        let to = self.arena.prim(Prim::Add, &[from, few]);
        self.arena.prim(op, &[from, to])
    }
}
