//! Cells of notebooks: what they show, and in which forms.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_kernel::{Cells, Interpreter, Machine, Output, Ran};
use nth_repl::Host;
use nth_session::{Library, NoFiles, Session};
use nth_testkit::Still;

/// A machine without files.
struct Nothing;

impl Host for Nothing {
    fn write(&mut self, _: &str, _: &[u8], _: bool) -> Result<(), String> {
        Err("no files".to_owned())
    }

    fn size(&self) -> Option<(u32, u32)> {
        None
    }

    fn edit(&mut self, _: &str) -> Result<String, String> {
        panic!("a notebook has no editor")
    }

    fn edit_file(&mut self, _: &str) -> Result<(), String> {
        panic!("a notebook has no editor")
    }
}

fn cells() -> Cells {
    let library = Arc::new(Library::default());
    let machine =
        Machine { limits: Limits::INTERACTIVE, database: None, clock: Arc::new(Still), host: Box::new(Nothing) };
    Cells::new(Session::new(Arc::clone(&library), Arc::new(NoFiles)), &library, machine, Cancel::new())
}

fn run(cells: &mut Cells, code: &str) -> (Ran, Vec<Output>) {
    let mut outputs = Vec::new();
    let ran = cells.run(code, &mut |o| outputs.push(o));
    (ran, outputs)
}

#[test]
fn values_tables_and_drawings() {
    let mut cells = cells();
    let (ran, _) = run(&mut cells, "seq sq(n from 1) = n * n");
    assert_eq!((ran.value, ran.failed), (None, None));
    let (ran, outputs) = run(&mut cells, "sq");
    let value = ran.value.unwrap();
    assert!(outputs.is_empty() && value.plain.starts_with("1, 4, 9, 16"), "{value:?}");
    assert!(value.html.unwrap().contains("<th>1</th><th>2</th>"));
    let (ran, outputs) = run(&mut cells, "1 + 1\nsq(3)");
    assert!(ran.value.unwrap().plain.contains('9'));
    assert!(matches!(outputs.as_slice(), [Output::Shown(first)] if first.plain.contains('2')), "{outputs:?}");
    let (ran, outputs) = run(&mut cells, ":plot sq 30 pin");
    assert_eq!((ran.value, ran.failed), (None, None));
    let [Output::Shown(drawing)] = outputs.as_slice() else { panic!("{outputs:?}") };
    assert!(drawing.svg.as_ref().unwrap().starts_with("<svg") && drawing.plain.contains("sq"));
}

#[test]
fn errors_have_a_message_in_one_line() {
    let mut cells = cells();
    let (ran, outputs) = run(&mut cells, "1\nunknown + 1\n2");
    let failed = ran.failed.unwrap();
    assert_eq!(failed.name, "error");
    assert!(failed.message.contains("unknown") && !failed.message.contains('\u{1b}'), "{failed:?}");
    assert!(failed.details.contains('\u{1b}'));
    // The first value is shown, and the third input is not run.
    assert_eq!((outputs.len(), ran.value), (1, None));
    let (ran, _) = run(&mut cells, ":edit");
    assert!(ran.failed.unwrap().message.contains("notebook"));
    assert!(run(&mut cells, ":quit").0.quit);
}

#[test]
fn help_while_a_cell_is_typed() {
    let mut cells = cells();
    run(&mut cells, "/// The squares.\nseq squares(n) = n * n");
    let found = cells.complete("1 + squ", 7);
    assert!(found.start == 4 && found.matches.contains(&"squares".to_owned()), "{found:?}");
    for at in 0..=7 {
        assert!(cells.inspect("squares", at).unwrap().contains("The squares."), "{at}");
    }
    for code in ["squares(", "squares(3 + ", "squares((1) + 2", "1 + squares( 3"] {
        assert!(cells.inspect(code, code.len()).unwrap().contains("The squares."), "{code}");
    }
    assert_eq!(cells.inspect("1 + 2", 2), None);
    assert_eq!(cells.inspect("squares(1) + 2", 14), None);
    assert!(cells.is_incomplete("f(") && !cells.is_incomplete("1"));
    for (code, at) in [("", 0), ("é", 1), ("é", 9)] {
        let _ = (cells.complete(code, at), cells.inspect(code, at));
    }
}
