//! JSON merge patch (RFC 7396) over typed settings: what is named changes, `null` removes, everything else stays.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Why a patch was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchFault {
    /// The result knows nothing of this name: it is a misspelling.
    Unknown(String),
    /// What this member was to become is of another shape, and what is said of that.
    Malformed(String, String),
}

/// `patch` over `current`.
///
/// # Errors
/// The first member that cannot be.
pub fn merge_patch<T: Serialize + DeserializeOwned>(current: &T, patch: &Map<String, Value>) -> Result<T, PatchFault> {
    let broken = |error: serde_json::Error| PatchFault::Malformed(String::new(), error.to_string());
    let before = serde_json::to_value(current).map_err(broken)?;
    let patched = |members: Map<String, Value>| {
        let mut value = before.clone();
        merge(&mut value, Value::Object(members));
        serde_json::from_value::<T>(value)
    };
    let result = patched(patch.clone()).map_err(|error| {
        // Deserialization does not name its member: it is the one that fails alone.
        let fails =
            |(name, value): &(&String, &Value)| patched(Map::from_iter([((*name).clone(), (*value).clone())])).is_err();
        let member = patch.iter().find(fails).map(|(name, _)| name.clone());
        PatchFault::Malformed(member.unwrap_or_default(), error.to_string())
    })?;
    let known = serde_json::to_value(&result).map_err(broken)?;
    // Empty values may be left out when they are written.
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    match patch.iter().find(|(name, value)| known.get(name.as_str()).is_none() && !is_empty(value)) {
        Some((name, _)) => Err(PatchFault::Unknown(name.clone())),
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
    fn what_cannot_be_names_its_member() {
        let patch = |value: Value| value.as_object().unwrap().clone();
        let current = ClientMetadata::default();
        let unknown = |name: &str| Err(PatchFault::Unknown(name.to_owned()));
        let misspelled = patch(json!({"contacts": [], "redirect_uri": ["https://a.example"]}));
        assert_eq!(merge_patch(&current, &misspelled), unknown("redirect_uri"));
        assert!(merge_patch(&current, &patch(json!({"contacts": [], "jwks": null}))).is_ok());
        let changed = merge_patch(&current, &patch(json!({"contacts": ["a@b.example"]}))).unwrap();
        assert_eq!(changed.contacts, ["a@b.example"]);
        let malformed = merge_patch(&current, &patch(json!({"client_name": "A", "grant_types": ["password"]})));
        assert!(matches!(malformed, Err(PatchFault::Malformed(name, _)) if name == "grant_types"));
        let settings = ResourceSettings::default();
        let refused = merge_patch(&settings, &patch(json!({"permision": {"a": "b"}})));
        assert!(matches!(refused, Err(PatchFault::Malformed(name, _)) if name == "permision"));
    }
}
