//! Progress of a search: a bar on a terminal, a log file, a summary at the end.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Clock, grouped, plural_u64};
use nth_runner::Agreement;
use nth_synth::{Answer, Found, Progress, ProposerInfo, Watcher};
use serde_json::json;

use super::findings::Findings;
use crate::outcome::Failure;
use crate::output::say;

/// Smallest time between two lines of the log, and between two updates of the bar.
const BEAT: Duration = Duration::from_secs(1);

/// Largest number of characters of the best answer that the bar shows.
const BEST: usize = 60;

/// Observer of a search that shows progress, logs it and stores answers.
pub struct Report<'k> {
    findings: Option<&'k Findings>,
    clock: Arc<dyn Clock>,
    start: Duration,
    many: bool,
    bar: ProgressBar,
    state: Mutex<State>,
}

struct State {
    log: Option<BufWriter<File>>,
    /// Whether a line of the log could not be written.
    log_failed: bool,
    logged: Option<Duration>,
    solved: HashSet<usize>,
    /// Description length and last line of the best answer so far, if there is one sequence.
    best: Option<(f64, String)>,
    proposer: &'static str,
    last: Progress,
}

impl<'k> Report<'k> {
    /// A report on the search for `count` sequences. It is an error if the log cannot be created.
    pub fn new(
        count: usize,
        log: Option<&Path>,
        findings: Option<&'k Findings>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let open = |p: &Path| {
            File::create(p)
                .map(BufWriter::new)
                .map_err(|e| Failure::Message(format!("cannot write {}: {e}", p.display())))
        };
        let log = log.map(open).transpose()?;
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        let last = Progress::default();
        let state =
            State { log, log_failed: false, logged: None, solved: HashSet::new(), best: None, proposer: "", last };
        Ok(Self { findings, start: clock.now(), clock, many: count > 1, bar, state: Mutex::new(state) })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws the bar.
    fn draw(&self, state: &State) {
        let p = &state.last;
        let memory = p.memory >> 20;
        let part = p.part.map_or(String::new(), |x| format!(" {:.0} %", x * 100.0));
        let found = match &state.best {
            Some((_, source)) => format!("best so far: {source}"),
            None => format!("{} solved", grouped(state.solved.len() as u64)),
        };
        let (programs, distinct) = (grouped(p.programs), grouped(p.distinct));
        self.bar
            .set_message(format!("{}{part}: {programs} programs, {distinct} distinct, {memory} MiB, {found}", p.stage));
        self.bar.tick();
    }

    /// Draws the bar and writes a line to the log, at most once a second.
    fn update(&self, state: &mut State) {
        let now = self.clock.now().saturating_sub(self.start);
        if state.logged.is_some_and(|t| now < t + BEAT) {
            return;
        }
        state.logged = Some(now);
        self.draw(state);
        let (p, solved) = (&state.last, state.solved.len());
        if let Some(log) = &mut state.log {
            let line = json!({
                "seconds": now.as_secs_f64(), "proposer": state.proposer, "stage": p.stage, "programs": p.programs,
                "distinct": p.distinct, "memory": p.memory, "resident": crate::clock::peak_memory(), "solved": solved,
                "cpu": crate::clock::process_time(),
            });
            // A full disk must not end the search.
            state.log_failed |= writeln!(log, "{line}").and_then(|()| log.flush()).is_err();
        }
    }

    /// Removes the bar. For several sequences, prints how many were solved, and the outcomes of each proposer's
    /// proposals.
    pub fn finish(&self, found: &Found) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        if self.lock().log_failed {
            say!("warning: the log is not complete: it could not be written");
        }
        if !self.many {
            return Ok(());
        }
        let trusted = |a: &&Vec<Answer>| a.first().is_some_and(|a| !a.guess);
        let solved = found.answers.iter().filter(trusted).count();
        let guessed = found.answers.iter().filter(|a| !a.is_empty()).count() - solved;
        let count = grouped(found.answers.len() as u64);
        say!("{} of {count} sequences solved, {} only guessed", grouped(solved as u64), grouped(guessed as u64));
        for (name, t) in found.tallies.iter().filter(|(_, t)| t.offered > 0) {
            say!(
                "{name}: {} tried, {} right, {} wrong, {} refuted by terms held back{}",
                plural_u64(t.offered, "proposal"),
                grouped(t.right),
                grouped(t.wrong),
                grouped(t.refuted),
                if t.invalid == 0 { String::new() } else { format!(", {} no programs", grouped(t.invalid)) }
            );
        }
        Ok(())
    }
}

impl Watcher for Report<'_> {
    fn answer(&self, task: usize, answer: &Answer) {
        if let Some(findings) = self.findings {
            findings.add(task, answer);
        }
        let mut state = self.lock();
        state.solved.insert(task);
        if !self.many && state.best.as_ref().is_none_or(|(bits, _)| answer.bits < *bits) {
            let line = answer.source.trim_end().lines().last().unwrap_or_default();
            state.best = Some((answer.bits, line.chars().take(BEST).collect()));
            self.draw(&state);
        }
        self.update(&mut state);
    }

    fn progress(&self, proposer: &ProposerInfo, progress: &Progress) {
        let mut state = self.lock();
        state.proposer = proposer.name;
        state.last = progress.clone();
        self.update(&mut state);
    }

    fn invalid(&self, proposer: &ProposerInfo, source: &str, why: &str) {
        if std::env::var_os("NTH_DEBUG").is_some() && !io::stdout().is_terminal() {
            say!("{}: no program: {why}: {}", proposer.name, source.trim_end());
        }
    }

    fn wrong(&self, task: usize, proposer: &ProposerInfo, source: &str, trial: &Agreement) {
        if std::env::var_os("NTH_DEBUG").is_some() {
            let (name, source) = (proposer.name, source.trim_end());
            say!("{name}: wrong for {task} at {} ({:?}): {source}", trial.matched, trial.end);
        }
    }
}
