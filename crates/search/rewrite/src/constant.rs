//! Steps on literals.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, Func, FuncId, Node, Program, Ty};
use nth_eval::{Evaluator, Output, compile};
use nth_num::Int;
use nth_prims::{Kind, Prim, Shape};

use super::facts::Facts;

/// What a step gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Int(Int),
    Bool(bool),
}

/// The value of a strict primitive whose arguments are known, by the evaluator: any primitive of the table, and no
/// second meaning. Nothing if it fails.
pub(crate) fn fold(p: Prim, args: &[&Facts]) -> Option<Value> {
    let ty = match p.info().result {
        Shape::Int => Ty::INT,
        Shape::Bool => Ty::BOOL,
        Shape::IntList | Shape::Same(_) | Shape::ListOf(_) | Shape::ElementOf(_) => return None,
    };
    if p.info().kind != Kind::Strict {
        return None;
    }
    let mut values = Vec::with_capacity(args.len());
    for facts in args {
        values.push(match (facts.range.value(), facts.truth) {
            (Some(x), _) => Value::Int(x.clone()),
            (None, Some(b)) => Value::Bool(b),
            (None, None) => return None,
        });
    }
    quick(p, &values).or_else(|| run(p, &values, ty))
}

/// The commonest steps, in machine words.
fn quick(p: Prim, values: &[Value]) -> Option<Value> {
    let [Value::Int(Int::Small(a)), Value::Int(Int::Small(b))] = values else { return None };
    let value = if p == Prim::Add {
        a.checked_add(*b)
    } else if p == Prim::Sub {
        a.checked_sub(*b)
    } else if p == Prim::Mul {
        a.checked_mul(*b)
    } else if p == Prim::Div {
        nth_num::floor_div_i64(*a, *b)
    } else if p == Prim::Mod {
        nth_num::floor_mod_i64(*a, *b)
    } else {
        None
    };
    value.map(|x| Value::Int(Int::Small(x)))
}

fn run(p: Prim, values: &[Value], ty: Ty) -> Option<Value> {
    let mut arena = Arena::new();
    let args: Vec<_> = values
        .iter()
        .map(|v| match v {
            Value::Int(x) => arena.int(x),
            Value::Bool(b) => arena.intern(Node::Bool(*b)),
        })
        .collect();
    let body = arena.prim(p, &args);
    let func = Func { name: String::new(), params: Vec::new(), ret: ty, body, memo: false };
    let code = compile(&arena, &Program { funcs: vec![func] }, FuncId(0)).ok()?;
    let mut evaluator = Evaluator::new(&Limits::CANDIDATE, &Cancel::new());
    match evaluator.run(&code).value(&[], ty).ok()? {
        Output::Int(x) => Some(Value::Int(x)),
        Output::Bool(b) => Some(Value::Bool(b)),
        Output::List(_) => None,
    }
}
