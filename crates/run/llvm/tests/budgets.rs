//! Every budget: wherever it ends, native code gives the results of the bytecode.
//!
//! Loops that native code charges in bulk (`emit/bulk.rs`) are among the programs, and those beside them: with exits,
//! errors and overflow in the middle, with huge ends, in each other, in calls. Each is run under every budget from 0
//! up, in both tiers and both readings of the cost. The hand cases of `tests/core/meaning.txt` are run, too.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use nth_base::{Cancel, CostReading, Limits};
use nth_core::EvalError;
use nth_eval::{Code, Evaluator, Native, compile};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_reference::{Case, HandCase, parse_case};
use nth_testkit::on_all_cores;

use support::{Outcome, llvm_is_here, run};

/// Functions, and the indices of their terms.
const PROGRAMS: &[(&str, &[i64])] = &[
    // Counted loops with a free variable, so that no table keeps their states.
    ("f0(Int) -> Int = (loop (lam2 (add $1 (mul $0 $2))) $0 0)", &[0, 1, 2, 5, 9, 20]),
    ("f0(Int) -> Int = (loop (lam2 (add $1 (mod (mul $0 $2) 7))) 30 $0)", &[3, 4, 5]),
    ("f0(Int) -> Int = (loop (lam2 (bit_xor $1 (add $0 $2))) $0 (neg $0))", &[-3, 0, 1, 60]),
    // Two accumulators.
    ("f0(Int) -> Int = (loop2 (lam2 (add $1 $0)) (lam2 (sub $1 $2)) $0 1 $0)", &[0, 1, 7, 8, 30]),
    ("f0(Int) -> Int = (loop2 (lam2 (add $1 $0)) (lam2 $1) $0 $0 1)", &[1, 10, 50, 80]),
    // Ranges.
    ("f0(Int) -> Int = (fold (range 0 $0) 0 (lam2 (add $1 (mul $0 $2))))", &[0, 1, 2, 3, 10, 40]),
    ("f0(Int) -> Int = (fold (range_inclusive -3 $0) $0 (lam2 (max $1 (bit_and $0 $2))))", &[-5, -3, 0, 30]),
    ("f0(Int) -> Int = (length (filter (range 0 $0) (lam1 (eq (mod $0 3) 1))))", &[5, 0, 40]),
    ("f0(Int) -> Int = (fold (map (range 0 $0) (lam1 (mul $0 $1))) 0 (lam2 (add $1 $0)))", &[0, 6, 25]),
    ("f0(Int) -> Int = (length (range $0 50))", &[60, 49, 40, 0]),
    // Loops that are left in the middle.
    ("f0(Int) -> Int = (if (any (range 0 50) (lam1 (eq $0 $1))) 5 (mul $0 2))", &[0, 1, 20, 49, 50, 51]),
    ("f0(Int) -> Int = (if (all (range_inclusive 1 $0) (lam1 (lt (mul $0 $0) 500))) 1 0)", &[0, 5, 22, 23, 60]),
    // Errors in the middle.
    ("f0(Int) -> Int = (loop (lam2 (add $1 (div $2 (sub $0 5)))) $0 0)", &[1, 4, 5]),
    ("f0(Int) -> Int = (loop (lam2 (mod $1 (sub $0 9))) $0 100)", &[3, 8, 20]),
    ("f0(Int) -> Int = (fold (range 0 $0) 0 (lam2 (add $1 (div $2 (sub $0 5)))))", &[1, 5, 6]),
    ("f0(Int) -> Int = (fold (range 0 $0) $0 (lam2 (mod (add $1 $0) (sub 7 $0))))", &[3, 7, 8]),
    // Overflow in the middle: on the way to it, and back.
    ("f0(Int) -> Int = (loop (lam2 (mul $1 $2)) 12 $0)", &[1, 2, 26, 27, 28, 40]),
    ("f0(Int) -> Int = (loop (lam2 (sub $2 (mul $1 $0))) $0 1)", &[5, 15, 20, 24]),
    ("f0(Int) -> Int = (mod (loop (lam2 (add (mul $1 1000) $2)) $0 0) 1000007)", &[3, 6, 7, 8]),
    ("f0(Int) -> Int = (fold (range 1 $0) $0 (lam2 (mul $1 $0)))", &[5, 19, 20, 21, 25]),
    // Huge counts and ends.
    ("f0(Int) -> Int = (loop (lam2 (bit_xor $0 $2)) 4611686018427387903 $0)", &[1]),
    ("f0(Int) -> Int = (loop (lam2 (add $0 $2)) 4611686018427387904 $0)", &[1]),
    ("f0(Int) -> Int = (loop2 (lam2 $0) (lam2 (sub $2 $1)) 4611686018427387903 $0 1)", &[1]),
    ("f0(Int) -> Int = (fold (range 0 4611686018427387903) 0 (lam2 (bit_or $0 $2)))", &[1]),
    ("f0(Int) -> Int = (fold (range -4611686018427387904 4611686018427387903) 0 (lam2 (max $0 $2)))", &[1]),
    (
        "f0(Int) -> Int = (fold (range -4611686018427387904 (sub $0 4611686018427387900)) 0 (lam2 (max $1 $0)))",
        &[-9, 9],
    ),
    (
        "f0(Int) -> Int = (fold (range (sub 4611686018427387903 $0) 4611686018427387903) 0 (lam2 (bit_xor $1 $0)))",
        &[0, 3, 9],
    ),
    ("f0(Int) -> Int = (length (range_inclusive (sub 4611686018427387903 $0) 4611686018427387903))", &[0, 3, 9]),
    ("f0(Int) -> Int = (fold (range 0 9223372036854775807) 0 (lam2 (min $0 $2)))", &[1]),
    ("f0(Int) -> Int = (loop (lam2 (add $1 $2)) (sub -4611686018427387904 0) $0)", &[1, 2]),
    // Nested and consecutive loops, with counts that change.
    ("f0(Int) -> Int = (loop (lam2 (loop (lam2 (add $1 $2)) $0 $1)) $0 $0)", &[0, 1, 2, 6, 10]),
    ("f0(Int) -> Int = (loop (lam2 (loop (lam2 (add $1 $2)) (sub $0 4) $1)) $0 $0)", &[3, 4, 5, 10]),
    ("f0(Int) -> Int = (fold (range 0 $0) 0 (lam2 (add $1 (fold (range $0 8) $2 (lam2 (sub $0 $1))))))", &[0, 1, 5, 9]),
    ("f0(Int) -> Int = (add (loop (lam2 (add $1 $2)) $0 0) (loop (lam2 (sub $1 $2)) (mul 2 $0) 0))", &[0, 3, 12]),
    ("f0(Int) -> Int = (loop (lam2 (if (lt $0 5) (add $1 $2) (sub $1 $0))) $0 0)", &[3, 4, 5, 6, 20]),
    ("f0(Int) -> Int = (loop (lam2 (cond (sub $0 5) (add $1 $2) (sub $1 $0))) $0 (if (lt $0 6) 3 4))", &[3, 5, 6, 20]),
    // Ways through a round that cost more and less: with errors on them, out of the loop, in each other, one after the
    // other.
    ("f0(Int) -> Int = (loop (lam2 (if (eq (mod $0 3) 0) (add (mul $1 2) (add $0 $2)) $1)) $0 1)", &[2, 3, 4, 9, 20]),
    (
        "f0(Int) -> Int = (loop (lam2 (if (eq (mod $0 3) 0) $1 (add (mod $1 1000) (add $0 $2)))) $0 1)",
        &[2, 3, 4, 9, 20],
    ),
    ("f0(Int) -> Int = (loop (lam2 (if (lt $0 6) (add $1 $0) (div $1 (sub $2 $0)))) $0 100)", &[5, 6, 0, 7]),
    (
        "f0(Int) -> Int = (loop (lam2 (if (lt $0 6) (if (lt $0 3) $1 (add $1 $0)) (mul $1 (add $2 (sub $0 1))))) $0 5)",
        &[2, 7, 30],
    ),
    (
        "f0(Int) -> Int = (loop (lam2 (add (if (lt $1 $2) (add $1 $0) 1) (cond (sub 4 $0) $1 (mul (mod $1 7) $0)))) $0 3)",
        &[1, 5, 12],
    ),
    (
        "f0(Int) -> Int = (loop2 (lam2 (if (le $1 $2) (add $1 $0) 0)) (lam2 (cond $1 (neg (mod $0 $1)) $2)) $0 1 $0)",
        &[0, 1, 9, 25],
    ),
    (
        "f0(Int) -> Int = (fold (range 0 $0) 1 (lam2 (if (eq (mod $0 2) 0) (add $1 (mul $0 $2)) (if (lt 9 $0) $2 $1))))",
        &[0, 1, 2, 25],
    ),
    ("f0(Int) -> Int = (fold (range 0 $0) 7 (lam2 (if (lt $0 8) (add $1 $2) (mod $1 (sub 12 $0)))))", &[3, 12, 13, 20]),
    (
        "f0(Int) -> Int = (if (any (range 0 60) (lam1 (if (lt $0 9) (eq (mul $0 $0) $1) (eq $0 $1)))) 5 7)",
        &[-1, 0, 16, 25, 70],
    ),
    ("f0(Int) -> Int = (if (all (range 0 60) (lam1 (if (lt $0 $1) true (lt (mul 2 $0) 40)))) 5 7)", &[0, 30, 60, 99]),
    (
        "f0(Int) -> Int = (fold (filter (range 0 $0) (lam1 (if (lt $0 9) (eq (mod $0 2) 1) (lt $0 $1)))) 0 (lam2 (add $1 $0)))",
        &[0, 9, 30],
    ),
    ("f0(Int) -> Int = (length (filter (range 0 $0) (lam1 (eq (gcd $0 $1) 1))))", &[0, 1, 12, 30]),
    ("f0(Int) -> Int = (loop (lam2 (loop (lam2 (if (lt $0 $2) (add $1 (mul $0 $0)) $1)) $2 $1)) 6 $0)", &[0, 1, 7, 12]),
    ("f0(Int) -> Int = (loop (lam2 (if (lt $0 4) (loop (lam2 (add $1 $0)) $2 $1) (sub $1 $0))) $0 $0)", &[0, 3, 4, 9]),
    ("f0(Int) -> Int = (loop (lam2 (if (eq $0 9) (pow $1 100) (if (lt $0 4) $1 (add $1 $2)))) $0 $0)", &[3, 8, 9, 12]),
    ("f0(Int) -> Int = (loop (lam2 (if (eq $0 9) ?:Int (if (lt $0 4) $1 (add $1 $2)))) $0 $0)", &[3, 8, 9]),
    // Loops in calls, remembered and not, and in tail position.
    (
        "f0(Int) -> Int = (add (f1:Int $0) (f1:Int (mul 2 $0)))\nf1(Int) -> Int = (loop (lam2 (add $1 $2)) $0 7)",
        &[0, 1, 5, 9],
    ),
    (
        "f0(Int) -> Int = (add (f1:Int $0) (f1:Int 3))\nmemo f1(Int) -> Int = (loop (lam2 (add $1 $2)) $0 7)",
        &[0, 1, 5, 3, 5],
    ),
    (
        "f0(Int) -> Int = (f1:Int $0 0)\nf1(Int Int) -> Int = (if (le $1 0) $0 (f1:Int (sub $1 1) (add $0 $1)))",
        &[0, 1, 5, 20],
    ),
    (
        "f0(Int) -> Int = (f1:Int $0 0)\nf1(Int Int) -> Int = (if (le $1 0) $0 (f2:Int (sub $1 1)))\n\
         f2(Int) -> Int = (f1:Int $0 (loop (lam2 (add $1 $2)) $0 1))",
        &[0, 1, 5, 12],
    ),
    ("f0(Int) -> Int = (if (lt $0 2) $0 (add (f0:Int (sub $0 1)) (f0:Int (sub $0 2))))", &[0, 1, 2, 3, 7]),
    ("memo f0(Int) -> Int = (if (lt $0 2) $0 (add (f0:Int (sub $0 1)) (f0:Int (sub $0 2))))", &[0, 9, 3, 12, 30]),
    ("f0(Int) -> Int = (if (le $0 0) 0 (add 1 (f0:Int (sub $0 1))))", &[0, 5, 39, 40, 41]),
    // Loops and searches whose states and outcomes the evaluator's tables keep.
    ("f0(Int) -> Int = (loop (lam2 (add $1 $0)) $0 1)", &[3, 0, 9, 5, 30]),
    ("f0(Int) -> Int = (loop2 (lam2 (add $1 $0)) (lam2 $1) $0 0 1)", &[0, 1, 9, 5, 30, 60]),
    ("f0(Int) -> Int = (loop (lam2 (add $1 (loop (lam2 (mul $1 $0)) $0 1))) $0 1)", &[3, 0, 9, 5, 12]),
    ("f0(Int) -> Int = (compr (lam2 (mod $1 3)) $0)", &[3, 0, 2, 9]),
    ("f0(Int) -> Int = (compr (lam2 (mod $1 (add 2 $2))) 3)", &[0, 3]),
    ("f0(Int) -> Int = (search (lam1 (eq (mod $0 4) 1)) -3 $0)", &[2, 0, 9]),
    ("f0(Int) -> Int = (search (lam1 (eq (mod $0 4) 1)) $0 3)", &[-9, 0]),
    // Lists.
    (
        "f0(Int) -> Int = (fold (sort (map (range 0 $0) (lam1 (mod (mul 7 $0) 5)))) 0 (lam2 (add (mul 2 $1) $0)))",
        &[0, 5, 12],
    ),
    ("f0(Int) -> Int = (get (scan (range 0 $0) 1 (lam2 (add $1 $0))) (sub $0 1))", &[1, 5, 0]),
];

