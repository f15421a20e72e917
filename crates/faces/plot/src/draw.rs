//! Drawing of a plot on any backend of `plotters`.

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, EmptyElement, PathElement, Pixel, Rectangle, Text};
use plotters::style::{Color as _, RGBColor, TextStyle};
use plotters_backend::DrawingBackend;

use crate::axis::Axis;
use crate::colour::Ink;
use crate::look::{Look, Radius};
use crate::panel::{Mark, Panel, Vertical, panels};
use crate::plot::{Error, Plot};
use crate::thin::Grid;
use crate::ticks::{index_ticks, linear_ticks, log_ticks};

type Area<DB> = DrawingArea<DB, Shift>;
type Chart<'a, DB> = ChartContext<'a, DB, Cartesian2d<Axis, Axis>>;
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Percentage of the height that the upper one of two panels has.
const UPPER: u32 = 45;

/// Draws a plot on the whole area.
pub(crate) fn draw<DB: DrawingBackend>(area: &Area<DB>, plot: &Plot, look: &Look) -> Result<(), Error> {
    let failed = |e: DrawingAreaErrorKind<DB::ErrorType>| Error::Drawing(e.to_string());
    let (_, height) = area.dim_in_pixel();
    let mut rest = area.clone();
    let panels = panels(plot);
    for (index, panel) in panels.iter().enumerate() {
        let is_last = index + 1 == panels.len();
        let part = if is_last {
            rest.clone()
        } else {
            // Text is split between two lines.
            let at = height * UPPER / 100 / 4 * 4;
            let (upper, lower) = rest.split_vertically(at as i32);
            rest = lower;
            upper
        };
        let names: Vec<&str> =
            if index == 0 { plot.sequences.iter().map(|s| s.name.as_str()).collect() } else { vec![] };
        draw_panel(&part, panel, &names, look).map_err(failed)?;
    }
    area.present().map_err(failed)
}

fn draw_panel<DB: DrawingBackend>(area: &Area<DB>, panel: &Panel, names: &[&str], look: &Look) -> Drawn<DB> {
    let margin = look.margin as i32;
    let area = area.margin(margin, margin, margin, margin);
    let (header, body) = area.split_vertically(look.header as i32);
    draw_header(&header, panel, names, look)?;
    let (width, height) = body.dim_in_pixel();
    let words = look.words(Ink::Word);
    let size_of = |text: &str| body.estimate_text_size(text, &words).map_or(0, |(width, _)| width);

    let lines = (height.saturating_sub(look.below) / look.line).max(1) as usize;
    let (low, high) = panel.y;
    let ticks = match panel.vertical {
        Vertical::Linear { exponent } => linear_ticks(low, high, exponent, lines),
        Vertical::Log => log_ticks(low, high, lines),
    };
    let y = Axis { low, high, ticks };
    let longest = y.ticks.iter().map(|t| size_of(&t.label)).max().unwrap_or(0);
    let beside = (longest + look.beside).min(width / 2);

    let (low, high) = panel.x;
    let last = index_ticks(panel.base, low, high, 1).into_iter().map(|t| size_of(&t.label)).max().unwrap_or(0);
    let columns = (width.saturating_sub(beside) / (last + look.word)).max(1) as usize;
    let x = Axis { low, high, ticks: index_ticks(panel.base, low, high, columns) };

    let mut chart = ChartBuilder::on(&body)
        .set_label_area_size(LabelAreaPosition::Left, beside)
        .set_label_area_size(LabelAreaPosition::Bottom, look.below.min(height.saturating_sub(4)))
        .build_cartesian_2d(x.clone(), y.clone())?;
    let mut mesh = chart.configure_mesh();
    if look.is_text {
        mesh.disable_mesh();
    }
    mesh.bold_line_style(look.colour(Ink::Mesh))
        .axis_style(look.colour(Ink::Axis))
        .label_style(words)
        .y_label_offset(look.lower)
        .set_tick_mark_size(LabelAreaPosition::Bottom, look.ticks.0)
        .set_tick_mark_size(LabelAreaPosition::Left, look.ticks.1)
        .draw()?;
    if y.low < 0.0 && y.high > 0.0 {
        let zero = PathElement::new(vec![(x.low, 0.0), (x.high, 0.0)], look.colour(Ink::Axis));
        chart.draw_series([zero])?;
    }
    let (width, height) = chart.plotting_area().dim_in_pixel();
    let grid = Grid { x: &x, y: &y, size: (width as i32, height as i32) };
    if panel.mark == Mark::Pin {
        // A pin hides no shorter one of another sequence at the same place.
        let mut all: Vec<((f64, f64), RGBColor)> = Vec::new();
        for (number, points) in panel.series.iter().enumerate() {
            let colour = look.colour(Ink::series(number));
            all.extend(grid.pins(points).into_iter().map(|p| (p, colour)));
        }
        all.sort_by(|(a, _), (b, _)| b.1.abs().total_cmp(&a.1.abs()));
        chart.draw_series(all.iter().map(|(p, colour)| PathElement::new(vec![(p.0, 0.0), *p], *colour)))?;
    }
    for (number, points) in panel.series.iter().enumerate() {
        let colour = look.colour(Ink::series(number));
        match panel.mark {
            Mark::Pin => {
                let pins = grid.pins(points);
                // Dots would cover one another where pins stand close.
                let has_space = pins.len() * 7 <= width as usize;
                if has_space || look.is_text {
                    draw_dots(&mut chart, &pins, look.radius(pins.len(), width), colour)?;
                }
            }
            Mark::Dot => {
                let dots = grid.dots(points);
                draw_dots(&mut chart, &dots, look.radius(dots.len(), width), colour)?;
            }
            Mark::Line => {
                let lines = grid.lines(points);
                let single: Vec<_> = lines.iter().filter(|l| l.len() == 1).flatten().copied().collect();
                chart.draw_series(lines.into_iter().filter(|l| l.len() > 1).map(|l| PathElement::new(l, colour)))?;
                draw_dots(&mut chart, &single, look.radius(single.len(), width), colour)?;
            }
        }
    }
    Ok(())
}

