//! Steps of arithmetic on numbers at all edges: of two variables, and with a constant on either side.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read the environment and print")]
#![allow(clippy::unwrap_used)]

mod support;

use nth_base::{Cancel, Limits};
use nth_core::Ty;
use nth_eval::{Code, Evaluator, compile};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_reference::parse_case;
use nth_testkit::on_all_cores;

use support::{llvm_is_here, run};

const LEVELS: [OptLevel; 2] = [OptLevel::Light, OptLevel::Full];
const BINARY: [&str; 12] =
    ["add", "sub", "mul", "div", "mod", "gcd", "min", "max", "bit_and", "bit_or", "bit_xor", "pow"];
const TESTS: [&str; 6] = ["eq", "ne", "lt", "le", "gt", "ge"];
const UNARY: [&str; 4] = ["neg", "abs", "isqrt", "bit_length"];

/// Numbers of up to 62 bits, and some just beyond.
fn edges() -> Vec<i64> {
    let mut all: Vec<i64> = (-9..=9).collect();
    for bits in [7, 20, 30, 31, 32, 59, 60, 61, 62] {
        all.extend((-2..=2).flat_map(|k| [(1_i64 << bits) + k, -(1_i64 << bits) + k]));
    }
    // Where squares, cubes and products with small numbers have 62 or 63 bits.
    for root in [3_037_000_499, 2_147_483_647, 1_664_510, (1 << 62) / 3, (1 << 62) / 7, (1 << 62) / 10] {
        all.extend((-1..=1).flat_map(|k| [root + k, -root + k]));
    }
    all.extend([10, 100, 1_000, 1_000_003, 1_000_000_007, 10_i64.pow(18), i64::MAX, i64::MIN]);
    all.sort_unstable();
    all.dedup();
    all
}

/// Constants: the edges and what else a division may be made a multiplication by.
fn constants() -> Vec<i64> {
    let mut all = edges();
    all.extend((10..70).flat_map(|k| [k, -k]));
    all.extend((3..62).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]));
    all.sort_unstable();
    all.dedup();
    all
}

/// Compares programs of one or two variables at all edges.
fn compare(compilers: &mut [Compiler; 2], texts: &[String]) {
    let codes: Vec<Code> = texts
        .iter()
        .map(|text| {
            let case = parse_case(text).unwrap_or_else(|e| panic!("{text}: {}", e.0));
            compile(&case.arena, &case.program, case.entry).unwrap()
        })
        .collect();
    let natives = compilers.each_mut().map(|c| c.compile(&codes.iter().collect::<Vec<_>>()).unwrap());
    let mut evaluator = Evaluator::new(&Limits { budget: 200, ..Limits::CANDIDATE }, &Cancel::new());
    let edges: Vec<Int> = edges().into_iter().map(Int::from).collect();
    for (k, (code, text)) in codes.iter().zip(texts).enumerate() {
        let second = if code.funcs[0].params == 2 { &edges[..] } else { &[Int::ZERO] };
        for a in &edges {
            for b in second {
                let args = [vec![a.clone(), b.clone()]];
                let expected = run(&mut evaluator, code, &args, Ty::INT, None);
                for (level, natives) in LEVELS.iter().zip(&natives) {
                    let ours = run(&mut evaluator, code, &args, Ty::INT, Some((&natives[k], 0)));
                    assert_eq!(expected, ours, "{level:?}: {text} at {a}, {b}");
                }
            }
        }
    }
}

#[test]
fn steps_on_edges() {
    if !llvm_is_here() {
        return;
    }
    let mut texts: Vec<String> = UNARY.iter().map(|op| format!("f0(Int) -> Int = ({op} $0)")).collect();
    texts.extend(BINARY.iter().map(|op| format!("f0(Int Int) -> Int = ({op} $1 $0)")));
    texts.extend(BINARY.iter().map(|op| format!("f0(Int) -> Int = ({op} $0 $0)")));
    texts.extend(TESTS.iter().map(|op| format!("f0(Int Int) -> Int = (if ({op} $1 $0) 1 0)")));
    texts.push("f0(Int Int) -> Int = (cond (sub $1 $0) $1 $0)".to_owned());
    texts.push("f0(Int Int) -> Int = (powmod 3 $1 $0)".to_owned());
    texts.push("f0(Int Int) -> Int = (add (mul $1 $1) (mul $0 $0))".to_owned());
    // Constants on either side.
    for c in constants() {
        for op in ["add", "sub", "mul", "div", "mod", "gcd", "min", "bit_and", "bit_xor"] {
            texts.push(format!("f0(Int) -> Int = ({op} $0 {c})"));
        }
        for op in ["sub", "div", "mod"] {
            texts.push(format!("f0(Int) -> Int = ({op} {c} $0)"));
        }
        texts.push(format!("f0(Int) -> Int = (if (lt $0 {c}) 1 0)"));
    }
    let modules: Vec<&[String]> = texts.chunks(50).collect();
    let compilers = || LEVELS.map(|level| Compiler::new(level).unwrap());
    on_all_cores(modules.len(), compilers, |compilers, k| compare(compilers, modules[k]));
}
