//! The sources that are written, held against a list: rankings depend on their bytes.

use std::fmt::Write;

use crate::function::{Fun, OPS};
use crate::function_levels::{SHORT, basic};
use crate::numbers::Numbers;
use crate::predicate_rows::TESTS;
use crate::rows::ROWS;
use crate::sets::negated;
use crate::source::Source;
use crate::transforms::{PAIRINGS, TRANSFORMS};

/// Sources of one kind, in order.
struct Section {
    name: &'static str,
    lines: Vec<String>,
}

/// FNV-1a over all lines.
fn digest(lines: &[String]) -> u64 {
    let bytes = lines.iter().flat_map(|l| l.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

fn sections() -> Vec<Section> {
    let base: Vec<Fun> = basic(&Numbers::new(), SHORT);
    let some: Vec<&Source> = base.iter().step_by(3).map(|f| &f.source).collect();
    let constants: Vec<Source> = (1..=10).map(|c: i64| Source::atom(c.to_string())).collect();
    let of_functions: Vec<Source> =
        base.iter().flat_map(|f| ROWS.iter().chain(TESTS).map(|r| Source::template(r.source).of(&f.source))).collect();
    let pairs: Vec<Source> = some
        .iter()
        .flat_map(|f| some.iter().copied().chain(&constants).flat_map(|g| OPS.iter().map(|op| op.source(f, g))))
        .collect();
    let large: Vec<&Source> = of_functions.iter().step_by(53).chain(pairs.iter().step_by(107)).collect();
    let larger = large.iter().flat_map(|f| {
        let rows = ROWS.iter().chain(TESTS).step_by(7).map(|r| Source::template(r.source).of(f).named("n"));
        rows.chain(OPS.iter().flat_map(|op| [op.source(f, some[5]).named("n"), op.source(some[30], f).named("n")]))
    });
    let transforms = base
        .iter()
        .step_by(5)
        .map(|f| &f.source)
        .chain(large.iter().step_by(11).copied())
        .flat_map(|f| TRANSFORMS.iter().map(move |t| t.of(f, f)));
    let pairings =
        some.iter().step_by(3).flat_map(|f| some.iter().step_by(4).flat_map(|g| PAIRINGS.iter().map(|t| t.of(f, g))));
    let inner = Source::atom("@1($)");
    let twice = TRANSFORMS.iter().flat_map(|t| {
        let body = t.of(some[7], some[7]);
        let text = Source::template(&body);
        let sums =
            [("+", 1i64), ("-", 3)].map(|(sign, c)| text.join(sign, 3, &Source::atom(c.to_string())).text.to_string());
        let times = Source::atom("2").join("*", 2, &text).text.to_string();
        let with = OPS[..4].iter().flat_map(|op| {
            [some[2], some[40], some[60]].map(|g| op.source(&text, &Source::at(g.level, g.named("n"))).text.to_string())
        });
        let with: Vec<String> = with.collect();
        sums.into_iter().chain([times, t.of(&inner, &inner)]).chain(with).collect::<Vec<_>>()
    });
    let properties: Vec<Source> = large
        .iter()
        .flat_map(|f| {
            let zero = f.join("==", 4, &Source::at(3, "-1"));
            let residue = f.join("%", 2, &Source::atom("7")).join("==", 4, &Source::atom("3"));
            [zero, residue, f.join("<", 4, some[3]), f.join(">", 4, &Source::atom("12"))]
        })
        .chain(of_functions.iter().skip(ROWS.len()).step_by(61).cloned())
        .collect();
    let tests = properties.windows(2).flat_map(|p| {
        let (a, b) = (&p[0], &p[1]);
        [a.join("and", 6, b), negated(a).join("and", 6, b), a.join("and", 6, &negated(b)), negated(a)]
            .map(|s| s.named("k"))
    });
    let text = |all: &[Source]| all.iter().map(|s| s.named("n")).collect();
    vec![
        Section { name: "functions of functions", lines: text(&of_functions) },
        Section { name: "two functions", lines: text(&pairs) },
        Section { name: "larger functions", lines: larger.collect() },
        Section { name: "transforms", lines: transforms.collect() },
        Section { name: "pairings", lines: pairings.collect() },
        Section { name: "transforms and more", lines: twice.collect() },
        Section { name: "properties", lines: tests.collect() },
    ]
}

#[test]
fn sources_stay_the_same() {
    let mut out = String::new();
    for Section { name, lines } in sections() {
        writeln!(out, "== {name}: {} lines, digest {:016x}", lines.len(), digest(&lines)).unwrap();
        for line in lines.iter().step_by(lines.len() / 40 + 1) {
            writeln!(out, "{line}").unwrap();
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sources.txt");
    #[expect(clippy::disallowed_methods, reason = "a test reads its cases")]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &out).unwrap();
    }
    assert_eq!(out, include_str!("../tests/sources.txt"));
}
