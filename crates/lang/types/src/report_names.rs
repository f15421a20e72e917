//! Messages about names, and about calls with a wrong number of arguments.

use std::cell::Cell;

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_prims::Prim;
use nth_syntax::ast::{self, Ident};

use crate::call::Target;
use crate::foreign_names;
use crate::hir::{Callee, DefId, ModuleId};
use crate::infer::Body;
use crate::report::Why;
use crate::suggest::{nearest, plain_name};
use crate::table::{Shape, TyId};
use crate::world::{Meaning, World};

/// Number of locals among which a similar name is searched; with more, only other names are looked at.
const MOST_LOCALS: usize = 200;

/// Number of things with the noun: `1 argument`, `2 arguments`.
pub(crate) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Diagnostic for an unknown name. `None` if the name may have been lost with text that could not be read.
pub(crate) fn unknown_name<'a>(
    world: &'a World,
    quota: &Cell<u32>,
    at: ModuleId,
    module: Option<&Ident>,
    name: &Ident,
    locals: impl Iterator<Item = &'a str>,
) -> Option<Diagnostic> {
    if world.may_be_lost(at, &name.name) {
        return None;
    }
    let left = quota.get();
    quota.set(left.saturating_sub(1));
    let candidates = match module {
        _ if left == 0 => Vec::new(),
        Some(m) => world.visible_qualified(at, &m.name),
        None => world.visible(at),
    };
    let title = match module {
        Some(m) => format!("`{}` has no `{}`", m.name, name.name),
        None => format!("nothing is named `{}`", name.name),
    };
    let d = Diagnostic::error(Code::UnknownName, name.span, title, "not known here");
    let synonym = |plain: &str| if module.is_none() && left > 0 { world.synonym(plain) } else { None };
    let literals = ["true", "false"].into_iter().filter(|_| module.is_none());
    let best = nearest(&name.name, locals.chain(candidates).chain(literals), synonym);
    let note = foreign_names::note(&plain_name(&name.name)).filter(|_| module.is_none());
    Some(match (best, note) {
        (Some(best), _) if plain_name(best) == plain_name(&name.name) || note.is_none() => {
            // A name that is meant for sure may take other arguments, so that the hint does not work.
            let sure = plain_name(best) == plain_name(&name.name) || world.synonym(&plain_name(&name.name)).is_some();
            let head = world.signature(at, best).filter(|_| sure && module.is_none());
            let d = head.into_iter().fold(d, Diagnostic::note);
            d.hint(format!("did you mean `{best}`?")).edit(name.span, best)
        }
        (_, Some(note)) => d.note(note),
        (_, None) if module.is_none() && world.lost_use(at) => return None,
        (_, None) => d,
    })
}

/// Diagnostic for a name that several modules in use define.
pub(crate) fn ambiguous_name(world: &World, name: &Ident, ids: &[DefId]) -> Diagnostic {
    let modules: Vec<&str> = ids.iter().map(|d| world.module_name_of(*d)).collect();
    let list = modules.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" and ");
    let title = format!("`{}` is defined by {list}", name.name);
    let mut d = Diagnostic::error(Code::AmbiguousName, name.span, title, "which one?");
    for id in ids.iter().take(4) {
        if let Some(at) = world.name_of(*id).1 {
            d = d.and(at, "one is here");
        }
    }
    match modules.first() {
        Some(m) => {
            let full = format!("{m}.{}", name.name);
            d.hint(format!("say which: `{full}`")).edit(name.span, full)
        }
        None => d,
    }
}

impl Body<'_, '_> {
    #[inline(never)]
    pub(crate) fn report_unknown(&mut self, module: Option<&Ident>, name: &Ident, brackets: Option<(Span, Span)>) {
        self.broken = true;
        if module.is_none() && self.binding.contains(&name.name) {
            let title = format!("`{}` is not known in its own value", name.name);
            let d = Diagnostic::error(Code::UnknownName, name.span, title, "a `let` cannot refer to itself")
                .note(format!("a function that calls itself is a definition: `fn {}(…) = …`", name.name));
            self.report(d);
            return;
        }
        let few = self.env.depth() <= MOST_LOCALS && module.is_none();
        let locals = self.env.iter().filter(|_| few).map(String::as_str);
        if let Some(mut d) = unknown_name(self.world, self.group.quota, self.module, module, name, locals) {
            // A call that is written with square brackets.
            if let (Some((open, close)), true) = (brackets, d.hint.is_some()) {
                d = d.note("a term is written with parentheses: `a(n)`").edit(open, "(").edit(close, ")");
            }
            self.report(d);
        }
    }

