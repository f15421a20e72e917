//! Hover with what running the definition tells.

use std::sync::Arc;

use nth_analysis::Snapshot;
use nth_base::{Cancel, grouped};
use nth_ide::{Answer, Hover, callable};
use nth_runner::elide;
use nth_types::hir::DefKind;

use crate::commands::rows;
use crate::entries::OeisEntry;
use crate::facts::Facts;
use crate::growth::Growth;
use crate::{Assist, Evidence};

/// Number of terms that are shown.
const SHOWN: usize = 12;
/// Number of rows of a triangle that are shown.
const ROWS: usize = 6;

/// What is known of a name, with what running its definition tells.
#[derive(Clone, Debug)]
pub struct LiveHover {
    /// Head, documentation and place.
    pub hover: Hover,
    /// First terms and costs; none for what is no definition, has no terms or cannot run.
    pub facts: Option<Arc<Facts>>,
    /// Growth of the cost of a term with its index, as measured.
    pub growth: Option<Growth>,
    /// Entries of the OEIS: those that the definition names, else those with its terms.
    pub entries: Vec<OeisEntry>,
}

impl Assist {
    /// What is known of the name or hole at an offset; for a definition with its first terms, the growth of its cost
    /// and its entries of the OEIS.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn hover(&self, snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Option<LiveHover>> {
        let Some(hover) = nth_ide::hover(snapshot, file, offset, cancel)? else { return Ok(None) };
        let plain = |hover| LiveHover { hover, facts: None, growth: None, entries: Vec::new() };
        let Some(symbol) = callable(snapshot, file, offset, cancel)? else { return Ok(Some(plain(hover))) };
        let Some(module) = self.module(snapshot, &symbol.file, cancel)? else { return Ok(Some(plain(hover))) };
        let known = self.known(&module, &symbol.name, cancel)?;
        let growth = self.growth_in(&module, &symbol.name, cancel)?;
        let entries = module.def(&symbol.name).map_or_else(Vec::new, |d| self.entries(d, known.as_deref()));
        Ok(Some(LiveHover { hover, facts: known.map(|k| Arc::clone(&k.facts)), growth, entries }))
    }
}

impl LiveHover {
    /// The whole as Markdown: head, terms, entries of the OEIS, documentation, cost and size.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("```nth\n{}\n```\n", self.hover.signature);
        if let Some(facts) = self.facts.as_ref().filter(|f| !f.terms.is_empty()) {
            out.push_str(&format!("\n{}\n", terms_line(facts)));
        }
        for e in &self.entries {
            let how = match e.evidence {
                Evidence::Attribute | Evidence::Documentation => "",
                Evidence::Terms => "has these terms: ",
            };
            let name = e.name.as_deref().unwrap_or("");
            out.push_str(format!("\n[{0}](https://oeis.org/{0}) {how}{1}\n", e.anum, name.trim()).trim_end());
            out.push('\n');
        }
        if !self.hover.docs.is_empty() {
            out.push_str(&format!("\n{}\n", docs_markdown(&self.hover.docs)));
        }
        let cost = self.growth.map(|g| format!("cost of a term: {g}"));
        let size = self.facts.as_ref().map(|f| format!("size {}", grouped(f.size)));
        let stopped = self.facts.as_ref().and_then(|f| f.stopped).filter(|e| !e.is_limit());
        let stopped = stopped.map(|e| format!("then: {}", e.describe()));
        let remarks: Vec<String> = cost.into_iter().chain(size).chain(stopped).collect();
        if !remarks.is_empty() {
            out.push_str(&format!("\n*{}*\n", remarks.join(" · ")));
        }
        out
    }
}

/// The first terms as Markdown: one line, or a line for each row of a triangle.
fn terms_line(facts: &Facts) -> String {
    match facts.kind {
        DefKind::Seq | DefKind::Array => facts.line(SHOWN),
        DefKind::Fn => {
            let values: Vec<String> = facts.terms.iter().take(SHOWN).map(|t| elide(t, 40)).collect();
            format!("at 0, 1, 2, …: {}, …", values.join(", "))
        }
        DefKind::Triangle => {
            // The last row may be incomplete.
            let mut rows: Vec<String> = rows(facts).iter().take(ROWS + 1).map(|r| r.join(", ")).collect();
            if rows.len() > 1 {
                rows.pop();
            }
            rows.join(" / ") + " / …"
        }
    }
}

/// Documentation with its examples as code.
fn docs_markdown(docs: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut in_example = false;
    for line in docs.lines() {
        let begins = line.trim_start().starts_with(">>>");
        let goes_on = in_example && !line.trim().is_empty();
        if begins && !in_example {
            out.push("```nth".to_owned());
        } else if in_example && !goes_on && !begins {
            out.push("```".to_owned());
        }
        in_example = begins || goes_on;
        out.push(line.to_owned());
    }
    if in_example {
        out.push("```".to_owned());
    }
    out.join("\n")
}
