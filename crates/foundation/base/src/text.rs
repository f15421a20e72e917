//! Numbers and counts as text for people.

/// A number with its digits in groups of three: `1,234,567`.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A count with its noun in the singular or plural: `1 term`, `2 terms`.
#[must_use]
pub fn plural(n: usize, word: &str) -> String {
    plural_u64(n as u64, word)
}

/// A count of 64 bits with its noun, as [`plural`] gives it.
#[must_use]
pub fn plural_u64(n: u64, word: &str) -> String {
    format!("{} {word}{}", grouped(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_groups() {
        for (n, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(n), expected);
        }
        assert_eq!(plural(1, "term"), "1 term");
        assert_eq!(plural(2_000, "term"), "2,000 terms");
    }
}
