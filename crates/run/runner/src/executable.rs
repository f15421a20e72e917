//! Compiled programs: bytecode, and native code once it was made.

use std::cell::OnceCell;
use std::sync::Arc;

use nth_core::{Arena, FuncId, Program, Ty};
use nth_eval::{Backend, Code, CompileError, Native, compile};

/// A program that can run: the bytecode of an entry, and its native code once it was made.
pub struct Executable {
    code: Arc<Code>,
    params: usize,
    ret: Ty,
    /// Native code, or the reason why there is none; empty until a run needs it.
    native: OnceCell<Result<Arc<dyn Native>, String>>,
}

impl Executable {
    /// Compiles an entry of a program to bytecode.
    ///
    /// # Errors
    /// The program is beyond the limits of the bytecode compiler.
    pub fn new(arena: &Arena, program: &Program, entry: FuncId) -> Result<Self, CompileError> {
        let code = Arc::new(compile(arena, program, entry)?);
        let func = program.func(entry);
        Ok(Self { code, params: func.params.len(), ret: func.ret, native: OnceCell::new() })
    }

    /// Bytecode of the entry and of all functions that it calls.
    #[must_use]
    pub fn code(&self) -> &Arc<Code> {
        &self.code
    }

    /// The number of parameters of the entry.
    #[must_use]
    pub fn params(&self) -> usize {
        self.params
    }

    /// The type of the entry's value.
    #[must_use]
    pub fn ret(&self) -> Ty {
        self.ret
    }

    /// The native code, if it has been made.
    pub(crate) fn made(&self) -> Option<&Result<Arc<dyn Native>, String>> {
        self.native.get()
    }

    /// Makes the native code now, unless it has been made.
    pub(crate) fn make(&self, backend: &dyn Backend) {
        self.native.get_or_init(|| backend.compile(&self.code));
    }

    /// Keeps native code that was made on another thread.
    pub(crate) fn keep(&self, made: Result<Arc<dyn Native>, String>) {
        self.native.set(made).ok();
    }
}
