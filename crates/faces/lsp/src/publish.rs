//! Diagnostics that are sent unasked: after each change of a file, for that file and for the other open ones. Those of
//! the text come at once, warnings about `check`s when these have run.

use std::hash::{Hash, Hasher};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use nth_base::{Cancel, lock};
use rustc_hash::{FxHashMap, FxHasher};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tower_lsp_server::Client;
use tower_lsp_server::ls_types::{Diagnostic, Uri};

use crate::requests::diagnostics::messages;
use crate::shared::{Shared, guarded};
use crate::worker::Class;
use crate::world::{Document, World};

/// Diagnostics of a version of a document.
struct Item {
    file: Arc<str>,
    /// Number of the text; none where there is no text any more.
    edition: Option<u64>,
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

/// What is known of a text, and what the client has of it.
#[derive(Default)]
struct Known {
    /// Number of the text.
    edition: u64,
    /// Diagnostics of the text, unless the client asks for them.
    text: Vec<Diagnostic>,
    /// Warnings about `check`s that were run.
    checks: Vec<Diagnostic>,
    /// Hash of the diagnostics that were sent for this text.
    sent: Option<u64>,
}

impl Known {
    /// Forgets what is known of an older text. False if a newer one is known already.
    fn is_of(&mut self, edition: u64) -> bool {
        if self.edition < edition {
            *self = Self { edition, ..Self::default() };
        }
        self.edition == edition
    }
}

/// Diagnostics on their way to the client, in their order.
pub struct Publisher {
    queue: mpsc::UnboundedSender<Item>,
    /// Check that is under way for each file.
    checks: Mutex<FxHashMap<Arc<str>, Cancel>>,
    /// Check of the files that did not change.
    others: Mutex<Cancel>,
    /// Diagnostics of the open files.
    known: Arc<Mutex<FxHashMap<Arc<str>, Known>>>,
}

impl Publisher {
    /// Starts to send.
    pub fn new(client: Client, runtime: &Handle) -> Self {
        let (queue, mut items) = mpsc::unbounded_channel::<Item>();
        let known: Arc<Mutex<FxHashMap<Arc<str>, Known>>> = Arc::default();
        let texts = Arc::clone(&known);
        runtime.spawn(async move {
            while let Some(item) = items.recv().await {
                // A slow client gets the diagnostics of the text of now only.
                let is_old = lock(&texts).get(&item.file).is_some_and(|k| item.edition.is_some_and(|e| e < k.edition));
                if !is_old {
                    client.publish_diagnostics(item.uri, item.diagnostics, item.version).await;
                }
            }
        });
        Self { queue, checks: Mutex::default(), others: Mutex::default(), known }
    }

    /// Flag for a new check of a file; the check before it is stopped.
    pub fn begin(&self, file: &Arc<str>) -> Cancel {
        let cancel = Cancel::new();
        if let Some(old) = lock(&self.checks).insert(Arc::clone(file), cancel.clone()) {
            old.raise();
        }
        cancel
    }

    /// Flag for a new check of the files that did not change; the check before it is stopped.
    fn begin_others(&self) -> Cancel {
        let cancel = Cancel::new();
        std::mem::replace(&mut *lock(&self.others), cancel.clone()).raise();
        cancel
    }

    /// Sends the diagnostics of a text, with the warnings about `check`s that are known of it; nothing if the client
    /// has them already.
    fn set_text(&self, world: &World, file: &Arc<str>, diagnostics: Vec<Diagnostic>, cancel: &Cancel) {
        let Some(document) = world.open.get(file) else { return };
        let mut all = lock(&self.known);
        let known = all.entry(Arc::clone(file)).or_default();
        if !cancel.is_raised() && known.is_of(document.edition) {
            known.text = diagnostics;
            self.send(file, document, known);
        }
    }

    /// Keeps the warnings about the `check`s of a text, and sends them with its diagnostics if they are to be sent.
    /// Whether they are others than before.
    pub fn set_checks(
        &self,
        world: &World,
        file: &Arc<str>,
        checks: Vec<Diagnostic>,
        is_sent: bool,
        cancel: &Cancel,
    ) -> bool {
        let Some(document) = world.open.get(file) else { return false };
        let mut all = lock(&self.known);
        let known = all.entry(Arc::clone(file)).or_default();
        if cancel.is_raised() || !known.is_of(document.edition) || known.checks == checks {
            return false;
        }
        known.checks = checks;
        if is_sent {
            self.send(file, document, known);
        }
        true
    }

