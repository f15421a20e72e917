//! Writes the trampolines of `src/load.rs`: for each function of LLVM named in `symbols.txt`, an entry that jumps to
//! where its slot of the table points.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a build script reads and writes files")]

use std::fmt::Write;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=symbols.txt");
    let list = fs::read_to_string("symbols.txt")?;
    let names: Vec<&str> = list.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let arch = env::var("CARGO_CFG_TARGET_ARCH")?;
    let apple = env::var("CARGO_CFG_TARGET_VENDOR")? == "apple";
    let prefix = if apple { "_" } else { "" };
    let mut asm = String::from(".text\n");
    for (k, name) in names.iter().enumerate() {
        writeln!(asm, ".globl {prefix}{name}\n{prefix}{name}:")?;
        match (arch.as_str(), apple) {
            ("x86_64", _) => writeln!(asm, "jmp qword ptr [rip + {prefix}NTH_LLVM_TABLE + {}]", 8 * k)?,
            ("aarch64", false) => writeln!(
                asm,
                "adrp x16, NTH_LLVM_TABLE + {0}\nldr x16, [x16, #:lo12:NTH_LLVM_TABLE + {0}]\nbr x16",
                8 * k
            )?,
            ("aarch64", true) => writeln!(
                asm,
                "adrp x16, _NTH_LLVM_TABLE@PAGE + {0}\nadd x16, x16, _NTH_LLVM_TABLE@PAGEOFF + {0}\nldr x16, [x16]\nbr x16",
                8 * k
            )?,
            _ => return Err(format!("no trampolines for {arch}: build without the feature `llvm`").into()),
        }
    }
    let out = env::var("OUT_DIR")?;
    fs::write(format!("{out}/trampolines.s"), asm)?;
    fs::write(format!("{out}/names.rs"), format!("&{names:?}"))?;
    Ok(())
}
