//! Where a client deviates from the best current practice (RFC 9700) and what it stands on (RFC 8252, RFC 6749, RFC 6750): each
//! deviation by a name that stays, with a sentence and a fix. Nothing here refuses anything.

use std::time::Duration;

use serde::Serialize;

use super::policy::Policy;
use crate::model::Client;
use crate::spec::{ClientAuthMethod, ClientMetadata, GrantType, ProfileBounds, SecurityProfile};

/// What a client stays within that follows the best practice.
const ADVISED: &ProfileBounds = SecurityProfile::Oauth21.bounds();

/// One deviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deviation {
    /// Its name; never changes.
    pub name: &'static str,
    /// What is at stake, as a sentence.
    pub message: &'static str,
    /// What to do about it, as a sentence.
    pub fix: &'static str,
    /// Where it is written.
    pub specification: &'static str,
}

type Rule = fn(&ClientMetadata, &Policy) -> bool;

/// Every rule: whether a client deviates, and what to say then.
#[rustfmt::skip]
const RULES: &[(Rule, Deviation)] = &[
    (|metadata, _| metadata.lacks_pkce(), Deviation {
        name: "pkce-optional",
        message: "Requests without PKCE are accepted, so an injected code is not noticed.",
        fix: "Set require_pkce to true.",
        specification: "RFC 9700 §2.1.1",
    }),
    (|metadata, _| metadata.shares_a_secret(), Deviation {
        name: "shared-secret",
        message: "The client proves itself by a secret that is also known here, and can leak at either end.",
        fix: "Register jwks or jwks_uri and set token_endpoint_auth_method to private_key_jwt.",
        specification: "RFC 9700 §2.5",
    }),
    (secret_in_body, Deviation {
        name: "secret-in-body",
        message: "The secret is sent in the form, where logs and proxies are likelier to keep it.",
        fix: "Set token_endpoint_auth_method to client_secret_basic, or better to private_key_jwt.",
        specification: "RFC 6749 §2.3.1",
    }),
    (|metadata, _| metadata.has_secret_on_devices(), Deviation {
        name: "secret-on-devices",
        message: "A secret that is shipped to people's devices is no secret.",
        fix: "Set token_endpoint_auth_method to none; PKCE protects the flow.",
        specification: "RFC 8252 §8.5",
    }),
    (|metadata, _| metadata.redirects_by_http(), Deviation {
        name: "http-redirect",
        message: "Responses travel over plain http although the client is no native application.",
        fix: "Register https redirect URIs alone, or set application_type to native.",
        specification: "RFC 9700 §2.6",
    }),
    (|metadata, _| metadata.has_bare_scheme(), Deviation {
        name: "bare-scheme",
        message: "The scheme of a redirect URI is a plain word, which other applications can claim too.",
        fix: "Use a reversed domain name of yours, such as com.example.app:/callback, or a claimed https URI.",
        specification: "RFC 8252 §7.1",
    }),
    (|metadata, _| metadata.is_claimable_first_party(), Deviation {
        name: "claimable-first-party",
        message: "Nobody is asked for consent, and another program on the device can take the response.",
        fix: "Set first_party to false, or use claimed https redirect URIs.",
        specification: "RFC 8252 §8.6",
    }),
    (several_audiences, Deviation {
        name: "several-audiences",
        message: "A token that is asked for without naming a resource is good at several APIs at once.",
        fix: "Keep one audience in resources, or let the client name the resource it wants.",
        specification: "RFC 9700 §2.3",
    }),
    (long_access_token, Deviation {
        name: "long-access-token",
        message: "Access tokens live longer than an hour.",
        fix: "Lower access_token_lifetime_seconds; refresh tokens keep people signed in.",
        specification: "RFC 6750 §5.3",
    }),
    (long_refresh_token, Deviation {
        name: "long-refresh-token",
        message: "Refresh tokens outlive 30 days without use, or 90 days in all.",
        fix: "Lower refresh_token_lifetime_seconds or refresh_absolute_lifetime_seconds.",
        specification: "RFC 9700 §4.14.2",
    }),
    (long_grace, Deviation {
        name: "long-grace",
        message: "A spent refresh token works for more than 30 seconds, so theft is noticed late.",
        fix: "Lower refresh_grace_seconds.",
        specification: "RFC 9700 §4.14.2",
    }),
];

/// Every deviation there is.
pub fn all() -> impl Iterator<Item = &'static Deviation> {
    RULES.iter().map(|(_, deviation)| deviation)
}

/// The deviations of `client`, for which `policy` holds.
pub fn of(client: &Client, policy: &Policy) -> Vec<Deviation> {
    let rules = RULES.iter().filter(|(deviates, _)| deviates(&client.metadata, policy));
    rules.map(|(_, deviation)| deviation.clone()).collect()
}

