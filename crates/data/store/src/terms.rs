//! The terms of a sequence, and their text: `0,1,1,2`.

use std::fmt;
use std::str::FromStr;

use nth_num::{Int, NotAnInteger, parse_words};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The terms of a sequence. Their text, in files too, is decimal with commas between the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(pub Vec<Int>);

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, x) in self.0.iter().enumerate() {
            write!(f, "{}{x}", if k == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl FromStr for Terms {
    type Err = NotAnInteger;

    fn from_str(text: &str) -> Result<Self, NotAnInteger> {
        if text.is_empty() { Ok(Self::default()) } else { parse_words(text.split(',').map(str::trim)).map(Self) }
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
