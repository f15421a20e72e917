//! The sources that are written, held against a list: rankings depend on their bytes.

use nth_algebra::primes::PrimeTables;
use nth_propose::build::Expr;
use nth_testkit::{Expected, root, section};

use crate::function::{Fun, KEPT_VALUES, OPS};
use crate::function_levels::basic;
use crate::predicate_rows::PREDICATES;
use crate::rows::{ROWS, Row};
use crate::transforms::{PAIRINGS, TRANSFORMS};

/// Sources of one kind, in order.
struct Section {
    name: &'static str,
    lines: Vec<String>,
}

/// A section of templates, printed for this argument.
fn printed(name: &'static str, sources: impl IntoIterator<Item = Expr>, argument: &'static str) -> Section {
    Section { name, lines: sources.into_iter().map(|s| s.named(argument)).collect() }
}

fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    ROWS.iter().chain(&PREDICATES)
}

fn sections() -> Vec<Section> {
    let base: Vec<Fun> = basic(&PrimeTables::new(), KEPT_VALUES);
    let some: Vec<&Expr> = base.iter().step_by(3).map(|f| &f.source).collect();
    let constants: Vec<Expr> = (1..=10).map(Expr::int).collect();
    let of_functions: Vec<Expr> = base.iter().flat_map(|f| rows().map(|r| r.source.expr().of(&f.source))).collect();
    let pairs: Vec<Expr> = some
        .iter()
        .flat_map(|f| some.iter().copied().chain(&constants).flat_map(|g| OPS.iter().map(|op| op.source(f, g))))
        .collect();
    let large: Vec<&Expr> = of_functions.iter().step_by(53).chain(pairs.iter().step_by(107)).collect();
    let larger = large.iter().flat_map(|f| {
        let of_rows = rows().step_by(7).map(|r| r.source.expr().of(f));
        of_rows.chain(OPS.iter().flat_map(|op| [op.source(f, some[5]), op.source(some[30], f)]))
    });
    let transformed = base
        .iter()
        .step_by(5)
        .map(|f| &f.source)
        .chain(large.iter().step_by(11).copied())
        .flat_map(|f| TRANSFORMS.iter().map(move |t| t.of(f, f)));
    let pairings =
        some.iter().step_by(3).flat_map(|f| some.iter().step_by(4).flat_map(|g| PAIRINGS.iter().map(|t| t.of(f, g))));
    let inner = Expr::part_at(1, [Expr::argument()]);
    let twice = TRANSFORMS.iter().flat_map(|t| {
        let body = t.of(some[7], some[7]);
        let changed =
            [body.clone().moved(1), body.clone().moved(-3), Expr::int(2) * body.clone(), t.of(&inner, &inner)];
        let with = OPS[..4].iter().flat_map(|op| [some[2], some[40], some[60]].map(|g| op.source(&body, g)));
        let with: Vec<Expr> = with.collect();
        changed.into_iter().chain(with).collect::<Vec<_>>()
    });
    let properties: Vec<Expr> = large
        .iter()
        .flat_map(|&f| {
            let (f, residue) = (|| f.clone(), f.clone() % Expr::int(7));
            [
                f().equals(Expr::int(-1)),
                residue.equals(Expr::int(3)),
                f().less(some[3].clone()),
                f().greater(Expr::int(12)),
            ]
        })
        .chain(of_functions.iter().skip(ROWS.len()).step_by(61).cloned())
        .collect();
    let tests = properties.windows(2).flat_map(|p| {
        let (a, b) = (|| p[0].clone(), || p[1].clone());
        [a().and(b()), a().negated().and(b()), a().and(b().negated()), a().negated()]
    });
    vec![
        printed("functions of functions", of_functions.iter().cloned(), "n"),
        printed("two functions", pairs.iter().cloned(), "n"),
        printed("larger functions", larger, "n"),
        printed("transforms", transformed, "n"),
        printed("pairings", pairings, "n"),
        printed("transforms and more", twice, "n"),
        printed("properties", tests, "k"),
    ]
}

/// A text in a table that cannot be parsed would be written as it is, holes and all.
#[test]
fn templates_are_parsed() {
    let transforms = TRANSFORMS.iter().chain(&PAIRINGS).map(|t| &t.source);
    for template in rows().map(|r| &r.source).chain(transforms) {
        assert_eq!(Expr::template(template.text()).as_ref(), Some(template.expr()), "{}", template.text());
        assert_eq!(template.expr().to_string(), template.text());
    }
}

#[test]
fn sources_stay_the_same() {
    let mut out = String::new();
    for Section { name, lines } in sections() {
        out += &section(name, &lines);
    }
    let mut expected = Expected::new();
    expected.compare(&root().join("crates/search/proposers/arithmetic/tests/sources.txt"), &out);
    expected.finish();
}
