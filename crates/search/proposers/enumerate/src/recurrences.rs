//! Recurrences: for each target, a small bank of expressions of its own earlier terms; a sum with any expression of the
//! common bank, or a product with one, is met in the middle.

use rustc_hash::FxHashMap;

use crate::bank::Bank;
use crate::expr::{Expr, Op, Written, write};
use crate::index_shape::World;
use crate::meet::{Joined, Probe, SKIP, Side, given, join};
use crate::targets::Target;
use crate::value_vec::{COEFFICIENTS, LANES, Lanes, divided};

/// The expressions of one target, reused from target to target.
#[derive(Debug, Default)]
pub struct Own {
    exprs: Vec<Expr>,
    lanes: Vec<Lanes>,
    hashes: Vec<u64>,
    recursive: Vec<bool>,
    seen: FxHashMap<u64, u32>,
    texts: Vec<&'static str>,
    /// How many of the first are leaves.
    ones: usize,
    /// Pairs of the last size: not kept with their values.
    last: Vec<Expr>,
    /// Candidates looked at, in all.
    pub programs: u64,
}

/// A recurrence that was found.
#[derive(Clone, Debug)]
pub struct Recurrence {
    /// The right-hand side.
    pub text: String,
    /// Its size.
    pub size: usize,
    /// How many first terms are given.
    pub given: usize,
}

impl Own {
    /// Recurrences that the target has, those of smaller own part first. `found` says whether to go on.
    pub fn search(
        &mut self,
        world: World,
        bank: &Bank,
        side: &Side,
        target: &Target,
        mut found: impl FnMut(Recurrence) -> bool,
    ) {
        self.exprs.clear();
        self.lanes.clear();
        self.hashes.clear();
        self.recursive.clear();
        self.seen.clear();
        let hash = crate::value_vec::linear(&target.terms[SKIP..SKIP + side.count]);
        self.texts.clear();
        for (i, leaf) in world.own(target, side.from).into_iter().enumerate() {
            self.texts.push(leaf.text);
            let expr = Expr { op: Op::Leaf, of: [i as u32, 0, 0] };
            if self.put(side.count, expr, leaf.lanes, leaf.own).is_some()
                && !self.meet(bank, side, &side.probe, target, hash, &mut found)
            {
                return;
            }
        }
        let ones = self.exprs.len();
        self.ones = ones;
        self.last.clear();
        for a in 0..ones {
            for b in 0..=a {
                if !self.pair(bank, side, target, hash, (a, b), &mut found) {
                    return;
                }
            }
        }
        let threes = self.exprs.len();
        for a in ones..threes {
            for b in 0..ones {
                if (self.recursive[a] || self.recursive[b]) && !self.outer(bank, side, target, hash, (a, b), &mut found)
                {
                    return;
                }
            }
        }
    }

    /// The pairs of the last size: not kept, and of sums and products only the hash is made.
    fn outer(
        &mut self,
        bank: &Bank,
        side: &Side,
        target: &Target,
        hash: u64,
        (a, b): (usize, usize),
        found: &mut impl FnMut(Recurrence) -> bool,
    ) -> bool {
        let tries = self.tries(side.count, a, b);
        self.programs += tries.len() as u64;
        for (op, x, y, part) in tries {
            let Some(part) = part else { continue };
            let keys = [hash.wrapping_sub(part), part.wrapping_sub(hash), part.wrapping_add(hash)];
            if !keys.iter().any(|&k| side.near.may(k) || self.seen.contains_key(&k)) {
                continue;
            }
            // Made for this look only.
            let lanes = Lanes::apply(op, &self.lanes[x], &self.lanes[y]);
            self.exprs.push(Expr { op, of: [x as u32, y as u32, 0] });
            self.lanes.push(lanes);
            self.hashes.push(part);
            self.recursive.push(true);
            let go = self.meet(bank, side, &side.near, target, hash, found);
            self.exprs.pop();
            self.lanes.pop();
            self.hashes.pop();
            self.recursive.pop();
            if !go {
                return false;
            }
        }
        true
    }

