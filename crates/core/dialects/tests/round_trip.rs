//! The dialects: cases of `tests/dialects`, and random programs that come back from every text form.

#![allow(clippy::unwrap_used)]

use nth_core::{Arena, ExprId, FuncId, Node, Program, Ty};
use nth_dialects::{Candidate, DIALECTS, Options, core_text, lisp, qsynt};
use nth_prims::Prim;
use nth_testkit::Part;
use proptest::prelude::*;

#[test]
fn lisp_cases() {
    nth_testkit::cases("tests/dialects", |case| {
        let source = case.input.trim();
        let mut arena = Arena::new();
        match lisp::parse(&mut arena, source) {
            Ok(e) => {
                let printed = lisp::print(&arena, e).unwrap();
                let again = (printed != source).then(|| Part::new("prints", printed));
                [Part::new("core", core_text::print_expr(&arena, e))].into_iter().chain(again).collect()
            }
            Err(e) => vec![Part::new("error", e.to_string())],
        }
    });
}

/// Makes typed expressions from random bytes: each byte chooses what stands next; when they end, leaves do.
struct Maker<'a> {
    arena: &'a mut Arena,
    bytes: std::slice::Iter<'a, u8>,
    scope: Vec<Ty>,
    /// Whether to make forms that the `lisp` dialect lacks.
    all: bool,
}

impl Maker<'_> {
    fn make(&mut self, ty: Ty, depth: u32) -> ExprId {
        let choice = if depth == 0 { 0 } else { self.bytes.next().copied().unwrap_or(0) };
        let d = depth.saturating_sub(1);
        match (choice % 32, ty.elem()) {
            (0..=7, _) => self.leaf(ty, choice / 32),
            (8, _) => {
                let node = Node::If(self.make(Ty::BOOL, d), self.make(ty, d), self.make(ty, d));
                self.arena.intern(node)
            }
            (9, _) => self.prim(Prim::Cond, &[(&[], Ty::INT), (&[], ty), (&[], ty)], d),
            (10, _) if self.all => {
                let bound = if choice > 128 { Ty::INT.list() } else { Ty::INT };
                let value = self.make(bound, d);
                self.scope.push(bound);
                let body = self.make(ty, d);
                self.scope.pop();
                self.arena.intern(Node::Let(value, body))
            }
            (11, _) if self.all => {
                let args = [self.make(Ty::INT, d), self.make(Ty::INT.list(), d)];
                let call = self.arena.call(FuncId(0), &args, Ty::INT);
                if ty == Ty::INT { call } else { self.leaf(ty, 0) }
            }
            (12, _) => self.prim(Prim::Loop, &[(&[ty, Ty::INT], ty), (&[], Ty::INT), (&[], ty)], d),
            (13, _) => self.prim(
                Prim::Loop2,
                &[(&[ty, Ty::INT], ty), (&[ty, Ty::INT], Ty::INT), (&[], Ty::INT), (&[], ty), (&[], Ty::INT)],
                d,
            ),
            (14, _) => self.prim(Prim::Fold, &[(&[], Ty::INT.list()), (&[], ty), (&[ty, Ty::INT], ty)], d),
            (15, _) => self.prim(Prim::Head, &[(&[], ty.list())], d),
            (16, _) if self.all => self.arena.intern(Node::Hole(ty)),
            (c, None) if ty == Ty::INT => match c {
                17..=20 => {
                    let p =
                        [Prim::Add, Prim::Sub, Prim::Mul, Prim::Mod, Prim::Pow, Prim::Gcd][usize::from(choice / 43)];
                    self.prim(p, &[(&[], Ty::INT), (&[], Ty::INT)], d)
                }
                21 => self.prim(Prim::Compr, &[(&[Ty::INT, Ty::INT], Ty::INT), (&[], Ty::INT)], d),
                22 => self.prim(Prim::Search, &[(&[Ty::INT], Ty::BOOL), (&[], Ty::INT), (&[], Ty::INT)], d),
                23 => self.prim(Prim::Length, &[(&[], Ty::BOOL.list())], d),
                _ => self.prim(Prim::Neg, &[(&[], Ty::INT)], d),
            },
            (c, None) => match c {
                17..=22 => self.prim(Prim::Eq, &[(&[], Ty::INT.list()), (&[], Ty::INT.list())], d),
                23 => self.prim(Prim::Any, &[(&[], Ty::INT.list()), (&[Ty::INT], Ty::BOOL)], d),
                _ => self.prim(Prim::Not, &[(&[], Ty::BOOL)], d),
            },
            (c, Some(of)) => match c {
                17..=20 => self.prim(Prim::Map, &[(&[], Ty::INT.list()), (&[Ty::INT], of)], d),
                21 => self.prim(Prim::Filter, &[(&[], ty), (&[of], Ty::BOOL)], d),
                22 => self.prim(Prim::Scan, &[(&[], Ty::BOOL.list()), (&[], of), (&[of, Ty::BOOL], of)], d),
                23 => self.prim(Prim::ZipWith, &[(&[], ty), (&[], ty), (&[of, of], of)], d),
                24 => self.prim(Prim::Append, &[(&[], ty), (&[], ty)], d),
                _ => {
                    let parts = [self.make(of, d), self.make(of, d)];
                    self.arena.list(&parts, of)
                }
            },
        }
    }

    fn leaf(&mut self, ty: Ty, choice: u8) -> ExprId {
        let fits = self.scope.iter().rev().enumerate().filter(|(_, t)| **t == ty).map(|(i, _)| i);
        if let Some(i) = fits.cycle().nth(usize::from(choice)) {
            return self.arena.var(i as u16, ty);
        }
        match ty.elem() {
            Some(of) => {
                let one = self.leaf(of, choice);
                self.arena.list(&[one], of)
            }
            None if ty == Ty::INT => {
                let big = "-123456789012345678901234567890".parse().unwrap();
                self.arena.int(&if choice == 0 { big } else { nth_num::Int::from(i64::from(choice) - 4) })
            }
            None => self.arena.intern(Node::Bool(choice.is_multiple_of(2))),
        }
    }

    fn prim(&mut self, p: Prim, parts: &[(&[Ty], Ty)], d: u32) -> ExprId {
        let mut args = Vec::new();
        for (params, ty) in parts {
            let outside = self.scope.len();
            self.scope.extend(*params);
            let e = self.make(*ty, d);
            self.scope.truncate(outside);
            args.push(if params.is_empty() { e } else { self.arena.lam(params.len() as u8, e) });
        }
        self.arena.prim(p, &args)
    }
}

