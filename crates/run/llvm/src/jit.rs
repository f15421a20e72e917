//! Objects in memory, through ORC. Each is linked when it is added, and freed on its own.

use std::ffi::{CStr, CString};
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use inkwell::memory_buffer::MemoryBuffer;
use llvm_sys::error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage};
use llvm_sys::orc2::lljit::{
    LLVMOrcCreateLLJIT, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFileWithRT, LLVMOrcLLJITGetExecutionSession,
    LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup, LLVMOrcLLJITMangleAndIntern, LLVMOrcLLJITRef,
};
use llvm_sys::orc2::{
    LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMJITSymbolGenericFlags, LLVMOrcAbsoluteSymbols,
    LLVMOrcCSymbolMapPair, LLVMOrcExecutionSessionGetSymbolStringPool, LLVMOrcJITDylibCreateResourceTracker,
    LLVMOrcJITDylibDefine, LLVMOrcReleaseResourceTracker, LLVMOrcResourceTrackerRef, LLVMOrcResourceTrackerRemove,
    LLVMOrcSymbolStringPoolClearDeadEntries,
};

/// Links objects and keeps their code.
pub struct Jit {
    session: Mutex<Session>,
}

struct Session(LLVMOrcLLJITRef);

// SAFETY: ORC is thread safe; the mutex of `Jit` also keeps its calls apart.
unsafe impl Send for Session {}

/// An object's code. Dropping it frees the code.
pub struct Loaded {
    jit: Arc<Jit>,
    tracker: LLVMOrcResourceTrackerRef,
}

// SAFETY: the tracker is used only under the lock of its `Jit`.
unsafe impl Send for Loaded {}
// SAFETY: the same.
unsafe impl Sync for Loaded {}

/// Converts an error of LLVM to its message.
fn check(e: LLVMErrorRef) -> Result<(), String> {
    if e.is_null() {
        return Ok(());
    }
    // SAFETY: the error is not null, and is consumed here once; the message is freed by its own function.
    unsafe {
        let text = LLVMGetErrorMessage(e);
        let message = CStr::from_ptr(text).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(text);
        Err(message)
    }
}

impl Jit {
    /// Creates a linker for the machine of this process. LLVM must be loaded.
    ///
    /// # Errors
    /// LLVM's message.
    pub fn new() -> Result<Arc<Self>, String> {
        let mut raw = ptr::null_mut();
        // SAFETY: without a builder, LLVM makes one for the host; the result is checked.
        unsafe { check(LLVMOrcCreateLLJIT(&raw mut raw, ptr::null_mut()))? };
        // SAFETY: the session lives.
        unsafe { define(raw)? };
        Ok(Arc::new(Self { session: Mutex::new(Session(raw)) }))
    }

    /// Links an object. Returns the addresses of these functions in it.
    ///
    /// # Errors
    /// LLVM's message.
    pub fn add(self: &Arc<Self>, object: MemoryBuffer, names: &[String]) -> Result<(Arc<Loaded>, Vec<usize>), String> {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let buffer = object.as_mut_ptr();
        std::mem::forget(object);
        // SAFETY: the session lives; the buffer is given over to it, and forgotten here.
        let tracker = unsafe {
            let tracker = LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(session.0));
            check(LLVMOrcLLJITAddObjectFileWithRT(session.0, tracker, buffer))?;
            tracker
        };
        let mut addresses = Vec::with_capacity(names.len());
        for name in names {
            let name = CString::new(name.as_str()).map_err(|e| e.to_string())?;
            let mut address = 0;
            // SAFETY: the session lives; the name ends with 0; the result is checked.
            unsafe { check(LLVMOrcLLJITLookup(session.0, &raw mut address, name.as_ptr()))? };
            addresses.push(address as usize);
        }
        Ok((Arc::new(Loaded { jit: Arc::clone(self), tracker }), addresses))
    }
}

/// Makes the functions of the runtime known to the session.
///
/// # Safety
/// The session lives.
unsafe fn define(session: LLVMOrcLLJITRef) -> Result<(), String> {
    let mut symbols = Vec::new();
    for (name, address) in crate::runtime::functions() {
        let name = CString::new(name).map_err(|e| e.to_string())?;
        let flags = LLVMJITSymbolFlags { GenericFlags: EXPORTED | CALLABLE, TargetFlags: 0 };
        // SAFETY: the session lives; the name ends with 0; the pool takes a copy.
        let name = unsafe { LLVMOrcLLJITMangleAndIntern(session, name.as_ptr()) };
        let symbol = LLVMJITEvaluatedSymbol { Address: address as u64, Flags: flags };
        symbols.push(LLVMOrcCSymbolMapPair { Name: name, Sym: symbol });
    }
    // SAFETY: the pairs are copied; the names are given over.
    unsafe {
        let unit = LLVMOrcAbsoluteSymbols(symbols.as_mut_ptr(), symbols.len());
        check(LLVMOrcJITDylibDefine(LLVMOrcLLJITGetMainJITDylib(session), unit))
    }
}

const EXPORTED: u8 = LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsExported as u8;
const CALLABLE: u8 = LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsCallable as u8;

impl Drop for Loaded {
    fn drop(&mut self) {
        let session = self.jit.session.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: no thread runs the code any more, since every caller of the code holds this value.
        unsafe {
            // An error here means that the code stays in memory. There is no caller to report it to.
            check(LLVMOrcResourceTrackerRemove(self.tracker)).ok();
            LLVMOrcReleaseResourceTracker(self.tracker);
            let pool = LLVMOrcExecutionSessionGetSymbolStringPool(LLVMOrcLLJITGetExecutionSession(session.0));
            LLVMOrcSymbolStringPoolClearDeadEntries(pool);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: every `Loaded` holds the `Jit`, so none is left.
        unsafe { check(LLVMOrcDisposeLLJIT(self.0)).ok() };
    }
}
