//! Constructs of other languages: conditionals, blocks, comprehensions, statements.

use nth_diag::Edit;

use super::{Pass, foreign, is_name, list_text};
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Note on loops and assignments.
pub(super) const NO_LOOPS: &str =
    "nothing changes in nth: use `sum(map(1..=n, |k| e))`, `fold(xs, start, |a, x| e)`, or a recursive definition";

/// Note on sequences of statements.
pub(super) const NO_STATEMENTS: &str = "a body is one expression; its parts are named by `let x = e in`";

/// Note on cases.
const CASES: &str = "cases are written `if n == 0 then a else if n == 1 then b else c`";

/// Words that begin a choice of cases.
const CASE_WORDS: &[&str] = &["case", "match", "switch", "when", "select"];

/// Words that begin a loop.
const LOOP_WORDS: &[&str] = &["for", "foreach", "while", "until", "repeat", "do"];

/// Words that declare a variable.
const VARIABLE_WORDS: &[&str] = &["my", "local", "var", "const", "val", "global", "auto", "mut"];

impl Pass<'_> {
    /// `if` that is not followed by `then`: `a if c else b`, `if(c, a, b)`, `if c: a else: b`, `if c { a } else { b }`.
    pub(super) fn conditional(&mut self, t: Tok) -> bool {
        if self.after_operand() {
            self.conditional_after_value(t);
            return true;
        }
        if self.conditional_call(t, T::LParen) {
            return true;
        }
        let mut i = self.at + 1;
        while let Some(n) = self.input.get(i) {
            let block = n.kind == T::Colon || self.word(*n) == "{";
            if block && self.block.is_none() {
                let title = "an `if` is written `if c then a else b`";
                self.block = Some(self.findings.len());
                self.report(foreign(n.span, title, "in the place of `then`").hint("write `if c then a else b`"));
            }
            let ends = matches!(n.kind, T::Then | T::Else | T::If | T::Comma | T::RParen | T::RBracket);
            if block || ends {
                break;
            }
            i = self.partner[i].map_or(i, |p| p.max(i)) + 1;
        }
        false
    }

    /// `a if c else b`.
    fn conditional_after_value(&mut self, t: Tok) {
        let from = self.region_start();
        let otherwise = self.region_end(self.at + 1);
        let has_else = self.input.get(otherwise).is_some_and(|e| e.kind == T::Else);
        let end = if has_else { self.region_end(otherwise + 1) } else { otherwise };
        let mut d = foreign(t.span, "an `if` is written `if c then a else b`", "after its first branch");
        let start = self.out.get(from).map(|a| a.span);
        if let (Some(a), Some(e), true) = (start, self.input.get(otherwise), has_else)
            && let (Some(then), Some(c)) = (self.copy(a.start, t.span.start), self.copy(t.span.end, e.span.start))
        {
            let ours = format!("if {c} then {then} else");
            d = d.hint(format!("write `{ours} …`")).edit(a.to(e.span), ours);
        } else {
            d = d.note("an `if` has two branches");
        }
        self.report(d);
        self.cut(from, end);
    }

    /// `if(c, a, b)` or `If[c, a, b]`.
    pub(super) fn conditional_call(&mut self, t: Tok, bracket: T) -> bool {
        if self.kind(1) != Some(bracket) {
            return false;
        }
        let Some((args, close)) = self.arguments(self.at + 1) else { return false };
        // What begins with brackets may go on, as in `if (f)(x) |> g then`.
        let end = self.region_end(close + 1);
        if !(2..=3).contains(&args.len()) || self.input.get(end).is_some_and(|n| n.kind == T::Then) {
            return false;
        }
        let span = t.span.to(self.input[close].span);
        let mut d = foreign(span, "an `if` is written `if c then a else b`", "written like a call");
        if let [c, a, b] = args.as_slice()
            && ![c, a, b].iter().any(|x| x.is_empty())
        {
            let ours = format!("if {c} then {a} else {b}");
            let ours = if self.stands_alone(close + 1) { ours } else { format!("({ours})") };
            d = d.hint(format!("write `{ours}`")).edit(span, ours);
        } else {
            d = d.note("an `if` has two branches");
        }
        self.report(d);
        self.cut_ahead(close + 1);
        true
    }

    /// `:` in the place of `then` or after `else`.
    pub(super) fn colon(&mut self, t: Tok) -> bool {
        let Some(finding) = self.block else { return false };
        if self.out.last().is_some_and(|o| o.kind == T::Else) {
            self.amend(finding, t.span, "");
            self.at += 1;
        } else {
            self.amend(finding, t.span, " then");
            self.replace(1, T::Then);
        }
        true
    }

    /// `{` in the place of `then` or after `else`. Its partner is left out.
    pub(super) fn branch_brace(&mut self, t: Tok) -> bool {
        let Some(finding) = self.block else { return false };
        if self.out.last().is_some_and(|o| o.kind == T::Else) {
            self.amend(finding, self.with_blank(t), "");
            self.at += 1;
        } else if self.after_operand() {
            let blank = |at: usize| self.text.as_bytes().get(at).is_none_or(u8::is_ascii_whitespace);
            let before = (t.span.start as usize).checked_sub(1).is_none_or(blank);
            let then = match (before, blank(t.span.end as usize)) {
                (true, true) => "then",
                (true, false) => "then ",
                (false, true) => " then",
                (false, false) => " then ",
            };
            self.amend(finding, t.span, then);
            self.replace(1, T::Then);
        } else {
            return false;
        }
        true
    }

    /// `elif` and its kin, read on as `else if`.
    pub(super) fn branch_word(&mut self, t: Tok) -> bool {
        let word = self.word(t);
        if !matches!(word, "elif" | "elsif" | "elseif") || !self.after_operand() {
            return false;
        }
        match self.block {
            Some(finding) => self.amend(finding, t.span, "else if"),
            None => {
                let d = foreign(t.span, format!("`{word}` is written `else if`"), "");
                self.report(d.hint("write `else if`").edit(t.span, "else if"));
            }
        }
        self.replace(1, T::Else);
        self.insert(T::If, nth_base::Span { start: t.span.end, ..t.span });
        true
    }

    /// `c ? a : b`.
    pub(super) fn ternary(&mut self, t: Tok) -> bool {
        if !self.after_operand() {
            return false;
        }
        let from = self.region_start();
        let end = self.region_end(self.at + 1);
        let mut colon = self.at + 1;
        while colon < end && self.input[colon].kind != T::Colon {
            colon = self.partner[colon].map_or(colon, |p| p.max(colon)) + 1;
        }
        let mut d = foreign(t.span, "an `if` is written `if c then a else b`", "of another language");
        if let (Some(a), Some(z), true) = (self.out.get(from), self.input.get(end - 1), colon < end)
            && let Some(c) = self.copy(a.span.start, t.span.start)
            && let Some(x) = self.copy(t.span.end, self.input[colon].span.start)
            && let Some(y) = self.copy(self.input[colon].span.end, z.span.end)
        {
            let ours = format!("if {c} then {x} else {y}");
            d = d.hint(format!("write `{ours}`")).edit(a.span.to(z.span), ours);
        } else {
            d = d.note("`?` alone is a hole, a part of the program that is not found yet");
        }
        self.report(d);
        self.cut(from, end);
        true
    }

    /// `e where x = v`.
    pub(super) fn where_clause(&mut self, t: Tok) -> bool {
        if self.searches > 0 || !self.after_operand() {
            return false;
        }
        let from = self.region_start();
        let end = self.region_end(self.at + 1);
        let mut d = foreign(t.span, "parts of an expression are named before it", "`where` belongs to `nth`");
        let equals = self.input[self.at + 1..end].iter().filter(|n| n.kind == T::Assign).count();
        if let (Some(body), Some(name), Some(eq), Some(z)) =
            (self.out.get(from), self.peek(1), self.peek(2), self.input.get(end - 1))
            && name.kind == T::Ident
            && eq.kind == T::Assign
            && equals == 1
            && let Some(value) = self.copy(eq.span.end, z.span.end)
            && let Some(last) = self.out.last()
        {
            let ours = format!("let {} = {value} in ", self.word(name));
            let before = nth_base::Span { end: body.span.start, ..body.span };
            let after = nth_base::Span { start: last.span.end, ..last.span }.to(z.span);
            d = d.hint(format!("write `{ours}…`")).edit(before, ours).edit(after, "");
        } else {
            d = d.note("`let x = e in` names one part, and another `let` may follow");
        }
        self.report(d);
        self.cut(from, end);
        true
    }

    /// `x in xs`.
    pub(super) fn membership(&mut self, t: Tok) -> bool {
        if self.lets > 0 || !self.after_operand() {
            return false;
        }
        let from = self.operand.last().copied().unwrap_or(0);
        let end = self.region_end(self.at + 1);
        let mut d = foreign(t.span, "membership is written `contains(xs, x)`", "`in` belongs to `let`");
        if let (Some(a), Some(z)) = (self.out.get(from), self.input.get(end - 1))
            && let Some(x) = self.copy(a.span.start, t.span.start)
            && let Some(xs) = self.copy(t.span.end, z.span.end)
        {
            let ours = format!("contains({}, {x})", list_text(xs));
            d = d.hint(format!("write `{ours}`")).edit(a.span.to(z.span), ours);
        }
        self.report(d);
        self.cut(from, end);
        true
    }

    /// `[e for x in xs if c]` and `[e | x <- xs, c]`.
    pub(super) fn comprehension(&mut self) -> bool {
        self.comprehension_in_brackets(true)
    }

    /// `(e for x in xs)`, the argument of a call or alone.
    pub(super) fn generator(&mut self) -> bool {
        self.comprehension_in_brackets(false)
    }

    fn comprehension_in_brackets(&mut self, square: bool) -> bool {
        let Some(close) = self.partner[self.at].filter(|c| *c > self.at) else { return false };
        let mut mark = self.at + 1;
        while mark < close {
            let t = self.input[mark];
            let python = t.kind == T::Ident
                && self.word(t) == "for"
                && self.input.get(mark + 1).is_some_and(|n| matches!(n.kind, T::Ident | T::LParen))
                && self.input[mark - 1].kind.ends_operand();
            let haskell = square && t.kind == T::Bar && self.arrow_behind(mark + 2);
            if python || haskell {
                self.report_comprehension(mark, close, square, python);
                return true;
            }
            mark = self.partner[mark].map_or(mark, |p| p.max(mark)) + 1;
        }
        false
    }

    /// `e for x in xs` without brackets.
    pub(super) fn bare_comprehension(&mut self, t: Tok) -> bool {
        if self.word(t) != "for"
            || !self.after_operand()
            || self.kind(1) != Some(T::Ident)
            || self.kind(2) != Some(T::In)
        {
            return false;
        }
        let d = foreign(t.span, "a list is made by `map` and `filter`", "a comprehension");
        self.report(d.note("`map(xs, |x| e)` computes e for each x, `filter(xs, |x| p)` keeps those with p"));
        let (from, end) = (self.region_start(), self.bracket_end(self.at));
        self.cut(from, end);
        true
    }

    /// Whether `<-` stands at a position of the input.
    fn arrow_behind(&self, at: usize) -> bool {
        let (Some(a), Some(b)) = (self.input.get(at), self.input.get(at + 1)) else { return false };
        a.kind == T::Lt && b.kind == T::Minus && a.span.end == b.span.start
    }

    fn report_comprehension(&mut self, mark: usize, close: usize, square: bool, python: bool) {
        let open = self.input[self.at];
        let span = open.span.to(self.input[close].span);
        let d = foreign(span, "a list is made by `map` and `filter`", "a comprehension");
        let ours = self.comprehension_text(mark, close, python);
        let d = match ours {
            Some(ours) if square => {
                let bare = self.stands_alone(close + 1) || ours.ends_with(')');
                let ours = if bare { ours } else { format!("({ours})") };
                d.hint(format!("write `{ours}`")).edit(span, ours)
            }
            Some(ours) => {
                let (after, before) = (open.span.end, self.input[close].span.start);
                let inside = nth_base::Span { start: after, end: before, ..open.span };
                d.hint(format!("write `({ours})`")).edit(inside, ours)
            }
            None => d.note("`map(xs, |x| e)` computes e for each x, `filter(xs, |x| p)` keeps those with p"),
        };
        self.report(d);
        if square {
            self.cut_ahead(close + 1);
        } else {
            // The brackets are those of a call.
            self.keep();
            self.cut_ahead(close);
            self.keep();
        }
    }

    /// A comprehension with one variable, in nth.
    fn comprehension_text(&self, mark: usize, close: usize, python: bool) -> Option<String> {
        let open = self.input[self.at];
        let shown = |from: usize, to: usize| {
            self.copy(self.input.get(from)?.span.start, self.input.get(to.checked_sub(1)?)?.span.end)
        };
        let value = self.copy(open.span.end, self.input[mark].span.start)?;
        let x = self.word(*self.input.get(mark + 1)?);
        let source = if python { mark + 3 } else { mark + 4 };
        let right = if python { self.input.get(mark + 2)?.kind == T::In } else { true };
        if !right || !is_name(x) || source >= close {
            return None;
        }
        let splits = |i: &usize| {
            let t = self.input[*i];
            t.kind == T::If || t.kind == T::Comma && !python || t.kind == T::Ident && self.word(t) == "for"
        };
        let mut cuts = Vec::new();
        let mut i = source;
        while i < close {
            if splits(&i) {
                cuts.push(i);
            }
            i = self.partner[i].map_or(i, |p| p.max(i)) + 1;
        }
        let first = cuts.first().copied().unwrap_or(close);
        let mut conditions = Vec::new();
        for (n, c) in cuts.iter().enumerate() {
            let end = cuts.get(n + 1).copied().unwrap_or(close);
            let again = self.word(self.input[*c]) == "for" || self.arrow_behind(c + 2);
            if again {
                return None;
            }
            conditions.push(shown(c + 1, end)?);
        }
        let list = list_text(shown(source, first)?);
        let kept =
            if conditions.is_empty() { list } else { format!("filter({list}, |{x}| {})", conditions.join(" and ")) };
        Some(if value == x { kept } else { format!("map({kept}, |{x}| {value})") })
    }

    /// Words that begin a statement elsewhere. Behind a name that is called or used, no other name can follow in nth.
    pub(super) fn statement(&mut self, t: Tok) -> bool {
        if self.after_operand() || !self.juxtaposed() {
            return false;
        }
        let word = self.word(t);
        if word == "return" {
            let gap = self.peek(1).map_or(t.span, |n| nth_base::Span { end: n.span.start, ..t.span });
            let mut d = foreign(t.span, "no `return` is needed", "the body is the value").hint("remove it");
            d.edits = vec![Edit { span: gap, text: String::new() }];
            self.report(d);
            self.at += 1;
            return true;
        }
        let (title, note) = if CASE_WORDS.contains(&word) {
            (format!("there is no `{word}`"), CASES)
        } else if LOOP_WORDS.contains(&word) {
            (format!("there is no `{word}`: a body is an expression, not a loop"), NO_LOOPS)
        } else if VARIABLE_WORDS.contains(&word) {
            (format!("there is no `{word}`"), NO_STATEMENTS)
        } else {
            return false;
        };
        self.report(foreign(t.span, title, "of another language").note(note));
        let end = self.bracket_end(self.at);
        self.cut_ahead(end);
        true
    }

    /// `f . g`, the composition of functions in Haskell. (`module.name` has names on both sides.)
    pub(super) fn composition(&mut self, t: Tok) -> bool {
        let blank = |at: u32| self.text.as_bytes().get(at as usize).is_some_and(|b| *b == b' ');
        let spaced = t.span.start > 0 && blank(t.span.start - 1) && blank(t.span.end);
        if !spaced || !self.after_operand() || self.kind(1) != Some(T::Ident) || self.out.len() < 2 {
            return false;
        }
        // A name with blanks around its dot is still a name of a module.
        if self.out.last().is_some_and(|o| o.kind == T::Ident) {
            return false;
        }
        self.report(foreign(t.span, "functions are composed by a lambda: `|x| f(g(x))`", "of another language"));
        let (from, end) = (self.region_start(), self.region_end(self.at));
        self.cut(from, end);
        true
    }
}
