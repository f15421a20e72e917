//! The lines of output: one JSON object a candidate.

use std::io::{self, Write};

use nth_base::Cost;
use nth_oeis::ANum;
use serde::Deserialize;

use crate::pieces::Hit;
use crate::{Status, Tier, Verdict};

/// Writes a string as JSON.
pub fn quote(out: &mut Vec<u8>, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// `{"candidate": 17, "program": "…"`, with the file if it is to be named.
fn begin(out: &mut Vec<u8>, candidate: u64, file: Option<&str>, program: &str) -> io::Result<()> {
    write!(out, "{{\"candidate\": {candidate}")?;
    if let Some(file) = file {
        out.write_all(b", \"file\": ")?;
        quote(out, file)?;
    }
    out.write_all(b", \"program\": ")?;
    quote(out, program)
}

/// The line of a candidate that solves something: the published and the continued cost of the last of the sequences; where
/// they were not reached at one cost, those of each follow.
pub fn solved(out: &mut Vec<u8>, hit: &Hit, tier: Option<Tier>) -> io::Result<()> {
    begin(out, hit.candidate, hit.file.as_deref(), &hit.program)?;
    out.write_all(b", \"solves\": [")?;
    for (i, (a, _)) in hit.solves.iter().enumerate() {
        write!(out, "{}\"{a}\"", if i > 0 { ", " } else { "" })?;
    }
    let reached = |cost: fn(&Cost) -> u64| hit.solves.iter().map(move |s| cost(&s.1));
    write!(out, "], \"size\": {}", hit.size)?;
    for (name, all) in [("cost", reached(|c| c.published)), ("continued", reached(|c| c.continued))] {
        write!(out, ", \"{name}\": {}", all.max().unwrap_or(0))?;
    }
    if hit.solves.iter().any(|s| s.1 != hit.solves[0].1) {
        for (name, all) in [("costs", reached(|c| c.published)), ("continued_costs", reached(|c| c.continued))] {
            let all: Vec<String> = all.map(|c| c.to_string()).collect();
            write!(out, ", \"{name}\": [{}]", all.join(", "))?;
        }
    }
    end(out, tier)
}

/// The end of a line, with what ran the candidate if that is to be said.
fn end(out: &mut Vec<u8>, tier: Option<Tier>) -> io::Result<()> {
    if let Some(tier) = tier {
        write!(out, ", \"tier\": \"{}\"", tier.name())?;
    }
    out.write_all(b"}\n")
}

/// The line of a candidate that solves nothing.
pub fn unsolved(
    out: &mut Vec<u8>,
    candidate: u64,
    file: Option<&str>,
    program: &str,
    verdict: &Verdict,
    tier: Option<Tier>,
) -> io::Result<()> {
    begin(out, candidate, file, program)?;
    write!(out, ", \"solves\": [], \"status\": \"{}\", \"terms\": {}", verdict.status.name(), verdict.terms)?;
    match (verdict.status, &verdict.invalid) {
        (Status::Invalid, Some(why)) => {
            out.write_all(b", \"message\": ")?;
            quote(out, &why.to_string())?;
        }
        (Status::Invalid, None) => {}
        (Status::Mismatch | Status::Error(_), _) => write!(out, ", \"size\": {}", verdict.size)?,
    }
    end(out, tier)
}

/// A line of output, read again. Lines of candidates that solve nothing have no `solves`.
#[derive(Clone, Debug, Deserialize)]
pub struct SolvedLine {
    candidate: u64,
    #[serde(default)]
    file: Option<String>,
    program: String,
    #[serde(default)]
    solves: Vec<String>,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    cost: u64,
    #[serde(default)]
    continued: u64,
    #[serde(default)]
    costs: Vec<u64>,
    #[serde(default)]
    continued_costs: Vec<u64>,
}

impl SolvedLine {
    /// What a line of output says; none for a candidate that solves nothing.
    ///
    /// # Errors
    /// The line was not written by [`crate::engine::run`].
    pub fn read(line: &str) -> Result<Option<Hit>, String> {
        let l: Self = serde_json::from_str(line).map_err(|e| e.to_string())?;
        if l.solves.is_empty() {
            return Ok(None);
        }
        if [&l.costs, &l.continued_costs].iter().any(|c| !c.is_empty() && c.len() != l.solves.len()) {
            return Err("`costs` and `solves` differ in length".to_owned());
        }
        let mut solves = Vec::with_capacity(l.solves.len());
        for (i, a) in l.solves.iter().enumerate() {
            let a: ANum = a.parse().map_err(|e| format!("{a}: {e}"))?;
            let of = |all: &[u64], one| all.get(i).copied().unwrap_or(one);
            solves.push((a, Cost { published: of(&l.costs, l.cost), continued: of(&l.continued_costs, l.continued) }));
        }
        let file = l.file.map(Into::into);
        Ok(Some(Hit { candidate: l.candidate, file, program: l.program.into(), size: l.size, solves }))
    }
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
            solved(&mut out, hit, None).unwrap();
            String::from_utf8(out).unwrap()
        };
        let text = line(&Hit { program: "K".into(), ..hit.clone() });
        assert_eq!(
            text,
            "{\"candidate\": 17, \"program\": \"K\", \"solves\": [\"A000045\"], \"size\": 9, \"cost\": 512, \
             \"continued\": 99}\n"
        );
        assert_eq!(SolvedLine::read(&line(&hit)).unwrap().unwrap(), hit);
        let two = Hit {
            file: Some("x/y".into()),
            solves: vec![(ANum(7), Cost { published: 600, continued: 100 }), hit.solves[0]],
            ..hit
        };
        let end = "\"cost\": 600, \"continued\": 100, \"costs\": [600, 512], \"continued_costs\": [100, 99]}\n";
        assert!(line(&two).ends_with(end), "{}", line(&two));
        assert_eq!(SolvedLine::read(&line(&two)).unwrap().unwrap(), two);
        assert!(SolvedLine::read("{\"candidate\": 1").is_err());
        assert!(SolvedLine::read("").is_err());
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
        assert!(SolvedLine::read(&line(Status::Mismatch, None)).unwrap().is_none());
    }
}
