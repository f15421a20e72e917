//! Loading libLLVM when it is first wanted.
//!
//! The functions of LLVM that inkwell calls are trampolines here (written by `build.rs` from `symbols.txt`): each jumps to
//! the address in its slot of a table, and the table is filled when the library is loaded. So nothing is relocated at the
//! start of a process that never compiles (libLLVM's own start costs more than all else that `nth --help` does).

use std::ffi::c_void;
use std::sync::OnceLock;

use libloading::Library;

/// The functions, in the order of the table.
const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/names.rs"));

std::arch::global_asm!(include_str!(concat!(env!("OUT_DIR"), "/trampolines.s")));

/// Where the trampolines jump to.
#[unsafe(no_mangle)]
static mut NTH_LLVM_TABLE: [*const c_void; NAMES.len()] = [missing as *const c_void; NAMES.len()];

/// What a slot points to whose function the library does not have.
extern "C" fn missing() -> ! {
    // Leaving an `extern "C"` function by a panic ends the process; LLVM cannot go on without its function.
    unreachable!("LLVM was called before it was loaded, or for a target that it lacks")
}

/// Names under which LLVM 19 is installed: Debian, Ubuntu, Fedora, Homebrew.
const PLACES: &[&str] = &[
    "libLLVM.so.19.1",
    "libLLVM-19.so.1",
    "libLLVM-19.so",
    "/usr/lib/llvm-19/lib/libLLVM.so.19.1",
    "/usr/lib/llvm19/lib/libLLVM.so.19.1",
    "/usr/lib64/llvm19/lib/libLLVM.so.19.1",
    "/opt/homebrew/opt/llvm@19/lib/libLLVM.dylib",
    "/usr/local/opt/llvm@19/lib/libLLVM.dylib",
];

static LOADED: OnceLock<Result<(), String>> = OnceLock::new();

/// Loads LLVM, once.
///
/// # Errors
/// It is not installed, or is no LLVM 19: one line for people.
pub fn load() -> Result<(), String> {
    LOADED.get_or_init(find).clone()
}

fn find() -> Result<(), String> {
    let mut why = String::new();
    for place in PLACES {
        // SAFETY: the library is LLVM, whose initialisers only fill its own tables.
        match unsafe { Library::new(*place) } {
            Ok(library) => return fill(library),
            Err(e) if why.is_empty() => why = e.to_string(),
            Err(_) => {}
        }
    }
    Err(format!("LLVM 19 is not installed ({why}); on Debian: apt install libllvm19"))
}

fn fill(library: Library) -> Result<(), String> {
    let table = &raw mut NTH_LLVM_TABLE;
    for (k, name) in NAMES.iter().enumerate() {
        // SAFETY: the symbol is only taken as an address.
        let symbol = unsafe { library.get::<*const c_void>(name.as_bytes()) };
        let Ok(address) = symbol.map(|s| *s) else {
            // Not every build has every target.
            if name.starts_with("LLVMInitialize") {
                continue;
            }
            return Err(format!("the LLVM library that was found has no {name}: it is not LLVM 19"));
        };
        // SAFETY: `k` is in bounds; nothing reads the table before `LOADED` is set, and nothing else writes it.
        unsafe { (*table)[k] = address };
    }
    // The library stays for the life of the process: the table points into it.
    std::mem::forget(library);
    Ok(())
}