const READINGS: [CostReading; 2] = [CostReading::Published, CostReading::Continued];
const LEVELS: [OptLevel; 2] = [OptLevel::Light, OptLevel::Full];

struct Subject {
    case: Case,
    code: Code,
    natives: [Arc<dyn Native>; 2],
}

impl Subject {
    fn new(compilers: &mut [Compiler; 2], case: &Case) -> Self {
        let code = compile(&case.arena, &case.program, case.entry).unwrap();
        let natives = compilers.each_mut().map(|c| c.compile(&[&code]).unwrap().remove(0));
        Self { case: case.clone(), code, natives }
    }

    /// Compares the three under limits; how the bytecode ended.
    fn compare(&self, evaluators: &mut [Evaluator; 3], args: &[Vec<Int>], what: &dyn std::fmt::Debug) -> Outcome {
        let ty = self.case.program.func(self.case.entry).ret;
        evaluators.iter_mut().for_each(Evaluator::clear);
        let [first, light, full] = evaluators;
        let bytecode = run(first, &self.code, args, ty, None);
        for ((level, native), evaluator) in LEVELS.iter().zip(&self.natives).zip([light, full]) {
            for from in [0, 1] {
                evaluator.clear();
                let ours = run(evaluator, &self.code, args, ty, Some((native, from)));
                let (case, code) = (&self.case, &self.code);
                assert_eq!(bytecode, ours, "{level:?} from term {from}, {what:?}\n{case}{code}");
            }
        }
        bytecode
    }
}

