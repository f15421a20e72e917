//! Counts proposals for OEIS data: `survey DATA_DIR [STEP [PHASE [OUT.nth [KNOWN [SHOWN]]]]]`, where the folder holds
//! stripped.gz, offsets.gz and names.gz. Every STEP-th sequence is taken. Each find is printed with its name; programs
//! go to OUT.nth with checks of all terms. KNOWN lists known sequences, a line "name first-index t,t,t,…" each. With
//! SHOWN only so many terms are shown, and ten more are checked.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "an example reads files and prints")]

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::time::Instant;

use flate2::read::GzDecoder;
use nth_num::Int;
use nth_transforms::{Known, Transforms};

fn lines(path: String) -> Box<dyn Iterator<Item = String>> {
    match File::open(&path) {
        Ok(f) => Box::new(BufReader::new(GzDecoder::new(f)).lines().map_while(Result::ok)),
        Err(e) => {
            eprintln!("{path}: {e}");
            Box::new(std::iter::empty())
        }
    }
}

fn number(s: &str) -> usize {
    s.get(1..7).and_then(|d| d.parse().ok()).unwrap_or(0)
}

/// Known sequences: lines "name first-index t,t,t,…".
fn known(path: &str) -> Vec<Known> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let row = |line: &str| {
        let mut parts = line.split(' ');
        let (call, from) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let terms = parts.next()?.split(',').map_while(|t| t.parse().ok()).collect();
        Some(Known { call, terms, from, program: None })
    };
    text.lines().filter_map(row).collect()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = args.get(1).cloned().unwrap_or_default();
    let get = |i: usize, d: usize| args.get(i).and_then(|s| s.parse().ok()).unwrap_or(d);
    let (step, phase) = (get(2, 20), get(3, 7));
    let mut out = args.get(4).and_then(|p| File::create(p).ok());
    let names: HashMap<usize, String> = lines(format!("{dir}/names.gz")).map(|l| (number(&l), l)).collect();
    let offsets: HashMap<usize, i64> = lines(format!("{dir}/offsets.gz"))
        .filter_map(|l| {
            let n = number(&l);
            let o = l.get(7..)?.trim().split([',', ' ']).next()?.parse().ok()?;
            Some((n, o))
        })
        .collect();
    let known = args.get(5).map(|p| known(p)).unwrap_or_default();
    let start = Instant::now();
    let finder = Transforms::with_known(&known);
    println!("{} known, indexed in {:.1} s", known.len(), start.elapsed().as_secs_f64());
    let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
    let (mut seen, mut simple, mut found) = (0, 0, 0);
    let start = Instant::now();
    for line in lines(format!("{dir}/stripped.gz")) {
        let n = number(&line);
        if n == 0 || n % step != phase % step {
            continue;
        }
        let Some((_, list)) = line.split_once(" ,") else { continue };
        let terms: Vec<Int> = list.split(',').filter_map(|t| t.trim().parse().ok()).collect();
        let shown = get(6, usize::MAX);
        let checked = &terms[..terms.len().min(shown.saturating_add(10))];
        let terms = &terms[..terms.len().min(shown)];
        seen += 1;
        let from = offsets.get(&n).copied().unwrap_or(0);
        if nth_closed_form::fit_simple(terms, from).is_some_and(|f| f.determined_by + 8 <= terms.len()) {
            simple += 1;
            continue;
        }
        let all = finder.find(terms, Some(from));
        let Some(best) = all.first() else { continue };
        found += 1;
        let part = if best.evidence.bits > 0.0 && known.iter().any(|k| best.description.contains(&k.call)) {
            "known: "
        } else {
            ""
        };
        let kind = part.to_owned() + &best.description.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        *by_kind.entry(kind).or_default() += 1;
        let name: String = names.get(&n).map(|s| s.chars().take(90).collect()).unwrap_or_default();
        println!(
            "{name} || {} (fitted {} of {}, {:.0} bits)",
            best.description,
            best.evidence.determined_by,
            terms.len(),
            best.evidence.bits
        );
        if let (Some(f), Some(formula)) = (&mut out, best.formula()) {
            let list: Vec<String> = checked.iter().map(ToString::to_string).collect();
            let _ = writeln!(f, "{}check a{n}_ = {}", formula.source(&format!("a{n}_")), list.join(", "));
        }
    }
    for (k, c) in &by_kind {
        println!("{c:6} {k}");
    }
    println!("{seen} seen, {simple} simple, {found} found here; {:.1} s", start.elapsed().as_secs_f64());
}
