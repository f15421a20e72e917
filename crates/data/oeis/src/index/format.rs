//! Byte format of the index: header, directory rows, terms, window hashes. All numbers are little-endian.
//!
//! Each change of the format needs a new [`VERSION`].

use flate2::Crc;
use nth_num::{BigInt, Int};

use crate::anum::ANum;
use crate::read::keywords::Keywords;
use crate::read::offsets::Offset;
use crate::table::TermTable;

/// The first bytes of the file. The line end shows damage by text-mode copies.
pub(crate) const MAGIC: [u8; 16] = *b"nth OEIS index\r\n";
/// Version of the format.
pub(crate) const VERSION: u32 = 2;
/// Bytes of the header.
pub(crate) const HEADER: usize = 256;
/// Bytes of a directory row.
pub(crate) const ROW: usize = 48;
/// Bytes of a block, the unit of the checksums. The blocks lie between the header and the list of checksums.
pub(crate) const BLOCK: u64 = 4096;
/// Bytes of a checksum.
pub(crate) const SUM: u64 = 4;
/// Terms in a window.
pub(crate) const WINDOW: usize = 4;

/// The parts of the file, in the order of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Rows of entries, one [`Row`] for each entry, in the order of the A-numbers.
    Directory,
    /// Terms, row after row.
    Terms,
    /// Names in UTF-8, row after row.
    Names,
    /// Row numbers (u32) in the order of the absolute values of their terms.
    Order,
    /// Places (u64) of the rows of each bucket of window hashes in `Windows`; one more place at the end.
    Buckets,
    /// Row numbers of each bucket, ascending, as varints of differences.
    Windows,
}

impl Section {
    pub(crate) const ALL: [Self; 6] =
        [Self::Directory, Self::Terms, Self::Names, Self::Order, Self::Buckets, Self::Windows];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Terms => "terms",
            Self::Names => "names",
            Self::Order => "order",
            Self::Buckets => "buckets",
            Self::Windows => "windows",
        }
    }
}

/// Place of a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) at: u64,
    pub(crate) len: u64,
}

/// Header of the index: length, counts, and the places of the sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) file_len: u64,
    pub(crate) rows: u64,
    pub(crate) terms: u64,
    pub(crate) names: u64,
    pub(crate) offsets: u64,
    /// Base-2 logarithm of the number of buckets.
    pub(crate) bucket_bits: u32,
    pub(crate) sections: [Extent; 6],
    /// The checksums (CRC-32) of the blocks, after the last block.
    pub(crate) sums: Extent,
}

/// Reason why a header is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderError {
    Foreign,
    Version(u32),
    Checksum,
}

impl Header {
    pub(crate) fn section(&self, s: Section) -> Extent {
        self.sections.get(s as usize).copied().unwrap_or_default()
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend(self.bucket_bits.to_le_bytes());
        for x in [self.file_len, self.rows, self.terms, self.names, self.offsets] {
            out.extend(x.to_le_bytes());
        }
        for s in self.sections.iter().chain([&self.sums]) {
            out.extend(s.at.to_le_bytes());
            out.extend(s.len.to_le_bytes());
        }
        out.resize(HEADER - 4, 0);
        let sum = crc(&out);
        out.extend(sum.to_le_bytes());
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let Some(rest) = bytes.strip_prefix(&MAGIC) else { return Err(HeaderError::Foreign) };
        let mut r = Bytes(rest);
        let version = r.u32().ok_or(HeaderError::Foreign)?;
        if version != VERSION {
            return Err(HeaderError::Version(version));
        }
        let (body, sum) = bytes.split_at_checked(HEADER - 4).ok_or(HeaderError::Checksum)?;
        if Bytes(sum).u32() != Some(crc(body)) {
            return Err(HeaderError::Checksum);
        }
        (|| {
            let bucket_bits = r.u32()?;
            let (file_len, rows, terms, names, offsets) = (r.u64()?, r.u64()?, r.u64()?, r.u64()?, r.u64()?);
            let mut sections = [Extent::default(); 6];
            let mut sums = Extent::default();
            for s in sections.iter_mut().chain([&mut sums]) {
                *s = Extent { at: r.u64()?, len: r.u64()? };
            }
            Some(Self { file_len, rows, terms, names, offsets, bucket_bits, sections, sums })
        })()
        .ok_or(HeaderError::Checksum)
    }
}

pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let mut c = Crc::new();
    c.update(bytes);
    c.sum()
}

/// A row of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) anum: ANum,
    pub(crate) term_count: u32,
    pub(crate) terms_at: u64,
    pub(crate) terms_len: u32,
    /// Length of the name; `None` if the name is not known.
    pub(crate) name_len: Option<u32>,
    pub(crate) name_at: u64,
    /// The offset that a list of offsets gives.
    pub(crate) offset: Option<Offset>,
    /// Index of the first term, where a b-file gives it. If the offset is known, too, they are equal.
    pub(crate) first: Option<i64>,
    pub(crate) keywords: Keywords,
}

impl Row {
    const HAS_NAME: u32 = 1;
    const HAS_OFFSET: u32 = 2;
    const HAS_PLACE: u32 = 4;
    const HAS_FIRST: u32 = 8;
    const IS_CORE: u32 = 16;
    const IS_EASY: u32 = 32;

