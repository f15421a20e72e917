//! Evaluator that walks the tree. It follows `docs/reference/core.md` rule by rule and contains no optimization.

use std::collections::HashMap;

use nth_base::{CostReading, Limits};
use nth_core::{Arena, Descent, EvalError, ExprId, FuncId, Node, Program, cost};
use nth_num::Int;
use nth_prims::{Kind, Prim};

use crate::{Value, arith};

pub(crate) type Res<T> = Result<T, EvalError>;

/// Run of one function: computes its terms one after the other.
pub struct Reference<'a> {
    pub(crate) arena: &'a Arena,
    program: &'a Program,
    entry: FuncId,
    limits: Limits,
    /// Budget of the current term.
    left: u128,
    /// Cost of the current term, in both readings.
    spent: [u128; 2],
    /// Cost of the terms that have values, in both readings.
    total: [u64; 2],
    /// Whether the current iteration of a continuing loop was charged before.
    charged_before: bool,
    /// Number of lambdas of the current function body that are being applied.
    within: u32,
    /// Number of charged iterations of each continuing loop, by its functions and starts.
    continued: HashMap<Vec<ExprId>, Int>,
    /// Number of list elements made in the current term.
    words: u64,
    /// Number of active calls.
    depth: u32,
    memo: HashMap<(FuncId, Vec<Int>), Value>,
    searches: HashMap<(ExprId, Option<Int>), Found>,
    stopped: Option<EvalError>,
}

/// Numbers that a search has found, and where it continues.
struct Found {
    values: Vec<Int>,
    next: Int,
}

/// Result of a function body: a value, or the tail call that replaces it.
enum Tail {
    Value(Value),
    Call(FuncId, Vec<Value>),
}

impl<'a> Reference<'a> {
    /// Run before its first term.
    #[must_use]
    pub fn new(arena: &'a Arena, program: &'a Program, entry: FuncId, limits: Limits) -> Self {
        Self {
            arena,
            program,
            entry,
            limits,
            left: 0,
            spent: [0, 0],
            total: [0, 0],
            charged_before: false,
            within: 0,
            continued: HashMap::new(),
            words: 0,
            depth: 0,
            memo: HashMap::new(),
            searches: HashMap::new(),
            stopped: None,
        }
    }

    /// Next term, for these arguments of the entry, and the published cost of all terms so far that have values.
    /// After an error the run gives the same error again.
    pub fn term(&mut self, args: &[Int]) -> (Result<Value, EvalError>, u64) {
        if let Some(e) = self.stopped {
            return (Err(e), self.total[0]);
        }
        self.left += u128::from(self.limits.budget);
        self.spent = [0, 0];
        self.words = 0;
        self.depth = 0;
        let result = self.body(self.entry, args.iter().cloned().map(Value::Int).collect());
        match &result {
            Ok(_) => {
                self.left -= self.counted();
                for (total, spent) in self.total.iter_mut().zip(self.spent) {
                    *total = total.saturating_add(u64::try_from(spent).unwrap_or(u64::MAX));
                }
            }
            Err(e) => self.stopped = Some(*e),
        }
        (result, self.total[0])
    }

    /// Continued cost of all terms so far that have values.
    #[must_use]
    pub fn continued(&self) -> u64 {
        self.total[1]
    }

    /// Cost of the current term in the reading of the budget.
    fn counted(&self) -> u128 {
        match self.limits.reading {
            CostReading::Published => self.spent[0],
            CostReading::Continued => self.spent[1],
        }
    }

    pub(crate) fn charge(&mut self, cost: u64) -> Res<()> {
        self.spent[0] += u128::from(cost);
        if !self.charged_before {
            self.spent[1] += u128::from(cost);
        }
        if self.counted() > self.left { Err(EvalError::Budget) } else { Ok(()) }
    }

    /// Units that are left for the current term.
    pub(crate) fn units(&self) -> u64 {
        if self.charged_before && self.limits.reading == CostReading::Continued {
            return u64::MAX;
        }
        u64::try_from(self.left.saturating_sub(self.counted())).unwrap_or(u64::MAX)
    }

