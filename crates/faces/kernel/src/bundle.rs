//! One output in several forms, of which a client shows the richest that it knows.

use jupyter_protocol::{Media, MediaType};

/// Output as text, and perhaps as HTML or as a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Plain text.
    pub plain: String,
    /// HTML without scripts; what comes from programs is escaped.
    pub html: Option<String>,
    /// SVG document.
    pub svg: Option<String>,
}

impl Bundle {
    /// Plain text and nothing else.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: text.into(), ..Self::default() }
    }

    /// The forms by their types.
    pub(crate) fn media(self) -> Media {
        let mut all = vec![MediaType::Plain(self.plain)];
        all.extend(self.html.map(MediaType::Html));
        all.extend(self.svg.map(MediaType::Svg));
        Media::new(all)
    }
}
