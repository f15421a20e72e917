//! Parser: from text to a tree. The tokens are divided into items; each item is balanced and given to the grammar.
//!
//! An item ends where the next one begins, so that an error in one does not hide the others.

use std::ops::Range;
use std::rc::Rc;

use chumsky::Parser;
use chumsky::input::Stream;
use nth_base::{FileId, Span};
use nth_diag::{Code, Diagnostic};

use crate::ast::{Attr, DocLine, Expr, ExprKind, Ident, Item, ItemKind, Module, TypeExpr, TypeExprKind};
use crate::balance::balance;
use crate::division::{self, Division};
use crate::foreign::{Place, not_an_item, translate};
use crate::items::with_grammar;
use crate::leaf::P;
use crate::lex::{Token, TokenKind as T, tokens};
use crate::state::{Finding, State, Tok};

/// A comment that is not documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Full text, with its `//` or `/* */`, without the end of the line.
    pub text: String,
    /// Place of the comment.
    pub span: Span,
}

/// Result of parsing a text.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Tree of the text.
    pub module: Module,
    /// Comments in the order of the text, among them documentation that documents nothing.
    pub comments: Vec<Comment>,
    /// Messages in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a module. Gives a tree for any text.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parsed {
    let (mut parsed, findings) = parse_module(file, text);
    parsed.diagnostics = in_order(findings);
    parsed
}

/// Parses `text` as one expression.
#[must_use]
pub fn parse_expr(file: FileId, text: &str) -> (Expr, Vec<Diagnostic>) {
    let (e, findings) = whole(file, text, Place::Expression, |g| &g.expr, error_expr);
    (e, in_order(findings))
}

/// Parses `text` as one type.
#[must_use]
pub fn parse_type(file: FileId, text: &str) -> (TypeExpr, Vec<Diagnostic>) {
    let (t, findings) = whole(file, text, Place::Type, |g| &g.ty, |span| TypeExpr { kind: TypeExprKind::Error, span });
    (t, in_order(findings))
}

/// Whether `text`, items or an expression, is correct so far but ends too early: in a comment, before a bracket closes,
/// after an operator. An empty text is complete.
#[must_use]
pub fn is_incomplete(text: &str) -> bool {
    let file = FileId(0);
    let all = tokens(text);
    let Some(first) = all.iter().find(|t| !t.kind.is_comment() || t.kind == T::Doc) else {
        return all.iter().any(|t| t.kind == T::OpenComment);
    };
    if all
        .iter()
        .rev()
        .find(|t| !matches!(t.kind, T::LineComment | T::BlockComment))
        .is_some_and(|t| matches!(t.kind, T::Doc | T::Attr | T::OpenComment))
    {
        return true;
    }
    let findings = if first.kind.starts_item() {
        parse_module(file, text).1
    } else {
        whole(file, text, Place::Expression, |g| &g.expr, error_expr).1
    };
    // The last term of a `check` may be followed by a comma, and by more terms.
    if first.kind == T::Check && all.iter().rev().find(|t| !t.kind.is_comment()).is_some_and(|t| t.kind == T::Comma) {
        return findings.iter().filter(|f| f.diag.is_error()).all(|f| f.at_end);
    }
    let mut errors = findings.iter().filter(|f| f.diag.is_error()).peekable();
    errors.peek().is_some() && errors.all(|f| f.at_end)
}

fn in_order(mut findings: Vec<Finding>) -> Vec<Diagnostic> {
    findings.sort_by_key(|f| f.diag.primary.span.start);
    findings.into_iter().map(|f| f.diag).collect()
}

fn span_of(file: FileId, r: &Range<usize>) -> Span {
    Span::new(file, r.start, r.end)
}

/// Tokens for the grammar, without comments.
fn significant(file: FileId, text: &str, all: &[Token]) -> Vec<Tok> {
    let mut line_end = 0;
    let mut out: Vec<Tok> = Vec::with_capacity(all.len());
    for t in all.iter().filter(|t| !t.kind.is_comment()) {
        let first = out.is_empty() || text[line_end..t.span.start].contains('\n');
        out.push(Tok { kind: t.kind, span: span_of(file, &t.span), first });
        line_end = t.span.end;
    }
    out
}

fn open_comment(file: FileId, t: &Token) -> Finding {
    let span = Span::new(file, t.span.start, t.span.start + 2);
    let diag = Diagnostic::error(Code::UnclosedComment, span, "this comment does not end", "opened here")
        .note("comments nest: each `/*` needs its own `*/`");
    Finding { diag, at_end: true }
}

fn error_expr(span: Span) -> Expr {
    Expr { kind: ExprKind::Error, span }
}

