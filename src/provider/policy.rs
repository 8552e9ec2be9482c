//! Settings of server, realm and client, resolved into one value for one request.

use std::time::Duration;

use serde_json::{Value, json};

use crate::jose::Algorithm;
use crate::model::{ACCESS_TOKEN_LIFETIME_MAX, Client, ClientBounds, RealmSettings, RotationPolicy};
use crate::spec::{
    ApplicationType, ClientAuthMethod, ClientMetadata, Exception, ProfileBounds, SecurityProfile, TokenFormat,
};

/// The server's own limits and defaults for tokens (product figures ST-01 to ST-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// Access tokens: 15 min.
    pub access_token: Duration,
    /// ID tokens: 15 min.
    pub id_token: Duration,
    /// Authorization codes: 60 s.
    pub code: Duration,
    /// Refresh tokens without use: 7 days.
    pub refresh_idle: Duration,
    /// Refresh tokens of web clients in all: 30 days.
    pub refresh_absolute_web: Duration,
    /// Refresh tokens of native clients in all: 90 days.
    pub refresh_absolute_native: Duration,
    /// How long a spent refresh token answers with its successor: 10 s.
    pub refresh_grace: Duration,
    /// How often within that window: 64.
    pub refresh_max_replays: u32,
}

impl Default for TokenSettings {
    fn default() -> Self {
        const DAY: u64 = 86_400;
        Self {
            access_token: Duration::from_mins(15),
            id_token: Duration::from_mins(15),
            code: Duration::from_mins(1),
            refresh_idle: Duration::from_secs(7 * DAY),
            refresh_absolute_web: Duration::from_secs(30 * DAY),
            refresh_absolute_native: Duration::from_secs(90 * DAY),
            refresh_grace: Duration::from_secs(10),
            refresh_max_replays: 64,
        }
    }
}

/// What holds for one client in one realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Access-token lifetime.
    pub access_token: Duration,
    /// ID-token lifetime.
    pub id_token: Duration,
    /// Code lifetime.
    pub code: Duration,
    /// Refresh tokens: without use.
    pub refresh_idle: Duration,
    /// Refresh tokens: in all.
    pub refresh_absolute: Duration,
    /// Rotation.
    pub rotation: RotationPolicy,
    /// The algorithm of ID tokens.
    pub id_token_alg: Algorithm,
    /// The form of access tokens, where no resource server wants them opaque.
    pub access_token_format: TokenFormat,
    /// The stricter of the client's security profile and the realm's floor.
    pub profile: SecurityProfile,
    /// Whether authorization requests need PKCE.
    pub require_pkce: bool,
}

impl Policy {
    /// Client over realm over server, bounded by the server, by the bounds of the realm and by the security profile.
    pub fn resolve(settings: &TokenSettings, realm: &RealmSettings, client: &Client) -> Self {
        let (metadata, bounds) = (&client.metadata, &realm.client_bounds);
        let profile = metadata.security_profile.max(bounds.security_profile);
        let limits = profile.bounds();
        let absolute = if metadata.application_type == ApplicationType::Native {
            settings.refresh_absolute_native
        } else {
            settings.refresh_absolute_web
        };
        let refresh_absolute = Wish { own: metadata.refresh_absolute_lifetime_seconds, realm: None, server: absolute }
            .within(bounds.refresh_absolute_lifetime_seconds, absolute.min(seconds(limits.refresh_absolute)));
        let access = Wish {
            own: metadata.access_token_lifetime_seconds,
            realm: realm.access_token_lifetime_seconds,
            server: settings.access_token,
        };
        let id_token = Wish {
            own: metadata.id_token_lifetime_seconds,
            realm: realm.id_token_lifetime_seconds,
            server: settings.id_token,
        };
        let idle = Wish {
            own: metadata.refresh_token_lifetime_seconds,
            realm: realm.refresh_token_lifetime_seconds,
            server: settings.refresh_idle,
        };
        let opaque = bounds.opaque_access_tokens || metadata.access_token_format == Some(TokenFormat::Opaque);
        Self {
            access_token: access.within(bounds.access_token_lifetime_seconds, longest(limits.access_token)),
            id_token: id_token.within(bounds.id_token_lifetime_seconds, longest(limits.id_token)),
            code: settings.code,
            refresh_idle: idle
                .within(bounds.refresh_token_lifetime_seconds, refresh_absolute.min(seconds(limits.refresh_idle))),
            refresh_absolute,
            rotation: rotation(settings, (bounds, limits), metadata),
            id_token_alg: metadata
                .id_token_signed_response_alg
                .as_deref()
                .and_then(|name| name.parse().ok())
                .unwrap_or(Algorithm::RS256),
            access_token_format: if opaque { TokenFormat::Opaque } else { TokenFormat::Jwt },
            profile,
            require_pkce: metadata.needs_pkce() || !limits.allows(Exception::NoPkce),
        }
    }

