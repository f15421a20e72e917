//! The machine around the REPL: files that are written, an editor, and a place for pictures.

use nth_plot::Plot;

/// Files and the editor of the machine.
pub trait Host {
    /// Writes a file, whole or not at all. A file that is there is replaced only if `replace` is set.
    ///
    /// # Errors
    /// One line for people that says why the file is not written.
    fn write(&mut self, file: &str, content: &[u8], replace: bool) -> Result<(), String>;

    /// Columns and lines of the terminal; none if there is no terminal.
    fn size(&self) -> Option<(u32, u32)>;

    /// Shows a drawing as a picture, where the machine can. False if it cannot: then the drawing is written as text.
    fn draw(&mut self, _plot: &Plot) -> bool {
        false
    }

    /// Shows a text in the user's editor; the text after it is closed.
    ///
    /// # Errors
    /// One line for people that says why there is no editor.
    fn edit(&mut self, text: &str) -> Result<String, String>;

    /// Opens a file in the user's editor, and waits until it is closed.
    ///
    /// # Errors
    /// One line for people that says why there is no editor.
    fn edit_file(&mut self, file: &str) -> Result<(), String>;
}
