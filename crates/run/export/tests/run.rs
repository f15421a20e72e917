//! Exported programs, run by Python and PARI/GP, against the reference evaluator.

// Tests read case files, run the targets and say what they skip.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use nth_base::Limits;
use nth_core::FuncId;
use nth_export::{Entry, Kind, Target, export};
use nth_num::Int;
use nth_reference::{Case, HandCase, Reference, generate, parse_case, with_stack};
use nth_testkit::Expected;

const LIMITS: Limits = Limits { budget: 5_000, max_digits: 500, max_words: 5_000, max_depth: 200, ..Limits::CANDIDATE };

/// A program, how it is read, and its terms.
struct Job {
    case: Case,
    entry: Entry,
    terms: Vec<String>,
}

fn seq(offset: i64) -> Entry {
    Entry { func: FuncId(0), name: "f0".to_owned(), offset, second_offset: 0, kind: Kind::Seq, library: Vec::new() }
}

/// The terms at these indices, or nothing if one of them fails.
fn terms(case: &Case, indices: impl Iterator<Item = Vec<Int>>) -> Option<Vec<String>> {
    let mut run = Reference::new(&case.arena, &case.program, case.entry, LIMITS);
    indices.map(|args| run.term(&args).0.ok().map(|v| v.int().to_string())).collect()
}

fn job(case: Case, offset: i64, count: i64) -> Option<Job> {
    let terms = terms(&case, (offset..offset + count).map(|n| case.args(n)))?;
    Some(Job { case, entry: seq(offset), terms })
}

/// The output of each program; nothing if the target is not installed.
fn run(jobs: &[Job], target: Target) -> Option<Vec<String>> {
    let dir = tempfile::tempdir().unwrap();
    let (program, suffix) = match target {
        Target::Python => ("python3", "py"),
        Target::Pari => ("gp", "gp"),
    };
    let mut driver = String::new();
    if target == Target::Python {
        driver += "import runpy\n";
    }
    for (i, job) in jobs.iter().enumerate() {
        let path = dir.path().join(format!("p{i}.{suffix}"));
        let count = job.terms.len() as u64;
        std::fs::write(&path, export(&job.case.arena, &job.case.program, &job.entry, target, count)).unwrap();
        match target {
            Target::Python => writeln!(
                driver,
                "print('==', flush=True)\ntry:\n    runpy.run_path({path:?}, run_name='__main__')\nexcept BaseException as e:\n    print(e)"
            ),
            Target::Pari => writeln!(driver, "print(\"==\");\niferr(read({path:?}), E, print(E));"),
        }
        .unwrap();
    }
    let main = dir.path().join(format!("main.{suffix}"));
    std::fs::write(&main, driver).unwrap();
    let mut command = Command::new(program);
    if target == Target::Pari {
        // The files would set the largest stack themselves, which ends the command that reads them.
        command.args(["-q", "-f", "-s", "256M", "-D", "parisizemax=4000000000"]);
    }
    match command.arg(&main).stdin(Stdio::null()).output() {
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            if !errors.is_empty() {
                eprintln!("{}", errors.chars().take(3000).collect::<String>());
            }
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            Some(text.split("==\n").skip(1).map(str::to_owned).collect())
        }
        Err(_) => {
            nth_testkit::skipped(&format!("{program} is not installed"));
            None
        }
    }
}

/// Runs all jobs in both targets and shows the smallest that differs.
fn compare(jobs: &[Job]) {
    for target in [Target::Python, Target::Pari] {
        let Some(outputs) = run(jobs, target) else { continue };
        let wrong: Vec<usize> = (0..jobs.len())
            .filter(|&i| outputs.get(i).is_none_or(|o| !o.lines().eq(jobs[i].terms.iter().map(String::as_str))))
            .collect();
        if let Some(&i) = wrong.iter().min_by_key(|&&i| jobs[i].case.size()) {
            let Job { case, entry, terms } = &jobs[i];
            let text = export(&case.arena, &case.program, entry, target, terms.len() as u64);
            let output = outputs.get(i).map_or("", String::as_str);
            panic!("{} of {} differ\n{case}\n{text}\nexpected {terms:?}\ngot {output}", wrong.len(), jobs.len());
        }
    }
}

/// The functions of the hand cases of Core, run at small indices.
#[test]
fn hand_cases() {
    let mut jobs = Vec::new();
    let mut last = String::new();
    for HandCase { case, .. } in nth_reference::hand_cases(&nth_testkit::read("tests/core/meaning.txt")) {
        let functions = case.to_string();
        if functions != last {
            jobs.extend([-3, 0, 1, 2].into_iter().filter_map(|offset| job(case.clone(), offset, 4)));
        }
        last = functions;
    }
    assert!(jobs.len() > 100, "only {}", jobs.len());
    compare(&jobs);
}

