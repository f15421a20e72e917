//! What one run may spend.

/// What of a run its budget counts; both are always told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CostReading {
    /// Every loop is charged from its start, as in the published cost model.
    Published,
    /// A loop that goes on where it ended before is charged for its new steps only.
    #[default]
    Continued,
}

/// What a run has spent, in cost units, in both readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// See [`CostReading::Published`].
    pub published: u64,
    /// See [`CostReading::Continued`]; never more than the published one.
    pub continued: u64,
}

impl Cost {
    /// In one reading.
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
/// They make every run end: with terms, or with a status that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Cost units per term; what a term leaves unused is carried over to the next (Alien Coding, section 3.2).
    pub budget: u64,
    /// What the budget counts.
    pub reading: CostReading,
    /// Numbers of more decimal digits than this are an error.
    pub max_digits: u32,
    /// List elements and remembered values alive at one time, in units of one machine word.
    pub max_words: u64,
    /// Calls that are active at one time.
    pub max_depth: u32,
}

impl Limits {
    /// For people: generous enough never to be met by a sensible program.
    pub const INTERACTIVE: Self = Self {
        budget: u64::MAX / 4,
        reading: CostReading::Continued,
        max_digits: 1_000_000,
        max_words: 1 << 27,
        max_depth: 1_000_000,
    };

    /// For candidates: 100,000 units a term, numbers up to 285 digits (the published checker's limits).
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
