//! Lexer: from text to tokens (by logos).
//!
//! Every byte of the text belongs to one token or to white space. Callbacks read names, numbers and comments in loops
//! of their own, so that stack and time of the lexer stay bounded whatever the text is.

use std::ops::Range;

use logos::{Lexer, Logos};

/// Reserved words, in the order of the grammar.
pub const KEYWORDS: &[&str] = &[
    "use", "seq", "triangle", "array", "fn", "check", "from", "let", "in", "if", "then", "else", "nth", "where", "or",
    "and", "not", "true", "false",
];

/// Longest text in quotes that is read as one token, in characters.
const LONGEST_QUOTED: usize = 200;

/// Kind of a token.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[logos(extras = bool)]
pub enum TokenKind {
    /// Spaces, tabs, line ends, byte order marks. Never given out by [`tokens`].
    #[regex("[ \t\r\n\u{c}\u{feff}]", logos_space)]
    Space,
    /// A name that is not reserved.
    #[regex("[A-Za-z_]", logos_word)]
    Ident,
    /// Integer literal: a word that begins with a digit, such as `12_000`.
    #[regex("[0-9]", logos_word)]
    Int,
    /// A name that starts with a digit, such as `2n`: an error.
    BadName,
    /// `@A000045`; the name may be missing.
    #[token("@", logos_word)]
    Attr,
    /// `// …`
    #[token("//", logos_line)]
    LineComment,
    /// `/* … */`
    #[token("/*", logos_block)]
    BlockComment,
    /// `/* …` to the end of the text: an error.
    OpenComment,
    /// `/// …`
    Doc,
    /// `//! …`
    ModuleDoc,
    /// `use`
    Use,
    /// `seq`
    Seq,
    /// `triangle`
    Triangle,
    /// `array`
    Array,
    /// `fn`
    Fn,
    /// `check`
    Check,
    /// `from`
    From,
    /// `let`
    Let,
    /// `in`
    In,
    /// `if`
    If,
    /// `then`
    Then,
    /// `else`
    Else,
    /// `nth`
    Nth,
    /// `where`
    Where,
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `true`
    True,
    /// `false`
    False,
    /// `(`
    #[token("(")]
    LParen,
    /// `)`
    #[token(")")]
    RParen,
    /// `[`
    #[token("[")]
    LBracket,
    /// `]`
    #[token("]")]
    RBracket,
    /// `,`
    #[token(",")]
    Comma,
    /// `:`
    #[token(":")]
    Colon,
    /// `.`
    #[token(".")]
    Dot,
    /// `?`
    #[token("?")]
    Question,
    /// `|`
    #[token("|")]
    Bar,
    /// `=`
    #[token("=")]
    Assign,
    /// `->`
    #[token("->")]
    Arrow,
    /// `|>`
    #[token("|>")]
    Pipe,
    /// `==`
    #[token("==")]
    EqEq,
    /// `!=`
    #[token("!=")]
    NotEq,
    /// `<`
    #[token("<")]
    Lt,
    /// `<=`
    #[token("<=")]
    Le,
    /// `>`
    #[token(">")]
    Gt,
    /// `>=`
    #[token(">=")]
    Ge,
    /// `..`
    #[token("..")]
    DotDot,
    /// `..=`
    #[token("..=")]
    DotDotEq,
    /// `++`
    #[token("++")]
    PlusPlus,
    /// `+`
    #[token("+")]
    Plus,
    /// `-`
    #[token("-")]
    Minus,
    /// `*`
    #[token("*")]
    Star,
    /// `/`
    #[token("/")]
    Slash,
    /// `%`
    #[token("%")]
    Percent,
    /// `^`
    #[token("^")]
    Caret,
    /// An operator of another language or of mathematics, such as `&&` or `≤`: an error with an edit.
    #[token("&&")]
    #[token("||")]
    #[token("!")]
    #[token("**")]
    #[token("<>")]
    #[regex("[×·⋅÷−≤≥≠→∧∨¬…]")]
    Foreign,
    /// A mark of another language or of mathematics that is no operator, such as `{`, `;`, `²`: an error.
    #[regex("[{};\\\\√∑Σ∏Π∞π½⌊⌋⌈⌉]")]
    #[regex("[⁰¹²³⁴-⁹]", logos_raised)]
    Mark,
    /// Text in quotes: an error. A quote without a partner on its line is read with the word behind it.
    #[regex("[\"'“”‘’]", logos_quoted)]
    Quoted,
    /// Characters that belong to no token: an error.
    Unknown,
    /// Text that was cut away because it was nested too deeply. The parser makes this token; [`tokens`] never does.
    TooDeep,
    /// Text of another language that was cut away after its message. The parser makes this token; [`tokens`] never
    /// does.
    Cut,
}

impl TokenKind {
    /// Whether the token is a reserved word.
    #[must_use]
    pub fn is_keyword(self) -> bool {
        self as u8 >= Self::Use as u8 && self as u8 <= Self::False as u8
    }

    /// Whether the token is a comment of any kind, documentation included.
    #[must_use]
    pub fn is_comment(self) -> bool {
        self as u8 >= Self::LineComment as u8 && self as u8 <= Self::ModuleDoc as u8
    }

    /// Whether the token can be the last one of an expression, a type or an item.
    #[must_use]
    pub fn ends_operand(self) -> bool {
        matches!(
            self,
            Self::Ident
                | Self::Int
                | Self::BadName
                | Self::True
                | Self::False
                | Self::RParen
                | Self::RBracket
                | Self::Question
                | Self::Unknown
                | Self::Mark
                | Self::Quoted
                | Self::TooDeep
                | Self::Cut
        )
    }

