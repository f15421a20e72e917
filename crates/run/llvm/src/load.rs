//! Loading libLLVM when it is first wanted.
//!
//! The functions of LLVM that inkwell calls are trampolines here (written by `build.rs` from `symbols.txt`): each jumps
//! to the address in its slot of a table, and the table is filled when the library is loaded. So nothing is relocated
//! at the start of a process that never compiles (libLLVM's own start costs more than all else that `nth --help` does).

use std::error::Error;
use std::ffi::c_void;
use std::sync::OnceLock;

use libloading::Library;

/// The functions, in the order of the table.
const NAMES: &[&str] = include!(concat!(env!("OUT_DIR"), "/names.rs"));

std::arch::global_asm!(include_str!(concat!(env!("OUT_DIR"), "/trampolines.s")));

/// The addresses to which the trampolines jump.
#[unsafe(no_mangle)]
static mut NTH_LLVM_TABLE: [*const c_void; NAMES.len()] = [missing as *const c_void; NAMES.len()];

/// The target of a slot whose function the library lacks.
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
/// LLVM is not installed, or is not LLVM 19: one line for people.
pub fn load() -> Result<(), String> {
    LOADED.get_or_init(|| find(PLACES).map(fill)).clone()
}

/// A library with the addresses of its functions, in the order of the table; null where it lacks a target.
struct Found {
    library: Library,
    addresses: Vec<*const c_void>,
}

/// The first of these libraries that is there and is LLVM 19.
fn find(places: &[&str]) -> Result<Found, String> {
    let (mut absent, mut wrong) = (None, None);
    for place in places {
        // SAFETY: the library is LLVM, whose initialisers only fill its own tables.
        match unsafe { Library::new(*place) } {
            Ok(library) => match addresses(&library) {
                Ok(addresses) => return Ok(Found { library, addresses }),
                Err(name) => {
                    wrong.get_or_insert_with(|| format!("{place} has no {name}: it is not LLVM 19"));
                }
            },
            Err(e) => {
                // The error itself says only that opening failed; what the system said is its source.
                absent.get_or_insert_with(|| e.source().map_or_else(|| e.to_string(), ToString::to_string));
            }
        }
    }
    Err(wrong.unwrap_or_else(|| {
        let why = absent.unwrap_or_default();
        format!("LLVM 19 is not installed ({why}); on Debian: apt install libllvm19")
    }))
}

/// The addresses of the functions, or the name of one that is missing.
fn addresses(library: &Library) -> Result<Vec<*const c_void>, &'static str> {
    let address = |name: &'static &str| {
        // SAFETY: the symbol is only taken as an address.
        match unsafe { library.get::<*const c_void>(name.as_bytes()) } {
            Ok(symbol) => Ok(*symbol),
            // A build of LLVM may lack a target.
            Err(_) if name.starts_with("LLVMInitialize") => Ok(std::ptr::null()),
            Err(_) => Err(*name),
        }
    };
    NAMES.iter().map(address).collect()
}

fn fill(found: Found) {
    let table = &raw mut NTH_LLVM_TABLE;
    for (k, &address) in found.addresses.iter().enumerate().filter(|(_, a)| !a.is_null()) {
        // SAFETY: `k` is in bounds; nothing reads the table before `LOADED` is set, and nothing else writes it.
        unsafe { (*table)[k] = address };
    }
    // The library is never unloaded, since the table points into it.
    std::mem::forget(found.library);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(places: &[&str]) -> String {
        find(places).err().unwrap()
    }

    #[test]
    fn what_is_not_there_is_said_to_be_missing() {
        let said = message(&["libnth-no-such-library.so.19", "/no/such/place/libLLVM.so"]);
        assert!(said.starts_with("LLVM 19 is not installed (") && said.ends_with("apt install libllvm19"), "{said}");
        assert!(said.contains("libnth-no-such-library.so.19"), "the first place is named: {said}");
        assert!(!said.contains('\n'), "one line: {said}");
        assert!(message(&[]).starts_with("LLVM 19 is not installed"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn another_library_is_no_llvm() {
        let said = message(&["libnth-no-such-library.so.19", "libc.so.6"]);
        assert!(said.starts_with("libc.so.6 has no LLVM") && said.ends_with(": it is not LLVM 19"), "{said}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_search_goes_on() {
        let places: Vec<&str> = ["libnth-no-such-library.so.19", "libc.so.6"].iter().chain(PLACES).copied().collect();
        assert_eq!(find(&places).is_ok(), load().is_ok());
    }
}
