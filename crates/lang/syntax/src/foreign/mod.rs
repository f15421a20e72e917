//! Text of other languages and of mathematics: operators, marks and constructs as users of Python, PARI/GP, Mathematica
//! and Haskell write them.
//!
//! One pass over the tokens of an item, before its brackets are balanced, in linear time. Each construct is one message
//! that says how nth writes it. Its tokens are replaced by those of nth where that is simple, else by one
//! [`T::Cut`](crate::lex::TokenKind::Cut) token, about which nothing more is reported. No rule fits a correct program.

mod calls;
mod constructs;
mod heads;
mod lambdas;
mod marks;
mod numbers;
mod operators;

use nth_base::Span;
use nth_diag::{Code, Diagnostic};

pub(crate) use heads::not_an_item;

use crate::lex::TokenKind as T;
use crate::state::{Finding, Tok};

/// Place of the tokens that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// An item, from its keyword to its end.
    Item,
    /// An expression by itself.
    Expression,
    /// A type by itself.
    Type,
}

/// Tokens without text of other languages.
pub(crate) struct Translated {
    /// Tokens of nth. Inserted ones have empty spans.
    pub tokens: Vec<Tok>,
    /// Messages about the text that was replaced.
    pub findings: Vec<Finding>,
}

/// Reports and replaces text of other languages.
pub(crate) fn translate(text: &str, input: &[Tok], place: Place) -> Translated {
    let mut pass = Pass::new(text, input, place);
    while pass.at < input.len() {
        if !pass.rule() {
            pass.keep();
        }
    }
    Translated { tokens: pass.out, findings: pass.findings }
}

/// Longest text that is copied into an edit, in bytes.
const LONGEST_COPY: usize = 300;

/// State of the pass.
struct Pass<'a> {
    text: &'a str,
    input: &'a [Tok],
    /// Position of the partner of each bracket, `(`, `[` or `{`, in `input`.
    partner: Vec<Option<usize>>,
    /// Position of the first token of the body: behind the first `=` of a definition.
    body: usize,
    /// Position of the next token of `input`.
    at: usize,
    /// Tokens read so far.
    out: Vec<Tok>,
    /// Position in `out` where the body begins.
    body_out: usize,
    /// For each token of `out`, the position there where the operand that ends with it begins.
    operand: Vec<usize>,
    /// Positions in `out` of the brackets that are open.
    opens: Vec<usize>,
    findings: Vec<Finding>,
    /// Number of `nth` whose `where` is still to come.
    searches: usize,
    /// Whether the next `|` closes the parameters of a lambda.
    in_params: bool,
    /// Number of `let` whose `in` is still to come.
    lets: usize,
    /// Message about an `if` written with `:` or braces, which collects the edits.
    block: Option<usize>,
    /// Positions of closing braces to come, and what replaces them: nothing for [`T::Space`].
    braces: Vec<(usize, T)>,
    /// Messages about `⌊` or `⌈` without their partners so far.
    floors: Vec<usize>,
}

/// Partners of brackets, `(`, `[` and `{`. Brackets of one kind do not close those of another.
fn partners(text: &str, input: &[Tok]) -> Vec<Option<usize>> {
    let mut out = vec![None; input.len()];
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (i, t) in input.iter().enumerate() {
        match (t.kind, text.as_bytes().get(t.span.start as usize)) {
            (T::LParen | T::LBracket | T::Mark, Some(&b @ (b'(' | b'[' | b'{'))) => open.push((b, i)),
            (T::RParen | T::RBracket | T::Mark, Some(&b @ (b')' | b']' | b'}'))) => {
                let wanted = if b == b')' { b'(' } else { b - 2 };
                if let Some(&(o, at)) = open.last()
                    && o == wanted
                {
                    open.pop();
                    out[at] = Some(i);
                    out[i] = Some(at);
                }
            }
            (_, _) => {}
        }
    }
    out
}

/// Position behind the first `=` of a definition outside of brackets; the number of tokens if there is none.
fn body(input: &[Tok], partner: &[Option<usize>], place: Place) -> usize {
    let defines = input.first().is_some_and(|t| matches!(t.kind, T::Seq | T::Triangle | T::Array | T::Fn));
    match place {
        Place::Type => return input.len(),
        Place::Expression => return 0,
        Place::Item if !defines => return input.len(),
        Place::Item => {}
    }
    let mut i = 0;
    while let Some(t) = input.get(i) {
        if t.kind == T::Assign {
            return i + 1;
        }
        i = partner[i].map_or(i, |p| p.max(i)) + 1;
    }
    input.len()
}

