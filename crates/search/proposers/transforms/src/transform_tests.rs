//! Every transform: what its program gives from random small sequences is undone to them, modulo the prime and exactly.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_propose::{Formula, Proposal};
use nth_session::{Library, NoFiles, Scope, Selection, Session};
use nth_testkit::Random;

use crate::chain::all_transforms;
use crate::derived::{DERIVED, Values};
use crate::transform::{Row, Transform, at};
use crate::{Known, Transforms};
use nth_algebra::{Residue, Ring};

/// A session to run formulas in.
pub(crate) fn session() -> Session {
    Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles))
}

/// The first terms of a formula.
pub(crate) fn terms_of(session: &mut Session, f: &Formula, len: usize) -> Vec<Int> {
    let source = f.source("a");
    // Every text is a module of its own, since texts that have run may not be rolled back.
    static TEXTS: AtomicUsize = AtomicUsize::new(0);
    let name = format!("t{}.nth", TEXTS.fetch_add(1, Ordering::Relaxed));
    let loaded = session.check_text(&name, &source, &Scope::default());
    assert!(!loaded.has_errors(), "{source}{:?}", loaded.diagnostics);
    let Selection::Found(ids) = session.select(loaded.module, Some("a")) else { panic!("{source}") };
    let (terms, _) = session.first_terms(ids[0], len as u64, &Limits::INTERACTIVE, &Cancel::new()).unwrap();
    terms
}

/// Random numbers from −2 to 4, determined by the seed.
fn random(seed: u64, len: usize) -> Vec<i64> {
    let mut random = Random::new(seed);
    (0..len).map(|_| random.below(7) as i64 - 2).collect()
}

/// Terms from `start` on, then zero.
fn listed(v: &[i64], start: i64) -> Formula {
    let list: Vec<String> = v.iter().map(ToString::to_string).collect();
    let len = v.len() as i64;
    Formula::new(format!("if n < {} then [{}][n - {start}] else 0", start + len, list.join(", "))).starting(start)
}

#[test]
#[allow(clippy::wildcard_enum_match_arm, reason = "most steps need no care")]
fn programs_are_undone() {
    let mut session = session();
    for transform in all_transforms() {
        let row: Row<Int> = transform.row();
        for seed in 1..=3 {
            let mut f = random(seed, 30);
            match transform {
                // Products and quotients need factors that are not zero; roots and reversions need integers.
                Transform::Products => f.iter_mut().for_each(|x| *x = x.abs() + 1),
                Transform::Root(r) => {
                    f.iter_mut().for_each(|x| *x *= i64::from(r) * i64::from(r));
                    f[0] = 1;
                }
                Transform::EgfRoot => {
                    f.iter_mut().for_each(|x| *x *= 2);
                    f[0] = 1;
                }
                Transform::Revert => f[0] = 1,
                Transform::Logarithmic => f[0] = 1,
                Transform::Even => f.iter_mut().skip(1).step_by(2).for_each(|x| *x = 0),
                Transform::OddTerms => f.iter_mut().step_by(2).for_each(|x| *x = 0),
                _ => {}
            }
            let from = seed as i64 - 1;
            let part = match transform {
                // Quotients that are whole.
                Transform::Over(w, s) => {
                    let w: Vec<Int> = w.values(usize::from(s), f.len());
                    let list: Vec<String> =
                        f.iter().zip(&w).map(|(x, w)| Ring::mul(w, &Int::from(*x)).to_string()).collect();
                    Formula::new(format!("[{}][n - {}]", list.join(", "), row.inner_start)).starting(row.inner_start)
                }
                _ => listed(&f, row.inner_start),
            };
            let first = Int::from(5);
            let formula = Formula::new(row.body(from, &[first])).with(vec![part.clone()]).starting(from);
            let t = terms_of(&mut session, &formula, 12);
            assert_eq!(t.len(), 12, "{transform:?} {}", formula.source("a"));
            let back = row.undo(&t).unwrap_or_else(|| panic!("{transform:?} {t:?}"));
            let want = terms_of(&mut session, &part, back.len());
            assert_eq!(back, want, "{transform:?} {}", formula.source("a"));
            let residues: Vec<Residue> = t.iter().map(Residue::of).collect();
            let want: Vec<Residue> = want.iter().map(Residue::of).collect();
            assert_eq!(transform.row().undo(&residues), Some(want), "{transform:?}");
        }
    }
}

/// Terms of a formula, what is found for them, and that it has them all.
fn holds(session: &mut Session, body: &str, from: i64, len: usize, says: &str) {
    let terms = terms_of(session, &Formula::new(body).starting(from), len);
    assert_eq!(terms.len(), len, "{body}");
    let found = Transforms::new().find(&terms, Some(from));
    assert!(found.iter().any(|p| p.description.contains(says)), "{body}: {:?}", texts(&found));
    for p in &found {
        assert_eq!(terms_of(session, p.formula().unwrap(), len), terms, "{body}: {}", p.formula().unwrap().source("a"));
        assert!(p.evidence.determined_by >= p.evidence.verbatim && p.evidence.determined_by < len);
    }
}

