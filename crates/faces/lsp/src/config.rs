//! Settings of the client: `initializationOptions`, `workspace/configuration`, `workspace/didChangeConfiguration`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Name of the section of settings.
pub const SECTION: &str = "nth";

/// Settings, each with its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Config {
    /// Whether the client shows documents of the scheme `nth-std`, whose text it gets by `nth/source`.
    pub virtual_documents: bool,
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
