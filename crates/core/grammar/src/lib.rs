//! Random well-typed programs: drawn from Core's grammar by type, with weights, within a size.

mod grammar;
mod sampler;
mod weights;

pub use sampler::Sampler;
pub use weights::Weights;
