//! Forms of files with a drawing.

use std::path::Path;

use crate::{Error, PICTURE_SIZE, Plot, TEXT_SIZE, png, svg, text};

/// Form of a file with a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Vector picture.
    Svg,
    /// Picture of pixels.
    Png,
    /// Text without colours.
    Text,
}

impl Form {
    /// The form by the ending of a file name, in capitals or not; `None` for another ending.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "txt" => Some(Self::Text),
            _other => None,
        }
    }

    /// Width and height where none are given: pixels of a picture, characters and lines of text.
    #[must_use]
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Svg | Self::Png => PICTURE_SIZE,
            Self::Text => TEXT_SIZE,
        }
    }

    /// Content of the file with a drawing of this size.
    ///
    /// # Errors
    /// The size is out of bounds, or the drawing library fails.
    pub fn draw(self, plot: &Plot, size: (u32, u32)) -> Result<Vec<u8>, Error> {
        match self {
            Self::Svg => svg(plot, size).map(String::into_bytes),
            Self::Png => png(plot, size),
            Self::Text => text(plot, size, false).map(String::into_bytes),
        }
    }
}
