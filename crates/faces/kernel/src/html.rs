//! HTML: tables of terms, and messages with colours.

use std::fmt::Write as _;

/// Text in which characters with a meaning in HTML are written as entities.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Table of terms: a line of indices and a line of terms. `None` is a term without a value.
pub(crate) fn table(name: &str, offset: i64, terms: &[Option<String>]) -> String {
    let mut out = String::from("<table><tr><th>n</th>");
    for k in 0..terms.len() {
        let _ = write!(out, "<th>{}</th>", i128::from(offset) + k as i128);
    }
    let _ = write!(out, "</tr><tr><th>{}(n)</th>", escaped(name));
    for term in terms {
        let _ = write!(out, "<td>{}</td>", term.as_deref().map_or("–".to_owned(), escaped));
    }
    out.push_str("</tr></table>");
    out
}

/// Style of an escape sequence `ESC [ … m`; none if it has none here.
fn style(parameters: &str) -> Option<&'static str> {
    Some(match parameters {
        "1" => "font-weight:bold",
        "2" => "opacity:0.7",
        "1;31" => "font-weight:bold;color:#c0392b",
        "31" => "color:#c0392b",
        "32" | "38;5;115" => "color:#1e8449",
        "33" => "color:#b7950b",
        "34" => "color:#2471a3",
        "35" => "color:#884ea0",
        "36" => "color:#148f77",
        "38;5;240" | "38;5;246" => "opacity:0.6",
        _ => return None,
    })
}

/// Messages with colours as HTML: escape sequences of the form `ESC [ … m` become styles, everything else is escaped.
pub(crate) fn diagnostics(text: &str) -> String {
    let mut out = String::from("<pre>");
    let mut is_open = false;
    for (k, part) in text.split("\u{1b}[").enumerate() {
        let (parameters, rest) = match part.split_once('m') {
            Some((p, rest)) if k > 0 && p.chars().all(|c| c.is_ascii_digit() || c == ';') => (Some(p), rest),
            Some(_) | None => (None, part),
        };
        if let Some(parameters) = parameters {
            if is_open {
                out.push_str("</span>");
            }
            is_open = style(parameters).is_some();
            if let Some(style) = style(parameters) {
                let _ = write!(out, "<span style=\"{style}\">");
            }
        }
        out.push_str(&escaped(rest));
    }
    if is_open {
        out.push_str("</span>");
    }
    out.push_str("</pre>");
    out
}

/// Text without escape sequences of the form `ESC [ … m`.
pub(crate) fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_programs_stays_text() {
        assert_eq!(
            table("a<b>", -1, &[Some("1".to_owned()), None]),
            "<table><tr><th>n</th><th>-1</th><th>0</th></tr><tr><th>a&lt;b&gt;(n)</th><td>1</td><td>–</td></tr></table>"
        );
        let text = "\u{1b}[31merror\u{1b}[0m: <script> & \u{1b}[2mx\u{1b}[0m \u{1b}[99mm\n";
        assert_eq!(
            diagnostics(text),
            "<pre><span style=\"color:#c0392b\">error</span>: &lt;script&gt; &amp; \
             <span style=\"opacity:0.7\">x</span> m\n</pre>"
        );
        assert_eq!(without_colours(text), "error: <script> & x m\n");
        assert_eq!(diagnostics("\u{1b}[31mopen"), "<pre><span style=\"color:#c0392b\">open</span></pre>");
    }
}
