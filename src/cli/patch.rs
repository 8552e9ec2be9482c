//! Changes as JSON: what is named changes, `null` removes, everything else stays.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Failure;
use crate::admin::{PatchFault, merge_patch};

/// Reads a JSON object from the flag `flag`.
pub fn object(flag: &str, text: Option<&str>) -> Result<Map<String, Value>, Failure> {
    let text = text.unwrap_or("{}");
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Failure::Usage(format!("{flag} must be a JSON object"))),
        Err(error) => Err(Failure::Usage(format!("{flag}: {error}"))),
    }
}

/// `patch` over `current` (RFC 7396). A name that the result does not know is refused: it is a misspelling.
pub fn apply<T: Serialize + DeserializeOwned>(
    flag: &str,
    current: &T,
    patch: &Map<String, Value>,
) -> Result<T, Failure> {
    merge_patch(current, patch).map_err(|fault| match fault {
        PatchFault::Unknown(name) => Failure::Usage(format!("{flag}: there is nothing called {name}")),
        PatchFault::Malformed(_, problem) => Failure::Usage(format!("{flag}: {problem}")),
    })
}
