//! Grammar of Core by type: the terms that may stand where an expression of a type is wanted.
//!
//! [`signature`] gives the type of each primitive, read from the table. [`grammar`] lists, for each type, the
//! productions whose result has that type, with a weight and a type for each hole. [`Sampler`] draws random well-typed
//! programs from it. Everything follows from the table of primitives, so a new row needs nothing here.
//!
//! ```
//! use nth_core::{Arena, Ty};
//! use nth_grammar::{Sampler, Weights};
//!
//! let mut arena = Arena::new();
//! let mut sampler = Sampler::new(&Weights::default(), &[Ty::INT], Ty::INT, 20, 1);
//! let e = sampler.sample(&mut arena);
//! assert_eq!(arena.ty(e), Ty::INT);
//! assert!(arena.meta(e).size <= 20);
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod productions;
mod rng;
mod sampler;
mod signature;
mod weights;

pub use productions::{Choices, Part, Production, Top, grammar};
pub use rng::Rng;
pub use sampler::Sampler;
pub use signature::{Param, Shape, Signature, Types, binary, binders, signature};
pub use weights::Weights;
