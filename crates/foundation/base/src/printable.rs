//! Text of unknown origin, made safe to print.

use std::borrow::Cow;

/// Whether a character may do something to a terminal or to the order of the text around it, instead of being shown:
/// control characters but line feed and tab, marks of writing direction, line separators, tags.
fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control(),
    }
}

/// Whether a text has printable ASCII, line feeds and tabs only. Most text has, and this is fast.
fn is_plain(text: &str) -> bool {
    // Without an early end inside a chunk, the compiler tests many bytes at a time.
    let plain = |b: u8| (b.wrapping_sub(b' ') <= b'~' - b' ') | (b == b'\n') | (b == b'\t');
    text.as_bytes().chunks(64).all(|chunk| chunk.iter().fold(true, |all, b| all & plain(*b)))
}

/// Sign that stands for an unsafe character.
fn sign(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Text in which each character that could act on a terminal is replaced by a sign, such as `␛` for the start of an
/// escape sequence. The number of characters stays. Whatever comes from a file, from the network or from the names of
/// files goes through this before it is shown. A carriage return before a line feed stays.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends_line = c == '\r' && chars.peek() == Some(&'\n');
        out.push(if is_unsafe(c) && !ends_line { sign(c) } else { c });
    }
    Cow::Owned(out)
}

/// Text as [`printable`] gives it, in which colours stay: sequences of the form `ESC [ … m` with digits and semicolons.
#[must_use]
pub fn printable_with_colours(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(&printable(before));
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(after.len());
        match after.split_at(end) {
            (codes, last) if last.starts_with('m') => {
                out.push_str("\u{1b}[");
                out.push_str(codes);
                out.push('m');
                rest = &last[1..];
            }
            _ => {
                out.push_str(&printable("\u{1b}["));
                rest = after;
            }
        }
    }
    out.push_str(&printable(rest));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_executed() {
        for (text, shown) in [
            ("plain γ\tx\ny", "plain γ\tx\ny"),
            ("\u{1b}[2J\u{7}", "␛[2J␇"),
            ("a\rb\r\nc\0", "a␍b\r\nc␀"),
            ("\u{9b}31m\u{7f}", "\u{fffd}31m␡"),
            ("\u{202e}txt\u{2066}\u{2028}\u{e0041}", "\u{fffd}txt\u{fffd}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(printable(text), shown);
            assert_eq!(printable(text).chars().count(), text.chars().count());
        }
        assert!(matches!(printable("same"), Cow::Borrowed("same")));
    }

    #[test]
    fn colours_stay_where_they_are_wanted() {
        for (text, shown) in [
            ("\u{1b}[1;31mred\u{1b}[0m", "\u{1b}[1;31mred\u{1b}[0m"),
            ("\u{1b}[2Jx\u{1b}[m", "␛[2Jx\u{1b}[m"),
            ("\u{1b}]0;title\u{7}\u{1b}[", "␛]0;title␇␛["),
            ("\u{1b}[\u{1b}[8m", "␛[\u{1b}[8m"),
        ] {
            assert_eq!(printable_with_colours(text), shown);
        }
    }
}
