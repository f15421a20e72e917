//! Source expressions built from parts, for programs that write programs.
//!
//! An [`Expr`] is a small immutable tree that shares its parts: cloning it and putting it under an operator cost one
//! allocation. It prints on one line with the fewest brackets that the grammar needs; brackets that are wanted for
//! other reasons are part of the tree ([`Expr::in_brackets`]). A name may also be a hole: [`ARGUMENT`] in a template,
//! [`OWN`] for the sequence that is being defined, [`Expr::part`] for the sequences that it uses.
//!
//! ```
//! use nth_syntax::build::{Expr, Style, with_exceptions};
//!
//! let n = || Expr::name("n");
//! let square = Expr::template("$ ^ 2 + 1").unwrap();
//! assert_eq!(square.of(&(n() - Expr::int(1))).to_string(), "(n - 1) ^ 2 + 1");
//! assert_eq!((Expr::int(2) * (n() + Expr::int(3))).to_string(), "2 * (n + 3)");
//! let rest = Expr::own([n() - Expr::int(1)]) + Expr::own([n() - Expr::int(2)]);
//! let fib = with_exceptions(0, &[Expr::int(0), Expr::int(1)], rest, Style::Shortest);
//! assert_eq!(fib.to_string(), "if n < 2 then n else @(n - 1) + @(n - 2)");
//! ```

mod convert;
mod exceptions;
mod operators;
mod print;
mod template;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

pub use crate::ast::{BinOp, UnOp};
pub use exceptions::{Style, with_exceptions};
pub use template::Template;
pub use words::{tokens, words};

/// The name that stands for the argument of a template.
pub const ARGUMENT: &str = "$";
/// The name that stands for the sequence that is being defined.
pub const OWN: &str = "@";

/// A name; most are known when nth is compiled.
pub type Name = Cow<'static, str>;

/// Source expression without places; clones share one tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expr(Arc<Node>);

/// The outermost form of an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An integer that is not negative: its digits.
    Int(Box<str>),
    /// Literal of a truth value: `true` or `false`.
    Bool(bool),
    /// A name, perhaps `module.name`, or a hole.
    Name(Name),
    /// Call `f(a, b)`: the function and its arguments.
    Call(Expr, Vec<Expr>),
    /// Element `xs[i]`: the list and the position.
    Index(Expr, Expr),
    /// Prefix operator with its operand: `-a`, `not a`.
    Unary(UnOp, Expr),
    /// Infix operator with its operands: `a + b`.
    Binary(BinOp, Expr, Expr),
    /// `if c then a else b`.
    If(Expr, Expr, Expr),
    /// `let x = a in b`.
    Let(Name, Expr, Expr),
    /// Lambda `|x, y| e`: the parameters and the body.
    Lambda(Vec<Name>, Expr),
    /// List `[a, b]` of its elements.
    List(Vec<Expr>),
    /// `nth k from a where p`.
    Nth(Name, Expr, Expr),
    /// `(e)`: brackets that stay, whether or not the grammar needs them.
    Brackets(Expr),
}

/// Whether an expression stands between brackets, commas or bars of its own, so that it needs no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Alone,
    Operand,
}

impl Expr {
    /// An expression with this outermost form.
    #[must_use]
    pub fn new(node: Node) -> Self {
        Self(Arc::new(node))
    }

