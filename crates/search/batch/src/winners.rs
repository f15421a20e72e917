//! The smallest and the fastest program of each sequence.

use std::io::{self, Write};
use std::sync::Arc;

use nth_base::Cost;
use nth_oeis::ANum;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::record::{Hit, write_json};

/// A program that solves a sequence, with its size, cost and place of origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Winner {
    /// Text of the program.
    pub program: Arc<str>,
    /// Size of the program, in nodes.
    pub size: u64,
    /// Cost of the terms up to the last listed one, in cost units, in both readings.
    pub cost: Cost,
    /// Number of the candidate, counted over all inputs from 0.
    pub candidate: u64,
    /// Name of the input file, if there are several.
    pub file: Option<Arc<str>>,
}

/// The best programs of each sequence. The smallest program is the least by (size, cost, text), the fastest by (cost,
/// size, text), with the published cost; among equal programs the first one stays. The programs do not depend on the
/// order of the candidates; the numbers of the candidates do, if texts are equal.
#[derive(Clone, Debug, Default)]
pub struct Winners(FxHashMap<ANum, (Winner, Winner)>);

impl Winners {
    /// A table without winners.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of solved sequences.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no sequence is solved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The smallest and the fastest program of a sequence, in this order; none if it is not solved.
    #[must_use]
    pub fn get(&self, sequence: ANum) -> Option<(&Winner, &Winner)> {
        self.0.get(&sequence).map(|(s, f)| (s, f))
    }

    /// Adds a candidate that solves at least one sequence. Candidates must be added in order.
    pub fn add(&mut self, hit: &Hit) {
        for &(sequence, cost) in &hit.solves {
            let new = || Winner {
                program: Arc::clone(&hit.program),
                size: hit.size,
                cost,
                candidate: hit.candidate,
                file: hit.file.clone(),
            };
            match self.0.get_mut(&sequence) {
                None => {
                    self.0.insert(sequence, (new(), new()));
                }
                Some((smallest, fastest)) => {
                    if (hit.size, cost.published, &*hit.program)
                        < (smallest.size, smallest.cost.published, &*smallest.program)
                    {
                        *smallest = new();
                    }
                    if (cost.published, hit.size, &*hit.program)
                        < (fastest.cost.published, fastest.size, &*fastest.program)
                    {
                        *fastest = new();
                    }
                }
            }
        }
    }

    /// Writes the programs as JSON Lines, by A-number.
    ///
    /// # Errors
    /// Writing to `out` fails.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut order: Vec<_> = self.0.iter().collect();
        order.sort_unstable_by_key(|(a, _)| **a);
        let mut line = Vec::new();
        for (sequence, (smallest, fastest)) in order {
            line.clear();
            let (smallest, fastest) = (Entry::of(smallest), Entry::of(fastest));
            write_json(&mut line, &Row { sequence: sequence.to_string(), smallest, fastest })?;
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(())
    }
}

/// A line of the file of winners.
#[derive(Serialize)]
struct Row<'a> {
    sequence: String,
    smallest: Entry<'a>,
    fastest: Entry<'a>,
}

#[derive(Serialize)]
struct Entry<'a> {
    program: &'a str,
    size: u64,
    cost: u64,
    continued: u64,
    candidate: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn of(w: &'a Winner) -> Self {
        let Cost { published, continued } = w.cost;
        let (size, candidate) = (w.size, w.candidate);
        Self { program: &w.program, size, cost: published, continued, candidate, file: w.file.as_deref() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_and_fastest() {
        let mut w = Winners::new();
        for (candidate, program, size, cost) in
            [(0, "b", 5, 50), (1, "a", 5, 50), (2, "c", 9, 20), (3, "a", 5, 50), (4, "d", 4, 99)]
        {
            let cost = Cost { published: cost, continued: 7 };
            w.add(&Hit { candidate, file: None, program: program.into(), size, solves: vec![(ANum(45), cost)] });
            if candidate == 3 {
                let (s, f) = w.get(ANum(45)).unwrap();
                assert_eq!((s.candidate, f.candidate), (1, 2));
            }
        }
        let solves = vec![(ANum(7), Cost { published: 3, continued: 3 })];
        w.add(&Hit { candidate: 5, file: Some("f".into()), program: "e".into(), size: 1, solves });
        let mut out = Vec::new();
        w.write(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("{\"sequence\": \"A000007\"") && lines[0].contains("\"file\": \"f\""));
        assert_eq!(
            lines[1],
            "{\"sequence\": \"A000045\", \"smallest\": {\"program\": \"d\", \"size\": 4, \"cost\": 99, \"continued\": 7, \"candidate\": 4}, \
             \"fastest\": {\"program\": \"c\", \"size\": 9, \"cost\": 20, \"continued\": 7, \"candidate\": 2}}"
        );
    }
}
