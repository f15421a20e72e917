//! Types found (cases in `tests/types`), sessions, modules, and that no text whatever makes the checker fail.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

mod sound;

use nth_base::FileId;
use nth_diag::{Diagnostic, Style, render_all};
use nth_types::hir::{Def, DefId, Expr, ExprKind};
use nth_types::{Checker, FoundModule, Loader, Meaning, NoFiles, Scope, prim_signature, show_type, signature};
use proptest::prelude::*;

fn must(c: &Checker, diags: &[Diagnostic]) {
    assert!(diags.is_empty(), "{}", render_all(c.sources(), diags, Style::Plain));
}

fn def<'c>(c: &'c Checker, scope: &Scope, name: &str) -> &'c Def {
    match c.lookup(scope, name) {
        Meaning::Def(d) => &c.program().defs[d.0 as usize],
        other @ (Meaning::Prim(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule) => {
            panic!("{name} is {other:?}")
        }
    }
}

#[test]
fn cases_have_their_types() {
    let mut seen = 0;
    for path in nth_testkit::files("tests/types", ".nth") {
        let text = nth_testkit::read(path);
        let mut c = Checker::new();
        let (m, diags) = c.check_module("case.nth", &text, &Scope::default(), &mut NoFiles);
        must(&c, &diags);
        let scope = Scope(vec![m]);
        for line in text.lines().filter_map(|l| l.strip_prefix("//= ")) {
            let (name, wanted) = line.split_once(": ").unwrap();
            assert_eq!(signature(def(&c, &scope, name)), wanted);
            seen += 1;
        }
        c.program().defs.iter().for_each(|d| {
            assert!(!d.broken);
            sound::check(c.program(), d);
        });
    }
    assert!(seen > 20);
}

#[test]
fn primitives_have_types() {
    for p in nth_prims::Prim::ALL {
        let shown = prim_signature(*p);
        assert!(!shown.contains('_') || p.name().contains('_'), "{shown}");
    }
    assert_eq!(prim_signature(nth_prims::Prim::Map), "fn map(xs: [a], f: a -> b) -> [b]");
    assert_eq!(prim_signature(nth_prims::Prim::Loop), "fn loop(step: (a, Int) -> a, count: Int, init: a) -> a");
}

/// A definition and a lambda with very many parameters, each of a type of its own and used once, and many long names.
#[test]
fn many_parameters_and_long_names_are_read() {
    let names: Vec<String> = (0..20_000).map(|i| format!("x{i}")).collect();
    let list = names.join(", ");
    let text = format!("fn f({list}) = [{list}]\nfn g(n) = fold([n], 0, |{list}| x0)\n");
    let (c, long) = (&mut Checker::new(), "a".repeat(400));
    let (_, diags) = c.check_module("many.nth", &text, &Scope::default(), &mut NoFiles);
    // The lambda takes too many parameters, which are not reported one by one.
    assert_eq!(diags.len(), 1, "{} messages", diags.len());
    let defs: String = (0..2_000).map(|i| format!("fn {long}{i}(n) = {long}{}(n)\n", i + 1)).collect();
    let (_, diags) = c.check_module("long.nth", &defs, &Scope::default(), &mut NoFiles);
    assert_eq!(diags.len(), 1);
}

#[test]
fn holes_carry_their_type() {
    let mut c = Checker::new();
    let (_, diags) = c.check_module(
        "a.nth",
        "fn f(xs) = fold(xs, true, ?)\nseq a(n) = if ? then ? else 1",
        &Scope::default(),
        &mut NoFiles,
    );
    must(&c, &diags);
    let holes: Vec<String> = c.program().defs.iter().flat_map(|d| holes_in(&d.body)).collect();
    assert_eq!(holes, ["(Bool, a) -> Bool", "Bool", "Int"]);
    assert!(c.program().defs.iter().all(|d| d.has_hole && !d.broken));
}

fn holes_in(e: &Expr) -> Vec<String> {
    match &e.kind {
        ExprKind::Hole => vec![show_type(&e.ty)],
        ExprKind::Call(_, args) | ExprKind::List(args) => args.iter().flat_map(holes_in).collect(),
        ExprKind::If(a, b, c) => [a, b, c].into_iter().flat_map(|x| holes_in(x)).collect(),
        ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => [a, b].into_iter().flat_map(|x| holes_in(x)).collect(),
        ExprKind::Lambda(_, a) => holes_in(a),
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::FnRef(_) | ExprKind::Error => vec![],
    }
}

