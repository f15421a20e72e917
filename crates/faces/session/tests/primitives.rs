//! Tests that every example in the table of primitives has the stated value.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_diag::{Style, render_all};
use nth_prims::Prim;
use nth_session::{Library, NoFiles, Scope, Session};

#[test]
fn examples_have_their_values() {
    let mut session = Session::new(Arc::new(Library::default()), Arc::new(NoFiles));
    let mut wrong = String::new();
    for p in Prim::ALL {
        for (text, expected) in p.info().examples {
            let value = session.eval_expr("example", text, &Scope::default(), &Limits::INTERACTIVE, &Cancel::new());
            let found = match value {
                Ok(v) => v.outcome.map_or_else(|e| e.name().to_owned(), |v| v.to_string()),
                Err(d) => render_all(session.sources(), &d, Style::Plain),
            };
            if found != *expected {
                wrong.push_str(&format!("{text} is {found}, not {expected}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
