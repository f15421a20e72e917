//! Programs of the published language, by hand.

#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Limits};
use nth_core::{Arena, EvalError};
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, compile_candidate};

fn terms(text: &str, count: i64, limits: Limits) -> (Vec<String>, Option<EvalError>, u64) {
    let mut arena = Arena::new();
    let e = qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
    let mut code = Code::default();
    compile_candidate(&arena, e, &limits, &mut code).unwrap();
    let mut evaluator = Evaluator::new(&limits, &Cancel::new());
    let mut run = evaluator.run(&code);
    let mut out = Vec::new();
    for n in 0..count {
        match run.term(n) {
            Ok(x) => out.push(x.to_string()),
            Err(e) => return (out, Some(e), run.spent()),
        }
    }
    (out, None, run.spent())
}

#[test]
fn known_programs() {
    for (program, expected) in [
        ("K L D K K A B N", "0 1 1 2 3 5 8 13 21 34"),
        ("K L D K A J", "0 1 3 6 10 15 21 28 36 45"),
        ("K K F K D C G", "0 1 3 6 10 15 21 28 36 45"),
        ("B K K F B K K D K C G B J J K F D B K D H B K D M B D", "2 3 5 7 11 13 17 19 23 29"),
        ("K L F K B J", "1 1 2 6 24 120 720 5040 40320 362880"),
    ] {
        assert_eq!(terms(program, 10, Limits::CANDIDATE).0.join(" "), expected, "{program}");
    }
}

#[test]
fn factorial_goes_on_big() {
    let (t, e, _) = terms("K L F K B J", 30, Limits::CANDIDATE);
    assert_eq!(t.last().unwrap(), "8841761993739701954543616000000");
    assert_eq!(e, None);
}

#[test]
fn hostile_programs_end() {
    let status = |p: &str| terms(p, 20, Limits::CANDIDATE).1;
    // An endless search; a tower of squares; division by zero; a search for position −1; a long loop.
    assert_eq!(status("B K M"), Some(EvalError::Budget));
    assert_eq!(status("K K F K C J"), Some(EvalError::TooBig));
    assert_eq!(status("B A G"), Some(EvalError::DivByZero));
    assert_eq!(status("K A B E M"), Some(EvalError::DivByZero));
    assert_eq!(status("K L D K K F C C D C J A J"), Some(EvalError::Budget));
}