impl<'a> Pass<'a> {
    fn new(text: &'a str, input: &'a [Tok], place: Place) -> Self {
        let partner = partners(text, input);
        let body = body(input, &partner, place);
        Self {
            text,
            input,
            partner,
            body,
            at: 0,
            out: Vec::with_capacity(input.len() + 1),
            body_out: 0,
            operand: Vec::with_capacity(input.len() + 1),
            opens: Vec::new(),
            findings: Vec::new(),
            searches: 0,
            in_params: false,
            lets: 0,
            block: None,
            braces: Vec::new(),
            floors: Vec::new(),
        }
    }

    /// Applies the rule that fits the tokens at the current position. False if none fits.
    fn rule(&mut self) -> bool {
        let Some(t) = self.peek(0) else { return false };
        if self.at == self.body {
            self.body_out = self.out.len();
        }
        match t.kind {
            T::Mark => self.mark(t),
            T::Quoted => self.quoted(t),
            T::Foreign => self.postfix_mark(t) || self.sign(t),
            T::Unknown => {
                self.sign_of_tokens() || self.lambda() || self.comment(t) || self.length_sign(t) || self.unknown(t)
            }
            T::BadName => self.number_in_name(t),
            T::Int => self.fraction(),
            T::Dot => self.fraction() || self.in_body() && self.composition(t),
            T::Ident if self.in_body() => {
                self.lambda()
                    || self.word_operator(t)
                    || self.branch_word(t)
                    || self.bare_comprehension(t)
                    || self.call_with_iterator()
                    || self.call_with_square_brackets()
                    || self.statement(t)
            }
            T::LParen if self.in_body() => self.lambda() || self.block_comment() || self.generator(),
            T::LBracket if self.in_body() => self.comprehension(),
            T::If if self.in_body() => self.conditional(t),
            T::Let if self.in_body() => self.function_in_let() || self.pattern_in_let(),
            T::Question if self.in_body() => self.ternary(t),
            T::Where if self.in_body() => self.where_clause(t),
            T::In if self.in_body() => self.membership(t),
            T::Colon => self.walrus() || self.in_body() && self.colon(t),
            T::EqEq | T::NotEq | T::Assign | T::Slash | T::Lt | T::Gt if self.in_body() => {
                self.sign_of_tokens() || self.assignment()
            }
            T::Plus | T::Minus | T::Star if self.in_body() => self.comment(t) || self.assignment(),
            T::Caret if self.in_body() => self.sign_of_tokens(),
            T::Bar => self.guard(t) || self.in_body() && self.bit_or(t),
            T::EqEq | T::NotEq | T::Assign | T::Slash | T::Lt | T::Gt | T::Plus | T::Minus | T::Star => false,
            T::Ident | T::LParen | T::LBracket | T::If | T::Let | T::Question | T::Where | T::In => false,
            T::Space | T::Attr | T::LineComment | T::BlockComment | T::OpenComment | T::Doc | T::ModuleDoc => false,
            T::Use | T::Seq | T::Triangle | T::Array | T::Fn | T::Check | T::From | T::Then | T::Else | T::Nth => false,
            T::Or | T::And | T::Not | T::True | T::False | T::RParen | T::RBracket | T::Comma | T::Arrow => false,
            T::Pipe | T::Le | T::Ge | T::DotDot | T::DotDotEq | T::PlusPlus | T::Percent | T::Caret => false,
            T::TooDeep | T::Cut => false,
        }
    }

    /// Token at a distance from the current one.
    fn peek(&self, ahead: usize) -> Option<Tok> {
        self.input.get(self.at + ahead).copied()
    }

    /// Kind of the token at a distance from the current one.
    fn kind(&self, ahead: usize) -> Option<T> {
        self.peek(ahead).map(|t| t.kind)
    }

    /// Whether the current token belongs to an expression, and not to the head of a definition.
    fn in_body(&self) -> bool {
        self.at >= self.body
    }

