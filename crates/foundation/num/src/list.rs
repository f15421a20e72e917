//! Lists of integers in text.

use std::fmt;

use crate::Int;

/// Longest part of a word that an error shows, in characters.
const MAX_SHOWN: usize = 40;

/// Word that is not an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnInteger {
    /// First characters of the word.
    pub word: String,
}

impl fmt::Display for NotAnInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an integer", self.word)
    }
}

impl std::error::Error for NotAnInteger {}

/// Integers in these words, one in each.
///
/// # Errors
/// The first word that is not an integer.
pub fn parse_words<'t>(words: impl IntoIterator<Item = &'t str>) -> Result<Vec<Int>, NotAnInteger> {
    let parse = |word: &str| word.parse().map_err(|()| NotAnInteger { word: word.chars().take(MAX_SHOWN).collect() });
    words.into_iter().map(parse).collect()
}

/// Integers of a list as people write it: with commas or white space between, perhaps in square brackets.
///
/// # Errors
/// The first word that is not an integer.
pub fn parse_list(text: &str) -> Result<Vec<Int>, NotAnInteger> {
    let words = text.split(|c: char| c == ',' || c.is_whitespace()).map(|w| w.trim_matches(['[', ']']));
    parse_words(words.filter(|w| !w.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_as_people_write_them() {
        for text in ["1,-2,3", "1 -2 3", "[1, -2, 3]", " 1,, -2\t3,\n"] {
            assert_eq!(parse_list(text), Ok([1, -2, 3].map(Int::from).to_vec()), "{text}");
        }
        assert_eq!(parse_list(""), Ok(vec![]));
        assert_eq!(parse_list("1,x2").map_err(|e| e.to_string()), Err("`x2` is not an integer".to_owned()));
        assert_eq!(parse_words(["1", ""]), Err(NotAnInteger { word: String::new() }));
    }
}
