//! The bounds of an improvement.

use nth_base::Limits;
use nth_core::ExprId;
use nth_rewrite::Bounds;

/// Bounds of an improvement. None of them is a time, so the same effort gives the same result.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Bounds on the rewriting of each function.
    pub rewriting: Bounds,
    /// Number of random changes to try in all. 0 means none.
    pub tries: u64,
    /// Seed of the random choices.
    pub seed: u64,
    /// Limits of the runs on the known terms. Costs are in the reading of the limits.
    pub limits: Limits,
    /// Expressions of the program's arena that random changes may insert, beside those of the program itself.
    pub pool: Vec<ExprId>,
}

impl Default for Effort {
    fn default() -> Self {
        Self { rewriting: Bounds::default(), tries: 3_000, seed: 1, limits: Limits::CANDIDATE, pool: Vec::new() }
    }
}
