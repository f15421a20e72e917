//! Numbers that are not written as in nth: `1.5`, `1e5`, `0x10`, `2n`.

use nth_diag::{Code, Diagnostic};

use super::Pass;
use crate::lex::TokenKind as T;
use crate::state::Tok;

/// Largest exponent whose power of ten is written out.
const MOST_ZEROS: usize = 18;

/// Digits in groups of three, if there are more than four.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && digits.len() > 4 && (digits.len() - i).is_multiple_of(3) {
            out.push('_');
        }
        out.push(c);
    }
    out
}

/// Value of a number in the notation of another language, as nth writes it: `0x10`, `0b101`, `0o17`, `1e5`.
fn value(text: &str) -> Option<String> {
    let plain = text.replace('_', "").to_ascii_lowercase();
    for (prefix, base) in [("0x", 16), ("0b", 2), ("0o", 8)] {
        if let Some(digits) = plain.strip_prefix(prefix) {
            return u128::from_str_radix(digits, base).ok().map(|v| grouped(&v.to_string()));
        }
    }
    let (number, exponent) = plain.split_once('e')?;
    if number.is_empty() || exponent.is_empty() || !(number.to_owned() + exponent).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let zeros: usize = exponent.parse().ok()?;
    if zeros <= MOST_ZEROS {
        return Some(grouped(&format!("{number}{}", "0".repeat(zeros))));
    }
    Some(if number == "1" { format!("(10 ^ {exponent})") } else { format!("({number} * 10 ^ {exponent})") })
}

impl Pass<'_> {
    /// A number that runs into letters.
    pub(super) fn number_in_name(&mut self, t: Tok) -> bool {
        let text = self.word(t);
        let digits = text.bytes().position(|b| !b.is_ascii_digit() && b != b'_').unwrap_or(0);
        let (number, name) = text.split_at(digits);
        let title = format!("`{text}` is neither a number nor a name");
        let d = Diagnostic::error(Code::NumberInName, t.span, title, "a name does not start with a digit");
        let d = match value(text) {
            Some(v) => d.note("numbers are written in decimal digits").hint(format!("write `{v}`")).edit(t.span, v),
            None if self.in_body() => {
                let product = format!("{number} * {name}");
                d.hint(format!("for a product write `{product}`")).edit(t.span, product)
            }
            None => d.note("a name begins with a letter or `_`"),
        };
        self.report(d);
        self.keep();
        true
    }

    /// A number with a decimal point: `1.5`, `.5`, `5.`.
    pub(super) fn fraction(&mut self) -> bool {
        let (Some(a), Some(b)) = (self.peek(0), self.peek(1)) else { return false };
        let glued = |x: Tok, y: Tok| x.span.end == y.span.start;
        let number = |t: Tok| matches!(t.kind, T::Int | T::BadName);
        let count = if a.kind == T::Int && b.kind == T::Dot && glued(a, b) {
            if self.peek(2).is_some_and(|c| glued(b, c) && number(c)) { 3 } else { 2 }
        } else if a.kind == T::Dot && number(b) && glued(a, b) && !self.after_operand() {
            2
        } else {
            return false;
        };
        if count == 2 && a.kind == T::Int && self.kind(2) == Some(T::Ident) {
            return false;
        }
        let Some(z) = self.peek(count - 1) else { return false };
        let span = a.span.to(z.span);
        let d = Diagnostic::error(
            Code::DecimalFraction,
            span,
            format!("`{}` is not an integer", self.text.get(span.range()).unwrap_or("")),
            "a decimal fraction",
        );
        let d = if count == 2 && a.kind == T::Int {
            d.hint("remove the point").edit(z.span, "")
        } else {
            d.note(
                "all numbers are integers: multiply first and divide last, as in `15 * n / 10` for 1.5 n rounded down",
            )
        };
        self.report(d);
        // The integer part stands for the number, so that its place has the right type.
        if a.kind == T::Int {
            self.push(a);
        } else {
            self.push(Tok { kind: T::Cut, span, first: a.first });
        }
        self.at += count;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_foreign_numbers() {
        for (text, expected) in [
            ("0x10", Some("16")),
            ("0XfF", Some("255")),
            ("0b101", Some("5")),
            ("0o17", Some("15")),
            ("1e5", Some("100_000")),
            ("12e2", Some("1200")),
            ("1E20", Some("(10 ^ 20)")),
            ("3e20", Some("(3 * 10 ^ 20)")),
            ("2n", None),
            ("0xg", None),
            ("3rd", None),
            ("1e", None),
        ] {
            assert_eq!(value(text).as_deref(), expected, "{text}");
        }
    }
}
