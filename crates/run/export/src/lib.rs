//! Core as programs of other systems: PARI/GP and Python.
//!
//! [`export`] writes the functions that an entry needs as functions of the target, in statements where Core has loops,
//! searches and bindings, then `a(n)` and a part that prints the first terms. It knows Core and the table of
//! primitives; it runs nothing and reads no file. Budgets and limits are not exported: a program that would exceed them
//! just runs on.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod code;
mod emit;
mod frame;
mod helpers;
mod names;
mod native;
mod pari;
mod python;
mod simple;
mod sources;
mod stmt;

use nth_core::{Arena, FuncId, Program};

/// Target system of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Python 3.8 or later, standard library only.
    Python,
    /// PARI/GP 2.13 or later.
    Pari,
}

/// Order in which the values of the entry form a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Index n from the offset on. An entry with two parameters (a program of the published language) gets 0 as second
    /// argument.
    Seq,
    /// Rows of a triangle: n from the offset, k from the second offset to n.
    Triangle,
    /// Antidiagonals of an array, with n rising from its offset along each.
    Array,
}

/// Function to export, and how it is read as a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Function of the program that computes the terms.
    pub func: FuncId,
    /// Name of the sequence; it is changed where the target has that name already.
    pub name: String,
    /// First index n, from which the terms are printed.
    pub offset: i64,
    /// First index k of a triangle or an array.
    pub second_offset: i64,
    /// Order of the terms.
    pub kind: Kind,
    /// Functions of the standard library among those of the program, with their names there. Where the target has the
    /// same function, it is called.
    pub library: Vec<(FuncId, String)>,
}

/// Writes a program in the target's language. Run as a script, the program prints `count` terms, one a line (Python: or
/// as many as its argument says). `a(n)` is the term at index n; for triangles and arrays, the n-th term in reading
/// order, from 0.
#[must_use]
pub fn export(arena: &Arena, program: &Program, entry: &Entry, target: Target, count: u64) -> String {
    let emitted = emit::emit(arena, program, entry, target);
    match target {
        Target::Python => python::program(&emitted, entry, count),
        Target::Pari => pari::program(&emitted, entry, count),
    }
}
