//! Plots as text: a backend of `plotters` whose pixels are the dots of braille characters.
//!
//! A character cell has 2 by 4 dots and one ink. Axes are drawn with box characters, and words stand in cells of their
//! own.

use std::convert::Infallible;

use plotters::drawing::IntoDrawingArea as _;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, rasterizer,
};

use crate::colour::Ink;
use crate::draw::draw;
use crate::font;
use crate::look::Look;
use crate::plot::{Error, Plot, check_size};

/// Number of columns and lines of a plot as text, where the size of the terminal is not known.
pub const TEXT_SIZE: (u32, u32) = (80, 24);

/// Smallest and largest number of columns and lines of a plot as text.
pub const TEXT_SIZES: [(u32, u32); 2] = [(20, 8), (1000, 500)];

/// Draws a plot as lines of text with braille characters; `size` is the number of columns and of lines. With colours,
/// the text has escape sequences of the form `ESC [ … m`. Without them, several sequences have different characters.
/// Lines have no blanks at their end; each ends in a line feed.
///
/// # Errors
/// The size is not within [`TEXT_SIZES`].
pub fn text(plot: &Plot, size: (u32, u32), colours: bool) -> Result<String, Error> {
    check_size(size, TEXT_SIZES)?;
    font::register()?;
    let mut cells = Cells::new(size);
    let style = if colours {
        Style::Colours
    } else if plot.sequences.len() > 1 {
        Style::Marks
    } else {
        Style::Plain
    };
    let look = Look { has_squares: style != Style::Marks, ..Look::TEXT };
    draw(&Backend(&mut cells).into_drawing_area(), plot, &look)?;
    cells.close_corners();
    Ok(cells.show(style))
}

/// How inks are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Marks,
    Colours,
}

/// Sides of a cell that a line of an axis touches.
mod side {
    pub const UP: u8 = 1;
    pub const DOWN: u8 = 2;
    pub const LEFT: u8 = 4;
    pub const RIGHT: u8 = 8;
}

/// Box characters by the sides that they touch.
const BOX: [char; 16] = [' ', '│', '│', '│', '─', '┘', '┐', '┤', '─', '└', '┌', '├', '─', '┴', '┬', '┼'];

/// Character cell.
#[derive(Clone, Copy)]
struct Cell {
    /// Dots, as bits of the braille characters.
    dots: u8,
    /// Ink of the last dot or letter.
    ink: Ink,
    letter: Option<char>,
    /// Sides that a line of an axis touches.
    sides: u8,
}

struct Cells {
    columns: i32,
    lines: i32,
    all: Vec<Cell>,
}

impl Cells {
    fn new((columns, lines): (u32, u32)) -> Self {
        let empty = Cell { dots: 0, ink: Ink::Word, letter: None, sides: 0 };
        Self { columns: columns as i32, lines: lines as i32, all: vec![empty; columns as usize * lines as usize] }
    }

    fn get(&mut self, column: i32, line: i32) -> Option<&mut Cell> {
        let is_inside = (0..self.columns).contains(&column) && (0..self.lines).contains(&line);
        let index = if is_inside { usize::try_from(line * self.columns + column).ok() } else { None };
        index.and_then(|i| self.all.get_mut(i))
    }

    fn sides(&mut self, column: i32, line: i32) -> u8 {
        self.get(column, line).map_or(0, |c| c.sides)
    }

    /// Draws a horizontal or vertical line of an axis. A line within one cell is a tick, which points away from the
    /// plot: to the left or down.
    fn axis(&mut self, from: BackendCoord, to: BackendCoord) {
        let (left, right) = (from.0.min(to.0), from.0.max(to.0));
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        let is_tick = right - left < 2 && bottom - top < 4 && (left / 2, top / 4) == (right / 2, bottom / 4);
        if top == bottom {
            for column in left / 2..=right / 2 {
                if let Some(cell) = self.get(column, top / 4) {
                    cell.sides |= if is_tick { side::LEFT } else { side::LEFT | side::RIGHT };
                }
            }
        } else {
            for line in top / 4..=bottom / 4 {
                if let Some(cell) = self.get(left / 2, line) {
                    cell.sides |= if is_tick { side::DOWN } else { side::UP | side::DOWN };
                }
            }
        }
    }

