//! Raising of Core to readable source: of a whole program, or of one expression.
//!
//! Raised text gives the same Core when it is parsed, checked and lowered again. In programs of the published language,
//! the second variable of the program and of `compr` is written as the 0 that it is.

mod build;
mod expr;
mod names;
mod share;

use nth_core::{Arena, ExprId, Func, FuncId, Node, Program, Ty};
use nth_syntax::ast::{DefKind, Module};
use nth_syntax::{print_expr, print_module};
use rustc_hash::FxHashSet;

use expr::{Bound, Index, Raiser};
use names::{Names, Role};
pub use share::share;

/// Options for raising an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise<'a> {
    /// Name of the entry; characters that are not allowed in names are replaced.
    pub name: &'a str,
    /// Number of the OEIS entry, for the annotation.
    pub a_number: Option<u32>,
    /// Offsets of the indices; missing ones are 0.
    pub offsets: &'a [i64],
    /// Keyword if the entry has two indices: `Triangle` or `Array`.
    pub kind: DefKind,
}

impl<'a> Raise<'a> {
    /// Options for a sequence of this name with offset 0.
    #[must_use]
    pub fn named(name: &'a str) -> Self {
        Self { name, a_number: None, offsets: &[], kind: DefKind::Array }
    }

    fn offset(&self, i: usize) -> i64 {
        self.offsets.get(i).copied().unwrap_or(0)
    }
}

/// Source of a sequence that is a program of the published language. The terms start at x = 0, so with an offset x
/// stands for the index minus the offset.
#[must_use]
pub fn raise_postfix(arena: &Arena, e: ExprId, how: &Raise<'_>) -> String {
    let mut names = Names::new();
    let name = names.function(how.name);
    let mut raiser = Raiser::new(arena, names, Vec::new());
    let item = postfix_item(&mut raiser, e, &name, how);
    print_module(&Module { docs: Vec::new(), items: vec![item] })
}

fn postfix_item(raiser: &mut Raiser<'_>, e: ExprId, name: &str, how: &Raise<'_>) -> nth_syntax::ast::Item {
    let index = raiser.names.local(Role::Index, &[]);
    let params = vec![build::param(&index, Some(how.offset(0)), None)];
    let body = if how.offset(0) == 0 {
        raiser.scope = vec![Bound::Name(index), Bound::Zero];
        raiser.expr(e)
    } else {
        let x = raiser.names.local(Role::Value, &[Bound::Name(index.clone())]);
        let from = how.offset(0);
        let start = build::offset_from(build::name(&index), from);
        raiser.scope = vec![Bound::Name(x.clone()), Bound::Zero];
        build::let_in(&x, start, raiser.expr(e))
    };
    build::definition(DefKind::Seq, name, params, None, body, how.a_number)
}

/// Source of a program with all functions that its entry needs, each once, the entry first. Functions that remember
/// their values become `seq` or `array` (the entry: as `how` says), the others `fn`. An entry that remembers nothing
/// becomes a `seq` of its one parameter, or of the first of two, the second being 0 as in the published language.
#[must_use]
pub fn raise_program(arena: &Arena, program: &Program, entry: FuncId, how: &Raise<'_>) -> String {
    let order = program.reachable(arena, entry);
    let mut names = Names::new();
    let entry_func = program.func(entry);
    let plain = !entry_func.memo;
    // A `seq` remembers its terms, so an entry that does not, and is called from inside, is written as a `fn` beside
    // the `seq`.
    let wrapped = plain && order.iter().any(|&f| calls(arena, program.func(f).body, entry));
    let name = names.function(how.name);
    let mut function_names = vec![String::new(); program.funcs.len()];
    for &f in &order {
        let first = f == entry && !wrapped;
        function_names[f.0 as usize] = if first { name.clone() } else { names.function(&program.func(f).name) };
    }
    let mut raiser = Raiser::new(arena, names, function_names);
    let mut items = Vec::with_capacity(order.len() + 1);
    if wrapped {
        items.push(wrapper(&mut raiser, entry_func, entry, &name, how));
    }
    for &f in &order {
        let func = program.func(f);
        items.push(if f != entry || wrapped {
            function_item(&mut raiser, func, f, None)
        } else if plain && func.params == [Ty::INT, Ty::INT] {
            postfix_item(&mut raiser, func.body, &name, how)
        } else {
            function_item(&mut raiser, func, f, Some(how))
        });
    }
    print_module(&Module { docs: Vec::new(), items })
}

