//! The bounds of an improvement.

use nth_base::Limits;
use nth_core::ExprId;
use nth_rewrite::Bounds;

/// Bounds of an improvement. None of them is a time, so equal efforts give equal results.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Bounds on the rewriting of each function.
    pub rewriting: Bounds,
    /// Total number of random changes to try, half of them for each aim; 0 for none.
    pub tries: u64,
    /// Seed of the random choices.
    pub seed: u64,
    /// Limits of the runs on the known terms. Costs are measured in the reading of these limits.
    pub limits: Limits,
    /// Expressions of the program's arena that random changes may insert, beside those of the program itself.
    pub pool: Vec<ExprId>,
}

impl Default for Effort {
    fn default() -> Self {
        Self { rewriting: Bounds::default(), tries: 3_000, seed: 1, limits: Limits::CANDIDATE, pool: Vec::new() }
    }
}
