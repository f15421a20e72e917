//! Tests on the published programs: the smallest and the fastest known program of each of some 26,700 sequences.
//!
//! All parse and print back to the same letters. Those that do not give every listed term of their sequence at 100,000
//! units a term, in the published reading of cost, are in `benches/data/published-programs.tsv`.
//! `docs/internals/published-programs.md` counts them, and those that do not in the continued reading. With `UPDATE=1`
//! both are written anew. Two more tests are slow and run by hand, `cargo test --release -p nth-batch --test pairs --
//! --ignored --nocapture`. Skipped where the data is absent.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nth_base::{Cancel, CostReading, Limits};
use nth_core::Arena;
use nth_dialects::qsynt;
use nth_eval::{Code, Evaluator, compile_candidate};
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_reference::{Reference, Value, generate, with_stack};

const PUBLISHED: Limits = Limits { reading: CostReading::Published, ..Limits::CANDIDATE };
const KINDS: [&str; 2] = ["smallest", "fastest"];

fn file(path: &str) -> PathBuf {
    nth_testkit::root().join(path)
}

struct Data {
    pairs: Vec<(ANum, [String; 2])>,
    table: TermTable,
}

fn data() -> Option<Data> {
    let (pairs, stripped) = (nth_testkit::published_programs()?, nth_testkit::shared("oeis/stripped.gz")?);
    let pairs = pairs.into_iter().map(|(a, programs)| (a.parse().unwrap(), programs)).collect();
    let (table, _) = TermTable::from_reader("stripped.gz", std::fs::File::open(stripped).unwrap());
    Some(Data { pairs, table })
}

/// A program that does not give all listed terms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Short {
    anum: ANum,
    /// Kind of the program: 0 for the smallest, 1 for the fastest.
    kind: usize,
    status: String,
    /// Position, from 0, of the first term that the program does not give.
    at: usize,
    listed: usize,
}

impl Short {
    fn write(list: &[Self]) -> String {
        let mut out = String::from("# A-number, program, status, first term it does not give (from 0), listed terms\n");
        for s in list {
            writeln!(out, "{}\t{}\t{}\t{}\t{}", s.anum, KINDS[s.kind], s.status, s.at, s.listed).unwrap();
        }
        out
    }

    fn read() -> Vec<Self> {
        let text = std::fs::read_to_string(file("benches/data/published-programs.tsv")).unwrap();
        let row = |line: &str| {
            let [anum, kind, status, at, listed] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            Self {
                anum: anum.parse().unwrap(),
                kind: KINDS.iter().position(|k| *k == kind).unwrap(),
                status: status.to_owned(),
                at: at.parse().unwrap(),
                listed: listed.parse().unwrap(),
            }
        };
        text.lines().filter(|l| !l.starts_with('#')).map(row).collect()
    }
}

/// State that one thread keeps between pairs.
struct Worker<'a> {
    data: &'a Data,
    arena: Arena,
    code: Code,
    evaluator: Evaluator,
}

impl<'a> Worker<'a> {
    fn new(data: &'a Data, budget: u64, reading: CostReading) -> Self {
        let limits = Limits { budget, reading, ..Limits::CANDIDATE };
        Self { data, arena: Arena::new(), code: Code::default(), evaluator: Evaluator::new(&limits, &Cancel::new()) }
    }

    /// Parses, prints and compiles a program, and runs it to its first wrong term. None if it gives all terms, or if no
    /// terms are listed.
    fn run(&mut self, anum: ANum, kind: usize, text: &str) -> Option<(Short, Option<Int>)> {
        if self.arena.len() > 2_000 {
            self.arena.clear();
        }
        if self.evaluator.entries() > 3_000_000 {
            self.evaluator.clear();
        }
        let e = qsynt::parse(&mut self.arena, text.as_bytes(), &mut Vec::new());
        let e = e.unwrap_or_else(|e| panic!("{anum}, {}: {e}: {text}", KINDS[kind]));
        assert_eq!(qsynt::print(&self.arena, e).as_deref(), Some(text), "{anum}, {}", KINDS[kind]);
        let row = self.data.table.find(anum)?;
        compile_candidate(&self.arena, e, &Limits::CANDIDATE, &mut self.code).unwrap();
        let mut run = self.evaluator.run(&self.code);
        let listed = self.data.table.terms(row).len();
        let short = |status: &str, at| Short { anum, kind, status: status.to_owned(), at, listed };
        for (at, term) in self.data.table.ints(row).enumerate() {
            match run.term(at as i64) {
                Ok(x) if x == term => {}
                Ok(x) => return Some((short("mismatch", at), Some(x))),
                Err(e) => return Some((short(e.name(), at), None)),
            }
        }
        None
    }
}