fn draw_dots<DB: DrawingBackend>(
    chart: &mut Chart<'_, DB>,
    points: &[(f64, f64)],
    radius: Radius,
    colour: RGBColor,
) -> Drawn<DB> {
    let style = colour.filled();
    match radius {
        Radius::Pixel => chart.draw_series(points.iter().map(|p| Pixel::new(*p, style)))?,
        Radius::Square => {
            let square = |p: &(f64, f64)| EmptyElement::at(*p) + Rectangle::new([(0, 0), (1, 1)], style);
            chart.draw_series(points.iter().map(square))?
        }
        Radius::Circle(radius) => chart.draw_series(points.iter().map(|p| Circle::new(*p, radius, style)))?,
    };
    Ok(())
}

/// Longest name in the legend, in characters.
const LONGEST_NAME: usize = 40;

/// Shortest part of a name that is worth its space, in characters.
const SHORTEST_NAME: usize = 4;

/// Draws the legend and the remark, as far as there is space.
fn draw_header<DB: DrawingBackend>(area: &Area<DB>, panel: &Panel, names: &[&str], look: &Look) -> Drawn<DB> {
    let (width, height) = area.dim_in_pixel();
    let size_of = |text: &str, style: &TextStyle<'_>| area.estimate_text_size(text, style).map_or(0, |(w, _)| w as i32);
    let (words, remark) = (look.words(Ink::Word), look.words(Ink::Remark));
    let gap = if look.is_text { 2 } else { (look.font / 2.0) as i32 };
    let top = if look.is_text { 0 } else { (height as i32 - look.font as i32) / 2 };
    let side = if look.is_text { 2 } else { (look.font * 0.65) as i32 };
    let mut x = 0;
    for (number, name) in names.iter().enumerate() {
        let space = width as i32 - x - side - gap;
        let fits = |length: &usize| size_of(&shortened(name, *length), &words) <= space;
        let Some(length) = (SHORTEST_NAME..=LONGEST_NAME).rev().find(fits) else {
            area.draw(&Text::new("…", (x, top), words))?;
            return Ok(());
        };
        let ink = Ink::series(number);
        if look.is_text {
            area.draw(&Text::new("■", (x, top), look.words(ink)))?;
        } else {
            let mark = [(x, top + 1), (x + side, top + 1 + side)];
            area.draw(&Rectangle::new(mark, look.colour(ink).filled()))?;
        }
        let name = shortened(name, length);
        let end = x + side + gap + size_of(&name, &words);
        area.draw(&Text::new(name, (x + side + gap, top), words.clone()))?;
        x = end + 2 * gap;
    }
    if x + size_of(&panel.note, &remark) <= width as i32 {
        area.draw(&Text::new(panel.note.clone(), (x, top), remark))?;
    }
    Ok(())
}

/// Name without characters that act on a terminal, cut to a number of characters.
fn shortened(name: &str, length: usize) -> String {
    let name = nth_base::printable(name).replace(['\n', '\r', '\t'], " ");
    if name.chars().count() <= length {
        return name;
    }
    name.chars().take(length.saturating_sub(1)).chain(['…']).collect()
}
