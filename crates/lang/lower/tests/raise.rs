//! Raised source, read, checked and lowered again, gives the same Core.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use nth_core::{Arena, ExprId, FuncId, Node, Program, Ty};
use nth_dialects::{core_text, qsynt};
use nth_lower::{Lowerer, Raise, raise_expr, raise_postfix, raise_program, share};
use nth_prims::Prim;
use nth_syntax::ast::DefKind;
use nth_testkit::Case;
use nth_types::{Checker, NoFiles, Scope};
use proptest::prelude::*;

/// Lowers the definition `name` of a text that must have no errors.
fn lower(arena: &mut Arena, text: &str, name: &str) -> (Lowerer, FuncId) {
    let mut checker = Checker::new();
    let (_, diags) = checker.check_module("raised.nth", text, &Scope::default(), &mut NoFiles);
    let errors: Vec<_> = diags.iter().filter(|d| d.is_error()).map(|d| &d.title).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    let def = checker.program().defs.iter().find(|d| d.name == name).unwrap();
    let mut lowerer = Lowerer::new();
    let entry = lowerer.entry(checker.program(), arena, def.id).unwrap();
    (lowerer, entry.func)
}

/// A program of the published language as a function of one index: its second variable, and that of `compr`, is 0.
fn with_zeros(arena: &mut Arena, e: ExprId, compr: bool, top: bool) -> ExprId {
    match arena.node(e) {
        Node::Var(0, _) if compr || top => arena.intern(Node::Int(0)),
        Node::Var(1, ty) if top => arena.var(0, ty),
        Node::Lam(n, body) => {
            let body = with_zeros(arena, body, compr, false);
            arena.lam(n, body)
        }
        Node::Prim(p, args) => {
            let args: Vec<_> = Arena::prim_args(&args)
                .iter()
                .map(|&a| {
                    let is_lam = matches!(arena.node(a), Node::Lam(..));
                    if is_lam {
                        with_zeros(arena, a, p == Prim::Compr, false)
                    } else {
                        with_zeros(arena, a, compr, top)
                    }
                })
                .collect();
            arena.prim(p, &args)
        }
        Node::Int(_) | Node::Var(..) => e,
        Node::Big(_) | Node::Bool(_) | Node::If(..) | Node::Let(..) => panic!("not of the published language"),
        Node::Call(..) | Node::List(..) | Node::Hole(_) => panic!("not of the published language"),
    }
}

/// Postfix letters of a random program of at most this depth.
fn program() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![Just("A"), Just("B"), Just("C"), Just("K"), Just("K"), Just("L")].prop_map(String::from);
    leaf.prop_recursive(7, 60, 5, |e| {
        let op = prop_oneof![Just("D"), Just("E"), Just("F"), Just("G"), Just("H")];
        prop_oneof![
            (e.clone(), e.clone(), op).prop_map(|(a, b, op)| format!("{a} {b} {op}")),
            (e.clone(), e.clone(), e.clone()).prop_map(|(a, b, c)| format!("{a} {b} {c} I")),
            (e.clone(), e.clone(), e.clone()).prop_map(|(a, b, c)| format!("{a} {b} {c} J")),
            (e.clone(), e.clone()).prop_map(|(a, b)| format!("{a} {b} M")),
            (e.clone(), e.clone(), e.clone(), e.clone(), e)
                .prop_map(|(a, b, c, d, e)| format!("{a} {b} {c} {d} {e} N")),
        ]
    })
}

proptest! {
    #[test]
    fn postfix_programs_come_back(letters in program()) {
        let mut arena = Arena::new();
        let e = qsynt::parse(&mut arena, letters.as_bytes(), &mut Vec::new()).unwrap();
        let text = raise_postfix(&arena, e, &Raise { a_number: Some(45), ..Raise::named("a") });
        let (lowerer, func) = lower(&mut arena, &text, "a");
        let wanted = with_zeros(&mut arena, e, false, true);
        prop_assert_eq!(lowerer.program().func(func).body, wanted, "{}", text);

        // With names for what is shared it still means a program.
        let shared = share(&mut arena, e);
        let text = raise_postfix(&arena, shared, &Raise { offsets: &[3], ..Raise::named("a") });
        lower(&mut arena, &text, "a");
    }
}

#[test]
fn published_programs_read_well() {
    let mut arena = Arena::new();
    let mut raise = |letters: &str, how: &Raise| {
        let e = qsynt::parse(&mut arena, letters.as_bytes(), &mut Vec::new()).unwrap();
        raise_postfix(&arena, e, how)
    };
    let plain = Raise::named("a");
    assert_eq!(raise("K L D K A J", &plain), "seq a(n) = loop(|x, i| x + i, n, 0)\n");
    assert_eq!(raise("K L D K K A B N", &plain), "seq a(n) = loop2(|x, y| x + y, |x, y| x, n, 0, 1)\n");
    assert_eq!(raise("K L D K B D M", &plain), "seq a(n) = compr(|m| m + 0, n + 1)\n");
    assert_eq!(raise("K A B E C I", &plain), "seq a(n) = if n <= 0 then 0 - 1 else 2\n");
    let first = Raise { a_number: Some(217), offsets: &[1], ..Raise::named("a 217") };
    assert_eq!(raise("K K F", &first), "@A000217\nseq a_217(n from 1) = let x = n - 1 in x * x\n");
    assert_eq!(raise("K K L F K A J D K B J", &plain), "seq a(n) = loop(|x, i| x + loop(|u, j| u * j, x, 0), n, 1)\n");
}

