//! The hand cases of `tests/core/meaning.txt`, and properties of the generated programs.

#![allow(clippy::unwrap_used)]

use nth_base::{CostReading, Limits};
use nth_num::Int;
use nth_reference::{Case, HandCase, Reference, Value, generate, hand_cases, minimise, parse_case, shrink, with_stack};

const SMALL: Limits =
    Limits { budget: 2_000, reading: CostReading::Published, max_digits: 100, max_words: 2_000, max_depth: 100 };

#[test]
fn every_hand_case_holds() {
    let runs = hand_cases(&nth_testkit::read("tests/core/meaning.txt"));
    let mut wrong = Vec::new();
    for HandCase { at, limits, case, args, expected } in &runs {
        let mut run = Reference::new(&case.arena, &case.program, case.entry, *limits);
        let mut before = (0, 0);
        let mut term = |n: &Int| {
            let (value, published) = run.term(std::slice::from_ref(n));
            let (p, c) = std::mem::replace(&mut before, (published, run.continued()));
            let cost = (published - p, run.continued() - c);
            match value {
                Ok(v) if cost.0 == cost.1 => format!("{} {}", v.int(), cost.0),
                Ok(v) => format!("{} {}/{}", v.int(), cost.0, cost.1),
                Err(e) => e.name().to_owned(),
            }
        };
        let got: Vec<String> = args.iter().map(&mut term).collect();
        if got != *expected {
            wrong.push(format!("{at}\n    {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(runs.len() > 60, "only {}", runs.len());
}

/// The terms of a run, to its first error.
fn terms(case: &Case, limits: Limits, n: i64) -> (Vec<String>, u64) {
    let mut run = Reference::new(&case.arena, &case.program, case.entry, limits);
    let mut out = Vec::new();
    let mut total = 0;
    for i in 0..n {
        let (value, cost) = run.term(&case.args(i));
        match value {
            Ok(Value::Int(v)) => out.push(v.to_string()),
            Ok(other) => panic!("a term is {other:?}"),
            Err(e) => {
                out.push(e.name().to_owned());
                return (out, total);
            }
        }
        total = cost;
    }
    (out, total)
}

#[test]
fn generated_programs_are_well_typed_and_varied() {
    with_stack(|| {
        let mut seen = std::collections::HashMap::<String, usize>::new();
        let mut long = 0;
        for seed in 0..2000 {
            let case = generate::program(seed);
            let text = case.to_string();
            for word in text.split(['(', ' ', ')']) {
                *seen.entry(word.split(':').next().unwrap_or("").to_owned()).or_default() += 1;
            }
            let again = parse_case(&text).unwrap();
            let result = terms(&case, SMALL, 6);
            assert_eq!(terms(&again, SMALL, 6), result, "{text}");
            long += usize::from(result.0.len() == 6);
            *seen.entry(result.0.last().unwrap().clone()).or_default() += 1;
        }
        assert!(long > 800, "only {long} of 2000 programs give terms");
        for p in nth_prims::Prim::ALL {
            assert!(seen.contains_key(p.name()), "{} never appears", p.name());
        }
        for word in ["let", "if", "list", "?", "memo", "hole", "budget", "div-by-zero", "domain", "index", "depth"] {
            assert!(seen.contains_key(word), "{word} never appears: {seen:?}");
        }
        for word in ["too-big", "memory"] {
            assert!(seen.contains_key(word), "{word} never appears: {seen:?}");
        }
    });
}

#[test]
fn shrinking_keeps_types_and_finds_the_cause() {
    with_stack(|| {
        for seed in 0..60 {
            let case = generate::program(seed);
            for smaller in shrink(&case).take(60) {
                assert!(smaller.size() < case.size());
                terms(&smaller, SMALL, 3);
            }
        }
        let fails = |c: &Case| terms(c, SMALL, 4).0.iter().any(|t| t == "div-by-zero");
        let case = (0..).map(generate::program).find(|c| c.size() > 30 && fails(c)).unwrap();
        let least = minimise(case, fails);
        assert!(least.size() <= 4, "{least}");
    });
}

#[test]
fn postfix_programs_parse() {
    for seed in 0..500 {
        let text = generate::postfix(seed);
        let mut arena = nth_core::Arena::new();
        let e = nth_dialects::qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new());
        let case = generate::of_expression(arena, e.unwrap());
        assert_eq!(case.args(3), [Int::Small(3), Int::ZERO]);
        terms(&case, SMALL, 3);
    }
}
