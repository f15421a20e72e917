//! Extraction of an expression into a `let` or a function.

use std::ops::Range;

use nth_analysis::Analysis;
use nth_syntax::ast::{self, BinOp, Expr, ExprKind};
use nth_syntax::tokens;
use nth_types::hir::{Def, Type};
use nth_types::show_type;

use crate::actions::{Action, ActionKind};
use crate::find::{Target, names};
use crate::inline::{bare, edit};
use crate::scope::around;

/// Extraction of the selected expression: into a `let` around the part that is evaluated together with it, and into a
/// function before the definition. An expression must be selected as a whole.
pub(crate) fn extract(m: &Analysis, def: &Def, tree: &ast::Def, range: &Range<usize>) -> Vec<Action> {
    let Some(selected) = m.text().get(range.clone()).filter(|t| !t.trim().is_empty()) else { return Vec::new() };
    let start = range.start + selected.len() - selected.trim_start().len();
    let range = start..start + selected.trim().len();
    let chain = around(tree, range.start);
    let Some(at) = chain.iter().position(|e| e.span.range() == range) else { return Vec::new() };
    let e = bare(chain[at]);
    if has_gap(e) || matches!(e.kind, ExprKind::Lambda(..)) || is_callee(&chain, at) || def.has_hole {
        return Vec::new();
    }
    let variables = variables(m, def, &range);
    let mut out = Vec::new();
    out.extend(variables.as_ref().and_then(|v| to_let(m, &chain, at, v)));
    out.extend(variables.and_then(|v| to_function(m, def, e, chain[at], &v)));
    out
}

/// Whether an expression has a hole or a part that could not be read.
fn has_gap(e: &Expr) -> bool {
    let mut left = vec![e];
    while let Some(e) = left.pop() {
        if matches!(e.kind, ExprKind::Hole | ExprKind::Error) {
            return true;
        }
        left.extend(e.parts());
    }
    false
}

/// Whether the expression is the function of a call, or is itself a call behind `|>`.
fn is_callee(chain: &[&Expr], at: usize) -> bool {
    let Some(parent) = at.checked_sub(1).and_then(|i| chain.get(i)) else { return false };
    let function = match &parent.kind {
        ExprKind::Call(f, _) | ExprKind::Binary(BinOp::Pipe, _, _, f) => Some(f),
        ExprKind::Binary(..) | ExprKind::Index(..) | ExprKind::Unary(..) | ExprKind::List(_) => None,
        ExprKind::If(..) | ExprKind::Let(..) | ExprKind::Lambda(..) | ExprKind::Nth(..) | ExprKind::Paren(_) => None,
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => None,
    };
    function.is_some_and(|f| f.span == chain[at].span)
}

/// A local that an expression uses and that is bound outside of it.
struct Variable<'m> {
    name: &'m str,
    /// Place where it is bound.
    bound: Range<usize>,
    ty: &'m Type,
}

/// The locals that a range uses and that are bound outside of it, each once; none if one has no type.
fn variables<'m>(m: &'m Analysis, def: &'m Def, range: &Range<usize>) -> Option<Vec<Variable<'m>>> {
    let within = |r: &Range<usize>| range.start <= r.start && r.end <= range.end;
    let mut out: Vec<Variable<'m>> = Vec::new();
    for n in names(m).iter().filter(|n| within(&n.range)) {
        let Target::Local { local, .. } = n.target else { continue };
        let local = def.locals.get(local.0 as usize)?;
        let bound = local.span.range();
        if !within(&bound) && out.iter().all(|v| v.bound != bound) {
            out.push(Variable { name: &local.name, bound, ty: &local.ty });
        }
    }
    out.sort_by_key(|v| v.bound.start);
    Some(out)
}

