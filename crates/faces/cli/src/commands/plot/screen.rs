//! What the terminal shows: its size, and whether it knows images. The terminal is not asked, since an answer may never
//! come.

use std::io::stdout;

use clap::ValueEnum;
use nth_plot::{PICTURE_SIZE, TEXT_SIZE, TEXT_SIZES};
use rustix::termios::tcgetwinsize;

/// What a terminal is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Graphics {
    /// An image if the environment says that the terminal shows images, else text.
    #[default]
    Auto,
    /// Text with braille characters.
    Text,
    /// An image by the protocol of kitty.
    Kitty,
    /// An image as sixel.
    Sixel,
}

impl Graphics {
    /// What is sent to this screen: not [`Graphics::Auto`].
    pub fn on(self, screen: &Screen) -> Self {
        match self {
            Self::Auto => screen.graphics,
            Self::Text | Self::Kitty | Self::Sixel => self,
        }
    }

    /// What the terminal knows, by variables of the environment.
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let program = variable("TERM_PROGRAM").unwrap_or_default();
        let begins = |names: &[&str]| names.iter().any(|n| term.starts_with(n));
        // A multiplexer does not pass images on, and the variables may be those of the terminal around it.
        if begins(&["screen", "tmux", "dumb"]) || variable("TMUX").is_some() {
            Self::Text
        } else if begins(&["xterm-kitty", "xterm-ghostty"])
            || variable("KITTY_WINDOW_ID").is_some()
            || ["ghostty", "WezTerm"].contains(&program.as_str())
        {
            Self::Kitty
        } else if begins(&["foot", "mlterm", "yaft", "contour"])
            || term.contains("sixel")
            || ["iTerm.app", "mintty"].contains(&program.as_str())
        {
            Self::Sixel
        } else {
            Self::Text
        }
    }
}

/// Output that a plot is drawn on.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns and lines of a plot as text.
    pub characters: (u32, u32),
    /// Width and height of an image.
    pub pixels: (u32, u32),
    graphics: Graphics,
}

impl Default for Screen {
    fn default() -> Self {
        Self { characters: TEXT_SIZE, pixels: PICTURE_SIZE, graphics: Graphics::Text }
    }
}

impl Screen {
    /// Screen of the terminal on standard output.
    pub fn of_terminal() -> Self {
        let mut screen =
            Self { graphics: Graphics::of_environment(|name| std::env::var(name).ok()), ..Self::default() };
        if let Ok(size) = tcgetwinsize(stdout()) {
            screen.fit([size.ws_col, size.ws_row], [size.ws_xpixel, size.ws_ypixel]);
        }
        screen
    }

    /// Fits plots into a window of this size in characters and in pixels, where 0 is not known. There is a line left
    /// for the prompt.
    fn fit(&mut self, [columns, lines]: [u16; 2], [width, height]: [u16; 2]) {
        let [least, most] = TEXT_SIZES;
        if columns > 0 && lines > 0 {
            let lines = u32::from(lines) - 1;
            let lines = lines.min(TEXT_SIZE.1.max(lines / 2));
            self.characters = (u32::from(columns).clamp(least.0, most.0), lines.clamp(least.1, most.1));
        }
        let [least, most] = nth_plot::PICTURE_SIZES;
        if width > 0 && height > 0 {
            let (width, height) = (u32::from(width).min(self.pixels.0), u32::from(height).min(self.pixels.1));
            self.pixels = (width.clamp(least.0, most.0), height.clamp(least.1, most.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_known_by_their_variables() {
        for (variables, graphics) in [
            (&[][..], Graphics::Text),
            (&[("TERM", "xterm-256color")], Graphics::Text),
            (&[("TERM", "xterm-kitty")], Graphics::Kitty),
            (&[("TERM", "xterm-256color"), ("KITTY_WINDOW_ID", "1")], Graphics::Kitty),
            (&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], Graphics::Kitty),
            (&[("TERM", "tmux-256color"), ("TERM_PROGRAM", "WezTerm")], Graphics::Text),
            (&[("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux-0/default,1,0")], Graphics::Text),
            (&[("TERM", "foot-extra")], Graphics::Sixel),
            (&[("TERM", "xterm-sixel")], Graphics::Sixel),
            (&[("TERM", "dumb"), ("KITTY_WINDOW_ID", "1")], Graphics::Text),
        ] {
            let get = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            assert_eq!(Graphics::of_environment(get), graphics, "{variables:?}");
        }
    }

    #[test]
    fn plots_fit_into_the_window() {
        for (window, expected) in [
            ([[80, 24], [0, 0]], [(80, 23), PICTURE_SIZE]),
            ([[200, 60], [2000, 1200]], [(200, 29), PICTURE_SIZE]),
            ([[5, 1], [40, 20]], [(20, 8), (100, 80)]),
            ([[0, 0], [0, 0]], [TEXT_SIZE, PICTURE_SIZE]),
            ([[65535, 65535], [65535, 65535]], [(1000, 500), PICTURE_SIZE]),
        ] {
            let mut screen = Screen::default();
            screen.fit(window[0], window[1]);
            assert_eq!([screen.characters, screen.pixels], expected, "{window:?}");
        }
    }
}