    /// Joins the ends of the axes: the horizontal one begins beside, and the vertical one ends above the same cell.
    fn close_corners(&mut self) {
        for line in 0..self.lines {
            for column in 0..self.columns {
                let (above, right) = (self.sides(column, line - 1), self.sides(column + 1, line));
                let is_corner = above & side::DOWN != 0 && right & side::LEFT != 0;
                if let Some(cell) = self.get(column, line)
                    && is_corner
                    && cell.sides == 0
                    && cell.letter.is_none()
                    && cell.dots == 0
                {
                    cell.sides = side::UP | side::RIGHT;
                }
            }
        }
    }

    fn show(&self, style: Style) -> String {
        let mut out = String::new();
        for line in self.all.chunks(self.columns.max(1) as usize) {
            let cells: Vec<(char, Ink)> = line.iter().map(|c| c.show(style)).collect();
            let length = cells.iter().rposition(|(c, _)| *c != ' ').map_or(0, |last| last + 1);
            let mut colour = None;
            for (letter, ink) in cells.iter().take(length) {
                let wanted = ink.on_terminal().filter(|_| style == Style::Colours);
                if wanted != colour && *letter != ' ' {
                    if colour.is_some() {
                        out.push_str("\u{1b}[0m");
                    }
                    if let Some(wanted) = wanted {
                        out.push_str(&format!("\u{1b}[{wanted}m"));
                    }
                    colour = wanted;
                }
                out.push(*letter);
            }
            if colour.is_some() {
                out.push_str("\u{1b}[0m");
            }
            out.push('\n');
        }
        out
    }
}

impl Cell {
    /// Character of the cell, and its ink.
    fn show(&self, style: Style) -> (char, Ink) {
        let mark = self.ink.mark().filter(|_| style == Style::Marks);
        match self.letter {
            // A square in the legend stands for the points of a sequence.
            Some('■') => (mark.unwrap_or('■'), self.ink),
            Some(letter) => (letter, self.ink),
            None if self.dots != 0 => (mark.unwrap_or_else(|| braille(self.dots)), self.ink),
            None => (BOX[usize::from(self.sides) % BOX.len()], Ink::Axis),
        }
    }
}

/// Braille character with these dots.
fn braille(dots: u8) -> char {
    char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' ')
}

/// Bits of the dots of a braille character, by line and column.
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Opacity from which on a pixel is a dot. The drawing library smooths lines by pixels of less.
const OPAQUE: f64 = 0.5;

struct Backend<'a>(&'a mut Cells);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.0.columns as u32 * 2, self.0.lines as u32 * 4)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let dot = DOTS[y.rem_euclid(4) as usize][x.rem_euclid(2) as usize];
        if let Some(cell) = self.0.get(x.div_euclid(2), y.div_euclid(4))
            && color.alpha >= OPAQUE
        {
            cell.dots |= dot;
            cell.ink = Ink::decoded(color.rgb);
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        let is_straight = from.0 == to.0 || from.1 == to.1;
        if is_straight && Ink::decoded(style.color().rgb) == Ink::Axis {
            self.0.axis(from, to);
            return Ok(());
        }
        rasterizer::draw_line(self, from, to, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let length = text.chars().count() as i32;
        let anchor = style.anchor();
        let first = match anchor.h_pos {
            HPos::Left => x.div_euclid(2),
            HPos::Center => x.div_euclid(2) - length / 2,
            HPos::Right => x.div_euclid(2) - length,
        };
        let line = match anchor.v_pos {
            VPos::Top | VPos::Center => y.div_euclid(4),
            VPos::Bottom => y.div_euclid(4) - 1,
        };
        for (column, letter) in (first..).zip(text.chars()) {
            if let Some(cell) = self.0.get(column, line) {
                (cell.letter, cell.ink) = (Some(letter), Ink::decoded(style.color().rgb));
            }
        }
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        _: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((text.chars().count() as u32 * 2, 4))
    }
}
