//! Input files that a resumed run must find unchanged.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, fnv};

/// Number of bytes at the beginning of a file by which it is recognised.
const HEAD: u64 = 1 << 20;

/// Input files. Each of them could be opened when this value was made; `-` is standard input.
#[derive(Clone, Debug)]
pub struct Inputs(Vec<(String, Option<u64>)>);

/// Identity of an input: by it a resumed run recognises the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputId {
    /// Name as the user gave it.
    pub name: String,
    /// Size in bytes; none for what is no regular file.
    pub bytes: Option<u64>,
    /// Hash of the first megabyte; none for what is no regular file.
    pub head: Option<String>,
}

/// Opens a stream when its turn comes.
pub type Opener = Box<dyn FnOnce() -> io::Result<Box<dyn Read + Send>> + Send>;

/// An input as a stream, with the name that messages use.
pub struct Stream {
    /// Name of the input in messages.
    pub name: String,
    /// Whether it is a regular file, which can be read again.
    pub is_file: bool,
    /// Function that opens the stream.
    pub open: Opener,
}

impl Inputs {
    /// Checks that the files can be read. A pipe that has a name is not opened, since it can be opened only once.
    ///
    /// # Errors
    /// A file cannot be opened, is a folder, or `-` is named twice.
    pub fn new(names: &[String]) -> Result<Self, Error> {
        if names.iter().filter(|n| *n == "-").count() > 1 {
            return Err(Error::StdinTwice);
        }
        let look = |name: &String| {
            if name == "-" {
                return Ok((name.clone(), None));
            }
            let cannot = |e| Error::Read(name.clone(), e);
            let meta = Path::new(name).metadata().map_err(cannot)?;
            if meta.is_dir() {
                return Err(Error::InputIsFolder(name.clone()));
            }
            if meta.is_file() {
                File::open(name).map_err(cannot)?;
            }
            Ok((name.clone(), meta.is_file().then_some(meta.len())))
        };
        Ok(Self(names.iter().map(look).collect::<Result<_, Error>>()?))
    }

    /// Number of input files, standard input included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no input file is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Size of all files together in bytes; none if one of them has no size.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.0.iter().map(|(_, bytes)| *bytes).sum()
    }

    /// Identities of the files.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn identify(&self) -> Result<Vec<InputId>, Error> {
        let one = |(name, bytes): &(String, Option<u64>)| {
            let mut head = None;
            if bytes.is_some() {
                let cannot = |e| Error::Read(name.clone(), e);
                let mut start = Vec::new();
                File::open(name).map_err(cannot)?.take(HEAD).read_to_end(&mut start).map_err(cannot)?;
                head = Some(format!("{:016x}", fnv(start.iter().map(|b| u64::from(*b)))));
            }
            Ok(InputId { name: name.clone(), bytes: *bytes, head })
        };
        self.0.iter().map(one).collect()
    }

    /// The files as streams.
    #[must_use]
    pub fn streams(&self) -> Vec<Stream> {
        let one = |(name, bytes): &(String, Option<u64>)| {
            let path = name.clone();
            let open = move || -> io::Result<Box<dyn Read + Send>> {
                if path == "-" { Ok(Box::new(io::stdin())) } else { Ok(Box::new(File::open(&path)?)) }
            };
            let name = if name == "-" { "standard input".to_owned() } else { name.clone() };
            Stream { name, is_file: bytes.is_some(), open: Box::new(open) }
        };
        self.0.iter().map(one).collect()
    }
}
