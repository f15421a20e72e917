//! Sequences of one source file, run by the library that the `nth` command uses.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_session::{DefId, Library, Nowhere, Session, Target};

use crate::Done;
use crate::clock::cpu;

/// A checked file.
pub struct Programs {
    session: Session,
    sequences: Vec<(String, DefId)>,
}

/// One term, or the last of several: value, what all cost in units, CPU seconds.
pub struct Timed {
    /// The last term.
    pub value: Int,
    /// Cost of all.
    pub units: u64,
    /// Time for all, without parsing and compiling.
    pub seconds: f64,
}

impl Programs {
    /// Checks a source text.
    pub fn new(name: &str, text: &str) -> Done<Self> {
        let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(Nowhere));
        let loaded = session.check_text(name, text, &nth_session::Scope::default());
        if let Some(d) = loaded.diagnostics.iter().find(|d| d.is_error()) {
            return Err(format!("{name}: {}", d.title).into());
        }
        let ids = session.sequences(loaded.module);
        let sequences = ids.into_iter().filter_map(|id| Some((session.def(id)?.name.clone(), id))).collect();
        Ok(Self { session, sequences })
    }

    fn id(&self, name: &str) -> Done<DefId> {
        let found = self.sequences.iter().find(|(n, _)| n == name);
        found.map(|(_, id)| *id).ok_or_else(|| format!("no sequence {name}").into())
    }

    /// The terms at positions `from`, `from` + 1, …; nothing is remembered from earlier calls.
    pub fn time(&mut self, name: &str, from: u64, count: u64) -> Done<Timed> {
        let id = self.id(name)?;
        let (limits, cancel) = (Limits::INTERACTIVE, Cancel::new());
        // Compiles, so that the time below is that of running.
        self.session.bytecode_text(id).map_err(|_| format!("{name} does not compile"))?;
        let mut value = Int::ZERO;
        let begin = cpu();
        let run = self.session.run_terms(id, from, count, &limits, &cancel, &mut |t| {
            value = t.value;
            true
        });
        let seconds = cpu() - begin;
        let run = run.map_err(|_| format!("{name} does not run"))?;
        if let Some(stop) = run.stopped {
            return Err(format!("{name} stops: {}", stop.error.name()).into());
        }
        Ok(Timed { value, units: run.spent.published, seconds })
    }

    /// The bytecode.
    pub fn bytecode(&mut self, name: &str) -> Done<String> {
        let id = self.id(name)?;
        self.session.bytecode_text(id).map_err(|_| format!("{name} does not compile").into())
    }

    /// The program that prints the first `count` terms in PARI/GP.
    pub fn pari(&mut self, name: &str, count: u64) -> Done<String> {
        let id = self.id(name)?;
        self.session.export(id, Target::Pari, count).map_err(|_| format!("{name} cannot be exported").into())
    }

    /// The index of the first term.
    pub fn offset(&self, name: &str) -> Done<i64> {
        Ok(self.session.offset(self.id(name)?))
    }
}
