//! Prints everything that is proposed for sequences, to compare two versions: `proposals FILE [KNOWN]`, where FILE has
//! lines `A000001 ,1,2,3,` and KNOWN has lines "name first-index t,t,t,…".

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "an example reads files and prints")]

use nth_algebra::Terms;
use nth_closed_form::fit_all;
use nth_num::Int;
use nth_transforms::{Known, Transforms};

fn numbers(text: &str) -> Vec<Int> {
    text.split(',').filter_map(|t| t.trim().parse().ok()).collect()
}

fn known(line: &str) -> Option<Known> {
    let mut cells = line.split(' ');
    let (call, from) = (cells.next()?.to_owned(), cells.next()?.parse().ok()?);
    Some(Known { call, terms: numbers(cells.next()?), from, program: None })
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let read = |i: usize| args.get(i).and_then(|p| std::fs::read_to_string(p).ok()).unwrap_or_default();
    let known: Vec<Known> = read(2).lines().filter_map(known).collect();
    let finder = Transforms::with_known(&known);
    for line in read(1).lines() {
        let Some((name, list)) = line.split_once(" ,") else { continue };
        let terms = Terms::from(numbers(list));
        for fit in fit_all(&terms, 0, &|| false) {
            println!("{name} {} {} {:.3} {}", fit.determined_by, fit.verbatim, fit.bits, fit.form.description());
            print!("{}", fit.form.formula().source("a"));
        }
        for p in finder.find(&terms, Some(1)) {
            let e = p.evidence;
            println!("{name} {} {} {:.3} {}", e.determined_by, e.verbatim, e.bits, p.description);
            print!("{}", p.formula().map(|f| f.source("a")).unwrap_or_default());
        }
    }
}