/// Calls `work` for 0 .. `count` on two threads. Returns the results, sorted.
fn on_two_threads<W, T: Ord + Send>(
    count: usize,
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, usize) -> Option<T> + Sync,
) -> Vec<T> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let mut state = start();
                loop {
                    let k = next.fetch_add(1, Ordering::Relaxed);
                    if k >= count {
                        return;
                    }
                    if let Some(x) = work(&mut state, k) {
                        found.lock().unwrap().push(x);
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort();
    found
}

/// Tables of counts for the documentation page, in both readings.
fn counts(data: &Data, readings: [&[Short]; 2]) -> String {
    let [published, continued] = readings.map(|shorts| table(data, shorts));
    format!("{published}\nIn the continued reading:\n\n{continued}")
}

fn table(data: &Data, shorts: &[Short]) -> String {
    let known = data.pairs.iter().filter(|(a, _)| data.table.find(*a).is_some()).count();
    let mut by_status: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for s in shorts {
        by_status.entry(&s.status).or_default()[s.kind] += 1;
    }
    let mut all = [known; 2];
    by_status.values().for_each(|n| (0..2).for_each(|k| all[k] -= n[k]));
    let mut out = String::from("| status | smallest | fastest | together |\n|--|--:|--:|--:|\n");
    let mut row = |name: &str, [a, b]: [usize; 2]| {
        let part = 100.0 * (a + b) as f64 / (2 * known) as f64;
        writeln!(out, "| {name} | {a} | {b} | {} ({part:.2} %) |", a + b).unwrap();
    };
    row("all terms", all);
    by_status.into_iter().for_each(|(name, n)| row(name, n));
    row("together", [known; 2]);
    out
}

/// Replaces the part of a page between the two marks.
fn with_counts(page: &str, counts: &str) -> String {
    let (begin, end) = ("<!-- counts -->\n", "<!-- end of counts -->\n");
    let (before, rest) = page.split_once(begin).expect("the page has a mark");
    let (_, after) = rest.split_once(end).expect("the page has an end mark");
    format!("{before}{begin}{counts}{end}{after}")
}

#[test]
fn published_programs_give_the_listed_terms() {
    let Some(data) = data() else { return };
    assert!(data.pairs.len() > 26_000, "only {} rows", data.pairs.len());
    let shorts = on_two_threads(
        2 * data.pairs.len(),
        || Worker::new(&data, Limits::CANDIDATE.budget, CostReading::Published),
        |w, k| {
            let (anum, programs) = &data.pairs[k / 2];
            w.run(*anum, k % 2, &programs[k % 2]).map(|(s, _)| s)
        },
    );
    // A run that ends for another reason than its budget has the same terms in both readings, since the continued cost
    // is never larger.
    let programs: HashMap<ANum, &[String; 2]> = data.pairs.iter().map(|(a, p)| (*a, p)).collect();
    let continued = on_two_threads(
        shorts.len(),
        || Worker::new(&data, Limits::CANDIDATE.budget, CostReading::Continued),
        |w, k| {
            let s = &shorts[k];
            let short = w.run(s.anum, s.kind, &programs[&s.anum][s.kind]).map(|(s, _)| s);
            assert!(s.status == "budget" || short.as_ref() == Some(s), "{s:?}, continued {short:?}");
            short
        },
    );
    let counts = counts(&data, [&shorts, &continued]);
    println!("{counts}");
    let (list, page) = (file("benches/data/published-programs.tsv"), file("docs/internals/published-programs.md"));
    let old = std::fs::read_to_string(&page).unwrap();
    let new = with_counts(&old, &counts);
    if nth_testkit::updating() {
        std::fs::write(list, Short::write(&shorts)).unwrap();
        std::fs::write(page, new).unwrap();
        return;
    }
    // Programs that contradict the list are not counted: no budget would make them right.
    let contradict = shorts.iter().filter(|s| s.status == "mismatch").count();
    let programs = 2 * data.pairs.iter().filter(|(a, _)| data.table.find(*a).is_some()).count() - contradict;
    let limited = shorts.len() - contradict;
    assert!(limited * 100 <= programs * 3, "{limited} of {programs} end early");
    let before = Short::read();
    let only = |a: &[Short], b: &[Short]| -> Vec<Short> { a.iter().filter(|x| !b.contains(x)).cloned().collect() };
    let (more, less) = (only(&shorts, &before), only(&before, &shorts));
    assert!(shorts == before, "not in the file: {more:?}\nonly in the file: {less:?}\nUPDATE=1 writes it anew");
    assert!(old == new, "docs/internals/published-programs.md: other counts; UPDATE=1 writes them anew");
}

/// Programs of the committed list, with their texts.
fn listed(data: &Data) -> Vec<(Short, &str)> {
    let rows: HashMap<ANum, &[String; 2]> = data.pairs.iter().map(|(a, p)| (*a, p)).collect();
    Short::read().into_iter().map(|s| (s.clone(), rows[&s.anum][s.kind].as_str())).collect()
}

/// Computes term number `at` with the reference evaluator.
fn reference(text: &str, at: usize) -> Result<Int, &'static str> {
    let mut arena = Arena::new();
    let body = qsynt::parse(&mut arena, text.as_bytes(), &mut Vec::new()).unwrap();
    let case = generate::of_expression(arena, body);
    let mut run = Reference::new(&case.arena, &case.program, case.entry, PUBLISHED);
    for n in 0..at {
        run.term(&case.args(n as i64)).0.map_err(|e| format!("term {n} of {text}: {}", e.name())).unwrap();
    }
    run.term(&case.args(at as i64)).0.map(Value::int).map_err(nth_core::EvalError::name)
}

