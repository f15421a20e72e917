//! Steps on long numbers: what each takes, beside what it costs. A unit of cost should stand for about a
//! nanosecond, and never for many more, or a budget would not bound the time.

use nth_base::{Cancel, Limits};
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};
use nth_eval::{Evaluator, compile};
use nth_num::Int;
use nth_prims::Prim;

use crate::Done;
use crate::clock::{cpu, median};
use crate::table::{Table, figure};

/// Lengths of the operands, in bits.
const SIZES: [u32; 6] = [1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20, 1 << 21];
/// Units beyond which a step is not measured.
const MOST: u64 = 20_000_000_000;

/// A number of this many bits without structure, different for each seed.
fn number(bits: u32, seed: u64) -> Int {
    let mut state = seed;
    let mut hex = String::from("1");
    while hex.len() < bits as usize / 4 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        hex.push(char::from_digit((state >> 60) as u32, 16).unwrap_or('0'));
    }
    let digits = hex.as_bytes().chunks(8).map(|c| std::str::from_utf8(c).unwrap_or("0"));
    digits.fold(Int::ZERO, |x, c| {
        let scale = Int::from(1_i64 << (4 * c.len()));
        x.mul(&scale).add(&Int::from(i64::from_str_radix(c, 16).unwrap_or(0)))
    })
}

/// A step on numbers of about this many bits.
fn step(a: &mut Arena, p: Prim, bits: u32) -> ExprId {
    let numbers = if matches!(p, Prim::Div | Prim::Mod) {
        vec![number(2 * bits, 1), number(bits, 2)]
    } else if p == Prim::Powmod {
        vec![number(bits, 1), number(256, 2), number(bits, 3)]
    } else if p == Prim::Pow {
        vec![number(64, 1), Int::from(i64::from(bits / 64))]
    } else if p.arity() == 1 {
        vec![number(bits, 1)]
    } else {
        vec![number(bits, 1), number(bits, 2)]
    };
    let args: Vec<ExprId> = numbers.iter().map(|x| a.int(x)).collect();
    a.prim(p, &args)
}

/// Prints the table.
pub fn report(runs: usize, only: Option<&str>) -> Done<()> {
    println!("Steps on long numbers: microseconds, and nanoseconds for a unit of cost\n");
    let headings: Vec<String> = SIZES.iter().map(|bits| format!("{bits} bits")).collect();
    let mut table = Table::new(&[&["step"][..], &headings.iter().map(String::as_str).collect::<Vec<_>>()].concat());
    let steps =
        [Prim::Add, Prim::BitXor, Prim::Mul, Prim::Div, Prim::Mod, Prim::Gcd, Prim::Isqrt, Prim::Pow, Prim::Powmod];
    for p in steps {
        if only.is_some_and(|o| o != p.name()) {
            continue;
        }
        let mut row = vec![format!("`{}`", p.name())];
        for bits in SIZES {
            let mut arena = Arena::new();
            let body = step(&mut arena, p, bits);
            let func =
                Func { name: "step".to_owned(), params: Vec::new(), ret: Ty::INT, body, memo: false, first: None };
            let program = Program { funcs: vec![func] };
            let code = compile(&arena, &program, FuncId(0)).map_err(|e| e.to_string())?;
            let limits = Limits { budget: MOST, max_digits: 10_000_000, ..Limits::INTERACTIVE };
            let mut evaluator = Evaluator::new(&limits, &Cancel::new());
            let (mut times, mut spent) = (Vec::new(), 0);
            for _ in 0..runs {
                let mut run = evaluator.run(&code);
                let begin = cpu();
                let outcome = run.value(&[], Ty::INT);
                times.push(cpu() - begin);
                spent = if outcome.is_ok() { run.spent() } else { 0 };
            }
            let time = median(times);
            row.push(if spent == 0 {
                "–".to_owned()
            } else {
                format!("{} ({})", figure(1e6 * time), figure(1e9 * time / spent as f64))
            });
        }
        table.row(row);
    }
    table.print();
    Ok(())
}
