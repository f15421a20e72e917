//! How long a program is, in bits: a code in which what is rarely wanted is longer.
//!
//! Programs of one size are not equally likely: `isqrt(bit_length(n))` is right by chance more often than `n * n + n`.
//! The weights are rounded guesses that were held against held-back terms; see the crate's example.

/// Bits of one word or sign.
fn weight(token: &str) -> f64 {
    match token {
        "n" | "x" | "y" | "r" | "k" | "+" | "-" | "*" | "@" => 2.0,
        "/" | "%" => 3.0,
        "^" | "if" | "loop" => 4.0,
        "binomial" | "min" | "max" | "abs" | "loop2" => 5.0,
        "isqrt" | "gcd" => 6.0,
        "bit_length" => 7.0,
        "bit_and" | "bit_or" | "bit_xor" => 8.0,
        // A number: its bits, with room for larger ones. Other words only stand with an `if`.
        other => other.parse::<u64>().map_or(0.0, |x| 2.0 + 1.6 * ((x + 1) as f64).log2()),
    }
}

/// The length of some source, without the parts that are always the same.
#[must_use]
pub fn length(text: &str) -> f64 {
    let mut sum = 0.0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = if c.is_ascii_alphanumeric() || c == '_' {
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        sum += weight(&rest[..end]);
        rest = &rest[end..];
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn what_is_rarely_wanted_is_longer() {
        assert!((length("n") - 2.0).abs() < 1e-9);
        assert!((length("n * n + n") - 10.0).abs() < 1e-9);
        assert!(length("isqrt(bit_length(n))") > length("n * n + n"));
        assert!(length("n + 100") > length("n + 3"));
    }
}
