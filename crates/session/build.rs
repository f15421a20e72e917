//! Builds again when a file of the standard library is added or changed.

fn main() {
    println!("cargo::rerun-if-changed=../../stdlib");
    println!("cargo::rerun-if-changed=build.rs");
}
