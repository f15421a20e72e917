//! Programs that would take all time, memory or stack, and natives used in unusual ways.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests print and measure time")]
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use nth_base::{Cancel, CostReading, Limits};
use nth_core::EvalError;
use nth_eval::{Code, Evaluator, Native, Output, compile};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_reference::{Case, parse_case};

use support::{Counted, Counts, Outcome, fresh, llvm_is_here};

const LEVELS: [OptLevel; 2] = [OptLevel::Light, OptLevel::Full];
const GENEROUS: Limits = Limits {
    budget: 1_000_000_000_000,
    reading: CostReading::Continued,
    max_digits: 1_000,
    max_words: 1_000_000,
    max_depth: 10_000,
};

fn read(text: &str) -> (Case, Code) {
    let case = parse_case(text).unwrap_or_else(|e| panic!("{text}: {}", e.0));
    let code = compile(&case.arena, &case.program, case.entry).unwrap();
    (case, code)
}

fn native(level: OptLevel, code: &Code) -> Arc<dyn Native> {
    Compiler::new(level).unwrap().compile(&[code]).unwrap().remove(0)
}

fn numbers(args: &[i64]) -> Vec<Vec<Int>> {
    args.iter().map(|&n| vec![Int::from(n)]).collect()
}

/// Runs a program in bytecode and in both tiers; the outcome is the same, and natively computed in each tier are so
/// many terms.
fn agrees(text: &str, limits: &Limits, args: &[i64]) -> (Outcome, [u64; 2]) {
    let (case, code) = read(text);
    let (args, ty) = (numbers(args), case.program.func(case.entry).ret);
    let expected = fresh(limits, &code, &args, ty, None);
    let ended = LEVELS.map(|level| {
        let counts = Arc::new(Counts::default());
        let native = Counted::of(&native(level, &code), &counts);
        let ours = fresh(limits, &code, &args, ty, Some((&native, 0)));
        assert!(expected == ours, "{level:?}, {limits:?}: {expected:?}\n{ours:?}\n{case}");
        counts.ended.load(Ordering::Relaxed)
    });
    (expected, ended)
}

fn end(text: &str, limits: &Limits, args: &[i64]) -> Option<EvalError> {
    agrees(text, limits, args).0.1.map(|(e, _)| e)
}

const ENDLESS: &[&str] = &[
    // Loops that T2 charges in bulk.
    "f0(Int) -> Int = (loop (lam2 (bit_xor $0 $2)) 4611686018427387903 0)",
    "f0(Int) -> Int = (fold (range 0 4611686018427387903) 0 (lam2 (bit_xor $0 $2)))",
    "f0(Int) -> Int = (loop (lam2 (loop (lam2 (bit_xor $1 $0)) 10 $1)) 4611686018427387903 $0)",
    // Loops with steps of the evaluator.
    "f0(Int) -> Int = (loop (lam2 (isqrt (abs (bit_xor $1 $0)))) 4611686018427387903 $0)",
    "f0(Int) -> Int = (compr (lam2 1) $0)",
    "f0(Int) -> Int = (search (lam1 (lt $0 0)) 0 0)",
    "f0(Int) -> Int = (search (lam1 (lt $0 $1)) 5 3)",
    // Calls in tail position: itself, each other.
    "f0(Int) -> Int = (f1:Int $0)\nf1(Int) -> Int = (if (eq $0 -1) 0 (f1:Int (bit_xor $0 5)))",
    "f0(Int) -> Int = (f1:Int $0)\nf1(Int) -> Int = (f2:Int $0 1)\nf2(Int Int) -> Int = (f1:Int (bit_xor $0 $1))",
    // Other calls.
    "f0(Int) -> Int = (if (lt $0 -100) 0 (bit_xor (f0:Int (sub $0 1)) (f0:Int (sub $0 1))))",
];

