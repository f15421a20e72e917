//! Inlay hints: the inferred types of parameters, results, `let`s and lambdas.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_syntax::ast::{self, ItemKind};
use nth_types::hir::{Def, DefKind, Type};
use nth_types::show_type;

use crate::{Answer, TextEdit};

/// Kind of an inlay hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HintKind {
    /// Inferred type.
    Type,
    /// First terms.
    Terms,
}

/// Text that an editor shows within a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlayHint {
    /// Byte before which the hint is shown.
    pub offset: usize,
    /// Text of the hint.
    pub label: String,
    /// Kind of the hint.
    pub kind: HintKind,
    /// Longer text, or an empty one.
    pub tooltip: String,
    /// Edits that write the hint into the text; empty where that is no syntax.
    pub edits: Vec<TextEdit>,
}

/// Inferred types in the definitions that a range touches: of parameters and results of functions, of `let`s and of
/// parameters of lambdas. Indices of sequences are left out, since they are always integers.
///
/// # Errors
/// `cancel` was raised.
pub fn type_hints(snapshot: &Snapshot, file: &str, range: &Range<usize>, cancel: &Cancel) -> Answer<Vec<InlayHint>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for def in m.defs().filter(|d| d.span.start as usize <= range.end && range.start <= d.span.end as usize) {
        let Some(tree) = tree_of(&m, def) else { continue };
        out.extend(missing_types(&m, def, tree));
        let written = def.params.len();
        for local in def.locals.iter().skip(written).filter(|l| l.span.start < l.span.end) {
            if is_known(&local.ty) {
                out.push(hint(&m, local.span.end as usize, format!(": {}", show_type(&local.ty)), false));
            }
        }
    }
    out.sort_by_key(|h| h.offset);
    Ok(out)
}

/// The tree of a definition.
pub(crate) fn tree_of<'m>(m: &'m Analysis, def: &Def) -> Option<&'m ast::Def> {
    m.parsed().module.items.iter().find(|i| i.span == def.span).and_then(|i| match &i.kind {
        ItemKind::Def(d) => Some(d),
        ItemKind::Use(_) | ItemKind::Check(_) | ItemKind::Error => None,
    })
}

/// The types that the head of a function leaves to inference, as hints with their edits.
pub(crate) fn missing_types(m: &Analysis, def: &Def, tree: &ast::Def) -> Vec<InlayHint> {
    if def.kind != DefKind::Fn || def.broken {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (written, typed) in tree.params.iter().zip(&def.params) {
        if written.ty.is_none() && is_known(&typed.ty) {
            out.push(hint(m, written.name.span.end as usize, format!(": {}", show_type(&typed.ty)), true));
        }
    }
    if tree.ret.is_none()
        && is_known(&def.ret)
        && let Some(close) = end_of_head(m.text(), tree)
    {
        out.push(hint(m, close, format!(" -> {}", show_type(&def.ret)), true));
    }
    out
}

/// The byte behind the bracket that closes the parameters.
fn end_of_head(text: &str, tree: &ast::Def) -> Option<usize> {
    let from = tree.params.last().map_or(tree.name.span.end, |p| {
        let ty = p.ty.as_ref().map(|t| t.span.end);
        ty.or(p.from.as_ref().map(|f| f.span.end)).unwrap_or(p.name.span.end)
    }) as usize;
    let before = text.get(from..tree.body.span.start as usize)?;
    let close = nth_syntax::tokens(before).into_iter().find(|t| t.kind == nth_syntax::TokenKind::RParen)?;
    Some(from + close.span.end)
}

fn is_known(ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Bool | Type::Param(_) => true,
        Type::List(of) => is_known(of),
        Type::Fun(args, ret) => args.iter().all(is_known) && is_known(ret),
        Type::Error => false,
    }
}

fn hint(m: &Analysis, offset: usize, label: String, is_syntax: bool) -> InlayHint {
    let edit = TextEdit { file: Arc::from(m.name()), range: offset..offset, text: label.clone() };
    let edits = if is_syntax { vec![edit] } else { Vec::new() };
    InlayHint { offset, label, kind: HintKind::Type, tooltip: String::new(), edits }
}