    /// What is made of two of them, with the hash of its values where they are all known.
    fn tries(&self, count: usize, a: usize, b: usize) -> [(Op, usize, usize, Option<u64>); 6] {
        let (ha, hb) = (self.hashes[a], self.hashes[b]);
        let (la, lb) = (&self.lanes[a], &self.lanes[b]);
        let range = SKIP..SKIP + count;
        let mut product = 0u64;
        for ((c, x), y) in COEFFICIENTS.iter().zip(&la.v[range.clone()]).zip(&lb.v[range]) {
            product = product.wrapping_add(c.wrapping_mul(*x as u64).wrapping_mul(*y as u64));
        }
        let divided = divided(la, lb, SKIP, count);
        [
            (Op::Add, a, b, Some(ha.wrapping_add(hb))),
            (Op::Sub, a, b, Some(ha.wrapping_sub(hb))),
            (Op::Sub, b, a, Some(hb.wrapping_sub(ha))),
            (Op::Mul, a, b, Some(product)),
            (Op::Div, a, b, divided.map(|d| d.0)),
            (Op::Mod, a, b, divided.map(|d| d.1)),
        ]
    }

    /// Of everything that [`Own::search`] has made, and of what is one step larger: a number for [`Own::value`], and the hash
    /// of the values.
    pub fn recursive_parts(&mut self, count: usize, mut each: impl FnMut(u32, u64)) {
        for (id, &hash) in self.hashes.iter().enumerate().filter(|(id, _)| self.recursive[*id]) {
            each(id as u32, hash);
        }
        let threes = self.exprs.len();
        for a in self.ones..threes {
            for b in 0..self.ones {
                if !(self.recursive[a] || self.recursive[b]) {
                    continue;
                }
                for (op, x, y, hash) in self.tries(count, a, b) {
                    let Some(hash) = hash.filter(|h| !self.seen.contains_key(h)) else { continue };
                    each((threes + self.last.len()) as u32, hash);
                    self.last.push(Expr { op, of: [x as u32, y as u32, 0] });
                }
            }
        }
        self.programs += self.last.len() as u64;
    }

    fn expr(&self, part: usize) -> Option<Expr> {
        self.exprs.get(part).or_else(|| self.last.get(part - self.exprs.len())).copied()
    }

    /// The target from one of its parts and an expression of the bank.
    #[must_use]
    pub fn value(&self, joined: Joined, part: u32, other: &Lanes, from: usize) -> Option<Lanes> {
        let lanes = match self.lanes.get(part as usize) {
            Some(lanes) => *lanes,
            None => {
                let expr = self.expr(part as usize)?;
                let [a, b, _] = expr.of.map(|i| self.lanes.get(i as usize));
                Lanes::apply(expr.op, a?, b?)
            }
        };
        Some(join(joined, &lanes, &shifted(other, from)))
    }

    /// The same as text, with its size.
    #[must_use]
    pub fn recurrence(&self, joined: Joined, part: u32, other: &Written, size: usize) -> (String, usize) {
        (self.joined(joined, part as usize, other), self.size(part as usize) + size + 1)
    }

    /// The hash of the target divided by one of its parts, if it divides.
    #[must_use]
    pub fn quotient(&self, part: u32, target: &Target, count: usize) -> Option<u64> {
        quotient(target, self.lanes.get(part as usize)?, count)
    }

    fn pair(
        &mut self,
        bank: &Bank,
        side: &Side,
        target: &Target,
        hash: u64,
        (a, b): (usize, usize),
        found: &mut impl FnMut(Recurrence) -> bool,
    ) -> bool {
        let own = self.recursive[a] || self.recursive[b];
        for (op, x, y) in [
            (Op::Add, a, b),
            (Op::Sub, a, b),
            (Op::Sub, b, a),
            (Op::Mul, a, b),
            (Op::Div, a, b),
            (Op::Div, b, a),
            (Op::Mod, a, b),
        ] {
            let lanes = Lanes::apply(op, &self.lanes[x], &self.lanes[y]);
            let expr = Expr { op, of: [x as u32, y as u32, 0] };
            if self.put(side.count, expr, lanes, own).is_some()
                && own
                && !self.meet(bank, side, &side.probe, target, hash, found)
            {
                return false;
            }
        }
        true
    }

    fn put(&mut self, count: usize, expr: Expr, lanes: Lanes, own: bool) -> Option<u64> {
        self.programs += 1;
        let hash = lanes.linear(SKIP, count)?;
        let id = self.exprs.len() as u32;
        if let std::collections::hash_map::Entry::Vacant(slot) = self.seen.entry(hash) {
            slot.insert(id);
            self.exprs.push(expr);
            self.lanes.push(lanes);
            self.hashes.push(hash);
            self.recursive.push(own);
            Some(hash)
        } else {
            None
        }
    }

