//! Merging of one store into another.

use std::path::Path;

use crate::write::Added;
use crate::{Error, Refusal, Result, Store};

impl Store {
    /// Adds all findings of another store, in one transaction. The contents after merging do not depend on which store
    /// is merged into which, nor on how often.
    ///
    /// # Errors
    /// If one of the files cannot be used; then nothing has changed.
    pub fn merge_from(&mut self, other: impl AsRef<Path>) -> Result<Added> {
        self.merge(&Store::open_read_only(other)?)
    }

    /// Adds all findings of an open store, as [`Store::merge_from`] does.
    ///
    /// # Errors
    /// As [`Store::merge_from`].
    pub fn merge(&mut self, other: &Store) -> Result<Added> {
        let damaged = |why: Refusal| Error::Damaged(other.path.clone(), why.to_string());
        self.write(|batch| {
            other.each(&mut |finding| {
                let ready = finding.ready().map_err(damaged)?;
                batch.put(&ready)?.map_err(damaged)
            })
        })
    }
}