    /// Checks before a long step that what is left pays for it.
    fn afford(&mut self, cost: u64) -> Res<()> {
        let counts = match self.limits.reading {
            CostReading::Published => true,
            CostReading::Continued => !self.charged_before,
        };
        if counts && self.counted() + u128::from(cost) > self.left { Err(EvalError::Budget) } else { Ok(()) }
    }

    /// Counts elements of a list under construction against the limit.
    pub(crate) fn make(&mut self, elements: usize) -> Res<()> {
        self.words = self.words.saturating_add(elements as u64);
        if self.words > self.limits.max_words { Err(EvalError::Memory) } else { Ok(()) }
    }

    /// Value of a function on evaluated arguments; the call is charged already.
    fn body(&mut self, f: FuncId, env: Vec<Value>) -> Res<Value> {
        // The lambdas that the call stands in are the caller's.
        let within = std::mem::take(&mut self.within);
        let value = self.function(f, env)?;
        self.within = within;
        Ok(value)
    }

    fn function(&mut self, mut f: FuncId, mut env: Vec<Value>) -> Res<Value> {
        loop {
            let func = self.program.func(f);
            if func.memo {
                let key = (f, env.iter().cloned().map(Value::int).collect());
                if let Some(v) = self.memo.get(&key) {
                    return Ok(v.clone());
                }
                if let (Some(first), Some(index)) = (func.first, env.first())
                    && index.clone().int() < Int::from(first)
                {
                    return Err(EvalError::BelowFirstIndex);
                }
                self.smaller_first(f, &key.1)?;
                let v = self.eval(&mut env, func.body)?;
                self.memo.insert(key, v.clone());
                return Ok(v);
            }
            match self.tail(&mut env, func.body)? {
                Tail::Value(v) => return Ok(v),
                Tail::Call(g, args) => (f, env) = (g, args),
            }
        }
    }

    /// Calls a function that goes down step by step at the smaller indices that its body needs, from below.
    fn smaller_first(&mut self, f: FuncId, args: &[Int]) -> Res<()> {
        let Some(Descent { step, above, .. }) = self.program.descent(self.arena, f) else { return Ok(()) };
        let Some(n) = args[0].to_i64().filter(|n| !cost::is_large_i64(*n)) else { return Ok(()) };
        if self.memo.contains_key(&(f, vec![Int::from(n - step)])) {
            return Ok(());
        }
        let of_f = self.memo.keys().filter(|(g, _)| *g == f).filter_map(|(_, args)| args[0].to_i64());
        let last = of_f.filter(|i| (above + 1..n).contains(i) && (n - i) % step == 0).max();
        let first = last.map_or(n - (n - above - 1) / step * step, |i| i + step);
        for i in (first..n).step_by(step as usize) {
            self.call(f, vec![Value::Int(Int::from(i))])?;
        }
        Ok(())
    }

