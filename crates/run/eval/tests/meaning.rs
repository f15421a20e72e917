//! The hand cases of `tests/core/meaning.txt` through the bytecode: value or error, and cost, of each term.

#![allow(clippy::unwrap_used)]

use nth_base::Cancel;
use nth_core::{EvalError, Ty};
use nth_eval::{Code, Evaluator, Output, Run, compile};
use nth_num::Int;
use nth_reference::HandCase;

/// Results of a run. The run ends with an error, so the error is also the result of the terms that follow.
fn results(
    evaluator: &mut Evaluator,
    code: &Code,
    args: &[Int],
    term: impl Fn(&mut Run<'_>, &Int) -> Result<Int, EvalError>,
) -> Vec<String> {
    let mut run = evaluator.run(code);
    let mut before = (0, 0);
    let mut over = None;
    let mut next = |n: &Int| {
        let name = match over {
            Some(name) => name,
            None => match term(&mut run, n) {
                Ok(x) => {
                    let total = (run.spent(), run.continued());
                    let (p, c) = std::mem::replace(&mut before, total);
                    let (p, c) = (total.0 - p, total.1 - c);
                    return if p == c { format!("{x} {p}") } else { format!("{x} {p}/{c}") };
                }
                Err(e) => e.name(),
            },
        };
        over = Some(name);
        name.to_owned()
    };
    args.iter().map(&mut next).collect()
}

fn by_value(run: &mut Run<'_>, n: &Int) -> Result<Int, EvalError> {
    run.value(std::slice::from_ref(n), Ty::INT).map(|x| match x {
        Output::Int(x) => x,
        Output::Bool(_) | Output::List(_) => panic!("a term is {x}"),
    })
}

fn by_term(run: &mut Run<'_>, n: &Int) -> Result<Int, EvalError> {
    run.term(n.to_i64().unwrap())
}

#[test]
fn hand_cases() {
    let mut wrong = Vec::new();
    let runs = nth_reference::hand_cases(&nth_testkit::read("tests/core/meaning.txt"));
    for HandCase { at, limits, case, args, expected } in &runs {
        let code = compile(&case.arena, &case.program, case.entry).unwrap();
        let mut evaluator = Evaluator::new(limits, &Cancel::new());
        // The evaluator is reused: what one run leaves behind must not change the next.
        let mut gots =
            vec![results(&mut evaluator, &code, args, by_value), results(&mut evaluator, &code, args, by_value)];
        if args.iter().all(|n| n.to_i64().is_some()) {
            gots.push(results(&mut evaluator, &code, args, by_term));
            gots.push(results(&mut Evaluator::new(limits, &Cancel::new()), &code, args, by_term));
        }
        // The results must not depend on whether tables are kept.
        let mut forgetful = Evaluator::new(limits, &Cancel::new());
        forgetful.keep_at_most(0);
        gots.push(results(&mut forgetful, &code, args, by_value));
        for got in gots {
            if got != *expected {
                wrong.push(format!("{at}\n    {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(runs.len() > 60, "only {}", runs.len());
}
