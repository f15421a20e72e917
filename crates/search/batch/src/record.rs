//! Lines of output: one JSON object for each candidate.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use nth_base::Cost;
use nth_oeis::ANum;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Serializer as Json;
use serde_json::ser::Formatter;

use crate::{Status, Tier, Verdict};

/// A candidate that solves at least one sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Number of the candidate, counted over all inputs from 0.
    pub candidate: u64,
    /// Name of the input file, if there are several.
    pub file: Option<Arc<str>>,
    /// Text of the candidate.
    pub program: Arc<str>,
    /// Size of the program, in nodes.
    pub size: u64,
    /// Solved sequences by A-number, each with the cost of its listed terms.
    pub solves: Vec<(ANum, Cost)>,
}

/// A line of output. The fields are written in the order of declaration.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Line<'a> {
    candidate: u64,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(borrow)]
    program: Cow<'a, str>,
    #[serde(default)]
    solves: Vec<Key>,
    /// Name of the status of a candidate that solves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    terms: Option<u32>,
    /// The reason why the line is not a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// Largest published cost among the solved sequences, in cost units; `continued` is the largest in the continued
    /// reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    continued: Option<u64>,
    /// Published costs of each sequence, if they differ; `continued_costs` has those in the continued reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    costs: Vec<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    continued_costs: Vec<u64>,
    /// Name of the tier that decided the candidate, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tier: Option<Cow<'a, str>>,
}

/// An A-number that is read and written as text such as `A000045`.
#[derive(Debug)]
struct Key(ANum);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        text.parse().map(Self).map_err(|e| D::Error::custom(format!("{text}: {e}")))
    }
}

/// JSON format with a blank after `:` and `,`.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }
}

/// Appends a value as JSON with a blank after `:` and `,`.
pub(crate) fn write_json(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), serde_json::Error> {
    value.serialize(&mut Json::with_formatter(out, Spaced))
}

impl Line<'_> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        write_json(out, self)?;
        out.push(b'\n');
        Ok(())
    }
}

impl Hit {
    /// Appends the line of output of this candidate; `tier` is named if given.
    pub(crate) fn write(&self, out: &mut Vec<u8>, tier: Option<Tier>) -> Result<(), serde_json::Error> {
        let reached = |cost: fn(&Cost) -> u64| self.solves.iter().map(move |s| cost(&s.1));
        let (published, continued) = (reached(|c| c.published), reached(|c| c.continued));
        let differ = self.solves.iter().any(|s| s.1 != self.solves[0].1);
        let each = |costs: &dyn Fn() -> Vec<u64>| if differ { costs() } else { Vec::new() };
        let line = Line {
            candidate: self.candidate,
            file: self.file.as_deref().map(Cow::Borrowed),
            program: Cow::Borrowed(&self.program),
            solves: self.solves.iter().map(|s| Key(s.0)).collect(),
            size: Some(self.size),
            cost: published.clone().max(),
            continued: continued.clone().max(),
            costs: each(&|| published.clone().collect()),
            continued_costs: each(&|| continued.clone().collect()),
            tier: tier.map(|t| Cow::Borrowed(t.name())),
            ..Line::default()
        };
        line.write(out)
    }

    /// Reads a line of output. None for a candidate that solves nothing.
    ///
    /// # Errors
    /// The line was not written by [`crate::engine::run`].
    pub fn read(line: &str) -> Result<Option<Self>, serde_json::Error> {
        let l: Line<'_> = serde_json::from_str(line)?;
        if l.solves.is_empty() {
            return Ok(None);
        }
        if [&l.costs, &l.continued_costs].iter().any(|c| !c.is_empty() && c.len() != l.solves.len()) {
            return Err(serde_json::Error::custom("`costs` and `solves` differ in length"));
        }
        let cost = |i: usize| {
            let of = |all: &[u64], one: Option<u64>| all.get(i).copied().or(one).unwrap_or(0);
            Cost { published: of(&l.costs, l.cost), continued: of(&l.continued_costs, l.continued) }
        };
        let solves = l.solves.iter().enumerate().map(|(i, a)| (a.0, cost(i))).collect();
        let file = l.file.as_deref().map(Into::into);
        Ok(Some(Self { candidate: l.candidate, file, program: (*l.program).into(), size: l.size.unwrap_or(0), solves }))
    }
}

/// Appends the line of output of a candidate that solves nothing.
pub(crate) fn unsolved(
    out: &mut Vec<u8>,
    candidate: u64,
    file: Option<&str>,
    program: &str,
    verdict: &Verdict,
    tier: Option<Tier>,
) -> Result<(), serde_json::Error> {
    let is_program = match verdict.status {
        Status::Invalid => false,
        Status::Mismatch | Status::Error(_) => true,
    };
    let line = Line {
        candidate,
        file: file.map(Cow::Borrowed),
        program: Cow::Borrowed(program),
        status: Some(Cow::Borrowed(verdict.status.name())),
        terms: Some(verdict.terms),
        message: verdict.invalid.as_ref().map(ToString::to_string),
        size: is_program.then_some(verdict.size),
        tier: tier.map(|t| Cow::Borrowed(t.name())),
        ..Line::default()
    };
    line.write(out)
}

#[cfg(test)]
mod tests {
    use nth_core::EvalError;

    use super::*;
    use crate::Invalid;

    #[test]
    fn lines_and_back() {
        let hit = Hit {
            candidate: 17,
            file: None,
            program: "a \"quoted\" \\ line\t\u{1}".into(),
            size: 9,
            solves: vec![(ANum(45), Cost { published: 512, continued: 99 })],
        };
        let line = |hit: &Hit| {
            let mut out = Vec::new();
            hit.write(&mut out, None).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = line(&Hit { program: "K".into(), ..hit.clone() });
        assert_eq!(
            text,
            "{\"candidate\": 17, \"program\": \"K\", \"solves\": [\"A000045\"], \"size\": 9, \"cost\": 512, \
             \"continued\": 99}\n"
        );
        assert_eq!(Hit::read(&line(&hit)).unwrap().unwrap(), hit);
        let two = Hit {
            file: Some("x/y".into()),
            solves: vec![(ANum(7), Cost { published: 600, continued: 100 }), hit.solves[0]],
            ..hit
        };
        let end = "\"cost\": 600, \"continued\": 100, \"costs\": [600, 512], \"continued_costs\": [100, 99]}\n";
        assert!(line(&two).ends_with(end), "{}", line(&two));
        assert_eq!(Hit::read(&line(&two)).unwrap().unwrap(), two);
        assert!(Hit::read("{\"candidate\": 1").is_err());
        assert!(Hit::read("").is_err());
    }

    #[test]
    fn other_statuses() {
        let read = |what: &str| Invalid::Read(nth_dialects::Invalid::Source(what.to_owned()));
        let line = |status, invalid: Option<Invalid>| {
            let v = Verdict { status, terms: 3, size: 5, solves: Vec::new(), invalid: invalid.map(Box::new) };
            let mut out = Vec::new();
            unsolved(&mut out, 2, Some("f"), "p", &v, None).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            line(Status::Error(EvalError::DivByZero), None),
            "{\"candidate\": 2, \"file\": \"f\", \"program\": \"p\", \"solves\": [], \"status\": \"div-by-zero\", \"terms\": 3, \"size\": 5}\n"
        );
        assert!(line(Status::Invalid, Some(read("no \"x\""))).ends_with("\"message\": \"no \\\"x\\\"\"}\n"));
        assert!(Hit::read(&line(Status::Mismatch, None)).unwrap().is_none());
    }
}
