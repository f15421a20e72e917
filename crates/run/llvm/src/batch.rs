//! The back end of batches: T1 and T2 for each thread.

use nth_eval::{BatchBackend, BatchCompiler, Code, OptLevel};

use crate::compile::{Batch, Compiler};

/// Starts the compilers of a batch's threads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Batches;

impl BatchBackend for Batches {
    fn start(&self) -> Result<Box<dyn BatchCompiler>, String> {
        Ok(Box::new(Worker { light: Compiler::new(OptLevel::Light)?, full: None }))
    }
}

/// The compilers of a thread.
struct Worker {
    light: Compiler,
    /// The compiler of a tier, made when it is first needed.
    full: Option<Compiler>,
}

impl BatchCompiler for Worker {
    fn compile(&mut self, level: OptLevel, codes: &[&Code]) -> Result<Batch, String> {
        match level {
            OptLevel::Light => self.light.compile(codes),
            OptLevel::Full => match &mut self.full {
                Some(full) => full.compile(codes),
                none => none.insert(Compiler::new(OptLevel::Full)?).compile(codes),
            },
        }
    }
}
