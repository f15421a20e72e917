//! Markdown tables, aligned for the terminal too.

/// Rows of cells; the first column is flushed left, the others right.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows, with these headings.
    pub fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|h| (*h).to_owned()).collect()] }
    }

    /// Adds a row, with one cell for each heading.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints the table to standard output, in aligned columns.
    pub fn print(&self) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |c: usize| self.rows.iter().filter_map(|r| r.get(c)).map(|s| s.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (k, row) in self.rows.iter().enumerate() {
            let cells = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(c, (cell, w))| if c == 0 { format!("{cell:<w$}") } else { format!("{cell:>w$}") });
            println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
            if k == 0 {
                let rules = widths
                    .iter()
                    .enumerate()
                    .map(|(c, w)| if c == 0 { "-".repeat(w + 2) } else { format!("{}:", "-".repeat(w + 1)) });
                println!("|{}|", rules.collect::<Vec<_>>().join("|"));
            }
        }
        println!();
    }
}

/// A figure with three digits that count; `–` for none.
pub fn figure(x: f64) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let decimals = if x >= 100.0 || x == 0.0 { 0 } else { (2 - x.log10().floor() as i32).clamp(0, 4) };
    format!("{x:.*}", decimals as usize)
}

/// `a / b` with `×`.
pub fn ratio(a: f64, b: f64) -> String {
    if (a / b).is_finite() { format!("{}×", figure(a / b)) } else { "–".to_owned() }
}
