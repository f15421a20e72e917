//! Code lenses: commands above definitions and examples.

use nth_assist::{CommandKind, Lens, lenses};
use nth_base::Cancel;
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::{CodeLens, Command, LSPAny, Uri};

use crate::reply::Reply;
use crate::world::World;

/// The argument of a command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Argument {
    /// URI of the document.
    pub uri: Uri,
    /// Name of the definition; empty for the documentation of the module.
    #[serde(default)]
    pub name: String,
    /// Number of the example, from 0; or the byte of the hole.
    #[serde(default)]
    pub number: usize,
}

fn command(kind: CommandKind, title: String, argument: &Argument) -> Command {
    let argument = serde_json::to_value(argument).unwrap_or(LSPAny::Null);
    Command { title, command: kind.id().to_owned(), arguments: Some(vec![argument]) }
}

/// The lenses of a file. Those whose titles depend on runs get them when they are looked at.
pub fn all(world: &World, file: &str, cancel: &Cancel) -> Reply<Vec<CodeLens>> {
    if !world.config.code_lens.enable {
        return Ok(Vec::new());
    }
    let (Some(page), Some(uri)) = (world.page(file, cancel)?, world.uri(file)) else { return Ok(Vec::new()) };
    let lens = |l: Lens| {
        let argument = Argument { uri: uri.clone(), name: l.command.name, number: l.command.number };
        let kind = l.command.kind;
        let depends = match kind {
            CommandKind::Check | CommandKind::Evaluate => true,
            CommandKind::Run | CommandKind::Plot | CommandKind::LookUp | CommandKind::Find => false,
        };
        let command = command(kind, l.title, &argument);
        CodeLens {
            range: page.range(&l.range),
            data: if depends { serde_json::to_value(&command).ok() } else { None },
            command: if depends { None } else { Some(command) },
        }
    };
    Ok(lenses(&world.snapshot, file, cancel)?.into_iter().map(lens).collect())
}

/// The lens with the title that says what its command would show.
pub fn resolve(world: &World, mut lens: CodeLens, cancel: &Cancel) -> Reply<CodeLens> {
    let Some(found) = lens.data.clone().and_then(|d| serde_json::from_value::<Command>(d).ok()) else {
        return Ok(lens);
    };
    let argument = found.arguments.as_ref().and_then(|a| a.first()).cloned();
    let argument = argument.and_then(|a| serde_json::from_value::<Argument>(a).ok());
    let title = match (CommandKind::from_id(&found.command), argument) {
        (Some(kind), Some(argument)) => {
            let command = nth_assist::Command {
                kind,
                file: world.name(&argument.uri),
                name: argument.name,
                number: argument.number,
            };
            let plain = Lens { range: 0..0, title: found.title.clone(), command };
            world.assistant.get().resolve_lens(&world.snapshot, &plain, cancel)?.title
        }
        (None, _) | (_, None) => found.title.clone(),
    };
    lens.command = Some(Command { title, ..found });
    Ok(lens)
}
