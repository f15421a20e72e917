//! Printing of answers on standard output.

use std::io::Write;
use std::time::Duration;

use nth_base::{grouped, plural};
use nth_oeis::{ANum, Database as _, Entry, Layered};
use nth_session::elide;
use nth_synth::{Answer, Listed, Outcome, refuted_by};
use serde_json::json;

use super::Args;
use super::list::List;
use crate::commands::oeis::lookup::heading;
use crate::context::Out;
use crate::outcome::Failure;
use crate::output::Json;
use crate::paint::Paint;

/// Largest number of entries that are named above an answer.
const MAX_NAMED: usize = 3;
/// Largest number of entries that are listed below the answers.
const MAX_OTHERS: usize = 5;

/// Printer of answers, as text or JSON.
pub struct Show<'a> {
    /// The arguments of the command.
    pub args: &'a Args,
    /// The sequences of the search.
    pub list: &'a List,
    /// The OEIS data on this machine, if they may be used.
    pub names: Option<&'a Layered>,
    /// Colours of standard output.
    pub paint: &'a Paint,
    /// The duration of the whole search.
    pub seconds: Duration,
}

impl Show<'_> {
    /// Prints the answers for sequence `k`. Returns whether one of them is not a guess.
    pub fn one(&self, out: &mut Out, k: usize, answers: &[Answer]) -> Result<bool, Failure> {
        let solved = answers.iter().any(|a| !a.guess);
        // Guesses are shown by default for terms typed on the command line; with JSON or files, they must be asked for.
        let guesses = self.args.guesses || (!solved && self.args.file.is_none() && !self.args.json);
        let shown: Vec<&Answer> = answers.iter().filter(|a| guesses || !a.guess).collect();
        let listed = shown.first().map_or(&[][..], |a| &a.listed);
        let has_all = |l: &&Listed| l.outcome == Outcome::All;
        if self.args.json {
            let seconds = shown.first().map_or(self.seconds, |a| a.after).as_secs_f64();
            let answers: Vec<_> = shown.iter().map(|a| self.object(a)).collect();
            let of_answer = || listed.iter().find(has_all).map(|l| l.name.clone());
            let sequence = self.list.name(k).map(|a| a.to_string()).or_else(of_answer);
            let mut line = json!({"sequence": sequence, "answers": answers});
            // Times are left out if work is limited, so that the output is the same in every run.
            if self.args.work_limit.is_none() {
                line["seconds"] = json!(round(seconds));
            }
            writeln!(out, "{}", Json(&line))?;
            return Ok(solved);
        }
        if shown.is_empty() {
            if self.args.file.is_none() {
                writeln!(out, "nothing found; more terms would help, or more time (--time)")?;
            }
            return Ok(false);
        }
        if !solved && self.args.file.is_none() {
            writeln!(out, "no confident answer; more terms would help. Guesses:")?;
        }
        if let Some(a) = self.list.name(k) {
            writeln!(out, "{}", self.heading(a)?)?;
        }
        // An entry is named above an answer only if the program has all its listed terms.
        for l in listed.iter().filter(has_all).take(MAX_NAMED) {
            let from = from_term(l).map_or_else(String::new, |f| format!(" ({f})"));
            writeln!(out, "{}{from}", self.heading_of(l)?)?;
        }
        for a in shown {
            write!(out, "{}", a.source)?;
            writeln!(out, "{}", self.paint.dim(&format!("  {}", account(a))))?;
            if let Some((l, at)) = refuted_by(&a.listed).and_then(|l| Some((l, l.differs_at()?))) {
                writeln!(out, "  differs from {} from term {at} on", l.name)?;
            }
            if !a.next.is_empty() {
                let next: Vec<String> = a.next.iter().map(|t| elide(t, 60)).collect();
                writeln!(out, "  next: {}", next.join(", "))?;
            }
        }
        let others: Vec<&Listed> = listed.iter().filter(|l| !has_all(l)).collect();
        if !others.is_empty() {
            writeln!(out, "entries that have these terms and go on otherwise:")?;
        }
        for l in others.iter().take(MAX_OTHERS) {
            let differs = match l.differs_at() {
                Some(at) => format!("differs from term {at} on"),
                None => format!("compared up to term {}", l.position + l.agrees),
            };
            let from = from_term(l).map_or_else(String::new, |f| format!("{f}; "));
            writeln!(out, "  {} ({from}{differs})", self.heading_of(l)?)?;
        }
        if others.len() > MAX_OTHERS {
            writeln!(out, "  and more; `nth oeis lookup` shows them")?;
        }
        Ok(solved)
    }

    /// First line of an entry: A-number, name, name in the library.
    fn heading(&self, anum: ANum) -> Result<String, Failure> {
        let Some(data) = self.names else { return Ok(self.paint.bold(&anum.to_string())) };
        let entry = data.show(anum)?.unwrap_or_else(|| Entry::unknown(anum));
        Ok(heading(anum, entry.name.as_deref(), entry.library.as_deref(), *self.paint))
    }

    fn heading_of(&self, listed: &Listed) -> Result<String, Failure> {
        listed.name.parse().map_or_else(|_| Ok(listed.name.clone()), |anum| self.heading(anum))
    }

    fn object(&self, a: &Answer) -> serde_json::Value {
        let mut object = json!({
            "program": a.source.trim_end(), "size": a.size, "cost": a.cost.published, "continued": a.cost.continued,
            "verified": a.verified, "held_back": a.held_back, "fitted": a.determined_by, "trust": round(a.evidence_bits), "confidence": round(a.confidence),
            "guess": a.guess, "proposer": a.proposer, "says": a.description, "core": a.core,
        });
        if !a.listed.is_empty() {
            object["listed"] = json!(a.listed.iter().map(listed_object).collect::<Vec<_>>());
            object["refuted_by"] = json!(refuted_by(&a.listed).map(|l| &l.name));
        }
        if self.args.next > 0 {
            let next: Vec<String> = a.next.iter().map(ToString::to_string).collect();
            object["next"] = json!(next);
        }
        object
    }
}

fn listed_object(l: &Listed) -> serde_json::Value {
    json!({"entry": l.name, "from_term": l.position + 1, "agrees": l.agrees, "of": l.of, "differs_at": l.differs_at()})
}

/// Where the terms stand in an entry, unless at its beginning.
fn from_term(l: &Listed) -> Option<String> {
    (l.position > 0).then(|| format!("from term {}", l.position + 1))
}

fn round(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

/// Describes an answer in one line: description, terms verified, size, cost, proposer.
fn account(a: &Answer) -> String {
    let mut parts = vec![a.description.clone()];
    let shown = plural(a.verified, "term");
    let held_back = if a.held_back > 0 { format!(" and {} held back", a.held_back) } else { String::new() };
    parts.push(match a.determined_by {
        0 => format!("matches all {shown}{held_back}"),
        k => {
            let confirm = a.verified.saturating_sub(k);
            format!("matches all {shown}{held_back} ({k} determine the formula, {confirm} confirm it)")
        }
    });
    if a.guess {
        parts.push("a guess: it may be a coincidence".to_owned());
    }
    parts.push(format!("size {}, cost {}", grouped(a.size), grouped(a.cost.published)));
    parts.push(a.proposer.to_owned());
    parts.join("; ")
}