    /// Result of an expression in tail position of a function that is not `memo`.
    fn tail(&mut self, env: &mut Vec<Value>, e: ExprId) -> Res<Tail> {
        match self.arena.node(e) {
            Node::If(test, then, otherwise) => {
                let holds = self.eval(env, test)?.bool();
                self.charge(1)?;
                self.tail(env, if holds { then } else { otherwise })
            }
            Node::Prim(Prim::Cond, [test, then, otherwise, ..]) => {
                let low = self.eval(env, test)?.int() <= Int::ZERO;
                self.charge(1)?;
                self.tail(env, if low { then } else { otherwise })
            }
            Node::Let(value, body) => {
                let v = self.eval(env, value)?;
                self.charge(1)?;
                env.push(v);
                let result = self.tail(env, body)?;
                env.pop();
                Ok(result)
            }
            Node::Call(f, args, _) if !self.program.func(f).memo => {
                let args = self.all(env, self.arena.args(args))?;
                self.charge(1)?;
                Ok(Tail::Call(f, args))
            }
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) => {
                self.eval(env, e).map(Tail::Value)
            }
            Node::Call(..) | Node::Lam(..) | Node::List(..) | Node::Hole(_) => self.eval(env, e).map(Tail::Value),
        }
    }

    fn all(&mut self, env: &mut Vec<Value>, args: &[ExprId]) -> Res<Vec<Value>> {
        args.iter().map(|&a| self.eval(env, a)).collect()
    }

    /// Value of an expression. The last element of `env` is variable 0.
    pub(crate) fn eval(&mut self, env: &mut Vec<Value>, e: ExprId) -> Res<Value> {
        let value = match self.arena.node(e) {
            Node::Int(i) => Value::Int(Int::Small(i)),
            Node::Big(b) => Value::Int(self.arena.big(b).clone()),
            Node::Bool(b) => Value::Bool(b),
            Node::Var(i, _) => env[env.len() - 1 - usize::from(i)].clone(),
            Node::Prim(p, args) => return self.prim(env, e, p, &args),
            Node::Lam(..) => panic!("ill-typed Core: a lambda stands as a value"),
            Node::If(test, then, otherwise) => {
                let holds = self.eval(env, test)?.bool();
                self.charge(1)?;
                return self.eval(env, if holds { then } else { otherwise });
            }
            Node::Let(value, body) => {
                let v = self.eval(env, value)?;
                self.charge(1)?;
                env.push(v);
                let result = self.eval(env, body)?;
                env.pop();
                return Ok(result);
            }
            Node::Call(f, args, _) => {
                let args = self.all(env, self.arena.args(args))?;
                self.charge(1)?;
                return self.call(f, args);
            }
            Node::List(elements, _) => {
                let values = self.all(env, self.arena.args(elements))?;
                self.make(values.len())?;
                self.charge(1 + values.len() as u64)?;
                return Ok(Value::List(values));
            }
            Node::Hole(_) => return Err(EvalError::Hole),
        };
        self.charge(1)?;
        Ok(value)
    }

    /// Value of a call that does not replace its caller; the call is charged already.
    fn call(&mut self, f: FuncId, args: Vec<Value>) -> Res<Value> {
        if self.program.func(f).memo {
            let key = (f, args.iter().cloned().map(Value::int).collect());
            if let Some(v) = self.memo.get(&key) {
                return Ok(v.clone());
            }
        }
        if self.depth >= self.limits.max_depth {
            return Err(EvalError::Depth);
        }
        self.depth += 1;
        let v = self.body(f, args)?;
        self.depth -= 1;
        Ok(v)
    }

    /// Value of a lambda on these arguments.
    pub(crate) fn apply<const N: usize>(&mut self, env: &mut Vec<Value>, lam: ExprId, args: [Value; N]) -> Res<Value> {
        let Node::Lam(params, body) = self.arena.node(lam) else { panic!("ill-typed Core: no lambda") };
        assert_eq!(usize::from(params), N, "ill-typed Core: parameters of a lambda");
        let outer = env.len();
        env.extend(args);
        self.within += 1;
        let v = self.eval(env, body)?;
        self.within -= 1;
        env.truncate(outer);
        Ok(v)
    }

    fn prim(&mut self, env: &mut Vec<Value>, e: ExprId, p: Prim, args: &[ExprId; 5]) -> Res<Value> {
        let [x, y, z, u, v] = *args;
        match p.info().kind {
            Kind::Strict => {
                let values = self.all(env, Arena::prim_args(args))?;
                if !p.info().cost.is_arithmetic() {
                    return self.strict(p, values);
                }
                let values: Vec<Int> = values.into_iter().map(Value::int).collect();
                self.afford(arith::ahead(p, &values, &self.limits))?;
                let (value, cost) = arith::step(p, &values, &self.limits)?;
                self.charge(cost)?;
                Ok(Value::Int(value))
            }
            Kind::Choice => {
                let low = self.eval(env, x)?.int() <= Int::ZERO;
                self.charge(1)?;
                self.eval(env, if low { y } else { z })
            }
            Kind::Loop if p == Prim::Loop => {
                let count = self.eval(env, y)?.int();
                let start = self.eval(env, z)?;
                self.charge(1)?;
                let key = self.continues(e).then(|| vec![x, z]);
                let step = |r: &mut Self, env: &mut _, value, i| r.apply(env, x, [value, Value::Int(i)]);
                self.repeat(env, key, &count, start, step)
            }
            Kind::Loop => {
                let count = self.eval(env, z)?.int();
                let start = (self.eval(env, u)?, self.eval(env, v)?);
                self.charge(1)?;
                let key = self.continues(e).then(|| vec![x, y, u, v]);
                let step = |r: &mut Self, env: &mut _, (a, b): (Value, Value), _| {
                    let first = r.apply(env, x, [a.clone(), b.clone()])?;
                    Ok((first, r.apply(env, y, [a, b])?))
                };
                self.repeat(env, key, &count, start, step).map(|pair| pair.0)
            }
            Kind::Search if p == Prim::Compr => {
                let index = self.eval(env, y)?.int();
                self.charge(1)?;
                let key = (self.arena.meta(x).free == 0).then_some((x, None));
                self.search(env, key, &index, Int::ZERO, |r, env, m| {
                    Ok(r.apply(env, x, [Value::Int(m), Value::Int(Int::ZERO)])?.int() <= Int::ZERO)
                })
            }
            Kind::Search => {
                let start = self.eval(env, y)?.int();
                let index = self.eval(env, z)?.int();
                self.charge(1)?;
                let literal = matches!(self.arena.node(y), Node::Int(s) if s.unsigned_abs() <= 1 << 61);
                let key = (self.arena.meta(x).free == 0 && literal).then(|| (x, Some(start.clone())));
                self.search(env, key, &index, start, |r, env, k| Ok(r.apply(env, x, [Value::Int(k)])?.bool()))
            }
            Kind::Source | Kind::Consumer => self.list_control(env, e, p, args),
        }
    }

    /// Whether the loop `e` continues at the place where it is evaluated now.
    fn continues(&self, e: ExprId) -> bool {
        self.within == 0 && self.arena.continues(e)
    }

    /// Runs `count` iterations. In the continued reading, each iteration of a continuing loop, by its key, is charged
    /// once.
    fn repeat<S>(
        &mut self,
        env: &mut Vec<Value>,
        key: Option<Vec<ExprId>>,
        count: &Int,
        mut state: S,
        step: impl Fn(&mut Self, &mut Vec<Value>, S, Int) -> Res<S>,
    ) -> Res<S> {
        let before = key.as_ref().and_then(|k| self.continued.get(k)).cloned().unwrap_or(Int::ZERO);
        let mut i = Int::ONE;
        while i <= *count {
            let outer = self.charged_before;
            self.charged_before |= i <= before;
            state = step(self, env, state, i.clone())?;
            self.charged_before = outer;
            i = i.add(&Int::ONE);
        }
        if let Some(key) = key {
            let reached = count.clone().min(Int::from(cost::MAX_CONTINUED)).max(before);
            self.continued.insert(key, reached);
        }
        Ok(state)
    }

    /// Number at position `index` among those from `start` on that pass `test`, remembered under `key`.
    fn search(
        &mut self,
        env: &mut Vec<Value>,
        key: Option<(ExprId, Option<Int>)>,
        index: &Int,
        start: Int,
        test: impl Fn(&mut Self, &mut Vec<Value>, Int) -> Res<bool>,
    ) -> Res<Value> {
        if *index < Int::ZERO {
            return Err(EvalError::DivByZero);
        }
        let at = index.to_i64().and_then(|i| usize::try_from(i).ok()).unwrap_or(usize::MAX);
        let Some(key) = key else {
            let mut m = start;
            let mut found = 0;
            loop {
                if test(self, env, m.clone())? {
                    if found == at {
                        return Ok(Value::Int(m));
                    }
                    found += 1;
                }
                m = m.add(&Int::ONE);
            }
        };
        self.searches.entry(key.clone()).or_insert(Found { values: Vec::new(), next: start });
        loop {
            let memory = &self.searches[&key];
            if let Some(m) = memory.values.get(at) {
                return Ok(Value::Int(m.clone()));
            }
            let m = memory.next.clone();
            let hit = test(self, env, m.clone())?;
            // A test that uses the same search may have gone on meanwhile; then this step is remembered already.
            if let Some(memory) = self.searches.get_mut(&key).filter(|found| found.next == m) {
                memory.next = m.add(&Int::ONE);
                if hit {
                    memory.values.push(m);
                }
            }
        }
    }
}
