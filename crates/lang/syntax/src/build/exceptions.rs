//! First terms that are given as they are, before the rule for all others.

use super::Expr;

/// Notation of exceptional terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// List of the terms; a single term is written as a number.
    Listed,
    /// Shortest notation: equal terms as one number, terms that are their indices as `n`, others as a list.
    Shortest,
}

/// The expression of `n` whose first values, from index `from` on, are `terms` and whose further ones are those of
/// `rest`; `rest` itself if there are no terms.
#[must_use]
pub fn with_exceptions(from: i64, terms: &[Expr], rest: Expr, style: Style) -> Expr {
    let Some(first) = terms.first() else { return rest };
    let n = || Expr::name("n");
    let end = from.saturating_add(i64::try_from(terms.len()).unwrap_or(i64::MAX));
    let test = if terms.len() == 1 { n().equals(Expr::int(from)) } else { n().less(Expr::int(end)) };
    let value = match style {
        Style::Listed if terms.len() == 1 => first.clone(),
        Style::Shortest if terms.iter().all(|x| x == first) => first.clone(),
        Style::Shortest if terms.iter().zip(from..).all(|(x, i)| *x == Expr::int(i)) => n(),
        Style::Listed | Style::Shortest => Expr::list(terms).at(n().moved(from.saturating_neg())),
    };
    test.choose(value, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_written() {
        let written = |from, terms: &[i64], style| {
            let terms: Vec<Expr> = terms.iter().map(|&x| Expr::int(x)).collect();
            with_exceptions(from, &terms, Expr::own([Expr::name("n").moved(-1)]), style).to_string()
        };
        for (from, terms, listed, shortest) in [
            (0, &[][..], "@(n - 1)", "@(n - 1)"),
            (0, &[5], "if n == 0 then 5 else @(n - 1)", "if n == 0 then 5 else @(n - 1)"),
            (-1, &[-5], "if n == -1 then -5 else @(n - 1)", "if n == -1 then -5 else @(n - 1)"),
            (1, &[4, 4], "if n < 3 then [4, 4][n - 1] else @(n - 1)", "if n < 3 then 4 else @(n - 1)"),
            (2, &[2, 3], "if n < 4 then [2, 3][n - 2] else @(n - 1)", "if n < 4 then n else @(n - 1)"),
            (-1, &[2, 3], "if n < 1 then [2, 3][n + 1] else @(n - 1)", "if n < 1 then [2, 3][n + 1] else @(n - 1)"),
        ] {
            assert_eq!(written(from, terms, Style::Listed), listed);
            assert_eq!(written(from, terms, Style::Shortest), shortest);
        }
    }
}
