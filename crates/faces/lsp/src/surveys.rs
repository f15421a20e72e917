//! Warnings about `check`s that fail: they are computed when the diagnostics of the text are on their way, where nobody
//! waits for them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use nth_assist::checked_definitions;
use nth_base::Cancel;
use nth_ide::Message;
use tower_lsp_server::ls_types::Diagnostic;

use crate::reply::{Refusal, Reply};
use crate::requests::diagnostics::diagnostic;
use crate::shared::{Shared, guarded};
use crate::worker::Class;
use crate::world::World;

/// Time without a change after which `check`s are run: the processor is left to those who type.
const PAUSE: Duration = Duration::from_millis(150);
/// Number of definitions whose `check`s run in one job, so that others who wait for the thread get it soon.
const AT_ONCE: usize = 8;

/// `check`s of a file that are being run.
struct Survey {
    world: World,
    file: Arc<str>,
    cancel: Cancel,
    /// Definitions whose `check`s are still to be run, the last one first.
    left: Vec<String>,
    found: Vec<Message>,
}

impl Survey {
    /// Runs the `check`s of a few definitions.
    fn step(&mut self) -> Reply<()> {
        for _ in 0..AT_ONCE {
            let Some(name) = self.left.pop() else { return Ok(()) };
            let assist = self.world.assistant.get();
            self.found.extend(assist.failed_checks(&self.world.snapshot, &self.file, &name, &self.cancel)?);
        }
        Ok(())
    }

    /// What was found, in the form of the protocol.
    fn diagnostics(&self) -> Reply<Vec<Diagnostic>> {
        let Some(page) = self.world.page(&self.file, &self.cancel)? else { return Ok(Vec::new()) };
        self.found.iter().map(|m| diagnostic(&self.world, &page, m, &self.cancel)).collect()
    }
}

impl Shared {
    /// Runs the `check`s of an open file when nobody has typed for a while, and tells the client of those that fail.
    pub fn survey(self: &Arc<Self>, world: &World, file: &Arc<str>, cancel: &Cancel) {
        if !world.open.contains_key(file) {
            return;
        }
        let (this, world, file, cancel) = (Arc::clone(self), world.clone(), Arc::clone(file), cancel.clone());
        self.runtime.spawn(async move {
            tokio::time::sleep(PAUSE).await;
            if !cancel.is_raised() {
                this.begin_survey(world, file, cancel);
            }
        });
    }

    fn begin_survey(self: &Arc<Self>, world: World, file: Arc<str>, cancel: Cancel) {
        let this = Arc::clone(self);
        self.pool.submit(Class::Survey, move || {
            let names = || {
                let is_on = world.config.checks.enable;
                if is_on { checked_definitions(&world.snapshot, &file, &cancel) } else { Ok(Vec::new()) }
            };
            match guarded(names) {
                Ok(Ok(mut left)) => {
                    left.reverse();
                    this.go_on(Survey { world, file, cancel, left, found: Vec::new() });
                }
                Ok(Err(nth_analysis::Cancelled)) => {}
                Err(panic) => this.log.line(&format!("the `check`s of {file} were not run by a bug of nth: {panic}")),
            }
        });
    }

    /// Runs the next `check`s, and submits the rest behind what waits.
    fn go_on(self: &Arc<Self>, mut survey: Survey) {
        let done = guarded(|| {
            survey.step()?;
            if survey.left.is_empty() { survey.diagnostics().map(Some) } else { Ok(None) }
        });
        match done {
            Ok(Ok(Some(found))) => self.tell(&survey, found),
            Ok(Ok(None)) => {
                let this = Arc::clone(self);
                self.pool.submit(Class::Survey, move || this.go_on(survey));
            }
            Ok(Err(Refusal::Cancelled | Refusal::Failed(_))) => {}
            Err(panic) => {
                self.log.line(&format!("a `check` of {} was not run by a bug of nth: {panic}", survey.file));
            }
        }
    }

    fn tell(self: &Arc<Self>, survey: &Survey, found: Vec<Diagnostic>) {
        let is_asked_again = self.is_pulling.load(Ordering::SeqCst) && survey.world.features.refreshes_diagnostics;
        // A client that asks for diagnostics, and cannot be told to ask again, shows these beside the others.
        let is_new = self.publisher.set_checks(&survey.world, &survey.file, found, !is_asked_again, &survey.cancel);
        if is_new && is_asked_again {
            let this = Arc::clone(self);
            self.runtime.spawn(async move {
                // A client that refuses keeps what it has.
                let _ = this.client.workspace_diagnostic_refresh().await;
            });
        }
    }
}