/// Extraction into a `let`, before the largest part around the expression that is evaluated whenever the expression is,
/// and where its variables are known.
fn to_let(m: &Analysis, chain: &[&Expr], at: usize, variables: &[Variable<'_>]) -> Option<Action> {
    let block = (0..=at).rev().find(|i| *i == 0 || begins_block(chain[i - 1], chain[*i]))?;
    let part = chain[block];
    // A binder between the block and the expression would be left behind.
    let known =
        variables.iter().all(|v| !(part.span.start as usize <= v.bound.start && v.bound.end <= part.span.end as usize));
    if !known || bare(part).span == bare(chain[at]).span {
        return None;
    }
    let text = m.text();
    let name = fresh(text, "x");
    let value = text.get(bare(chain[at]).span.range())?;
    let needs_brackets = block > 0 && matches!(chain[block - 1].kind, ExprKind::Binary(..));
    let (open, close) = if needs_brackets { ("(", ")") } else { ("", "") };
    let (start, end) = (part.span.start as usize, part.span.end as usize);
    let mut edits = vec![
        edit(m, start..start, format!("{open}let {name} = {value} in ")),
        edit(m, chain[at].span.range(), name.clone()),
    ];
    if needs_brackets {
        edits.push(edit(m, end..end, close.to_owned()));
    }
    Some(Action::new(format!("extract into `let {name}`"), ActionKind::Extract, edits))
}

/// Whether a part of an expression is evaluated at other times than the expression: a branch, the right side of `and`
/// and `or`, the body of a lambda or a search. The body of a `let` begins a block as well, for its name.
fn begins_block(parent: &Expr, part: &Expr) -> bool {
    let is = |e: &Expr| e.span == part.span;
    match &parent.kind {
        ExprKind::If(_, a, b) => is(a) || is(b),
        ExprKind::Let(_, _, body) | ExprKind::Lambda(_, body) | ExprKind::Nth(_, _, body) => is(body),
        ExprKind::Binary(BinOp::Logic(_), _, _, right) => is(right),
        ExprKind::Binary(..) | ExprKind::Call(..) | ExprKind::Index(..) | ExprKind::Unary(..) => false,
        ExprKind::List(_) | ExprKind::Paren(_) | ExprKind::Int(_) | ExprKind::Bool(_) => false,
        ExprKind::Name { .. } | ExprKind::Hole | ExprKind::Error => false,
    }
}

/// Extraction into a function of the variables, before the definition.
fn to_function(m: &Analysis, def: &Def, e: &Expr, whole: &Expr, variables: &[Variable<'_>]) -> Option<Action> {
    // A function without parameters is no function, and a name or a number needs none.
    if variables.is_empty() || matches!(e.kind, ExprKind::Name { .. } | ExprKind::Int(_) | ExprKind::Bool(_)) {
        return None;
    }
    if variables.iter().any(|v| has_unknown(v.ty)) {
        return None;
    }
    let text = m.text();
    let name = fresh(text, "part");
    let params: Vec<String> = variables.iter().map(|v| format!("{}: {}", v.name, show_type(v.ty))).collect();
    let args: Vec<&str> = variables.iter().map(|v| v.name).collect();
    let body = text.get(e.span.range())?;
    let item = m.parsed().module.items.iter().find(|i| i.span == def.span)?;
    let docs = item.docs.first().map(|d| d.span.start as usize);
    let attrs = item.attrs.first().map(|a| a.span.start as usize);
    let first = docs.into_iter().chain(attrs).min().unwrap_or(item.span.start as usize);
    let start = text.get(..first)?.rfind('\n').map_or(0, |i| i + 1);
    let edits = vec![
        edit(m, start..start, format!("fn {name}({}) = {body}\n\n", params.join(", "))),
        edit(m, whole.span.range(), format!("{name}({})", args.join(", "))),
    ];
    Some(Action::new(format!("extract into `fn {name}`"), ActionKind::Extract, edits))
}

fn has_unknown(ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Bool => false,
        Type::List(of) => has_unknown(of),
        Type::Fun(args, ret) => args.iter().any(has_unknown) || has_unknown(ret),
        Type::Param(_) | Type::Error => true,
    }
}

/// A name that the text does not use: the word, or the word with a number.
fn fresh(text: &str, word: &str) -> String {
    let used: Vec<&str> = tokens(text).into_iter().filter_map(|t| text.get(t.span)).collect();
    let names = std::iter::once(word.to_owned()).chain((2..).map(|k| format!("{word}{k}")));
    names.into_iter().find(|n| !used.contains(&n.as_str())).unwrap_or_default()
}
