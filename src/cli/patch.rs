//! Changes as JSON: what is named changes, `null` removes, everything else stays.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Failure;

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
    let wrong = |error: serde_json::Error| Failure::Usage(format!("{flag}: {error}"));
    let mut value = serde_json::to_value(current).map_err(wrong)?;
    merge(&mut value, Value::Object(patch.clone()));
    let result: T = serde_json::from_value(value).map_err(wrong)?;
    let known = serde_json::to_value(&result).map_err(wrong)?;
    // Empty values may be left out when they are written.
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    match patch.iter().find(|(name, value)| known.get(name.as_str()).is_none() && !is_empty(value)) {
        Some((name, _)) => Err(Failure::Usage(format!("{flag}: there is nothing called {name}"))),
        None => Ok(result),
    }
}

/// RFC 7396 §2.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(fields) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(&name);
        } else {
            merge(fields.entry(name).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::ResourceSettings;
    use crate::spec::ClientMetadata;

    #[test]
    fn the_examples_of_the_specification() {
        // RFC 7396, appendix A.
        for (original, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            let mut value = original.clone();
            merge(&mut value, patch.clone());
            assert_eq!(value, result, "{original} {patch}");
        }
    }

    #[test]
    fn misspelled_names_are_refused() {
        let patch = |value: Value| value.as_object().unwrap().clone();
        let current = ClientMetadata::default();
        assert!(apply("--metadata", &current, &patch(json!({"redirect_uri": ["https://a.example"]}))).is_err());
        assert!(apply("--metadata", &current, &patch(json!({"contacts": [], "jwks": null}))).is_ok());
        let changed = apply("--metadata", &current, &patch(json!({"contacts": ["a@b.example"]}))).unwrap();
        assert_eq!(changed.contacts, ["a@b.example"]);
        let settings = ResourceSettings::default();
        assert!(apply("--settings", &settings, &patch(json!({"permision": {"a": "b"}}))).is_err());
    }
}
