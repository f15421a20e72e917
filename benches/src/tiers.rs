//! Tiers in the batch: what compiling costs and native code saves, candidate by candidate (`--only costs`), and what
//! comes of it in whole passes (`--only passes`).

use std::sync::Arc;

use nth_base::{Cancel, Clock, Limits};
use nth_batch::engine::{Options, Sink, run};
use nth_batch::{CheckedChunk, Shares, Targets, Tier, Tiering};
use nth_core::Arena;
use nth_dialects::Reader as _;
use nth_dialects::qsynt::QsyntReader;
use nth_eval::{Code, Evaluator, Native, compile_candidate};
use nth_files::Stream;
use nth_llvm::{Batches, Compiler, OptLevel};
use nth_oeis::TermTable;
use nth_runner::EnginePolicy;

use crate::Done;
use crate::clock::cpu;
use crate::table::{Table, figure};

/// Prints the tables; `only` selects `costs` or `passes`.
pub fn report(runs: usize, only: Option<&str>) -> Done<()> {
    let shared = nth_testkit::root().join("../shared");
    let Ok(file) = std::fs::File::open(shared.join("oeis/stripped.gz")) else {
        println!("(no ../shared/oeis/stripped.gz: skipped)\n");
        return Ok(());
    };
    let (terms, _) = TermTable::from_reader("stripped.gz", file);
    let targets = Targets::new(&terms);
    let mut files = Vec::new();
    for name in ["known", "mutant", "random"] {
        files.push((name, std::fs::read(shared.join(format!("candidates/{name}.txt")))?));
    }
    if only.is_none_or(|o| o == "costs") {
        costs(&targets, &files)?;
    }
    if only.is_none_or(|o| o == "passes") {
        passes(&targets, &files, runs)?;
    }
    Ok(())
}

/// A candidate that executes much.
struct Hot {
    line: String,
    code: Code,
    budget: u64,
    executed: u64,
}

/// Runs a candidate as the checker does; units executed, processor seconds, whether it was still small at the end.
fn check(targets: &Targets, code: &Code, budget: u64, native: Option<&Arc<dyn Native>>) -> (u64, f64, bool) {
    let limits = Limits { budget, ..Limits::CANDIDATE };
    let mut evaluator = Evaluator::new(&limits, &Cancel::new());
    let begin = cpu();
    let mut run = evaluator.run(code);
    if let Some(native) = native {
        run.switch(Arc::clone(native));
    }
    let mut walk = targets.walk();
    run.terms(0, |x, _| walk.step(x, |_| ()) && !walk.is_over()).ok();
    let executed = run.executed();
    (executed, cpu() - begin, run.is_small())
}

/// Prints the costs of compiling candidates and the time that native code saves.
fn costs(targets: &Targets, files: &[(&str, Vec<u8>)]) -> Done<()> {
    let mut hot: Vec<Hot> = Vec::new();
    for (_, text) in files {
        for line in text.split(|&b| b == b'\n').filter(|l| !l.is_empty()) {
            let (mut arena, mut code) = (Arena::new(), Code::default());
            let Ok(nth_dialects::Candidate::Expr(e)) = QsyntReader::default().read(&mut arena, line) else { continue };
            if compile_candidate(&arena, e, &Limits::CANDIDATE, &mut code).is_err() {
                continue;
            }
            let budget = 100_000;
            let (executed, _, _) = check(targets, &code, budget, None);
            if executed > 200_000 {
                hot.push(Hot { line: String::from_utf8_lossy(line).into(), code, budget, executed });
            }
        }
    }
    let instructions: usize = hot.iter().map(|h| h.code.instrs.len()).sum();
    println!("{} candidates that execute more than 200,000 units, {instructions} instructions\n", hot.len());
    for (level, size) in [(OptLevel::Light, 1), (OptLevel::Light, 10), (OptLevel::Light, 100), (OptLevel::Full, 1)] {
        let mut compiler = Compiler::new(level)?;
        let begin = cpu();
        let (mut n, mut m) = (0, 0);
        for group in hot.chunks(size).take(200) {
            let codes: Vec<&Code> = group.iter().map(|h| &h.code).collect();
            drop(compiler.compile(&codes)?);
            n += group.iter().map(|h| h.code.instrs.len()).sum::<usize>();
            m += group.len();
        }
        let t = cpu() - begin;
        println!(
            "{level:?}, {size} a module: {} µs a program, {} µs an instruction",
            figure(t * 1e6 / m as f64),
            figure(t * 1e6 / n as f64)
        );
    }
    let mut light = Compiler::new(OptLevel::Light)?;
    let mut full = Compiler::new(OptLevel::Full)?;
    let (mut units, mut t) = (0, [0.0; 3]);
    let mut rows = Vec::new();
    for h in &hot {
        let one = light.compile(&[&h.code])?;
        let two = full.compile(&[&h.code])?;
        let a = check(targets, &h.code, h.budget, None);
        let b = check(targets, &h.code, h.budget, one.first());
        let c = check(targets, &h.code, h.budget, two.first());
        let all = [a.1, b.1, c.1];
        for (s, x) in t.iter_mut().zip(all) {
            *s += x;
        }
        units += h.executed;
        let ns = all.map(|x| x * 1e9 / h.executed as f64);
        let steps = h.code.instrs.iter().filter(|i| i.operands().is_some()).count();
        rows.push((ns[0] / ns[1].max(1e-9), ns, h, a.2, steps));
    }
    let [bytecode, one, two] = t.map(|x| figure(x * 1e9 / units as f64));
    println!("all of them, ns a unit: bytecode {bytecode}, T1 {one}, T2 {two}\n");
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut table = Table::new(&[
        "bytecode : T1",
        "bytecode ns/unit",
        "T1",
        "T2",
        "in 62 bits",
        "units",
        "instructions",
        "steps",
        "program",
    ]);
    for (faster, ns, hot, small, steps) in rows.iter().step_by((rows.len() / 60).max(1)) {
        let [a, b, c] = ns.map(figure);
        let (units, n) = (hot.executed.to_string(), hot.code.instrs.len().to_string());
        let small = if *small { "yes" } else { "no" };
        table.row(vec![figure(*faster), a, b, c, small.to_owned(), units, n, steps.to_string(), hot.line.clone()]);
    }
    table.print();
    Ok(())
}

