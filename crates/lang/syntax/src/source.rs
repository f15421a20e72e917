//! Tokens of a source text in order, each with the comments around it. The formatter prints from them.

use crate::doc::Doc;
use crate::lex::{Token, TokenKind, tokens};
use crate::parse::Comment;

/// A comment on a line of its own.
#[derive(Clone, Debug)]
pub(crate) struct OwnComment {
    /// Text of the comment.
    pub text: String,
    /// Whether there is a blank line before the comment.
    pub blank: bool,
}

/// A token with its comments.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    /// Kind of the token.
    pub kind: TokenKind,
    /// Text of the comment.
    pub text: String,
    /// Offset of the first byte.
    pub start: usize,
    /// Comments before the token on lines of their own.
    pub own: Vec<OwnComment>,
    /// Whether there is a blank line between its own comments and the token.
    pub blank: bool,
    /// Comments before the token on its line.
    pub inline: Vec<String>,
    /// Comments after the token, to the end of the line.
    pub trailing: Vec<String>,
}

/// Tokens of a text; the last one is the end of the text.
pub(crate) struct SourceTokens {
    tokens: Vec<Placed>,
    at: usize,
    /// Whether the tree asked for another token than the text has.
    pub broken: bool,
}

impl SourceTokens {
    /// Tokens of `text`, with the comments that the parser found in it.
    pub fn new(text: &str, comments: &[Comment]) -> Self {
        let mut comments = comments.iter().map(|c| c.span.range()).peekable();
        let mut out: Vec<Placed> = Vec::new();
        let mut gap: Vec<std::ops::Range<usize>> = Vec::new();
        let mut prev_end = 0;
        let all = tokens(text);
        let mut is_comment = Vec::with_capacity(all.len());
        is_comment.extend(all.iter().map(|t| comments.next_if(|c| *c == t.span).is_some()));
        let last_commas = last_commas(&all, &is_comment);
        for (i, t) in all.into_iter().enumerate() {
            if is_comment[i] {
                gap.push(t.span);
                continue;
            }
            if last_commas[i] {
                continue;
            }
            let start = t.span.start;
            let kind = t.kind;
            let end = t.span.end;
            place(text, &mut out, prev_end, &mut gap, start, Some((kind, end)));
            prev_end = end;
        }
        place(text, &mut out, prev_end, &mut gap, text.len(), None);
        Self { tokens: out, at: 0, broken: false }
    }

    /// Next token, without taking it; `None` at the end.
    pub fn peek(&self) -> Option<&Placed> {
        self.tokens.get(self.at)
    }

    /// Next token, to be changed.
    pub fn peek_mut(&mut self) -> Option<&mut Placed> {
        self.tokens.get_mut(self.at)
    }

    /// Takes the own comments of the next token.
    pub fn take_own(&mut self) -> Vec<OwnComment> {
        self.peek_mut().map(|t| std::mem::take(&mut t.own)).unwrap_or_default()
    }

    /// Takes the next token.
    pub fn next(&mut self) -> Option<Placed> {
        let t = self.tokens.get(self.at).cloned();
        self.at += usize::from(t.is_some());
        t
    }
}

/// Marks the commas directly before a closing bracket, the end of a lambda's parameters or the end of an item, one flag
/// for each token; these are not printed. In a correct text no comma stands before a `|` that opens parameters, but in
/// a list or a call, so the bars are counted.
fn last_commas(all: &[Token], is_comment: &[bool]) -> Vec<bool> {
    let mut out = vec![false; all.len()];
    let mut in_params = false;
    let mut comma = None;
    for (i, t) in all.iter().enumerate().filter(|(i, _)| !is_comment[*i]) {
        let closes = matches!(t.kind, TokenKind::RParen | TokenKind::RBracket)
            || t.kind == TokenKind::Bar && in_params
            || t.kind.starts_item();
        if let Some(at) = comma.filter(|_| closes) {
            out[at] = true;
        }
        in_params ^= t.kind == TokenKind::Bar;
        comma = (t.kind == TokenKind::Comma).then_some(i);
    }
    if let Some(at) = comma {
        out[at] = true;
    }
    out
}

/// Text with each end of a line, a newline and the carriage returns before it, as one newline.
pub(crate) fn with_plain_ends(text: &str) -> String {
    let mut lines = text.split('\n').peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(line) = lines.next() {
        if lines.peek().is_some() {
            out.push_str(line.trim_end_matches('\r'));
            out.push('\n');
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Places a token (`None`: the end of the text) after the comments of the gap before it.
fn place(
    text: &str,
    out: &mut Vec<Placed>,
    prev_end: usize,
    gap: &mut Vec<std::ops::Range<usize>>,
    start: usize,
    token: Option<(TokenKind, usize)>,
) {
    let newlines = |from: usize, to: usize| text[from..to].bytes().filter(|&b| b == b'\n').count();
    let mut placed = Placed {
        kind: token.map_or(TokenKind::Space, |t| t.0),
        text: token.map_or(String::new(), |t| text[start..t.1].to_owned()),
        start,
        own: Vec::new(),
        blank: false,
        inline: Vec::new(),
        trailing: Vec::new(),
    };
    let mut end = prev_end;
    let mut breaks: Vec<usize> = Vec::with_capacity(gap.len() + 1);
    for c in gap.iter() {
        breaks.push(newlines(end, c.start));
        end = c.end;
    }
    breaks.push(newlines(end, start));
    let last_break = breaks.iter().rposition(|&n| n > 0);
    let ends_text = token.is_none();
    let mut broken = out.is_empty();
    for (i, c) in gap.drain(..).enumerate() {
        let shown = with_plain_ends(&text[c]).trim_end().to_owned();
        broken |= breaks[i] > 0;
        let inline = !ends_text && last_break.is_none_or(|l| i >= l);
        if inline {
            placed.inline.push(shown);
        } else if broken {
            placed.own.push(OwnComment { text: shown, blank: breaks[i] > 1 });
        } else if let Some(t) = out.last_mut() {
            t.trailing.push(shown);
        }
    }
    placed.blank = last_break.is_some_and(|l| breaks[l] > 1 && (l + 1 == breaks.len() || !placed.inline.is_empty()));
    out.push(placed);
}

impl Placed {
    /// Document of the token, with inline comments before it and trailing comments after it.
    pub fn doc(&self) -> Doc {
        let mut out = Vec::new();
        for c in &self.inline {
            out.push(Doc::Inline(c.clone()));
        }
        if !self.inline.is_empty() && !matches!(self.kind, TokenKind::RParen | TokenKind::RBracket | TokenKind::Comma) {
            out.push(Doc::Space);
        }
        out.push(Doc::Text(self.text.clone()));
        out.extend(self.trailing.iter().cloned().map(Doc::Trailing));
        Doc::Seq(out)
    }

    /// Document of the token after its own comments.
    pub fn doc_with_own(&self) -> Doc {
        let mut out: Vec<Doc> = self.own.iter().map(|c| Doc::Own(c.text.clone())).collect();
        out.push(self.doc());
        Doc::Seq(out)
    }
}