#[test]
fn another_thread_stops_what_does_not_end() {
    if !llvm_is_here() {
        return;
    }
    for text in ENDLESS {
        let (case, code) = read(text);
        let ty = case.program.func(case.entry).ret;
        for level in LEVELS {
            let native = native(level, &code);
            let cancel = Cancel::new();
            let limits = Limits { budget: u64::MAX, ..GENEROUS };
            let (outcome, late) = thread::scope(|s| {
                let runner = s.spawn(|| {
                    let mut evaluator = Evaluator::new(&limits, &cancel);
                    support::run(&mut evaluator, &code, &numbers(&[3]), ty, Some((&native, 0)))
                });
                thread::sleep(Duration::from_millis(30));
                assert!(!runner.is_finished(), "{level:?}: {case}");
                cancel.raise();
                let raised = Instant::now();
                (runner.join().unwrap(), raised.elapsed())
            });
            assert_eq!(outcome.1.map(|(e, _)| e), Some(EvalError::Interrupted), "{level:?}: {case}");
            // The bound is far above the usual time, for machines under load.
            assert!(late < Duration::from_secs(60), "{level:?} stopped after {late:?}: {case}");
        }
    }
}

#[test]
fn a_budget_ends_what_does_not_end() {
    if !llvm_is_here() {
        return;
    }
    for text in ENDLESS {
        for budget in [0, 1, 2, 1_000, 3_000_000] {
            let limits = Limits { budget, ..GENEROUS };
            assert_eq!(end(text, &limits, &[3]), Some(EvalError::Budget), "{text}");
        }
    }
}

#[test]
fn deep_recursion() {
    if !llvm_is_here() {
        return;
    }
    let deep = Limits { max_depth: 3_000_000, max_words: 1 << 26, ..GENEROUS };
    for (memo, most) in [("", 1_000_000), ("memo ", 1_000_000)] {
        let text = format!("{memo}f0(Int) -> Int = (if (le $0 0) 0 (add 1 (f0:Int (sub $0 1))))");
        // The machine's stack is used up: the term begins again in bytecode, which stays.
        let (outcome, ended) = agrees(&text, &deep, &[10, 100, most, 20]);
        assert_eq!(outcome.1, None);
        assert_eq!(outcome.0[2].0, Output::Int(Int::from(most)));
        if memo.is_empty() {
            assert_eq!(ended, [2, 2], "two terms were computed in native code, then no more");
        } else {
            // Values are computed from below, so the stack does not grow; the last term is remembered.
            assert_eq!(ended, [3, 3], "all terms but the remembered one were computed in native code");
        }
        // The limit on depth may also come first.
        let shallow = Limits { max_depth: 700, ..deep };
        assert_eq!(end(&text, &shallow, &[700]), None);
        assert_eq!(end(&text, &shallow, &[701]), memo.is_empty().then_some(EvalError::Depth));
        for max_depth in [0, 1, 2] {
            let limits = Limits { max_depth, ..deep };
            let depth = i64::from(max_depth);
            assert_eq!(end(&text, &limits, &[depth]), None);
            assert_eq!(end(&text, &limits, &[depth, depth + 1]).is_some(), memo.is_empty());
            if memo.is_empty() {
                assert_eq!(end(&text, &limits, &[depth + 1]), Some(EvalError::Depth));
            }
        }
        // Within two functions, with what was remembered before the stack ended taken back.
        let text = format!(
            "f0(Int) -> Int = (f1:Int $0)\n{memo}f1(Int) -> Int = (if (le $0 0) 0 (add 1 (f2:Int (sub $0 1))))\n\
             f2(Int) -> Int = (add 0 (f1:Int $0))"
        );
        assert_eq!(end(&text, &deep, &[5, 200_000, 100_000, 7]), None);
    }
    // Recursion on a thread with a small stack.
    let text = "f0(Int) -> Int = (if (le $0 0) 0 (add 1 (f0:Int (sub $0 1))))";
    let small = thread::Builder::new().stack_size(1 << 20);
    small.spawn(move || assert_eq!(end(text, &deep, &[300_000]), None)).unwrap().join().unwrap();
}

