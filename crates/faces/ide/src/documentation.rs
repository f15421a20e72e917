//! Documentation of a name that is not in the text: of a completion, say.

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_types::{Meaning, prim_docs, prim_signature};

use crate::hover::{def_hover, lines};
use crate::{Answer, Hover};

/// What is known of a name as a file means it, possibly with a module before it (`lists.sum`), or of a module of the
/// library. None if it has no meaning, or more than one.
///
/// # Errors
/// `cancel` was raised.
pub fn documentation(snapshot: &Snapshot, file: &str, name: &str, cancel: &Cancel) -> Answer<Option<Hover>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    let checker = m.checker();
    Ok(match checker.meaning_in(m.module_id(), name) {
        Meaning::Def(id) => match crate::find::def_target(&m, id) {
            Some(crate::Target::Def { file, name }) => {
                let home = snapshot.module(&file, cancel)?;
                home.and_then(|h| h.defs().find(|d| d.name == name).map(|d| def_hover(0..0, d, &file)))
            }
            Some(crate::Target::Local { .. } | crate::Target::Prim(_) | crate::Target::Module(_)) | None => None,
        },
        Meaning::Prim(p) => {
            Some(Hover { range: 0..0, signature: prim_signature(p), docs: prim_docs(p), oeis: Vec::new(), file: None })
        }
        Meaning::Missing => {
            let module = checker.modules().iter().find(|m| m.is_std && m.stem() == name);
            module.map(|m| Hover {
                range: 0..0,
                signature: format!("use {}", m.stem()),
                docs: lines(&m.docs),
                oeis: Vec::new(),
                file: Some(m.name.clone()),
            })
        }
        Meaning::Ambiguous(_) | Meaning::NoModule => None,
    })
}
