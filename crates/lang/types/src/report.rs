//! What is said about an expression that does not fit its place.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_syntax::ast::{self, ExprKind as Ast};

use crate::hir::DefKind;
use crate::infer::Body;
use crate::table::{Clash, Shape, Table, TyId, ValueReason};

/// The hint for `+` between lists.
pub(crate) const USE_APPEND: &str = "lists are joined by `++`";

/// Where functions may stand.
const SECOND_CLASS: &str = "functions are passed to functions and bound by `let`, nothing else";

/// The side of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
    Only,
}

/// Why a place wants its type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Why<'x> {
    /// After `if`.
    Condition,
    /// The other branch is there.
    Branch(Span),
    /// An operator, where it stands, and the side.
    Operand(&'x str, Span, Side),
    /// `==` or `!=`, and the left side.
    Compared(&'x str, Span),
    /// The argument of that number, from 0, and where the function is defined.
    Argument(&'x str, usize, Option<Span>),
    /// What a lambda given to this function gives back.
    LambdaResult(&'x str),
    /// The body of a `seq`, `triangle` or `array`.
    Term(&'x str),
    /// The body of a `fn` with a result type.
    Declared(&'x str, Option<Span>),
    /// A list's element, and the first one.
    Element(Option<Span>),
    /// Before `[`.
    Indexed,
    /// Between `[` and `]`.
    Position,
    /// After `nth k from`.
    SearchStart,
    /// After `where`.
    SearchCondition,
    /// A parameter that is called.
    Called(&'x str),
}

impl Why<'_> {
    /// The reason for the body of a lambda that stands here.
    pub(crate) fn inside_lambda(self) -> Self {
        match self {
            Self::Argument(f, ..) => Self::LambdaResult(f),
            Self::Condition | Self::Branch(_) | Self::Operand(..) | Self::Compared(..) | Self::LambdaResult(_) => self,
            Self::Term(_) | Self::Declared(..) | Self::Element(_) | Self::Indexed | Self::Position => self,
            Self::SearchStart | Self::SearchCondition | Self::Called(_) => self,
        }
    }
}

/// `first`, `second`, …
fn ordinal(i: usize) -> String {
    match ["first", "second", "third", "fourth", "fifth", "sixth"].get(i) {
        Some(w) => (*w).to_owned(),
        None => format!("{}th", i + 1),
    }
}

/// Whether appending an operator after `e` keeps its meaning.
fn is_tight(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::Int(_)
        | Ast::Bool(_)
        | Ast::Name { .. }
        | Ast::Call(..)
        | Ast::Index(..)
        | Ast::Paren(_)
        | Ast::List(_) => true,
        Ast::Binary(op, ..) => matches!(op, ast::BinOp::Arith(_)),
        Ast::Unary(op, _) => *op == ast::UnOp::Neg,
        Ast::If(..) | Ast::Let(..) | Ast::Lambda(..) | Ast::Nth(..) | Ast::Hole | Ast::Error => false,
    }
}

impl Body<'_, '_> {
    pub(crate) fn report(&mut self, d: Diagnostic) {
        self.broken |= d.is_error();
        self.diags.push(d);
    }

    /// A type with its article: `an Int`, `a list`, `a function`.
    pub(crate) fn noun(&self, t: TyId) -> &'static str {
        match self.group.table.shape(t) {
            Shape::Int => "an Int",
            Shape::Bool => "a Bool",
            Shape::List(_) => "a list",
            Shape::Fun(..) => "a function",
            Shape::Unknown | Shape::Named | Shape::Error => "a value",
        }
    }

    /// What stands here: `this is an Int`, `this has type [Int]`.
    fn this_is(&self, t: TyId) -> String {
        match self.group.table.shape(t) {
            Shape::Int | Shape::Bool | Shape::Fun(..) => format!("this is {}", self.noun(t)),
            Shape::List(_) | Shape::Named => format!("this has type {}", self.group.table.show(t, false)),
            Shape::Unknown | Shape::Error => String::new(),
        }
    }

    fn title(&self, want: TyId, why: Why<'_>) -> String {
        let noun = self.noun(want);
        match why {
            Why::Condition => "`if` wants a condition that is true or false".to_owned(),
            Why::Branch(_) => "both branches of an `if` have one type".to_owned(),
            Why::Operand(op, _, Side::Left) => format!("`{op}` wants {noun} on its left"),
            Why::Operand(op, _, Side::Right) => format!("`{op}` wants {noun} on its right"),
            Why::Operand(op, _, Side::Only) => format!("`{op}` wants {noun}"),
            Why::Compared(op, _) => format!("`{op}` compares two values of one type"),
            Why::Argument(f, i, _) => format!("`{f}` wants {noun} as its {} argument", ordinal(i)),
            Why::LambdaResult(f) => format!("the function given to `{f}` must give back {noun}"),
            Why::Term(a) => format!("a term of `{a}` must be an Int"),
            Why::Declared(f, _) => format!("`{f}` is declared to give back {noun}"),
            Why::Element(_) => "the elements of a list have one type".to_owned(),
            Why::Indexed => "only a list has elements at positions".to_owned(),
            Why::Position => "a position in a list is an Int".to_owned(),
            Why::SearchStart => "a search starts from an Int".to_owned(),
            Why::SearchCondition => "`where` wants a condition that is true or false".to_owned(),
            Why::Called(f) => format!("`{f}` cannot be called like this"),
        }
    }

    /// `found` does not fit at `e`.
    #[inline(never)]
    pub(crate) fn report_clash(&mut self, e: &ast::Expr, found: TyId, want: TyId, why: Why<'_>, clash: Clash) {
        let before = self.diags.len();
        self.report_clash_at(e.span, found, want, why, clash);
        if clash != Clash::Mismatch {
            return;
        }
        let Some(d) = self.diags.get(before).cloned() else { return };
        if let Some(slot) = self.diags.get_mut(before) {
            *slot = add_hint(&self.group.table, d, e, found, want, why);
        }
    }

    /// Like [`Body::report_clash`], where there is no expression to mend.
    #[inline(never)]
    pub(crate) fn report_clash_at(&mut self, span: Span, found: TyId, want: TyId, why: Why<'_>, clash: Clash) {
        let d = match clash {
            Clash::Mismatch => {
                for t in [want, found] {
                    if self.group.table.shape(t) == Shape::Named {
                        // The cause is the annotation; it is named once.
                        let t = self.group.table.root(t);
                        if self.too_general.contains(&t) {
                            return;
                        }
                        self.too_general.push(t);
                    }
                }
                self.mismatch(span, found, want, why)
            }
            Clash::Function(reason, at) => {
                let named = matches!(why, Why::Argument(..) | Why::LambdaResult(_)) && reason == ValueReason::Generic;
                let title = named.then(|| format!("{}, not a function", self.title(want, why)));
                let also = (at != span && title.is_none()).then_some(at);
                self.report_function(reason, span, also, title);
                return;
            }
            Clash::Infinite => {
                let (w, f) = (self.group.table.show(want, true), self.group.table.show(found, true));
                let title = "the type of this would contain itself";
                Diagnostic::error(Code::InfiniteType, span, title, "does not fit its own use")
                    .note(format!("expected {w}, found {f}"))
            }
            Clash::TooBig => too_big(span),
        };
        self.report(d);
    }

    fn mismatch(&self, span: Span, found: TyId, want: TyId, why: Why<'_>) -> Diagnostic {
        let table = &self.group.table;
        let mut d = Diagnostic::error(Code::TypeMismatch, span, self.title(want, why), self.this_is(found));
        d = match why {
            Why::Branch(at) => d.and(at, format!("the other branch: {}", table.show(want, false))),
            Why::Compared(_, at) => d.and(at, format!("compared with this: {}", table.show(want, false))),
            Why::Element(Some(at)) => d.and(at, format!("the first element: {}", table.show(want, false))),
            Why::Argument(f, _, Some(at)) => d.and(at, format!("`{f}` is defined here")),
            Why::Declared(_, Some(at)) => d.and(at, "declared here"),
            Why::Condition | Why::Operand(..) | Why::Argument(..) | Why::LambdaResult(_) | Why::Term(_) => d,
            Why::Declared(..) | Why::Element(_) | Why::Indexed | Why::Position | Why::SearchStart => d,
            Why::SearchCondition | Why::Called(_) => d,
        };
        d = d.note(format!("expected {}, found {}", table.show(want, false), table.show(found, false)));
        for t in [want, found] {
            if table.shape(t) == Shape::Named {
                let name = table.show(t, false);
                d = d.note(format!("`{name}` stands for any type, chosen by the caller"));
            }
        }
        d
    }

    /// A function stands where a value must; `also` is the place that demands it.
    #[inline(never)]
    pub(crate) fn report_function(
        &mut self,
        reason: ValueReason,
        span: Span,
        also: Option<Span>,
        title: Option<String>,
    ) {
        let (code, general) = match reason {
            ValueReason::Compared => (Code::EqualityType, "functions cannot be compared"),
            ValueReason::Element => (Code::FunctionValue, "a list cannot hold functions"),
            ValueReason::Branch => (Code::FunctionValue, "`if` cannot choose between functions"),
            ValueReason::Result => (Code::FunctionValue, "a function cannot be a result"),
            ValueReason::Generic => (Code::FunctionValue, "a value is wanted here, not a function"),
        };
        let title = title.unwrap_or_else(|| general.to_owned());
        let mut d = Diagnostic::error(code, span, title, "this is a function");
        if let Some(at) = also {
            d = d.and(at, "here it must be a value");
        }
        d = if code == Code::EqualityType {
            d.note("`==` and `!=` compare Int, Bool and lists of these")
        } else {
            d.note(SECOND_CLASS)
        };
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_nth(&mut self, span: Span) {
        let what = match self.kind {
            DefKind::Triangle => "in a `triangle`",
            DefKind::Array => "in an `array`",
            DefKind::Fn | DefKind::Seq => "here",
        };
        let word = Span { end: span.start.saturating_add(3).min(span.end), ..span };
        let d = Diagnostic::error(
            Code::NthOutsideSeq,
            word,
            "`nth … where` stands only in the body of a `seq`",
            format!("no index of a `seq` {what}"),
        )
        .note("it counts by the index of the `seq`; elsewhere, `search(|k| p, start, position)` takes the position");
        self.report(d);
    }
}

/// The type grew past all bounds.
pub(crate) fn too_big(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::TypeTooBig,
        span,
        "the type of this is too large",
        "too many lists or functions inside each other",
    )
}

/// A mend for `e`, offered only if it makes the program check (which is tried afterwards).
fn add_hint(table: &Table, d: Diagnostic, e: &ast::Expr, found: TyId, want: TyId, why: Why<'_>) -> Diagnostic {
    let end = Span { start: e.span.end, ..e.span };
    let start = Span { end: e.span.start, ..e.span };
    match (table.shape(found), table.shape(want)) {
        (Shape::List(_), Shape::Int) => match why {
            Why::Operand("+", at, _) => d.hint(USE_APPEND).edit(at, "++"),
            Why::Condition | Why::Branch(_) | Why::Operand(..) | Why::Compared(..) | Why::Argument(..) => d,
            Why::LambdaResult(_) | Why::Term(_) | Why::Declared(..) | Why::Element(_) | Why::Indexed => d,
            Why::Position | Why::SearchStart | Why::SearchCondition | Why::Called(_) => d,
        },
        (Shape::Int, Shape::Bool) if is_tight(e) => d.hint("compare it with 0: `… != 0`").edit(end, " != 0"),
        (Shape::Bool, Shape::Int) => {
            d.hint("count it as 1 or 0: `if … then 1 else 0`").edit(start, "(if ").edit(end, " then 1 else 0)")
        }
        (Shape::Int | Shape::Bool, Shape::List(_)) => {
            d.hint("write a list of one: `[…]`").edit(start, "[").edit(end, "]")
        }
        (Shape::Fun(args, _), Shape::Int | Shape::Bool | Shape::List(_)) => {
            let what = if args.len() == 1 { "its argument" } else { "its arguments" };
            d.note(format!("a function gives its value only when it is called with {what}"))
        }
        (
            Shape::Int | Shape::Bool | Shape::Error | Shape::List(_) | Shape::Fun(..) | Shape::Unknown | Shape::Named,
            Shape::Int | Shape::Bool | Shape::Error | Shape::List(_) | Shape::Fun(..) | Shape::Unknown | Shape::Named,
        ) => d,
    }
}
