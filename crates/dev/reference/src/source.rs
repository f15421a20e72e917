//! Lists: strict steps, and sources that give their elements one by one.

use nth_core::{EvalError, ExprId, Node};
use nth_num::Int;
use nth_prims::Prim;

use crate::Value;
use crate::eval::{Reference, Res};

/// List that is not built.
enum Source {
    /// Next integer, and the first integer beyond the end.
    Range(Int, Int),
    List(std::vec::IntoIter<Value>),
    Map(Box<Source>, ExprId),
    Filter(Box<Source>, ExprId),
}

impl Reference<'_> {
    fn is_source(&self, e: ExprId) -> bool {
        let Node::Prim(p, _) = self.arena.node(e) else { return false };
        matches!(p, Prim::Range | Prim::RangeInclusive | Prim::Map | Prim::Filter)
    }

    fn start(&mut self, env: &mut Vec<Value>, e: ExprId) -> Res<Source> {
        let Node::Prim(p, [x, y, ..]) = self.arena.node(e) else {
            return Ok(Source::List(self.eval(env, e)?.list().into_iter()));
        };
        let source = match p {
            Prim::Range | Prim::RangeInclusive => {
                let from = self.eval(env, x)?.int();
                let to = self.eval(env, y)?.int();
                Source::Range(from, if p == Prim::Range { to } else { to.add(&Int::ONE) })
            }
            Prim::Map => Source::Map(Box::new(self.start(env, x)?), y),
            Prim::Filter => Source::Filter(Box::new(self.start(env, x)?), y),
            _not_a_source => return Ok(Source::List(self.eval(env, e)?.list().into_iter())),
        };
        self.charge(1)?;
        Ok(source)
    }

    fn give(&mut self, env: &mut Vec<Value>, source: &mut Source) -> Res<Option<Value>> {
        match source {
            Source::Range(next, end) => {
                if next >= end {
                    return Ok(None);
                }
                self.charge(1)?;
                let value = next.clone();
                *next = next.add(&Int::ONE);
                Ok(Some(Value::Int(value)))
            }
            Source::List(elements) => {
                let Some(value) = elements.next() else { return Ok(None) };
                self.charge(1)?;
                Ok(Some(value))
            }
            Source::Map(list, f) => {
                let Some(x) = self.give(env, list)? else { return Ok(None) };
                let value = self.apply(env, *f, [x])?;
                self.charge(1)?;
                Ok(Some(value))
            }
            Source::Filter(list, p) => loop {
                let Some(x) = self.give(env, list)? else { return Ok(None) };
                let holds = self.apply(env, *p, [x.clone()])?.bool();
                self.charge(1)?;
                if holds {
                    return Ok(Some(x));
                }
            },
        }
    }

    /// Value of an expression that is a source or consumes sources.
    pub(crate) fn list_control(
        &mut self,
        env: &mut Vec<Value>,
        e: ExprId,
        p: Prim,
        &[x, y, z, ..]: &[ExprId; 5],
    ) -> Res<Value> {
        match p {
            Prim::Range | Prim::RangeInclusive | Prim::Map | Prim::Filter => {
                let mut source = self.start(env, e)?;
                let mut values = Vec::new();
                while let Some(v) = self.give(env, &mut source)? {
                    self.make(1)?;
                    values.push(v);
                }
                Ok(Value::List(values))
            }
            Prim::Fold | Prim::Scan => {
                let mut source = self.start(env, x)?;
                let mut value = self.eval(env, y)?;
                self.charge(1)?;
                if p == Prim::Fold {
                    while let Some(v) = self.give(env, &mut source)? {
                        value = self.apply(env, z, [value, v])?;
                    }
                    return Ok(value);
                }
                self.make(1)?;
                let mut values = vec![value.clone()];
                while let Some(v) = self.give(env, &mut source)? {
                    value = self.apply(env, z, [value, v])?;
                    self.make(1)?;
                    values.push(value.clone());
                }
                Ok(Value::List(values))
            }
            Prim::All | Prim::Any => {
                let mut source = self.start(env, x)?;
                self.charge(1)?;
                let decides = p == Prim::Any;
                while let Some(v) = self.give(env, &mut source)? {
                    if self.apply(env, y, [v])?.bool() == decides {
                        return Ok(Value::Bool(decides));
                    }
                }
                Ok(Value::Bool(!decides))
            }
            Prim::Length => {
                if !self.is_source(x) {
                    let n = self.eval(env, x)?.list().len();
                    self.charge(1)?;
                    return Ok(Value::Int(Int::from(n as i128)));
                }
                let mut source = self.start(env, x)?;
                self.charge(1)?;
                let mut n = Int::ZERO;
                while self.give(env, &mut source)?.is_some() {
                    n = n.add(&Int::ONE);
                }
                Ok(Value::Int(n))
            }
            Prim::ZipWith => {
                let xs = self.eval(env, x)?.list();
                let ys = self.eval(env, y)?.list();
                self.charge(1)?;
                let mut values = Vec::new();
                for (a, b) in xs.into_iter().zip(ys) {
                    let v = self.apply(env, z, [a, b])?;
                    self.charge(1)?;
                    self.make(1)?;
                    values.push(v);
                }
                Ok(Value::List(values))
            }
            other => panic!("{} does not control a list", other.name()),
        }
    }

    /// Primitives on evaluated arguments, other than arithmetic.
    pub(crate) fn strict(&mut self, p: Prim, args: Vec<Value>) -> Res<Value> {
        let mut args = args.into_iter();
        let mut next = || args.next().unwrap_or_else(|| panic!("ill-typed Core: {} lacks arguments", p.name()));
        let compare = |a: &Int, b: &Int| match p {
            Prim::Lt => a < b,
            Prim::Le => a <= b,
            Prim::Gt => a > b,
            _ge => a >= b,
        };
        match p {
            Prim::Eq | Prim::Ne => {
                let (same, cost) = next().compare(&next());
                self.charge(cost)?;
                Ok(Value::Bool(same == (p == Prim::Eq)))
            }
            Prim::Lt | Prim::Le | Prim::Gt | Prim::Ge => {
                self.charge(1)?;
                Ok(Value::Bool(compare(&next().int(), &next().int())))
            }
            Prim::Not => {
                self.charge(1)?;
                Ok(Value::Bool(!next().bool()))
            }
            Prim::Abs | Prim::BitLength => {
                self.charge(1)?;
                let a = next().int();
                Ok(Value::Int(if p == Prim::Abs { a.abs() } else { Int::from(i128::from(a.bits())) }))
            }
            Prim::Min | Prim::Max => {
                self.charge(1)?;
                let (a, b) = (next().int(), next().int());
                Ok(Value::Int(if (a <= b) == (p == Prim::Min) { a } else { b }))
            }
            Prim::Cons => {
                let (x, xs) = (next(), next().list());
                self.made(std::iter::once(x).chain(xs).collect(), 1)
            }
            Prim::Append => {
                let (mut xs, ys) = (next().list(), next().list());
                xs.extend(ys);
                self.made(xs, 1)
            }
            Prim::Reverse => {
                let mut xs = next().list();
                xs.reverse();
                self.made(xs, 1)
            }
            Prim::Sort => {
                let mut xs: Vec<Int> = next().list().into_iter().map(Value::int).collect();
                xs.sort();
                let bits = u64::from(usize::BITS - xs.len().leading_zeros());
                self.made(xs.into_iter().map(Value::Int).collect(), bits)
            }
            Prim::Distinct => {
                let xs = next().list();
                let size: u64 = xs.iter().map(Value::size).sum();
                self.make(xs.len())?;
                let bits = u64::from(u64::BITS - size.leading_zeros());
                let mut kept: Vec<Value> = Vec::new();
                for x in xs {
                    if !kept.contains(&x) {
                        kept.push(x);
                    }
                }
                self.charge(1 + size * bits)?;
                Ok(Value::List(kept))
            }
            Prim::Head | Prim::Get => {
                let xs = next().list();
                let at = if p == Prim::Head { Int::ZERO } else { next().int() };
                let at = at.to_i64().and_then(|i| usize::try_from(i).ok());
                let x = at.and_then(|i| xs.into_iter().nth(i)).ok_or(EvalError::Index)?;
                self.charge(1)?;
                Ok(x)
            }
            Prim::Tail => {
                let xs = next().list();
                let rest = xs.get(1..).ok_or(EvalError::Index)?.to_vec();
                self.charge(1)?;
                Ok(Value::List(rest))
            }
            Prim::Take | Prim::Drop => {
                let (mut xs, count) = (next().list(), next().int());
                let all = xs.len();
                let count = if count.signum() < 0 { 0 } else { count.to_i64().map_or(all, |c| all.min(c as usize)) };
                self.charge(1)?;
                let rest = xs.split_off(count);
                Ok(Value::List(if p == Prim::Take { xs } else { rest }))
            }
            Prim::IsPrime
            | Prim::NextPrime
            | Prim::PreviousPrime
            | Prim::NthPrime
            | Prim::CountPrimes
            | Prim::Factor => self.prime_step(p, &next().int()),
            other => panic!("{} is not strict", other.name()),
        }
    }

    /// List made in one step, which costs 1 and `each` per element.
    fn made(&mut self, list: Vec<Value>, each: u64) -> Res<Value> {
        self.make(list.len())?;
        self.charge(1 + list.len() as u64 * each)?;
        Ok(Value::List(list))
    }
}
