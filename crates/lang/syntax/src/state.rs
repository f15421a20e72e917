//! State of the parser: the text, the open brackets, the messages.

use std::collections::HashSet;
use std::rc::Rc;

use chumsky::input::{Checkpoint, Cursor, Input, Stream};
use chumsky::inspector::Inspector;
use nth_base::{FileId, Span};
use nth_diag::{Code, Diagnostic};

use crate::lex::TokenKind;

/// A token for the grammar, which sees no comments and balanced brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tok {
    /// Kind of the token.
    pub kind: TokenKind,
    /// Place of the token; empty for an inserted closing bracket.
    pub span: Span,
    /// Whether the token is the first of its line.
    pub first: bool,
}

/// Input of the grammar.
pub(crate) type TokStream = Stream<std::vec::IntoIter<Tok>>;

/// A diagnostic, and whether more text could repair the error.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// Diagnostic for the user, with its place.
    pub diag: Diagnostic,
    /// Whether the cause is that the text ends here.
    pub at_end: bool,
}

/// State of one parse.
///
/// The grammar never fails: missing parts are reported here and become `Error` nodes. Between a pair of brackets only
/// the first missing part is reported, since others may follow from it.
#[derive(Debug)]
pub(crate) struct State {
    /// Text of the file.
    pub text: Rc<str>,
    /// Last token read; at first an empty one at the start of the item.
    pub prev: Tok,
    /// Whether the text ends with these tokens.
    pub last: bool,
    /// Flags for the item and for each open bracket: whether something has been reported in it.
    regions: Vec<bool>,
    /// Keywords whose partners are still to come.
    pub constructs: Vec<Tok>,
    /// Starts of brackets that have no partner in the text.
    pub unclosed: HashSet<u32>,
    /// Whether nesting beyond the limit was reported for this item.
    pub deep: bool,
    /// Messages in the order found.
    pub findings: Vec<Finding>,
}

impl State {
    /// State before the tokens of an item that starts at byte `start`.
    pub fn new(file: FileId, text: Rc<str>, start: u32, last: bool) -> Self {
        Self {
            text,
            prev: Tok { kind: TokenKind::Space, span: Span { file, start, end: start }, first: false },
            last,
            regions: vec![false],
            constructs: Vec::new(),
            unclosed: HashSet::new(),
            deep: false,
            findings: Vec::new(),
        }
    }

    /// Text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Empty span after the last token.
    pub fn here(&self) -> Span {
        Span { start: self.prev.span.end, ..self.prev.span }
    }

    /// Enters a bracket; notes whether it is known to be unclosed.
    pub fn enter(&mut self, open: Tok) {
        let known = self.unclosed.contains(&open.span.start);
        self.regions.push(known);
    }

    /// Leaves a bracket, which is closed by a token of the text or by an inserted one.
    pub fn leave(&mut self, close: Option<Tok>) {
        if self.regions.len() > 1 {
            self.regions.pop();
        }
        if close.is_none_or(|t| t.span.start == t.span.end) {
            self.settle();
        }
    }

    /// Marks the innermost bracket as broken, so that nothing more is reported in it.
    pub fn settle(&mut self) {
        if let Some(r) = self.regions.last_mut() {
            *r = true;
        }
    }

    /// Whether something in the innermost bracket has been reported.
    pub fn settled(&self) -> bool {
        self.regions.last().copied().unwrap_or(false)
    }

    /// Reports a message, unless something in the innermost bracket has been reported. `found` is the unexpected token.
    pub fn report(&mut self, found: Option<Tok>, diag: impl FnOnce(&Self) -> Diagnostic) {
        let silent = found.is_some_and(|t| t.span.start == t.span.end || t.kind.is_explained());
        if !self.settled() && !silent {
            let diag = diag(self);
            self.findings.push(Finding { diag, at_end: found.is_none() && self.last });
        }
        self.settle();
    }

    /// Reports a message that does not stop the parser.
    pub fn remark(&mut self, diag: Diagnostic) {
        if !self.settled() {
            self.findings.push(Finding { diag, at_end: false });
        }
    }

    /// Reports nesting beyond the limit, once.
    pub fn too_deep(&mut self, span: Span) {
        if !std::mem::replace(&mut self.deep, true) {
            self.findings.push(Finding { diag: too_deep(span), at_end: false });
        }
    }

    /// Reports `expected WHAT, found …`.
    pub fn expected(&mut self, what: &str, found: Option<Tok>) {
        self.report(found, |s| s.expected_diag(Code::SyntaxError, what, found));
    }

    /// Diagnostic of [`Self::expected`], with a code.
    pub fn expected_diag(&self, code: Code, what: &str, found: Option<Tok>) -> Diagnostic {
        let span = found.map_or(self.here(), |t| t.span);
        let title = format!("expected {what}, found {}", self.describe(found));
        Diagnostic::error(code, span, title, format!("expected {what}"))
    }

    /// Name of a token in messages.
    pub fn describe(&self, tok: Option<Tok>) -> String {
        let Some(t) = tok else {
            return if self.last { "the end of the text".into() } else { "the end of the item".into() };
        };
        let text = self.slice(t.span);
        let short: String = text.chars().take(24).collect();
        let dots = if short.len() < text.len() { "…" } else { "" };
        if t.kind == TokenKind::Ident {
            format!("the name `{short}{dots}`")
        } else if t.kind == TokenKind::Int {
            format!("the number `{short}{dots}`")
        } else {
            format!("`{short}{dots}`")
        }
    }
}

/// Diagnostic for nesting beyond the limit at `span`.
pub(crate) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::NestingTooDeep, span, "this is nested too deeply", "too deep from here")
        .note(format!("an expression may be nested {} levels deep, chains of operators counted", crate::ast::MAX_DEPTH))
        .hint("give the inner parts names: `let` or definitions of their own")
}

impl<'src> Inspector<'src, TokStream> for State {
    type Checkpoint = Tok;

    fn on_token(&mut self, token: &<TokStream as Input<'src>>::Token) {
        self.prev = *token;
    }

    fn on_save<'parse>(&self, _: &Cursor<'src, 'parse, TokStream>) -> Tok {
        self.prev
    }

    fn on_rewind<'parse>(&mut self, marker: &Checkpoint<'src, 'parse, TokStream, Tok>) {
        self.prev = *marker.inspector();
    }
}
