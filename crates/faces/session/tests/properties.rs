//! Property tests: for any text, a session answers within its limits and never panics.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_diag::{Style, render_all};
use nth_session::{Library, NoFiles, Scope, Session, Wanted, doc, search};
use proptest::prelude::*;

const LIMITS: Limits =
    Limits { budget: 20_000, max_digits: 200, max_words: 10_000, max_depth: 1_000, ..Limits::CANDIDATE };

/// Random sequences of program fragments, valid and invalid.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "seq a(n) = ",
        "seq b(n from 1) = ",
        "triangle t(n, k) = ",
        "array r(n, k) = ",
        "fn f(x) = ",
        "fn g(p, x) = ",
        "check a = 0, 1, 2\n",
        "check t from 3 = 1, 1\n",
        "@A45\n",
        "/// >>> a(3)\n/// 3\n",
        "//! >>> 1 + 1\n//! 2\n",
        "use x\n",
        "n",
        "k",
        "x",
        "1",
        "0",
        "(",
        ")",
        " + ",
        " - ",
        " * ",
        " / ",
        " ^ ",
        " == ",
        "[1, 2]",
        "[",
        "]",
        "a(n - 1)",
        "b(n)",
        "t(n, k)",
        "f(",
        "g(f, ",
        "|x| ",
        "if n < 2 then ",
        " else ",
        "let x = ",
        " in ",
        "?",
        "nth k from 2 where ",
        "fold(1..n, 0, add)",
        "map(1..5, f)",
        "loop(|x, i| x * 2, n, 1)",
        "\n",
        ",",
        "é",
        "true",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_gets_an_answer(text in soup(), expr in soup()) {
        let mut s = Session::new(Arc::new(Library::default()), Arc::new(NoFiles));
        let loaded = s.check_text("a.nth", &text, &Scope::default());
        let wanted = Wanted { checks: true, examples: true, ..Wanted::default() };
        let report = s.verify(loaded.module, wanted, &LIMITS, &Cancel::new());
        let mut all = loaded.diagnostics.clone();
        all.extend(report.diagnostics);
        let shown = render_all(s.sources(), &all, Style::Short);
        prop_assert_eq!(shown.is_empty(), all.is_empty());
        for id in s.sequences(loaded.module) {
            if let Ok((terms, run)) = s.first_terms(id, 5, &LIMITS, &Cancel::new()) {
                prop_assert_eq!(terms.len() as u64, run.computed);
                prop_assert_eq!(run.stopped.is_none(), terms.len() == 5);
            }
            let _ = s.core_text(id);
        }
        let scope = Scope(vec![loaded.module]);
        if s.eval_expr("e", &expr, &scope, &LIMITS, &Cancel::new()).is_err_and(|d| d.is_empty()) {
            return Err(TestCaseError::fail("failed without a word"));
        }
        let _ = (doc(s.checker(), &scope, &expr), search(s.checker(), std::slice::from_ref(&expr)));
    }
}
