//! URIs of the client and names of files: which is which.
//!
//! A file of the disk has its path as its name, with `/` between its parts. Another document, such as `untitled:1`, has
//! its URI as its name. The modules of the embedded library are no files; see [`crate::library_files`].

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use nth_compiler::normal;
use tower_lsp_server::ls_types::Uri;

/// Scheme of the URIs of library modules, for clients that show such documents (`nth/source`).
pub const LIBRARY_SCHEME: &str = "nth-std";

/// Name of the file that a URI means.
pub fn name_of(uri: &Uri) -> Arc<str> {
    if is_file(uri)
        && let Some(path) = uri.to_file_path()
        && let Some(path) = path.to_str()
    {
        return path_name(path).into();
    }
    normal(uri.as_str()).into()
}

/// Name of a file by its path.
pub fn path_name(path: &str) -> String {
    if cfg!(windows) { normal(&path.replace('\\', "/")) } else { normal(path) }
}

/// Whether a URI means a file of the disk.
pub fn is_file(uri: &Uri) -> bool {
    uri.scheme().as_str().eq_ignore_ascii_case("file")
}

/// URI of a file of the disk, or of a document whose name is a URI.
pub fn uri_of(name: &str) -> Option<Uri> {
    if Path::new(name).is_absolute() { Uri::from_file_path(name) } else { Uri::from_str(name).ok() }
}

/// URI of a module of the library, by the name of its file (`stdlib/NAME.nth`).
pub fn library_uri(name: &str) -> Option<Uri> {
    Uri::from_str(&format!("{LIBRARY_SCHEME}:/{name}")).ok()
}

/// Name of the module of the library that such a URI means.
pub fn library_name(uri: &Uri) -> Option<&str> {
    uri.as_str().strip_prefix(LIBRARY_SCHEME)?.strip_prefix(':').map(|n| n.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_uris_are_inverse() {
        let uri = Uri::from_str("file:///home/a%20b/x.nth").unwrap();
        assert_eq!(&*name_of(&uri), "/home/a b/x.nth");
        assert_eq!(uri_of("/home/a b/x.nth").unwrap().as_str(), uri.as_str());
        let uri = Uri::from_str("untitled:Untitled-1").unwrap();
        assert_eq!(&*name_of(&uri), "untitled:Untitled-1");
        assert_eq!(uri_of("untitled:Untitled-1").unwrap().as_str(), uri.as_str());
        let uri = library_uri("stdlib/lists.nth").unwrap();
        assert_eq!(library_name(&uri), Some("stdlib/lists.nth"));
        assert_eq!(library_name(&Uri::from_str("file:///x").unwrap()), None);
    }
}
