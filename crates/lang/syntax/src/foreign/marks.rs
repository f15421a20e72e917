//! Marks that nth does not use: braces, `;`, quotes, mathematical signs, comments of other languages.

use nth_diag::{Code, Diagnostic, Edit};

use super::constructs::NO_STATEMENTS;
use super::{Pass, foreign};
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Mathematical signs without a value in nth, and what there is in their place.
const SIGNS: &[(&str, &str)] = &[
    ("π", "all numbers are integers; `pi_digits(n)` gives the decimal digits of π, `pi_scaled(s)` about π · s"),
    ("½", "all numbers are integers; `n / 2` is half of n, rounded down"),
    ("∞", "a list has an end; a search without one is `nth k from a where p` or `first_from(a, p)`"),
];

/// Note on texts.
const NO_TEXTS: &str = "a value is an integer, a truth value, or a list of these";

impl Pass<'_> {
    /// A mark: reported, and replaced where it has an equivalent.
    pub(super) fn mark(&mut self, t: Tok) -> bool {
        match self.word(t) {
            "{" => self.open_brace(t),
            "}" => self.close_brace(t),
            ";" => self.semicolon(t),
            "\\" => {
                let _ = self.comment(t) || self.lambda() || self.quotient(t);
            }
            "√" => self.root(t),
            "∑" | "Σ" => self.big_operator(t, "sum"),
            "∏" | "Π" => self.big_operator(t, "product"),
            "⌊" | "⌈" => self.open_floor(t),
            "⌋" | "⌉" => self.close_floor(t),
            text if text.starts_with(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c)) => self.raised(t),
            text => self.sign_without_value(t, text),
        }
        true
    }

    /// Reports a character that is not used in the language.
    pub(super) fn unknown(&mut self, t: Tok) -> bool {
        let text = self.word(t);
        if text == "`" && self.backquotes() {
            return true;
        }
        // Quotes stay as they are; invisible characters become escapes.
        let visible = |c: char| match c {
            '"' | '\'' | '\\' => vec![c],
            _other => c.escape_debug().collect(),
        };
        let shown: String = text.chars().take(12).flat_map(visible).collect();
        let word = if text.chars().count() == 1 { "character" } else { "characters" };
        let title = format!("unknown {word} `{shown}`");
        let d = Diagnostic::error(Code::UnknownCharacter, t.span, title, "not used in the language");
        let d = match text {
            "$" => d.note("a call is written with parentheses: `f(g(x))`"),
            "#" => d.note("a comment begins with `//`; the length of a list is `length(xs)`"),
            ";" => d.note("elements are separated by `,`; a matrix is a list of rows: `[[1, 2], [3, 4]]`"),
            _other if text.chars().any(char::is_alphabetic) => {
                d.note("names are made of the letters a-z and A-Z, digits, `_` and `'`")
            }
            _other => d,
        };
        self.report(d);
        self.replace(1, T::Unknown);
        true
    }

    /// Text in quotes.
    pub(super) fn quoted(&mut self, t: Tok) -> bool {
        self.report(foreign(t.span, "there are no texts", "text in quotes").note(NO_TEXTS));
        self.cut_ahead(self.at + 1);
        true
    }

    /// `n!`, the factorial; `!` before an operand is an operator.
    pub(super) fn postfix_mark(&mut self, t: Tok) -> bool {
        if !self.in_body() || !self.after_operand() || self.word(t) != "!" {
            return false;
        }
        let mut last = t;
        let mut count = 0;
        while let Some(next) = self.peek(count).filter(|n| n.kind == T::Foreign && self.word(*n) == "!") {
            last = next;
            count += 1;
        }
        let name = if count == 2 { "double_factorial" } else { "factorial" };
        let d = Diagnostic::error(
            Code::ForeignOperator,
            t.span.to(last.span),
            format!("`{}` is written `{name}(…)`", "!".repeat(count.min(2))),
            "",
        );
        self.wrap(d, name, t.span.to(last.span));
        self.at += count;
        true
    }

    /// Reports `d` with the hint to write a call of `name` around the last operand, in place of the sign at `sign`.
    fn wrap(&mut self, d: Diagnostic, name: &str, sign: nth_base::Span) {
        let start = self.operand.last().and_then(|o| self.out.get(*o)).map_or(sign, |t| t.span);
        let end = self.out.last().map_or(sign, |t| t.span);
        let bracketed = start.start != end.start && self.text.get(start.range()) == Some("(");
        let (open, close) = if bracketed { (name.to_owned(), "") } else { (format!("{name}("), ")") };
        let mut d = d.hint(format!("write `{name}(…)`"));
        let before = nth_base::Span { end: start.start, ..start };
        d.edits = vec![Edit { span: before, text: open }, Edit { span: sign, text: close.into() }];
        self.report(d);
    }

    /// `n²`.
    fn raised(&mut self, t: Tok) {
        let digits: String = self
            .word(t)
            .chars()
            .filter_map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|r| r == c))
            .filter_map(|d| char::from_digit(d as u32, 10))
            .collect();
        let ours = format!("^{digits}");
        let title = format!("`{}` is written `{ours}`", self.word(t));
        let d = Diagnostic::error(Code::ForeignOperator, t.span, title, "");
        self.report(d.hint(format!("write `{ours}`")).edit(t.span, ours));
        self.skip_or_cut();
    }

    /// Leaves the current sign out behind an operand; takes it as an expression elsewhere.
    fn skip_or_cut(&mut self) {
        if self.after_operand() {
            self.at += 1;
        } else {
            self.cut_ahead(self.at + 1);
        }
    }

    /// `√n`.
    fn root(&mut self, t: Tok) {
        let d = Diagnostic::error(Code::ForeignOperator, t.span, "`√` is written `isqrt(…)`", "")
            .note("the root is rounded down");
        if !self.sign_before_operand(t, d, "isqrt") {
            self.skip_or_cut();
        }
    }

    /// `#xs`, the length of a list in PARI/GP.
    pub(super) fn length_sign(&mut self, t: Tok) -> bool {
        if self.word(t) != "#" || !self.in_body() || self.after_operand() || !self.begins_operand(1) {
            return false;
        }
        let d = Diagnostic::error(Code::ForeignOperator, t.span, "`#` is written `length(…)`", "");
        self.sign_before_operand(t, d, "length")
    }

    /// Reports `d`, with the hint to write a call of `name` in the place of the sign and its operand. False, after the
    /// report, if no operand follows.
    fn sign_before_operand(&mut self, t: Tok, d: Diagnostic, name: &str) -> bool {
        let next = self.peek(1).filter(|_| self.begins_operand(1) && !self.after_operand());
        let Some(next) = next else {
            self.report(d);
            return false;
        };
        let d = d.hint(format!("write `{name}(…)`"));
        // The operand is a pair of brackets, or a name or number with the brackets that follow it.
        let follows = if matches!(next.kind, T::LParen | T::LBracket) { 1 } else { 2 };
        let bracket = self.peek(follows).filter(|p| matches!(p.kind, T::LParen | T::LBracket));
        let close = bracket.and_then(|_| self.partner.get(self.at + follows).copied().flatten());
        let last = close.and_then(|c| self.input.get(c)).map_or(next.span, |c| c.span);
        let end = nth_base::Span { start: last.end, ..last };
        self.report(if next.kind == T::LParen {
            d.edit(t.span, name)
        } else {
            d.edit(t.span, format!("{name}(")).edit(end, ")")
        });
        let end = close.unwrap_or(self.at + 1) + 1;
        self.cut_ahead(end);
        true
    }

    /// `∑`, `∏`.
    fn big_operator(&mut self, t: Tok, name: &str) {
        let title = format!("`{}` is written `{name}(…)`", self.word(t));
        let d = Diagnostic::error(Code::ForeignOperator, t.span, title, "");
        if self.kind(1) == Some(T::LParen) {
            self.report(d.hint(format!("write `{name}`")).edit(t.span, name));
            self.cut_ahead(self.at + 1);
            return;
        }
        self.report(d.note(format!("with a list: `{name}(map(1..=n, |k| k ^ 2))`")));
        let end = self.region_end(self.at);
        self.cut_ahead(end);
    }

    /// `⌊` or `⌈`, read on as `(`.
    fn open_floor(&mut self, t: Tok) {
        let down = self.word(t) == "⌊";
        let note = if down { "`/` rounds down" } else { "`ceil_div(a, b)` is the quotient, rounded up" };
        let title = format!("there is no `{}`: all numbers are integers", self.word(t));
        self.floors.push(self.findings.len());
        let d = foreign(t.span, title, "").note(note);
        let d = if down { d.hint("write parentheses").edit(t.span, "(") } else { d };
        self.report(d);
        self.replace(1, T::LParen);
    }

    fn close_floor(&mut self, t: Tok) {
        let Some(finding) = self.floors.pop() else {
            self.unknown(t);
            return;
        };
        if let Some(f) = self.findings.get_mut(finding)
            && f.diag.hint.is_some()
        {
            f.diag.edits.push(Edit { span: t.span, text: ")".into() });
        }
        self.replace(1, T::RParen);
    }

    fn sign_without_value(&mut self, t: Tok, text: &str) {
        let Some((_, note)) = SIGNS.iter().find(|(s, _)| *s == text) else {
            self.unknown(t);
            return;
        };
        self.report(foreign(t.span, format!("there is no `{text}`"), "not a value of nth").note(*note));
        self.cut_ahead(self.at + 1);
    }

    /// `a \ b`, the quotient in PARI/GP.
    fn quotient(&mut self, t: Tok) -> bool {
        if !self.after_operand() || !self.in_body() {
            return self.unknown(t);
        }
        let d = Diagnostic::error(Code::ForeignOperator, t.span, "`\\` is written `/`", "");
        self.report(d.hint("write `/`").edit(t.span, "/"));
        self.replace(1, T::Slash);
        true
    }

    /// A word between backquotes, an operator in Haskell.
    fn backquotes(&mut self) -> bool {
        let (Some(a), Some(word), Some(z)) = (self.peek(0), self.peek(1), self.peek(2)) else { return false };
        if word.kind != T::Ident || self.word(z) != "`" || !self.in_body() {
            return false;
        }
        let (span, name) = (a.span.to(z.span), self.word(word));
        if self.after_operand() && self.infix_word(span, name, 3) {
            return true;
        }
        let title = format!("a call is written `{name}(a, b)`");
        self.report(foreign(span, title, "a function between its arguments"));
        let (from, end) = (self.region_start(), self.region_end(self.at));
        self.cut(from, end);
        true
    }

    fn semicolon(&mut self, t: Tok) {
        if self.at + 1 == self.input.len() {
            self.report(foreign(t.span, "no `;` is needed", "not used in nth").hint("remove it").edit(t.span, ""));
            self.at += 1;
        } else if self.in_body() && self.opens.is_empty() {
            self.report(foreign(t.span, "a definition is one expression, without `;`", "").note(NO_STATEMENTS));
            self.cut(self.body_out, self.input.len());
        } else {
            self.unknown(t);
        }
    }

    /// A comment of another language: `# …`, `-- …`, `\\ …`. The rest of the line is left out.
    pub(super) fn comment(&mut self, t: Tok) -> bool {
        let text = self.text.get(t.span.start as usize..).unwrap_or("");
        let (marker, is_comment) = match self.word(t) {
            "#" => ("#", text.starts_with("# ") && self.peek(1).is_some_and(|n| !n.first)),
            "-" if text.starts_with("-- ") => {
                let prose = |n: usize| self.peek(n).is_some_and(|t| t.kind == T::Ident && !t.first);
                ("--", prose(2) && prose(3))
            }
            "\\" => ("\\\\", text.starts_with("\\\\")),
            _other => ("", false),
        };
        if !is_comment {
            return false;
        }
        let span = nth_base::Span { end: t.span.start + marker.len() as u32, ..t.span };
        let title = "a comment begins with `//`";
        self.report(foreign(span, title, "a comment in another language").hint("write `//`").edit(span, "//"));
        self.at += 1;
        while self.peek(0).is_some_and(|n| !n.first) {
            self.at += 1;
        }
        true
    }

    /// `(* … *)`, a comment in Mathematica.
    pub(super) fn block_comment(&mut self) -> bool {
        let (Some(a), Some(b), Some(close)) = (self.peek(0), self.peek(1), self.partner[self.at]) else { return false };
        let (Some(y), Some(z)) = (self.input.get(close - 1), self.input.get(close)) else { return false };
        let opens = b.kind == T::Star && a.span.end == b.span.start;
        if !opens || close < self.at + 3 || y.kind != T::Star || y.span.end != z.span.start {
            return false;
        }
        let mut d = foreign(a.span.to(b.span), "a comment is written `/* … */`", "a comment in another language")
            .hint("write `/* … */`");
        d.edits = vec![
            Edit { span: a.span.to(b.span), text: "/*".into() },
            Edit { span: y.span.to(z.span), text: "*/".into() },
        ];
        self.report(d);
        self.at = close + 1;
        true
    }

    fn open_brace(&mut self, t: Tok) {
        if self.block.is_some() && self.branch_brace(t) {
            return;
        }
        let Some(close) = self.partner[self.at].filter(|c| *c > self.at) else {
            self.report(foreign(t.span, "`{` is not used in nth", "").note(NO_STATEMENTS));
            self.at += 1;
            return;
        };
        if !self.in_body() {
            self.body_in_braces(t, close);
            return;
        }
        if self.after_operand() {
            self.report(foreign(t.span, "an expression is not followed by `{`", "").note(NO_STATEMENTS));
            let (from, end) = (self.region_start(), self.region_end(self.at));
            self.cut(from, end);
            return;
        }
        let statement = |t: &Tok| matches!(t.kind, T::Assign | T::Bar | T::Colon) || self.word(*t) == ";";
        let mut i = self.at + 1;
        while i < close && !statement(&self.input[i]) {
            i = self.partner[i].map_or(i, |p| p.max(i)) + 1;
        }
        if i < close {
            self.report(foreign(t.span, "there are no blocks in braces", "").note(NO_STATEMENTS));
            self.cut_ahead(close + 1);
            return;
        }
        let list = close == self.at + 1 || self.commas(self.at).is_some_and(|(commas, _)| !commas.is_empty());
        let (open_kind, close_kind, open, shut) =
            if list { (T::LBracket, T::RBracket, "[", "]") } else { (T::LParen, T::RParen, "(", ")") };
        let title = if list { "a list is written `[…]`" } else { "parentheses group, not braces" };
        let mut d = foreign(t.span, title, "").hint(format!("write `{open}…{shut}`"));
        d.edits =
            vec![Edit { span: t.span, text: open.into() }, Edit { span: self.input[close].span, text: shut.into() }];
        self.report(d);
        self.braces.push((close, close_kind));
        self.replace(1, open_kind);
    }

    fn close_brace(&mut self, t: Tok) {
        if let Some(&(at, kind)) = self.braces.last()
            && at == self.at
        {
            self.braces.pop();
            if kind == T::Space { self.at += 1 } else { self.replace(1, kind) }
        } else if let Some(finding) = self.block {
            self.amend(finding, self.with_blank(t), "");
            self.at += 1;
        } else {
            self.report(foreign(t.span, "`}` is not used in nth", "").note(NO_STATEMENTS));
            self.at += 1;
        }
    }

    /// `seq a(n) { e }`, read on as `seq a(n) = e`.
    fn body_in_braces(&mut self, t: Tok, close: usize) {
        let title = "the body of a definition follows `=`, without braces";
        let mut d = foreign(t.span, title, "").hint("write `=`");
        let shut = self.input[close].span;
        let shut = self.with_blank(Tok { span: shut, ..t });
        d.edits = vec![Edit { span: t.span, text: "=".into() }, Edit { span: shut, text: String::new() }];
        self.report(d);
        self.replace(1, T::Assign);
        self.body = self.at;
        self.braces.push((close, T::Space));
    }

    /// Span of a token with the blank before it, for edits that remove it.
    pub(super) fn with_blank(&self, t: Tok) -> nth_base::Span {
        let start = (t.span.start as usize).checked_sub(1).filter(|s| self.text.as_bytes().get(*s) == Some(&b' '));
        nth_base::Span { start: start.map_or(t.span.start, |s| s as u32), ..t.span }
    }

    /// Adds an edit to a message that collects them.
    pub(super) fn amend(&mut self, finding: usize, span: nth_base::Span, text: &str) {
        if let Some(f) = self.findings.get_mut(finding) {
            f.diag.edits.push(Edit { span, text: text.into() });
        }
    }
}
