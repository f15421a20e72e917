//! Runs `tests/lower/*.txt`: source text, and the Core that it becomes.
//!
//! The input of a case is source text. Each part has the name of a definition; its text is the definition in Core text,
//! or `error` and the message.

#![allow(clippy::unwrap_used)]

use nth_core::Arena;
use nth_dialects::core_text::print_program;
use nth_lower::Lowerer;
use nth_testkit::{Part, cases};
use nth_types::{Checker, NoFiles, Scope};

fn lower(checker: &Checker, lowerer: &mut Lowerer, arena: &mut Arena, name: &str) -> String {
    let program = checker.program();
    let Some(def) = program.defs.iter().find(|d| d.name == name) else {
        return format!("error no definition {name}\n");
    };
    match lowerer.entry(program, arena, def.id) {
        Ok(entry) => print_program(arena, lowerer.program(), entry.func),
        Err(e) => format!("error {}{e}\n", e.diagnostic().map_or(String::new(), |d| format!("[{}] ", d.code.name()))),
    }
}

#[test]
fn every_case_lowers_as_it_says() {
    cases("tests/lower", |case| {
        let mut checker = Checker::new();
        let (_, diags) = checker.check_module("case.nth", &case.input, &Scope::default(), &mut NoFiles);
        if let Some(d) = diags.iter().find(|d| d.is_error()) {
            let text = &case.input[d.primary.span.range()];
            panic!("{}: {}: {}: at `{text}`", case.at(), d.code.name(), d.title);
        }
        let (mut lowerer, mut arena) = (Lowerer::new(), Arena::new());
        let names = case.parts.iter().map(|part| &part.name);
        names.map(|name| Part::new(name, lower(&checker, &mut lowerer, &mut arena, name))).collect()
    });
}
