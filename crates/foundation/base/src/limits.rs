//! Limits and cost of a run.

/// Which reading of the cost the budget of a run counts. Both readings are always reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostReading {
    /// Every loop is charged from its start, as in the published cost model.
    Published,
    /// A loop that goes on where it ended before is charged for its new steps only.
    #[default]
    Continued,
}

/// Cost units that a run has spent, in both readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Cost with every loop charged from its start; see [`CostReading::Published`].
    pub published: u64,
    /// Cost with continued loops charged for their new steps only; see [`CostReading::Continued`]. Never more than
    /// `published`.
    pub continued: u64,
}

impl Cost {
    /// Cost in one reading.
    #[must_use]
    pub fn of(self, reading: CostReading) -> u64 {
        match reading {
            CostReading::Published => self.published,
            CostReading::Continued => self.continued,
        }
    }
}

/// The bounds of one run of a program over consecutive terms.
///
/// They make every run end: with terms, or with an error that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Cost units per term; what a term leaves unused is carried over to the next (Alien Coding, section 3.2).
    pub budget: u64,
    /// Reading of the cost that the budget counts.
    pub reading: CostReading,
    /// Decimal digits that a number may have; more are an error.
    pub max_digits: u32,
    /// List elements and remembered values that may be alive at one time, in machine words.
    pub max_words: u64,
    /// Calls that may be active at one time.
    pub max_depth: u32,
}

impl Limits {
    /// Limits for interactive use, so high that a sensible program does not meet them.
    pub const INTERACTIVE: Self = Self {
        budget: u64::MAX / 4,
        reading: CostReading::Continued,
        max_digits: 1_000_000,
        max_words: 1 << 27,
        max_depth: 1_000_000,
    };

    /// Limits for candidates: 100,000 units a term, numbers of up to 285 digits (the limits of the published checker).
    pub const CANDIDATE: Self = Self {
        budget: 100_000,
        reading: CostReading::Continued,
        max_digits: 285,
        max_words: 4_000_000,
        max_depth: 10_000,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::INTERACTIVE
    }
}
