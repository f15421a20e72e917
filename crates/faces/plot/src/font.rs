//! The font of pictures, which is part of the program: a bare machine has none.

use std::sync::OnceLock;

use plotters::style::{FontStyle, register_font};

use crate::plot::Error;

static FONT: &[u8] = include_bytes!("../font/Roboto-ASCII.ttf");

/// Name under which the font is known to `plotters`, and which SVG files ask for.
pub(crate) const FAMILY: &str = "sans-serif";

/// Makes the font known to `plotters`, once for the process.
pub(crate) fn register() -> Result<(), Error> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = DONE.get_or_init(|| register_font(FAMILY, FontStyle::Normal, FONT).is_ok());
    if *done { Ok(()) } else { Err(Error::Drawing("the font is damaged".to_owned())) }
}
