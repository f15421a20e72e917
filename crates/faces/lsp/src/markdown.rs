//! Documentation as Markdown or as plain text, as the client can show it.

use tower_lsp_server::ls_types::{MarkupContent, MarkupKind};

use crate::features::Features;

/// Language of code blocks.
const LANGUAGE: &str = "nth";

/// A text under construction.
pub struct Markup {
    is_markdown: bool,
    text: String,
}

impl Markup {
    /// An empty text.
    pub fn new(features: &Features) -> Self {
        Self { is_markdown: features.markdown, text: String::new() }
    }

    /// Adds a block of code.
    pub fn code(&mut self, code: &str) -> &mut Self {
        let block = if self.is_markdown { fenced(code) } else { code.to_owned() };
        self.block(&block)
    }

    /// Adds documentation of a definition. Its examples are code.
    pub fn docs(&mut self, docs: &str) -> &mut Self {
        let block = if self.is_markdown { with_examples(docs) } else { docs.to_owned() };
        self.block(block.trim_end())
    }

    /// Adds a paragraph, which is Markdown that reads well as plain text, too.
    pub fn block(&mut self, text: &str) -> &mut Self {
        if !text.is_empty() {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(text);
        }
        self
    }

    /// Adds links to entries of the OEIS.
    pub fn oeis(&mut self, numbers: &[u32]) -> &mut Self {
        let link = |n: &u32| {
            if self.is_markdown {
                format!("[A{n:06}](https://oeis.org/A{n:06})")
            } else {
                format!("https://oeis.org/A{n:06}")
            }
        };
        let links: Vec<String> = numbers.iter().map(link).collect();
        self.block(&links.join(" "))
    }

    /// The text for the client.
    pub fn content(&self) -> MarkupContent {
        let kind = if self.is_markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        MarkupContent { kind, value: self.text.clone() }
    }
}

fn fenced(code: &str) -> String {
    format!("```{LANGUAGE}\n{code}\n```")
}

/// Documentation whose examples, from `>>>` to the next blank line, are blocks of code.
fn with_examples(docs: &str) -> String {
    let mut out = String::new();
    let mut is_example = false;
    for line in docs.lines() {
        let begins = !is_example && line.trim_start().starts_with(">>>");
        let ends = is_example && line.trim().is_empty();
        if begins {
            out.push_str(&format!("\n```{LANGUAGE}\n"));
        } else if ends {
            out.push_str("```\n");
        }
        is_example = (is_example || begins) && !ends;
        out.push_str(line.strip_prefix(' ').unwrap_or(line));
        out.push('\n');
    }
    if is_example {
        out.push_str("```\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_examples;

    #[test]
    fn examples_are_blocks_of_code() {
        let docs = " Sum of a list.\n\n >>> sum([1, 2])\n 3\n\n See `product`.\n >>> sum([])\n 0";
        let expected =
            "Sum of a list.\n\n\n```nth\n>>> sum([1, 2])\n3\n```\n\nSee `product`.\n\n```nth\n>>> sum([])\n0\n```\n";
        assert_eq!(with_examples(docs), expected);
    }
}
