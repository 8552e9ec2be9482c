//! What pages show of providers elsewhere: ways in on the login pages, and identities in the account.

use serde::Serialize;

use super::account::Moment;

/// The ways in elsewhere that a login page offers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Elsewhere {
    /// Where to go.
    pub links: Vec<UpstreamLink>,
    /// The names of those that cannot be reached now.
    pub away: Vec<String>,
    /// What became of a visit.
    pub told: Option<UpstreamTold>,
}

/// One provider to sign in with.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpstreamLink {
    /// Names its element.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The page that leads there.
    pub page: String,
}

/// Why a visit to a provider led to nothing, or not yet to something.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpstreamTold {
    /// The end of the key of a sentence, `upstream-told-…`.
    pub kind: &'static str,
    /// What people call the provider.
    pub label: String,
}

impl UpstreamTold {
    /// What may have become of a visit, as queries and keys of sentences name it.
    pub const OF_A_VISIT: [&'static str; 13] = [
        "denied",
        "away",
        "invalid",
        "not-anew",
        "disabled",
        "not-linked",
        "refused",
        "not-this-account",
        "too-many-sessions",
        "recovery-required",
        "throttled",
        "taken",
        "too-many",
    ];
    /// Beside them: the identity is the last way in, and stays.
    pub const LAST: &'static str = "last";
}

/// Who the person is elsewhere. Posts `csrf`, `interaction`, and the pressed button: `add={name}`, `remove={id}`,
/// `action=link` or `action=skip`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinksBody {
    /// The identities, the oldest first.
    pub identities: Vec<LinkedAccount>,
    /// What can be added.
    pub offers: Vec<UpstreamLink>,
    /// The names of providers that cannot be reached now.
    pub away: Vec<String>,
    /// The identity that was shown at a login, and waits for a yes.
    pub waiting: Option<WaitingIdentity>,
    /// The interaction to go on with; empty for none.
    pub interaction: String,
    /// What became of a visit, or of a removal.
    pub told: Option<UpstreamTold>,
}

/// One identity elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedAccount {
    /// Names it in the form.
    pub id: String,
    /// What people call the provider.
    pub provider: String,
    /// What the provider calls the person; empty for nothing.
    pub label: String,
    /// Whether one can sign in with it now.
    pub usable: bool,
    /// When it was linked.
    pub added: Moment,
    /// When it was signed in with last.
    pub used: Option<Moment>,
}

/// An identity that is not linked yet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WaitingIdentity {
    /// What people call the provider.
    pub provider: String,
    /// What the provider calls the person; empty for nothing.
    pub label: String,
}
