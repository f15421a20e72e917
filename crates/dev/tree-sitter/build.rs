//! Compiles the parser and the scanner of `grammar/tree-sitter-nth`.

use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../grammar/tree-sitter-nth/src");
    cc::Build::new()
        .include(&folder)
        .files(["parser.c", "scanner.c"].map(|f| folder.join(f)))
        .std("c11")
        .warnings(false)
        .compile("tree-sitter-nth");
    // `cc` prints what else is to be known; a folder is looked at with all in it.
    #[allow(clippy::disallowed_macros)]
    {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
}