    /// Offset of the entry: that of a list of offsets, else the first index of its b-file.
    pub(crate) fn start(&self) -> Option<Offset> {
        self.offset.or_else(|| self.first.map(|first| Offset { first, place: None }))
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let place = self.offset.and_then(|o| o.place);
        let flag = |on: bool, bit: u32| if on { bit } else { 0 };
        let flags = flag(self.name_len.is_some(), Self::HAS_NAME)
            | flag(self.offset.is_some(), Self::HAS_OFFSET)
            | flag(place.is_some(), Self::HAS_PLACE)
            | flag(self.first.is_some(), Self::HAS_FIRST)
            | flag(self.keywords.core, Self::IS_CORE)
            | flag(self.keywords.easy, Self::IS_EASY);
        let mut out = Vec::with_capacity(ROW);
        for x in [self.anum.0, self.term_count, self.terms_len, self.name_len.unwrap_or(0)] {
            out.extend(x.to_le_bytes());
        }
        out.extend(self.terms_at.to_le_bytes());
        out.extend(self.name_at.to_le_bytes());
        out.extend(self.start().map_or(0, |o| o.first).to_le_bytes());
        out.extend(place.unwrap_or(0).to_le_bytes());
        out.extend(flags.to_le_bytes());
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut r = Bytes(bytes);
        let (anum, term_count, terms_len, name_len) = (ANum(r.u32()?), r.u32()?, r.u32()?, r.u32()?);
        let (terms_at, name_at, first) = (r.u64()?, r.u64()?, r.u64()?.cast_signed());
        let (place, flags) = (r.u32()?, r.u32()?);
        let has = |bit: u32| flags & bit != 0;
        let place = has(Self::HAS_PLACE).then_some(place);
        Some(Self {
            anum,
            term_count,
            terms_at,
            terms_len,
            name_len: has(Self::HAS_NAME).then_some(name_len),
            name_at,
            offset: has(Self::HAS_OFFSET).then_some(Offset { first, place }),
            first: has(Self::HAS_FIRST).then_some(first),
            keywords: Keywords { core: has(Self::IS_CORE), easy: has(Self::IS_EASY) },
        })
    }
}

/// Decoder that takes numbers from the front.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk::<N>()?;
        self.0 = tail;
        Some(*head)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let (&b, tail) = self.0.split_first()?;
            self.0 = tail;
            value |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return Some(value);
            }
            shift += 7;
            if shift > 63 {
                return None;
            }
        }
    }
}

#[inline]
pub(crate) fn put_varint(out: &mut Vec<u8>, mut x: u64) {
    while x >= 0x80 {
        out.push(x as u8 | 0x80);
        x >>= 7;
    }
    out.push(x as u8);
}

/// A term: the zigzag varint of a small one; that of [`TermTable::BIG`], then length, then two's complement bytes of a
/// big one.
pub(crate) fn put_term(out: &mut Vec<u8>, small: i64, big: Option<&BigInt>) {
    put_varint(out, ((small << 1) ^ (small >> 63)).cast_unsigned());
    if small == TermTable::BIG {
        let bytes = big.map_or_else(|| BigInt::from(small).to_signed_bytes_le(), BigInt::to_signed_bytes_le);
        put_varint(out, bytes.len() as u64);
        out.extend(bytes);
    }
}

/// Stored form of a term.
pub(crate) enum Stored {
    Small(i64),
    Big(BigInt),
}

#[inline]
pub(crate) fn take_term(r: &mut Bytes<'_>) -> Option<Stored> {
    let z = r.varint()?;
    let x = (z >> 1).cast_signed() ^ -((z & 1).cast_signed());
    if x != TermTable::BIG {
        return Some(Stored::Small(x));
    }
    let len = usize::try_from(r.varint()?).ok()?;
    Some(Stored::Big(BigInt::from_signed_bytes_le(r.take(len)?)))
}

/// Key of a term in window hashes; equal for x and −x.
pub(crate) fn key_of(term: &Int) -> u64 {
    match term {
        Int::Small(x) => x.unsigned_abs(),
        Int::Big(b) => key_of_big(b),
    }
}

pub(crate) fn key_of_big(b: &BigInt) -> u64 {
    let mut digits = b.magnitude().iter_u64_digits();
    let first = digits.next().unwrap_or(0);
    digits.fold(first, mix)
}

/// The bucket of a window of keys, of `2^bits`.
#[inline]
pub(crate) fn bucket(keys: &[u64], bits: u32) -> usize {
    let h = keys.iter().fold(0, |h, &k| mix(h, k));
    let h = (h ^ (h >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h.checked_shr(64 - bits).unwrap_or(0) as usize
}

#[inline]
fn mix(h: u64, k: u64) -> u64 {
    (h.rotate_left(26) ^ k).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_round_trip() {
        let mut out = Vec::new();
        let all = [
            "0",
            "-1",
            "1",
            "63",
            "-64",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "-123456789012345678901234567890",
        ];
        for t in all {
            match t.parse::<Int>().unwrap() {
                Int::Small(x) => put_term(&mut out, x, None),
                Int::Big(b) => put_term(&mut out, TermTable::BIG, Some(&b)),
            }
        }
        let mut r = Bytes(&out);
        for t in all {
            let found = match take_term(&mut r).unwrap() {
                Stored::Small(x) => Int::Small(x),
                Stored::Big(b) => Int::from_big(b),
            };
            assert_eq!(found, t.parse().unwrap());
        }
        assert!(r.0.is_empty());
        assert!(take_term(&mut Bytes(&[0xff; 12])).is_none());
    }

    #[test]
    fn keys_ignore_sign() {
        for t in ["5", "9223372036854775808", "123456789012345678901234567890"] {
            let x: Int = t.parse().unwrap();
            assert_eq!(key_of(&x), key_of(&x.neg()));
        }
    }
}
