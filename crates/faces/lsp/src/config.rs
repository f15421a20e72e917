//! Settings of the client: `initializationOptions`, `workspace/configuration`, `workspace/didChangeConfiguration`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the section of settings.
pub const SECTION: &str = "nth";

/// Settings, each with its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    /// Inlay hints.
    pub inlay_hints: InlayHints,
    /// Code lenses.
    pub code_lens: Switch,
    /// First terms, growth of costs and entries of the OEIS in hover.
    pub hover: Hover,
    /// Programs for holes among completions and actions.
    pub suggestions: Switch,
    /// Warnings about `check`s that fail.
    pub checks: Switch,
    /// Whether the client shows documents of the scheme `nth-std`, whose text it gets by `nth/source`.
    pub virtual_documents: bool,
    /// Whether the client shows the results of commands, which are in the answers; else the server shows them.
    pub shows_results: bool,
}

/// Settings of inlay hints.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InlayHints {
    /// First terms behind each sequence.
    pub terms: bool,
    /// Inferred types.
    pub types: bool,
}

/// Settings of hover.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hover {
    /// Whether programs are run for first terms and costs.
    pub terms: bool,
}

/// A feature that can be switched off.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Switch {
    /// Whether it is on.
    pub enable: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        Self { terms: true, types: false }
    }
}

impl Default for Hover {
    fn default() -> Self {
        Self { terms: true }
    }
}

impl Default for Switch {
    fn default() -> Self {
        Self { enable: true }
    }
}

impl Config {
    /// The settings of a value, which may hold them under the name of the section. Settings that are not there keep
    /// their value of now.
    ///
    /// # Errors
    /// What is wrong with the value, for people.
    pub fn changed(&self, value: &Value) -> Result<Self, String> {
        let value = value.get(SECTION).unwrap_or(value);
        if value.is_null() {
            return Ok(self.clone());
        }
        let mut merged = serde_json::to_value(self).unwrap_or_default();
        merge(&mut merged, value);
        serde_json::from_value(merged).map_err(|e| format!("the settings of `{SECTION}` are not right: {e}"))
    }
}

/// Puts the members of one object into another one, deeply. Null stands for no setting.
fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_change_what_they_name() {
        let new = Config::default().changed(&json!({ "nth": { "inlayHints": { "types": true } } })).unwrap();
        assert!(new.inlay_hints.types && new.inlay_hints.terms);
        let new = new.changed(&json!({ "hover": { "terms": false }, "unknown": 1, "codeLens": null })).unwrap();
        assert!(new.inlay_hints.types && !new.hover.terms && new.code_lens.enable);
        assert_eq!(new.changed(&Value::Null).unwrap(), new);
        assert!(new.changed(&json!({ "hover": { "terms": "often" } })).unwrap_err().contains("not right"));
    }
}