/// Expressions of each primitive with operands of every sign and size, and nested constructs.
#[test]
fn generated_programs() {
    with_stack(|| {
        let jobs: Vec<Job> = (0..).map(generate::program).filter_map(|c| job(c, 0, 7)).take(800).collect();
        for p in nth_prims::Prim::ALL {
            let name = format!("({} ", p.name());
            assert!(jobs.iter().any(|j| j.case.to_string().contains(&name)), "{} is not among them", p.name());
        }
        compare(&jobs);
    });
}

#[test]
fn published_programs() {
    with_stack(|| {
        let case = |seed| {
            let mut arena = nth_core::Arena::new();
            let text = generate::postfix(seed);
            let e = nth_dialects::qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
            generate::of_expression(arena, e)
        };
        compare(&(0..).map(case).filter_map(|c| job(c, 0, 8)).take(150).collect::<Vec<_>>());
    });
}

/// A hundredth of the published solutions, which are deeper than random programs.
#[test]
fn published_solutions() {
    let Some(programs) = nth_testkit::published_programs() else { return };
    let mut jobs = Vec::new();
    with_stack(|| {
        for text in programs.iter().step_by(100).flat_map(|(_, texts)| texts) {
            let mut arena = nth_core::Arena::new();
            let e = nth_dialects::qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
            jobs.extend(job(generate::of_expression(arena, e), 0, 7));
        }
        assert!(jobs.len() > 300, "only {}", jobs.len());
        compare(&jobs);
    });
}

/// Sizes and signs that the generator seldom meets.
#[test]
fn arithmetic_of_all_signs_and_sizes() {
    let values = ["-18446744073709551617", "-9223372036854775808", "-7", "-1", "0", "1", "3", "4611686018427387904"];
    let mut jobs = Vec::new();
    for op in ["div", "mod", "gcd", "bit_and", "bit_or", "bit_xor", "min", "max", "sub", "mul", "pow"] {
        for a in values {
            for b in values {
                for text in [format!("({op} {a} {b})"), format!("({op} (add $0 {a}) (sub {b} $0))")] {
                    jobs.extend(job(parse_case(&format!("f0(Int) -> Int = {text}")).unwrap(), 0, 1));
                }
            }
        }
    }
    for op in ["neg", "abs", "isqrt", "bit_length"] {
        for a in values {
            jobs.extend(job(parse_case(&format!("f0(Int) -> Int = ({op} (add $0 {a}))")).unwrap(), 0, 1));
        }
    }
    for m in values {
        for b in values {
            let text = format!("f0(Int) -> Int = (powmod {b} (add $0 5) {m})");
            jobs.extend(job(parse_case(&text).unwrap(), 0, 1));
        }
    }
    assert!(jobs.len() > 600, "only {}", jobs.len());
    compare(&jobs);
}

#[test]
fn triangles_and_arrays() {
    let case = parse_case("memo f0(Int Int) -> Int = (add (mul 100 $1) $0)").unwrap();
    let mut jobs = Vec::new();
    for (n0, k0) in [(0, 0), (1, 1), (1, 0), (0, 1), (-2, 0), (0, -2)] {
        let rows = (n0..n0 + 6).flat_map(|n| (k0..=n).map(move |k| (n, k)));
        let diagonals = (0..6).flat_map(|d| (0..=d).map(move |i| (n0 + i, k0 + d - i)));
        for (kind, pairs) in [(Kind::Triangle, rows.collect::<Vec<_>>()), (Kind::Array, diagonals.collect())] {
            let entry = Entry { name: "prime".to_owned(), offset: n0, second_offset: k0, kind, ..seq(0) };
            let terms = terms(&case, pairs.iter().map(|&(n, k)| vec![Int::from(n), Int::from(k)])).unwrap();
            jobs.push(Job { case: case.clone(), entry, terms });
        }
    }
    compare(&jobs);
}

/// Names that the target has already, that it cannot write, and that two functions share.
#[test]
fn names() {
    let text = "memo f0(Int) -> Int = (if (lt $0 2) $0 (add (f1:Int (sub $0 1)) (f0:Int (sub $0 2))))
f1(Int) -> Int = (add (f2:Int $0) (search (lam1 (gt $0 2)) 0 1))
f2(Int) -> Int = (f0:Int $0)";
    let mut jobs = Vec::new();
    for [entry, first, second] in [
        ["a", "prime", "a"],
        ["fib", "fib", "fib"],
        ["x'", "print", "x_"],
        ["nth_pow", "lambda", "if"],
        ["n", "k", "x"],
        ["len", "search", "test"],
        ["a_memo", "a", "binomial"],
        ["fib", "fib_memo", "fib_new"],
        ["row", "search_found", "search_next"],
        ["g", "f", "f__"],
        ["f_", "f", "f_new"],
        ["", "1", "é"],
    ] {
        let mut case = parse_case(text).unwrap();
        case.program.funcs[1].name = first.to_owned();
        case.program.funcs[2].name = second.to_owned();
        let mut job = job(case, 0, 9).unwrap();
        job.entry.name = entry.to_owned();
        jobs.push(job);
    }
    compare(&jobs);
}

