//! Functions without a name, as other languages write them: `\x -> e`, `x => e`, `lambda x: e`.

use nth_base::Span;
use nth_diag::Edit;

use super::{Pass, foreign};
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Words that begin a function without a name.
const WORDS: &[&str] = &["lambda", "fun", "function", "func", "λ"];

/// Parts of a function: its names, and the numbers of tokens before its body.
struct Head {
    names: Vec<Tok>,
    count: usize,
}

impl Pass<'_> {
    /// A function in the notation of another language, read on as `|x| e`.
    pub(super) fn lambda(&mut self) -> bool {
        if !self.in_body() || self.in_params || self.after_operand() {
            return false;
        }
        let Some(first) = self.peek(0) else { return false };
        let word = self.word(first);
        let begins = word == "\\" || WORDS.contains(&word) && self.kind(1) != Some(T::LParen);
        let head = if begins { self.names_from(1) } else { self.names_before_arrow() };
        let Some(Head { names, count }) = head else { return false };
        let Some(last) = self.peek(count - 1) else { return false };
        let list = names.iter().map(|t| self.word(*t)).collect::<Vec<_>>().join(", ");
        let span = first.span.to(last.span);
        let ours = format!("|{list}|");
        self.report(
            foreign(span, format!("a function without a name is written `|{list}| …`"), "of another language")
                .hint(format!("write `{ours}`"))
                .edit(span, ours),
        );
        self.insert(T::Bar, Span { end: span.start, ..span });
        for (i, name) in names.into_iter().enumerate() {
            if i > 0 {
                self.insert(T::Comma, Span { end: name.span.start, ..name.span });
            }
            self.push(name);
        }
        self.push(Tok { kind: T::Bar, first: false, span: last.span });
        self.at += count;
        true
    }

    /// Names from a distance on, up to `->`, `=>`, `:` or `.`; commas may stand between them.
    fn names_from(&self, from: usize) -> Option<Head> {
        let mut names = Vec::new();
        let mut ahead = from;
        while let Some(t) = self.peek(ahead) {
            if t.kind == T::Ident {
                names.push(t);
            } else if t.kind != T::Comma || names.is_empty() {
                break;
            }
            ahead += 1;
        }
        let ends = if matches!(self.kind(ahead)?, T::Arrow | T::Colon | T::Dot) {
            1
        } else if self.fat_arrow(ahead) {
            2
        } else {
            return None;
        };
        (!names.is_empty()).then_some(Head { names, count: ahead + ends })
    }

    /// `x ->`, `(x, y) ->`, and the same with `=>`.
    fn names_before_arrow(&self) -> Option<Head> {
        let mut names = Vec::new();
        let mut ahead = 0;
        if self.kind(0)? == T::Ident {
            names.push(self.peek(0)?);
            ahead = 1;
        } else if self.kind(0)? == T::LParen {
            loop {
                let name = self.peek(ahead + 1).filter(|t| t.kind == T::Ident)?;
                names.push(name);
                ahead += 2;
                if self.kind(ahead)? == T::RParen {
                    break;
                }
                if self.kind(ahead)? != T::Comma {
                    return None;
                }
            }
            ahead += 1;
        }
        if names.is_empty() {
            return None;
        }
        if self.kind(ahead)? == T::Arrow {
            return Some(Head { names, count: ahead + 1 });
        }
        self.fat_arrow(ahead).then_some(Head { names, count: ahead + 2 })
    }

    /// Whether `=>` stands at a distance.
    fn fat_arrow(&self, ahead: usize) -> bool {
        let (Some(a), Some(b)) = (self.peek(ahead), self.peek(ahead + 1)) else { return false };
        a.kind == T::Assign && b.kind == T::Gt && a.span.end == b.span.start
    }

    /// `let f(x) = e in`, read on as `let f = |x| e in`.
    pub(super) fn function_in_let(&mut self) -> bool {
        let (Some(name), Some(open)) = (self.peek(1), self.peek(2)) else { return false };
        if name.kind != T::Ident || open.kind != T::LParen {
            return false;
        }
        let Some((commas, close)) = self.commas(self.at + 2) else { return false };
        let inside = self.input.get(self.at + 3..close).unwrap_or(&[]);
        let names = inside.iter().filter(|t| t.kind == T::Ident).count();
        let close_tok = self.input[close];
        let is_head = names == commas.len() + 1
            && inside.len() == names + commas.len()
            && self.input.get(close + 1).is_some_and(|t| t.kind == T::Assign);
        if !is_head {
            return false;
        }
        let list: Vec<&str> = inside.iter().filter(|t| t.kind == T::Ident).map(|t| self.word(*t)).collect();
        let ours = format!("let {} = |{}| …", self.word(name), list.join(", "));
        let equals = self.input[close + 1];
        let mut d = foreign(open.span.to(close_tok.span), "a `let` binds a name, without parameters", "parameters")
            .hint(format!("write `{ours}`"));
        d.edits = vec![
            Edit { span: open.span, text: " = |".into() },
            Edit { span: close_tok.span.to(equals.span), text: "|".into() },
        ];
        self.report(d);
        self.keep();
        self.keep();
        self.insert(T::Assign, Span { end: open.span.start, ..open.span });
        self.replace(1, T::Bar);
        self.in_params = true;
        while self.at < close {
            self.keep();
        }
        self.replace(2, T::Bar);
        self.in_params = false;
        true
    }

    /// `let (x, y) = …`.
    pub(super) fn pattern_in_let(&mut self) -> bool {
        let Some(open) = self.peek(1) else { return false };
        if !matches!(open.kind, T::LParen | T::LBracket) {
            return false;
        }
        let Some(close) = self.partner[self.at + 1].filter(|c| *c > self.at) else { return false };
        let span = open.span.to(self.input[close].span);
        self.report(
            foreign(span, "a `let` binds one name", "a pattern")
                .note("bind a list, and take its elements: `let p = [a, b] in p[0] + p[1]`"),
        );
        let end = self.region_end(self.at);
        self.cut_ahead(end);
        true
    }
}
