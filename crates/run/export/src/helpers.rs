//! Helper functions of exported programs.

/// Helper function: name and text.
struct Helper {
    name: &'static str,
    text: &'static str,
}

const PYTHON: &str = include_str!("support/helpers.py");
const PARI: &str = include_str!("support/helpers.gp");

/// Python helpers that a text uses, with the helpers that these use.
pub(crate) fn python(text: &str) -> Vec<&'static str> {
    let all = PYTHON.split("\n\n\n").map(|text| {
        let head = text.lines().next().unwrap_or("");
        let name = head.trim_start_matches("def ").trim_start_matches("class ");
        Helper { name: name.split(['(', ':']).next().unwrap_or(name), text: text.trim_end() }
    });
    needed(text, all.collect())
}

/// PARI/GP helpers that a text uses, with the helpers that these use.
pub(crate) fn pari(text: &str) -> Vec<&'static str> {
    let all = PARI.split("\n\n").map(|text| {
        let head = text.lines().nth(1).unwrap_or("");
        Helper { name: head.split('(').next().unwrap_or(head), text: text.trim_end() }
    });
    needed(text, all.collect())
}

fn needed(text: &str, all: Vec<Helper>) -> Vec<&'static str> {
    let uses = |text: &str, name: &str| {
        text.match_indices(name).any(|(i, _)| {
            let before = text[..i].chars().next_back();
            let after = text[i + name.len()..].chars().next();
            let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !word(before) && !word(after)
        })
    };
    let mut needed: Vec<bool> = all.iter().map(|h| uses(text, h.name)).collect();
    // Helpers use helpers, one level deep at most.
    for i in 0..all.len() {
        if needed.get(i) == Some(&true) {
            for (j, other) in all.iter().enumerate() {
                needed[j] |= j != i && uses(all[i].text, other.name);
            }
        }
    }
    all.iter().zip(needed).filter(|(_, n)| *n).map(|(h, _)| h.text).collect()
}
