//! Colours of pictures and of text, by what they are for.

use plotters::style::RGBColor;

/// Purpose of a line, a point or a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Points of a sequence, by its number.
    Series(u8),
    /// Axes and ticks.
    Axis,
    /// Labels and names.
    Word,
    /// Remarks.
    Remark,
    /// Mesh behind the points.
    Mesh,
}

/// Colours of sequences in pictures, which people with any kind of colour vision tell apart: Okabe and Ito, Color
/// Universal Design, 2008; then the same ones darker. More sequences than colours repeat them.
const SERIES: [(u8, u8, u8); 14] = [
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (230, 159, 0),
    (86, 180, 233),
    (60, 60, 60),
    (0, 57, 89),
    (107, 47, 0),
    (0, 79, 58),
    (102, 60, 84),
    (115, 80, 0),
    (43, 90, 117),
    (160, 160, 160),
];

/// Colours of sequences on a terminal: parameters of the escape sequence, the bright ones last.
const TERMINAL: [&str; 12] = ["36", "33", "35", "32", "31", "34", "96", "93", "95", "92", "91", "94"];

/// Characters for the points of several sequences where text has no colours.
const MARKS: [char; 12] = ['*', 'o', '+', 'x', '#', '@', '%', '&', '=', '~', '$', '?'];

impl Ink {
    /// Ink of the sequence with this number.
    pub fn series(number: usize) -> Self {
        Self::Series(u8::try_from(number % (SERIES.len() * TERMINAL.len())).unwrap_or(0))
    }

    /// Colour in a picture.
    pub fn in_picture(self) -> RGBColor {
        let (r, g, b) = match self {
            Self::Series(k) => SERIES[usize::from(k) % SERIES.len()],
            Self::Axis => (90, 90, 90),
            Self::Word => (40, 40, 40),
            Self::Remark => (110, 110, 110),
            Self::Mesh => (232, 232, 232),
        };
        RGBColor(r, g, b)
    }

    /// Colour that stands for the ink on the way through the drawing library to a backend for text.
    pub fn encoded(self) -> RGBColor {
        match self {
            Self::Series(k) => RGBColor(0, 0, k),
            Self::Axis => RGBColor(1, 0, 0),
            Self::Word => RGBColor(2, 0, 0),
            Self::Remark => RGBColor(3, 0, 0),
            Self::Mesh => RGBColor(4, 0, 0),
        }
    }

    /// Ink of an encoded colour.
    pub fn decoded((kind, _, number): (u8, u8, u8)) -> Self {
        match kind {
            0 => Self::Series(number),
            1 => Self::Axis,
            3 => Self::Remark,
            4 => Self::Mesh,
            _ => Self::Word,
        }
    }

    /// Parameters of the escape sequence for this ink on a terminal; none for the usual colour.
    pub fn on_terminal(self) -> Option<&'static str> {
        match self {
            Self::Series(k) => Some(TERMINAL[usize::from(k) % TERMINAL.len()]),
            Self::Axis | Self::Remark | Self::Mesh => Some("2"),
            Self::Word => None,
        }
    }

    /// Character for a point of this ink where there are no colours.
    pub fn mark(self) -> Option<char> {
        match self {
            Self::Series(k) => Some(MARKS[usize::from(k) % MARKS.len()]),
            Self::Axis | Self::Word | Self::Remark | Self::Mesh => None,
        }
    }
}
