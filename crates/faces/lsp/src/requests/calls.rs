//! Call hierarchy.

use nth_base::Cancel;
use nth_ide::{Call, Symbol};
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, Position, Range as LspRange,
};

use crate::page::Page;
use crate::reply::Reply;
use crate::requests::outline::symbol_kind;
use crate::world::World;

/// What an item needs to be found again.
#[derive(Serialize, Deserialize)]
struct Data {
    file: String,
    name: String,
}

fn item(world: &World, symbol: &Symbol, cancel: &Cancel) -> Reply<Option<CallHierarchyItem>> {
    let (Some(uri), Some(page)) = (world.uri(&symbol.file), world.page(&symbol.file, cancel)?) else {
        return Ok(None);
    };
    let data = Data { file: symbol.file.to_string(), name: symbol.name.clone() };
    Ok(Some(CallHierarchyItem {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.kind),
        tags: None,
        detail: Some(symbol.signature.clone()),
        uri,
        range: page.range(&symbol.range),
        selection_range: page.range(&symbol.name_range),
        data: serde_json::to_value(data).ok(),
    }))
}

fn symbol(world: &World, item: &CallHierarchyItem, cancel: &Cancel) -> Reply<Option<Symbol>> {
    let data = item.data.clone().and_then(|d| serde_json::from_value::<Data>(d).ok());
    let Some(data) = data else { return Ok(None) };
    let all = nth_ide::symbols(&world.snapshot, &data.file, cancel)?;
    Ok(all.into_iter().find(|s| s.name == data.name))
}

fn ranges(page: Option<&Page>, call: &Call) -> Vec<LspRange> {
    page.map_or_else(Vec::new, |page| call.ranges.iter().map(|r| page.range(r)).collect())
}

/// The definition that the name at a position refers to.
pub fn prepare(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<Vec<CallHierarchyItem>>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    match nth_ide::callable(&world.snapshot, file, page.offset(at), cancel)? {
        Some(found) => Ok(item(world, &found, cancel)?.map(|item| vec![item])),
        None => Ok(None),
    }
}

/// The definitions that refer to a definition.
pub fn incoming(world: &World, to: &CallHierarchyItem, cancel: &Cancel) -> Reply<Vec<CallHierarchyIncomingCall>> {
    let Some(to) = symbol(world, to, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for call in nth_ide::incoming_calls(&world.snapshot, &to, cancel)? {
        let page = world.page(&call.symbol.file, cancel)?;
        if let Some(from) = item(world, &call.symbol, cancel)? {
            out.push(CallHierarchyIncomingCall { from, from_ranges: ranges(page.as_ref(), &call) });
        }
    }
    Ok(out)
}

/// The definitions that a definition refers to.
pub fn outgoing(world: &World, from: &CallHierarchyItem, cancel: &Cancel) -> Reply<Vec<CallHierarchyOutgoingCall>> {
    let Some(from) = symbol(world, from, cancel)? else { return Ok(Vec::new()) };
    let page = world.page(&from.file, cancel)?;
    let mut out = Vec::new();
    for call in nth_ide::outgoing_calls(&world.snapshot, &from, cancel)? {
        if let Some(to) = item(world, &call.symbol, cancel)? {
            out.push(CallHierarchyOutgoingCall { to, from_ranges: ranges(page.as_ref(), &call) });
        }
    }
    Ok(out)
}
