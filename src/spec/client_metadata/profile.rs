//! Security profiles (product PR-06): what a client may register, as data. A check never asks which profile a client has; it
//! reads these bounds.

use super::{ApplicationType, ClientMetadata, Finding};
use crate::spec::redirect_uri::{Kind, scheme};
use crate::spec::{ClientAuthMethod, GrantType};

words! {
    /// How strictly a client is bound; each holds what the ones before it hold.
    pub enum SecurityProfile {
        /// OpenID Connect Core 1.0 by the code flow. What is unwise is told, not refused.
        Oidc = "oidc",
        /// OAuth 2.1 (draft-ietf-oauth-v2-1) and the best current practice (RFC 9700), without exceptions.
        Oauth21 = "oauth21",
    }
}

/// What is unwise, and allowed by some profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
    /// A confidential client without PKCE (RFC 9700 §2.1.1).
    NoPkce,
    /// Responses over plain http to anything but a native application's loopback (RFC 9700 §2.6).
    PlainHttp,
    /// A private-use scheme that is a plain word (RFC 8252 §7.1).
    BareScheme,
    /// A secret in a native application (RFC 8252 §8.5).
    SecretOnDevices,
    /// Nobody asked for consent although another program can take the response (RFC 8252 §8.6).
    ClaimableFirstParty,
}

/// What a profile allows. Spans are in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileBounds {
    /// The exceptions that it makes.
    pub exceptions: &'static [Exception],
    /// The longest access token (RFC 6750 §5.3: an hour or less).
    pub access_token: u32,
    /// The longest ID token.
    pub id_token: u32,
    /// The longest refresh token without use (RFC 9700 §4.14.2 wants one, and names no figure).
    pub refresh_idle: u32,
    /// The longest refresh token in all.
    pub refresh_absolute: u32,
    /// The longest retry of a spent refresh token: an honest one comes sooner.
    pub refresh_grace: u32,
}

impl ProfileBounds {
    /// Whether the profile makes this exception.
    pub fn allows(&self, exception: Exception) -> bool {
        self.exceptions.contains(&exception)
    }
}

const DAY: u32 = 86_400;

/// Bounded by the server alone.
const OIDC: ProfileBounds = ProfileBounds {
    exceptions: &[
        Exception::NoPkce,
        Exception::PlainHttp,
        Exception::BareScheme,
        Exception::SecretOnDevices,
        Exception::ClaimableFirstParty,
    ],
    access_token: u32::MAX,
    id_token: u32::MAX,
    refresh_idle: u32::MAX,
    refresh_absolute: u32::MAX,
    refresh_grace: u32::MAX,
};

const OAUTH21: ProfileBounds = ProfileBounds {
    exceptions: &[],
    access_token: 3600,
    id_token: 3600,
    refresh_idle: 30 * DAY,
    refresh_absolute: 90 * DAY,
    refresh_grace: 30,
};

#[expect(clippy::derivable_impls, reason = "the list of words cannot mark one")]
impl Default for SecurityProfile {
    fn default() -> Self {
        Self::Oidc
    }
}

impl SecurityProfile {
    /// What the profile allows.
    pub const fn bounds(self) -> &'static ProfileBounds {
        match self {
            Self::Oidc => &OIDC,
            Self::Oauth21 => &OAUTH21,
        }
    }
}

impl ClientMetadata {
    /// Whether people sign in without PKCE.
    pub fn lacks_pkce(&self) -> bool {
        self.allows_grant(GrantType::AuthorizationCode) && !self.needs_pkce()
    }

    /// Whether the client and the server share a secret.
    pub fn shares_a_secret(&self) -> bool {
        match self.token_endpoint_auth_method {
            ClientAuthMethod::ClientSecretBasic
            | ClientAuthMethod::ClientSecretPost
            | ClientAuthMethod::ClientSecretJwt => true,
            ClientAuthMethod::None | ClientAuthMethod::PrivateKeyJwt => false,
        }
    }

    /// Whether a secret is shipped to people's devices.
    pub fn has_secret_on_devices(&self) -> bool {
        self.application_type == ApplicationType::Native && self.shares_a_secret()
    }

    /// Whether responses travel over plain http although the client is no native application.
    pub fn redirects_by_http(&self) -> bool {
        let is_native = self.application_type == ApplicationType::Native;
        let mut kinds = self.redirect_uris.iter().map(|uri| Kind::of(uri));
        kinds.any(|kind| kind == Kind::Http || (kind == Kind::Loopback && !is_native))
    }

    /// Whether the scheme of a redirect URI is a plain word.
    pub fn has_bare_scheme(&self) -> bool {
        let is_bare =
            |uri: &String| Kind::of(uri) == Kind::PrivateUse && scheme(uri).is_none_or(|scheme| !scheme.contains('.'));
        self.redirect_uris.iter().any(is_bare)
    }

