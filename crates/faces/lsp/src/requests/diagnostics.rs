//! Diagnostics of a file.

use std::hash::{Hash, Hasher};

use nth_base::Cancel;
use rustc_hash::FxHasher;
use tower_lsp_server::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, FullDocumentDiagnosticReport, NumberOrString, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use crate::page::Page;
use crate::reply::Reply;
use crate::world::World;

/// Source of our diagnostics, as editors show it.
pub const SOURCE: &str = "nth";

/// Errors and warnings of a file, in the order of the text.
pub fn messages(world: &World, file: &str, cancel: &Cancel) -> Reply<Vec<Diagnostic>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for message in nth_ide::diagnostics(&world.snapshot, file, cancel)? {
        out.push(diagnostic(world, &page, &message, cancel)?);
    }
    Ok(out)
}

/// A message as a diagnostic of the protocol.
pub fn diagnostic(world: &World, page: &Page, message: &nth_ide::Message, cancel: &Cancel) -> Reply<Diagnostic> {
    let mut related = Vec::new();
    for (place, text) in &message.related {
        let location = world.location(place, cancel)?;
        related.extend(location.map(|location| DiagnosticRelatedInformation { location, message: text.clone() }));
    }
    let mut text = message.title.clone();
    if !message.label.is_empty() {
        text = format!("{text}\n{}", message.label);
    }
    for note in &message.notes {
        text = format!("{text}\nnote: {note}");
    }
    Ok(Diagnostic {
        range: page.range(&message.range),
        severity: Some(if message.is_error { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
        code: Some(NumberOrString::String(message.code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: text,
        related_information: if related.is_empty() { None } else { Some(related) },
        ..Diagnostic::default()
    })
}

/// Answer to a client that asks for the diagnostics of a file, and says which ones it has. `checks` are the warnings
/// about `check`s that have run.
pub fn pull(
    world: &World,
    file: &str,
    checks: Vec<Diagnostic>,
    previous: Option<&str>,
    cancel: &Cancel,
) -> Reply<DocumentDiagnosticReportResult> {
    let mut items = messages(world, file, cancel)?;
    items.extend(checks);
    items.sort_by_key(|d| d.range.start);
    let mut hash = FxHasher::default();
    format!("{items:?}").hash(&mut hash);
    let id = format!("{:016x}", hash.finish());
    let report = if previous == Some(id.as_str()) {
        DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
        })
    } else {
        DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
        })
    };
    Ok(report.into())
}
