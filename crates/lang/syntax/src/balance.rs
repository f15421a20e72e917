//! Preparation of tokens for the grammar: balances brackets, bounds nesting.
//!
//! One pass over the tokens of an item, in linear time. Afterwards every bracket has its partner, so that the grammar
//! can skip to it, and the depth of recursion is bounded, so that hostile text costs neither stack nor time.

use std::collections::HashSet;

use nth_base::Span;
use nth_diag::{Code, Diagnostic, Edit};

use crate::ast::MAX_DEPTH;
use crate::lex::TokenKind as T;
use crate::state::{Finding, Tok, too_deep};

/// Depth to which the grammar may recurse.
const LIMIT: usize = MAX_DEPTH - 12;

/// Balanced tokens of an item.
pub(crate) struct Balanced {
    /// Tokens for the grammar.
    pub tokens: Vec<Tok>,
    /// Starts of opening brackets without a partner in the text.
    pub unclosed: HashSet<u32>,
    /// Messages about the tokens.
    pub findings: Vec<Finding>,
}

/// Balances the tokens of one item. `last` says that the text ends with them.
pub(crate) fn balance(text: &str, input: &[Tok], last: bool) -> Balanced {
    let mut pass = Pass {
        text,
        last,
        out: Balanced { tokens: Vec::with_capacity(input.len() + 1), unclosed: HashSet::new(), findings: Vec::new() },
        frames: vec![Frame::new(Kind::Base)],
        open: [0, 0],
        depth: 0,
        in_params: false,
        stray: None,
    };
    let mut at = 0;
    while let Some(&tok) = input.get(at) {
        at += 1;
        if pass.depth >= LIMIT && deepens(tok.kind) {
            pass.out.findings.push(Finding { diag: too_deep(tok.span), at_end: false });
            let from = at - 1;
            at = skip_frame(input, from);
            let end = input.get(at - 1).map_or(tok.span, |t| t.span);
            pass.out.tokens.push(Tok { kind: T::TooDeep, span: tok.span.to(end), first: false });
            continue;
        }
        pass.token(tok);
    }
    pass.finish();
    pass.out
}

/// Whether the token can begin a deeper level.
fn deepens(kind: T) -> bool {
    matches!(
        kind,
        T::LParen
            | T::LBracket
            | T::If
            | T::Let
            | T::Nth
            | T::Bar
            | T::Minus
            | T::Not
            | T::Caret
            | T::PlusPlus
            | T::Arrow
            | T::Else
    )
}

/// Position of the first token after `from` that closes a bracket opened before `from`.
fn skip_frame(input: &[Tok], from: usize) -> usize {
    let mut depth = 0_usize;
    for (i, t) in input.iter().enumerate().skip(from) {
        if matches!(t.kind, T::LParen | T::LBracket) {
            depth += 1;
        } else if matches!(t.kind, T::RParen | T::RBracket) {
            if depth == 0 && i > from {
                return i;
            }
            depth = depth.saturating_sub(1);
        }
    }
    input.len()
}

/// Construct that opened a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The item that contains all other frames.
    Base,
    /// An opening bracket: its token.
    Bracket(Tok),
    /// `if`; `else` has been seen or not.
    If(bool),
    /// `let`, `nth`: up to `in`, `where`.
    Until(T, bool),
    /// A lambda, after its parameters `|x|`.
    Lambda,
}

/// Level that extends to the right, with the chains in it that nest to the right.
struct Frame {
    kind: Kind,
    /// Lengths of the chains of `-` and `^`, of `++` and `->`, of `not`.
    chains: [usize; 3],
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self { kind, chains: [0; 3] }
    }

    fn weight(&self) -> usize {
        1 + self.chains.iter().sum::<usize>()
    }
}

struct Pass<'a> {
    text: &'a str,
    last: bool,
    out: Balanced,
    frames: Vec<Frame>,
    /// Numbers of open parentheses and of open square brackets.
    open: [usize; 2],
    /// Weight of all frames, without that of the first itself.
    depth: usize,
    in_params: bool,
    /// Number of tokens when the last stray closing bracket was reported.
    stray: Option<usize>,
}