/// The clock of a thread.
struct Cpu;

impl Clock for Cpu {
    fn now(&self) -> std::time::Duration {
        std::time::Duration::from_secs_f64(cpu())
    }

    fn thread_time(&self) -> Option<std::time::Duration> {
        let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Some(std::time::Duration::new(t.tv_sec.cast_unsigned(), t.tv_nsec as u32))
    }
}

/// Sink that keeps the output.
#[derive(Default)]
struct Keep {
    shares: Shares,
    text: Vec<u8>,
}

impl Sink for Keep {
    fn chunk(&mut self, chunk: &CheckedChunk) -> std::io::Result<()> {
        self.shares.merge(&chunk.shares);
        self.text.extend_from_slice(&chunk.text);
        Ok(())
    }

    fn idle(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Passes without and with native code; verdicts must be equal. The times are the least of several runs, in turn.
fn passes(targets: &Targets, files: &[(&str, Vec<u8>)], runs: usize) -> Done<()> {
    let mut table = Table::new(&[
        "file",
        "units a term",
        "bytecode s",
        "tiers s",
        "faster",
        "T1: compiled",
        "s",
        "decided",
        "units",
        "T2: compiled",
        "s",
        "decided",
        "units",
        "bytecode units",
    ]);
    for (first, budget, label) in [
        (None, 1_000, "1,000"),
        (None, 100_000, "100,000"),
        (Some((100_000, 10)), 10_000_000, "10,000,000 from 10 terms on"),
    ] {
        for (name, text) in files {
            let (mut best, mut keep) = ([f64::MAX; 2], [Keep::default(), Keep::default()]);
            let runs = if first.is_some() { 1 } else { runs };
            for _ in 0..runs {
                for (k, policy) in [(0, EnginePolicy::Never), (1, EnginePolicy::Auto)] {
                    let tiering = Tiering { policy, backend: Some(Arc::new(Batches)), show: false };
                    let limits = Limits { budget, ..Limits::CANDIDATE };
                    let options = Options {
                        limits,
                        first,
                        jobs: 1,
                        all: true,
                        name_files: false,
                        skip: 0,
                        skipped: None,
                        tiering,
                        keep: None,
                    };
                    let bytes = text.clone();
                    let input = Stream {
                        name: (*name).to_owned(),
                        is_file: true,
                        open: Box::new(move || Ok(Box::new(std::io::Cursor::new(bytes)))),
                    };
                    let clock: Arc<dyn Clock> = Arc::new(Cpu);
                    keep[k] = Keep::default();
                    let outcome =
                        run(targets, vec![input], &options, QsyntReader::default, &clock, &Cancel::new(), &mut keep[k])
                            .map_err(|e| format!("{e:?}"))?;
                    best[k] = best[k].min(outcome.processor.unwrap_or_default().as_secs_f64());
                }
            }
            if keep[0].text != keep[1].text {
                return Err(format!("{name}: verdicts differ").into());
            }
            let mut row = vec![
                (*name).to_owned(),
                label.to_owned(),
                figure(best[0]),
                figure(best[1]),
                format!("{:.2}×", best[0] / best[1]),
            ];
            for tier in [Tier::T1, Tier::T2] {
                let s = keep[1].shares.of(tier);
                row.extend([
                    s.compiled.to_string(),
                    figure(s.time.as_secs_f64()),
                    s.decided.to_string(),
                    s.units.to_string(),
                ]);
            }
            row.push(keep[1].shares.of(Tier::Bytecode).units.to_string());
            table.row(row);
        }
    }
    table.print();
    Ok(())
}
