//! Counts the sequences of the OEIS that have a fit, by family, with the time it takes.
//!
//! `measure all FILE STEP` fits each STEP-th line of `stripped.gz` with all its terms and counts those with 8 terms
//! more than were fitted. `measure easy FILE STEP` shows 25 terms of each STEP-th row of `easy10k.csv.gz` and runs the
//! shortest fit for the next 10. `measure noise` times both ways on random terms.

#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "it reads files and prints")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::time::Instant;

use common::Bench;
use nth_algebra::Terms;
use nth_closed_form::{Fit, fit_all, fit_simple};
use nth_num::Int;

const SHOWN: usize = 25;
const HIDDEN: usize = 10;

fn family(says: &str) -> String {
    let words: Vec<&str> = says.split([',', ':', ';']).next().unwrap().split(' ').take(2).collect();
    words.join(" ").trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

fn lines(path: &str) -> Vec<String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().filter(|l| l.starts_with('A')).map(str::to_owned).collect()
}

fn terms(line: &str) -> Vec<Int> {
    let list = &line[line.find(',').unwrap()..];
    let list = list.trim_start_matches([',', '"']);
    let list = list.split('"').next().unwrap();
    list.split(',').filter(|t| !t.trim().is_empty()).map(|t| t.trim().parse().unwrap()).collect()
}

/// A yardstick for what terms say.
fn information(terms: &[Int], before: usize) -> f64 {
    (before..terms.len())
        .map(|k| {
            let difference = |k: usize| if k == 0 { terms[0].clone() } else { terms[k].sub(&terms[k - 1]) };
            let second = if k == 0 { terms[0].clone() } else { difference(k).sub(&difference(k - 1)) };
            let least = terms[k].bits().min(difference(k).bits()).min(second.bits());
            least as f64 + 1.0
        })
        .sum()
}

fn all(lines: &[String]) {
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    let (mut any, mut eight) = (0, 0);
    let mut slowest = (0, String::new());
    let (mut simple, mut whole) = (0, 0);
    for line in lines {
        let terms = terms(line);
        let at = Instant::now();
        let _ = std::hint::black_box(fit_simple(&terms, 0));
        simple += at.elapsed().as_nanos();
        let at = Instant::now();
        let fits = fit_all(&Terms::from(terms.clone()), 0, &|| false);
        let time = at.elapsed().as_nanos();
        whole += time;
        if time > slowest.0 {
            slowest = (time, line[..60.min(line.len())].to_owned());
        }
        any += usize::from(!fits.is_empty());
        if let Some(fit) = fits.iter().find(|f| f.determined_by + 8 <= terms.len()) {
            eight += 1;
            *families.entry(family(&fit.form.description())).or_default() += 1;
        }
    }
    let each = |ns: u128| ns as f64 / 1000.0 / lines.len() as f64;
    println!("{} sequences, {any} with a fit, {eight} with 8 terms more than fitted", lines.len());
    println!("{:.1} µs each for fit_simple, {:.1} for fit_all", each(simple), each(whole));
    println!("slowest: {:.1} ms, {}", slowest.0 as f64 / 1e6, slowest.1);
    for (name, count) in families {
        println!("{count:8} {name}");
    }
}

