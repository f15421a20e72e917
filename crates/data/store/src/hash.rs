//! FNV-1a hash of 128 bits, by which texts are found. The hash is part of the file format.

/// Hash of a text, in the byte order of the file (big-endian). The store also compares the texts of equal hash, so a
/// collision is an error and never a loss.
pub(crate) fn hash(text: &str) -> [u8; 16] {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |h, b| (h ^ u128::from(b)).wrapping_mul(PRIME)).to_be_bytes()
}

#[test]
fn as_published() {
    // Values of the IETF draft on FNV.
    let hex = |h: [u8; 16]| h.iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(hex(hash("")), "6c62272e07bb014262b821756295c58d");
    assert_eq!(hex(hash("a")), "d228cb696f1a8caf78912b704e4a8964");
}