    #[inline(never)]
    pub(crate) fn report_no_module(&mut self, module: &Ident) {
        self.broken = true;
        if self.world.may_be_lost(self.module, &module.name) {
            return;
        }
        let qualifiers = self.world.qualifiers(self.module).into_iter();
        let best = nearest(&module.name, qualifiers, |_| None).map(str::to_owned);
        let title = format!("no module `{}` is used here", module.name);
        let mut d = Diagnostic::error(Code::UnknownModule, module.span, title, "not a module in use");
        d = match best {
            Some(best) => d.hint(format!("did you mean `{best}`?")).edit(module.span, best),
            None => d.note(format!("`use {}` at the top of the file brings it in, if that file exists", module.name)),
        };
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_ambiguous(&mut self, name: &Ident, ids: &[DefId]) {
        let d = ambiguous_name(self.world, name, ids);
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_duplicate_param(&mut self, p: &Ident, first: &Ident) {
        let d = Diagnostic::error(
            Code::DuplicateName,
            p.span,
            format!("two parameters are named `{}`", p.name),
            "the second",
        )
        .and(first.span, "the first");
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_arity(
        &mut self,
        span: Span,
        f: &ast::Expr,
        t: &Target,
        wanted: usize,
        args: &[&ast::Expr],
        piped: Option<Span>,
    ) {
        let name = if matches!(t.name.as_str(), "this function") { t.name.clone() } else { format!("`{}`", t.name) };
        let title = format!("{name} takes {}, not {}", count(wanted, "argument"), args.len());
        let at = match args.get(wanted) {
            Some(extra) if piped != Some(extra.span) => extra.span,
            Some(_) | None => f.span,
        };
        let label = if args.len() > wanted && at != f.span {
            "one too many".to_owned()
        } else if piped.is_some() {
            "counted with the one before `|>`".to_owned()
        } else {
            format!("{} given", count(args.len(), "argument"))
        };
        let mut d = Diagnostic::error(Code::WrongArgumentCount, at, title, label);
        if let Some(at) = t.at {
            d = d.and(at, format!("{name} is defined here"));
        }
        if let Some(s) = self.signature_of(&t.callee) {
            d = d.note(s);
        }
        if let (Callee::Prim(Prim::Range, _), [to], None) = (&t.callee, args, piped) {
            // Python's `range(n)`.
            let open = Span { end: to.span.start, ..f.span };
            let close = Span { start: to.span.end, ..span };
            d = d.hint("write `0..n`").edit(open, "(0..").edit(close, ")");
        }
        let other = self.world.synonym(&plain_name(&t.name)).filter(|o| *o != t.name && piped.is_none());
        if let Some(other) = other
            && self.arity_of(other) == Some(args.len())
        {
            d = d.hint(format!("did you mean `{other}`?")).edit(f.span, other);
        }
        self.report(d);
    }

    /// Number of parameters of a function of the library or the language.
    fn arity_of(&self, name: &str) -> Option<usize> {
        match self.world.lookup(self.module, name) {
            Meaning::Def(d) => self.world.scheme(d).map(|s| s.params.len()),
            Meaning::Prim(p) => Some(p.arity()),
            Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => None,
        }
    }

    /// Signature of the callee, if it is known.
    fn signature_of(&self, callee: &Callee) -> Option<String> {
        match callee {
            Callee::Prim(p, _) => Some(crate::show::prim_signature(*p)),
            Callee::Def(id, _) if !self.group.mono.contains_key(id) => {
                self.world.def(*id).filter(|d| !self.world.pending.contains_key(&d.id)).map(crate::show::signature)
            }
            Callee::Def(..) | Callee::Local(_) => None,
        }
    }

    #[inline(never)]
    pub(crate) fn report_lambda_arity(&mut self, span: Span, has: usize, wanted: usize, why: Why<'_>) {
        let who = match why {
            Why::Argument(f, ..) => format!("`{f}`"),
            Why::Condition | Why::Branch(_) | Why::Operand(..) | Why::Compared(..) | Why::LambdaResult(_) => {
                "its place".to_owned()
            }
            Why::Term(_) | Why::Declared(..) | Why::Element(_) | Why::Indexed | Why::Position => "its place".to_owned(),
            Why::SearchStart | Why::SearchCondition | Why::Called(_) => "its place".to_owned(),
        };
        let title = format!("{who} calls this function with {}", count(wanted, "argument"));
        let d =
            Diagnostic::error(Code::WrongArgumentCount, span, title, format!("this takes {}", count(has, "argument")));
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_not_a_function(
        &mut self,
        span: Span,
        f: &ast::Expr,
        ty: TyId,
        args: &[&ast::Expr],
        piped: Option<Span>,
    ) {
        let shape = self.group.table.shape(ty);
        if shape == Shape::Error {
            return;
        }
        let shown = self.group.table.show(ty, false);
        let title =
            if piped.is_some() { "`|>` must be followed by a function" } else { "only a function can be called" };
        let mut d = Diagnostic::error(Code::NotAFunction, f.span, title, format!("this is {}", self.noun(ty)))
            .note(format!("expected a function, found {shown}"));
        if let ([a], None) = (args, piped) {
            let open = Span { start: f.span.end, end: a.span.start, ..span };
            let close = Span { start: a.span.end, end: span.end, ..span };
            match shape {
                Shape::List(_) => {
                    d = d.hint("write `[…]` for the element at a position").edit(open, "[").edit(close, "]");
                }
                Shape::Int => {
                    let gap = Span { end: f.span.end, start: f.span.end, ..span };
                    d = d.hint("write `*` to multiply").edit(gap, " * ");
                }
                Shape::Bool | Shape::Error | Shape::Fun(..) | Shape::Unknown | Shape::Named => {}
            }
        }
        self.report(d);
    }

    #[inline(never)]
    pub(crate) fn report_indexed_function(&mut self, span: Span, f: Span, i: Span, arity: usize) {
        let mut d = Diagnostic::error(Code::TypeMismatch, f, "only a list can be indexed", "this is a function");
        if arity == 1 {
            let open = Span { start: f.end, end: i.start, ..span };
            let close = Span { start: i.end, end: span.end, ..span };
            d = d.hint("a term is written with parentheses: `a(n)`").edit(open, "(").edit(close, ")");
        }
        self.report(d);
    }
}
