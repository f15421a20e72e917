//! Run-time errors of terms.

/// A run-time error of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvalError {
    /// Division by zero, or a search for a negative position.
    DivByZero,
    /// The budget is spent.
    Budget,
    /// A number has more digits than allowed.
    TooBig,
    /// A negative exponent, the root of a negative number, the factors of a number below 1, or a prime that there is
    /// not.
    Domain,
    /// A position outside a list, or the first element of an empty one.
    Index,
    /// More list elements than allowed were made for one term, or the lists and remembered values hold too much.
    Memory,
    /// More calls are active than allowed.
    Depth,
    /// A call of a `seq` with an index below its first one.
    BelowFirstIndex,
    /// A hole was reached.
    Hole,
    /// The user stopped the run.
    Interrupted,
}

impl EvalError {
    /// Stable name, as in the output of `nth batch`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DivByZero => "div-by-zero",
            Self::Budget => "budget",
            Self::TooBig => "too-big",
            Self::Domain => "domain",
            Self::Index => "index",
            Self::Memory => "memory",
            Self::Depth => "depth",
            Self::BelowFirstIndex => "below-first-index",
            Self::Hole => "hole",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether the error is a limit of the run, and says nothing of the program: under higher limits the term may have
    /// a value. The other errors are the program's own, the same under all limits.
    ///
    /// Calls nested too deeply are a limit, too: endless recursion cannot be told from recursion that ends later.
    #[must_use]
    pub fn is_limit(self) -> bool {
        match self {
            Self::Budget | Self::TooBig | Self::Memory | Self::Depth | Self::Interrupted => true,
            Self::DivByZero | Self::Domain | Self::Index | Self::BelowFirstIndex | Self::Hole => false,
        }
    }

    /// Message for the user, without a full stop.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::DivByZero => "division by zero",
            Self::Budget => "the budget is spent; raise it with --budget",
            Self::TooBig => "a number has more digits than allowed; raise the limit with --max-digits",
            Self::Domain => {
                "an argument that has no value, such as a negative exponent, the square root of a negative number or the \
                 factors of 0"
            }
            Self::Index => "a position outside a list",
            Self::Memory => "too many list elements or remembered values for the memory limit",
            Self::Depth => {
                "too many calls inside each other; let a `seq` call itself at `n - 1` in every case, or write a loop"
            }
            Self::BelowFirstIndex => "a sequence is called below its first index",
            Self::Hole => "the program has a hole `?` here",
            Self::Interrupted => "interrupted",
        }
    }
}

impl std::fmt::Display for EvalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.describe())
    }
}

impl From<nth_num::NumError> for EvalError {
    fn from(e: nth_num::NumError) -> Self {
        match e {
            nth_num::NumError::DivByZero => Self::DivByZero,
            nth_num::NumError::TooBig => Self::TooBig,
            nth_num::NumError::Domain => Self::Domain,
        }
    }
}
