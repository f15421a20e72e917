//! The discovered library, rewritten as the search shows its answers: each program in its shortest readable form, and
//! executed again on all listed terms. A row whose terms are not at hand, or whose new program does not have all of
//! them within the limits of a search, stays as it is.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use nth_base::{Cancel, grouped, lock};
use nth_compiler::Library;
use nth_num::Int;
use nth_oeis::{ANum, TermTable};
use nth_synth::{Bench, Compiler, Discovered, LibrarySequences, Options, Rewriter};
use nth_testkit::on_threads;

use crate::Done;

/// Number of rows after which progress is told.
const BEAT: usize = 2_000;

/// Rewrites the rows of `from` (gzipped JSON Lines) with the terms of the list `terms`, writes them to `to` in the same
/// order, and prints counts and sizes before and after.
pub fn report(from: &Path, terms: &str, to: &Path, jobs: usize) -> Done<()> {
    let mut text = String::new();
    GzDecoder::new(File::open(from)?).read_to_string(&mut text)?;
    let rows: Vec<Discovered> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let cancel = Cancel::new();
    let table = TermTable::open(terms, &cancel, &mut |_| ())?;
    let library = Arc::new(Library::embedded());
    let sequences = LibrarySequences::new(Arc::clone(&library));
    let done = Mutex::new(vec![None; rows.len()]);
    let start = || Worker::new(&library, &sequences, &cancel);
    on_threads(jobs, rows.len(), start, |worker, k| {
        let new = known_terms(&table, &rows[k]).and_then(|terms| worker.measured(&rows[k], &terms));
        lock(&done)[k] = new;
        if k % BEAT == 0 {
            eprintln!("{} of {} rows", grouped(k as u64), grouped(rows.len() as u64));
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let changed = done.iter().zip(&rows).filter(|(new, old)| new.as_ref().is_some_and(|n| n.program != old.program));
    let changed = changed.count();
    let lost = done.iter().filter(|new| new.is_none()).count();
    let new: Vec<Discovered> = rows.iter().zip(done).map(|(old, new)| new.unwrap_or_else(|| old.clone())).collect();
    let mut lines = String::new();
    for row in &new {
        lines += &serde_json::to_string(row)?;
        lines.push('\n');
    }
    // `gzip -9n`: no name and no time, so that equal contents give equal files.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(lines.as_bytes())?;
    let packed = gzip.finish()?;
    std::fs::write(to, &packed)?;
    let packed_before = std::fs::metadata(from)?.len();
    println!("{} of {} programs rewritten", grouped(changed as u64), grouped(rows.len() as u64));
    println!("{} rows could not be measured", grouped(lost as u64));
    println!("| | before | after |\n|--|--:|--:|");
    let line = |what: &str, before: u64, after: u64| println!("| {what} | {} | {} |", grouped(before), grouped(after));
    let (a, b) = (Sizes::of(&rows), Sizes::of(&new));
    line("tokens of source", a.tokens, b.tokens);
    line("characters of source", a.characters, b.characters);
    line("definitions", a.definitions, b.definitions);
    line("nodes of Core, with the library", a.nodes, b.nodes);
    line("different texts", a.texts, b.texts);
    line("bytes, compressed", packed_before, packed.len() as u64);
    Ok(())
}

/// The listed terms of the entry of a row; none if it is not in the list.
fn known_terms(table: &TermTable, row: &Discovered) -> Option<Vec<Int>> {
    let anum: ANum = row.sequence.parse().ok()?;
    table.find(anum).map(|i| table.ints(i).collect())
}

struct Worker {
    rewriter: Rewriter,
    compiler: Compiler,
    bench: Bench,
}

impl Worker {
    fn new(library: &Arc<Library>, sequences: &LibrarySequences, cancel: &Cancel) -> Self {
        Self {
            rewriter: Rewriter::new(sequences, true, cancel),
            compiler: Compiler::new(library),
            bench: Bench::new(&Options::default().limits, cancel),
        }
    }

    /// The row with a rewritten program that has all listed terms; the row with its own program, measured again, if
    /// there is no such program. None if neither has all listed terms.
    fn measured(&mut self, row: &Discovered, terms: &[Int]) -> Option<Discovered> {
        let own = format!("{}\n", row.program);
        let new = self.rewriter.rewrite(&own, terms.len());
        let says = new.description().unwrap_or_else(|| row.says.clone());
        let first = self.row(row, &new.source, terms, says);
        first.or_else(|| self.row(row, &own, terms, row.says.clone()))
    }

    /// The row with another program, its size and its cost; none if the program does not have all listed terms.
    fn row(&mut self, row: &Discovered, source: &str, terms: &[Int], says: String) -> Option<Discovered> {
        let compiled = self.compiler.compile(source).ok()?;
        let trial = self.bench.compare(&compiled, terms);
        trial.is_full().then(|| Discovered {
            program: source.trim_end().to_owned(),
            first: compiled.first,
            size: compiled.size,
            cost: trial.cost.published,
            continued: trial.cost.continued,
            verified: terms.len() as u64,
            surplus: (terms.len() as u64).saturating_sub(row.verified.saturating_sub(row.surplus)),
            says,
            ..row.clone()
        })
    }
}

/// Sizes of a library, summed.
#[derive(Default)]
struct Sizes {
    tokens: u64,
    characters: u64,
    definitions: u64,
    nodes: u64,
    texts: u64,
}

impl Sizes {
    fn of(rows: &[Discovered]) -> Self {
        let mut out = Self::default();
        for row in rows {
            out.tokens += nth_syntax::build::tokens(&row.program).count() as u64;
            out.characters += row.program.chars().count() as u64;
            out.definitions += row.program.lines().count() as u64;
            out.nodes += row.size;
        }
        out.texts = rows.iter().map(|r| &r.program).collect::<std::collections::HashSet<_>>().len() as u64;
        out
    }
}
