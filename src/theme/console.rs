//! The pages of the administration console (pages §13). They are the program's own: no theme, no branding and no word of a
//! realm reaches them (M-17).

use serde::Serialize;

use super::account::Moment;
use super::account_frame::SectionLink;
use super::page::Account;

/// `/admin/…`. Forms post `csrf` and their fields.
#[derive(Clone, Debug, Serialize)]
pub struct ConsolePage {
    /// Who administers.
    pub account: Account,
    /// The rooms.
    pub links: Vec<SectionLink>,
    /// The name of the realm in paths.
    pub realm_name: String,
    /// Where the administrator's own account is.
    pub own: String,
    /// Where the form that leaves the console is sent.
    pub sign_out: String,
    /// What this page shows.
    pub body: ConsoleBody,
}

/// What a page of the console shows.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "section", rename_all = "kebab-case")]
pub enum ConsoleBody {
    /// What there is, and what should be looked at.
    Overview(ConsoleOverview),
    /// Applications.
    Clients(ConsoleClients),
    /// One of them.
    Client(Box<ConsoleClient>),
    /// People.
    Users(ConsoleUsers),
    /// One of them.
    User(Box<ConsoleUser>),
    /// A way in for somebody who has lost every other.
    AccessLink(Box<ConsoleAccessLink>),
    /// There is nothing of that name.
    Nothing {
        /// The list it would stand on.
        list: String,
    },
}

impl ConsoleBody {
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Overview(_) => "console_overview.html",
            Self::Clients(_) => "console_clients.html",
            Self::Client(_) => "console_client.html",
            Self::Users(_) => "console_users.html",
            Self::User(_) => "console_user.html",
            Self::AccessLink(_) => "console_access_link.html",
            Self::Nothing { .. } => "console_nothing.html",
        }
    }

    /// Whether the page holds what is shown this once, so that it cannot be shown again in another language.
    pub(super) const fn is_shown_once(&self) -> bool {
        matches!(self, Self::AccessLink(page) if page.issued.is_some())
    }
}

/// A page in front of the console: it shows nothing of it.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleDoorPage {
    /// Why the console is not shown.
    pub state: DoorState,
    /// Where to go on.
    pub go: String,
    /// Where to leave entirely, or to be somebody else.
    pub other: Option<String>,
}

/// Why the console is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoorState {
    /// Another site led here, so the browser has held back the cookie: the page goes on by itself.
    Arriving,
    /// Whoever is signed in does not administer the realm.
    Refused,
    /// Whoever is signed in has no second factor.
    NeedsFactor,
    /// They have left it.
    SignedOut,
}

impl DoorState {
    pub(super) const ALL: [Self; 4] = [Self::Arriving, Self::Refused, Self::NeedsFactor, Self::SignedOut];
}

/// `/admin`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleOverview {
    /// How many applications were looked at.
    pub clients: usize,
    /// Whether there are more.
    pub has_more: bool,
    /// How many of those deviate.
    pub deviating: usize,
    /// Those that deviate most.
    pub worst: Vec<ClientRow>,
    /// The list of those that deviate.
    pub list: String,
    /// What the realm has set that weakens logins, by name.
    pub weak: Vec<&'static str>,
}

/// `/admin/clients`. The filter is sent by GET as `search` and `deviating=yes`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleClients {
    /// Where the filter is sent.
    pub action: String,
    /// What was looked for.
    pub search: String,
    /// Only those that deviate.
    pub deviating: bool,
    /// What was found.
    pub clients: Vec<ClientRow>,
    /// The next part.
    pub next: Option<String>,
    /// The whole list, where this is a part of it.
    pub all: Option<String>,
}

/// An application in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ClientRow {
    /// Its `client_id`.
    pub id: String,
    /// Its name; empty for none.
    pub name: String,
    /// Its page.
    pub page: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// How many deviations it has.
    pub deviations: usize,
}

/// `/admin/clients/{id}`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleClient {
    /// Its `client_id`.
    pub id: String,
    /// Its name; empty for none.
    pub name: String,
    /// The list.
    pub list: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// The domain whose owner has confirmed it.
    pub publisher: Option<String>,
    /// When it was registered and changed last.
    pub times: [Moment; 2],
    /// Where it deviates from best practice.
    pub deviations: Vec<ConsoleDeviation>,
    /// Names and registered words, which stand in no language.
    pub facts: Vec<ConsoleFact>,
    /// What is in effect after realm and server have had their say.
    pub lifetimes: Vec<ConsoleSpan>,
    /// Its secrets, never their values.
    pub secrets: Vec<ConsoleSecret>,
}

