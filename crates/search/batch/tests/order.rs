//! Tests that a verdict depends on the candidate alone, not on candidates checked before or on shared expressions.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Limits};
use nth_batch::{Checker, Solved, Targets};
use nth_core::Arena;
use nth_dialects::qsynt;
use nth_dialects::qsynt::QsyntReader;
use nth_eval::{Code, Evaluator, compile_candidate};
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_reference::generate::{Random, of_expression, postfix};
use nth_reference::{Reference, with_stack};

const CANDIDATES: u64 = 2000;

/// Random programs, some of them combined from two, so that many share parts.
fn candidates(round: u64) -> Vec<String> {
    let mut rng = Random::new(round);
    let mut list: Vec<String> = (0..CANDIDATES / 2).map(|k| postfix(round * CANDIDATES + k)).collect();
    let short: Vec<String> = list.iter().filter(|p| p.len() < 30).cloned().collect();
    while (list.len() as u64) < CANDIDATES {
        let [a, b] = [(); 2].map(|()| short[rng.below(short.len())].as_str());
        let op = rng.pick(&["D", "F", "G", "M", "K K J", "B I"]);
        list.push(format!("{a} {b} {op}"));
        if qsynt::parse(&mut Arena::new(), list[list.len() - 1].as_bytes(), &mut Vec::new()).is_err() {
            list.pop();
        }
    }
    list
}

/// Targets: the first 1 to 40 terms of some of the programs, each computed on its own.
fn targets(list: &[String], limits: &Limits, rng: &mut Random) -> Targets {
    let mut rows: Vec<(ANum, Vec<Int>)> = Vec::new();
    for line in list {
        if !rng.once_in(6) {
            continue;
        }
        let mut arena = Arena::new();
        let e = qsynt::parse(&mut arena, line.as_bytes(), &mut Vec::new()).unwrap();
        let mut code = Code::default();
        compile_candidate(&arena, e, limits, &mut code).unwrap();
        let mut evaluator = Evaluator::new(limits, &Cancel::new());
        let mut run = evaluator.run(&code);
        let count = 1 + rng.below(40) as i64;
        rows.push((ANum(rows.len() as u32 + 1), (0..count).map_while(|n| run.term(n).ok()).collect()));
    }
    Targets::new(&TermTable::from_rows(rows))
}

/// Compared parts of a verdict: name of the status, terms matched, size, sequences solved with cost.
type Said = (&'static str, u32, u64, Vec<Solved>);

fn say(checker: &mut Checker<'_, QsyntReader>, line: &str) -> Said {
    let v = checker.check(line.as_bytes());
    (v.status.name(), v.terms, v.size, v.solves)
}

fn compare(round: u64, limits: &Limits, hybrid: Option<(u64, u32)>) {
    let mut rng = Random::new(!round);
    let list = candidates(round);
    let targets = targets(&list, limits, &mut rng);
    let checker = || {
        let mut c = Checker::new(&targets, QsyntReader::default(), limits, &Cancel::new());
        if let Some((budget, promising)) = hybrid {
            c.hybrid(budget, promising);
        }
        c
    };
    let alone: Vec<Said> = list.iter().map(|line| say(&mut checker(), line)).collect();
    let mut order: Vec<usize> = (0..list.len()).collect();
    let mut shared = checker();
    // Passes: in the order of the list; shuffled, with a new checker; shuffled again, with the same checker.
    for pass in 0..3 {
        if pass > 0 {
            for k in (1..order.len()).rev() {
                order.swap(k, rng.below(k + 1));
            }
        }
        if pass == 1 {
            shared = checker();
        }
        for &k in &order {
            assert_eq!(say(&mut shared, &list[k]), alone[k], "round {round}, pass {pass}, {limits:?}: {}", list[k]);
        }
    }
    // The test is only meaningful if many candidates match several terms.
    let deep = alone.iter().filter(|s| s.1 >= 10).count();
    let solving = alone.iter().filter(|s| !s.3.is_empty()).count();
    assert!(deep > 100 && solving > 200, "only {deep} go deep, {solving} solve");
    for status in ["mismatch", "div-by-zero", "budget"] {
        assert!(alone.iter().any(|s| s.0 == status), "none ends with {status}");
    }
}

#[test]
fn verdicts_do_not_depend_on_the_order() {
    let small = Limits { budget: 1_000, ..Limits::CANDIDATE };
    compare(0, &small, None);
    compare(1, &Limits { budget: 100, max_digits: 30, ..small }, None);
    compare(2, &Limits { budget: 20_000, ..small }, Some((300, 3)));
}

/// Tests that the outcome of a candidate at its first term is that of the reference evaluator, also when it is decided
/// without running the candidate.
#[test]
fn first_terms_end_as_the_reference_says() {
    with_stack(|| {
        let row = vec![Int::ZERO; 30];
        let targets = Targets::new(&TermTable::from_rows([(ANum(1), row)]));
        for (budget, max_digits) in [(1_000, 285), (60, 285), (1_000, 3), (1_000, 1)] {
            let limits = Limits { budget, max_digits, ..Limits::CANDIDATE };
            let mut checker = Checker::new(&targets, QsyntReader::default(), &limits, &Cancel::new());
            // Powers of two, followed by a division that fails or a product of 0, and long sums of a large number with
            // costly steps.
            let power = |n: usize| format!("C{}", " C F".repeat(n));
            let powers = (0..70).flat_map(|n| [power(n), format!("{} A G", power(n)), format!("{} A F", power(n))]);
            let sums = (0..40).map(|n| format!("{}{} A G", power(61), " A D".repeat(n)));
            let towers = powers.chain(sums);
            for text in (0..3_000).map(postfix).chain(towers) {
                let mut arena = Arena::new();
                let body = qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
                let case = of_expression(arena, body);
                let mut reference = Reference::new(&case.arena, &case.program, case.entry, limits);
                let (first, _) = reference.term(&[Int::ZERO, Int::ZERO]);
                let ours = checker.check(text.as_bytes());
                match first {
                    Err(e) => assert_eq!((ours.status.name(), ours.terms), (e.name(), 0), "{text}, {limits:?}"),
                    Ok(x) => assert_eq!(ours.terms > 0, x.int() == Int::ZERO, "{text}, {limits:?}"),
                }
            }
        }
    });
}
