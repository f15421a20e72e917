//! Random programs: their type, their size, and how frequent each token is.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use nth_core::{Arena, ExprId, Node, Program, Ty};
use nth_dialects::core_text::{parse_expr, print_expr};
use nth_dialects::qsynt;
use nth_grammar::{Sampler, Weights};
use nth_prims::Prim;

const INT: Ty = Ty::INT;

/// The name of the token at the top.
fn token(arena: &Arena, e: ExprId) -> &'static str {
    match arena.node(e) {
        Node::Int(_) | Node::Big(_) => "int",
        Node::Bool(_) => "bool",
        Node::Var(..) => "var",
        Node::Prim(p, _) => p.name(),
        Node::Lam(..) => "lam",
        Node::If(..) => "if",
        Node::Let(..) => "let",
        Node::Call(..) | Node::Hole(_) => "none",
        Node::List(..) => "list",
    }
}

#[test]
fn programs_are_of_their_type_and_within_their_size() {
    let lists = INT.list();
    let types: &[(&[Ty], Ty)] = &[
        (&[INT], INT),
        (&[INT, INT], INT),
        (&[INT, INT, INT], INT),
        (&[INT], Ty::BOOL),
        (&[lists], lists),
        (&[INT, lists.list()], lists.list()),
        (&[], INT),
    ];
    for (params, ret) in types {
        for most in [1, 2, 3, 7, 20, 60] {
            let mut arena = Arena::new();
            let mut sampler = Sampler::new(&Weights::default(), params, *ret, most, most as u64);
            for _ in 0..500 {
                let e = sampler.sample(&mut arena);
                let text = print_expr(&arena, e);
                assert!(arena.meta(e).size as usize <= most, "{text}");
                assert_eq!(arena.ty(e), *ret, "{text}");
                let again = parse_expr(&mut arena, &text, &Program::default(), params);
                assert_eq!(again.unwrap_or_else(|e| panic!("{text}: {e:?}")), e, "{text}");
            }
        }
    }
}

#[test]
fn everything_appears() {
    let mut arena = Arena::new();
    let mut sampler = Sampler::new(&Weights::default(), &[INT], INT, 30, 3);
    let mut seen = BTreeMap::new();
    for _ in 0..20_000 {
        let mut stack = vec![sampler.sample(&mut arena)];
        while let Some(e) = stack.pop() {
            *seen.entry(token(&arena, e)).or_insert(0) += 1;
            arena.for_children(e, |c| stack.push(c));
        }
    }
    // Lists of lists are not among the types of the default weights.
    let drawn = Prim::ALL.iter().filter(|p| p.info().result != nth_prims::Shape::IntLists);
    for name in drawn.map(|p| p.name()).chain(["int", "bool", "var", "lam", "if", "let", "list"]) {
        assert!(seen.get(name).is_some_and(|&n| n > 10), "{name}: {:?}", seen.get(name));
    }
}

#[test]
fn the_published_language_is_closed() {
    let mut arena = Arena::new();
    let mut sampler = Sampler::new(&Weights::published(), &[INT, INT], INT, 40, 5);
    for _ in 0..5_000 {
        let e = sampler.sample(&mut arena);
        let letters = qsynt::print(&arena, e);
        let letters = letters.unwrap_or_else(|| panic!("{}", print_expr(&arena, e)));
        let again = qsynt::parse(&mut arena, letters.as_bytes(), &mut Vec::new());
        assert_eq!(again.unwrap(), e, "{letters}");
    }
}

/// The tops of many programs against what the weights say: the chi-square statistic must be below what chance alone
/// exceeds once in a million times, about (by the Wilson–Hilferty approximation).
fn tops_follow(weights: &Weights, ret: Ty, expected: &[(&str, f64)]) {
    const DRAWN: usize = 200_000;
    let mut arena = Arena::new();
    let mut sampler = Sampler::new(weights, &[INT], ret, 12, 11);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for k in 0..DRAWN {
        let e = sampler.sample(&mut arena);
        *seen.entry(token(&arena, e)).or_insert(0) += 1;
        if k % 10_000 == 0 {
            arena.clear();
        }
    }
    let sum: f64 = expected.iter().map(|e| e.1).sum();
    let mut chi = 0.0;
    for (name, weight) in expected {
        let want = DRAWN as f64 * weight / sum;
        let got = seen.remove(name).unwrap_or(0) as f64;
        chi += (got - want).powi(2) / want;
    }
    assert!(seen.is_empty(), "unexpected: {seen:?}");
    let free = expected.len() as f64 - 1.0;
    let a = 2.0 / (9.0 * free);
    let most = free * (1.0 - a + 4.75 * a.sqrt()).powi(3);
    assert!(chi < most, "chi-square {chi}, at most {most} is likely");
}

#[test]
fn weights_are_kept() {
    let mut weights = Weights::published();
    for (name, w) in [("add", 5.0), ("mul", 0.5), ("loop", 2.0), ("var", 7.0), ("int", 1.0), ("if", 3.0)] {
        assert!(weights.set(name, w), "{name}");
    }
    assert!(!weights.set("no-such-token", 1.0));
    let mut expected: Vec<(&str, f64)> =
        Prim::ALL.iter().filter(|p| weights.prim(**p) > 0.0).map(|p| (p.name(), weights.prim(*p))).collect();
    // The types have no truth values, so there is no `if`.
    expected.extend([("var", 7.0), ("int", 1.0)]);
    tops_follow(&weights, INT, &expected);

    let mut weights = Weights::default();
    for p in Prim::ALL {
        weights.set(p.name(), 0.0);
    }
    for (name, w) in [("eq", 3.0), ("lt", 2.0), ("not", 1.0), ("all", 4.0), ("bool", 2.0), ("if", 1.0), ("let", 0.5)] {
        weights.set(name, w);
    }
    weights.set("lam", 0.5);
    tops_follow(
        &weights,
        Ty::BOOL,
        &[("eq", 3.0), ("lt", 2.0), ("not", 1.0), ("all", 2.0), ("bool", 2.0), ("if", 1.0), ("let", 0.5)],
    );
}

#[test]
fn the_same_seed_gives_the_same_programs() {
    let draw = |seed| {
        let mut arena = Arena::new();
        let mut sampler = Sampler::new(&Weights::default(), &[INT], INT, 20, seed);
        (0..200).map(|_| print_expr_of(&mut sampler, &mut arena)).collect::<Vec<_>>()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    // These programs must never change, since models are trained on them.
    let mut arena = Arena::new();
    let mut sampler = Sampler::new(&Weights::published(), &[INT, INT], INT, 12, 42);
    let drawn = (0..40).map(|_| print_expr_of(&mut sampler, &mut arena));
    let first: Vec<String> = drawn.filter(|text| text.len() > 60).take(3).collect();
    assert_eq!(first, FIRST);
}

fn print_expr_of(sampler: &mut Sampler, arena: &mut Arena) -> String {
    let e = sampler.sample(arena);
    print_expr(arena, e)
}

const FIRST: [&str; 3] = [
    "(mod (loop (lam 2 1) (var 0) (sub (var 1) 2)) (div 2 (div 0 0)))",
    "(compr (lam 2 (compr (lam 2 (sub 2 (var 1))) (var 1))) (var 1))",
    "(loop2 (lam 2 (cond (var 0) (var 1) 1)) (lam 2 0) 0 (mod (var 1) (var 1)) (var 0))",
];
