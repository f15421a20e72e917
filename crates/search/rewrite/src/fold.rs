//! Primitives of known arguments, computed by the evaluator.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, Func, FuncId, Node, Program, Ty};
use nth_eval::{Evaluator, Output, compile};
use nth_num::Int;
use nth_prims::{Kind, Prim, Shape};

use crate::facts::Value;

/// The value of a strict primitive at these arguments, or `None` if it fails or gives a list. The evaluator computes
/// it, so this holds for any primitive of the table, and no second meaning exists.
pub(crate) fn fold(p: Prim, args: &[Value]) -> Option<Value> {
    let ty = match p.info().result {
        Shape::Int => Ty::INT,
        Shape::Bool => Ty::BOOL,
        Shape::IntList | Shape::IntLists | Shape::Same(_) | Shape::ListOf(_) | Shape::ElementOf(_) => return None,
    };
    if p.info().kind != Kind::Strict {
        return None;
    }
    in_words(p, args).or_else(|| run(p, args, ty))
}

/// The most frequent primitives, in machine words.
fn in_words(p: Prim, values: &[Value]) -> Option<Value> {
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
    let func = Func { name: String::new(), params: Vec::new(), ret: ty, body, memo: false, first: None };
    let code = compile(&arena, &Program { funcs: vec![func] }, FuncId(0)).ok()?;
    let mut evaluator = Evaluator::new(&Limits::CANDIDATE, &Cancel::new());
    match evaluator.run(&code).value(&[], ty).ok()? {
        Output::Int(x) => Some(Value::Int(x)),
        Output::Bool(b) => Some(Value::Bool(b)),
        Output::List(_) => None,
    }
}
