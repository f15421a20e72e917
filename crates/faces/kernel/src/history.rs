//! The inputs of this session, for `history_request`.

use jupyter_protocol::{HistoryEntry, HistoryRequest};

/// Inputs with their execution counts, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct History(Vec<(usize, String)>);

impl History {
    pub fn push(&mut self, count: usize, code: &str) {
        self.0.push((count, code.to_owned()));
    }

    /// Entries that a request asks for. All belong to session 0, the current one; outputs are not kept.
    pub fn answer(&self, request: &HistoryRequest) -> Vec<HistoryEntry> {
        let all = &self.0;
        let (found, has_output) = match request {
            HistoryRequest::Tail { n, output, .. } => (last(all.iter().collect(), *n), *output),
            HistoryRequest::Range { start, stop, output, .. } => {
                let is_inside = |count: usize| {
                    let count = i32::try_from(count).unwrap_or(i32::MAX);
                    count >= *start && (*stop <= 0 || count < *stop)
                };
                (all.iter().filter(|(count, _)| is_inside(*count)).collect(), *output)
            }
            HistoryRequest::Search { pattern, unique, output, n, .. } => {
                let mut found: Vec<_> = all.iter().filter(|(_, code)| is_match(pattern, code)).collect();
                if *unique {
                    let newer = |k: usize, code: &str| all.iter().rev().take_while(|e| e.0 > k).any(|e| e.1 == code);
                    found.retain(|(count, code)| !newer(*count, code));
                }
                (if *n > 0 { last(found, *n) } else { found }, *output)
            }
        };
        let entry = |(count, code): &(usize, String)| {
            if has_output {
                HistoryEntry::InputOutput(0, *count, (code.clone(), String::new()))
            } else {
                HistoryEntry::Input(0, *count, code.clone())
            }
        };
        found.into_iter().map(entry).collect()
    }
}

/// The last `n` entries.
fn last(mut found: Vec<&(usize, String)>, n: i32) -> Vec<&(usize, String)> {
    let n = usize::try_from(n).unwrap_or(0).min(found.len());
    found.split_off(found.len() - n)
}

/// Whether a text matches a pattern of shell style, in which `*` is any text and `?` any character.
fn is_match(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Place after the last `*`, and the place in the text up to which it reaches.
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                p += 1;
                star = Some((p, t));
            }
            Some(c) if *c == '?' || text.get(t) == Some(c) => {
                p += 1;
                t += 1;
            }
            Some(_) | None => match star {
                Some((after, reached)) => {
                    star = Some((after, reached + 1));
                    (p, t) = (after, reached + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        let mut history = History::default();
        for (k, code) in ["1 + 1", "fib", "1 + 2", "fib"].into_iter().enumerate() {
            history.push(k + 1, code);
        }
        let shown = |request: HistoryRequest| {
            let entries = history.answer(&request).into_iter();
            entries
                .map(|e| match e {
                    HistoryEntry::Input(_, count, code) | HistoryEntry::InputOutput(_, count, (code, _)) => {
                        format!("{count}:{code}")
                    }
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (output, raw) = (false, true);
        assert_eq!(shown(HistoryRequest::Tail { n: 2, output, raw }), "3:1 + 2 4:fib");
        assert_eq!(shown(HistoryRequest::Tail { n: -1, output, raw }), "");
        assert_eq!(shown(HistoryRequest::Range { session: None, start: 2, stop: 4, output, raw }), "2:fib 3:1 + 2");
        let search = |pattern: &str, unique| {
            shown(HistoryRequest::Search { pattern: pattern.to_owned(), unique, output, raw, n: 10 })
        };
        assert_eq!(search("1*", false), "1:1 + 1 3:1 + 2");
        assert_eq!(search("f?b", true), "4:fib");
        assert_eq!(search("f?b", false), "2:fib 4:fib");
        assert_eq!(search("x*", false), "");
    }

    #[test]
    fn patterns() {
        for (pattern, text, matches) in
            [("*", "", true), ("a*c*", "abcd", true), ("*b", "abab", true), ("a?", "a", false), ("", "a", false)]
        {
            assert_eq!(is_match(pattern, text), matches, "{pattern} {text}");
        }
    }
}
