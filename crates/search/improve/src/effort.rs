//! How much to try.

use nth_base::Limits;
use nth_core::ExprId;
use nth_rewrite::Bounds;

/// How much to try. Nothing here is a time: the same effort gives the same result.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Bounds on the rewriting of each function.
    pub rewriting: Bounds,
    /// Mutants to try in all; 0: no mutation.
    pub tries: u64,
    /// Where random choices begin.
    pub seed: u64,
    /// Limits of the runs on the known terms; their reading is that of the costs.
    pub limits: Limits,
    /// Expressions of the program's arena that mutation may put in beside those of the program itself.
    pub pool: Vec<ExprId>,
}

impl Default for Effort {
    fn default() -> Self {
        Self { rewriting: Bounds::default(), tries: 3_000, seed: 1, limits: Limits::CANDIDATE, pool: Vec::new() }
    }
}
