//! What runs programs for answers, made when it is first needed: it prepares the sequences of the library, and may read
//! the index of the OEIS, which a server that has just started should not wait for.

use std::sync::{Arc, Mutex, OnceLock};

use nth_assist::Assist;
use nth_base::{Cancel, Clock, lock};
use nth_compiler::Library;
use nth_oeis::Database;
use nth_synth::Synthesizer;

/// Opens the OEIS data of this machine, if there are any.
pub type OpenOeis = Box<dyn FnOnce() -> Option<Arc<dyn Database>> + Send>;

/// An [`Assist`] that is made when it is first needed.
pub struct Assistant {
    library: Arc<Library>,
    open_oeis: Mutex<Option<OpenOeis>>,
    clock: Arc<dyn Clock>,
    made: OnceLock<Assist>,
}

impl Assistant {
    /// An assistant that is not made yet.
    pub fn new(library: Arc<Library>, open_oeis: OpenOeis, clock: Arc<dyn Clock>) -> Self {
        Self { library, open_oeis: Mutex::new(Some(open_oeis)), clock, made: OnceLock::new() }
    }

    /// The assistant, which the first caller makes.
    pub fn get(&self) -> &Assist {
        self.made.get_or_init(|| {
            let oeis = lock(&self.open_oeis).take().and_then(|open| open());
            let synthesizer = Arc::new(Synthesizer::new(Arc::clone(&self.library)));
            Assist::new(synthesizer, oeis, Arc::clone(&self.clock))
        })
    }

    /// Makes the assistant, and prepares what its first search needs.
    pub fn prepare(&self) {
        self.get().prepare(&Cancel::new());
    }
}