#[test]
fn a_session_shadows_and_rolls_back() {
    let mut c = Checker::new();
    must(&c, &c.clone().load_std(&[("std.nth".into(), "fn sq(x) = x * x".into())]));
    let diags = c.load_std(&[("std.nth".into(), "fn sq(x) = x * x".into())]);
    must(&c, &diags);
    let mut scope = Scope::default();
    for (i, line) in ["fn f(x) = sq(x) + 1", "fn g(x) = f(x)", "fn f(x) = [x]"].into_iter().enumerate() {
        let (m, diags) = c.check_module(&format!("<{i}>"), line, &scope, &mut NoFiles);
        must(&c, &diags);
        scope.0.push(m);
    }
    assert_eq!(signature(def(&c, &scope, "f")), "fn f(x: a) -> [a]");
    assert_eq!(signature(def(&c, &scope, "g")), "fn g(x: Int) -> Int");
    assert!(matches!(c.lookup(&scope, "std.sq"), Meaning::Def(DefId(0))));
    assert!(matches!(c.lookup(&scope, "map"), Meaning::Prim(_)));
    assert!(c.visible(&scope).contains(&"sq"));

    let back = c.checkpoint();
    let before = (c.program().defs.len(), c.modules().len());
    let (_, diags) = c.check_module("<bad>", "fn g(x) = h(x)", &scope, &mut NoFiles);
    assert_eq!(diags.len(), 1);
    c.rollback(back);
    assert_eq!(before, (c.program().defs.len(), c.modules().len()));

    let (it, diags) = c.check_expr("<in>", "f(g(2)) ++ [1]", &scope);
    must(&c, &diags);
    let it = &c.program().defs[it.0 as usize];
    assert_eq!((it.name.as_str(), show_type(&it.ret).as_str(), it.broken), ("it", "[Int]", false));
    sound::check(c.program(), it);
    let (_, diags) = c.check_expr("<in>", "lenght([1])", &scope);
    assert_eq!(diags[0].hint.as_deref(), Some("did you mean `length`?"));
}

struct Two;

impl Loader for Two {
    fn load(&mut self, path: &[String], _from: &str) -> Result<FoundModule, String> {
        let text = match path {
            [a] if a == "b" => "use a\nfn odd(n) = if n == 0 then false else even(n - 1)",
            [a] if a == "a" => A,
            _ => return Err("no such file".into()),
        };
        Ok(FoundModule::Text { name: format!("{}.nth", path[0]), text: text.to_owned() })
    }
}

const A: &str = "use b\nfn even(n) = if n == 0 then true else odd(n - 1)\nfn both(n) = b.odd(n) or even(n)";

#[test]
fn modules_may_use_each_other() {
    let mut c = Checker::new();
    let (m, diags) = c.check_module("a.nth", A, &Scope::default(), &mut Two);
    must(&c, &diags);
    assert_eq!(c.program().defs.len(), 3);
    assert_eq!(signature(def(&c, &Scope(vec![m]), "odd")), "fn odd(n: Int) -> Bool");
    let (again, diags) = c.check_module("a.nth", A, &Scope::default(), &mut Two);
    assert!(diags.is_empty() && again == m && c.program().defs.len() == 3);
}

/// Whatever the text: no panic, places within the text, and definitions that are not broken keep the rules.
fn survives(text: &str) {
    let mut c = Checker::new();
    let (_, diags) = c.check_module("x.nth", text, &Scope::default(), &mut Two);
    for d in &diags {
        let Some(t) = (d.primary.span.file == FileId(0)).then_some(text) else { continue };
        assert!(t.get(d.primary.span.range()).is_some(), "{d:?}");
    }
    let sound = |c: &Checker| c.program().defs.iter().for_each(|d| sound::check(c.program(), d));
    sound(&c);
    assert!(
        diags.iter().any(Diagnostic::is_error) || c.program().defs.iter().all(|d| !d.broken),
        "broken without a word"
    );
    let _ = c.check_expr("y", text, &Scope::default());
    sound(&c);
}

