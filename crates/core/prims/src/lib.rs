//! The one table of primitives.
//!
//! A primitive is one row of [`table`]: name, operator, type, documentation with examples, cost class, letter of the
//! published language, and how it is exported. Completion, hover, `nth doc`, the grammars' keyword lists, the samplers
//! and the model's vocabulary read the table; nothing else lists primitives. This crate is data: it knows no syntax
//! tree, no types beyond their text, and no evaluator.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod table;

pub use table::Prim;

/// How a primitive is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `name(a, b)`.
    Call,
    /// `a + b`.
    Infix(&'static str),
    /// `-a`, `not a`.
    Prefix(&'static str),
    /// `a[b]`.
    Index,
}

/// The result type of a primitive, from the types of its arguments (of a function argument: of its value). It says
/// again what the type text says, in a form that needs no type checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `Int`.
    Int,
    /// `Bool`.
    Bool,
    /// `[Int]`.
    IntList,
    /// The type of that argument.
    Same(u8),
    /// Lists of that argument's type.
    ListOf(u8),
    /// The element type of that argument.
    ElementOf(u8),
}

/// How a primitive is evaluated, as `docs/core.md` says: the one question by which evaluators and exporters sort
/// primitives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Evaluates all its arguments, from the left, then does one step on their values. It takes no functions.
    Strict,
    /// Evaluates its first argument, which decides which one of the others is evaluated.
    Choice,
    /// Calls its functions as often as an argument says, each time with what the time before gave.
    Loop,
    /// Calls its function with one integer after the other, until it has found what is asked for; it remembers what it
    /// found.
    Search,
    /// A list that gives its elements one by one where a primitive takes it so, and is built everywhere else.
    Source,
    /// Goes through the elements of its first argument: a list, or a source that is then not built. (`zip_with` goes
    /// through two lists, and has sources built.) Such a primitive without functions is a strict one where the list is
    /// no source.
    Consumer,
}

/// What a step of a primitive costs, beside the cost of its arguments: the published cost model (Alien Coding, section
/// 3.2, in its current form), and what follows its pattern. A value is *large* outside of −2⁶² … 2⁶²−1. The classes
/// from [`Cost::Additive`] to [`Cost::ModularPower`] are those of arithmetic steps, whose result is checked for its
/// size; each is computed by the function of that name in `crates/core/core/src/cost.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// 1; large operands or result: the largest operand's log2.
    Additive,
    /// 1; large operands or result: the sum of the operands' log2.
    Multiplicative,
    /// 5; large operands or result: the sum of the operands' log2.
    Division,
    /// 1; large operands or result: the sum of the log2 of base, exponent and result.
    Power,
    /// 5; large operand: twice its log2.
    Root,
    /// For each binary digit of the exponent, at least one: 5, or, if base or modulus is large, twice the larger one's
    /// log2.
    ModularPower,
    /// 1, whatever the size. (Lists that are compared: `docs/core.md`.)
    Unit,
    /// 1, and what the function arguments cost, each time they are called.
    Control,
    /// 1, and more for each element of the list that it makes.
    List,
}

impl Cost {
    /// Whether the step is one of arithmetic: integers to an integer whose size is checked.
    #[must_use]
    pub fn is_arithmetic(self) -> bool {
        match self {
            Self::Additive | Self::Multiplicative | Self::Division | Self::Power | Self::Root | Self::ModularPower => {
                true
            }
            Self::Unit | Self::Control | Self::List => false,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct PrimInfo {
    /// Name in nth source. Operators have one too; it is how documentation and Core text call them.
    pub name: &'static str,
    /// How it is written.
    pub form: Form,
    /// Type in nth's notation; lower-case letters are type variables.
    pub ty: &'static str,
    /// The result type, for Core.
    pub result: Shape,
    /// How it is evaluated.
    pub kind: Kind,
    /// Cost class.
    pub cost: Cost,
    /// Letter of the published postfix language.
    pub qsynt: Option<char>,
    /// Parameter names, for signature help and documentation.
    pub params: &'static [&'static str],
    /// One or two sentences.
    pub doc: &'static str,
    /// Expressions with their values, both in nth source; run by the tests.
    pub examples: &'static [(&'static str, &'static str)],
    /// Python expression: `$0`, `$1`, … are the arguments; helpers are named `_nth_…`. Empty: the exporter writes
    /// statements, since the primitive binds variables or controls what is evaluated.
    pub python: &'static str,
    /// PARI/GP expression, likewise; helpers are named `nth_…`.
    pub pari: &'static str,
}

impl Prim {
    /// The row.
    #[must_use]
    pub fn info(self) -> &'static PrimInfo {
        &table::ROWS[self as usize]
    }

    /// Name in nth source and Core text.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The primitive of that name, whatever its form.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.name() == name)
    }

    /// The primitive that is written as this infix operator.
    #[must_use]
    pub fn from_infix(op: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| matches!(p.info().form, Form::Infix(o) if o == op))
    }

    /// The primitive of this letter of the published language.
    #[must_use]
    pub fn from_qsynt(letter: char) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.info().qsynt == Some(letter))
    }

    /// Number of arguments.
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
