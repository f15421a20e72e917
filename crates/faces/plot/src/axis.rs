//! Axes for `plotters`: a range of coordinates with ticks that were chosen before.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::ticks::Tick;

/// Axis with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Coordinate of the low end.
    pub low: f64,
    /// Coordinate of the high end, larger than `low`.
    pub high: f64,
    pub ticks: Vec<Tick>,
}

impl Axis {
    /// Place of a coordinate among `size` pixels, from 0 at the low end.
    pub fn pixel(&self, at: f64, size: i32) -> i32 {
        let part = (at - self.low) / (self.high - self.low);
        (part.clamp(0.0, 1.0) * f64::from(size.max(1) - 1)).round() as i32
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, at: &f64, (from, to): (i32, i32)) -> i32 {
        let size = (to - from).abs() + 1;
        let pixel = self.pixel(*at, size);
        if to >= from { from + pixel } else { from - pixel }
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // The light mesh between the ticks is not drawn.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|t| t.at).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, at: &f64) -> String {
        self.ticks.iter().find(|t| t.at == *at).map_or_else(String::new, |t| t.label.clone())
    }
}