fn texts(found: &[Proposal]) -> Vec<String> {
    found.iter().map(|p| format!("{}: {}", p.description, p.formula().unwrap().source("a"))).collect()
}

#[test]
fn known_kinds_are_found() {
    let mut s = session();
    holds(&mut s, "partitions(n)", 0, 40, "Euler transform of constant");
    holds(&mut s, "partitions(n + 1)", 0, 40, "Euler transform of constant");
    holds(&mut s, "bell(n)", 0, 25, "exponential transform of constant");
    holds(&mut s, "sigma(1, n)", 1, 60, "multiplicative");
    holds(&mut s, "euler_phi(n)", 1, 60, "multiplicative");
    holds(&mut s, "4 * num_divisors(n) ^ 2", 1, 60, "multiplicative");
    holds(&mut s, "omega(n)", 1, 60, "additive");
    holds(&mut s, "two_squares(n)", 0, 100, "character modulo 4");
    holds(&mut s, "pascal(triangular_root(n), n - triangular(triangular_root(n)))", 0, 60, "table");
    holds(&mut s, "let r = triangular_root(n - 1) in stirling2(r, n - 1 - triangular(r))", 1, 60, "recurrence for");
    holds(&mut s, "let r = triangular_root(n) in 3 * gcd(r - n + triangular(r), n - triangular(r)) + r", 0, 60, "gcd");
    holds(&mut s, "let r = triangular_root(n) in r * r * (n - triangular(r)) + 7", 0, 60, "polynomial");
    holds(&mut s, "2 ^ triangular_root(n)", 0, 60, "table by row");
    holds(&mut s, "fib(n - 1 - triangular(triangular_root(n - 1)))", 1, 80, "table by column");
    holds(&mut s, "digit(10 ^ 90 / 97, 10, 90 - n)", 1, 80, "rational");
    holds(&mut s, "phi_digits(n)", 1, 60, "quadratic");
    holds(&mut s, "cbrt2_digits(n)", 1, 60, "root of order 3");
    holds(&mut s, "decimal_digit(|s| (2 * pi_scaled(s) + 50 * s) / 3, n - 3)", 2, 80, "combination of pi");
    holds(&mut s, "ln2_digits(n)", 0, 60, "log 2");
    holds(&mut s, "factorial(n) * (n * n + 3)", 0, 25, "factorial(n) times");
}

#[test]
fn derived_sequences_are_found() {
    // Sequences derived from some, hidden by a linear term, are found and written so that the source gives the terms.
    let mut s = session();
    let known: Vec<Known> = [("prime", 1), ("sum_divisors", 1), ("stern", 0), ("partitions", 0), ("moebius_mu", 1)]
        .map(|(name, from)| {
            let f = Formula::new(format!("{name}(n)")).starting(from);
            Known { call: name.to_owned(), terms: terms_of(&mut s, &f, 150), from, program: None }
        })
        .to_vec();
    let finder = Transforms::with_known(&known);
    for row in &DERIVED {
        let (mut found, mut could) = (0, 0);
        for k in &known {
            let own = (row.values)(&Values::of(&k.terms, k.from));
            let Some((start, _)) = own.filter(|(_, v)| v.len() >= 32) else { continue };
            could += 1;
            let values = row.template.replace('F', &k.from.to_string()).replace('A', &k.call);
            let body = format!("2 * {} + 3 * n - 5", at(&format!("({values})"), start + 1 - k.from));
            let formula = Formula::new(body).starting(k.from);
            let terms = terms_of(&mut s, &formula, 30);
            assert_eq!(terms.len(), 30, "{}", formula.source("a"));
            for p in finder.find(&terms, Some(k.from)) {
                assert_eq!(
                    terms_of(&mut s, p.formula().unwrap(), terms.len()),
                    terms,
                    "{}",
                    p.formula().unwrap().source("a")
                );
                found += 1;
            }
        }
        assert!(found > 0 || could == 0, "{}", row.template);
    }
}

#[test]
fn hostile_terms_are_quick() {
    let t = Transforms::new();
    let huge: Int = ("9".to_owned() + &"7".repeat(999)).parse().unwrap();
    let of = |f: &dyn Fn(i64) -> Int, len: i64| (0..len).map(f).collect::<Vec<Int>>();
    for len in 0..4 {
        assert!(t.find(&of(&|i| Int::from(i), len), None).is_empty());
    }
    let _ = t.find(&of(&|i| Int::from(i * i % 1009 * (i % 17)), 10_000), Some(i64::from(i32::MIN)));
    let _ = t.find(&of(&|i| Int::mul(&huge, &Int::from(i * i % 101)), 10_000), Some(1));
    let _ = t.find(&of(&|_| Int::ZERO, 10_000), Some(0));
    let _ = t.find(&of(&|i| Int::from(if i == 0 { i64::MIN } else { i64::MAX }), 1000), Some(0));
}
