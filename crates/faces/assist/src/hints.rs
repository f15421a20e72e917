//! Inlay hints: the first terms of each definition.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_ide::{Answer, HintKind, InlayHint};
use nth_types::hir::DefKind;

use crate::Assist;

/// Most terms of a hint.
const TERMS: usize = 8;
/// Longest hint, in characters.
const LONGEST: usize = 60;

impl Assist {
    /// First terms of the sequences, triangles and arrays of a file that a range touches, each behind its definition.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn term_hints(
        &self,
        snapshot: &Snapshot,
        file: &str,
        range: &Range<usize>,
        cancel: &Cancel,
    ) -> Answer<Vec<InlayHint>> {
        let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(Vec::new()) };
        let touches = |span: nth_base::Span| span.start as usize <= range.end && range.start <= span.end as usize;
        let defs = module.analysis().defs().filter(|d| d.kind != DefKind::Fn && touches(d.span));
        let mut out = Vec::new();
        for d in defs {
            let Some(known) = self.known(&module, &d.name, cancel)? else { continue };
            let facts = &known.facts;
            // Terms that do not fit are left out.
            let fitting = (1..=TERMS.min(facts.terms.len())).rev().map(|most| facts.line(most));
            let Some(label) = fitting.into_iter().find(|l| l.chars().count() <= LONGEST) else { continue };
            let tooltip = facts.line(usize::MAX);
            out.push(InlayHint {
                offset: d.span.end as usize,
                label,
                kind: HintKind::Terms,
                tooltip,
                edits: Vec::new(),
            });
        }
        Ok(out)
    }
}
