//! `cargo xtask`: writes the pages and keyword lists that come from tables.
fn main() {}