    /// The outermost form, with its parts as expressions.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.0
    }

    /// A name, also of the form `module.name`.
    #[must_use]
    pub fn name(name: impl Into<Name>) -> Self {
        Self::new(Node::Name(name.into()))
    }

    /// The hole of a template.
    #[must_use]
    pub fn argument() -> Self {
        Self::name(ARGUMENT)
    }

    /// An integer literal; a negative number gets a sign.
    #[must_use]
    pub fn int(x: i64) -> Self {
        Self::digits(&x.to_string())
    }

    /// An integer of any size: a sign, if it is negative, and decimal digits.
    #[must_use]
    pub fn digits(text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(digits) => -Self::new(Node::Int(digits.into())),
            None => Self::new(Node::Int(text.into())),
        }
    }

    /// Literal of a truth value: `true` or `false`.
    #[must_use]
    pub fn bool(b: bool) -> Self {
        Self::new(Node::Bool(b))
    }

    /// Call of a function by its name: `name(a, b)`.
    #[must_use]
    pub fn call(name: impl Into<Name>, arguments: impl Into<Vec<Self>>) -> Self {
        Self::new(Node::Call(Self::name(name), arguments.into()))
    }

    /// The sequence that is being defined, at these indices: `@(a)`.
    #[must_use]
    pub fn own(arguments: impl Into<Vec<Self>>) -> Self {
        Self::call(OWN, arguments)
    }

    /// The `i`-th sequence that is used, from 1, as a name: `@1`.
    #[must_use]
    pub fn part(i: usize) -> Self {
        Self::name(format!("{OWN}{i}"))
    }

    /// The `i`-th sequence that is used, from 1, at these indices: `@1(a)`.
    #[must_use]
    pub fn part_at(i: usize, arguments: impl Into<Vec<Self>>) -> Self {
        Self::new(Node::Call(Self::part(i), arguments.into()))
    }

    /// List of these elements: `[a, b]`.
    #[must_use]
    pub fn list(items: impl Into<Vec<Self>>) -> Self {
        Self::new(Node::List(items.into()))
    }

    /// Element of this list at a position: `self[index]`.
    #[must_use]
    pub fn at(self, index: Self) -> Self {
        Self::new(Node::Index(self, index))
    }

    /// `if self then a else b`.
    #[must_use]
    pub fn choose(self, a: Self, b: Self) -> Self {
        Self::new(Node::If(self, a, b))
    }

    /// `let name = value in self`.
    #[must_use]
    pub fn given(self, name: impl Into<Name>, value: Self) -> Self {
        Self::new(Node::Let(name.into(), value, self))
    }

    /// Lambda with this expression as its body: `|names| self`.
    #[must_use]
    pub fn lambda(self, names: impl Into<Vec<Name>>) -> Self {
        Self::new(Node::Lambda(names.into(), self))
    }

    /// `nth name from start where property`.
    #[must_use]
    pub fn nth(name: impl Into<Name>, start: Self, property: Self) -> Self {
        Self::new(Node::Nth(name.into(), start, property))
    }

    /// `(self)`, whether or not the grammar needs the brackets.
    #[must_use]
    pub fn in_brackets(self) -> Self {
        Self::new(Node::Brackets(self))
    }

    /// The expression moved by `by`: `n + 2`, `n - 3`, `n` itself for 0.
    #[must_use]
    pub fn moved(self, by: i64) -> Self {
        let size = || Self::digits(&by.unsigned_abs().to_string());
        match by {
            0 => self,
            1.. => self + size(),
            i64::MIN..0 => self - size(),
        }
    }

    /// Whether it is this name.
    #[must_use]
    pub fn is_name(&self, name: &str) -> bool {
        matches!(self.node(), Node::Name(n) if n == name)
    }

    /// Whether it is this integer, which is not negative.
    #[must_use]
    pub fn is_int(&self, digits: &str) -> bool {
        matches!(self.node(), Node::Int(d) if **d == *digits)
    }

    /// The template with an argument for its hole. The argument keeps brackets around it, unless it is a name, a
    /// number, a call or the like, or stands alone between brackets or commas.
    #[must_use]
    pub fn of(&self, argument: &Self) -> Self {
        self.with_name(ARGUMENT, argument)
    }

    /// The template, printed with a name for its hole.
    #[must_use]
    pub fn named(&self, name: impl Into<Name>) -> String {
        self.of(&Self::name(name)).to_string()
    }

    /// The expression with `value` for a name, in brackets as in [`Expr::of`]. A binder of the same name is not looked
    /// for.
    #[must_use]
    fn with_name(&self, name: &str, value: &Self) -> Self {
        self.replace(Place::Alone, &|e| e.is_name(name).then(|| value.clone()))
    }

    /// The expression with the template `body`, of the argument, for each call `name(argument)`; in brackets as in
    /// [`Expr::of`].
    #[must_use]
    pub fn with_function(&self, name: &str, body: &Self) -> Self {
        self.replace(Place::Alone, &|e| match e.node() {
            Node::Call(f, arguments) if f.is_name(name) => arguments.first().map(|a| body.of(a)),
            Node::Call(..) | Node::Int(_) | Node::Bool(_) | Node::Name(_) | Node::Index(..) | Node::Unary(..) => None,
            Node::Binary(..) | Node::If(..) | Node::Let(..) | Node::Lambda(..) | Node::List(_) => None,
            Node::Nth(..) | Node::Brackets(_) => None,
        })
    }

    /// The expression with what `change` gives for its parts, outermost first.
    fn replace(&self, place: Place, change: &dyn Fn(&Self) -> Option<Self>) -> Self {
        if let Some(new) = change(self) {
            return if place == Place::Alone || new.is_closed() { new } else { new.in_brackets() };
        }
        let one = |e: &Self, place| e.replace(place, change);
        let all = |es: &[Self]| es.iter().map(|e| one(e, Place::Alone)).collect::<Vec<_>>();
        Self::new(match self.node() {
            Node::Int(_) | Node::Bool(_) | Node::Name(_) => return self.clone(),
            Node::Call(f, arguments) => Node::Call(one(f, Place::Operand), all(arguments)),
            Node::Index(xs, i) => Node::Index(one(xs, Place::Operand), one(i, Place::Alone)),
            Node::Unary(op, x) => Node::Unary(*op, one(x, Place::Operand)),
            Node::Binary(op, a, b) => Node::Binary(*op, one(a, Place::Operand), one(b, Place::Operand)),
            Node::If(c, a, b) => Node::If(one(c, Place::Operand), one(a, Place::Operand), one(b, Place::Operand)),
            Node::Let(x, a, b) => Node::Let(x.clone(), one(a, Place::Operand), one(b, Place::Operand)),
            Node::Lambda(xs, body) => Node::Lambda(xs.clone(), one(body, Place::Alone)),
            Node::List(xs) => Node::List(all(xs)),
            Node::Nth(x, a, p) => Node::Nth(x.clone(), one(a, Place::Operand), one(p, Place::Operand)),
            Node::Brackets(x) => Node::Brackets(one(x, Place::Alone)),
        })
    }
}