#[test]
fn tail_calls_take_no_stack() {
    if !llvm_is_here() {
        return;
    }
    let itself =
        "f0(Int) -> Int = (f1:Int $0 0)\nf1(Int Int) -> Int = (if (le $1 0) $0 (f1:Int (sub $1 1) (bit_xor $0 $1)))";
    let each_other = "f0(Int) -> Int = (f1:Int $0 0)\n\
        f1(Int Int) -> Int = (if (le $1 0) $0 (f2:Int (sub $1 1) (bit_xor $0 $1) 1))\n\
        f2(Int Int Int) -> Int = (f1:Int $2 (add $1 $0))";
    // More arguments than there are machine registers for them.
    let many = "f0(Int) -> Int = (f1:Int $0)\n\
        f1(Int) -> Int = (if (le $0 0) 7 (f2:Int $0 1 2 3 4 5 6 7 8 9))\n\
        f2(Int Int Int Int Int Int Int Int Int Int) -> Int = (f1:Int (sub $9 (sub $0 (add $1 (sub $6 $6)))))";
    for text in [itself, each_other, many] {
        let (outcome, ended) = agrees(text, &GENEROUS, &[3, 10_000_000]);
        assert_eq!((outcome.1, ended), (None, [2, 2]), "{text}");
    }
}

#[test]
fn giants() {
    if !llvm_is_here() {
        return;
    }
    let few = Limits { budget: 100_000, ..GENEROUS };
    let squares = "f0(Int) -> Int = (loop (lam2 (mul $1 $1)) $0 (add $0 1))";
    assert_eq!(end(squares, &few, &[0, 1, 3, 5, 7, 20, 60]), Some(EvalError::TooBig));
    assert_eq!(end("f0(Int) -> Int = (pow $0 (pow $0 (pow $0 $0)))", &few, &[1, 2, 3]), Some(EvalError::TooBig));
    assert_eq!(
        end("f0(Int) -> Int = (length (sort (range $0 1000000000000)))", &GENEROUS, &[3]),
        Some(EvalError::Memory)
    );
    let doubled = "f0(Int) -> Int = (length (loop (lam2 (append $1 $1)) $0 (list:Int $0)))";
    assert_eq!(end(doubled, &GENEROUS, &[3, 10, 60]), Some(EvalError::Memory));
    // The smallest value of each limit, and the largest arguments of native code.
    let text = "f0(Int) -> Int = (add (mul $0 $0) (length (list:Int $0 $0)))";
    for budget in [0, 1, 9, 20, u64::MAX, i64::MAX as u64] {
        for max_digits in [1, 2, 38, 39] {
            for max_words in [0, 1, 2, 3] {
                let limits = Limits { budget, max_digits, max_words, max_depth: 0, ..GENEROUS };
                agrees(text, &limits, &[0, 3, 9, i64::from(i32::MAX), (1 << 62) - 1, -(1 << 62), i64::MAX, i64::MIN]);
            }
        }
    }
}

/// The term that leaves 62 bits is computed again on wider numbers, and later terms stay on them.
#[test]
fn overflow_in_the_middle_of_a_run() {
    if !llvm_is_here() {
        return;
    }
    let factorial = "f0(Int) -> Int = (fold (range_inclusive 1 $0) 1 (lam2 (mul $1 $0)))";
    let terms: Vec<i64> = (0..30).chain([3]).collect();
    let (outcome, ended) = agrees(factorial, &GENEROUS, &terms);
    assert_eq!(outcome.1, None);
    // 19! has 57 bits, 20! has 62, 21! has 66.
    assert_eq!(ended, [21, 21]);
    let (case, code) = read(factorial);
    let ty = case.program.func(case.entry).ret;
    let native = native(OptLevel::Full, &code);
    let mut evaluator = Evaluator::new(&GENEROUS, &Cancel::new());
    let mut run = evaluator.run(&code);
    run.switch(native);
    for n in 0..=20 {
        run.value(&[Int::from(n)], ty).unwrap();
        assert!(run.is_small(), "{n}");
    }
    run.value(&[Int::from(21)], ty).unwrap();
    assert!(!run.is_small());
}