proptest! {
    #[test]
    fn core_text_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut arena = Arena::new();
        let params = [Ty::INT, Ty::INT.list()];
        let mut maker = Maker { arena: &mut arena, bytes: bytes.iter(), scope: params.to_vec(), all: true };
        let body = maker.make(Ty::INT, 8);
        let func = nth_core::Func { name: String::from("f"), params: params.to_vec(), ret: Ty::INT, body, memo: false, first: None };
        let program = Program { funcs: vec![func] };
        let text = core_text::print_program(&arena, &program, FuncId(0));
        let again = core_text::parse_program(&mut arena, &text).unwrap();
        prop_assert_eq!(again.funcs[0].body, body, "{}", text);
        prop_assert_eq!(&again.funcs[0].params, &params);
        let one = core_text::print_expr(&arena, body);
        prop_assert_eq!(core_text::parse_expr(&mut arena, &one, &program, &params).unwrap(), body);
    }

    #[test]
    fn lisp_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut arena = Arena::new();
        let e = Maker { arena: &mut arena, bytes: bytes.iter(), scope: vec![Ty::INT], all: false }.make(Ty::INT, 8);
        let text = lisp::print(&arena, e).unwrap();
        let again = lisp::parse(&mut arena, &text).unwrap();
        // The second parameter of `compr` is printed as 0, so what comes back is the same from then on.
        let second = lisp::print(&arena, again).unwrap();
        prop_assert_eq!(&second, &text);
        prop_assert_eq!(lisp::parse(&mut arena, &second).unwrap(), again);
        if !text.contains("compr") {
            prop_assert_eq!(again, e);
        }
    }

    #[test]
    fn every_dialect_reads_what_it_prints(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let mut arena = Arena::new();
        let body = Maker { arena: &mut arena, bytes: bytes.iter(), scope: vec![Ty::INT], all: false }.make(Ty::INT, 5);
        comes_back(&mut arena, &Candidate::of_body(body));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[()a-z0-9 +\\-\\[\\]\n;λ]{0,80}") {
        let mut arena = Arena::new();
        let _ = lisp::parse(&mut arena, &text);
        let _ = lisp::parse(&mut arena, &format!("(lambda (n) {text})"));
        let _ = core_text::parse_program(&mut arena, &text);
        let _ = core_text::parse_expr(&mut arena, &text, &Program::default(), &[Ty::INT]);
    }

    #[test]
    fn any_forms_are_read_without_panic(words in prop::collection::vec(0_usize..60, 0..40)) {
        let forms = ["(", "(", "(", ")", ")", "n", "0", "1", "lambda", "(n)", "(x y)", "if", "list", "lam", "2", "var", "hole", "Int",
            "[Int]", "let", "call", "func", "memo", "+", "reduce"];
        let name = |w: usize| forms.get(w).copied().unwrap_or_else(|| Prim::ALL[w % Prim::ALL.len()].name());
        let text: Vec<_> = words.iter().map(|&w| name(w)).collect();
        let text = text.join(" ");
        let mut arena = Arena::new();
        let _ = lisp::parse(&mut arena, &format!("(lambda (n) {text})"));
        let _ = core_text::parse_program(&mut arena, &text);
        let _ = core_text::parse_expr(&mut arena, &text, &Program::default(), &[Ty::INT, Ty::INT]);
    }
}

