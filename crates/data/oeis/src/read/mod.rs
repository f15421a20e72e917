//! Readers of the files that the OEIS publishes.

pub(crate) mod bfile;
pub(crate) mod by_number;
pub(crate) mod keywords;
pub(crate) mod kind;
pub(crate) mod lines;
pub(crate) mod names;
pub(crate) mod number;
pub(crate) mod offsets;
pub(crate) mod stripped;
