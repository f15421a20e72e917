//! Places in the text of a cell: bytes here, code points in messages.

/// Byte of the code point with this number; the length of the text if there are fewer.
pub(crate) fn byte_at(text: &str, code_point: usize) -> usize {
    text.char_indices().nth(code_point).map_or(text.len(), |(byte, _)| byte)
}

/// Number of code points before a byte.
pub(crate) fn code_points_before(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_not_bytes() {
        let text = "é𝄞x";
        for (code_point, byte) in [(0, 0), (1, 2), (2, 6), (3, 7)] {
            assert_eq!(byte_at(text, code_point), byte);
            assert_eq!(code_points_before(text, byte), code_point);
        }
        assert_eq!(byte_at(text, 99), 7);
    }
}
