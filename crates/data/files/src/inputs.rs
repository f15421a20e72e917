//! The files of candidates.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use nth_batch::engine::Input;
use serde::{Deserialize, Serialize};

use crate::outcome::Failure;

/// So much of a file is looked at to know it again.
const HEAD: u64 = 1 << 20;

/// The files, each of which could be opened.
pub struct Inputs(Vec<(String, Option<u64>)>);

/// What an input is known by when a run is resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputId {
    /// Its name.
    pub name: String,
    /// Its size in bytes; none for what is no file.
    pub bytes: Option<u64>,
    /// Hash of its first megabyte; none for what is no file.
    pub head: Option<String>,
}

impl Inputs {
    /// Looks at the files.
    pub fn new(names: &[String]) -> Result<Self, Failure> {
        if names.iter().filter(|n| *n == "-").count() > 1 {
            return Err("standard input `-` can be read only once".to_owned().into());
        }
        let look = |name: &String| {
            if name == "-" {
                return Ok((name.clone(), None));
            }
            // A pipe that has a name is not opened twice.
            let cannot = |e: io::Error| Failure::Message(format!("cannot read {name}: {e}"));
            let meta = Path::new(name).metadata().map_err(cannot)?;
            if meta.is_dir() {
                return Err(Failure::Message(format!("{name} is a folder; give the files in it")));
            }
            if meta.is_file() {
                File::open(name).map_err(cannot)?;
            }
            Ok((name.clone(), meta.is_file().then_some(meta.len())))
        };
        Ok(Self(names.iter().map(look).collect::<Result<_, Failure>>()?))
    }

    /// Bytes of all files together, where known.
    pub fn total(&self) -> Option<u64> {
        self.0.iter().map(|(_, bytes)| *bytes).sum()
    }

    /// What they are known by.
    pub fn identify(&self) -> Result<Vec<InputId>, Failure> {
        let one = |(name, bytes): &(String, Option<u64>)| {
            let mut head = None;
            if bytes.is_some() {
                let cannot = |e: io::Error| Failure::Message(format!("cannot read {name}: {e}"));
                let mut start = Vec::new();
                File::open(name).map_err(cannot)?.take(HEAD).read_to_end(&mut start).map_err(cannot)?;
                head = Some(format!("{:016x}", fnv(start.iter().map(|b| u64::from(*b)))));
            }
            Ok(InputId { name: name.clone(), bytes: *bytes, head })
        };
        self.0.iter().map(one).collect()
    }

    /// As streams.
    pub fn open(&self) -> Vec<Input> {
        let one = |(name, _): &(String, Option<u64>)| {
            let path = name.clone();
            let open = move || -> io::Result<Box<dyn Read + Send>> {
                if path == "-" { Ok(Box::new(io::stdin())) } else { Ok(Box::new(File::open(&path)?)) }
            };
            let name = if name == "-" { "standard input".to_owned() } else { name.clone() };
            Input { name, open: Box::new(open) }
        };
        self.0.iter().map(one).collect()
    }
}

/// A hash that is the same in all versions of nth: FNV-1a, by words.
pub fn fnv(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |h, w| (h ^ w).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}
