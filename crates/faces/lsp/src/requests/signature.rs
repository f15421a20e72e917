//! Signature help.

use nth_base::Cancel;
use tower_lsp_server::ls_types::{
    Documentation, ParameterInformation, ParameterLabel, Position, SignatureHelp, SignatureInformation,
};

use crate::markdown::Markup;
use crate::reply::Reply;
use crate::world::World;

/// The head of the function whose arguments are being written at a position.
pub fn signature_help(world: &World, file: &str, at: Position, cancel: &Cancel) -> Reply<Option<SignatureHelp>> {
    let Some(page) = world.page(file, cancel)? else { return Ok(None) };
    let found = nth_ide::signature_help(&world.snapshot, file, page.offset(at), cancel)?;
    let Some(found) = found else { return Ok(None) };
    let label = |bytes: &std::ops::Range<usize>| {
        let text = found.signature.get(bytes.clone()).unwrap_or("");
        if !world.features.label_offsets {
            return ParameterLabel::Simple(text.to_owned());
        }
        // Offsets in a label count in UTF-16, whatever the unit of columns is.
        let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let start = units(found.signature.get(..bytes.start).unwrap_or(""));
        ParameterLabel::LabelOffsets([start, start + units(text)])
    };
    let parameters: Vec<ParameterInformation> =
        found.parameters.iter().map(|p| ParameterInformation { label: label(p), documentation: None }).collect();
    // A number past the last parameter shows none of them as active.
    let active = u32::try_from(found.active).ok();
    let docs = Markup::new(&world.features).docs(&found.docs).content();
    let information = SignatureInformation {
        label: found.signature.clone(),
        documentation: Some(docs).filter(|d| !d.value.is_empty()).map(Documentation::MarkupContent),
        parameters: Some(parameters),
        active_parameter: active,
    };
    Ok(Some(SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: active }))
}