/// Remembered values of a run are the same before and after it switches to native code.
#[test]
fn a_switch_keeps_what_was_remembered() {
    if !llvm_is_here() {
        return;
    }
    for text in [
        "memo f0(Int) -> Int = (if (lt $0 2) $0 (add (f0:Int (sub $0 1)) (f0:Int (sub $0 2))))",
        "f0(Int) -> Int = (f1:Int $0)\nmemo f1(Int) -> Int = (if (lt $0 2) $0 (mul (f1:Int (sub $0 1)) (f1:Int (sub $0 2))))",
        "f0(Int) -> Int = (loop2 (lam2 (add $1 $0)) (lam2 $1) $0 0 1)",
        "f0(Int) -> Int = (search (lam1 (eq (mod (mul $0 $0) 7) 2)) 0 $0)",
        "f0(Int) -> Int = (compr (lam2 (mod (mul $1 $1) 5)) (div $0 2))",
    ] {
        let (case, code) = read(text);
        let ty = case.program.func(case.entry).ret;
        let args = numbers(&(0..40).chain([7, 39]).collect::<Vec<_>>());
        for reading in [CostReading::Published, CostReading::Continued] {
            let limits = Limits { reading, ..GENEROUS };
            let expected = fresh(&limits, &code, &args, ty, None);
            for level in LEVELS {
                let native = native(level, &code);
                for from in 0..args.len() {
                    let ours = fresh(&limits, &code, &args, ty, Some((&native, from)));
                    assert!(expected == ours, "{level:?} from {from}: {case}{expected:?}\n{ours:?}");
                }
            }
        }
    }
}

#[test]
fn natives_outlive_their_compiler_and_each_other() {
    if !llvm_is_here() {
        return;
    }
    for level in LEVELS {
        let subjects: Vec<(Case, Code)> =
            (1..=6).map(|k| read(&format!("f0(Int) -> Int = (loop (lam2 (add $1 (mul {k} $2))) 10 $0)"))).collect();
        let mut compiler = Compiler::new(level).unwrap();
        let mut natives = compiler.compile(&subjects.iter().map(|(_, code)| code).collect::<Vec<_>>()).unwrap();
        for (round, (_, code)) in subjects.iter().enumerate().take(3) {
            // Modules that come and go beside it.
            drop(compiler.compile(&[code]).unwrap());
            natives.remove(round);
        }
        drop(compiler);
        for (native, k) in natives.iter().zip([2, 4, 6]) {
            let (_, code) = &subjects[k - 1];
            let (terms, end) = fresh(&GENEROUS, code, &numbers(&[1]), nth_core::Ty::INT, Some((native, 0)));
            assert_eq!((&terms[0].0, end), (&Output::Int(Int::from(1 + 10 * k as i64)), None));
        }
        // A run holds its own reference to the code.
        let (_, code) = &subjects[1];
        let mut evaluator = Evaluator::new(&GENEROUS, &Cancel::new());
        let mut run = evaluator.run(code);
        run.switch(natives.remove(0));
        drop(natives);
        assert_eq!(run.term(1), Ok(Int::from(21)));
    }
}

#[test]
fn threads_share_a_native() {
    if !llvm_is_here() {
        return;
    }
    let text = "f0(Int) -> Int = (add (f1:Int $0) (compr (lam2 (mod $1 3)) $0))\n\
        memo f1(Int) -> Int = (if (lt $0 2) $0 (mod (add (f1:Int (sub $0 1)) (f1:Int (sub $0 2))) 1000007))";
    let (case, code) = read(text);
    let ty = case.program.func(case.entry).ret;
    let args = numbers(&(0..300).collect::<Vec<_>>());
    let expected = fresh(&GENEROUS, &code, &args, ty, None);
    for level in LEVELS {
        let native = native(level, &code);
        thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for _ in 0..20 {
                        assert!(expected == fresh(&GENEROUS, &code, &args, ty, Some((&native, 0))));
                    }
                });
            }
        });
    }
}

