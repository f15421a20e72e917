//! Closed forms: sequences whose program is computed from the terms, not searched.
//!
//! A [`ClosedForm`] is a rule with finitely many coefficients, as data: a polynomial, a linear recurrence, a
//! P-recursive or k-regular sequence and so on. [`ClosedForm::formula`] is its program and [`ClosedForm::description`]
//! its name for people.
//!
//! Each family of forms is fitted in a file of its own. Work is done modulo a prime or modulo 2⁶⁴ first, so that what
//! does not belong to the family is dropped early; the rest is made exact and compared with every term before it is a
//! [`Fit`]. [`fit_simple`] and [`fit_all`] try the families in order; [`Families`] is the proposer.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answer;
mod bits;
mod data;
mod differences;
mod fit;
mod form;
mod interleaved;
mod p_recursive;
mod periodic;
mod phrases;
mod polynomial;
mod polynomial_source;
mod power_sum;
mod proposer;
mod quadratic;
mod quasi;
mod recurrence;
mod regular;
mod source;

pub use answer::Fit;
pub use fit::{fit_all, fit_short, fit_simple};
pub use form::{ClosedForm, DigitRule, Feature, PowerTerm, Product, Rule};
pub use proposer::Families;