/// Checks that each dialect that has words for a program reads it again from its own text; the number of these
/// dialects.
fn comes_back(arena: &mut Arena, candidate: &Candidate) -> usize {
    let options = Options::plain();
    let mut count = 0;
    for dialect in DIALECTS.iter().filter(|d| !d.info().is_source) {
        let Ok(text) = dialect.print(arena, candidate, "a", &options) else { continue };
        assert!(!text.contains('\n'), "a candidate is one line: {text}");
        let again = dialect.reader(&options).read(arena, text.as_bytes());
        let again = again.unwrap_or_else(|e| panic!("{}: {e}: {text}", dialect.info().name));
        assert_eq!(dialect.print(arena, &again, "a", &options).as_ref(), Ok(&text));
        count += 1;
    }
    count
}

#[test]
fn published_programs_have_words_in_every_dialect() {
    for line in ["K L D K K A B N", "K K F", "B K K F B K K D K C G B J J K F D B K D H B K D M B D", "L K D"] {
        let mut arena = Arena::new();
        let e = qsynt::parse(&mut arena, line.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(comes_back(&mut arena, &Candidate::Expr(e)), DIALECTS.len() - 1, "{line}");
    }
}

#[test]
fn core_text_faults() {
    let mut arena = Arena::new();
    let mut fault = |t: &str| match core_text::parse_program(&mut arena, t) {
        Ok(p) => panic!("{p:?}"),
        Err(e) => e.to_string(),
    };
    let body = |b: &str| format!("(func f (Int) Int {b})");
    assert_eq!(fault(&body("(add (var 1) 1)")), "line 1, column 29: a variable is expected here; 1 are in scope");
    assert_eq!(fault(&body("(loop (lam 1 1) 1 1)")), "line 1, column 30: 2 parameters are expected here");
    assert_eq!(fault(&body("(compr (lam 2 true) 1)")), "line 1, column 26: Int is expected here, this is Bool");
    assert_eq!(fault(&body("(call 1 2)")), "line 1, column 25: a function is expected here; there are 1");
    assert_eq!(fault(&body("true")), "line 1, column 19: Int is expected here, this is Bool");
    assert_eq!(fault(&body("(lam 1 1)")), "line 1, column 19: `lam` is no form of Core with 2 parts");
    assert_eq!(
        fault("(func f ([Int]) Int memo 1)"),
        "line 1, column 1: only functions of integers to an integer remember their values"
    );
}

#[test]
fn letters_come_back_from_core_text() {
    let mut arena = Arena::new();
    let e = qsynt::parse(&mut arena, b"K L D K B D M K C J", &mut Vec::new()).unwrap_or_else(|e| panic!("{e}"));
    let text = core_text::print_expr(&arena, e);
    let again = core_text::parse_expr(&mut arena, &text, &Program::default(), &[Ty::INT, Ty::INT]).unwrap();
    assert_eq!(again, e);
}