/// Operators that the targets read differently from each other.
#[test]
fn parentheses() {
    let texts = [
        // PARI/GP: `&&` and `||` bind equally.
        "(if (if (lt $0 2) true (if (lt $0 5) false true)) 1 2)",
        "(if (if (if (lt $0 2) true (gt $0 4)) (ne $0 1) false) 1 2)",
        "(if (if (lt $0 2) true (if (gt $0 0) (gt $0 5) false)) 1 2)",
        // Python: comparisons chain.
        "(if (eq (eq (list:Int) (list:Int $0)) false) 1 2)",
        "(if (ne true (lt $0 (if (eq true (gt $0 2)) 1 2))) 1 2)",
        // PARI/GP: `!` binds tighter than `[]`.
        "(if (not (head (list:Bool (lt $0 2)))) 1 2)",
        "(sub -3 (sub -4 (neg (neg (sub $0 -5)))))",
        "(pow (neg $0) 3)",
        "(neg (pow $0 2))",
        "(pow (pow 2 $0) 2)",
        "(mod (mul $0 7) 4)",
        "(mul $0 (mod 7 4))",
        "(div (div 100 (add $0 1)) 3)",
        "(sub 10 (sub $0 (add 1 $0)))",
        "(bit_or (bit_and $0 6) (bit_xor $0 (bit_or 1 (add $0 1))))",
        "(mul (if (lt $0 2) 3 4) (let (add $0 1) (mul $0 $0)))",
    ];
    let case = |text: &&str| parse_case(&format!("f0(Int) -> Int = {text}")).unwrap();
    let jobs: Vec<Job> = texts.iter().filter_map(|t| job(case(t), 0, 7)).collect();
    assert_eq!(jobs.len(), texts.len());
    compare(&jobs);
}

/// Programs at the limits of the targets: nested parentheses, nested loops, nested calls, long numbers.
#[test]
fn deep_programs() {
    let nest = |head: &str, tail: &str, inner: &str, n: usize| {
        format!("f0(Int) -> Int = {}{inner}{}", head.repeat(n), tail.repeat(n))
    };
    let texts = [
        nest("(mod (add 1 ", ") 1000)", "$0", 200),
        nest("(if (lt 5 ", ") 1 2)", "$0", 150),
        nest("(if (lt (loop (lam2 $1) 1 ", ") 5) 1 (loop (lam2 $0) 2 0))", "$0", 40),
        nest("(loop (lam2 ", ") 1 $0)", "(add $0 $1)", 40),
        nest("(fold (range 1 2) 1 (lam2 ", "))", "(add $0 $3)", 30),
        nest("(let (add $0 1) ", ")", "(add $0 $1)", 300),
        // Branches inside each other, which Python allows a hundred deep: in tail position and elsewhere.
        nest("(if (lt 1 $0) (if (lt $0 500) ", " 5) 7)", "(loop (lam2 (add $0 $1)) 2 $0)", 60),
        nest("(if (lt $0 500) ", " (loop (lam2 (add $1 3)) 2 $0))", "(loop (lam2 (add $0 $1)) 2 $0)", 150),
        nest("(if (lt 500 $0) (loop (lam2 (add $1 3)) 2 $0) ", ")", "(loop (lam2 (add $0 $1)) 2 $0)", 150),
        nest("(if (lt $0 500) ", " 3)", "$0", 99),
        nest("(add 1 (if (lt $0 500) ", " (loop (lam2 (add $1 3)) 2 $0)))", "(loop (lam2 (add $0 $1)) 2 $0)", 99),
        format!(
            "f0(Int) -> Int = (f1:Int $0)\nf1(Int) -> Int = {}(if (lt $0 9) (f1:Int (add $0 1)) $0){}",
            "(if (lt $0 500) ".repeat(120),
            " 3)".repeat(120)
        ),
        "f0(Int) -> Int = (f1:Int 5000)\nf1(Int) -> Int = (if (lt $0 1) 0 (f1:Int (sub $0 1)))".to_owned(),
        "f0(Int) -> Int = (f1:Int 3000)\nmemo f1(Int) -> Int = (if (lt $0 1) 0 (add 1 (f1:Int (sub $0 1))))".to_owned(),
        "f0(Int) -> Int = (pow 7 (add $0 6000))".to_owned(),
    ];
    let limits =
        Limits { budget: 10_000_000, max_digits: 10_000, max_words: 100_000, max_depth: 5_000, ..Limits::CANDIDATE };
    with_stack(|| {
        let jobs: Vec<Job> = texts
            .iter()
            .map(|text| {
                let case = parse_case(text).unwrap();
                let mut run = Reference::new(&case.arena, &case.program, case.entry, limits);
                let terms = (0..3).map(|n| run.term(&case.args(n)).0.unwrap().int().to_string()).collect();
                Job { case, entry: seq(0), terms }
            })
            .collect();
        compare(&jobs);
    });
}

