//! Diagnostics that are sent unasked: after each change of a file, for that file and for the other open ones.

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
use crate::world::World;

/// Diagnostics of a version of a document.
struct Item {
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
    /// Raised when the document has changed since.
    cancel: Cancel,
}

/// Diagnostics on their way to the client, in their order.
pub struct Publisher {
    queue: mpsc::UnboundedSender<Item>,
    /// Check that is under way for each file.
    checks: Mutex<FxHashMap<Arc<str>, Cancel>>,
    /// Check of the files that did not change.
    others: Mutex<Cancel>,
    /// Hash of the diagnostics that the client has.
    sent: Mutex<FxHashMap<Arc<str>, u64>>,
}

impl Publisher {
    /// Starts to send.
    pub fn new(client: Client, runtime: &Handle) -> Self {
        let (queue, mut items) = mpsc::unbounded_channel::<Item>();
        runtime.spawn(async move {
            while let Some(item) = items.recv().await {
                if !item.cancel.is_raised() {
                    client.publish_diagnostics(item.uri, item.diagnostics, item.version).await;
                }
            }
        });
        Self { queue, checks: Mutex::default(), others: Mutex::default(), sent: Mutex::default() }
    }

    /// Flag for a new check of a file; the check before it is stopped.
    fn begin(&self, file: &Arc<str>) -> Cancel {
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

    /// Sends diagnostics of a file; `only_new` leaves out what the client has already.
    fn send(&self, world: &World, file: &Arc<str>, diagnostics: Vec<Diagnostic>, only_new: bool, cancel: &Cancel) {
        let Some(document) = world.open.get(file) else { return };
        let mut hash = FxHasher::default();
        format!("{diagnostics:?}").hash(&mut hash);
        let is_same = lock(&self.sent).insert(Arc::clone(file), hash.finish()) == Some(hash.finish());
        if !(is_same && only_new) {
            let (uri, version) = (document.uri.clone(), Some(document.version));
            // The queue is closed when the server ends.
            let _ = self.queue.send(Item { uri, version, diagnostics, cancel: cancel.clone() });
        }
    }

    /// Removes the diagnostics of a file from the editor.
    fn clear(&self, file: &Arc<str>, uri: Uri) {
        if let Some(check) = lock(&self.checks).remove(file) {
            check.raise();
        }
        lock(&self.sent).remove(file);
        let _ = self.queue.send(Item { uri, version: None, diagnostics: Vec::new(), cancel: Cancel::new() });
    }
}

impl Shared {
    /// Checks a file that was opened or changed, and then the other open files.
    pub fn publish(self: &Arc<Self>, file: &Arc<str>) {
        if !self.is_pulling.load(Ordering::SeqCst) {
            let cancel = self.publisher.begin(file);
            let (this, file, world) = (Arc::clone(self), Arc::clone(file), self.state().world());
            self.pool.submit(Class::Normal, move || this.check(&world, &file, false, &cancel));
        }
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
                this.check(&world, file, true, &cancel);
            }
        });
    }

    fn check(&self, world: &World, file: &Arc<str>, only_new: bool, cancel: &Cancel) {
        match guarded(|| messages(world, file, cancel)) {
            Ok(Ok(found)) if !self.is_pulling.load(Ordering::SeqCst) => {
                self.publisher.send(world, file, found, only_new, cancel);
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
