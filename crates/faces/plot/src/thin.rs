//! Points that fall on pixels where others are, which are left out: a drawing is as large as its area, not as its data.

use std::collections::{BTreeMap, BTreeSet};

use crate::axis::Axis;
use crate::panel::Point;

/// Pixels of a plotting area.
pub(crate) struct Grid<'a> {
    pub x: &'a Axis,
    pub y: &'a Axis,
    /// Width and height in pixels.
    pub size: (i32, i32),
}

impl Grid<'_> {
    fn column(&self, p: &Point) -> i32 {
        self.x.pixel(p.0, self.size.0)
    }

    /// Points of different pixels, the first one of each.
    pub fn dots(&self, points: &[Option<Point>]) -> Vec<Point> {
        let mut seen = BTreeSet::new();
        let pixel = |p: &Point| (self.column(p), self.y.pixel(p.1, self.size.1));
        points.iter().flatten().copied().filter(|p| seen.insert(pixel(p))).collect()
    }

    /// The lowest and the highest point of each column, in the order of columns.
    pub fn pins(&self, points: &[Option<Point>]) -> Vec<Point> {
        let mut columns: BTreeMap<i32, (Point, Point)> = BTreeMap::new();
        for p in points.iter().flatten() {
            let (low, high) = columns.entry(self.column(p)).or_insert((*p, *p));
            if p.1 < low.1 {
                *low = *p;
            }
            if p.1 > high.1 {
                *high = *p;
            }
        }
        columns.into_values().flat_map(|(low, high)| if low == high { vec![high] } else { vec![low, high] }).collect()
    }

    /// Lines through the points, broken at gaps: of each column the first, the lowest, the highest and the last point.
    pub fn lines(&self, points: &[Option<Point>]) -> Vec<Vec<Point>> {
        let parts = points.split(Option::is_none).map(|part| part.iter().flatten().copied().collect::<Vec<_>>());
        parts.filter(|part| !part.is_empty()).map(|part| self.line(&part)).collect()
    }

    fn line(&self, points: &[Point]) -> Vec<Point> {
        let mut out = Vec::new();
        for column in points.chunk_by(|a, b| self.column(a) == self.column(b)) {
            let by_height = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
            let ends = [column.first(), column.last()].into_iter().flatten();
            let extremes = [column.iter().min_by(by_height), column.iter().max_by(by_height)].into_iter().flatten();
            let mut kept: Vec<Point> = ends.chain(extremes).copied().collect();
            kept.sort_by(|a, b| a.0.total_cmp(&b.0));
            kept.dedup();
            out.extend(kept);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        let axis = |high| Axis { low: 0.0, high, ticks: Vec::new() };
        let (x, y) = (axis(1000.0), axis(10.0));
        let grid = Grid { x: &x, y: &y, size: (11, 11) };
        let points: Vec<Option<Point>> = (0..1000).map(|k| Some((f64::from(k), f64::from(k % 10)))).collect();
        assert_eq!((grid.dots(&points).len(), grid.pins(&points).len()), (110, 22));
        assert_eq!(grid.lines(&points).len(), 1);
        assert!(grid.lines(&points)[0].len() <= 44);
        let gap = [Some((1.0, 1.0)), None, None, Some((4.0, 2.0)), Some((900.0, 3.0))];
        assert_eq!(grid.lines(&gap), [vec![(1.0, 1.0)], vec![(4.0, 2.0), (900.0, 3.0)]]);
        assert!(grid.lines(&[None]).is_empty() && grid.pins(&[]).is_empty());
    }
}
