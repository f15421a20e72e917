//! Reasons why a finding is refused.

use std::fmt;

use nth_core::EvalError;
use nth_dialects::TextError;

use crate::finding::{LONGEST_KEY, short};

/// Reason why a finding cannot be stored.
#[derive(Debug)]
pub enum Refusal {
    /// A line of JSON Lines, or a row of Parquet, is no finding.
    NoFinding(serde_json::Error),
    /// A column of Parquet, of this name, is neither a text nor an integer.
    Column(String),
    /// A column of Parquet, of this name, holds bytes that are no text.
    Bytes(String),
    /// The finding has neither a sequence nor terms.
    NoTarget,
    /// A hindsight pair has an empty list of terms.
    NoTerms,
    /// A key of a sequence is empty, long, or has blanks.
    Key(String),
    /// A key of a sequence is an A-number in another form.
    ANumber(String),
    /// A date does not exist, or has another form.
    Date(String),
    /// A number is larger than a store holds: its name and value.
    Large(&'static str, u64),
    /// More terms are verified than are known: both numbers.
    Verified(u64, u64),
    /// `surplus` or `held` is larger than `verified`.
    Parts,
    /// `continued` is larger than `cost`.
    Continued,
    /// The Core text cannot be read.
    Core(TextError),
    /// The first function of the Core text is no sequence.
    Shape,
    /// The size of the Core program is another one: the recorded one, the true one.
    Size(u64, u64),
    /// The hash of a text is that of another text in the store.
    Collision(Text),
    /// The program does not do what is recorded of it.
    Wrong(Wrong),
    /// The program could not be run, so nothing is known of it.
    Unchecked(Unchecked),
}

/// Text that is found by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Core text of a program.
    Core,
    /// Terms of a hindsight pair.
    Terms,
}

/// Difference between a program and what is recorded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The Core text cannot be read.
    Core(TextError),
    /// The term at this index is another one.
    Term(i64),
    /// There is no term at this index.
    NoTerm(i64, EvalError),
    /// The costs of the verified terms are others: the recorded ones and the true ones, published and continued.
    Costs((u64, u64), (u64, u64)),
    /// The source does not compile, with the message of the compiler.
    Source(String),
    /// The source begins at another index: the recorded one, that of the source.
    First(i64, i64),
    /// The source has another term at this index than the Core text, or none.
    SourceTerm(i64),
}

/// Reason why a program was not compared with its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// The program is not in the sample.
    NotInSample,
    /// The terms are not at hand.
    NoTerms,
    /// Fewer terms are at hand than were verified. Those at hand agree.
    FewerTerms,
    /// The terms cannot be read.
    Terms(String),
    /// The program is too large for the compiler of bytecode, with its message.
    TooLarge(String),
    /// A limit of the run ended it.
    Limit(EvalError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFinding(e) => write!(f, "no finding: {e}"),
            Self::Column(name) => write!(f, "no finding: `{name}` is neither a text nor an integer"),
            Self::Bytes(name) => write!(f, "no finding: `{name}` is no text"),
            Self::NoTarget => f.write_str("it has neither a sequence nor terms"),
            Self::NoTerms => f.write_str("a hindsight pair has terms"),
            Self::Key(key) => {
                write!(f, "`{}` is no key of a sequence: a word of at most {LONGEST_KEY} bytes", short(key))
            }
            Self::ANumber(key) => write!(f, "`{}` must be written with six digits, as A000045", short(key)),
            Self::Date(date) => write!(f, "`{}` is no date; one as 2026-11-20 is expected", short(date)),
            Self::Large(what, count) => write!(f, "`{what}` is {count}, more than a store holds"),
            Self::Verified(verified, known) => {
                write!(f, "`verified` is {verified}, more than the terms that are known ({known})")
            }
            Self::Parts => f.write_str("`surplus` and `held` are at most `verified`"),
            Self::Continued => f.write_str("`continued` is at most `cost`"),
            Self::Core(e) => write!(f, "the Core text is not right: {e}"),
            Self::Shape => f.write_str("the first function of the Core text must take one integer and give one"),
            Self::Size(recorded, size) => write!(f, "its size is {size}, not {recorded}"),
            Self::Collision(Text::Core) => f.write_str("its Core text has the hash of another one, which is there"),
            Self::Collision(Text::Terms) => f.write_str("its terms have the hash of other terms, which are there"),
            Self::Wrong(why) => why.fmt(f),
            Self::Unchecked(why) => write!(f, "the program cannot be run: {why}"),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(e) => write!(f, "the Core text is not right: {e}"),
            Self::Term(index) => write!(f, "another term at index {index}"),
            Self::NoTerm(index, e) => write!(f, "no term at index {index} ({})", e.name()),
            Self::Costs((cost, continued), (true_cost, true_continued)) => {
                write!(f, "{cost} and {continued} are recorded as its costs, they are {true_cost} and {true_continued}")
            }
            Self::Source(message) => write!(f, "the source does not compile: {message}"),
            Self::First(recorded, first) => write!(f, "the source begins at index {first}, not {recorded}"),
            Self::SourceTerm(index) => write!(f, "the source is another program: its term at index {index} differs"),
        }
    }
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInSample => f.write_str("not in the sample"),
            Self::NoTerms => f.write_str("no terms at hand"),
            Self::FewerTerms => f.write_str("fewer terms at hand than were verified"),
            Self::Terms(why) | Self::TooLarge(why) => f.write_str(why),
            Self::Limit(e) => f.write_str(e.name()),
        }
    }
}

impl std::error::Error for Refusal {}