/// Source of one expression. `names` names its free variables; the last one is variable 0.
#[must_use]
pub fn raise_expr(arena: &Arena, program: &Program, e: ExprId, names: &[&str]) -> String {
    let mut fresh = Names::new();
    let functions = program.funcs.iter().map(|f| fresh.function(&f.name)).collect();
    let mut raiser = Raiser::new(arena, fresh, functions);
    raiser.scope = names.iter().map(|n| Bound::Name((*n).to_owned())).collect();
    print_expr(&raiser.expr(e))
}

/// Tree of a `seq` that calls the entry, which is a `fn`.
fn wrapper(raiser: &mut Raiser<'_>, func: &Func, f: FuncId, name: &str, how: &Raise<'_>) -> nth_syntax::ast::Item {
    let index = raiser.names.local(Role::Index, &[]);
    let first = if func.params.len() == 2 {
        build::offset_from(build::name(&index), how.offset(0))
    } else {
        build::name(&index)
    };
    let mut args = vec![first];
    args.resize_with(func.params.len().max(1), || build::int("0"));
    let body = build::call(&raiser.functions[f.0 as usize], args);
    let params = vec![build::param(&index, Some(how.offset(0)), None)];
    build::definition(DefKind::Seq, name, params, None, body, how.a_number)
}

fn function_item(raiser: &mut Raiser<'_>, func: &Func, f: FuncId, how: Option<&Raise<'_>>) -> nth_syntax::ast::Item {
    raiser.scope.clear();
    for &ty in &func.params {
        let name = raiser.names.local(Role::of_parameter(ty), &raiser.scope);
        raiser.scope.push(Bound::Name(name));
    }
    let sequence = func.memo || how.is_some();
    let kind = match (sequence, func.params.len()) {
        (true, 1) => DefKind::Seq,
        (true, _) => how.map_or(DefKind::Array, |h| h.kind),
        (false, _) => DefKind::Fn,
    };
    let offset = |i| how.map_or(if i == 0 { func.first.unwrap_or(0) } else { 0 }, |h| h.offset(i));
    raiser.index = (kind == DefKind::Seq).then(|| Index { level: 0, offset: offset(0) });
    let params = func.params.iter().zip(raiser.scope.clone()).enumerate().map(|(i, (&ty, bound))| {
        let name = match bound {
            Bound::Name(n) => n,
            Bound::Zero => String::from("_"),
        };
        if sequence { build::param(&name, Some(offset(i)), None) } else { build::param(&name, None, Some(ty)) }
    });
    let params = params.collect();
    let body = raiser.expr(func.body);
    raiser.index = None;
    let ret = (!sequence).then_some(func.ret);
    build::definition(kind, &raiser.functions[f.0 as usize], params, ret, body, how.and_then(|h| h.a_number))
}

/// Whether an expression calls a function.
fn calls(arena: &Arena, e: ExprId, f: FuncId) -> bool {
    let mut seen = FxHashSet::default();
    let mut stack = vec![e];
    while let Some(e) = stack.pop() {
        if !arena.meta(e).calls() || !seen.insert(e) {
            continue;
        }
        if matches!(arena.node(e), Node::Call(g, _, _) if g == f) {
            return true;
        }
        arena.for_children(e, |c| stack.push(c));
    }
    false
}
