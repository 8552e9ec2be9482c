//! An API that is called with access tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::RealmId;
use crate::clock::Timestamp;
use crate::spec::{Scope, TokenFormat};

/// A resource server: the audience of access tokens (RFC 9068 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// The realm.
    pub realm: RealmId,
    /// The identifier that stands in `aud`: an absolute URI.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The rest.
    pub settings: ResourceSettings,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a resource server decides about the tokens meant for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResourceSettings {
    /// The scopes it understands.
    pub scopes: Scope,
    /// What the consent page says about a scope: by scope, then by language tag; an empty tag is for every other language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scope_descriptions: BTreeMap<String, BTreeMap<String, String>>,
    /// What it lets callers do, by name, with a description for administrators. Unlike scopes, which a client asks for,
    /// permissions are granted by an administrator.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub permissions: BTreeMap<String, String>,
    /// JWT (RFC 9068) or opaque.
    pub token_format: TokenFormat,
    /// Access-token lifetime in seconds; never longer than the client's.
    pub access_token_lifetime_seconds: Option<u32>,
    /// The algorithm of its JWT access tokens (RFC 7518 §3.1); RS256 if absent.
    pub signing_alg: Option<String>,
    /// The clients that may introspect tokens for it.
    pub introspection_clients: Vec<String>,
}

impl ResourceServer {
    /// What a scope means, in the language of the BCP 47 tag `locale`, in its primary language, or in any.
    pub fn describe(&self, scope: &str, locale: &str) -> Option<&str> {
        let texts = self.settings.scope_descriptions.get(scope)?;
        let language = locale.split('-').next().unwrap_or_default();
        [locale, language, ""].iter().find_map(|tag| texts.get(*tag)).map(String::as_str)
    }
}

/// The permissions in a token for `servers` of somebody who was granted `granted`, by resource server; `None` if none of
/// the servers declares any.
///
/// A name that two of the servers declare must be granted at both: each would take it for its own.
pub fn permissions(servers: &[Arc<ResourceServer>], granted: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    let declared = |server: &ResourceServer, name: &str| server.settings.permissions.contains_key(name);
    let held = |server: &ResourceServer, name: &str| {
        granted.get(&server.id).is_some_and(|names| names.iter().any(|known| known == name))
    };
    if servers.iter().all(|server| server.settings.permissions.is_empty()) {
        return None;
    }
    let mut names: Vec<String> =
        servers.iter().flat_map(|server| server.settings.permissions.keys().cloned()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| servers.iter().all(|server| !declared(server, name) || held(server, name)));
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(id: &str, permissions: &[&str]) -> Arc<ResourceServer> {
        let texts = [("", "Read orders"), ("de", "Bestellungen lesen"), ("pt-BR", "Ler pedidos")];
        let texts = texts.map(|(tag, text)| (tag.to_owned(), text.to_owned()));
        Arc::new(ResourceServer {
            realm: RealmId::default_realm(),
            id: id.to_owned(),
            name: id.to_owned(),
            settings: ResourceSettings {
                permissions: permissions.iter().map(|name| ((*name).to_owned(), String::new())).collect(),
                scope_descriptions: [("orders".to_owned(), texts.into())].into(),
                ..ResourceSettings::default()
            },
            version: 1,
            created_at: Timestamp::from_secs(0),
            updated_at: Timestamp::from_secs(0),
        })
    }

    fn granted(list: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        list.iter().map(|(id, list)| ((*id).to_owned(), names(list))).collect()
    }

    #[test]
    fn what_is_granted_and_declared() {
        let (a, b, plain) = (server("a", &["read", "write"]), server("b", &["read", "print"]), server("c", &[]));
        for (servers, held, expected) in [
            (vec![&a], granted(&[]), Some(vec![])),
            (vec![&a], granted(&[("a", &["read", "gone"])]), Some(vec!["read"])),
            (vec![&a], granted(&[("b", &["read"])]), Some(vec![])),
            (vec![&plain], granted(&[("c", &["read"])]), None),
            (vec![&a, &plain], granted(&[("a", &["write"])]), Some(vec!["write"])),
            // `b` would take the `read` of `a` for its own.
            (vec![&a, &b], granted(&[("a", &["read", "write"]), ("b", &["print"])]), Some(vec!["print", "write"])),
            (vec![&a, &b], granted(&[("a", &["read"]), ("b", &["read"])]), Some(vec!["read"])),
        ] {
            let servers: Vec<Arc<ResourceServer>> = servers.into_iter().cloned().collect();
            let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(permissions(&servers, &held), expected, "{held:?}");
        }
    }

    #[test]
    fn descriptions_by_language() {
        let server = server("a", &[]);
        for (locale, text) in [
            ("de", "Bestellungen lesen"),
            ("de-AT", "Bestellungen lesen"),
            ("pt-BR", "Ler pedidos"),
            ("pt", "Read orders"),
        ] {
            assert_eq!(server.describe("orders", locale), Some(text), "{locale}");
        }
        assert_eq!(server.describe("other", "de"), None);
    }

    #[test]
    fn settings_of_the_previous_release_are_read_and_written_alike() {
        let text = r#"{"scopes":"orders","token_format":"jwt","access_token_lifetime_seconds":null,"signing_alg":null,"introspection_clients":[]}"#;
        let settings: ResourceSettings = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&settings).unwrap(), text);
    }
}