const SOUP: &[&str] = &[
    "seq",
    "triangle",
    "array",
    "fn",
    "check",
    "use",
    "from",
    "nth",
    "where",
    "let",
    "in",
    "if",
    "then",
    "else",
    "and",
    "or",
    "not",
    "true",
    "false",
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "==",
    "!=",
    "<",
    "..",
    "..=",
    "++",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "|>",
    "|",
    "|x|",
    "|x, y|",
    "->",
    ":",
    "?",
    ".",
    "@A1",
    "@x",
    "a",
    "b",
    "f",
    "x",
    "xs",
    "n",
    "k",
    "Int",
    "Bool",
    "0",
    "1",
    "99999999999999999999",
    "map",
    "fold",
    "loop",
    "length",
    "cond",
    "\nseq a(n) = ",
    "\nfn f(x) = ",
    "\nfn b(f, xs: [a]) -> Int = ",
    "\n",
    "let f = |x|",
    "use b",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn token_soup_is_survived(tokens in proptest::collection::vec(proptest::sample::select(SOUP), 0..80)) {
        survives(&tokens.join(" "));
    }

    #[test]
    fn expression_soup_is_survived(e in expression()) {
        survives(&format!("fn f(x, g, xs) = {e}\nseq a(n) = {e}\nfn h(x: a, g: a -> b, xs: [a]) -> b = {e}"));
    }
}

/// Expressions that parse, and mostly do not type.
fn expression() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "x", "g", "xs", "f", "a", "h", "n", "1", "true", "[]", "?", "map", "add", "eq", "zz",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(6, 60, 3, |e| {
        let two = (e.clone(), e.clone());
        prop_oneof![
            two.clone().prop_map(|(a, b)| format!("({a})({b})")),
            two.clone().prop_map(|(a, b)| format!("f({a}, {b}, [{a}])")),
            two.clone().prop_map(|(a, b)| format!("map({a}, |x| {b})")),
            (e.clone(), e.clone(), e.clone()).prop_map(|(a, b, c)| format!("fold({a}, {b}, |n, x| {c})")),
            (e.clone(), e.clone(), e.clone()).prop_map(|(a, b, c)| format!("(if {a} then {b} else {c})")),
            two.clone().prop_map(|(a, b)| format!("(let x = {a} in {b})")),
            two.clone().prop_map(|(a, b)| format!("(let g = |x| {a} in {b})")),
            two.clone().prop_map(|(a, b)| format!("[{a}, {b}]")),
            two.clone().prop_map(|(a, b)| format!("({a} == {b})")),
            two.clone().prop_map(|(a, b)| format!("({a} + {b})")),
            two.clone().prop_map(|(a, b)| format!("({a} ++ {b})")),
            two.clone().prop_map(|(a, b)| format!("({a} |> {b})")),
            two.prop_map(|(a, b)| format!("({a})[{b}]")),
            e.prop_map(|a| format!("(nth k from {a} where {a})")),
        ]
    })
}

#[test]
fn deep_and_wide_texts_are_survived() {
    for open in ["(", "[", "let x = 1 in ", "|x| ", "if true then 1 else ", "not ", "f(", "nth k from 1 where ", "-"] {
        survives(&format!("seq a(n) = {}1", open.repeat(600)));
        survives(&format!(
            "seq a(n) = {}1{}",
            open.repeat(500),
            if open == "f(" || open == "(" { ")" } else { "" }.repeat(500)
        ));
    }
    survives(&format!("seq a(n) = {}[]{}", "[".repeat(400), "]".repeat(400)));
    survives(&format!("seq a(n) = length([{}1])", "n + 1, ".repeat(20_000)));
    let mut chain = String::from("fn f0(x) = [[x]]\n");
    for i in 1..20 {
        chain += &format!("fn f{i}(x) = f{}(f{}(x))\n", i - 1, i - 1);
    }
    survives(&chain);
    let mut pairs = String::from("fn g(n) = let f0 = |x: Int| x in 1\nfn h(n) =\n let f0 = |x| x + 1 in\n");
    for i in 1..30 {
        pairs += &format!(" let f{i} = |k| k(f{}, f{}) + 1 in\n", i - 1, i - 1);
    }
    survives(&format!("{pairs} n"));
    let many: String = (0..3000).map(|i| format!("fn c{i}(x) = c{}(x)\n", (i + 1) % 3000)).collect();
    survives(&many);
}

#[test]
fn many_errors_take_linear_time() {
    let line = ["zzfoo(barr)", "1 + true", "] ) ?", "let y = 1 in n", "if n then [1] else 2"];
    for l in line {
        let text: String = (0..20_000).map(|i| format!("seq a{i}(n) = {l}\n")).collect();
        let mut c = Checker::new();
        let (_, diags) = c.check_module("x.nth", &text, &Scope::default(), &mut NoFiles);
        assert!(diags.len() >= 20_000, "{l}: {}", diags.len());
    }
}
