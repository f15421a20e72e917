//! Short texts to Core: what is compiled, why a text is no program, and that nothing of a text stays.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_compiler::{CompileError, Compiler, Library};
use nth_core::Arena;
use nth_dialects::core_text::print_program;

const STD: &str = "fn total(xs: [Int]) -> Int = fold(xs, 0, add)\nseq squares(n from 1) = n * n\n";

fn library() -> Arc<Library> {
    Arc::new(Library::new(&[("stdlib/few.nth".to_owned(), STD.to_owned())]))
}

/// The Core text of a candidate and the index of its first term, or the error.
fn core(compiler: &mut Compiler, text: &str) -> Result<(String, i64), CompileError> {
    let mut arena = Arena::new();
    let found = compiler.candidate(&mut arena, text)?;
    Ok((print_program(&arena, &found.program, found.entry), found.first))
}

#[test]
fn expressions_and_definitions_are_candidates() {
    let mut compiler = Compiler::new(&library());
    let expression = core(&mut compiler, "n * n + 1").unwrap();
    assert_eq!(expression.1, 0);
    for (text, first) in
        [("seq b(n) = n * n + 1", 0), ("seq b(n from 2) = n * n + 1", 2), ("@A002522 seq a(n) = n * n + 1", 0)]
    {
        let (program, found) = core(&mut compiler, text).unwrap();
        assert_eq!((program.lines().count(), found), (expression.0.lines().count(), first), "{text}");
    }
    let (program, first) =
        core(&mut compiler, "fn f(x) = x + 1 seq a(n) = f(squares(n)) seq b(n from 3) = a(n)").unwrap();
    assert!(program.contains("squares"), "what is needed of the library is part of the program: {program}");
    assert_eq!(first, 3, "the last sequence is meant");
}

#[test]
fn errors_have_types() {
    let mut compiler = Compiler::new(&library());
    for (text, expected) in [
        ("", CompileError::Empty),
        (" \t", CompileError::Empty),
        ("n seq b(n) = n", CompileError::NotOneExpression),
        ("fn f(x) = x", CompileError::NoSequence),
        ("triangle t(n, k) = n", CompileError::TwoIndices),
        ("seq a(n) = n array r(n, k) = n", CompileError::TwoIndices),
    ] {
        assert_eq!(core(&mut compiler, text), Err(expected), "{text}");
    }
    for text in ["m", "n +", "use other", "true"] {
        assert!(matches!(core(&mut compiler, text), Err(CompileError::Invalid(_))), "{text}");
    }
    let grows = "fn f(n, g) = if n == 0 then g(0) else f(n - 1, |x| g(x) + 1) seq a(n) = f(n, |x| x)";
    assert!(matches!(core(&mut compiler, grows), Err(CompileError::TooLarge(_))), "{grows}");
}

#[test]
fn nothing_of_a_text_stays() {
    let mut compiler = Compiler::new(&library());
    let first = core(&mut compiler, "seq other(n) = n + 7").unwrap();
    assert!(core(&mut compiler, "other(n)").is_err());
    for _ in 0..25_000 {
        let mut arena = Arena::new();
        compiler.candidate(&mut arena, "n").unwrap();
    }
    assert_eq!(core(&mut compiler, "seq other(n) = n + 7").unwrap(), first, "also after the checker has begun anew");
}
