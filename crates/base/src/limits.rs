//! What one run may spend.

/// The bounds of one run of a program over consecutive terms.
///
/// They make every run end: with terms, or with a status that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Cost units per term; what a term leaves unused is carried over to the next (Alien Coding, section 3.2).
    pub budget: u64,
    /// Numbers of more decimal digits than this are an error.
    pub max_digits: u32,
    /// List elements and remembered values alive at one time, in units of one machine word.
    pub max_words: u64,
    /// Calls that are active at one time.
    pub max_depth: u32,
}

impl Limits {
    /// For people: generous enough never to be met by a sensible program.
    pub const INTERACTIVE: Self =
        Self { budget: u64::MAX / 4, max_digits: 1_000_000, max_words: 1 << 27, max_depth: 1_000_000 };

    /// For candidates: 100,000 units a term, numbers up to 285 digits (the published checker's limits).
    pub const CANDIDATE: Self = Self { budget: 100_000, max_digits: 285, max_words: 4_000_000, max_depth: 10_000 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::INTERACTIVE
    }
}
