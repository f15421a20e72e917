//! Starts `nth lsp`: the command of the settings, or the one in `PATH`.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct Nth;

impl zed::Extension for Nth {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, id: &LanguageServerId, tree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), tree).ok().and_then(|s| s.binary);
        let (path, args) = binary.map_or((None, None), |b| (b.path, b.arguments));
        let command = path
            .or_else(|| tree.which("nth"))
            .ok_or("the command nth is not in PATH; install it, or set lsp.nth.binary.path")?;
        let args = args.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(Command { command, args, env: tree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        tree: &Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), tree).ok().and_then(|s| s.settings);
        Ok(settings.map(|nth| zed::serde_json::json!({ "nth": nth })))
    }
}

zed::register_extension!(Nth);