    /// The warnings about the `check`s of the text of a file, as far as they have run.
    pub fn checks(&self, world: &World, file: &str) -> Vec<Diagnostic> {
        let Some(document) = world.open.get(file) else { return Vec::new() };
        let all = lock(&self.known);
        let known = all.get(file).filter(|k| k.edition == document.edition);
        known.map_or_else(Vec::new, |k| k.checks.clone())
    }

    /// Takes note that a file has a new text.
    fn outdate(&self, world: &World, file: &Arc<str>) {
        if let Some(document) = world.open.get(file) {
            lock(&self.known).entry(Arc::clone(file)).or_default().is_of(document.edition);
        }
    }

    /// Removes warnings about the `check`s of a text before, for a client that asks for all others.
    fn drop_checks(&self, world: &World, file: &Arc<str>) {
        let is_there = lock(&self.known).get(file).is_some_and(|k| k.sent.is_some() && !k.checks.is_empty());
        if is_there {
            self.set_text(world, file, Vec::new(), &Cancel::new());
        }
    }

    fn send(&self, file: &Arc<str>, document: &Document, known: &mut Known) {
        let mut diagnostics = known.text.clone();
        diagnostics.extend(known.checks.iter().cloned());
        diagnostics.sort_by_key(|d| d.range.start);
        let mut hash = FxHasher::default();
        format!("{diagnostics:?}").hash(&mut hash);
        if known.sent.replace(hash.finish()) != Some(hash.finish()) {
            let (uri, version) = (document.uri.clone(), Some(document.version));
            // The queue is closed when the server ends.
            let (file, edition) = (Arc::clone(file), Some(document.edition));
            let _ = self.queue.send(Item { file, edition, uri, version, diagnostics });
        }
    }

    /// Removes the diagnostics of a file from the editor.
    fn clear(&self, file: &Arc<str>, uri: Uri) {
        if let Some(check) = lock(&self.checks).remove(file) {
            check.raise();
        }
        // A check of all files sends nothing for this one any more.
        self.begin_others();
        lock(&self.known).remove(file);
        let file = Arc::clone(file);
        let _ = self.queue.send(Item { file, edition: None, uri, version: None, diagnostics: Vec::new() });
    }
}

impl Shared {
    /// Checks a file that was opened or changed, and then the other open files.
    pub fn publish(self: &Arc<Self>, file: &Arc<str>) {
        let cancel = self.publisher.begin(file);
        let world = { self.state().world() };
        if self.is_pulling.load(Ordering::SeqCst) {
            self.publisher.drop_checks(&world, file);
            return;
        }
        self.publisher.outdate(&world, file);
        let (this, changed) = (Arc::clone(self), Arc::clone(file));
        self.pool.submit(Class::Normal, move || this.check(&world, &changed, &cancel));
        self.publish_others(Some(file));
    }

    /// Checks all open files but one, which is checked already.
    pub fn publish_others(self: &Arc<Self>, but: Option<&Arc<str>>) {
        if self.is_pulling.load(Ordering::SeqCst) {
            return;
        }
        let (world, mut files) = {
            let state = self.state();
            (state.world(), state.open_files())
        };
        files.retain(|f| Some(f) != but);
        let cancel = self.publisher.begin_others();
        if files.is_empty() {
            return;
        }
        let this = Arc::clone(self);
        self.pool.submit(Class::Background, move || {
            for file in &files {
                this.check(&world, file, &cancel);
            }
        });
    }

    fn check(self: &Arc<Self>, world: &World, file: &Arc<str>, cancel: &Cancel) {
        match guarded(|| messages(world, file, cancel)) {
            Ok(Ok(found)) if !self.is_pulling.load(Ordering::SeqCst) => {
                self.publisher.set_text(world, file, found, cancel);
                self.survey(world, file, cancel);
            }
            Ok(Ok(_) | Err(_)) => {}
            Err(panic) => self.log.line(&format!("the check of {file} failed by a bug of nth: {panic}")),
        }
    }

    /// Removes what was sent for a file that was closed.
    pub fn unpublish(&self, file: &Arc<str>, uri: Uri) {
        self.publisher.clear(file, uri);
    }

    /// The client asks for diagnostics from now on, and would show those that it got unasked beside its own.
    pub fn begin_pulling(&self) {
        if self.is_pulling.swap(true, Ordering::SeqCst) {
            return;
        }
        let documents: Vec<(Arc<str>, Uri)> =
            self.state().world().open.iter().map(|(name, d)| (Arc::clone(name), d.uri.clone())).collect();
        for (name, uri) in documents {
            self.unpublish(&name, uri);
        }
    }
}