fn compilers() -> [Compiler; 2] {
    LEVELS.map(|level| Compiler::new(level).unwrap())
}

fn evaluators(limits: &Limits) -> [Evaluator; 3] {
    [(); 3].map(|()| Evaluator::new(limits, &Cancel::new()))
}

fn numbers(args: &[i64]) -> Vec<Vec<Int>> {
    args.iter().map(|&n| vec![Int::from(n)]).collect()
}

/// Largest budget tried: budgets rise from 0 until one is enough, or to this one.
const MOST: u64 = 700;

#[test]
fn every_budget() {
    if !llvm_is_here() {
        return;
    }
    on_all_cores(PROGRAMS.len() * READINGS.len(), compilers, |compilers, k| {
        let ((text, args), reading) = (PROGRAMS[k / READINGS.len()], READINGS[k % READINGS.len()]);
        let subject = Subject::new(compilers, &parse_case(text).unwrap());
        let limits = Limits { budget: 0, reading, max_digits: 285, max_words: 1_000, max_depth: 40 };
        let mut evaluators = evaluators(&limits);
        for budget in 0..=MOST {
            evaluators.iter_mut().for_each(|e| e.set_budget(budget));
            let (_, end) = subject.compare(&mut evaluators, &numbers(args), &(reading, budget));
            if end.map(|(e, _)| e) != Some(EvalError::Budget) {
                break;
            }
        }
    });
}