/// Runs a parser of the grammar on tokens.
fn run<O>(
    file: FileId,
    text: &Rc<str>,
    (toks, place): (&[Tok], Place),
    last: bool,
    parser: &P<O>,
) -> (Option<O>, Vec<Finding>) {
    let ours = translate(text, toks, place);
    let mut balanced = balance(text, &ours.tokens, last);
    balanced.findings.extend(ours.findings);
    let start = toks.first().map_or(text.len() as u32, |t| t.span.start);
    let mut state = State::new(file, Rc::clone(text), start, last);
    state.findings = balanced.findings;
    state.unclosed = balanced.unclosed;
    state.deep = balanced.tokens.iter().any(|t| t.kind == T::TooDeep);
    let out = parser.parse_with_state(Stream::from_iter(balanced.tokens), &mut state).into_output();
    (out, state.findings)
}

/// Parses the whole of a text that is not a module.
fn whole<O>(
    file: FileId,
    text: &str,
    place: Place,
    parser: impl FnOnce(&crate::items::Grammar) -> &P<O>,
    none: impl FnOnce(Span) -> O,
) -> (O, Vec<Finding>) {
    let all = tokens(text);
    let toks = significant(file, text, &all);
    let shared: Rc<str> = text.into();
    let (out, mut findings) = with_grammar(|g| run(file, &shared, (&toks, place), true, parser(g)));
    division::merge(division::in_expression(file, text, &all, &toks), &mut findings);
    findings.extend(all.iter().filter(|t| t.kind == T::OpenComment).map(|t| open_comment(file, t)));
    (out.unwrap_or_else(|| none(Span::new(file, 0, text.len()))), findings)
}

fn parse_module(file: FileId, text: &str) -> (Parsed, Vec<Finding>) {
    let all = tokens(text);
    let mut cut = Cutter {
        file,
        text: text.into(),
        out: Parsed::default(),
        findings: Vec::new(),
        docs: Vec::new(),
        attrs: Vec::new(),
        body: Vec::new(),
        depth: 0,
        divisions: Vec::new(),
        misread: String::new(),
    };
    let next = next_significant(&all);
    let mut line_end = 0;
    for (i, t) in all.iter().enumerate() {
        let first = line_end == 0 || text[line_end..t.span.start].contains('\n');
        cut.token(t, first, next[i]);
        if !t.kind.is_comment() || t.kind == T::Doc {
            line_end = t.span.end;
        }
    }
    cut.item(true);
    (cut.out, cut.findings)
}

/// Kind of the next token that is not a comment, for each token.
fn next_significant(all: &[Token]) -> Vec<Option<T>> {
    let mut next = vec![None; all.len()];
    let mut kind = None;
    for (slot, t) in next.iter_mut().zip(all).rev() {
        *slot = kind;
        if !t.kind.is_comment() {
            kind = Some(t.kind);
        }
    }
    next
}

/// Whether tokens begin a definition.
fn defines(body: &[Tok]) -> bool {
    body.first().is_some_and(|t| matches!(t.kind, T::Seq | T::Triangle | T::Array | T::Fn))
}

/// Divides the tokens into items.
struct Cutter {
    file: FileId,
    text: Rc<str>,
    out: Parsed,
    findings: Vec<Finding>,
    /// Documentation and attributes of the current item.
    docs: Vec<DocLine>,
    attrs: Vec<Attr>,
    /// Tokens of the current item.
    body: Vec<Tok>,
    /// Number of open brackets in the current item.
    depth: usize,
    /// Comments in the current item that look like divisions.
    divisions: Vec<Division>,
    /// Name at the beginning of the last item, if that was no definition.
    misread: String,
}

impl Cutter {
    fn token(&mut self, t: &Token, first: bool, next: Option<T>) {
        let span = span_of(self.file, &t.span);
        if !t.kind.is_comment() {
            self.significant(Tok { kind: t.kind, span, first });
        } else if t.kind == T::ModuleDoc && self.out.module.items.is_empty() && self.at_start() {
            let line = self.doc_line(span);
            self.out.module.docs.push(line);
        } else if t.kind == T::Doc && first && next.is_some_and(T::starts_item) {
            if !self.body.is_empty() {
                self.item(false);
            }
            let line = self.doc_line(span);
            self.docs.push(line);
        } else {
            self.comment(span);
            if t.kind == T::LineComment && !first && defines(&self.body) {
                self.divisions.extend(division::in_comment(&self.text, span, &self.body));
            }
            if t.kind == T::OpenComment {
                self.findings.push(open_comment(self.file, t));
            } else if matches!(t.kind, T::Doc | T::ModuleDoc) {
                self.stray_doc(span, t.kind == T::ModuleDoc);
            }
        }
    }

    /// Whether nothing has been read since the last item.
    fn at_start(&self) -> bool {
        self.body.is_empty() && self.docs.is_empty() && self.attrs.is_empty()
    }

