//! The order of arguments in the library and of the primitives, as `docs/reference/language.md` states it.

#![allow(clippy::unwrap_used)]

use nth_prims::Prim;
use nth_session::Library;
use nth_types::hir::{Def, Type};

/// Parameter: its name, and whether it is a function or a list.
struct Param {
    name: String,
    is_function: bool,
    is_list: bool,
}

/// Names of data whose parts a function visits, and of what stands beside it: the bounds of a range, a number, its
/// base.
const DATA: [&str; 8] = ["lo", "hi", "n", "base", "d", "i", "start", "init"];

/// Rank of the parameters after leading functions: parameters, where to begin, a count or an index, a value.
fn rank(name: &str) -> Option<u8> {
    Some(match name {
        "k" | "m" | "r" => 0,
        "start" => 1,
        "n" | "i" | "len" | "count" | "index" => 2,
        "x" | "y" | "slow" | "fast" | "init" => 3,
        _other => return None,
    })
}

/// The reason why parameters are not in the documented order.
fn fault(params: &[Param]) -> Option<String> {
    let functions = params.iter().filter(|p| p.is_function).count();
    if functions == 0 {
        return None;
    }
    let (head, tail) = params.split_at(params.len() - functions);
    if tail.iter().all(|p| p.is_function) && params.len() > functions {
        let first = &head[0];
        let visits = first.is_list || first.name == "lo" || first.name == "n";
        let known = head.iter().all(|p| p.is_list || DATA.contains(&p.name.as_str()));
        return (!visits || !known).then(|| "the function is last, but there is no data that it visits".to_owned());
    }
    let (head, tail) = params.split_at(functions);
    if !head.iter().all(|p| p.is_function) {
        return Some("functions are neither first nor last".to_owned());
    }
    let mut last = 0;
    for p in tail {
        match rank(&p.name) {
            None => return Some(format!("`{}` is no known parameter after functions", p.name)),
            Some(r) if r < last => return Some(format!("`{}` is too late", p.name)),
            Some(r) => last = r,
        }
    }
    None
}

fn params_of(def: &Def) -> Vec<Param> {
    let param = |(i, p): (usize, &nth_types::hir::Param)| Param {
        name: def.locals.get(i).map(|l| l.name.clone()).unwrap_or_default(),
        is_function: matches!(p.ty, Type::Fun(..)),
        is_list: matches!(p.ty, Type::List(_)),
    };
    def.params.iter().enumerate().map(param).collect()
}

#[test]
fn the_library_has_one_order_of_arguments() {
    let library = Library::embedded();
    let mut faults = Vec::new();
    let mut checked = 0;
    for def in &library.checker().program().defs {
        let params = params_of(def);
        checked += usize::from(params.iter().any(|p| p.is_function));
        faults.extend(fault(&params).map(|why| format!("{}: {why}", def.name)));
    }
    assert!(checked > 50, "only {checked}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn primitives_have_it_too() {
    for p in Prim::ALL {
        let info = p.info();
        // `(a -> b, Int) -> c`: the types between the outer brackets.
        let mut depth = 0;
        let mut types = vec![String::new()];
        let inside = info.ty.strip_prefix('(').and_then(|t| t.rsplit_once(") -> ")).map_or("", |(t, _)| t);
        for c in inside.chars() {
            depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
            if c == ',' && depth == 0 {
                types.push(String::new());
            } else {
                types.last_mut().unwrap().push(c);
            }
        }
        let params: Vec<Param> = info
            .params
            .iter()
            .zip(&types)
            .map(|(name, ty)| Param {
                name: (*name).to_owned(),
                is_function: ty.contains("->"),
                is_list: ty.trim().starts_with('['),
            })
            .collect();
        assert_eq!(fault(&params), None, "{}", info.name);
    }
}

/// The rule finds what the library had before: `iterates(f, x, n)` and `first_from(start, p)`.
#[test]
fn other_orders_are_found() {
    let param =
        |name: &str| Param { name: name.to_owned(), is_function: matches!(name, "f" | "p"), is_list: name == "xs" };
    let of = |names: &str| names.split(' ').map(param).collect::<Vec<_>>();
    for right in ["f n x", "p start", "p start i", "xs f", "xs init f", "lo hi f", "n base f", "f k n"] {
        assert_eq!(fault(&of(right)), None, "{right}");
    }
    for wrong in ["f x n", "start p", "start p i", "f xs n", "n f x"] {
        assert!(fault(&of(wrong)).is_some(), "{wrong}");
    }
}
