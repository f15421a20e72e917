//! Messages about expressions whose type does not fit their place.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_syntax::ast::{self, ExprKind as Ast};

use crate::hir::DefKind;
use crate::infer::Body;
use crate::table::{Clash, Shape, Table, TyId, ValueReason};

/// Hint for `+` between lists.
pub(crate) const USE_APPEND: &str = "lists are joined by `++`";

/// Note on the places that allow functions.
const SECOND_CLASS: &str = "a function can be passed to a function or bound by `let`, nothing else";

/// Side of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
    Only,
}

/// Reason why a place requires its type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Why<'x> {
    /// Condition between `if` and `then`, a truth value.
    Condition,
    /// Branch of an `if`, with the place of the other branch.
    Branch(Span),
    /// Operand: the operator, its place, and the side.
    Operand(&'x str, Span, Side),
    /// Right side of `==` or `!=`, with the place of the left side.
    Compared(&'x str, Span),
    /// Argument of this number, from 0, and the place where the function is defined.
    Argument(&'x str, usize, Option<Span>),
    /// Result of a lambda passed to this function.
    LambdaResult(&'x str),
    /// Body of a `seq`, `triangle` or `array`.
    Term(&'x str),
    /// Body of a `fn` with a result type.
    Declared(&'x str, Option<Span>),
    /// Element of a list, with the place of the first one.
    Element(Option<Span>),
    /// List before `[`, of which an element is taken.
    Indexed,
    /// Expression between `[` and `]`.
    Position,
    /// Expression after `nth k from`.
    SearchStart,
    /// Condition after `where`, a truth value.
    SearchCondition,
    /// Parameter that is called.
    Called(&'x str),
}

impl Why<'_> {
    /// Reason for the body of a lambda in this place.
    pub(crate) fn inside_lambda(self) -> Self {
        match self {
            Self::Argument(f, ..) => Self::LambdaResult(f),
            Self::Condition | Self::Branch(_) | Self::Operand(..) | Self::Compared(..) | Self::LambdaResult(_) => self,
            Self::Term(_) | Self::Declared(..) | Self::Element(_) | Self::Indexed | Self::Position => self,
            Self::SearchStart | Self::SearchCondition | Self::Called(_) => self,
        }
    }
}

/// English ordinal of a position from 0: `first`, `second`, … `sixth`, `7th`.
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

    /// Noun for a type, with its article: `an Int`, `a list`, `a function`.
    pub(crate) fn noun(&self, t: TyId) -> &'static str {
        match self.group.table.shape(t) {
            Shape::Int => "an Int",
            Shape::Bool => "a Bool",
            Shape::List(_) => "a list",
            Shape::Fun(..) => "a function",
            Shape::Unknown | Shape::Named | Shape::Error => "a value",
        }
    }

    /// Label text: `this is an Int`, `this has type [Int]`.
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
            Why::Condition => "`if` needs a condition that is true or false".to_owned(),
            Why::Branch(_) => "both branches of an `if` must have the same type".to_owned(),
            Why::Operand(op, _, Side::Left) => format!("`{op}` expects {noun} on its left"),
            Why::Operand(op, _, Side::Right) => format!("`{op}` expects {noun} on its right"),
            Why::Operand(op, _, Side::Only) => format!("`{op}` expects {noun}"),
            Why::Compared(op, _) => format!("`{op}` compares two values of the same type"),
            Why::Argument(f, i, _) => format!("`{f}` expects {noun} as its {} argument", ordinal(i)),
            Why::LambdaResult(f) => format!("the function given to `{f}` must return {noun}"),
            Why::Term(a) => format!("a term of `{a}` must be an Int"),
            Why::Declared(f, _) => format!("`{f}` is declared to return {noun}"),
            Why::Element(_) => "the elements of a list must have the same type".to_owned(),
            Why::Indexed => "only a list can be indexed".to_owned(),
            Why::Position => "the index of a list must be an Int".to_owned(),
            Why::SearchStart => "a search starts from an Int".to_owned(),
            Why::SearchCondition => "`where` needs a condition that is true or false".to_owned(),
            Why::Called(f) => format!("`{f}` cannot be called like this"),
        }
    }

    /// Reports that the type `found` does not fit at `e`.
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

    /// Reports a clash as [`Body::report_clash`], where there is no expression to repair.
    #[inline(never)]
    pub(crate) fn report_clash_at(&mut self, span: Span, found: TyId, want: TyId, why: Why<'_>, clash: Clash) {
        let d = match clash {
            Clash::Mismatch => {
                for t in [want, found] {
                    if self.group.table.shape(t) == Shape::Named {
                        // The cause is the annotation, which is reported once.
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
                let title = "this type would contain itself";
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

    /// Reports a function in the place of a value; `also` is the place that requires a value.
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
            ValueReason::Generic => (Code::FunctionValue, "a value is expected here, not a function"),
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
            "`nth … where` can only be used in the body of a `seq`",
            format!("no index of a `seq` {what}"),
        )
        .note("it counts by the index of the `seq`; elsewhere, `search(|k| p, start, position)` takes the position");
        self.report(d);
    }
}

/// Diagnostic for a type that exceeds the limits.
pub(crate) fn too_big(span: Span) -> Diagnostic {
    Diagnostic::error(Code::TypeTooBig, span, "this type is too large", "too many lists or functions inside each other")
}

/// Adds a hint that repairs `e`. Hints are verified afterwards, and dropped if they do not help.
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
            d.note(format!("a function has a value only when it is called with {what}"))
        }
        (
            Shape::Int | Shape::Bool | Shape::Error | Shape::List(_) | Shape::Fun(..) | Shape::Unknown | Shape::Named,
            Shape::Int | Shape::Bool | Shape::Error | Shape::List(_) | Shape::Fun(..) | Shape::Unknown | Shape::Named,
        ) => d,
    }
}
