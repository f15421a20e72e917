//! Easy-10k: 25 terms are shown, the next 10 must be right (d'Ascoli et al. 2022; Butt et al. 2022).
//!
//! Nothing is looked up. The first answer counts, if it is no guess; "any of 10" counts guesses as well. The sequences
//! share the work of a search, whose time is set with `--seconds`.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use nth_base::{Cancel, Clock};
use nth_compiler::Library;
use nth_num::Int;
use nth_synth::{Answer, Options, Silent, Synthesizer, Task, select_proposers};
use serde_json::json;

use crate::Done;
use crate::clock::cpu;
use crate::confidence::answer_json;
use crate::logistic;

const FILE: &str = "../shared/oeis/easy10k.csv.gz";
const SHOWN: usize = 25;
const NEXT: usize = 10;
/// Bounds of confidence that are told beside the one that is built in.
const BOUNDS: [f64; 9] = [0.0, 0.5, 0.7, 0.72, 0.74, 0.76, 0.8, 0.86, 0.92];

/// Clock that counts from the start of the process.
struct Wall(std::time::Instant);

impl Clock for Wall {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn thread_time(&self) -> Option<Duration> {
        Some(Duration::from_secs_f64(cpu()))
    }
}

/// A row: number of the entry, and all terms.
type Row = (u32, Vec<Int>);

/// The rows, where they are.
fn rows() -> Done<Option<Vec<Row>>> {
    let Ok(file) = std::fs::File::open(FILE) else { return Ok(None) };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    let row = |line: &str| -> Option<Row> {
        let number = line.get(1..7)?.parse().ok()?;
        let terms = line.split('"').nth(1)?;
        Some((number, terms.split(',').filter(|t| !t.is_empty()).map(|t| t.parse().ok()).collect::<Option<_>>()?))
    };
    Ok(Some(text.lines().filter_map(row).filter(|r| r.1.len() >= SHOWN + NEXT).collect()))
}

fn is_right(answer: &Answer, row: &[Int]) -> bool {
    answer.next.len() == NEXT && answer.next == row[SHOWN..SHOWN + NEXT]
}

/// Runs it with each choice of proposers; `seconds` of wall time for each search, on `jobs` threads. With `fit` also
/// the weights of the confidence that the odd rows would give. Writes the first answer of each row, as JSON Lines, to
/// the file `log` with the name of the choice added.
pub fn report(seconds: u64, jobs: usize, only: Option<&str>, fit: bool, log: Option<&str>) -> Done<()> {
    let Some(all) = rows()? else {
        println!("easy10k: skipped, there is no {FILE}");
        return Ok(());
    };
    let synthesizer = Synthesizer::new(Arc::new(Library::embedded()));
    let clock = Wall(std::time::Instant::now());
    let choices =
        [("families", &["families"][..]), ("enumerate", &["enumerate"]), ("both", &["families", "enumerate"])];
    let requests: Vec<Task> = all.iter().map(|r| Task { terms: r.1[..SHOWN].to_vec().into(), first: None }).collect();
    println!("Easy-10k, {} rows, {SHOWN} terms shown, {NEXT} to be right", all.len());
    println!("| proposers | top-1 right | top-1 wrong | no answer | any of 10 | seconds |");
    println!("|--|--|--|--|--|--|");
    for (name, words) in choices {
        if only.is_some_and(|o| o != name) {
            continue;
        }
        let options = Options {
            top: 10,
            readable: false,
            next: NEXT,
            proposers: select_proposers(words)?,
            jobs,
            memory: 4 << 30,
            time: Some(Duration::from_secs(seconds)),
            ..Options::default()
        };
        let start = clock.now();
        let found = synthesizer.search(&requests, &options, &clock, &Cancel::new(), &Silent);
        let took = (clock.now() - start).as_secs_f64();
        let percent = |n: usize| 100.0 * n as f64 / all.len() as f64;
        let first = |right: bool| {
            found
                .answers
                .iter()
                .zip(&all)
                .filter(|(a, row)| a.iter().find(|a| !a.guess).is_some_and(|a| is_right(a, &row.1) == right))
                .count()
        };
        let (right, wrong) = (first(true), first(false));
        let firsts: Vec<(Answer, bool, bool)> = found
            .answers
            .iter()
            .zip(&all)
            .filter_map(|(a, row)| {
                a.first().filter(|a| a.next.len() == NEXT).map(|a| (a.clone(), is_right(a, &row.1), row.0 % 2 == 1))
            })
            .collect();
        let any = found.answers.iter().zip(&all).filter(|(a, row)| a.iter().any(|a| is_right(a, &row.1))).count();
        println!(
            "| {name} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {took:.0} |",
            percent(right),
            percent(wrong),
            percent(all.len() - right - wrong),
            percent(any)
        );
        for (half, odd) in [("odd", Some(true)), ("even", Some(false)), ("all", None)] {
            let rows: Vec<&(Answer, bool, bool)> = firsts.iter().filter(|f| odd.is_none_or(|o| f.2 == o)).collect();
            let of = all.iter().filter(|r| odd.is_none_or(|o| (r.0 % 2 == 1) == o)).count();
            let part = |n: usize| 100.0 * n as f64 / of as f64;
            let told: Vec<String> = BOUNDS
                .iter()
                .map(|bound| {
                    let kept = rows
                        .iter()
                        .filter(|(a, ..)| a.evidence_bits >= options.evidence_bits && a.confidence >= *bound);
                    let right = kept.clone().filter(|(_, right, _)| *right).count();
                    format!("{bound}: {:.1} / {:.2}", part(right), part(kept.count() - right))
                })
                .collect();
            println!("    {half} rows, right / wrong from a confidence of {}", told.join(", "));
        }
        if fit {
            let odd: Vec<_> = firsts.iter().filter(|f| f.2).map(|(a, r, _)| (a.features.values(), *r)).collect();
            println!("    weights from the odd rows: {:.2?}", logistic::fit(&odd));
        }
        for (who, t) in &found.tallies {
            println!("    {who}: {t:?}");
        }
        if let Some(path) = log {
            let mut text = String::new();
            for (a, row) in found.answers.iter().zip(&all) {
                let first = a.first();
                let right = first.is_some_and(|a| is_right(a, &row.1));
                let row = json!({"entry": row.0, "right": right, "answer": first.map(answer_json)});
                text += &format!("{row}\n");
            }
            std::fs::write(format!("{path}.{name}"), text)?;
        }
    }
    Ok(())
}
