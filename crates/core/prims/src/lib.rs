//! Table of primitives.
//!
//! A primitive is one row of `table.rs`: name, operator, type, documentation with examples, cost class, letter of the
//! published language, and templates for the exporters. Completion, hover, `nth doc`, the word lists of the grammars
//! and the samplers read the table; nothing else lists primitives. This crate is data: it knows no syntax tree, no
//! types beyond their text, and no evaluator.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod table;

pub use table::Prim;

/// Notation of a primitive in source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Call of a function: `name(a, b)`.
    Call,
    /// Operator between its operands, such as `a + b`.
    Infix(&'static str),
    /// Operator before its operand: `-a`, `not a`.
    Prefix(&'static str),
    /// Element of a list: `a[b]`.
    Index,
}

/// Result type of a primitive, computed from the types of its arguments (for a function argument: the type of its
/// value). Repeats the type text in a form that needs no type checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An integer, whatever the arguments are.
    Int,
    /// A truth value, whatever the arguments are.
    Bool,
    /// A list of integers, whatever the arguments are.
    IntList,
    /// A list of lists of integers, whatever the arguments are.
    IntLists,
    /// Type of that argument.
    Same(u8),
    /// List of that argument's type.
    ListOf(u8),
    /// Element type of that argument.
    ElementOf(u8),
}

/// Evaluation of a primitive, as `docs/reference/core.md` defines it. Evaluators and exporters sort primitives by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Evaluates all arguments from the left, then performs one step on their values. Takes no functions.
    Strict,
    /// Evaluates the first argument, which decides which of the others is evaluated.
    Choice,
    /// Calls its functions a number of times given by an argument, each time with the result of the time before.
    Loop,
    /// Calls its function with successive integers until it has found the one asked for, and remembers the ones found.
    Search,
    /// List that gives its elements one by one to a primitive that consumes it directly, and is built everywhere else.
    Source,
    /// Goes through the elements of its first argument: a list, or a source, which is then not built. (`zip_with` goes
    /// through two lists and has sources built.) A consumer without functions is strict if the list is not a source.
    Consumer,
}

/// Cost of a step of a primitive, beside the cost of its arguments: the published cost model (Alien Coding, section
/// 3.2, in its current form) and its extension to the other primitives. A value is *large* outside of −2⁶² … 2⁶²−1. The
/// classes from [`Cost::Additive`] to [`Cost::ModularPower`] are arithmetic steps, whose result is checked for its
/// size; each is computed by the function of that name in `crates/core/core/src/cost.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// 1; with large operands or result the log2 of the largest operand.
    Additive,
    /// 1; with large operands or result the sum of the log2 of the operands.
    Multiplicative,
    /// 5; with large operands or result the sum of the log2 of the operands.
    Division,
    /// As [`Cost::Division`], for a greatest common divisor: long operands cost more.
    CommonDivisor,
    /// 1; with large operands or result the sum of the log2 of base, exponent and result.
    Power,
    /// 5; with a large operand twice its log2.
    Root,
    /// Cost for each binary digit of the exponent, and at least once: 5, or twice the log2 of the larger of base and
    /// modulus if one of them is large.
    ModularPower,
    /// 5 and the binary digits; with a large operand 8 times the square of these, and more from 512 digits on.
    Primality,
    /// Like [`Cost::Primality`], but 4 times the digits; with a large operand also once more for every 32 digits.
    NextPrime,
    /// 5 and the binary digits; from 2²⁴ on the power with exponent 3/4 of the bound up to which primes are counted.
    PrimeCount,
    /// By the digits of the number and of its second largest prime factor: what finding that factor takes.
    Factoring,
    /// 1, whatever the size. (For comparison of lists see `docs/reference/core.md`.)
    Unit,
    /// 1, and the cost of each call of a function argument.
    Control,
    /// 1, and more for each element of the resulting list.
    List,
}

impl Cost {
    /// Whether the step is arithmetic: from integers to an integer whose size is checked.
    #[must_use]
    pub fn is_arithmetic(self) -> bool {
        match self {
            Self::Additive | Self::Multiplicative | Self::Division | Self::CommonDivisor => true,
            Self::Power | Self::Root | Self::ModularPower => true,
            Self::Primality | Self::NextPrime | Self::PrimeCount | Self::Factoring => false,
            Self::Unit | Self::Control | Self::List => false,
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct PrimInfo {
    /// Name in nth source. Operators have one, too; documentation and Core text use it.
    pub name: &'static str,
    /// Notation in source text.
    pub form: Form,
    /// Type in nth's notation; lower-case letters are type variables.
    pub ty: &'static str,
    /// Result type, for Core.
    pub result: Shape,
    /// Kind of its evaluation.
    pub kind: Kind,
    /// Cost class of a call.
    pub cost: Cost,
    /// Letter of the published postfix language.
    pub qsynt: Option<char>,
    /// Parameter names, for signature help and documentation.
    pub params: &'static [&'static str],
    /// Documentation of one or two sentences.
    pub doc: &'static str,
    /// Expressions with their values, both in nth source. The tests run them.
    pub examples: &'static [(&'static str, &'static str)],
    /// Template of the Python expression. `$0`, `$1`, … are the arguments; helpers are named `_nth_…`. Empty if the
    /// exporter writes statements, since the primitive binds variables or controls evaluation.
    pub python: &'static str,
    /// Template of the PARI/GP expression, likewise; helpers are named `nth_…`.
    pub pari: &'static str,
    /// Other names, such as those of other languages: documentation, completion and "did you mean" know them.
    pub synonyms: &'static [&'static str],
}

impl Prim {
    /// Row of the primitive.
    #[must_use]
    pub fn info(self) -> &'static PrimInfo {
        &table::ROWS[self as usize]
    }

    /// Name in nth source and in Core text.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Primitive of this name, whatever its notation.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.name() == name)
    }

    /// Primitive written as this infix operator.
    #[must_use]
    pub fn from_infix(op: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| matches!(p.info().form, Form::Infix(o) if o == op))
    }

    /// Primitive of this letter of the published language.
    #[must_use]
    pub fn from_qsynt(letter: char) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.info().qsynt == Some(letter))
    }

    /// Number of arguments that the primitive takes.
    #[must_use]
    pub fn arity(self) -> usize {
        self.info().params.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_are_complete_and_names_unique() {
        let mut names = HashSet::new();
        for p in Prim::ALL {
            let i = p.info();
            assert!(names.insert(i.name), "{} twice", i.name);
            assert!(!i.doc.is_empty() && !i.examples.is_empty(), "{} lacks words", i.name);
            assert_eq!(Prim::from_name(i.name), Some(*p));
        }
    }

    #[test]
    fn what_is_one_step_has_templates_and_takes_no_functions() {
        for i in Prim::ALL.iter().map(|p| p.info()) {
            let functions = i.ty.matches("->").count() > 1;
            let step = i.kind == Kind::Strict || i.kind == Kind::Consumer && !functions;
            assert!(!(i.kind == Kind::Strict && functions), "{} takes a function", i.name);
            assert_eq!((i.python.is_empty(), i.pari.is_empty()), (!step, !step), "{}", i.name);
            assert!(!i.cost.is_arithmetic() || i.kind == Kind::Strict && i.result == Shape::Int, "{}", i.name);
            assert!(i.kind != Kind::Strict || i.params.len() <= 3, "{}: a step has three operands at most", i.name);
        }
    }
}
