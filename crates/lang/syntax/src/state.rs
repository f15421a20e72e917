//! What the parser carries along: the text, the open brackets, the findings.

use std::collections::HashSet;
use std::rc::Rc;

use chumsky::input::{Checkpoint, Cursor, Input, Stream};
use chumsky::inspector::Inspector;
use nth_base::{FileId, Span};
use nth_diag::{Code, Diagnostic};

use crate::lex::TokenKind;

/// A token as the grammar sees it: no comments, brackets balanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tok {
    /// What it is.
    pub kind: TokenKind,
    /// Where; empty for a closing bracket that was put in.
    pub span: Span,
    /// Whether it is the first of its line.
    pub first: bool,
}

/// The grammar's input.
pub(crate) type TokStream = Stream<std::vec::IntoIter<Tok>>;

/// A diagnostic, and whether more text could mend it.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What was found.
    pub diag: Diagnostic,
    /// The cause is that the text ends here.
    pub at_end: bool,
}

/// The state of one parse.
///
/// The grammar never fails: what is missing is reported here and becomes an `Error` node. Between one pair of brackets, only
/// the first missing thing is reported; what follows from it is not news.
#[derive(Debug)]
pub(crate) struct State {
    /// Its text.
    pub text: Rc<str>,
    /// The last token read; at first, an empty one where the item starts.
    pub prev: Tok,
    /// Whether the text ends where these tokens end.
    pub last: bool,
    /// For each open bracket, and for the item: has something been reported in it?
    regions: Vec<bool>,
    /// Keywords whose partner is still to come.
    pub constructs: Vec<Tok>,
    /// Starts of brackets that have no partner in the text.
    pub unclosed: HashSet<u32>,
    /// Reported once per item.
    pub deep: bool,
    /// In the order found.
    pub findings: Vec<Finding>,
}

impl State {
    /// Ready for the tokens of an item that start at byte `start`.
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

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The empty span behind the last token.
    pub fn here(&self) -> Span {
        Span { start: self.prev.span.end, ..self.prev.span }
    }

    /// A bracket opens.
    pub fn enter(&mut self, open: Tok) {
        let known = self.unclosed.contains(&open.span.start);
        self.regions.push(known);
    }

    /// A bracket closes, with a token of the text or with one that was put in.
    pub fn leave(&mut self, close: Option<Tok>) {
        if self.regions.len() > 1 {
            self.regions.pop();
        }
        if close.is_none_or(|t| t.span.start == t.span.end) {
            self.settle();
        }
    }

    /// Something between these brackets is known to be broken: what else is missing there follows from it.
    pub fn settle(&mut self) {
        if let Some(r) = self.regions.last_mut() {
            *r = true;
        }
    }

    /// Whether something between these brackets has been reported.
    pub fn settled(&self) -> bool {
        self.regions.last().copied().unwrap_or(false)
    }

    /// Reports, unless something between these brackets has been reported. `found` is the token that stands in the way.
    pub fn report(&mut self, found: Option<Tok>, diag: impl FnOnce(&Self) -> Diagnostic) {
        let silent = found.is_some_and(|t| {
            t.span.start == t.span.end || matches!(t.kind, TokenKind::Unknown | TokenKind::BadName | TokenKind::TooDeep)
        });
        if !self.settled() && !silent {
            let diag = diag(self);
            self.findings.push(Finding { diag, at_end: found.is_none() && self.last });
        }
        self.settle();
    }

    /// Reports what does not keep the parser from going on.
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

    /// `expected WHAT, found …`.
    pub fn expected(&mut self, what: &str, found: Option<Tok>) {
        self.report(found, |s| s.expected_diag(Code::SyntaxError, what, found));
    }

    /// The diagnostic of [`Self::expected`], with a code.
    pub fn expected_diag(&self, code: Code, what: &str, found: Option<Tok>) -> Diagnostic {
        let span = found.map_or(self.here(), |t| t.span);
        let title = format!("expected {what}, found {}", self.describe(found));
        Diagnostic::error(code, span, title, format!("expected {what}"))
    }

    /// A token as people name it.
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

/// Nesting beyond the limit at `span`.
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
