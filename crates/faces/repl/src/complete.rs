//! Completion of words and commands.

use nth_session::Words;

use crate::command::COMMANDS;

/// Completions of the word that ends at byte `at` of `line`: the byte where the word starts, and the possible complete
/// words. `words` are those of the session ([`Repl::words`](crate::Repl::words)).
#[must_use]
pub fn complete(words: &Words, line: &str, at: usize) -> (usize, Vec<String>) {
    let before = line.get(..at).unwrap_or(line);
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '\'';
    let start = before.rfind(|c| !part(c)).map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let first = before.trim_start();
    if first == format!(":{word}") {
        let found = COMMANDS.iter().filter(|c| c.name.starts_with(word)).map(|c| c.name.to_owned()).collect();
        return (start, found);
    }
    if word.is_empty() {
        return (start, Vec::new());
    }
    (start, words.completions(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_commands() {
        let names = ["fib", "fold", "map", "take_while"].map(str::to_owned).to_vec();
        let words = Words {
            names,
            synonyms: vec![("foldl".to_owned(), "fold".to_owned()), ("Apply".to_owned(), "map".to_owned())],
        };
        assert_eq!(complete(&words, "1 + f", 5), (4, vec!["fib".to_owned(), "fold".to_owned()]));
        assert_eq!(complete(&words, ":ty", 3), (1, vec!["type".to_owned()]));
        assert_eq!(complete(&words, ":type m", 7), (6, vec!["map".to_owned()]));
        assert_eq!(complete(&words, "é(m", 4), (3, vec!["map".to_owned()]));
        assert_eq!(complete(&words, "", 0), (0, Vec::new()));
        for (typed, name) in [("takeW", "take_while"), ("foldl", "fold"), ("app", "map")] {
            assert_eq!(complete(&words, typed, typed.len()), (0, vec![name.to_owned()]), "{typed}");
        }
    }
}
