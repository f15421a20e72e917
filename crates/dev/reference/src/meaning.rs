//! Reader of the hand cases of Core, `tests/core/meaning.txt`.

use nth_base::{CostReading, Limits};
use nth_num::Int;

use crate::Case;
use crate::text::parse_case;

/// Limits of a hand case that names none.
const GENEROUS: Limits =
    Limits { budget: 1_000_000, reading: CostReading::Published, max_digits: 285, max_words: 100_000, max_depth: 1000 };

/// Run of a hand case: a line `ARGS => RESULT, RESULT, …` with the functions and limits that hold there.
#[derive(Clone, Debug)]
pub struct HandCase {
    /// Place in messages: `line N: TEXT`.
    pub at: String,
    /// Limits of the run.
    pub limits: Limits,
    /// Functions; the first one is the entry.
    pub case: Case,
    /// Arguments of the entry, one for each term.
    pub args: Vec<Int>,
    /// Expected result of each term: `VALUE COST`, `VALUE PUBLISHED/CONTINUED` or the name of an error.
    pub expected: Vec<String>,
}

/// Runs of the hand cases in a text, in order.
///
/// # Panics
/// If a line is not as the head of `tests/core/meaning.txt` describes it.
#[must_use]
pub fn hand_cases(text: &str) -> Vec<HandCase> {
    let (mut limits, mut functions, mut complete) = (GENEROUS, String::new(), false);
    let mut runs = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
        let at = format!("line {}: {line}", number + 1);
        if line.is_empty() {
            limits = GENEROUS;
        } else if let Some(words) = line.strip_prefix("limits ") {
            limits = parse_limits(words).unwrap_or_else(|| panic!("{at}: no limits"));
        } else if let Some((args, results)) = line.split_once(" => ") {
            let case = parse_case(&functions).unwrap_or_else(|e| panic!("{at}: {e:?}"));
            let int = |word: &str| word.parse().unwrap_or_else(|_| panic!("{at}: `{word}` is no integer"));
            let args: Vec<Int> = args.split(' ').map(int).collect();
            // The last result stands for the terms that follow.
            let mut expected: Vec<String> = results.split(", ").map(str::to_owned).collect();
            expected.resize(args.len(), expected[expected.len() - 1].clone());
            runs.push(HandCase { at, limits, case, args, expected });
            complete = true;
        } else {
            if std::mem::take(&mut complete) {
                functions.clear();
            }
            functions += &format!("{line}\n");
        }
    }
    runs
}

/// Limits from `BUDGET DIGITS WORDS DEPTH`, perhaps followed by `continued`.
fn parse_limits(words: &str) -> Option<Limits> {
    let continued = words.strip_suffix(" continued");
    let reading = continued.map_or(CostReading::Published, |_| CostReading::Continued);
    let numbers: Vec<u64> = continued.unwrap_or(words).split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [budget, max_digits, max_words, max_depth] = numbers[..] else { return None };
    let (max_digits, max_depth) = (u32::try_from(max_digits).ok()?, u32::try_from(max_depth).ok()?);
    Some(Limits { budget, reading, max_digits, max_words, max_depth })
}
