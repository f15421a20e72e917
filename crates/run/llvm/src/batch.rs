//! The back end of batches: T1 and T2 for each thread.

use nth_eval::{BatchBackend, BatchCompiler, Code, Effort};

use crate::compile::{Batch, Compiler, Level};

/// Starts the compilers of a batch's threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Batches;

impl BatchBackend for Batches {
    fn start(&self) -> Result<Box<dyn BatchCompiler>, String> {
        Ok(Box::new(Worker { light: Compiler::new(Level::Light)?, full: None }))
    }
}

/// The compilers of a thread.
struct Worker {
    light: Compiler,
    /// The compiler of a tier, made when it is first needed.
    full: Option<Compiler>,
}

impl BatchCompiler for Worker {
    fn compile(&mut self, effort: Effort, codes: &[&Code]) -> Result<Batch, String> {
        match effort {
            Effort::Light => self.light.compile(codes),
            Effort::Full => match &mut self.full {
                Some(full) => full.compile(codes),
                none => none.insert(Compiler::new(Level::Full)?).compile(codes),
            },
        }
    }
}
