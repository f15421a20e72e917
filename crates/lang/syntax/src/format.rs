//! Formatter of source text, and printer of trees that have no text.

use nth_base::{FileId, Span};
use nth_diag::{Code, Diagnostic};

use crate::ast::{Check, Def, DefKind, Expr, Ident, Item, ItemKind, Module, Param, TypeExpr, Use};
use crate::doc::{Doc, print};
use crate::layout::{Layout, type_text};
use crate::lex::TokenKind;
use crate::parse::{Comment, Parsed, parse};
use crate::same::same_module;
use crate::source::{SourceTokens, with_plain_ends};

/// Formats a text: 100 columns, 4 spaces a level, a blank line between items.
///
/// Comments, parentheses and the spelling of numbers stay. The result is checked to be the same program with the same
/// comments.
///
/// # Errors
///
/// Syntax errors of the text; or `formatter-refused` if the check fails, which is a bug of the formatter.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let file = FileId(0);
    let before = parse(file, text);
    if before.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(before.diagnostics);
    }
    let mut layout = Layout { source: Some(SourceTokens::new(text, &before.comments)) };
    let doc = layout.module(&before.module);
    let out = print(&doc);
    let complete = layout.source.is_some_and(|s| !s.broken);
    if complete && keeps(&before, &parse(file, &out)) {
        return Ok(out);
    }
    let here = Span::new(file, 0, 0);
    Err(vec![
        Diagnostic::error(
            Code::FormatterRefused,
            here,
            "the formatter would change this program; it is left as it is",
            "",
        )
        .note("this is a bug in the formatter, not an error in the text"),
    ])
}

/// Whether `after` is the same program with the same comments.
fn keeps(before: &Parsed, after: &Parsed) -> bool {
    let shown = |c: &Comment| with_plain_ends(&c.text);
    !after.diagnostics.iter().any(Diagnostic::is_error)
        && same_module(&before.module, &after.module)
        && before.comments.iter().map(shown).eq(after.comments.iter().map(shown))
}

/// Prints an expression as source text, with as few parentheses as possible. An `Error` node is printed as `?`.
///
/// Parsing the text gives the same tree but for spans and parentheses, unless the parentheses nest it beyond
/// [`crate::ast::MAX_DEPTH`].
#[must_use]
pub fn print_expr(e: &Expr) -> String {
    print(&Layout { source: None }.expr(e))
}

/// Prints a module as source text; see [`print_expr`].
#[must_use]
pub fn print_module(m: &Module) -> String {
    print(&Layout { source: None }.module(m))
}

/// Prints a type as source text.
#[must_use]
pub fn print_type(t: &TypeExpr) -> String {
    type_text(t, false)
}

/// Gap between two lines of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Beginning of the file.
    Start,
    /// A new line, without a blank line.
    Line,
    /// Blank line between the two.
    Blank,
}

impl Layout {
    fn module(&mut self, m: &Module) -> Doc {
        let mut out = Vec::new();
        let mut gap = Gap::Start;
        for d in &m.docs {
            out.push(self.doc_line("//!", &d.text, gap));
            gap = Gap::Line;
        }
        let mut before: Option<&Item> = None;
        for item in &m.items {
            if gap != Gap::Start {
                gap = if before.is_some_and(|b| together(b, item)) { Gap::Line } else { Gap::Blank };
            }
            out.push(self.item(item, gap));
            gap = Gap::Line;
            before = Some(item);
        }
        if let Some(end) = self.source.as_mut().and_then(SourceTokens::next) {
            if end.kind != TokenKind::Space
                && let Some(s) = &mut self.source
            {
                s.broken = true;
            }
            for (i, c) in end.own.iter().enumerate() {
                let first = i == 0 && gap == Gap::Start;
                out.push(if c.blank && !first { Doc::Blank } else { Doc::Hard });
                out.push(Doc::Own(c.text.clone()));
            }
        }
        out.push(Doc::Hard);
        Doc::Seq(out)
    }

    /// Gap before the next token and its own comments, which keep their blank lines.
    fn gap(&mut self, gap: Gap) -> Doc {
        let mut out = Vec::new();
        let next = self.source.as_mut().and_then(SourceTokens::peek_mut);
        let own = next.as_ref().map(|t| t.own.clone()).unwrap_or_default();
        let blank = next.as_ref().is_some_and(|t| t.blank);
        if own.is_empty() {
            return if gap == Gap::Blank { Doc::Blank } else { Doc::Hard };
        }
        let none = !blank && own.iter().all(|c| !c.blank);
        for (i, c) in own.iter().enumerate() {
            let wanted = c.blank || (i == 0 && none && gap == Gap::Blank);
            let first = i == 0 && gap == Gap::Start;
            out.push(if wanted && !first { Doc::Blank } else { Doc::Hard });
            out.push(Doc::Own(c.text.clone()));
        }
        out.push(if blank { Doc::Blank } else { Doc::Hard });
        if let Some(t) = next {
            t.own.clear();
        }
        Doc::Seq(out)
    }