#[test]
fn large_programs() {
    if !llvm_is_here() {
        return;
    }
    // 5,000 instructions and more.
    let chain = |of: i64| {
        (0..1_300).fold("$0".to_owned(), |x, k| {
            let x = format!("(add (mul {x} {}) {})", 1 + k % 2, (k + of) % 7 - 3);
            if k % 20 == 19 { format!("(mod {x} {})", 1_000_003 + of) } else { x }
        })
    };
    let long = format!("f0(Int) -> Int = (sub {} {})", chain(0), chain(1));
    assert!(read(&long).1.instrs.len() > 5_000);
    // Registers: each partial value waits for its right-hand side.
    let mut wide = "$0".to_owned();
    for k in 0..3_000 {
        wide = format!("(sub (bit_xor $0 {k}) {wide})");
    }
    let wide = format!("f0(Int) -> Int = {wide}");
    assert!(read(&wide).1.funcs[0].registers > 3_000);
    // Parameters.
    let mut many = String::from("f0(Int) -> Int = (f1:Int");
    (0..60).for_each(|k| write!(many, " (add $0 {k})").unwrap());
    write!(many, ")\nf1({}) -> Int = ", ["Int"; 60].join(" ")).unwrap();
    (0..59).for_each(|k| write!(many, "(sub ${k} ").unwrap());
    write!(many, "$59{}", ")".repeat(59)).unwrap();
    // The same in tail position within a recursion, and a list of many elements.
    let mut list = String::from("f0(Int) -> Int = (fold (list:Int");
    (0..200).for_each(|k| write!(list, " (mul $0 {k})").unwrap());
    list.push_str(") 0 (lam2 (sub $0 $1)))");
    for text in [long, wide, many, list] {
        let on_large_stack = thread::Builder::new().stack_size(256 << 20);
        let check = move || {
            let (outcome, ended) = agrees(&text, &GENEROUS, &[0, 1, 5, -9]);
            assert_eq!((outcome.0.len(), ended), (4, [4, 4]), "{:?}", outcome.1);
        };
        on_large_stack.spawn(check).unwrap().join().unwrap();
    }
}

#[test]
fn results_of_every_type() {
    if !llvm_is_here() {
        return;
    }
    for text in [
        "f0(Int) -> Int = $0",
        "f0(Int) -> Int = 4611686018427387904",
        "f0(Int) -> Int = ?:Int",
        "f0(Int) -> Bool = (lt $0 3)",
        "f0(Int) -> [Int] = (list:Int $0 7 (neg $0))",
        "f0(Int) -> [Int] = (list:Int)",
        "f0(Int) -> [Int] = (map (range 0 $0) (lam1 (mul $0 $1)))",
        "f0(Int) -> [[Int]] = (map (range 0 $0) (lam1 (range $0 $1)))",
        "f0(Int) -> [Bool] = (scan (range 0 $0) true (lam2 (not $1)))",
        "f0(Int) -> [[Bool]] = (f1:[[Bool]] $0)\nf1(Int) -> [[Bool]] = (list:[Bool] (list:Bool true) (list:Bool))",
        "f0(Int) -> [Int] = (f1:[Int] $0 (list:Int))\nf1(Int [Int]) -> [Int] = (if (le $1 0) $0:[Int] (f1:[Int] (sub $1 1) (cons $1 $0:[Int])))",
        "f0(Int) -> [Int] = (f1:[Int] $0)\nf1(Int) -> [Int] = (if (le $0 0) (list:Int) (cons $0 (f1:[Int] (sub $0 1))))",
    ] {
        agrees(text, &GENEROUS, &[0, 1, 2, 5, 9]);
        agrees(text, &Limits { max_words: 12, ..GENEROUS }, &[0, 1, 2, 5, 9]);
    }
}

/// An entry that is given too few arguments must not read beyond them.
#[test]
fn too_few_arguments() {
    if !llvm_is_here() {
        return;
    }
    let (_, code) = read("f0(Int Int) -> Int = (add $1 (mul 0 $0))");
    for level in LEVELS {
        let native = native(level, &code);
        let args = numbers(&[5, 6]);
        let (terms, end) = fresh(&GENEROUS, &code, &args, nth_core::Ty::INT, Some((&native, 0)));
        assert_eq!((terms.len(), end), (2, None));
        assert_eq!(terms[1].0, Output::Int(Int::from(6)));
    }
}
