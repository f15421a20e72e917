//! Hover: the head, the type and the documentation of the name at an offset, or the type of the hole there.

use std::ops::Range;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_syntax::ast::DocLine;
use nth_types::hir::{Def, Expr, ExprKind, LocalId};
use nth_types::{Meaning, prim_docs, prim_signature, show_type, signature};

use crate::Answer;
use crate::find::{Named, Target, def_target, name_at};

/// What is known of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// Bytes of the name.
    pub range: Range<usize>,
    /// Head with all types, as source text: `fn sum(xs: [Int]) -> Int`, `x: Int`.
    pub signature: String,
    /// Documentation, in lines; empty if there is none.
    pub docs: String,
    /// Numbers of the OEIS entries of a definition.
    pub oeis: Vec<u32>,
    /// Name of the file of a definition; none for locals and primitives.
    pub file: Option<String>,
}

/// What is known of the name or hole at an offset.
///
/// # Errors
/// `cancel` was raised.
pub fn hover(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Option<Hover>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    let Some(named) = name_at(&m, offset) else { return Ok(hole(&m, offset)) };
    match &named.target {
        Target::Local { local, .. } => Ok(local_hover(&named, *local)),
        Target::Def { .. } | Target::Prim(_) | Target::Module(_) => target_hover(snapshot, named, cancel),
    }
}

/// What is known of a name that a file sees, such as one that completion offers; without a place in the text.
///
/// # Errors
/// `cancel` was raised.
pub fn describe(snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Option<Hover>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    let target = match m.checker().meaning_in(m.module_id(), name) {
        Meaning::Def(id) => def_target(&m, id),
        Meaning::Prim(p) => Some(Target::Prim(p)),
        Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => {
            let modules = m.checker().modules();
            modules.iter().find(|module| module.stem() == name).map(|module| Target::Module(module.name.clone()))
        }
    };
    match target {
        Some(target) => target_hover(snapshot, Named { range: 0..0, target, def: None, defines: false }, cancel),
        None => Ok(None),
    }
}

fn target_hover(snapshot: &Snapshot, named: Named<'_>, cancel: &Cancel) -> Answer<Option<Hover>> {
    Ok(match &named.target {
        Target::Local { .. } => None,
        Target::Def { file, name } => {
            let home = snapshot.module(file, cancel)?;
            let def = home.as_ref().and_then(|h| h.defs().find(|d| d.name == *name));
            def.map(|d| def_hover(named.range, d, file))
        }
        Target::Prim(p) => Some(Hover {
            range: named.range,
            signature: prim_signature(*p),
            docs: prim_docs(*p),
            oeis: Vec::new(),
            file: None,
        }),
        Target::Module(file) => {
            let home = snapshot.module(file, cancel)?;
            let module = home.as_ref().and_then(|h| h.module());
            module.map(|module| Hover {
                range: named.range,
                signature: format!("use {}", module.stem()),
                docs: lines(&module.docs),
                oeis: Vec::new(),
                file: Some(file.clone()),
            })
        }
    })
}

fn local_hover(named: &Named<'_>, local: LocalId) -> Option<Hover> {
    let local = named.def?.locals.get(local.0 as usize)?;
    Some(Hover {
        range: named.range.clone(),
        signature: format!("{}: {}", local.name, show_type(&local.ty)),
        docs: String::new(),
        oeis: Vec::new(),
        file: None,
    })
}

fn def_hover(range: Range<usize>, d: &Def, file: &str) -> Hover {
    Hover {
        range,
        signature: signature(d),
        docs: lines(&d.docs),
        oeis: d.oeis.iter().map(|(n, _)| *n).collect(),
        file: Some(file.to_owned()),
    }
}

/// Text of documentation lines.
pub(crate) fn lines(docs: &[DocLine]) -> String {
    docs.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The type that a hole at an offset must have.
fn hole(m: &Analysis, offset: usize) -> Option<Hover> {
    let def = m.def_at(offset as u32)?;
    let e = expr_at(&def.body, offset as u32)?;
    matches!(e.kind, ExprKind::Hole).then(|| Hover {
        range: e.span.range(),
        signature: format!("?: {}", show_type(&e.ty)),
        docs: String::new(),
        oeis: Vec::new(),
        file: None,
    })
}

/// The smallest typed expression around an offset.
pub(crate) fn expr_at(e: &Expr, offset: u32) -> Option<&Expr> {
    if !e.span.touches(offset) {
        return None;
    }
    let inner = match &e.kind {
        ExprKind::Call(_, args) | ExprKind::List(args) => args.iter().rev().find_map(|a| expr_at(a, offset)),
        ExprKind::Lambda(_, a) => expr_at(a, offset),
        ExprKind::If(a, b, c) => [c, b, a].into_iter().find_map(|a| expr_at(a, offset)),
        ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => [b, a].into_iter().find_map(|a| expr_at(a, offset)),
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::FnRef(_) => None,
        ExprKind::Hole | ExprKind::Error => None,
    };
    inner.or(Some(e))
}
