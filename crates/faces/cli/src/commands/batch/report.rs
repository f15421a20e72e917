//! Verdicts on their way out, with progress on a terminal and a summary at the end.

use std::io::{self, IsTerminal as _, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Clock, grouped, plural};
use nth_batch::engine::Sink;
use nth_batch::{Piece, Shares, Tally, Tier, Winners};

use super::journal::Journal;
use crate::clock::peak_memory;
use crate::context::Out;
use crate::outcome::Failure;

/// Where verdicts go.
enum To {
    Stdout(Out),
    File(Journal),
}

/// Verdicts on their way out.
pub struct Report {
    to: To,
    tally: Tally,
    winners: Winners,
    shares: Shares,
    /// Candidates that were done before this run.
    before: u64,
    begin: Instant,
    /// Bytes of input that are done.
    bytes: u64,
    bar: ProgressBar,
}

impl Report {
    /// To standard output; `total` is the size of the input, where it is known.
    pub fn new(total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let template = match total {
            Some(_) => "{wide_bar} {percent}% {msg}, {eta} left",
            None => "{spinner} {bytes} read, {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self {
            to: To::Stdout(Out::new()),
            tally: Tally::default(),
            winners: Winners::new(),
            shares: Shares::default(),
            before: 0,
            begin: Instant::now(),
            bytes: 0,
            bar,
        }
    }

    /// To a file, going on from what is in it.
    pub fn resume(&mut self, mut journal: Journal) -> Result<(), Failure> {
        self.winners = journal.winners()?;
        self.tally = journal.tally().clone();
        self.before = journal.candidates();
        self.to = To::File(journal);
        self.begin = Instant::now();
        Ok(())
    }

    /// The best programs.
    pub fn winners(&self) -> &Winners {
        &self.winners
    }

    /// All that will come has come.
    pub fn close(&mut self, finished: bool) -> Result<(), Failure> {
        match &mut self.to {
            To::Stdout(out) => out.flush()?,
            To::File(journal) => journal.close(finished)?,
        }
        Ok(())
    }

    /// Takes the progress bar away.
    pub fn clear_bar(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        // A terminal that shows the verdicts has no room for a bar.
        if self.bar.is_hidden() || (matches!(self.to, To::Stdout(_)) && io::stdout().is_terminal()) {
            return;
        }
        self.bar.set_position(self.bytes);
        let rate = (self.tally.candidates - self.before) as f64 / self.begin.elapsed().as_secs_f64().max(0.001);
        let (rate, solved) = (grouped(rate as u64), grouped(self.tally.solved));
        self.bar.set_message(format!("{rate} candidates/s, {solved} solved"));
    }

    /// Tells what came out, on standard error.
    pub fn summary(&self, targets: usize, timing: Option<(&dyn Clock, Option<Duration>, usize)>) {
        let t = &self.tally;
        eprintln!(
            "{} against {}: {} solved by {}",
            plural(t.candidates as usize, "candidate"),
            plural(targets, "sequence"),
            plural(self.winners.len(), "sequence"),
            plural(t.solved as usize, "candidate"),
        );
        if !t.statuses.is_empty() {
            let counts: Vec<String> = t.statuses.iter().map(|(s, n)| format!("{s} {}", grouped(*n))).collect();
            eprintln!("the others: {}", counts.join(", "));
        }
        let Some((clock, processor, jobs)) = timing else { return };
        let done = t.candidates - self.before;
        let elapsed = clock.now().as_secs_f64();
        let mut line = String::new();
        if self.before > 0 {
            line = format!("{} in this run; ", grouped(done));
        }
        if let Some(processor) = processor.map(|p| p.as_secs_f64()).filter(|p| *p > 0.0) {
            let rate = grouped((done as f64 / processor) as u64);
            line += &format!("{rate} candidates per CPU-second; {processor:.2} s of CPU time, ");
        }
        line += &format!("{elapsed:.2} s elapsed, {}", plural(jobs, "thread"));
        if let Some(kb) = peak_memory() {
            line += &format!(", at most {} MB of memory", grouped(kb.div_ceil(1024)));
        }
        eprintln!("{line}");
    }
}

impl Report {
    /// Tells what each tier did in this run, on standard error.
    pub fn tiers(&self) {
        for tier in Tier::ALL {
            let s = self.shares.of(tier);
            let mut line = format!("{}: {} decided", tier.name(), plural(s.decided as usize, "candidate"));
            line += &format!(", {} units executed", grouped(s.units));
            if tier != Tier::Bytecode {
                line += &format!(", {} compiled in {}", grouped(s.compiled), plural(s.modules as usize, "module"));
            }
            if !s.time.is_zero() {
                line += &format!(", {:.3} s of CPU time for that", s.time.as_secs_f64());
            }
            eprintln!("{line}");
        }
    }
}

impl Sink for Report {
    fn piece(&mut self, piece: &Piece) -> io::Result<()> {
        self.tally.merge(&piece.tally);
        self.shares.merge(&piece.shares);
        self.bytes = piece.position;
        for hit in &piece.hits {
            self.winners.add(hit);
        }
        match &mut self.to {
            To::Stdout(out) => {
                out.write_all(&piece.text)?;
                out.tick()?;
            }
            To::File(journal) => journal.append(piece, &self.tally)?,
        }
        self.show();
        Ok(())
    }

    fn idle(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(out) => out.flush()?,
            To::File(journal) => journal.tick()?,
        }
        self.show();
        Ok(())
    }
}
