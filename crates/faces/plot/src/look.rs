//! Measures of a drawing, which differ between pictures and text.

use plotters::prelude::{FontDesc, FontFamily, FontStyle, TextStyle};
use plotters::style::{Color as _, RGBColor};

use crate::colour::Ink;
use crate::font::FAMILY;

/// Measures in pixels. For text, a character is 2 pixels wide and 4 high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    pub is_text: bool,
    /// Whether few points are squares of text. A character that stands for a whole cell needs one pixel.
    pub has_squares: bool,
    /// Size of letters.
    pub font: f64,
    /// Space around a panel.
    pub margin: u32,
    /// Height of the header of a panel.
    pub header: u32,
    /// Height of the labels below the horizontal axis, with the axis.
    pub below: u32,
    /// Space beside the labels of the vertical axis, with the axis.
    pub beside: u32,
    /// Lengths of the ticks of the horizontal and of the vertical axis.
    pub ticks: (i32, i32),
    /// Distance by which labels of the vertical axis are moved down. Bitmaps have letters above the middle of a line.
    pub lower: i32,
    /// Smallest distance between two labels of the vertical axis.
    pub line: u32,
    /// Smallest space between two labels of the horizontal axis.
    pub word: u32,
}

/// Size of the point of a term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Radius {
    /// One pixel.
    Pixel,
    /// Two by two pixels.
    Square,
    /// A disc with this radius in pixels.
    Circle(i32),
}

impl Look {
    /// Measures of a picture that is made of pixels.
    pub fn bitmap(size: (u32, u32)) -> Self {
        Self { lower: 3, ..Self::picture(size) }
    }

    /// Size of each of `count` points in a plotting area of this width: the more there are, the smaller.
    pub fn radius(&self, count: usize, width: u32) -> Radius {
        match count {
            _ if self.has_squares && count * 6 <= width as usize => Radius::Square,
            _ if self.is_text => Radius::Pixel,
            0..=150 => Radius::Circle(3),
            151..=1000 => Radius::Circle(2),
            1001.. => Radius::Circle(1),
        }
    }

    /// Measures of text.
    pub const TEXT: Self = Self {
        is_text: true,
        has_squares: true,
        font: 4.0,
        margin: 0,
        header: 4,
        below: 8,
        beside: 4,
        ticks: (2, 1),
        lower: 0,
        line: 8,
        word: 6,
    };

    /// Measures of a picture of this size.
    pub fn picture((width, height): (u32, u32)) -> Self {
        // The library divides sizes of letters by 1.24: these are 11 and 12 pixels.
        let is_small = width < 320 || height < 200;
        let (font, margin) = if is_small { (13.64, 4) } else { (14.88, 10) };
        let line = if is_small { 14 } else { 18 };
        Self {
            is_text: false,
            has_squares: false,
            font,
            margin,
            header: line + 8,
            below: line + 8,
            beside: 12,
            ticks: (4, 4),
            lower: 0,
            line: line * 2,
            word: line * 2,
        }
    }

    /// Colour that the drawing library is given for an ink.
    pub fn colour(&self, ink: Ink) -> RGBColor {
        if self.is_text { ink.encoded() } else { ink.in_picture() }
    }

    /// Style of words.
    pub fn words(&self, ink: Ink) -> TextStyle<'static> {
        let font = FontDesc::new(FontFamily::from(FAMILY), self.font, FontStyle::Normal);
        let mut style = TextStyle::from(font);
        style.color = self.colour(ink).to_backend_color();
        style
    }
}
