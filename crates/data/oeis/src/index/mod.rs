//! Index on disk: one file, of which opening reads the header only.
//!
//! The file starts with a header of fixed size (format version, length, counts, the places of the sections) and ends
//! with a checksum of each block of 4 KiB. Whatever is read of the sections is compared with these. Sections: the
//! directory (one row an entry, by A-number), terms, names, the rows in the order of their terms (for search at the
//! start), and for every hash of four consecutive absolute values the rows that have it (for search anywhere). Opening
//! reads the header only; every question reads the few places it needs.

mod build;
mod error;
mod format;
mod lookup;
mod merge;
mod open;
mod store;
mod write;

pub use build::{Built, Input};
pub use error::IndexError;
pub use open::{INDEX_FILE, Index};
