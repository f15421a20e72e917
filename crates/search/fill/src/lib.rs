//! Fills the holes `?` of a program so that its `check` statements hold.
//!
//! [`fill`] reads a module, finds its holes with the variables in scope, and proposes what may stand for each. Four
//! methods propose fillings, the cheap ones first: integers for a single hole, linear algebra in place (coefficients of
//! the variables in scope), the value that the hole must have computed backwards from the checks and handed to
//! [`nth_synth`], and enumeration of expressions by size. Each filling is written into the text, and the text is
//! checked and run against all checks before the filling is reported.
//!
//! The command line and editors call this function. It reads no file and no clock: both are handed in.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod backward;
mod bank;
mod constants;
mod enumeration;
mod holes;
mod linear;
mod pieces;
mod problem;
mod solve;
mod workbench;

pub use backward::fitted;
pub use holes::{Hole, Variable};
pub use nth_diag::Edit;
pub use nth_types::apply_edits;
pub use solve::{Environment, FillError, Filled, Filling, Observer, Options, Request, fill, fill_observed};