/// The programs of `tests/export` in full, as a person sees them.
#[test]
fn text_of_programs() {
    let mut expected = Expected::new();
    for path in nth_testkit::files("tests/export", ".core") {
        let case = parse_case(&nth_testkit::read(&path)).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let entry = Entry { name, ..seq(0) };
        for (target, suffix) in [(Target::Python, "py"), (Target::Pari, "gp")] {
            let text = export(&case.arena, &case.program, &entry, target, 20);
            expected.compare(&path.with_extension(suffix), &text);
        }
    }
    expected.finish();
}

/// Runs a program, and gives its output, its errors, and whether it ended well. `None` if the target is not installed.
fn run_alone(text: &str, target: Target) -> Option<(String, String, bool)> {
    let dir = tempfile::tempdir().unwrap();
    let (program, suffix) = match target {
        Target::Python => ("python3", "py"),
        Target::Pari => ("gp", "gp"),
    };
    let path = dir.path().join(format!("p.{suffix}"));
    std::fs::write(&path, text).unwrap();
    let mut command = Command::new(program);
    if target == Target::Pari {
        command.args(["-q", "-f"]);
    }
    match command.arg(&path).stdin(Stdio::null()).output() {
        Ok(output) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            Some((text(&output.stdout), text(&output.stderr), output.status.success()))
        }
        Err(_) => {
            nth_testkit::skipped(&format!("{program} is not installed"));
            None
        }
    }
}

/// An error ends the program with its message; Python's exit status says it. The terms before it are printed.
#[test]
fn errors_end_the_program() {
    let cases = [
        ("f0(Int) -> Int = (div 6 (sub 2 $0))", "3\n6\n", ["ZeroDivisionError", "impossible inverse"]),
        (
            "f0(Int) -> Int = (f1:Int (sub 1 $0))\nmemo from 0 f1(Int) -> Int = (add $0 5)",
            "6\n5\n",
            ["below-first-index: f1(-1), and the first index of f1 is 0"; 2],
        ),
    ];
    for (text, terms, messages) in cases {
        let case = parse_case(text).unwrap();
        for (target, message) in [Target::Python, Target::Pari].into_iter().zip(messages) {
            let program = export(&case.arena, &case.program, &seq(0), target, 5);
            let Some((out, errors, ended_well)) = run_alone(&program, target) else { continue };
            assert!(out == terms && errors.contains(message), "{out}{errors}{program}");
            // PARI/GP reads on after an error.
            assert!(!ended_well || target == Target::Pari, "{program}");
        }
    }
}

/// Sums and products over a range are those of PARI/GP.
#[test]
fn sums_and_products() {
    let texts = [
        "f0(Int) -> Int = (fold (range_inclusive 1 $0) 0 (lam2 (add $1 (mul $0 $2))))",
        "f0(Int) -> Int = (fold (range 1 (sub $0 3)) 1 (lam2 (mul (add $0 $0) $1)))",
        "f0(Int) -> Int = (fold (range_inclusive $0 5) 7 (lam2 (add (fold (range 0 $0) 1 (lam2 (mul $1 $2))) $1)))",
        "f0(Int) -> Int = (fold (range_inclusive -3 $0) 2 (lam2 (mul $1 (fold (range 0 $0) 0 (lam2 (add $1 1))))))",
        // The state stands twice, or in the summand: no sum.
        "f0(Int) -> Int = (fold (range_inclusive 1 $0) 1 (lam2 (add $1 $1)))",
        "f0(Int) -> Int = (fold (range_inclusive 1 $0) 1 (lam2 (add $1 (mul $1 $0))))",
    ];
    let jobs: Vec<Job> = texts.iter().filter_map(|t| job(parse_case(t).unwrap(), 0, 8)).collect();
    assert_eq!(jobs.len(), texts.len());
    let sums = jobs.iter().filter(|j| {
        let text = export(&j.case.arena, &j.case.program, &j.entry, Target::Pari, 1);
        text.contains("sum(i = ") || text.contains("prod(i = ")
    });
    assert_eq!(sums.count(), 4);
    compare(&jobs);
}
