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

/// Reason why a text is no list of integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListError {
    /// A word is not an integer.
    NotAnInteger(NotAnInteger),
    /// Nothing stands between two commas.
    Missing {
        /// Number of the missing term, from 1.
        term: usize,
        /// Byte of the text at which the second comma stands.
        at: usize,
    },
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnInteger(e) => e.fmt(f),
            Self::Missing { term, .. } => write!(f, "term {term} is missing: nothing stands between two commas"),
        }
    }
}

impl std::error::Error for ListError {}

impl ListError {
    /// The place of the error in its text, as two lines: the text around it, and a mark below. None if the message
    /// names the word.
    #[must_use]
    pub fn pointer(&self, text: &str) -> Option<String> {
        /// Number of characters that are shown on each side.
        const AROUND: usize = 30;
        let Self::Missing { at, .. } = self else { return None };
        let (before, after) = text.split_at_checked(*at)?;
        let plain = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
        let skip = before.chars().count().saturating_sub(AROUND);
        let cut = |cut: bool| if cut { "…" } else { "" };
        let (before, rest): (String, String) =
            (before.chars().skip(skip).map(plain).collect(), after.chars().take(AROUND).map(plain).collect());
        let (start, end) = (cut(skip > 0), cut(after.chars().nth(AROUND).is_some()));
        let width = start.chars().count() + before.chars().count();
        Some(format!("  {start}{before}{rest}{end}\n  {}^", " ".repeat(width)))
    }
}

/// Integers of a list as people write it: with commas or white space between, perhaps in square brackets. One comma
/// before the first and one after the last integer are ignored.
///
/// # Errors
/// The first word that is not an integer, or the first place where nothing stands between two commas.
pub fn parse_list(text: &str) -> Result<Vec<Int>, ListError> {
    let mut out = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let end = start + part.len();
        let words = part.split_whitespace().map(|w| w.trim_matches(['[', ']'])).filter(|w| !w.is_empty());
        let before = out.len();
        out.extend(parse_words(words).map_err(ListError::NotAnInteger)?);
        let (first, last) = (start == 0, end == text.len());
        if out.len() == before && !first && !last {
            return Err(ListError::Missing { term: before + 1, at: end });
        }
        start = end + 1;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_as_people_write_them() {
        for text in ["1,-2,3", "1 -2 3", "[1, -2, 3]", " 1, -2\t3,\n", ",1,-2,3,", "1 , -2 , 3 "] {
            assert_eq!(parse_list(text), Ok([1, -2, 3].map(Int::from).to_vec()), "{text}");
        }
        assert_eq!(parse_list(""), Ok(vec![]));
        assert_eq!(parse_list("1,x2").map_err(|e| e.to_string()), Err("`x2` is not an integer".to_owned()));
        assert_eq!(parse_words(["1", ""]), Err(NotAnInteger { word: String::new() }));
    }

    #[test]
    fn a_missing_term_is_pointed_at() {
        for (text, term, pointer) in [
            ("2,3,,7,11", 3, "  2,3,,7,11\n      ^"),
            ("1,4,9, ,25", 4, "  1,4,9, ,25\n         ^"),
            (" 1,, -2\t3,\n", 2, "   1,, -2 3, \n     ^"),
            (",,1", 1, "  ,,1\n   ^"),
            ("1,2,,", 3, "  1,2,,\n      ^"),
        ] {
            let e = parse_list(text).unwrap_err();
            assert!(matches!(e, ListError::Missing { term: t, .. } if t == term), "{text}: {e:?}");
            assert_eq!(e.pointer(text).unwrap(), pointer, "{text}");
        }
        let long = format!("{}8,,9{}", "1,".repeat(50), ",1".repeat(50));
        let pointer = parse_list(&long).unwrap_err().pointer(&long).unwrap();
        let (shown, mark) = pointer.split_once('\n').unwrap();
        assert!(shown.starts_with("  …") && shown.ends_with('…'), "{shown}");
        assert_eq!(shown.chars().nth(mark.chars().count() - 1), Some(','), "{pointer}");
        assert_eq!(parse_list("1,,x").unwrap_err().to_string(), "term 2 is missing: nothing stands between two commas");
    }
}