    /// Whether nobody is asked for consent although another program can take the response.
    pub fn is_claimable_first_party(&self) -> bool {
        self.first_party && self.is_claimable()
    }

    /// What keeps this metadata from being saved under `profile`, or under its own where that is stricter.
    pub fn beyond(&self, profile: SecurityProfile) -> Vec<Finding> {
        let bounds = self.security_profile.max(profile).bounds();
        let mut findings = Vec::new();
        for (exception, is_so, field, message, fix) in [
            (
                Exception::NoPkce,
                self.lacks_pkce(),
                "require_pkce",
                "The security profile wants PKCE.",
                "Set require_pkce to true.",
            ),
            (
                Exception::PlainHttp,
                self.redirects_by_http(),
                "redirect_uris",
                "The security profile wants https; plain http is for the loopback of native applications.",
                "Register https redirect URIs alone, or set application_type to native.",
            ),
            (
                Exception::BareScheme,
                self.has_bare_scheme(),
                "redirect_uris",
                "The security profile wants schemes that are somebody's: a reversed domain name.",
                "Use a scheme such as com.example.app, or a claimed https URI.",
            ),
            (
                Exception::SecretOnDevices,
                self.has_secret_on_devices(),
                "token_endpoint_auth_method",
                "The security profile wants no secrets on people's devices.",
                "Set token_endpoint_auth_method to none; PKCE protects the flow.",
            ),
            (
                Exception::ClaimableFirstParty,
                self.is_claimable_first_party(),
                "first_party",
                "The security profile wants people asked where another program can take the response.",
                "Set first_party to false, or use claimed https redirect URIs.",
            ),
        ] {
            if is_so && !bounds.allows(exception) {
                findings.push(Finding::new(field, true, message, fix));
            }
        }
        self.lifetimes_beyond(bounds, &mut findings);
        findings
    }

    fn lifetimes_beyond(&self, bounds: &ProfileBounds, findings: &mut Vec<Finding>) {
        for (field, wish, most) in [
            ("access_token_lifetime_seconds", self.access_token_lifetime_seconds, bounds.access_token),
            ("id_token_lifetime_seconds", self.id_token_lifetime_seconds, bounds.id_token),
            ("refresh_token_lifetime_seconds", self.refresh_token_lifetime_seconds, bounds.refresh_idle),
            ("refresh_absolute_lifetime_seconds", self.refresh_absolute_lifetime_seconds, bounds.refresh_absolute),
            ("refresh_grace_seconds", self.refresh_grace_seconds, bounds.refresh_grace),
        ] {
            if wish.is_some_and(|seconds| seconds > most) {
                let message = "This is longer than the security profile allows.";
                findings.push(Finding::new(field, true, message, "Lower it, or leave it out for the default."));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn fields(metadata: &Value, floor: SecurityProfile) -> Vec<String> {
        let metadata: ClientMetadata = serde_json::from_value(metadata.clone()).unwrap();
        metadata.beyond(floor).into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn each_bound_of_the_strict_profile() {
        for (patch, expected) in [
            (json!({}), vec![]),
            (json!({"require_pkce": false}), vec!["require_pkce"]),
            (json!({"require_pkce": false, "grant_types": ["client_credentials"]}), vec![]),
            (json!({"redirect_uris": ["http://127.0.0.1/cb"]}), vec!["redirect_uris"]),
            (
                json!({"redirect_uris": ["http://127.0.0.1/cb"], "application_type": "native", "token_endpoint_auth_method": "none"}),
                vec![],
            ),
            (
                json!({"redirect_uris": ["myapp:/cb"], "application_type": "native", "first_party": true}),
                vec!["redirect_uris", "token_endpoint_auth_method", "first_party"],
            ),
            (json!({"access_token_lifetime_seconds": 3600, "refresh_grace_seconds": 30}), vec![]),
            (json!({"access_token_lifetime_seconds": 3601}), vec!["access_token_lifetime_seconds"]),
            (json!({"id_token_lifetime_seconds": 3601}), vec!["id_token_lifetime_seconds"]),
            (json!({"refresh_token_lifetime_seconds": 30 * DAY + 1}), vec!["refresh_token_lifetime_seconds"]),
            (json!({"refresh_absolute_lifetime_seconds": 90 * DAY + 1}), vec!["refresh_absolute_lifetime_seconds"]),
            (json!({"refresh_grace_seconds": 31}), vec!["refresh_grace_seconds"]),
        ] {
            let mut metadata = json!({"redirect_uris": ["https://app.example/cb"]});
            metadata.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            assert_eq!(fields(&metadata, SecurityProfile::Oauth21), expected, "{patch}");
            assert_eq!(fields(&metadata, SecurityProfile::Oidc), Vec::<String>::new(), "{patch}");
            metadata["security_profile"] = json!("oauth21");
            assert_eq!(fields(&metadata, SecurityProfile::Oidc), expected, "its own is the stricter: {patch}");
        }
    }
}
