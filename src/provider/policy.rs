//! Settings of server, realm and client, resolved into one value for one request.

use std::time::Duration;

use crate::jose::Algorithm;
use crate::model::{ACCESS_TOKEN_LIFETIME_MAX, Client, RealmSettings, RotationPolicy};
use crate::spec::{ApplicationType, ClientAuthMethod};

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
}

impl Policy {
    /// Client over realm over server, bounded by the server.
    pub fn resolve(settings: &TokenSettings, realm: &RealmSettings, client: &Client) -> Self {
        let metadata = &client.metadata;
        let pick = |own: Option<u32>, realm: Option<u32>, server: Duration| {
            own.or(realm).map_or(server, |secs| Duration::from_secs(u64::from(secs)))
        };
        let absolute = if metadata.application_type == ApplicationType::Native {
            settings.refresh_absolute_native
        } else {
            settings.refresh_absolute_web
        };
        let refresh_absolute = pick(metadata.refresh_absolute_lifetime_seconds, None, absolute).min(absolute);
        let grace =
            metadata.refresh_grace_seconds.map_or(settings.refresh_grace, |secs| Duration::from_secs(u64::from(secs)));
        // Public clients always rotate; clients that prove a key keep their token, as FAPI 2.0 asks.
        let keyed = matches!(metadata.token_endpoint_auth_method, ClientAuthMethod::PrivateKeyJwt);
        let public = matches!(metadata.token_endpoint_auth_method, ClientAuthMethod::None);
        Self {
            access_token: pick(
                metadata.access_token_lifetime_seconds,
                realm.access_token_lifetime_seconds,
                settings.access_token,
            )
            .min(ACCESS_TOKEN_LIFETIME_MAX),
            id_token: pick(metadata.id_token_lifetime_seconds, realm.id_token_lifetime_seconds, settings.id_token)
                .min(ACCESS_TOKEN_LIFETIME_MAX),
            code: settings.code,
            refresh_idle: pick(
                metadata.refresh_token_lifetime_seconds,
                realm.refresh_token_lifetime_seconds,
                settings.refresh_idle,
            )
            .min(refresh_absolute),
            refresh_absolute,
            rotation: RotationPolicy {
                rotate: public || metadata.refresh_rotation.unwrap_or(!keyed),
                grace: grace.min(Duration::from_mins(1)),
                max_replays: settings.refresh_max_replays,
            },
            id_token_alg: metadata
                .id_token_signed_response_alg
                .as_deref()
                .and_then(|name| name.parse().ok())
                .unwrap_or(Algorithm::RS256),
        }
    }
}
