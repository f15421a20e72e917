//! Compiled programs that are dropped leave no memory behind.

#![allow(clippy::disallowed_macros, reason = "tests print")]
#![allow(clippy::unwrap_used)]

use nth_base::{Cancel, Limits};
use nth_core::Arena;
use nth_dialects::qsynt;
use nth_eval::{BatchBackend, Code, Evaluator, OptLevel, compile_candidate};
use nth_llvm::Batches;
use nth_testkit::resident_bytes;

/// Programs in a module.
const MODULE: usize = 100;

/// Small programs, no two alike in a module.
fn programs() -> Vec<Code> {
    let (mut arena, mut stack) = (Arena::new(), Vec::new());
    let mut codes = Vec::new();
    for k in 0..MODULE {
        // n + 2 + 2 + …, times n.
        let line = format!("K {}K F", "C D ".repeat(k % 10)) + &" K D".repeat(k / 10);
        let e = qsynt::parse(&mut arena, line.as_bytes(), &mut stack).unwrap();
        let mut code = Code::default();
        compile_candidate(&arena, e, &Limits::CANDIDATE, &mut code).unwrap();
        codes.push(code);
    }
    codes
}

/// Compiles and runs `count` programs. Returns the memory in bytes after each tenth of them.
fn memory(count: usize) -> Vec<usize> {
    let codes = programs();
    let codes: Vec<&Code> = codes.iter().collect();
    let mut evaluator = Evaluator::new(&Limits::CANDIDATE, &Cancel::new());
    let mut compiler = Batches.start().unwrap();
    let mut all = Vec::new();
    for tenth in 1..=10 {
        for _ in 0..count / 10 / MODULE {
            let natives = compiler.compile(OptLevel::Light, &codes).unwrap();
            for (k, (code, native)) in codes.iter().zip(natives).enumerate() {
                let mut run = evaluator.run(code);
                run.switch(native);
                let n = 5;
                let value = run.term(n).unwrap();
                assert_eq!(value.to_string(), ((n + 2 * (k as i64 % 10)) * n + k as i64 / 10 * n).to_string());
            }
        }
        all.push(resident_bytes().unwrap());
        eprintln!("{} programs: {} bytes", count / 10 * tenth, resident_bytes().unwrap());
    }
    all
}

fn flat(count: usize) {
    if let Err(why) = nth_llvm::load() {
        nth_testkit::skipped(&why.to_string());
        return;
    }
    if !cfg!(target_os = "linux") {
        return;
    }
    let all = memory(count);
    let most = all[1..].iter().max().unwrap();
    assert!(*most * 20 <= all[0] * 21, "memory grows: {all:?}");
}

#[test]
fn twenty_thousand_programs() {
    flat(20_000);
}

#[test]
#[ignore = "takes minutes: cargo test --release -p nth-llvm --test memory -- --ignored"]
fn a_million_programs() {
    flat(1_000_000);
}