/// A deviation of a client.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleDeviation {
    /// Its name, which also names its words.
    pub name: &'static str,
    /// What is at stake, in English.
    pub message: &'static str,
    /// What to do about it, in English.
    pub fix: &'static str,
    /// Where it is written.
    pub specification: &'static str,
}

/// Something a client has registered.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleFact {
    /// Names its words.
    pub name: &'static str,
    /// Its values; words of the specification, addresses and identifiers.
    pub values: Vec<String>,
}

/// A span of time.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleSpan {
    /// Names its words.
    pub name: &'static str,
    /// How many of them.
    pub count: u64,
    /// `days`, `hours`, `minutes` or `seconds`.
    pub unit: &'static str,
}

/// A secret of a client.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleSecret {
    /// Names it in lists.
    pub id: String,
    /// When it was made.
    pub made: Moment,
    /// When it stops working.
    pub until: Option<Moment>,
    /// Whether it works.
    pub valid: bool,
    /// Whether a person chose it.
    pub typed: bool,
}

/// `/admin/users`. The filter is sent by GET as `search`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleUsers {
    /// Where the filter is sent.
    pub action: String,
    /// What was looked for.
    pub search: String,
    /// What was found.
    pub users: Vec<UserRow>,
    /// The next part.
    pub next: Option<String>,
    /// The whole list, where this is a part of it.
    pub all: Option<String>,
}

/// A person in a list.
#[derive(Clone, Debug, Serialize)]
pub struct UserRow {
    /// As they sign in.
    pub name: String,
    /// Their address; empty for none.
    pub email: String,
    /// Their page.
    pub page: String,
    /// Names its word.
    pub status: &'static str,
}

/// `/admin/users/{id}`.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleUser {
    /// Their identifier.
    pub id: String,
    /// As they sign in.
    pub name: String,
    /// The list.
    pub list: String,
    /// Names its word.
    pub status: &'static str,
    /// Their address; empty for none.
    pub email: String,
    /// Whether it was proven.
    pub email_verified: bool,
    /// Whether they have a password.
    pub has_password: bool,
    /// Until when no login is tried.
    pub locked_until: Option<Moment>,
    /// When the account was made.
    pub made: Moment,
    /// When it goes for good.
    pub delete_at: Option<Moment>,
    /// How many of each way to prove who they are, by name.
    pub factors: Vec<ConsoleCount>,
    /// What they hold, with the way to it.
    pub roles: Vec<ConsoleHeld>,
    /// The same of groups.
    pub groups: Vec<ConsoleHeld>,
    /// Where an access link is made, if the administrator may make one.
    pub access_link: Option<String>,
}

/// A number.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleCount {
    /// Names its words.
    pub name: &'static str,
    /// The number.
    pub count: usize,
}

/// A role or group that somebody holds.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleHeld {
    /// Name or path.
    pub name: String,
    /// What leads to it, itself left out; empty for what was given directly.
    pub by: Vec<String>,
}

/// `/admin/users/{id}/access-link`. Posts `csrf`, `minutes`, `reason` and `confirm`, the username once more.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleAccessLink {
    /// Whom it lets in.
    pub user: String,
    /// Their page.
    pub page: String,
    /// Where the form is sent.
    pub action: String,
    /// Minutes to choose from.
    pub choices: Vec<ConsoleChoice>,
    /// What was typed as the reason.
    pub reason: String,
    /// What was typed to confirm.
    pub confirm: String,
    /// The fields with a fault; names their words.
    pub faults: Vec<&'static str>,
    /// Why nothing was made; names its words.
    pub refused: Option<&'static str>,
    /// The link, which is shown this once.
    pub issued: Option<ConsoleIssued>,
}

/// A span to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleChoice {
    /// What is sent.
    pub minutes: u64,
    /// As it is read.
    pub span: ConsoleSpan,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A link that was made.
#[derive(Clone, Debug, Serialize)]
pub struct ConsoleIssued {
    /// The link.
    pub link: String,
    /// When it stops working.
    pub until: Moment,
}
