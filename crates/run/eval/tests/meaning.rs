//! The hand cases of `tests/core/meaning.txt` through the bytecode: value or error, and cost, of each term.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, CostReading, Limits};
use nth_core::{EvalError, Ty};
use nth_eval::{Code, Evaluator, Output, Run, compile};
use nth_num::Int;
use nth_reference::parse_case;

const GENEROUS: Limits =
    Limits { budget: 1_000_000, reading: CostReading::Published, max_digits: 285, max_words: 100_000, max_depth: 1000 };

/// A line `ARGS => RESULT, RESULT, …` with what holds there.
struct HandRun {
    at: String,
    limits: Limits,
    functions: String,
    args: Vec<Int>,
    /// `VALUE COST`, `VALUE PUBLISHED/CONTINUED` or an error; as many as arguments.
    expected: Vec<String>,
}

fn hand_runs() -> Vec<HandRun> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/core/meaning.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut limits, mut functions, mut complete) = (GENEROUS, String::new(), false);
    let mut runs = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
        if line.is_empty() {
            limits = GENEROUS;
        } else if let Some(words) = line.strip_prefix("limits ") {
            let continued = words.strip_suffix(" continued");
            let reading = continued.map_or(CostReading::Published, |_| CostReading::Continued);
            let w: Vec<u64> = continued.unwrap_or(words).split(' ').map(|w| w.parse().unwrap()).collect();
            limits = Limits { budget: w[0], reading, max_digits: w[1] as u32, max_words: w[2], max_depth: w[3] as u32 };
        } else if let Some((args, results)) = line.split_once(" => ") {
            let args: Vec<Int> = args.split(' ').map(|n| n.parse().unwrap()).collect();
            let mut expected: Vec<String> = results.split(", ").map(str::to_owned).collect();
            expected.resize(args.len(), expected[expected.len() - 1].clone());
            let at = format!("line {}: {line}", number + 1);
            runs.push(HandRun { at, limits, functions: functions.clone(), args, expected });
            complete = true;
        } else {
            if std::mem::take(&mut complete) {
                functions.clear();
            }
            functions += &format!("{line}\n");
        }
    }
    runs
}

/// The results of a run. After an error it is over, so the error stands for the terms that follow.
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
    let runs = hand_runs();
    for HandRun { at, limits, functions, args, expected } in &runs {
        let case = parse_case(functions).unwrap_or_else(|e| panic!("{at}: {e:?}"));
        let code = compile(&case.arena, &case.program, case.entry).unwrap();
        let mut evaluator = Evaluator::new(limits, &Cancel::new());
        // The evaluator is used again: what one run leaves behind must not show in the next.
        let mut gots =
            vec![results(&mut evaluator, &code, args, by_value), results(&mut evaluator, &code, args, by_value)];
        if args.iter().all(|n| n.to_i64().is_some()) {
            gots.push(results(&mut evaluator, &code, args, by_term));
            gots.push(results(&mut Evaluator::new(limits, &Cancel::new()), &code, args, by_term));
        }
        // Nor whether anything was kept.
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