#[test]
#[ignore = "slow: the reference evaluator"]
fn the_reference_ends_in_the_same_way() {
    let Some(data) = data() else { return };
    let list = listed(&data);
    let found = on_two_threads(
        list.len(),
        || Worker::new(&data, Limits::CANDIDATE.budget, CostReading::Published),
        |w, k| {
            let (s, text) = &list[k];
            let (again, ours) = w.run(s.anum, s.kind, text).unwrap();
            assert_eq!(again, *s);
            let theirs = with_stack(|| reference(text, s.at));
            let same = match (&ours, &theirs) {
                (Some(x), Ok(y)) => x == y,
                (None, Err(name)) => s.status == *name,
                (Some(_), Err(_)) | (None, Ok(_)) => false,
            };
            Some((s.clone(), ours, same))
        },
    );
    let mut mismatches: BTreeMap<&str, usize> = BTreeMap::new();
    for (s, value, _) in found.iter().filter(|f| f.1.is_some()) {
        let both = found.iter().any(|(t, v, _)| t.anum == s.anum && t.kind != s.kind && t.at == s.at && v == value);
        *mismatches
            .entry(if both { "the other program too, same value" } else { "the other program not" })
            .or_default() += 1;
        let place = if s.at < 20 { "in the first 20 terms" } else { "beyond 20 terms" };
        *mismatches.entry(place).or_default() += 1;
    }
    println!("{} programs; mismatches: {mismatches:?}", found.len());
    let differ: Vec<&Short> = found.iter().filter(|f| !f.2).map(|f| &f.0).collect();
    assert!(differ.is_empty(), "the reference ends otherwise: {differ:?}");
}

#[test]
#[ignore = "slow: a hundred times the budget"]
fn with_a_larger_budget() {
    let Some(data) = data() else { return };
    let mut list = listed(&data);
    list.retain(|(s, _)| s.status == "budget");
    for budget in [1_000_000, 10_000_000] {
        let start = list.len();
        let left = on_two_threads(
            list.len(),
            || Worker::new(&data, budget, CostReading::Published),
            |w, k| w.run(list[k].0.anum, list[k].0.kind, list[k].1).map(|(s, _)| (k, s.status)),
        );
        let mut by_status: BTreeMap<&str, usize> = BTreeMap::new();
        left.iter().for_each(|(_, status)| *by_status.entry(status).or_default() += 1);
        println!(
            "{budget} units a term: {} of {start} more give all terms; the rest: {by_status:?}",
            start - left.len()
        );
        list = left.iter().filter(|(_, s)| s == "budget").map(|(k, _)| list[*k].clone()).collect();
    }
}