/// Every case of `tests/lower` that lowers: raised, lowered and raised again.
#[test]
fn cases_come_back() {
    let mut count = 0;
    for case in Case::all("tests/lower") {
        let mut checker = Checker::new();
        checker.check_module("case.nth", &case.input, &Scope::default(), &mut NoFiles);
        for name in case.parts.iter().map(|part| part.name.as_str()) {
            let def = checker.program().defs.iter().find(|d| d.name == name).unwrap();
            let (mut arena, mut lowerer) = (Arena::new(), Lowerer::new());
            let Ok(entry) = lowerer.entry(checker.program(), &mut arena, def.id) else { continue };
            if def.kind == DefKind::Fn {
                continue;
            }
            let how = Raise { offsets: &entry.offsets, kind: entry.kind, ..Raise::named(name) };
            let raised = raise_program(&arena, lowerer.program(), entry.func, &how);
            let before = anonymous(&arena, lowerer.program(), entry.func);
            let (again, func) = lower(&mut arena, &raised, name);
            assert_eq!(before, anonymous(&arena, again.program(), func), "{raised}");
            count += 1;
        }
    }
    assert!(count > 25, "{count}");
}

/// Core text without the names of functions.
fn anonymous(arena: &Arena, program: &Program, entry: FuncId) -> String {
    let mut program = program.clone();
    program.funcs.iter_mut().for_each(|f| f.name = String::from("f"));
    core_text::print_program(arena, &program, entry)
}

#[test]
fn entries_that_remember_nothing() {
    let mut arena = Arena::new();
    let text = "(func f (Int Int) Int (if (le (var 1) 0) (call 1 (list Int 1)) (add (call 0 (sub (var 1) 1) (var 0)) (search \
                (lam 1 (eq (var 0) (var 2))) 0 (var 1)))))\n(func fold ([Int]) Int (get (var 0) 0))";
    let program = core_text::parse_program(&mut arena, text).unwrap();
    let raised = raise_program(&arena, &program, FuncId(0), &Raise::named("f"));
    assert_eq!(
        raised,
        "seq f(n) = f_2(n, 0)\n\nfn f_2(n: Int, k: Int) -> Int =\n    if n <= 0 then fold_2([1]) else \
         f_2(n - 1, k) + search(|m| m == n, 0, n)\n\nfn fold_2(xs: [Int]) -> Int = xs[0]\n"
    );
    let (lowerer, func) = lower(&mut arena, &raised, "f");
    assert_eq!(lowerer.program().reachable(&arena, func).len(), 3);
    let two =
        core_text::parse_expr(&mut arena, "(let (add (var 1) (var 0)) (mul (var 0) (var 2)))", &program, &[Ty::INT; 2]);
    assert_eq!(raise_expr(&arena, &program, two.unwrap(), &["a", "b"]), "let t = a + b in t * a");
}

/// Published programs become source that means the same. (All do; every seventh is enough for every day.)
#[test]
fn published_programs_come_back() {
    let Some(published) = nth_testkit::published_programs() else { return };
    let programs: Vec<&str> =
        published.iter().flat_map(|(_, programs)| programs).map(String::as_str).step_by(7).collect();
    let mut count = 0;
    for chunk in programs.chunks(200) {
        let mut arena = Arena::new();
        let made: Vec<_> =
            chunk.iter().map(|p| qsynt::parse(&mut arena, p.as_bytes(), &mut Vec::new()).unwrap()).collect();
        let mut source = String::new();
        for (i, &e) in made.iter().enumerate() {
            source.push_str(&raise_postfix(&arena, e, &Raise::named(&format!("a{i}"))));
        }
        let mut checker = Checker::new();
        let (_, diags) = checker.check_module("raised.nth", &source, &Scope::default(), &mut NoFiles);
        assert!(!diags.iter().any(nth_diag::Diagnostic::is_error), "{diags:?}\n{source}");
        let mut lowerer = Lowerer::new();
        for (i, &e) in made.iter().enumerate() {
            let name = format!("a{i}");
            let def = checker.program().defs.iter().find(|d| d.name == name).unwrap();
            let entry = lowerer.entry(checker.program(), &mut arena, def.id).unwrap();
            let wanted = with_zeros(&mut arena, e, false, true);
            assert_eq!(lowerer.program().func(entry.func).body, wanted, "{}", chunk[i]);
            count += 1;
        }
    }
    println!("{count} programs");
    assert!(count > 7_600);
}
