//! Output of a batch: lines, progress bar and summary.

use std::io::{self, IsTerminal as _, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Clock, grouped, plural};
use nth_batch::{Observer, Summary, Tally, Tier};
use nth_store::{Finding, Refusal};

use crate::clock::peak_memory;
use crate::context::Out;
use crate::output::{safe_json, say};

/// Writes lines to standard output and shows a progress bar on standard error.
pub struct Report {
    out: Out,
    /// Number of candidates and time when this run began.
    begin: Option<(u64, Instant)>,
    /// Whether the bar can be shown. It is hidden if verdicts are printed on the same terminal.
    has_bar: bool,
    bar: ProgressBar,
}

impl Report {
    /// A report without output yet. `total` is the size of the input in bytes, if known; `to_file` says that the
    /// verdicts are written to a file.
    pub fn new(total: Option<u64>, to_file: bool) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let template = match total {
            Some(_) => "{wide_bar} {percent}% {msg}, {eta} left",
            None => "{spinner} {bytes} read, {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let has_bar = !bar.is_hidden() && (to_file || !io::stdout().is_terminal());
        Self { out: Out::data(), begin: None, has_bar, bar }
    }

    /// Removes the progress bar from the terminal.
    pub fn clear_bar(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Report {
    fn lines(&mut self, text: &[u8]) -> io::Result<()> {
        match std::str::from_utf8(text) {
            Ok(text) => self.out.write_all(safe_json(text).as_bytes())?,
            Err(_) => self.out.write_all(text)?,
        }
        self.out.tick()
    }

    fn chunk(&mut self, tally: &Tally, bytes: u64) {
        if !self.has_bar {
            return;
        }
        let (before, begin) = *self.begin.get_or_insert((tally.candidates, Instant::now()));
        self.bar.set_position(bytes);
        let rate = (tally.candidates - before) as f64 / begin.elapsed().as_secs_f64().max(0.001);
        let (rate, solved) = (grouped(rate as u64), grouped(tally.solved));
        self.bar.set_message(format!("{rate} candidates/s, {solved} solved"));
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()?;
        if self.has_bar {
            self.bar.tick();
        }
        Ok(())
    }

    fn refused(&mut self, finding: &Finding, why: &Refusal) {
        say!("not kept: {why}: {}", finding.program);
    }
}

/// Prints the result on standard error. `timing` is given if candidates were checked: the clock of the run and the
/// number of threads.
pub fn show(summary: &Summary, targets: usize, timing: Option<(&dyn Clock, usize)>) {
    let t = &summary.tally;
    say!(
        "{} against {}: {} solved by {}",
        plural(t.candidates as usize, "candidate"),
        plural(targets, "sequence"),
        plural(summary.winners.len(), "sequence"),
        plural(t.solved as usize, "candidate"),
    );
    if !t.statuses.is_empty() {
        let counts: Vec<String> = t.statuses.iter().map(|(s, n)| format!("{s} {}", grouped(*n))).collect();
        say!("the others: {}", counts.join(", "));
    }
    let Some((clock, jobs)) = timing else { return };
    say!("{}", times(summary, clock.now(), jobs));
}

/// The line of times: candidates per CPU-second, CPU time, elapsed time, threads, peak memory.
fn times(summary: &Summary, elapsed: Duration, jobs: usize) -> String {
    let done = summary.tally.candidates - summary.before;
    let mut line = String::new();
    if summary.before > 0 {
        line = format!("{} in this run; ", grouped(done));
    }
    if let Some(processor) = summary.processor.map(|p| p.as_secs_f64()).filter(|p| *p > 0.0) {
        let rate = grouped((done as f64 / processor) as u64);
        line += &format!("{rate} candidates per CPU-second; {processor:.2} s of CPU time, ");
    }
    line += &format!("{:.2} s elapsed, {}", elapsed.as_secs_f64(), plural(jobs, "thread"));
    if let Some(kb) = peak_memory() {
        line += &format!(", at most {} MB of memory", grouped(kb.div_ceil(1024)));
    }
    line
}

/// Prints the work of each tier in this run, on standard error.
pub fn show_tiers(summary: &Summary) {
    for tier in Tier::ALL {
        let s = summary.shares.of(tier);
        let mut line = format!("{}: {} decided", tier.name(), plural(s.decided as usize, "candidate"));
        line += &format!(", {} units executed", grouped(s.units));
        if tier != Tier::Bytecode {
            line += &format!(", {} compiled in {}", grouped(s.compiled), plural(s.modules as usize, "module"));
        }
        if !s.time.is_zero() {
            line += &format!(", {:.3} s of CPU time for that", s.time.as_secs_f64());
        }
        say!("{line}");
    }
}
