//! Digests, by which a resumed run recognises what an earlier one has read and written.

use serde::{Deserialize, Serialize};

use crate::{FNV_START, fnv_step};

/// Digest of a sequence of texts: the same in all versions of nth. Texts that differ in at most eight neighbouring
/// bytes always have different digests; others have the same one with a chance of about 2^−64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest(u64);

impl Default for Digest {
    /// Digest of nothing.
    fn default() -> Self {
        Self(FNV_START)
    }
}

impl Digest {
    /// Adds a text.
    pub fn add(&mut self, text: &[u8]) {
        self.number(text.len() as u64);
        let mut words = text.chunks_exact(8);
        for word in &mut words {
            self.number(word.iter().rev().fold(0, |w, b| w << 8 | u64::from(*b)));
        }
        self.number(words.remainder().iter().rev().fold(0, |w, b| w << 8 | u64::from(*b)));
    }

    /// Adds a number.
    pub fn number(&mut self, n: u64) {
        self.0 = fnv_step(self.0, n);
    }
}

#[test]
fn every_letter_counts() {
    let of = |texts: &[&[u8]]| {
        let mut digest = Digest::default();
        texts.iter().for_each(|t| digest.add(t));
        digest
    };
    let text = b"K L D K K A B N and some more".to_vec();
    for at in 0..text.len() {
        let mut other = text.clone();
        other[at] ^= 1;
        assert_ne!(of(&[&text]), of(&[&other]), "{at}");
        assert_ne!(of(&[&text]), of(&[&text[..at], &text[at..]]), "{at}");
        assert_ne!(of(&[&text]), of(&[&text[..at]]), "{at}");
    }
    assert_ne!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
    assert_ne!(of(&[b""]), of(&[]));
}
