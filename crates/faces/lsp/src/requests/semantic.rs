//! Semantic tokens, in the relative numbers of the protocol.

use std::ops::Range;

use nth_base::{Cancel, byte_order_mark};
use nth_ide::SemanticKind;
use tower_lsp_server::ls_types::{
    Range as LspRange, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensEdit,
    SemanticTokensLegend,
};

use crate::page::Page;
use crate::reply::Reply;
use crate::world::World;

/// Types of tokens, in the order of their numbers.
const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::NUMBER,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::OPERATOR,
    SemanticTokenType::COMMENT,
    SemanticTokenType::DECORATOR,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::TYPE,
];

/// Modifier of what is defined or bound here.
const DECLARATION: u32 = 1;
/// Modifier of names of the language and its library.
const LIBRARY: u32 = 1 << 1;
/// Modifier of documentation comments.
const DOCUMENTATION: u32 = 1 << 2;
/// Modifier of sequences, triangles and arrays, which are functions to editors that do not know it.
const SEQUENCE: u32 = 1 << 3;
/// Modifier of holes.
const HOLE: u32 = 1 << 4;

/// Names of types and modifiers.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.to_vec(),
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::DOCUMENTATION,
            SemanticTokenModifier::new("sequence"),
            SemanticTokenModifier::new("hole"),
        ],
    }
}

/// Number of the type of a kind, and its modifiers.
fn numbers(kind: SemanticKind) -> (u32, u32) {
    match kind {
        SemanticKind::Keyword => (0, 0),
        SemanticKind::Number => (1, 0),
        SemanticKind::Bool => (2, 0),
        SemanticKind::Operator => (3, 0),
        SemanticKind::Comment => (4, 0),
        SemanticKind::Documentation => (4, DOCUMENTATION),
        SemanticKind::Attribute => (5, 0),
        SemanticKind::Function => (6, 0),
        SemanticKind::Sequence => (6, SEQUENCE),
        SemanticKind::Parameter => (7, 0),
        SemanticKind::Variable => (8, 0),
        SemanticKind::Hole => (8, HOLE),
        SemanticKind::Module => (9, 0),
        SemanticKind::Type => (10, 0),
    }
}

/// A place that moves forward through a text: one walk finds the columns of all tokens, also on a line of megabytes.
struct Walk<'a> {
    page: &'a Page,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page) -> Self {
        Self { page, offset: byte_order_mark(page.text()), line: 0, column: 0 }
    }

    /// Goes to an offset behind this one, which is not between the two signs of a line end.
    fn forward(&mut self, to: usize) {
        let Some(mut line) = self.page.text().get(self.offset..to) else { return };
        while let Some(end) = line.find(['\n', '\r']) {
            let is_pair = line.get(end..).is_some_and(|l| l.starts_with("\r\n"));
            self.line += 1;
            self.column = 0;
            line = line.get(end + if is_pair { 2 } else { 1 }..).unwrap_or("");
        }
        self.column += self.page.width(line);
        self.offset = to;
    }
}

/// The tokens of a file, or those that a range touches, each relative to the one before it.
pub fn tokens(world: &World, file: &str, range: Option<LspRange>, cancel: &Cancel) -> Reply<Vec<SemanticToken>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let wanted = range.map_or(0..page.text().len(), |r| page.bytes(r));
    let mut out = Vec::new();
    let mut walk = Walk::new(&page);
    let (mut line, mut column) = (0, 0);
    for token in nth_ide::semantic_tokens(&world.snapshot, file, cancel)? {
        if token.range.end <= wanted.start || token.range.start >= wanted.end {
            continue;
        }
        let (token_type, mut modifiers) = numbers(token.kind);
        modifiers |= if token.defines { DECLARATION } else { 0 } | if token.library { LIBRARY } else { 0 };
        for part in parts(page.text(), &token.range, world.features.multiline_tokens) {
            let length = page.width(page.text().get(part.clone()).unwrap_or(""));
            if length == 0 {
                continue;
            }
            walk.forward(part.start);
            let delta_line = walk.line - line;
            let delta_start = if delta_line == 0 { walk.column - column } else { walk.column };
            (line, column) = (walk.line, walk.column);
            let token_modifiers_bitset = modifiers;
            out.push(SemanticToken { delta_line, delta_start, length, token_type, token_modifiers_bitset });
        }
    }
    Ok(out)
}

/// A token as one part, or as its lines without their ends.
fn parts(text: &str, range: &Range<usize>, is_whole: bool) -> Vec<Range<usize>> {
    let token = text.get(range.clone()).unwrap_or("");
    if is_whole || !token.contains(['\n', '\r']) {
        return vec![range.clone()];
    }
    let mut start = range.start;
    let mut out = Vec::new();
    for line in token.split_inclusive(['\n', '\r']) {
        out.push(start..start + line.trim_end_matches(['\n', '\r']).len());
        start += line.len();
    }
    out
}

/// The edits that make one list of tokens of another: one at most, without what both begin and end with.
pub fn difference(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, come) = (old.len() - start - end, &new[start..new.len() - end]);
    if gone == 0 && come.is_empty() {
        return Vec::new();
    }
    // Places count in numbers, of which a token has five.
    let number = |tokens: usize| u32::try_from(5 * tokens).unwrap_or(u32::MAX);
    vec![SemanticTokensEdit { start: number(start), delete_count: number(gone), data: Some(come.to_vec()) }]
}

#[cfg(test)]
mod tests {
    use nth_ide::Encoding;

    use super::*;

    #[test]
    fn a_walk_agrees_with_the_lines() {
        for text in ["", "é😀x\r\nb\n\rc", "\u{feff}a\n", "a\r\r\n\n"] {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let page = Page::new(text, encoding);
                let mut walk = Walk::new(&page);
                for at in (byte_order_mark(text)..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    if text[..at].ends_with('\r') && text[at..].starts_with('\n') {
                        continue;
                    }
                    walk.forward(at);
                    let expected = page.position(at);
                    assert_eq!((walk.line, walk.column), (expected.line, expected.character), "{text:?} {at}");
                }
            }
        }
    }

    #[test]
    fn a_difference_leads_from_old_to_new() {
        let token = |n: u32| SemanticToken { length: n, ..SemanticToken::default() };
        let list = |ns: &[u32]| ns.iter().map(|n| token(*n)).collect::<Vec<_>>();
        assert!(difference(&list(&[1, 2]), &list(&[1, 2])).is_empty());
        for (old, new) in [(vec![1, 2, 3], vec![1, 5, 3]), (vec![], vec![1]), (vec![1, 1], vec![1]), (vec![1], vec![])]
        {
            let (old, new) = (list(&old), list(&new));
            let mut made = old.clone();
            for e in difference(&old, &new) {
                let (start, count) = (e.start as usize / 5, e.delete_count as usize / 5);
                made.splice(start..start + count, e.data.unwrap());
            }
            assert_eq!(made, new);
        }
    }
}
