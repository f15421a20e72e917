//! Findings: programs that have the terms of a sequence, with what is known of both.

use serde::{Deserialize, Serialize};

use crate::core_form::{self, CoreForm};
use crate::{Refusal, Terms};

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
pub(crate) const LONGEST_KEY: usize = 200;

/// A finding that can be stored.
pub(crate) struct Ready<'a> {
    pub finding: &'a Finding,
    pub core: CoreForm,
}

impl Finding {
    /// Checks everything that can be checked without running the program.
    pub(crate) fn ready(&self) -> Result<Ready<'_>, Refusal> {
        self.fields()?;
        let core = core_form::read(&self.core)?;
        if core.size != self.size {
            return Err(Refusal::Size(self.size, core.size));
        }
        Ok(Ready { finding: self, core })
    }

    /// Checks all fields but the program.
    pub(crate) fn fields(&self) -> Result<(), Refusal> {
        match (&self.sequence, &self.terms) {
            (Some(key), _) => check_key(key)?,
            (None, None) => return Err(Refusal::NoTarget),
            (None, Some(terms)) if terms.0.is_empty() => return Err(Refusal::NoTerms),
            (None, Some(_)) => {}
        }
        if !is_date(&self.date) {
            return Err(Refusal::Date(self.date.clone()));
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
                return Err(Refusal::Large(what, count));
            }
        }
        let known = self.known.filter(|known| *known < self.verified);
        if let Some(known) = known {
            return Err(Refusal::Verified(self.verified, known));
        }
        if self.surplus > self.verified || self.held > self.verified {
            return Err(Refusal::Parts);
        }
        if self.continued > self.cost {
            return Err(Refusal::Continued);
        }
        Ok(())
    }
}

fn check_key(key: &str) -> Result<(), Refusal> {
    let bad = |c: char| c.is_whitespace() || c.is_control();
    if key.is_empty() || key.len() > LONGEST_KEY || key.chars().any(bad) {
        return Err(Refusal::Key(key.to_owned()));
    }
    let digits = key.strip_prefix(['A', 'a']).filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    if digits.is_some() && !is_a_number(key) {
        return Err(Refusal::ANumber(key.to_owned()));
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

/// Whether a text is a date of the calendar, `2026-11-20`, perhaps with a time, `2026-11-20T09:30:00Z`.
fn is_date(text: &str) -> bool {
    let number = |at: usize| text.get(at..at + 2).and_then(|d| d.parse::<u32>().ok());
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(c, s)| if s == b'0' { c.is_ascii_digit() } else { c == s })
    };
    if !shape(text, "0000-00-00") && !shape(text, "0000-00-00T00:00:00Z") {
        return false;
    }
    let (Some(century), Some(year), Some(month), Some(day)) = (number(0), number(2), number(5), number(8)) else {
        return false;
    };
    let is_leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    // A minute can have 61 seconds.
    let is_time = [(11, 24), (14, 60), (17, 61)].iter().all(|&(at, end)| number(at).is_none_or(|n| n < end));
    (1..=days).contains(&day) && is_time
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
            assert!(check_key(good).is_ok(), "{good}");
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
            ("2026-99-99", false),
            ("2026-00-10", false),
            ("2026-11-00", false),
            ("2026-11-31", false),
            ("2026-02-29", false),
            ("2024-02-29", true),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2026-11-20T24:00:00Z", false),
            ("2026-11-20T23:60:00Z", false),
            ("2026-11-20T23:59:60Z", true),
        ] {
            assert_eq!(is_date(date), right, "{date}");
        }
    }
}