    /// Text of a token.
    fn word(&self, t: Tok) -> &'a str {
        self.text.get(t.span.range()).unwrap_or("")
    }

    /// Text between two places, without the blanks around it. `None` if it is too long to be copied.
    fn copy(&self, from: u32, to: u32) -> Option<&'a str> {
        let text = self.text.get(from as usize..to as usize)?.trim();
        (!text.is_empty() && text.len() <= LONGEST_COPY).then_some(text)
    }

    /// Whether the last token ends an operand.
    fn after_operand(&self) -> bool {
        self.out.last().is_some_and(|t| t.kind.ends_operand())
    }

    /// Whether the token at a distance begins an operand.
    fn begins_operand(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|t| {
            matches!(t.kind, T::Ident | T::Int | T::BadName | T::LParen | T::LBracket | T::True | T::False)
        })
    }

    /// Whether a name or number follows directly, which no correct program has behind a name.
    fn juxtaposed(&self) -> bool {
        self.peek(1).is_some_and(|t| matches!(t.kind, T::Ident | T::Int | T::BadName | T::Quoted) && !t.first)
    }

    /// Appends a token to the output.
    fn push(&mut self, tok: Tok) {
        let here = self.out.len();
        let mut start = here;
        if matches!(tok.kind, T::LParen | T::LBracket) {
            self.opens.push(here);
        } else if matches!(tok.kind, T::RParen | T::RBracket) {
            let open = self.opens.pop().unwrap_or(here);
            let called = open > 0 && open < here && self.out[open - 1].kind.ends_operand();
            start = if called { self.operand[open - 1] } else { open };
        } else if tok.kind == T::Ident && here >= 2 && self.out[here - 1].kind == T::Dot {
            start = self.operand[here - 2];
        }
        self.out.push(tok);
        self.operand.push(start);
    }

    /// Takes the current token as it is.
    fn keep(&mut self) {
        let Some(t) = self.peek(0) else { return };
        if t.kind == T::Nth {
            self.searches += 1;
        } else if t.kind == T::Where {
            self.searches = self.searches.saturating_sub(1);
        } else if t.kind == T::Let {
            self.lets += 1;
        } else if t.kind == T::In {
            self.lets = self.lets.saturating_sub(1);
        } else if t.kind == T::Bar {
            self.in_params = !self.in_params;
        }
        self.push(t);
        self.at += 1;
    }

    /// Replaces the next `count` tokens by one of another kind.
    fn replace(&mut self, count: usize, kind: T) {
        let Some(t) = self.peek(0) else { return };
        let end = self.peek(count.saturating_sub(1)).map_or(t.span, |l| l.span);
        self.push(Tok { kind, span: t.span.to(end), first: t.first });
        self.at += count;
    }

    /// Inserts a token with an empty span at byte `at`.
    fn insert(&mut self, kind: T, at: Span) {
        self.push(Tok { kind, span: at, first: false });
    }

    /// Removes the output from position `to` on.
    fn truncate(&mut self, to: usize) {
        self.out.truncate(to);
        self.operand.truncate(to);
        while self.opens.last().is_some_and(|o| *o >= to) {
            self.opens.pop();
        }
    }

    /// Replaces the output from position `from` and the input up to position `end` by one token that stands for an
    /// expression. Returns its span.
    fn cut(&mut self, from: usize, end: usize) -> Span {
        let first = self.out.get(from).copied().or(self.peek(0));
        let last = end.checked_sub(1).and_then(|e| self.input.get(e)).copied().or(first);
        let (Some(first), Some(last)) = (first, last) else { return self.here() };
        let span = first.span.to(last.span);
        self.truncate(from);
        self.push(Tok { kind: T::Cut, span, first: first.first });
        self.at = end.max(self.at);
        span
    }

    /// Replaces the current tokens up to position `end` by one token that stands for an expression.
    fn cut_ahead(&mut self, end: usize) -> Span {
        self.cut(self.out.len(), end)
    }

    /// Empty span before the current token.
    fn here(&self) -> Span {
        let file = self.input.first().map_or(Span::new(nth_base::FileId(0), 0, 0), |t| t.span);
        match self.peek(0).or(self.input.last().copied()) {
            Some(t) => Span { end: t.span.start, ..t.span },
            None => file,
        }
    }

    /// Position in the output where the expression that surrounds the current place begins.
    fn region_start(&self) -> usize {
        let mut i = self.out.len();
        while let Some(t) = i.checked_sub(1).and_then(|j| self.out.get(j)) {
            let bounds = matches!(
                t.kind,
                T::LParen | T::LBracket | T::Comma | T::Assign | T::Then | T::Else | T::In | T::Where | T::Bar
            ) || matches!(t.kind, T::If | T::Let | T::From | T::Pipe);
            if bounds {
                break;
            }
            i = self.operand[i - 1];
        }
        i
    }

    /// Position in the input where the expression that surrounds the token at `from` ends.
    fn region_end(&self, from: usize) -> usize {
        let (mut ifs, mut lets, mut searches) = (0_usize, 0_usize, 0_usize);
        let mut i = from;
        while let Some(t) = self.input.get(i) {
            if let Some(p) = self.partner[i].filter(|p| *p > i).or_else(|| self.parameters_end(i)) {
                i = p + 1;
                continue;
            }
            let is = |kind| usize::from(t.kind == kind);
            let closes = is(T::Then) > ifs
                || is(T::Else) > ifs
                || is(T::In) > lets
                || is(T::Where) > searches
                || matches!(t.kind, T::RParen | T::RBracket | T::Comma);
            if closes {
                return i;
            }
            ifs = ifs + is(T::If) - is(T::Else);
            lets = lets + is(T::Let) - is(T::In);
            searches = searches + is(T::Nth) - is(T::Where);
            i += 1;
        }
        i
    }

    /// Position in the input where the brackets around the token at `from` end, or the item.
    fn bracket_end(&self, from: usize) -> usize {
        let mut i = from;
        while self.input.get(i).is_some_and(|t| !matches!(t.kind, T::RParen | T::RBracket)) {
            i = self.partner[i].map_or(i, |p| p.max(i)) + 1;
        }
        i
    }

    /// Whether what replaces the input up to `end` needs no brackets: nothing that binds tighter stands beside it.
    fn stands_alone(&self, end: usize) -> bool {
        let opens = |t: &Tok| matches!(t.kind, T::LParen | T::LBracket | T::Comma | T::Assign | T::Then | T::In);
        let ends = |t: &Tok| matches!(t.kind, T::RParen | T::RBracket | T::Comma | T::Then | T::Else | T::In);
        self.out.last().is_none_or(opens) && self.input.get(end).is_none_or(ends)
    }

    /// Positions of the commas directly within the brackets that the token at `open` opens, and of their end.
    fn commas(&self, open: usize) -> Option<(Vec<usize>, usize)> {
        let close = self.partner.get(open).copied().flatten().filter(|p| *p > open)?;
        let mut out = Vec::new();
        let mut i = open + 1;
        while i < close {
            if self.input[i].kind == T::Comma {
                out.push(i);
            }
            let group = self.partner[i].or_else(|| self.parameters_end(i));
            i = group.map_or(i, |p| p.max(i)) + 1;
        }
        Some((out, close))
    }

    /// Position in the input of the `|` that ends the parameters of the lambda that begins at position `i`.
    fn parameters_end(&self, i: usize) -> Option<usize> {
        let before = i.checked_sub(1).and_then(|j| self.input.get(j));
        if self.input.get(i)?.kind != T::Bar || before.is_some_and(|t| t.kind.ends_operand()) {
            return None;
        }
        let names = self.input.get(i + 1..)?.iter().take_while(|t| matches!(t.kind, T::Ident | T::Comma)).count();
        let end = i + 1 + names;
        self.input.get(end).filter(|t| t.kind == T::Bar).map(|_bar| end)
    }

    /// Texts of the arguments within the brackets that the token at `open` opens, and the position of their end.
    fn arguments(&self, open: usize) -> Option<(Vec<&'a str>, usize)> {
        let (commas, close) = self.commas(open)?;
        let mut out = Vec::with_capacity(commas.len() + 1);
        let mut from = self.input.get(open)?.span.end;
        for c in commas.into_iter().chain([close]) {
            let at = self.input.get(c)?.span;
            out.push(self.copy(from, at.start).unwrap_or(""));
            from = at.end;
        }
        Some((out, close))
    }

    fn report(&mut self, diag: Diagnostic) {
        self.findings.push(Finding { diag, at_end: false });
    }
}

/// Message about a construct of another language.
fn foreign(span: Span, title: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::error(Code::ForeignSyntax, span, title, label)
}

/// Whether a text is one name.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'\'')
}

/// List of integers as an operand of `map`: `range(a, b)` of Python and `[a..b]` of Haskell and PARI/GP in nth.
fn list_text(text: &str) -> String {
    let inner = |open: &str, close: &str| text.strip_prefix(open).and_then(|t| t.strip_suffix(close)).map(str::trim);
    if let Some(args) = inner("range(", ")")
        && !args.contains(['(', ')', '['])
    {
        let parts: Vec<&str> = args.split(',').map(str::trim).collect();
        if let [to] = parts.as_slice() {
            return format!("0..{to}");
        }
        if let [from, to] = parts.as_slice() {
            return format!("{from}..{to}");
        }
    }
    if let Some((from, to)) = inner("[", "]").and_then(|t| t.split_once(".."))
        && !from.contains(['[', ','])
        && !to.contains([']', ',', '=', '.'])
    {
        return format!("{}..={}", from.trim(), to.trim());
    }
    text.to_owned()
}
