//! Definitions of the library that say more than their names.

use nth_base::FileId;
use nth_compiler::Library;
use nth_syntax::ast::ItemKind;
use nth_syntax::build::Expr;
use nth_syntax::parse;
use rustc_hash::FxHashMap;

use super::program::{INDEX, call_of_one, weight};
use super::recognise::is_short_arithmetic;
use super::tree::{map, substitute};

/// Largest weight of a definition that is written out for any argument, such as `2 * n`.
const VERY_SHORT: u64 = 3;

/// The definitions of one argument that are short arithmetic on it, by name; the argument is the index.
pub(crate) struct Definitions(FxHashMap<String, Expr>);

impl Definitions {
    /// The short definitions of a library.
    pub(crate) fn of(library: &Library) -> Self {
        Self(short_definitions(library))
    }

    /// The short definition of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Expr> {
        self.0.get(name)
    }
}

fn short_definitions(library: &Library) -> FxHashMap<String, Expr> {
    let mut out = FxHashMap::default();
    for def in &library.checker().program().defs {
        let parsed = parse(FileId(0), library.sources().slice(def.span));
        let [item] = parsed.module.items.as_slice() else { continue };
        let ItemKind::Def(tree) = &item.kind else { continue };
        let [param] = tree.params.as_slice() else { continue };
        let Some(body) = Expr::from_tree(&tree.body) else { continue };
        let body = substitute(&body, &param.name.name, &Expr::name(INDEX));
        if !def.broken && is_short_arithmetic(&body) {
            out.insert(def.name.clone(), body);
        }
    }
    out
}

/// The expression with very short definitions in place of their calls: `n + 1` for `naturals(n + 1)`.
pub(super) fn expanded(e: &Expr, short: &Definitions) -> Expr {
    let e = map(e, &mut |_, part| expanded(part, short));
    let Some((name, argument)) = call_of_one(&e) else { return e };
    match short.get(name).filter(|body| weight(body) <= VERY_SHORT) {
        Some(body) => substitute(body, INDEX, argument),
        None => e,
    }
}
