//! Search for entries by the words of their names.

use std::cmp::Reverse;

use crate::anum::ANum;
use crate::database::Fame;

/// Words of a question, in lower case.
pub(crate) struct Words(Vec<String>);

/// Entry whose name has all words, ordered from best to worst by its fields in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// Number of words that are whole words of the name.
    whole: Reverse<usize>,
    fame: Fame,
    /// Whether the name begins with all words in their order.
    begins: Reverse<bool>,
    /// Number of bytes of the name.
    len: usize,
    pub(crate) anum: ANum,
}

impl Words {
    /// The words of a text. Signs between them are ignored.
    pub(crate) fn of(text: &str) -> Self {
        Self(words(&text.to_lowercase()).map(str::to_owned).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Place of an entry among the answers; none if its name lacks a word.
    pub(crate) fn find(&self, anum: ANum, fame: Fame, name: &str) -> Option<Named> {
        let lower = name.to_lowercase();
        if !self.0.iter().all(|w| lower.contains(w.as_str())) {
            return None;
        }
        let whole = self.0.iter().filter(|w| words(&lower).any(|v| v == w.as_str())).count();
        let begins = words(&lower).take(self.0.len()).eq(self.0.iter().map(String::as_str));
        Some(Named { whole: Reverse(whole), fame, begins: Reverse(begins), len: name.len(), anum })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_come_first() {
        let words = Words::of("FIBONACCI  prime-numbers");
        let find = |name: &str| words.find(ANum(1), Fame::Other, name);
        let whole = find("Prime Fibonacci numbers.").unwrap();
        let part = find("Primes among numbers of Fibonacci's kind.").unwrap();
        assert!(whole < part);
        let words_first = Words::of("fibonacci numbers");
        let [first, later] = ["Fibonacci numbers: F(n) = F(n-1) + F(n-2).", "Even Fibonacci numbers."]
            .map(|name| words_first.find(ANum(1), Fame::Other, name).unwrap());
        assert!(first < later);
        assert_eq!(find("Fibonacci numbers."), None);
        assert!(Words::of(" ,-").is_empty());
    }
}