    fn doc_line(&mut self, marker: &str, text: &str, gap: Gap) -> Doc {
        let gap = self.gap(gap);
        let line = if text.is_empty() { marker.to_owned() } else { format!("{marker} {text}") };
        let tok = match self.source.as_mut().and_then(SourceTokens::next) {
            Some(mut t) => {
                t.text = line;
                t.doc()
            }
            None => Doc::Text(line),
        };
        Doc::Seq(vec![gap, tok])
    }

    fn item(&mut self, item: &Item, mut gap: Gap) -> Doc {
        let mut out = Vec::new();
        let (mut docs, mut attrs) = (item.docs.iter(), item.attrs.iter());
        loop {
            // In a text, docs and attributes come in any order.
            let next = self.source.as_ref().and_then(SourceTokens::peek).map(|t| t.kind);
            let doc = if next == Some(TokenKind::Attr) { None } else { docs.next() };
            if let Some(d) = doc {
                out.push(self.doc_line("///", &d.text, gap));
            } else if let Some(a) = attrs.next() {
                out.push(self.gap(gap));
                out.push(self.tok(&format!("@{}", a.name.name)));
            } else {
                break;
            }
            gap = Gap::Line;
        }
        out.push(self.gap(gap));
        out.push(match &item.kind {
            ItemKind::Use(u) => self.use_(u),
            ItemKind::Def(d) => self.def(d),
            ItemKind::Check(c) => self.check(c),
            ItemKind::Error => Doc::nil(),
        });
        Doc::Seq(out)
    }

    fn use_(&mut self, u: &Use) -> Doc {
        let mut out = vec![self.tok("use"), Doc::Space];
        for (i, x) in u.path.iter().enumerate() {
            if i > 0 {
                out.push(self.tok("."));
            }
            out.push(self.ident(x));
        }
        if let Some(names) = &u.names {
            out.push(Doc::Space);
            out.push(self.brackets(("(", ")"), names, true, |l, x: &Ident| l.ident(x)));
        }
        Doc::Seq(out)
    }

    fn def(&mut self, d: &Def) -> Doc {
        let keyword = match d.kind {
            DefKind::Seq => "seq",
            DefKind::Triangle => "triangle",
            DefKind::Array => "array",
            DefKind::Fn => "fn",
        };
        let mut head = vec![self.tok(keyword), Doc::Space, self.ident(&d.name)];
        head.push(self.brackets(("(", ")"), &d.params, false, Self::param));
        if let Some(t) = &d.ret {
            head.extend([Doc::Space, self.tok("->"), Doc::Space, self.ty(t)]);
        }
        head.extend([Doc::Space, self.tok("=")]);
        let body = self.body(&d.body);
        Doc::Seq(vec![Doc::Seq(head), body])
    }

    fn param(&mut self, p: &Param) -> Doc {
        let mut out = vec![self.ident(&p.name)];
        if let Some(t) = &p.ty {
            out.extend([self.tok(":"), Doc::Space, self.ty(t)]);
        }
        if let Some(n) = &p.from {
            out.extend([Doc::Space, self.tok("from"), Doc::Space, self.int(n)]);
        }
        Doc::Seq(out)
    }

    fn check(&mut self, c: &Check) -> Doc {
        let mut head = vec![self.tok("check"), Doc::Space, self.ident(&c.name)];
        if let Some(n) = &c.from {
            head.extend([Doc::Space, self.tok("from"), Doc::Space, self.int(n)]);
        }
        head.extend([Doc::Space, self.tok("="), Doc::Space]);
        let terms = self.commas(&c.terms, true, Self::int);
        Doc::Seq(vec![Doc::Seq(head), Doc::nest(terms)])
    }
}

/// Whether two items are printed without a blank line between them: consecutive `use`s, and a `check` after the
/// definition it checks.
fn together(a: &Item, b: &Item) -> bool {
    match (&a.kind, &b.kind) {
        (ItemKind::Use(_), ItemKind::Use(_)) => true,
        (ItemKind::Def(d), ItemKind::Check(c)) => d.name.name == c.name.name,
        (ItemKind::Check(d), ItemKind::Check(c)) => d.name.name == c.name.name,
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tests the check behind `formatter-refused` by itself, since no text makes the formatter fail.
    #[test]
    fn a_changed_program_or_a_lost_comment_is_noticed() {
        let parsed = |text| parse(FileId(0), text);
        let before = parsed("/// d\n@A1\nseq a(n) = (n) + 1 // c\ncheck a = 1\n");
        assert!(keeps(&before, &parsed("/// d\n@A1\nseq a(n) = n + 1\n// c\ncheck a = 1\n")));
        for other in [
            "/// d\n@A1\nseq a(n) = n + 1\ncheck a = 1\n",
            "/// d\n@A1\nseq a(n) = n + 2 // c\ncheck a = 1\n",
            "/// e\n@A1\nseq a(n) = n + 1 // c\ncheck a = 1\n",
            "/// d\n@A2\nseq a(n) = n + 1 // c\ncheck a = 1\n",
            "/// d\n@A1\nseq a(n) = n + 1 // c\ncheck a = 1, 2\n",
            "/// d\n@A1\nseq a(n) = n + 1 // c\n",
            "/// d\n@A1\nseq a(n) = n + // c\ncheck a = 1\n",
        ] {
            assert!(!keeps(&before, &parsed(other)), "{other}");
        }
        assert!(format("seq a(n) = ").is_err());
    }
}