    fn significant(&mut self, t: Tok) {
        let before = self.body.last();
        let starts = t.kind.starts_item() && before.is_some_and(|b| t.first || b.kind.ends_operand());
        // A name behind an operand continues nothing. At the beginning of a line it is another item, that of another
        // language perhaps, so that one message about it does not hide the others.
        let column = |start: usize| self.text.as_bytes().get(..start).is_none_or(|b| b.last() == Some(&b'\n'));
        let foreign = t.kind == T::Ident
            && self.depth == 0
            && before.is_some_and(|b| b.kind.ends_operand())
            && column(t.span.start as usize);
        if starts || foreign {
            self.item(false);
        }
        if t.kind == T::Attr && self.body.is_empty() {
            let text = self.text.get(t.span.range()).unwrap_or("");
            let name = text.trim_start_matches('@').to_owned();
            if name.is_empty() {
                let d =
                    Diagnostic::error(Code::SyntaxError, t.span, "expected an A-number after `@`", "no name follows");
                self.findings.push(Finding { diag: d, at_end: false });
            }
            let at = Span { start: t.span.start + 1, ..t.span };
            self.attrs.push(Attr { name: Ident { name, span: at }, span: t.span });
            return;
        }
        if matches!(t.kind, T::LParen | T::LBracket) {
            self.depth += 1;
        } else if matches!(t.kind, T::RParen | T::RBracket) {
            self.depth = self.depth.saturating_sub(1);
        }
        self.body.push(t);
    }

    fn comment(&mut self, span: Span) {
        let text = self.text.get(span.range()).unwrap_or("").trim_end().to_owned();
        self.out.comments.push(Comment { text, span });
    }

    fn doc_line(&self, span: Span) -> DocLine {
        let text = self.text.get(span.range()).unwrap_or("").trim_end();
        let body = text.get(3..).unwrap_or("");
        let inner = body.strip_prefix(' ').unwrap_or(body);
        let start = span.start as usize + text.len() - inner.len();
        DocLine { text: inner.to_owned(), span: Span::new(self.file, start, start + inner.len()) }
    }

    fn stray_doc(&mut self, span: Span, module: bool) {
        let title = if module {
            "`//!` documents the module and belongs to the top of the file"
        } else {
            "this line documents nothing"
        };
        let marker = if module { "//!" } else { "///" };
        let edit = Span { end: span.start + 3, ..span };
        let diag = Diagnostic::warning(Code::StrayDocComment, span, title, "taken as a comment")
            .hint(format!("put it right above a definition, or write `//` for `{marker}`"))
            .edit(edit, "//");
        self.findings.push(Finding { diag, at_end: false });
    }

    /// Ends the current item.
    fn item(&mut self, last: bool) {
        let docs = std::mem::take(&mut self.docs);
        let attrs = std::mem::take(&mut self.attrs);
        let body = std::mem::take(&mut self.body);
        let divisions = std::mem::take(&mut self.divisions);
        self.depth = 0;
        let (Some(&head), Some(&tail)) = (body.first(), body.last()) else {
            if let (Some(a), Some(z)) = (attrs.first(), attrs.last()) {
                let span = a.span.to(z.span);
                self.stray_attr(a.span, last);
                let span = Span { start: span.end, ..span };
                self.out.module.items.push(Item { docs, attrs, kind: ItemKind::Error, span });
            }
            return;
        };
        let span = head.span.to(tail.span);
        let kind = if head.kind.starts_item() && head.kind.is_keyword() {
            let tokens = (body.as_slice(), Place::Item);
            let (kind, mut found) = with_grammar(|g| run(self.file, &self.text, tokens, last, &g.item));
            division::merge(divisions, &mut found);
            self.findings.extend(found);
            self.misread.clear();
            kind.unwrap_or(ItemKind::Error)
        } else {
            self.no_item(&body);
            ItemKind::Error
        };
        if matches!(head.kind, T::Use | T::Check) {
            if let Some(a) = attrs.first() {
                self.stray_attr(a.span, false);
            }
            if let Some(d) = docs.first() {
                let diag = Diagnostic::warning(Code::StrayDocComment, d.span, "this line documents nothing", "")
                    .note("`///` documents the definition below it; `use` and `check` are not definitions");
                self.findings.push(Finding { diag, at_end: false });
            }
        }
        self.out.module.items.push(Item { docs, attrs, kind, span });
    }

    /// Reports tokens that begin no item: the first of them that cannot be read, or that there is no definition.
    /// Clauses of one name, as other languages have them, are one message.
    fn no_item(&mut self, body: &[Tok]) {
        let Some(&head) = body.first() else { return };
        let name = self.text.get(head.span.range()).unwrap_or("").to_owned();
        let again = head.kind == T::Ident && self.misread == name;
        self.misread = name;
        if again {
            return;
        }
        if !head.kind.is_keyword() && head.kind.ends_operand() && !matches!(head.kind, T::Ident | T::Int)
            || head.kind == T::Foreign
        {
            let unreadable = translate(&self.text, body, Place::Item).findings.into_iter().next();
            if let Some(first) = unreadable {
                self.findings.push(first);
                return;
            }
        }
        let state = State::new(self.file, Rc::clone(&self.text), head.span.start, false);
        self.findings.push(Finding { diag: not_an_item(&state, head, body), at_end: false });
    }

    fn stray_attr(&mut self, span: Span, at_end: bool) {
        let diag = Diagnostic::error(Code::StrayAttribute, span, "there is no definition below this", "names nothing")
            .note("`@A000045` names the OEIS entry of the definition below it");
        self.findings.push(Finding { diag, at_end });
    }
}