    /// Meets the expression made last with those of `probe`.
    fn meet(
        &self,
        bank: &Bank,
        side: &Side,
        probe: &Probe,
        target: &Target,
        hash: u64,
        found: &mut impl FnMut(Recurrence) -> bool,
    ) -> bool {
        let id = self.exprs.len() - 1;
        if !self.recursive[id] {
            return true;
        }
        let lanes = &self.lanes[id];
        let Some(part) = lanes.linear(SKIP, side.count) else { return true };
        for (joined, key) in [
            (Joined::Sum, hash.wrapping_sub(part)),
            (Joined::Less, part.wrapping_sub(hash)),
            (Joined::More, part.wrapping_add(hash)),
        ] {
            if let Some(g) = probe.get(key) {
                let other = shifted(&bank.values(g), side.from);
                let all = join(joined, lanes, &other);
                if let Some(given) = given(target, &all, 0) {
                    let text = self.joined(joined, id, &bank.written(&bank.exprs[g as usize]));
                    if !found(Recurrence { text, size: self.size(id) + bank.size(g) + 1, given }) {
                        return false;
                    }
                }
            }
            // The other part may be one of the target's own.
            if joined != Joined::More
                && let Some(&other) = self.seen.get(&key)
            {
                let all = join(joined, lanes, &self.lanes[other as usize]);
                if let Some(given) = given(target, &all, 0) {
                    let text = self.joined(joined, id, &self.written(other as usize));
                    if !found(Recurrence { text, size: self.size(id) + self.size(other as usize) + 1, given }) {
                        return false;
                    }
                }
            }
        }
        // Products with the smaller ones only: a division a lane costs.
        if self.size(id) <= 3
            && let Some(g) = quotient(target, lanes, side.count).and_then(|q| side.probe.get(q))
        {
            let all = join(Joined::Product, lanes, &shifted(&bank.values(g), side.from));
            if let Some(given) = given(target, &all, 0) {
                let text = self.joined(Joined::Product, id, &bank.written(&bank.exprs[g as usize]));
                return found(Recurrence { text, size: self.size(id) + bank.size(g) + 1, given });
            }
        }
        true
    }

    fn size(&self, id: usize) -> usize {
        let Some(expr) = self.expr(id) else { return 0 };
        if expr.op == Op::Leaf { 1 } else { 1 + self.size(expr.of[0] as usize) + self.size(expr.of[1] as usize) }
    }

    fn written(&self, id: usize) -> Written {
        let Some(expr) = self.expr(id) else { return Written::atom("") };
        if expr.op == Op::Leaf {
            return Written::atom(self.texts[expr.of[0] as usize]);
        }
        let (a, b) = (self.written(expr.of[0] as usize), self.written(expr.of[1] as usize));
        write(expr.op, &a, &b, &a)
    }

    fn joined(&self, joined: Joined, id: usize, other: &Written) -> String {
        joined_text(joined, &self.written(id), other)
    }
}

/// Two expressions, joined and written. What adds nothing is left out.
#[must_use]
pub fn joined_text(joined: Joined, small: &Written, large: &Written) -> String {
    let (op, a, b) = match joined {
        Joined::Sum => (Op::Add, small, large),
        Joined::Less => (Op::Sub, small, large),
        Joined::More => (Op::Sub, large, small),
        Joined::Product => (Op::Mul, small, large),
    };
    match (op, a.text.as_str(), b.text.as_str()) {
        (Op::Add | Op::Sub, _, "0") | (Op::Mul, _, "1") => a.text.clone(),
        (Op::Add, "0", _) | (Op::Mul, "1", _) => b.text.clone(),
        (..) => write(op, a, b, a).text,
    }
}

/// The values from index `from` on.
fn shifted(lanes: &Lanes, from: usize) -> Lanes {
    let mut out = *lanes;
    out.v.copy_within(from.., 0);
    out.v[LANES - from..].fill(0);
    out.ok >>= from;
    out.exact >>= from;
    out.bad >>= from;
    out
}

/// The hash of the target divided by an expression, if it divides.
fn quotient(target: &Target, lanes: &Lanes, count: usize) -> Option<u64> {
    let mut out = [0i64; LANES];
    for (i, q) in out[..count].iter_mut().enumerate() {
        let lane = SKIP + i;
        if (lanes.exact & target.exact) >> lane & 1 == 0 || target.terms[lane].checked_rem(lanes.v[lane])? != 0 {
            return None;
        }
        *q = target.terms[lane] / lanes.v[lane];
    }
    Some(crate::value_vec::linear(&out[..count]))
}
