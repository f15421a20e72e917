//! Spans, files, limits, cancellation and clocks: the types that every other crate uses.
//!
//! This crate knows nothing of syntax, numbers or terminals. It reads no file and no clock.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cancel;
mod clock;
mod limits;
mod lock;
mod printable;
mod source;
mod text;

pub use cancel::Cancel;
pub use clock::Clock;
pub use limits::{Cost, CostReading, Limits};
pub use lock::lock;
pub use printable::{printable, printable_with_colours};
pub use source::{FileId, LineCol, LineIndex, Sources, Span, byte_order_mark};
pub use text::{grouped, plural, plural_u64};
