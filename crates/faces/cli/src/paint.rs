//! Colours for output on a terminal.

use std::io::IsTerminal;

use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether output to a stream has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint(bool);

impl Paint {
    /// Colours for a stream: always, never, or if it is a terminal and the environment allows them.
    pub fn new(when: When, stream: &impl IsTerminal) -> Self {
        Self(match when {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
                stream.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        })
    }

    /// Whether output has colours.
    pub fn is_on(self) -> bool {
        self.0
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.0 && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Formats text in bold.
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// Formats text dimmed, for details.
    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// Formats text in green, for success.
    pub fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    /// Formats text in bold red, for errors.
    pub fn bad(self, text: &str) -> String {
        self.wrap("1;31", text)
    }
}
