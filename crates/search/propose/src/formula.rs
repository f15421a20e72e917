//! Formulas: programs as source text, composed of parts.

use std::fmt::Write;

use nth_syntax::build::words;

/// A sequence as nth source: an expression in the index `n`, with the sequences that it uses.
///
/// In [`Formula::body`], `@` stands for the sequence itself and `@1` … `@9` for its parts, as in `@(n - 1) + @1(n)`.
/// Names are chosen when the whole is written ([`Formula::source`]). Everything else is nth source and may name
/// functions of the library. The only free variable is the index `n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The expression of the term at index `n`.
    pub body: String,
    /// The sequences that the body calls as `@1`, `@2`, …, at most 9; each has its own first index.
    pub parts: Vec<Formula>,
    /// The index of the first term.
    pub from: i64,
}

impl Formula {
    /// A formula without parts whose first index is 0.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Self {
        Self { body: body.into(), parts: Vec::new(), from: 0 }
    }

    /// Replaces the parts, which the body calls as `@1`, `@2`, ….
    #[must_use]
    pub fn with(mut self, parts: Vec<Formula>) -> Self {
        self.parts = parts;
        self
    }

    /// Sets the index of the first term.
    #[must_use]
    pub fn starting(mut self, from: i64) -> Self {
        self.from = from;
        self
    }

    /// The definitions as source, a line each, the sequence `name` last. Parts are named `name1`, `name2`, … in the
    /// order in which the text is composed.
    #[must_use]
    pub fn source(&self, name: &str) -> String {
        let mut out = String::new();
        let mut used = 0;
        self.write(name, name, &mut used, &mut out);
        out
    }

    /// Parses a text that [`Formula::source`] has written. None for a text of another form.
    #[must_use]
    pub fn parse(source: &str) -> Option<Self> {
        let mut known: Vec<(&str, Self)> = Vec::new();
        for line in source.lines() {
            let (name, rest) = line.strip_prefix("seq ")?.split_once('(')?;
            let (index, text) = rest.split_once(") = ")?;
            let from = match index.strip_prefix("n from ") {
                Some(first) => first.trim().parse().ok()?,
                None if index == "n" => 0,
                None => return None,
            };
            let (mut body, mut parts) = (String::new(), Vec::new());
            let mut places: Vec<&str> = Vec::new();
            for word in words(text) {
                if word == name {
                    body.push('@');
                } else if let Some((_, part)) = known.iter().find(|(n, _)| *n == word) {
                    let place = places.iter().position(|p| *p == word).unwrap_or(places.len());
                    if place == places.len() {
                        places.push(word);
                        parts.push(part.clone());
                    }
                    // A sign `@` is followed by one digit only.
                    body.push('@');
                    body.push(char::from_digit(u32::try_from(place).ok()? + 1, 10)?);
                } else {
                    body.push_str(word);
                }
            }
            known.push((name, Self { body, parts, from }));
        }
        known.pop().map(|(_, formula)| formula)
    }

    fn write(&self, own: &str, base: &str, used: &mut usize, out: &mut String) {
        let names: Vec<String> = self
            .parts
            .iter()
            .map(|part| {
                *used += 1;
                let name = format!("{base}{used}");
                part.write(&name, base, used, out);
                name
            })
            .collect();
        let from = if self.from == 0 { String::new() } else { format!(" from {}", self.from) };
        // Writing to a string cannot fail.
        let _ = write!(out, "seq {own}(n{from}) = ");
        let mut rest = self.body.chars().peekable();
        while let Some(c) = rest.next() {
            if c != '@' {
                out.push(c);
                continue;
            }
            match rest.peek().and_then(|d| d.to_digit(10)) {
                Some(d) => {
                    rest.next();
                    out.push_str(names.get((d as usize).wrapping_sub(1)).map_or("?", String::as_str));
                }
                None => out.push_str(own),
            }
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_chosen_once() {
        let fib = Formula::new("if n < 2 then n else @(n - 1) + @(n - 2)");
        assert_eq!(fib.source("a"), "seq a(n) = if n < 2 then n else a(n - 1) + a(n - 2)\n");
        let sums = Formula::new("partial_sums(@1, n) + @2(n)").with(vec![fib.clone(), Formula::new("n").starting(1)]);
        let whole = Formula::new("@1(n) - @2(n)").with(vec![sums, fib]);
        assert_eq!(Formula::parse(&whole.source("a")), Some(whole.clone()));
        assert_eq!(Formula::parse("seq a(n) = ab(n) + a(a1)").unwrap().body, "ab(n) + @(a1)");
        for other in ["", "fn a(n) = n", "seq a(k) = k", "seq a(n from x) = n"] {
            assert_eq!(Formula::parse(other), None, "{other}");
        }
        assert_eq!(
            whole.source("a"),
            "seq a2(n) = if n < 2 then n else a2(n - 1) + a2(n - 2)\n\
             seq a3(n from 1) = n\n\
             seq a1(n) = partial_sums(a2, n) + a3(n)\n\
             seq a4(n) = if n < 2 then n else a4(n - 1) + a4(n - 2)\n\
             seq a(n) = a1(n) - a4(n)\n"
        );
    }
}
