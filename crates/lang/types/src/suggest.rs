//! Search for similar names, for hints such as "did you mean".

/// Candidate that is most similar to `name`: the same except for case, or at most max(1, length / 3) edits away. The
/// nearest comes first, then the first in the alphabet.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    let lower = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for c in candidates {
        if c == name {
            continue;
        }
        let d = if c.to_lowercase() == lower { 0 } else { distance(name, c, limit) };
        // Names of one letter are all one edit from each other, so a suggestion would say nothing.
        if d > limit || (d > 0 && name.chars().count() < 2) {
            continue;
        }
        if best.is_none_or(|(bd, bc)| (d, c) < (bd, bc)) {
            best = Some((d, c));
        }
    }
    best.map(|(_, c)| c)
}

/// Number of insertions, deletions, replacements and swaps of neighbours between `a` and `b`, or `limit + 1` if it
/// exceeds `limit`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64 + limit).collect();
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
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names() {
        let names = ["length", "filter", "isqrt", "is_prime", "Sum"];
        let near = |n| nearest(n, names.into_iter());
        assert_eq!(near("lenght"), Some("length"));
        assert_eq!(near("sum"), Some("Sum"));
        assert_eq!(near("isprime"), Some("is_prime"));
        assert_eq!(near("flter"), Some("filter"));
        assert_eq!(near("fold"), None);
        assert_eq!(near("x"), None);
    }
}