fn secret_in_body(metadata: &ClientMetadata, _: &Policy) -> bool {
    metadata.token_endpoint_auth_method == ClientAuthMethod::ClientSecretPost
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

fn several_audiences(metadata: &ClientMetadata, _: &Policy) -> bool {
    metadata.resources.len() > 1
}

fn long_access_token(_: &ClientMetadata, policy: &Policy) -> bool {
    policy.access_token > seconds(ADVISED.access_token)
}

fn long_refresh_token(metadata: &ClientMetadata, policy: &Policy) -> bool {
    let is_long = policy.refresh_idle > seconds(ADVISED.refresh_idle)
        || policy.refresh_absolute > seconds(ADVISED.refresh_absolute);
    metadata.allows_grant(GrantType::RefreshToken) && is_long
}

fn long_grace(metadata: &ClientMetadata, policy: &Policy) -> bool {
    metadata.allows_grant(GrantType::RefreshToken)
        && policy.rotation.rotate
        && policy.rotation.grace > seconds(ADVISED.refresh_grace)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::clock::Timestamp;
    use crate::model::{RealmId, RealmSettings};
    use crate::provider::TokenSettings;

    /// What a client deviates in that is without fault but for `patch`.
    fn deviations(patch: &Value) -> Vec<&'static str> {
        let mut metadata = json!({
            "redirect_uris": ["https://app.example/cb"], "token_endpoint_auth_method": "private_key_jwt",
            "jwks": {"keys": []}, "grant_types": ["authorization_code", "refresh_token"],
        });
        metadata.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        let client = Client {
            realm: RealmId::default_realm(),
            id: "app".into(),
            enabled: true,
            metadata: serde_json::from_value(metadata).unwrap(),
            publisher: None,
            version: 1,
            created_at: Timestamp::from_secs(0),
            updated_at: Timestamp::from_secs(0),
        };
        // A server that allows more than the usual.
        let settings = TokenSettings {
            refresh_absolute_web: Duration::from_hours(365 * 24),
            refresh_absolute_native: Duration::from_hours(365 * 24),
            ..TokenSettings::default()
        };
        let policy = Policy::resolve(&settings, &RealmSettings::default(), &client);
        of(&client, &policy).iter().map(|deviation| deviation.name).collect()
    }

    #[test]
    fn each_deviation_by_name() {
        let base = json!({"refresh_absolute_lifetime_seconds": 90 * 86_400});
        for (patch, expected) in [
            (json!({}), vec![]),
            (json!({"token_endpoint_auth_method": "none"}), vec![]),
            (
                json!({"token_endpoint_auth_method": "none", "application_type": "native",
                    "redirect_uris": ["http://127.0.0.1/cb", "com.example.app:/cb"]}),
                vec![],
            ),
            (json!({"require_pkce": false}), vec!["pkce-optional"]),
            (json!({"require_pkce": false, "token_endpoint_auth_method": "none"}), vec![]),
            (json!({"require_pkce": false, "grant_types": ["client_credentials"]}), vec![]),
            (json!({"token_endpoint_auth_method": "client_secret_basic"}), vec!["shared-secret"]),
            (json!({"token_endpoint_auth_method": "client_secret_jwt"}), vec!["shared-secret"]),
            (json!({"token_endpoint_auth_method": "client_secret_post"}), vec!["shared-secret", "secret-in-body"]),
            (
                json!({"token_endpoint_auth_method": "client_secret_basic", "application_type": "native"}),
                vec!["shared-secret", "secret-on-devices"],
            ),
            (json!({"redirect_uris": ["http://127.0.0.1/cb"]}), vec!["http-redirect"]),
            (
                json!({"redirect_uris": ["https://a.example/cb", "http://app.example/cb"], "application_type": "native"}),
                vec!["http-redirect"],
            ),
            (json!({"redirect_uris": ["myapp:/cb"], "application_type": "native"}), vec!["bare-scheme"]),
            (
                json!({"redirect_uris": ["com.example.app:/cb"], "application_type": "native", "first_party": true}),
                vec!["claimable-first-party"],
            ),
            (json!({"first_party": true}), vec![]),
            (json!({"resources": ["https://a.example", "https://b.example"]}), vec!["several-audiences"]),
            (json!({"access_token_lifetime_seconds": 3600}), vec![]),
            (json!({"access_token_lifetime_seconds": 3601}), vec!["long-access-token"]),
            (json!({"refresh_token_lifetime_seconds": 31 * 86_400}), vec!["long-refresh-token"]),
            (json!({"refresh_absolute_lifetime_seconds": 91 * 86_400}), vec!["long-refresh-token"]),
            (json!({"refresh_grace_seconds": 31, "token_endpoint_auth_method": "none"}), vec!["long-grace"]),
            (json!({"refresh_grace_seconds": 31, "refresh_rotation": false}), vec![]),
        ] {
            let mut whole = base.clone();
            whole.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            assert_eq!(deviations(&whole), expected, "{patch}");
        }
    }

    #[test]
    fn names_are_distinct_and_everything_is_said() {
        let names: BTreeSet<&str> = RULES.iter().map(|(_, deviation)| deviation.name).collect();
        assert_eq!(names.len(), RULES.len());
        for (_, deviation) in RULES {
            assert!(deviation.message.ends_with('.') && deviation.fix.ends_with('.'), "{deviation:?}");
            assert!(deviation.specification.starts_with("RFC "), "{deviation:?}");
        }
    }
}