    /// What holds after client, realm and server have had their say, for administrators.
    pub fn in_effect(&self) -> Value {
        json!({
            "access_token_format": self.access_token_format,
            "access_token_lifetime_seconds": self.access_token.as_secs(),
            "id_token_lifetime_seconds": self.id_token.as_secs(),
            "id_token_signed_response_alg": self.id_token_alg.as_str(),
            "refresh_token_lifetime_seconds": self.refresh_idle.as_secs(),
            "refresh_absolute_lifetime_seconds": self.refresh_absolute.as_secs(),
            "refresh_rotation": self.rotation.rotate,
            "refresh_grace_seconds": self.rotation.grace.as_secs(),
            "require_pkce": self.require_pkce,
            "security_profile": self.profile,
        })
    }
}

/// A span as client, realm and server would have it.
struct Wish {
    own: Option<u32>,
    realm: Option<u32>,
    server: Duration,
}

impl Wish {
    /// The first that says something, but no longer than the bounds.
    fn within(self, realm_bound: Option<u32>, server_bound: Duration) -> Duration {
        let span = self.own.or(self.realm).map_or(self.server, seconds);
        span.min(server_bound).min(realm_bound.map_or(Duration::MAX, seconds))
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(u64::from(count))
}

/// The longest access or ID token under a profile.
fn longest(count: u32) -> Duration {
    seconds(count).min(ACCESS_TOKEN_LIFETIME_MAX)
}

/// Public clients always rotate; clients that prove a key keep their token, as FAPI 2.0 asks.
fn rotation(
    settings: &TokenSettings,
    (bounds, profile): (&ClientBounds, &ProfileBounds),
    metadata: &ClientMetadata,
) -> RotationPolicy {
    let keyed = matches!(metadata.token_endpoint_auth_method, ClientAuthMethod::PrivateKeyJwt);
    let is_forced = metadata.is_public() || bounds.refresh_rotation;
    let grace = Wish { own: metadata.refresh_grace_seconds, realm: None, server: settings.refresh_grace };
    RotationPolicy {
        rotate: is_forced || metadata.refresh_rotation.unwrap_or(!keyed),
        grace: grace.within(bounds.refresh_grace_seconds, Duration::from_mins(1).min(seconds(profile.refresh_grace))),
        max_replays: settings.refresh_max_replays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::model::RealmId;

    fn policy(realm: Value, metadata: Value) -> Policy {
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
        Policy::resolve(&TokenSettings::default(), &serde_json::from_value(realm).unwrap(), &client)
    }

    /// The settings of a realm that bounds its clients.
    macro_rules! bounds {
        ($bounds:tt) => {
            json!({ "client_bounds": $bounds })
        };
    }

    #[test]
    fn client_over_realm_over_server_within_all_bounds() {
        const DAY: u64 = 86_400;
        type Read = fn(&Policy) -> Duration;
        let lifetimes: [(&str, Read, u64, u64); 4] = [
            ("access_token_lifetime_seconds", |policy| policy.access_token, 900, DAY),
            ("id_token_lifetime_seconds", |policy| policy.id_token, 900, DAY),
            ("refresh_token_lifetime_seconds", |policy| policy.refresh_idle, 7 * DAY, 30 * DAY),
            ("refresh_absolute_lifetime_seconds", |policy| policy.refresh_absolute, 30 * DAY, 30 * DAY),
        ];
        for (name, of, usual, server_bound) in lifetimes {
            let secs = |realm, client| of(&policy(realm, client)).as_secs();
            assert_eq!(secs(json!({}), json!({})), usual, "{name}");
            assert_eq!(secs(json!({}), json!({name: 1_000})), 1_000, "{name}");
            assert_eq!(secs(json!({}), json!({name: 100 * DAY})), server_bound, "{name}");
            assert_eq!(secs(bounds!({name: 600}), json!({name: 1_000})), 600, "{name}");
            assert_eq!(secs(bounds!({name: 600}), json!({name: 300})), 300, "{name}");
            assert_eq!(secs(bounds!({name: 600}), json!({})), 600, "{name}");
            assert_eq!(secs(bounds!({name: 100 * DAY}), json!({name: 100 * DAY})), server_bound, "{name}");
            if name != "refresh_absolute_lifetime_seconds" {
                assert_eq!(secs(json!({name: 700}), json!({})), 700, "{name}");
                assert_eq!(secs(json!({name: 700}), json!({name: 800})), 800, "a default is no bound: {name}");
            }
        }
        let bounded = policy(bounds!({"refresh_absolute_lifetime_seconds": 60}), json!({}));
        assert_eq!(bounded.refresh_idle.as_secs(), 60, "no longer without use than in all");
    }

    #[test]
    fn rotation_and_its_grace() {
        let keyed = "private_key_jwt";
        for (realm, metadata, rotate, grace) in [
            (json!({}), json!({}), true, 10),
            (json!({}), json!({"refresh_rotation": false, "refresh_grace_seconds": 30}), false, 30),
            (json!({}), json!({"token_endpoint_auth_method": keyed}), false, 10),
            (json!({}), json!({"token_endpoint_auth_method": keyed, "refresh_rotation": true}), true, 10),
            (json!({}), json!({"token_endpoint_auth_method": "none", "refresh_rotation": false}), true, 10),
            (json!({}), json!({"refresh_grace_seconds": 600}), true, 60),
            (bounds!({"refresh_rotation": true}), json!({"refresh_rotation": false}), true, 10),
            (bounds!({"refresh_grace_seconds": 5}), json!({"refresh_grace_seconds": 30}), true, 5),
            (bounds!({"refresh_grace_seconds": 0}), json!({}), true, 0),
        ] {
            let found = policy(realm.clone(), metadata.clone()).rotation;
            assert_eq!((found.rotate, found.grace.as_secs()), (rotate, grace), "{realm} {metadata}");
        }
    }

    #[test]
    fn the_stricter_of_profile_and_floor() {
        let wish = json!({
            "require_pkce": false, "access_token_lifetime_seconds": 7200, "refresh_grace_seconds": 60,
            "refresh_token_lifetime_seconds": 100 * 86_400, "application_type": "native",
        });
        let strict = json!({"security_profile": "oauth21"});
        let mut own = wish.clone();
        own["security_profile"] = json!("oauth21");
        let loose = policy(json!({}), wish.clone());
        assert_eq!((loose.access_token.as_secs(), loose.require_pkce), (7200, false));
        for policy in [policy(json!({}), own), policy(json!({ "client_bounds": strict }), wish)] {
            assert_eq!(policy.profile, SecurityProfile::Oauth21);
            assert!(policy.require_pkce);
            assert_eq!((policy.access_token.as_secs(), policy.rotation.grace.as_secs()), (3600, 30));
            assert_eq!(policy.refresh_idle.as_secs(), 30 * 86_400);
        }
    }

    #[test]
    fn form_and_algorithm() {
        let form = |realm, metadata| policy(realm, metadata).access_token_format;
        let opaque = bounds!({"opaque_access_tokens": true});
        assert_eq!(form(json!({}), json!({})), TokenFormat::Jwt);
        assert_eq!(form(json!({}), json!({"access_token_format": "opaque"})), TokenFormat::Opaque);
        assert_eq!(form(opaque.clone(), json!({})), TokenFormat::Opaque);
        assert_eq!(form(opaque, json!({"access_token_format": "jwt"})), TokenFormat::Opaque);
        let alg = |metadata| policy(json!({}), metadata).id_token_alg;
        assert_eq!(alg(json!({})), Algorithm::RS256);
        assert_eq!(alg(json!({"id_token_signed_response_alg": "ES256"})), Algorithm::ES256);
    }
}
