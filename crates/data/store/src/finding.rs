//! Findings: programs that have the terms of a sequence, with what is known of both.

use serde::{Deserialize, Serialize};

use crate::Terms;
use crate::core_form::{self, CoreForm};

/// A program that has the terms of a sequence, as the store takes it and returns it. A finding is one line of JSON
/// Lines or one row of Parquet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Key of the sequence: an A-number such as `A000045`, or any other word. None for a hindsight pair: a program and
    /// the terms it gives, which belong to no target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
    /// The name of the sequence, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of known terms of the sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// Terms of the sequence. A hindsight pair always has them. The terms of A-numbers are not kept, since they come
    /// from the OEIS data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// The program as it was proposed: nth source, the sequence last.
    pub program: String,
    /// The program as Core text, with all functions it needs, the entry first. The entry takes the index.
    pub core: String,
    /// Size of the Core program, in nodes.
    pub size: u64,
    /// Cost of the verified terms, every loop counted from its start.
    pub cost: u64,
    /// Cost of the verified terms, with loops that continue from term to term counted once.
    pub continued: u64,
    /// Index of the first term.
    pub first: i64,
    /// Number of terms that were compared and are equal, from the first on.
    pub verified: u64,
    /// Number of verified terms to which nothing was fitted: the terms that are evidence for the program.
    pub surplus: u64,
    /// Number of verified terms that the proposer was not shown.
    #[serde(default)]
    pub held: u64,
    /// Name of the proposer that found the program.
    pub proposer: String,
    /// Description of the program, for people.
    pub says: String,
    /// Date of the finding: `2026-11-20`, or with the time, `2026-11-20T09:30:00Z`.
    pub date: String,
}

/// Longest key of a sequence, in bytes.
const LONGEST_KEY: usize = 200;

/// A finding that can be stored.
pub(crate) struct Ready<'a> {
    pub finding: &'a Finding,
    pub core: CoreForm,
}

impl Finding {
    /// Checks everything that can be checked without running the program.
    pub(crate) fn ready(&self) -> Result<Ready<'_>, String> {
        match (&self.sequence, &self.terms) {
            (Some(key), _) => check_key(key)?,
            (None, None) => return Err("it has neither a sequence nor terms".to_owned()),
            (None, Some(terms)) if terms.0.is_empty() => return Err("a hindsight pair has terms".to_owned()),
            (None, Some(_)) => {}
        }
        if !is_date(&self.date) {
            return Err(format!("`{}` is no date; one as 2026-11-20 is expected", short(&self.date)));
        }
        let counts = [
            ("known", self.known.unwrap_or(0)),
            ("cost", self.cost),
            ("continued", self.continued),
            ("verified", self.verified),
            ("surplus", self.surplus),
            ("held", self.held),
        ];
        for (what, count) in counts {
            if i64::try_from(count).is_err() {
                return Err(format!("`{what}` is {count}, more than a store holds"));
            }
        }
        if self.surplus > self.verified || self.held > self.verified {
            return Err("`surplus` and `held` are at most `verified`".to_owned());
        }
        if self.continued > self.cost {
            return Err("`continued` is at most `cost`".to_owned());
        }
        let core = core_form::read(&self.core)?;
        if core.size != self.size {
            return Err(format!("its size is {}, not {}", core.size, self.size));
        }
        Ok(Ready { finding: self, core })
    }
}

fn check_key(key: &str) -> Result<(), String> {
    let bad = |c: char| c.is_whitespace() || c.is_control();
    if key.is_empty() || key.len() > LONGEST_KEY || key.chars().any(bad) {
        return Err(format!("`{}` is no key of a sequence: a word of at most {LONGEST_KEY} bytes", short(key)));
    }
    let digits = key.strip_prefix(['A', 'a']).filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    if digits.is_some() && !is_a_number(key) {
        return Err(format!("`{}` must be written with six digits, as A000045", short(key)));
    }
    Ok(())
}

/// Whether a key is an A-number as the OEIS writes it: `A` and six digits, or more that do not begin with 0.
#[must_use]
pub fn is_a_number(key: &str) -> bool {
    key.strip_prefix('A').is_some_and(|d| {
        d.bytes().all(|b| b.is_ascii_digit()) && (d.len() == 6 || d.len() > 6 && !d.starts_with('0')) && d != "000000"
    })
}

fn is_date(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(c, s)| if s == b'0' { c.is_ascii_digit() } else { c == s })
    };
    shape(text, "0000-00-00") || shape(text, "0000-00-00T00:00:00Z")
}

/// First 40 characters of a foreign text, for a message. Control characters become blanks.
pub(crate) fn short(text: &str) -> String {
    let shown: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() { format!("{shown}…") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_dates() {
        for good in ["A000045", "A1234567", "my-sequence", "A", "Abc", "σ"] {
            assert_eq!(check_key(good), Ok(()), "{good}");
        }
        for bad in ["", "A45", "a000045", "A0000045", "A000000", "two words", "line\nbreak", &"x".repeat(201)] {
            assert!(check_key(bad).is_err(), "{bad}");
        }
        for (date, right) in [
            ("2026-11-20", true),
            ("2026-11-20T09:30:00Z", true),
            ("20-11-2026", false),
            ("2026-11-20 09:30", false),
            ("", false),
            ("２０２６-11-20", false),
        ] {
            assert_eq!(is_date(date), right, "{date}");
        }
    }
}
