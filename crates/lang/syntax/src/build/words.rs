//! Words and tokens of a source text.

/// The words (names, keywords, numbers) of a source as wholes, all else sign by sign, blanks included. Together they
/// are the source again.
pub fn words(source: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = source;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (piece, other) = rest.split_at(end);
        rest = other;
        Some(piece)
    })
}

/// The words and signs of a source, without blanks.
pub fn tokens(source: &str) -> impl Iterator<Item = &str> {
    words(source).filter(|piece| !piece.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_and_signs() {
        let all = tokens("if n<10 then σ(n_1)").collect::<Vec<_>>();
        assert_eq!(all, ["if", "n", "<", "10", "then", "σ", "(", "n_1", ")"]);
        assert_eq!(words("a  (b)").collect::<String>(), "a  (b)");
        assert_eq!(tokens("").count(), 0);
    }
}
