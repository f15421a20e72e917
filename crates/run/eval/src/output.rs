//! Conversion of values of the interpreter to results.

use nth_core::Ty;
use nth_num::Int;

use crate::lists::Heap;
use crate::value::Value;

/// The value of a term, or of an expression in the REPL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Integer of any size.
    Int(Int),
    /// Truth value, `true` or `false`.
    Bool(bool),
    /// List of values of one type.
    List(Vec<Output>),
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(x) => write!(f, "{x}"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (k, x) in items.iter().enumerate() {
                    write!(f, "{}{x}", if k == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
        }
    }
}

impl Output {
    /// Returns the integer of an integer result.
    pub(crate) fn integer(self) -> Int {
        match self {
            Self::Int(x) => x,
            Self::Bool(b) => Int::from(i64::from(b)),
            Self::List(_) => unreachable!("an integer function"),
        }
    }
}

/// Converts the value of a register to a result of type `ty`.
pub(crate) fn output<V: Value>(heap: &Heap<V>, x: &V, ty: Ty) -> Output {
    match ty.elem() {
        Some(elem) => Output::List(heap.slice(x).iter().map(|y| output(heap, y, elem)).collect()),
        None if ty == Ty::BOOL => Output::Bool(x.is_positive()),
        None => Output::Int(x.to_int()),
    }
}
