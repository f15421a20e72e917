//! Tests of the standard library and the examples: checks, documentation, agreement with the OEIS.
//!
//! The comparison with the OEIS reads `../shared/oeis` beside the repository and is skipped where that is absent.

#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_diag::{Style, render_all};
use nth_oeis::{ANum, Database, Entry, Memory, Offsets, TermTable};
use nth_session::{DefKind, Disk, Library, Session, Wanted, embedded_database};
use nth_types::plain_name;

fn session() -> Session {
    let library = Library::embedded();
    let errors: Vec<_> = library.diagnostics().iter().filter(|d| d.is_error()).cloned().collect();
    assert!(errors.is_empty(), "{}", render_all(library.sources(), &errors, Style::Plain));
    Session::new(Arc::new(library), Arc::new(Disk))
}

/// Names and texts of the modules of the library.
fn library_files() -> Vec<(String, String)> {
    Library::embedded_texts()
}

/// Paths of the example programs of the repository.
fn examples() -> Vec<PathBuf> {
    nth_testkit::files("examples", ".nth")
}

#[test]
fn library_checks_and_examples_hold() {
    let mut session = session();
    let wanted = Wanted { checks: true, examples: true, ..Wanted::default() };
    let mut wrong = String::new();
    for (name, text) in library_files() {
        let loaded = session.check_text(&name, &text, &nth_session::Scope::default());
        let report = session.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
        wrong.push_str(&render_all(session.sources(), &loaded.diagnostics, Style::Plain));
        wrong.push_str(&render_all(session.sources(), &report.diagnostics, Style::Plain));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn examples_hold() {
    let mut session = session();
    let wanted = Wanted { checks: true, examples: true, ..Wanted::default() };
    let mut wrong = String::new();
    for path in examples() {
        let loaded = session.check_file(&path.display().to_string()).unwrap();
        let report = session.verify(loaded.module, wanted, &Limits::INTERACTIVE, &Cancel::new());
        wrong.push_str(&render_all(session.sources(), &loaded.diagnostics, Style::Plain));
        wrong.push_str(&render_all(session.sources(), &report.diagnostics, Style::Plain));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Tests that every sequence of the library is documented, and has an example and at least 12 checked terms.
#[test]
fn library_is_documented() {
    let session = session();
    let program = session.checker().program();
    let mut wrong = String::new();
    for def in session.checker().modules().iter().filter(|m| m.is_std).flat_map(|m| &m.defs) {
        let def = session.def(*def).unwrap();
        if def.docs.is_empty() {
            wrong.push_str(&format!("{} has no documentation\n", def.name));
        }
        if def.kind == DefKind::Fn || def.oeis.is_empty() {
            continue;
        }
        let checked: usize = program.checks.iter().filter(|c| c.def == def.id).map(|c| c.terms.len()).sum();
        if checked < 12 {
            wrong.push_str(&format!("{} has {checked} checked terms\n", def.name));
        }
        if !def.docs.iter().any(|l| l.text.trim_start().starts_with(">>>")) {
            wrong.push_str(&format!("{} has no example\n", def.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn embedded_database_answers() {
    let database = embedded_database(&Library::embedded());
    for e in database.entries().iter().filter(|e| e.terms.len() >= 12) {
        let options = nth_oeis::LookupOptions { limit: 50, ..Default::default() };
        let found = database.lookup(&e.terms, &options).unwrap().best;
        assert!(found.iter().any(|m| m.anum == e.anum), "{} is not found by its own terms", e.anum);
    }
}

/// The wanted entries of the OEIS, from the data beside the repository; none if it is absent.
fn oeis(wanted: &HashSet<u32>) -> Option<Memory> {
    let (terms, offsets) = (nth_testkit::shared("oeis/stripped.gz")?, nth_testkit::shared("oeis/offsets.gz")?);
    let (terms, offsets) = (File::open(terms).unwrap(), File::open(offsets).unwrap());
    let (terms, _) = TermTable::from_reader("stripped.gz", terms);
    let (offsets, _) = Offsets::from_reader("offsets.gz", offsets);
    let entries = wanted.iter().filter_map(|n| {
        let anum = ANum(*n);
        let row = terms.find(anum)?;
        Some(Entry { terms: terms.ints(row).collect(), offset: offsets.get(anum), ..Entry::unknown(anum) })
    });
    Some(Memory::new(entries, "OEIS"))
}

#[test]
fn library_and_examples_agree_with_the_oeis() {
    let mut session = session();
    let mut modules = Vec::new();
    for (name, text) in library_files() {
        modules.push(session.check_text(&name, &text, &nth_session::Scope::default()).module);
    }
    for path in examples() {
        modules.push(session.check_file(&path.display().to_string()).unwrap().module);
    }
    let wanted: HashSet<u32> =
        session.checker().program().defs.iter().flat_map(|d| d.oeis.iter().map(|(n, _)| *n)).collect();
    let Some(database) = oeis(&wanted) else { return };
    let mut wrong = String::new();
    let (mut compared, mut partly, mut absent) = (0, Vec::new(), Vec::new());
    for module in modules {
        let wanted = Wanted { oeis: Some(&database as &dyn Database), ..Wanted::default() };
        // Budget that suffices for most listed terms; `nth check` allows more.
        let limits = Limits { budget: 2_000_000, ..Limits::INTERACTIVE };
        let report = session.verify(module, wanted, &limits, &Cancel::new());
        for c in &report.oeis {
            compared += 1;
            if c.agreement.is_none() {
                absent.push(c.to_string());
            } else if c.agrees() && c.stopped.is_some() {
                partly.push(c.to_string());
            }
        }
        let errors: Vec<_> = report.diagnostics.into_iter().filter(|d| d.is_error()).collect();
        wrong.push_str(&render_all(session.sources(), &errors, Style::Plain));
    }
    // Entries may be absent: the data beside the repository is a part of the OEIS.
    println!("{compared} comparisons\n{}\n{}", partly.join("\n"), absent.join("\n"));
    assert!(wrong.is_empty(), "{wrong}");
}

/// A synonym means one function. It is no spelling of another name, unless the two take other numbers of arguments,
/// such as `max` of two numbers and `maximum` of a list.
#[test]
fn synonyms_mean_one_function() {
    let session = session();
    let checker = session.checker();
    let scope = nth_session::Scope::default();
    let spelled: HashMap<String, &str> = checker.visible(&scope).into_iter().map(|n| (plain_name(n), n)).collect();
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut wrong = Vec::new();
    for (synonym, name) in checker.synonyms() {
        let plain = plain_name(synonym);
        if let Some(other) = seen.insert(plain.clone(), name) {
            wrong.push(format!("{synonym} means {name} and {other}"));
        }
        if let Some(other) = spelled.get(&plain)
            && !["max", "min"].contains(&synonym)
        {
            wrong.push(format!("{synonym} of {name} is {other}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() > 100, "only {} synonyms", seen.len());
}