fn easy(lines: &[String], list: bool) {
    let mut bench = Bench::new();
    let mut rows: Vec<(f64, bool, String, String)> = Vec::new();
    let mut by_surplus: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut failed = 0;
    let mut used = 0;
    let mut later: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let terms = terms(line);
        if terms.len() < SHOWN + HIDDEN {
            continue;
        }
        used += 1;
        let shown = &terms[..SHOWN];
        let fits = fit_all(&Terms::from(shown.to_vec()), 0, &|| false);
        let margin = |f: &Fit| information(shown, f.verbatim) - f.bits;
        let Some(fit) = fits.first() else { continue };
        if used % 500 == 0 {
            bench = Bench::new();
        }
        let run = bench.terms(&fit.form.formula(), SHOWN + HIDDEN);
        let right = match &run {
            Ok(run) => {
                assert_eq!(&run[..SHOWN], shown, "{line}\n{}", fit.form.formula().source("a"));
                run[SHOWN..] == terms[SHOWN..SHOWN + HIDDEN]
            }
            Err(e) => {
                failed += 1;
                if list {
                    println!("failed: {}: {e}", &line[..7]);
                }
                false
            }
        };
        if margin(fit) > 5.0 {
            let entry = by_surplus.entry(SHOWN - fit.determined_by).or_default();
            if right { entry.0 += 1 } else { entry.1 += 1 }
        }
        for other in fits.iter().skip(1).filter(|_| !right) {
            if bench
                .terms(&other.form.formula(), SHOWN + HIDDEN)
                .is_ok_and(|r| r[SHOWN..] == terms[SHOWN..SHOWN + HIDDEN])
            {
                *later
                    .entry(format!("{} -> {}", family(&fit.form.description()), family(&other.form.description())))
                    .or_default() += 1;
                if list {
                    println!("later: {} {} | {}", &line[..7], fit.form.formula().body, other.form.formula().body);
                }
                break;
            }
        }
        rows.push((
            margin(fit),
            right,
            family(&fit.form.description()),
            format!("{} {} | {}", &line[..7], fit.determined_by, fit.form.formula().body),
        ));
    }
    println!("{used} sequences with {} terms, {} with a fit, {failed} failed to run", SHOWN + HIDDEN, rows.len());
    for least in [-1e9, 0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 60.0] {
        let of = |b: bool| rows.iter().filter(|r| r.0 >= least && r.1 == b).count();
        let (right, wrong) = (of(true), of(false));
        let share = |x: usize| 100.0 * x as f64 / used as f64;
        println!("margin {least:6}: {right:5} right ({:.1} %), {wrong:4} wrong ({:.2} %)", share(right), share(wrong));
    }
    let mut families: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (margin, right, name, _) in &rows {
        let entry = families.entry(name).or_default();
        if *margin < 20.0 {
            entry.2 += 1;
        } else if *right {
            entry.0 += 1;
        } else {
            entry.1 += 1;
        }
    }
    println!("with margin 20: right, wrong; less");
    for (name, (right, wrong, less)) in families {
        println!("{right:6} {wrong:4} {less:5} {name}");
    }
    println!("with margin 5, by surplus, (right, wrong): {by_surplus:?}");
    println!("right, but not first: {later:?}");
    if list {
        for r in rows.iter().filter(|r| !r.1) {
            println!("{:.0} {} {}", r.0, r.2, &r.3.chars().take(220).collect::<String>());
        }
    }
}

/// Forty terms at random each.
fn noise() {
    let mut x = 1_u64;
    let mut next = |size: u64| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Int::from(((x >> 20) % size).cast_signed())
    };
    for size in [10, 1_000_000, 1 << 40] {
        let tasks: Vec<Terms> = (0..2000).map(|_| (0..40).map(|_| next(size)).collect()).collect();
        let (mut simple, mut all, mut best) = (0, 0, (u128::MAX, u128::MAX));
        for _ in 0..5 {
            let at = Instant::now();
            simple = tasks.iter().filter(|t| fit_simple(t, 0).is_some()).count();
            best.0 = best.0.min(at.elapsed().as_nanos() / 2000);
            let at = Instant::now();
            all = tasks.iter().filter(|t| !fit_all(t, 0, &|| false).is_empty()).count();
            best.1 = best.1.min(at.elapsed().as_nanos() / 2000);
        }
        println!("below {size}: fit_simple {} ns, {simple} found; fit_all {} ns, {all} found", best.0, best.1);
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let step = args.get(3).map_or(1, |s| s.parse().unwrap());
    let lines: Vec<String> = if args[1] == "noise" { Vec::new() } else { lines(&args[2]) };
    let lines: Vec<String> = lines.into_iter().step_by(step).collect();
    match args[1].as_str() {
        "all" => all(&lines),
        "noise" => noise(),
        _ => easy(&lines, args.len() > 4),
    }
}
