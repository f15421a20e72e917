//! Progress bars, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_oeis::{Progress, Stage};

/// A bar for the long work of `nth-oeis`.
pub struct Bar {
    bar: ProgressBar,
    shown: Option<(Stage, String)>,
}

impl Bar {
    /// Nothing shown yet. Where standard error is no terminal, nothing ever is.
    pub fn new() -> Self {
        Self { bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()), shown: None }
    }

    /// Shows how far it is.
    pub fn update(&mut self, p: Progress<'_>) {
        let file = p.file.rsplit('/').next().unwrap_or(p.file);
        if self.shown.as_ref().is_none_or(|(s, f)| *s != p.stage || f != file) {
            self.shown = Some((p.stage, file.to_owned()));
            let (what, bytes) = match p.stage {
                Stage::Download => ("downloading", true),
                Stage::Read => ("reading", true),
                Stage::Sort => ("sorting", false),
                Stage::Write => ("writing", false),
            };
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

    /// Takes it away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
