//! Progress of downloads and imports: bars on a terminal, lines elsewhere where nothing would be said for long.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::printable;
use nth_oeis::{Progress, Stage};

use crate::output::say;

/// Number of seconds of silence of a server after which a line says so.
const SILENCE: u64 = 3;

/// Progress bar for downloads and imports of `nth-oeis`.
pub struct Bar {
    bar: ProgressBar,
    shown: Option<(Stage, String)>,
}

impl Bar {
    /// A bar that shows nothing yet. It stays hidden if standard error is not a terminal.
    pub fn new() -> Self {
        Self { bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()), shown: None }
    }

    /// Shows the stage, the file, and how much of it is done.
    pub fn update(&mut self, p: Progress<'_>) {
        let file = &*printable(p.file.rsplit('/').next().unwrap_or(p.file));
        let (what, bytes) = match p.stage {
            Stage::Retry => {
                let total = p.total.unwrap_or(0);
                self.bar.suspend(|| say!("{file}: {}; attempt {} of {total}", p.note, p.done));
                return;
            }
            Stage::Wait => {
                let timeout = p.total.unwrap_or(0);
                if p.done == SILENCE && self.bar.is_hidden() {
                    say!("{file}: the server has sent nothing for {SILENCE} s; waiting up to {timeout} s");
                }
                self.bar.set_message(format!("waiting for {file}, {} s of {timeout} s", p.done));
                self.bar.tick();
                self.shown = None;
                return;
            }
            Stage::Download => ("downloading", true),
            Stage::Read => ("reading", true),
            Stage::Sort => ("sorting", false),
            Stage::Write => ("writing", false),
        };
        if self.shown.as_ref().is_none_or(|(s, f)| *s != p.stage || f != file) {
            self.shown = Some((p.stage, file.to_owned()));
            let count = if bytes { "{bytes}/{total_bytes} {bytes_per_sec} {eta}" } else { "{percent}%" };
            let template = format!("{{msg}} {{wide_bar}} {count}");
            if let Ok(style) = ProgressStyle::with_template(&template) {
                self.bar.set_style(style);
            }
            self.bar.reset();
            self.bar.set_message(format!("{what} {file}"));
        }
        if let Some(total) = p.total {
            self.bar.set_length(total);
        }
        self.bar.set_position(p.done);
    }

    /// Removes the bar from the terminal.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
