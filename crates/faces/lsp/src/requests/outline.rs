//! Symbols of a file and of all files, folds, ranges for growing a selection.

use nth_base::Cancel;
use nth_ide::{FoldKind, Symbol};
use nth_types::hir::DefKind;
use tower_lsp_server::ls_types::{
    DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, Location, Position, SelectionRange,
    SymbolInformation, SymbolKind,
};

use crate::reply::Reply;
use crate::world::World;

/// Most ranges around a position.
const DEEPEST: usize = 50;

/// Kind of a definition in outlines.
pub fn symbol_kind(kind: DefKind) -> SymbolKind {
    match kind {
        DefKind::Fn => SymbolKind::FUNCTION,
        DefKind::Seq => SymbolKind::CONSTANT,
        DefKind::Triangle | DefKind::Array => SymbolKind::ARRAY,
    }
}

/// The definitions of a file.
#[expect(deprecated, reason = "the field must be set")]
pub fn symbols(world: &World, file: &str, cancel: &Cancel) -> Reply<Option<DocumentSymbolResponse>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let found = nth_ide::symbols(&world.snapshot, file, cancel)?;
    if !world.features.tree_symbols {
        let Some(uri) = world.uri(file) else { return Ok(None) };
        let flat = found.iter().map(|s| information(s, Location::new(uri.clone(), page.range(&s.range))));
        return Ok(Some(DocumentSymbolResponse::Flat(flat.collect())));
    }
    let tree = found.into_iter().map(|s| DocumentSymbol {
        kind: symbol_kind(s.kind),
        range: page.range(&s.range),
        selection_range: page.range(&s.name_range),
        name: s.name,
        detail: Some(s.signature),
        tags: None,
        deprecated: None,
        children: None,
    });
    Ok(Some(DocumentSymbolResponse::Nested(tree.collect())))
}

/// The definitions of all files and of the library that a query finds.
pub fn find_symbols(world: &World, query: &str, cancel: &Cancel) -> Reply<Vec<SymbolInformation>> {
    let mut out = Vec::new();
    for symbol in nth_ide::find_symbols(&world.snapshot, query, cancel)? {
        let place = (symbol.file.clone(), symbol.name_range.clone());
        out.extend(world.location(&place, cancel)?.map(|location| information(&symbol, location)));
    }
    Ok(out)
}

#[expect(deprecated, reason = "the field must be set")]
fn information(symbol: &Symbol, location: Location) -> SymbolInformation {
    let module = symbol.file.rsplit('/').next().and_then(|f| f.strip_suffix(".nth"));
    SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        location,
        container_name: module.map(str::to_owned),
    }
}

/// The parts of a file that can be folded.
pub fn folds(world: &World, file: &str, cancel: &Cancel) -> Reply<Vec<FoldingRange>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(Vec::new()) };
    let fold = |f: &nth_ide::Fold| {
        let range = page.range(&f.range);
        FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind: match f.kind {
                FoldKind::Code => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            ..FoldingRange::default()
        }
    };
    let found = nth_ide::folds(&world.snapshot, file, cancel)?;
    let mut folds: Vec<FoldingRange> = found.iter().map(fold).filter(|f| f.start_line < f.end_line).collect();
    // A definition and a list in it may have the same lines.
    folds.dedup_by_key(|f| (f.start_line, f.end_line));
    Ok(folds)
}

/// For each position the ranges around it, each with the next larger one as its parent.
pub fn selections(
    world: &World,
    file: &str,
    positions: &[Position],
    cancel: &Cancel,
) -> Reply<Option<Vec<SelectionRange>>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let mut out = Vec::with_capacity(positions.len());
    for at in positions {
        let offset = page.offset(*at);
        let mut found = nth_ide::selections(&world.snapshot, file, offset, cancel)?;
        // Clients read nested answers only to some depth; the whole file stays the last one.
        if found.len() > DEEPEST {
            found.drain(DEEPEST - 1..found.len() - 1);
        }
        let mut chain: Option<SelectionRange> = None;
        for bytes in found.iter().rev() {
            chain = Some(SelectionRange { range: page.range(bytes), parent: chain.take().map(Box::new) });
        }
        let here = page.range(&(offset..offset));
        out.push(chain.unwrap_or(SelectionRange { range: here, parent: None }));
    }
    Ok(Some(out))
}
