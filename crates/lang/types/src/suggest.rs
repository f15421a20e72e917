//! Search for the name that is meant, for hints such as "did you mean": the same name in another spelling, a synonym, a
//! similar name.

use nth_syntax::ast::DocLine;

/// Beginning of the line of a documentation comment that lists other names of a function.
const SYNONYMS: &str = "Also called:";

/// Longest name for which a similar one is searched, in bytes. The cost of a comparison grows with the length of both.
const LONGEST: usize = 40;

/// Largest number of edits between a name and a similar one.
const MOST_EDITS: usize = 3;

/// Other names of a definition: those of its documentation line `Also called: a, b.`
pub fn synonyms(docs: &[DocLine]) -> impl Iterator<Item = &str> {
    let lists = docs.iter().filter_map(|l| l.text.trim().strip_prefix(SYNONYMS));
    lists.flat_map(|l| l.split(',')).map(|w| w.trim_matches([' ', '.', '`'])).filter(|w| !w.is_empty())
}

/// Line of documentation that lists these synonyms; empty if there are none.
#[must_use]
pub fn synonyms_line(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!("{SYNONYMS} {}.", names.join(", ")) }
}

/// Name without its case and without `_`, so that `GCD`, `takeWhile` and `digitsum` are `gcd`, `take_while` and
/// `digit_sum`.
#[must_use]
pub fn plain_name(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// Candidate that `name` may mean: the same name in another spelling; else the one that `synonym` gives; else the one
/// with `is_` before the name; else the most similar one, at most max(1, length / 3) edits away. The nearest comes
/// first, then the first in the alphabet.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
    synonym: impl FnOnce(&str) -> Option<&'a str>,
) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.filter(|c| *c != name).collect();
    let plain = plain_name(name);
    let spelled = |wanted: &str| candidates.iter().copied().filter(|c| plain_name(c) == wanted).min();
    if let Some(same) = spelled(&plain) {
        return Some(same);
    }
    if let Some(meant) = synonym(&plain) {
        return Some(meant);
    }
    // Names of one letter are all one edit from each other, so a suggestion would say nothing.
    if name.len() > LONGEST || name.chars().count() < 2 {
        return None;
    }
    if let Some(predicate) = spelled(&format!("is{plain}")) {
        return Some(predicate);
    }
    let limit = (name.chars().count() / 3).clamp(1, MOST_EDITS);
    let distances = candidates.into_iter().filter(|c| c.len() <= LONGEST + MOST_EDITS);
    distances.map(|c| (distance(&plain, &plain_name(c), limit), c)).filter(|(d, _)| *d <= limit).min().map(|(_, c)| c)
}

/// Number of insertions, deletions, replacements and swaps of neighbours between `a` and `b`, or `limit + 1` if it
/// exceeds `limit`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|d| *d > limit) {
            return limit + 1;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(name: &str) -> Option<&'static str> {
        let names = ["length", "filter", "isqrt", "is_prime", "Sum", "take_while", "is_even", "evens", "euler_phi"];
        nearest(name, names.into_iter(), |plain| (plain == "totient").then_some("euler_phi"))
    }

    #[test]
    fn nearest_names() {
        for (name, expected) in [
            ("lenght", Some("length")),
            ("sum", Some("Sum")),
            ("isprime", Some("is_prime")),
            ("flter", Some("filter")),
            ("takeWhile", Some("take_while")),
            ("TAKE_WHILE", Some("take_while")),
            ("EulerPhi", Some("euler_phi")),
            ("Totient", Some("euler_phi")),
            ("even", Some("is_even")),
            ("evans", Some("evens")),
            ("fold", None),
            ("x", None),
        ] {
            assert_eq!(near(name), expected, "{name}");
        }
    }

    #[test]
    fn a_long_name_is_compared_in_its_spelling_only() {
        let long = "a".repeat(400);
        let names = [format!("{long}a"), long.to_uppercase()];
        assert_eq!(nearest(&long, names.iter().map(String::as_str), |_| None), Some(names[1].as_str()));
        assert_eq!(nearest(&long, names[..1].iter().map(String::as_str), |_| None), None);
    }

    #[test]
    fn synonyms_of_documentation() {
        let span = nth_base::Span::new(nth_base::FileId(0), 0, 0);
        let docs =
            ["The totient.", " Also called: EulerPhi, `phi`, totient."].map(|t| DocLine { text: t.into(), span });
        assert_eq!(synonyms(&docs).collect::<Vec<_>>(), ["EulerPhi", "phi", "totient"]);
        assert_eq!(synonyms_line(&["a", "b"]), "Also called: a, b.");
    }
}
