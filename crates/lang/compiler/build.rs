//! Builds again when a file of the standard library is added or changed.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a build script prints to cargo")]

fn main() {
    println!("cargo::rerun-if-changed=../../../stdlib");
    println!("cargo::rerun-if-changed=build.rs");
}