/// Budgets of some millions: the meter interrupts a loop now and then to check the cancel flag.
#[test]
fn budgets_beyond_a_slice() {
    if !llvm_is_here() {
        return;
    }
    let programs = [
        "f0(Int) -> Int = (loop (lam2 (mod (add $1 (mul $0 $2)) 1009)) 4611686018427387903 0)",
        "f0(Int) -> Int = (loop (lam2 (mod (add $1 (mul $0 $2)) 1009)) (mul $0 150000) 0)",
        "f0(Int) -> Int = (loop (lam2 (if (eq (mod $0 3) 0) (mod (add $1 (mul $0 $2)) 1009) (add $1 1))) (mul $0 150000) 0)",
        "f0(Int) -> Int = (loop2 (lam2 (bit_xor $0 $2)) (lam2 $1) (mul $0 250000) 0 1)",
        "f0(Int) -> Int = (fold (range -4611686018427387904 4611686018427387903) 0 (lam2 (bit_xor $0 $1)))",
        "f0(Int) -> Int = (fold (range 0 (mul $0 300000)) 0 (lam2 (bit_xor $0 $1)))",
        "f0(Int) -> Int = (loop (lam2 (loop (lam2 (bit_xor $1 $0)) 1000 $1)) (mul $0 300) $0)",
        "f0(Int) -> Int = (loop (lam2 (fold (range 0 $0) $1 (lam2 (bit_xor $1 $0)))) (mul $0 300) $0)",
        "f0(Int) -> Int = (f1:Int $0 0)\nf1(Int Int) -> Int = (if (le $1 -200000) $0 (f1:Int (sub $1 1) (bit_xor $0 $1)))",
    ];
    let slice = 1_u64 << 20;
    let near = |x: u64| (x - 4..=x + 4).chain([x + 17]);
    let budgets: Vec<u64> = near(slice).chain(near(2 * slice)).chain([3 * slice + 1, 4 * slice - 1]).collect();
    on_all_cores(programs.len(), compilers, |compilers, k| {
        let subject = Subject::new(compilers, &parse_case(programs[k]).unwrap());
        let limits = Limits { budget: 0, max_words: 1_000, max_depth: 40, ..Limits::CANDIDATE };
        let mut evaluators = evaluators(&limits);
        for &budget in &budgets {
            evaluators.iter_mut().for_each(|e| e.set_budget(budget));
            subject.compare(&mut evaluators, &numbers(&[2, 3, 4]), &budget);
        }
    });
}

/// Hand cases, compared with the bytecode. The expected results are tested in `crates/run/eval/tests/meaning.rs`.
#[test]
fn hand_cases() {
    if !llvm_is_here() {
        return;
    }
    let runs = nth_reference::hand_cases(&nth_testkit::read("tests/core/meaning.txt"));
    let mut compilers = compilers();
    for HandCase { limits, case, args, .. } in &runs {
        let subject = Subject::new(&mut compilers, case);
        let args: Vec<Vec<Int>> = args.iter().map(|n| vec![n.clone()]).collect();
        subject.compare(&mut evaluators(limits), &args, limits);
    }
    assert!(runs.len() > 100, "only {} cases", runs.len());
}
