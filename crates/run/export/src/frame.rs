//! Text in indented lines.

/// Indented lines of text.
#[derive(Default)]
pub(crate) struct Lines {
    text: String,
    indent: usize,
    step: usize,
}

impl Lines {
    /// Creates an empty text; each level is indented by `step` spaces.
    pub fn new(step: usize) -> Self {
        Self { step, ..Self::default() }
    }

    pub fn line(&mut self, text: &str) {
        if !text.is_empty() {
            self.text += &" ".repeat(self.indent * self.step);
            self.text += text;
        }
        self.text.push('\n');
    }

    /// Lines, one level further in.
    pub fn inside(&mut self, f: impl FnOnce(&mut Self)) {
        self.indent += 1;
        f(self);
        self.indent -= 1;
    }

    pub fn done(self) -> String {
        self.text
    }
}
