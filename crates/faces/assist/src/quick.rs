//! Searches for a place while somebody types there: the answer comes soon with what is found until then, and the search
//! goes on, so that the next request has the rest.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nth_analysis::{Cancelled, Snapshot};
use nth_base::{Cancel, lock};
use nth_ide::Answer;

use crate::suggest::SuggestOptions;
use crate::wanted::Wanted;
use crate::{Assist, Suggestion};

/// Bounds of the search. The work decides what is found, so the same question has the same answer on every machine; the
/// time ends a search that nobody asks for any more.
const BOUNDS: SuggestOptions =
    SuggestOptions { top: 3, time: Duration::from_secs(20), work: Some(200_000), first_sure: true };
/// Longest time that a request waits: an editor that has no answer shows words of its own instead.
const WAIT: Duration = Duration::from_secs(2);
/// Time between two looks at the flag of a request.
const LOOK: Duration = Duration::from_millis(5);
/// Stack size of the thread of a search, in bytes, of which only what is used takes memory.
const STACK: usize = 512 << 20;

/// What was found for a place.
pub(crate) struct Found {
    pub(crate) suggestions: Vec<Suggestion>,
    /// Whether the search is over.
    pub(crate) is_complete: bool,
}

/// The last search, which is kept as long as its place and the texts are the same.
pub(crate) struct Quick {
    snapshot: Snapshot,
    file: String,
    place: Wanted,
    cancel: Cancel,
    progress: Arc<Progress>,
}

#[derive(Default)]
struct Progress {
    found: Mutex<(Vec<Suggestion>, bool)>,
    news: Condvar,
}

/// End of a search, which requests wait for: noted when it is dropped, also if the search panics.
struct Ending(Arc<Progress>);

impl Drop for Ending {
    fn drop(&mut self) {
        lock(&self.0.found).1 = true;
        self.0.news.notify_all();
    }
}

impl Assist {
    /// Programs for a place, found within two seconds, or by an earlier request for the place. Mostly the search ends
    /// much sooner.
    ///
    /// # Errors
    /// `cancel` was raised; the search goes on.
    pub(crate) fn quick(&self, snapshot: &Snapshot, file: &str, place: Wanted, cancel: &Cancel) -> Answer<Found> {
        let started = self.clock.now();
        let progress = self.searched(snapshot, file, place);
        let mut found = lock(&progress.found);
        // A search that has a suggestion that is no guess ends by itself.
        while !found.1 && self.clock.now().saturating_sub(started) < WAIT {
            if cancel.is_raised() {
                return Err(Cancelled);
            }
            found = progress.news.wait_timeout(found, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(Found { suggestions: found.0.clone(), is_complete: found.1 })
    }

    /// The search for a place: the last one if it is the same, else a new one in its stead.
    fn searched(&self, snapshot: &Snapshot, file: &str, place: Wanted) -> Arc<Progress> {
        let mut last = lock(&self.quick);
        if let Some(q) = last.as_ref().filter(|q| q.file == file && q.place == place && q.snapshot.is_same(snapshot)) {
            return Arc::clone(&q.progress);
        }
        if let Some(old) = last.take() {
            old.cancel.raise();
        }
        let (progress, cancel) = (Arc::<Progress>::default(), Cancel::new());
        let offset = place.range().start;
        let (assist, ending, flag) = (self.clone(), Ending(Arc::clone(&progress)), cancel.clone());
        let (texts, name) = (snapshot.clone(), file.to_owned());
        let search = move || {
            let show = |s: &Suggestion| lock(&ending.0.found).0.push(s.clone());
            let all = assist.suggest(&texts, &name, offset, &BOUNDS, &flag, &show);
            // Why nothing can be searched is a matter of the command, not of somebody who types.
            lock(&ending.0.found).0 = all.ok().and_then(Result::ok).unwrap_or_default();
        };
        // Without a thread the search is dropped, and so has ended.
        let _ = thread::Builder::new().name("suggest".to_owned()).stack_size(STACK).spawn(search);
        *last = Some(Quick {
            snapshot: snapshot.clone(),
            file: file.to_owned(),
            place,
            cancel,
            progress: Arc::clone(&progress),
        });
        progress
    }
}
