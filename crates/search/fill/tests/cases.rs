//! Holes of `tests/fill`: the fillings that are found, without a clock.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::sync::Arc;

use nth_base::Cancel;
use nth_compiler::{Library, NoFiles, SourceFiles};
use nth_fill::{Environment, FillError, Filled, Options, Request, apply_edits, fill};
use nth_testkit::{Part, Still};

struct Bench {
    library: Arc<Library>,
    files: Arc<dyn SourceFiles>,
}

impl Bench {
    fn new() -> Self {
        Self { library: Arc::new(Library::embedded()), files: Arc::new(NoFiles) }
    }

    fn fill(&self, text: &str, name: Option<&str>, options: &Options) -> Result<Vec<Filled>, FillError> {
        let cancel = Cancel::new();
        let (library, files) = (&self.library, &self.files);
        let environment = Environment { library, files, clock: &Still, cancel: &cancel, synthesizer: None };
        fill(&Request { file: "a.nth", text, name }, &environment, options)
    }
}

fn options() -> Options {
    Options { time: None, work: 30_000, top: 1, ..Options::default() }
}

#[test]
fn fillings() {
    let bench = Bench::new();
    nth_testkit::cases("tests/fill", |case| {
        let mut out = String::new();
        match bench.fill(&case.input, None, &options()) {
            Err(FillError::Invalid(diagnostics, _)) => out.push_str(&diagnostics[0].title),
            Err(e) => write!(out, "{e}").unwrap(),
            Ok(groups) => {
                for filled in groups {
                    for f in &filled.fillings {
                        let guess = if f.guess { ", may be a coincidence" } else { "" };
                        writeln!(out, "{}    ({} terms{guess})", f.parts.join("  ;  "), f.terms).unwrap();
                        out.push_str(&f.definitions);
                    }
                    if filled.fillings.is_empty() {
                        out.push_str("nothing was found\n");
                    }
                }
            }
        }
        vec![Part::new("found", out)]
    });
}

/// What is written into the file is a program whose checks hold and which has no hole.
#[test]
fn the_file_that_is_written_is_right() {
    let bench = Bench::new();
    let text = "/// Odd squares.\nseq a(n) = (2 * n + ?) ^ 2 // squares\ncheck a = 1, 9, 25, 49, 81\n\nseq b(n) = ?\ncheck b = 1, 2, 4, 8, 16, 32\n";
    let groups = bench.fill(text, None, &options()).unwrap();
    let edits: Vec<_> = groups.iter().flat_map(|g| g.fillings[0].edits.clone()).collect();
    let filled = apply_edits(text, &edits).unwrap();
    assert_eq!(
        filled,
        "/// Odd squares.\nseq a(n) = (2 * n + 1) ^ 2 // squares\ncheck a = 1, 9, 25, 49, 81\n\nseq b(n) = 2 ^ n\ncheck b = 1, 2, 4, 8, 16, 32\n"
    );
    assert!(matches!(bench.fill(&filled, None, &options()), Err(FillError::NoHole)));
}

#[test]
fn one_definition_can_be_chosen() {
    let bench = Bench::new();
    let text = "seq a(n) = ?\ncheck a = 1, 2, 3, 4\nseq b(n) = n + ?\ncheck b = 3, 4, 5\n";
    let groups = bench.fill(text, Some("b"), &options()).unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].fillings[0].parts, ["3"]);
    assert!(matches!(bench.fill(text, Some("c"), &options()), Err(FillError::NoDefinition(..))));
}

/// Equal work gives equal fillings.
#[test]
fn repeated_searches_agree() {
    let bench = Bench::new();
    let text = "seq a(n) = if ? then ? else n\ncheck a = 1, 1, 3, 3, 5, 5, 7, 7\n";
    let options = Options { top: 3, work: 5_000, ..options() };
    let found = || -> Vec<Vec<String>> {
        let groups = bench.fill(text, None, &options).unwrap();
        groups[0].fillings.iter().map(|f| f.parts.clone()).collect()
    };
    assert_eq!(found(), found());
}
