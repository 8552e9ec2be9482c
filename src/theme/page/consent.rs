//! The page on which somebody allows an application something.

use serde::Serialize;

use super::{Account, Application};
use crate::clock::Timestamp;

/// `/interaction/{id}/consent`.
///
/// Posts `csrf`, `scope={name}` for each ticked optional scope, and the pressed button: `action=allow`, `action=deny`,
/// `action=use-another-account` or `language={tag}`. Required scopes are not posted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConsentPage {
    /// Where the form is sent.
    pub action: String,
    /// Who asks.
    pub application: Application,
    /// Set for an application whose publisher nobody has verified.
    pub unverified: Option<Unverified>,
    /// Who answers.
    pub account: Account,
    /// What is asked for, in the order of the request; the page groups it.
    pub scopes: Vec<ScopeChoice>,
    /// The values that will be sent, for the fold-out.
    pub values: Vec<SharedValue>,
    /// Access goes on while the person is away.
    pub offline: bool,
    /// How long access lasts, in days; `None`: until the person signs out.
    pub lasts_days: Option<u32>,
    /// Where access can be taken back.
    pub revoke: Option<String>,
}

/// What is known of an application whose publisher nobody has verified.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Unverified {
    /// The domain it comes from.
    pub domain: Option<String>,
    /// When it was seen first.
    pub first_seen: Option<Timestamp>,
    /// The host of the redirect URI, in full.
    pub redirect_host: String,
    /// Another program on the device could receive the answer: a loopback address or a private-use scheme.
    pub local_redirect: bool,
}

/// Under which heading a scope stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeGroup {
    /// Who you are.
    Identity,
    /// Your data.
    Data,
    /// What it may do.
    #[default]
    Access,
}

/// One scope, as a plain sentence.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScopeChoice {
    /// The scope token; names the element `scope-{name}`.
    pub name: String,
    /// The heading.
    pub group: ScopeGroup,
    /// Listed without a box.
    pub required: bool,
    /// Whether the box is ticked.
    pub checked: bool,
    /// Marked in words.
    pub sensitive: bool,
    /// The sentence; `None` takes the theme's message `scope-{name}`, or a general one.
    pub description: Option<String>,
}

impl ScopeChoice {
    /// A scope of OpenID Connect Core §5.4 or §11 in its place and ticked; any other under "what it may do".
    pub fn named(name: &str) -> Self {
        let group = match name {
            "openid" | "profile" | "email" => ScopeGroup::Identity,
            "phone" | "address" | "account_read" | "roles" | "groups" => ScopeGroup::Data,
            _ => ScopeGroup::Access,
        };
        Self {
            name: name.to_owned(),
            group,
            required: name == "openid",
            checked: true,
            sensitive: matches!(name, "account_security" | "realm_admin"),
            ..Self::default()
        }
    }
}

/// A value that the application will receive.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SharedValue {
    /// The claim, such as `email`; its label is the theme's message `claim-{name}`.
    pub claim: String,
    /// The value as text.
    pub value: String,
    /// The label, where it is the realm's own.
    pub label: Option<String>,
}
