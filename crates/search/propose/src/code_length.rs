//! Code length: the bits of a source text, as a measure of how many programs are as simple.

use nth_syntax::build::{tokens, words};

/// A table of code lengths: how many bits a token takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Code for programs that were found by trying programs in order of size: bits grow with how rarely an operation is
    /// wanted. `isqrt(bit_length(n))` is right by chance more often than `n * n + n`. The weights were tuned by hand on
    /// held-out terms. Brackets, commas and blanks are free.
    Searched,
    /// Code for programs of any origin: numbers by their size, names of the library by their number, variables and
    /// signs a few bits.
    Written,
}

/// The length of a source in bits.
#[must_use]
pub fn code_length(source: &str, code: Code) -> f64 {
    match code {
        Code::Searched => words(source).map(searched_bits).sum(),
        Code::Written => tokens(source).map(written_bits).sum(),
    }
}

fn searched_bits(token: &str) -> f64 {
    match token {
        "n" | "x" | "y" | "r" | "k" | "+" | "-" | "*" | "@" => 2.0,
        "/" | "%" => 3.0,
        "^" | "if" | "loop" => 4.0,
        "binomial" | "min" | "max" | "abs" | "loop2" => 5.0,
        "isqrt" | "gcd" => 6.0,
        "bit_length" => 7.0,
        "bit_and" | "bit_or" | "bit_xor" => 8.0,
        // A number: its bits, with room for larger ones. Other words stand only with an `if`.
        other => other.parse::<u64>().map_or(0.0, |x| 2.0 + 1.6 * ((x + 1) as f64).log2()),
    }
}

/// Words that are not names of the library, beside those of at most two letters.
const KNOWN_WORDS: [&str; 15] =
    ["if", "then", "else", "let", "in", "and", "or", "not", "where", "from", "nth", "seq", "loop", "true", "false"];

fn written_bits(token: &str) -> f64 {
    let first = token.chars().next().unwrap_or(' ');
    if first.is_ascii_digit() {
        return 1.0 + 2.0 * token.parse::<f64>().unwrap_or(1e18).ln_1p() / std::f64::consts::LN_2;
    }
    match token {
        "(" | ")" | "," | "|" | "[" | "]" | "=" => 0.5,
        _ if !(first.is_alphabetic() || first == '_') => 1.5,
        _ if KNOWN_WORDS.contains(&token) || token.len() <= 2 => 2.0,
        _ => 8.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarely_wanted_operations_are_longer() {
        let length = |text| code_length(text, Code::Searched);
        assert!((length("n") - 2.0).abs() < 1e-9);
        assert!((length("n * n + n") - 10.0).abs() < 1e-9);
        assert!(length("isqrt(bit_length(n))") > length("n * n + n"));
        assert!(length("n + 100") > length("n + 3"));
        assert!(code_length("n * n + 1", Code::Written) < code_length("square(is_square(n))", Code::Written));
    }
}