impl Pass<'_> {
    fn token(&mut self, tok: Tok) {
        let operand = self.out.tokens.last().is_some_and(|t| t.kind.ends_operand());
        match tok.kind {
            T::LParen | T::LBracket => {
                self.open[usize::from(tok.kind == T::LBracket)] += 1;
                self.push(Kind::Bracket(tok));
            }
            T::RParen | T::RBracket => return self.close(tok),
            T::Comma if !self.in_params => self.pop_to_bracket(),
            T::If => self.push(Kind::If(false)),
            T::Let => self.push(Kind::Until(T::In, false)),
            T::Nth => self.push(Kind::Until(T::Where, false)),
            T::Bar => {
                if !self.in_params {
                    self.push(Kind::Lambda);
                }
                self.in_params = !self.in_params;
            }
            T::Then => self.partner(|k| matches!(k, Kind::If(false)), None),
            T::Else => self.partner(|k| matches!(k, Kind::If(false)), Some(Kind::If(true))),
            T::In | T::Where => {
                let kind = tok.kind;
                self.partner(move |k| *k == Kind::Until(kind, false), Some(Kind::Until(kind, true)));
            }
            T::Minus if !operand => self.chain(0),
            T::Caret => self.chain(0),
            T::PlusPlus => {
                self.reset(1);
                self.chain(1);
            }
            T::Arrow => self.chain(1),
            T::Not => self.chain(2),
            T::Plus | T::Minus | T::Star | T::Slash | T::Percent => self.reset(1),
            T::EqEq | T::NotEq | T::Lt | T::Le | T::Gt | T::Ge | T::DotDot | T::DotDotEq => self.reset(2),
            T::And | T::Or | T::Pipe => self.reset(3),
            T::Space | T::LineComment | T::BlockComment | T::OpenComment | T::Doc | T::ModuleDoc | T::Attr => {}
            T::Ident | T::Int | T::BadName | T::True | T::False | T::Question | T::Colon | T::Dot | T::Assign => {}
            T::Use | T::Seq | T::Triangle | T::Array | T::Fn | T::Check | T::From | T::Comma => {}
            T::Foreign | T::Mark | T::Quoted | T::Unknown | T::TooDeep | T::Cut => {}
        }
        self.out.tokens.push(tok);
    }

    fn push(&mut self, kind: Kind) {
        self.frames.push(Frame::new(kind));
        self.depth += 1;
    }

    fn pop(&mut self) -> Option<Kind> {
        if self.frames.len() <= 1 {
            return None;
        }
        let frame = self.frames.pop()?;
        self.depth -= frame.weight();
        Some(frame.kind)
    }

    fn chain(&mut self, which: usize) {
        if let Some(f) = self.frames.last_mut() {
            f.chains[which] += 1;
            self.depth += 1;
        }
    }

    /// Ends the first `n` kinds of chain in the innermost frame.
    fn reset(&mut self, n: usize) {
        if let Some(f) = self.frames.last_mut() {
            for c in &mut f.chains[..n] {
                self.depth -= std::mem::take(c);
            }
        }
    }

    /// Closes frames up to the innermost one for which `is` holds (the opener of this keyword), if there is one within
    /// the brackets.
    fn partner(&mut self, is: impl Fn(&Kind) -> bool, becomes: Option<Kind>) {
        let mut at = self.frames.len();
        while at > 1 {
            at -= 1;
            let kind = self.frames[at].kind;
            if is(&kind) {
                while self.frames.len() > at + 1 {
                    self.pop();
                }
                self.reset(3);
                if let (Some(kind), Some(f)) = (becomes, self.frames.last_mut()) {
                    f.kind = kind;
                }
                return;
            }
            if matches!(kind, Kind::Bracket(_)) {
                return;
            }
        }
    }

    /// Closes all frames since the innermost bracket.
    fn pop_to_bracket(&mut self) {
        while self.frames.last().is_some_and(|f| !matches!(f.kind, Kind::Base | Kind::Bracket(_))) {
            self.pop();
        }
        self.reset(3);
    }

    fn close(&mut self, tok: Tok) {
        self.in_params = false;
        let square = usize::from(tok.kind == T::RBracket);
        let want = if square == 1 { T::LBracket } else { T::LParen };
        loop {
            self.pop_to_bracket();
            let Some(Kind::Bracket(open)) = self.frames.last().map(|f| f.kind) else {
                // Consecutive stray brackets are one message.
                if self.stray == Some(self.out.tokens.len())
                    && let Some(f) = self.out.findings.last_mut()
                {
                    f.diag.edits.push(Edit { span: tok.span, text: String::new() });
                    return;
                }
                self.stray = Some(self.out.tokens.len());
                let text = self.text.get(tok.span.range()).unwrap_or("");
                let d = Diagnostic::error(
                    Code::UnmatchedBracket,
                    tok.span,
                    format!("no opening bracket for this `{text}`"),
                    "no partner",
                )
                .hint("remove it")
                .edit(tok.span, "");
                self.out.findings.push(Finding { diag: d, at_end: false });
                return;
            };
            self.pop();
            self.open[usize::from(open.kind == T::LBracket)] -= 1;
            if open.kind == want {
                self.out.tokens.push(tok);
                return;
            }
            if self.open[square] == 0 {
                let (o, c) = pair(open.kind);
                let d = Diagnostic::error(
                    Code::UnmatchedBracket,
                    tok.span,
                    format!("expected `{c}` for this `{o}`"),
                    format!("expected `{c}`"),
                )
                .and(open.span, "opened here")
                .hint(format!("write `{c}`"))
                .edit(tok.span, c);
                self.out.findings.push(Finding { diag: d, at_end: false });
                self.out.tokens.push(Tok { kind: partner_of(open.kind), ..tok });
                return;
            }
            self.unclosed(open, tok.span, false);
        }
    }

    /// Inserts the missing partner of `open` before `at`, and reports it.
    fn unclosed(&mut self, open: Tok, at: Span, at_end: bool) {
        let (o, c) = pair(open.kind);
        let end = self.out.tokens.last().map_or(at.start, |t| t.span.end);
        let here = Span { file: at.file, start: end, end };
        let seen = !self.out.unclosed.is_empty();
        self.out.unclosed.insert(open.span.start);
        self.out.tokens.push(Tok { kind: partner_of(open.kind), span: here, first: false });
        if seen && at_end {
            return;
        }
        let d = Diagnostic::error(Code::UnclosedBracket, open.span, format!("this `{o}` is not closed"), "opened here")
            .and(here, format!("expected `{c}` here at the latest"));
        self.out.findings.push(Finding { diag: d, at_end });
    }

    fn finish(&mut self) {
        while self.frames.len() > 1 {
            if let Some(Kind::Bracket(open)) = self.pop() {
                self.unclosed(open, open.span, true);
            }
        }
        if !self.last {
            for f in &mut self.out.findings {
                f.at_end = false;
            }
        }
    }
}

fn pair(open: T) -> (&'static str, &'static str) {
    if open == T::LParen { ("(", ")") } else { ("[", "]") }
}

fn partner_of(open: T) -> T {
    if open == T::LParen { T::RParen } else { T::RBracket }
}