    /// Whether the token is text that cannot be read, about which a message has been given before the grammar sees it.
    #[must_use]
    pub(crate) fn is_explained(self) -> bool {
        matches!(self, Self::Unknown | Self::BadName | Self::TooDeep | Self::Cut)
    }

    /// Whether the token begins an item.
    #[must_use]
    pub fn starts_item(self) -> bool {
        matches!(
            self,
            Self::Use | Self::Seq | Self::Triangle | Self::Array | Self::Fn | Self::Check | Self::Attr | Self::Doc
        )
    }
}

/// A token with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Kind of the token.
    pub kind: TokenKind,
    /// Bytes of the token in the text.
    pub span: Range<usize>,
}

/// All tokens of `text`, comments included, without white space. Used by the parser and for highlighting.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = TokenKind::lexer(text);
    let mut out: Vec<Token> = Vec::new();
    while let Some(found) = lexer.next() {
        let span = lexer.span();
        let kind = match found {
            Ok(TokenKind::Space) => continue,
            Ok(kind) => refine(kind, lexer.slice(), std::mem::take(&mut lexer.extras)),
            Err(()) => TokenKind::Unknown,
        };
        match out.last_mut() {
            Some(last) if kind == TokenKind::Unknown && last.kind == kind && last.span.end == span.start => {
                last.span.end = span.end;
            }
            Some(_) | None => out.push(Token { kind, span }),
        }
    }
    out
}

/// Reserved word of this spelling.
pub(crate) fn keyword(word: &str) -> Option<TokenKind> {
    Some(match word {
        "use" => TokenKind::Use,
        "seq" => TokenKind::Seq,
        "triangle" => TokenKind::Triangle,
        "array" => TokenKind::Array,
        "fn" => TokenKind::Fn,
        "check" => TokenKind::Check,
        "from" => TokenKind::From,
        "let" => TokenKind::Let,
        "in" => TokenKind::In,
        "if" => TokenKind::If,
        "then" => TokenKind::Then,
        "else" => TokenKind::Else,
        "nth" => TokenKind::Nth,
        "where" => TokenKind::Where,
        "or" => TokenKind::Or,
        "and" => TokenKind::And,
        "not" => TokenKind::Not,
        "true" => TokenKind::True,
        "false" => TokenKind::False,
        _ => return None,
    })
}

/// Distinguishes tokens that logos cannot tell apart: words, and kinds of comments. `open` says that a block comment
/// did not end.
fn refine(kind: TokenKind, text: &str, open: bool) -> TokenKind {
    if kind == TokenKind::Ident {
        return keyword(text).unwrap_or(kind);
    }
    if kind == TokenKind::Int && !text.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return TokenKind::BadName;
    }
    if kind == TokenKind::LineComment && text.starts_with("//!") {
        return TokenKind::ModuleDoc;
    }
    if kind == TokenKind::LineComment && text.starts_with("///") && !text.starts_with("////") {
        return TokenKind::Doc;
    }
    if kind == TokenKind::BlockComment && open {
        return TokenKind::OpenComment;
    }
    kind
}

/// Number of bytes at the start of `text` for which `of` holds.
fn run(text: &str, of: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|b| !of(b)).unwrap_or(text.len())
}

fn logos_space(lex: &mut Lexer<'_, TokenKind>) {
    lex.bump(run(lex.remainder(), |b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0xc)));
}

fn logos_word(lex: &mut Lexer<'_, TokenKind>) {
    lex.bump(run(lex.remainder(), |b| b.is_ascii_alphanumeric() || b == b'_' || b == b'\''));
}

/// Reads the rest of a raised number, such as `²³`.
fn logos_raised(lex: &mut Lexer<'_, TokenKind>) {
    let raised = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c);
    lex.bump(lex.remainder().find(|c| !raised(c)).unwrap_or(lex.remainder().len()));
}

/// Reads text in quotes up to its end on the same line; without an end, the word behind the quote.
fn logos_quoted(lex: &mut Lexer<'_, TokenKind>) {
    let rest = lex.remainder();
    let line = &rest[..run(rest, |b| b != b'\n')];
    let partner = match lex.slice() {
        "“" => '”',
        "‘" => '’',
        "'" => '\'',
        _opens_or_closes => '"',
    };
    // A line is looked through for each quote that has no partner, so only a short one is.
    let near = line.char_indices().take(LONGEST_QUOTED).find(|(_, c)| *c == partner);
    lex.bump(near.map_or_else(|| run(rest, |b| b.is_ascii_alphanumeric() || b == b'_'), |(at, c)| at + c.len_utf8()));
}

fn logos_line(lex: &mut Lexer<'_, TokenKind>) {
    let rest = lex.remainder();
    let line = &rest[..run(rest, |b| b != b'\n')];
    lex.bump(line.trim_end_matches('\r').len());
}

/// Reads a block comment; these nest.
fn logos_block(lex: &mut Lexer<'_, TokenKind>) {
    let bytes = lex.remainder().as_bytes();
    let (mut depth, mut at) = (1_usize, 0);
    while depth > 0 {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'/'), Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (Some(b'*'), Some(b'/')) => {
                depth -= 1;
                at += 2;
            }
            (Some(_), _) => at += 1,
            (None, _) => {
                lex.extras = true;
                break;
            }
        }
    }
    lex.bump(at);
}
