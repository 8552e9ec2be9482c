//! What must still happen before an authorization request can be answered: one pure function, [`next`].
//!
//! It decides over login, choice of account and consent (OpenID Connect Core §3.1.2.3, §3.1.2.4). Everything it needs is
//! in its arguments; whoever calls it carries out what it says and asks again.

mod accounts;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::model::acr::{self, Class, ClassDemand};
use crate::model::{BrowserSession, Consent, SessionId, UserId};
use crate::spec::{OAuthError, Prompt, PromptSet, Scope};
pub use accounts::{Candidate, Pick, pick};

/// What an authorization request and its client demand of the user.
#[derive(Clone, Debug)]
pub struct Demands<'a> {
    /// The scope asked for.
    pub scope: &'a Scope,
    /// The names of claims asked for beyond the scope.
    pub claims: Vec<&'a str>,
    /// What the user has to be asked.
    pub prompt: PromptSet,
    /// How long ago the user may have been authenticated.
    pub max_age: Option<Duration>,
    /// Who the user has to be: the subject of `id_token_hint` or of the `sub` claim.
    pub subject: Option<&'a str>,
    /// Context classes of which the session must have one; empty when any will do.
    pub essential_acr: Vec<&'a str>,
    /// Context classes of which the session should have one, if its user can; empty when any will do.
    pub wished_acr: Vec<&'a str>,
    /// The client belongs to the house: consent is implied.
    pub first_party: bool,
    /// Another program could stand in for the client: a consent given once does not count (RFC 8252 §8.6).
    pub asks_every_time: bool,
}

/// What has happened to the request so far. Kept with it, so that each demand is made once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// When the request arrived.
    pub begun_at: Timestamp,
    /// The current session that the browser had when the request arrived.
    pub begun_with: Option<SeenSession>,
    /// The others that it had.
    #[serde(default)]
    pub begun_beside: Vec<SeenSession>,
    /// The session whose user was chosen on the account page.
    pub selected: Option<SessionId>,
    /// When it was.
    #[serde(default)]
    pub selected_at: Option<Timestamp>,
    /// The consent given to this very request.
    pub consented: Option<GivenConsent>,
}

/// A session as it was at some moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenSession {
    /// Which one.
    pub id: SessionId,
    /// When its user had been authenticated.
    pub auth_time: Timestamp,
}

/// A consent given on the consent page of this request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    /// By whom.
    pub user_id: UserId,
    /// To what; never more than was asked for.
    pub scope: Scope,
}

impl Progress {
    /// The progress of a request that arrives now, in a browser with `sessions`, the current one first.
    pub fn begin(sessions: &[SessionView], now: Timestamp) -> Self {
        let mut seen =
            sessions.iter().map(|session| SeenSession { id: session.id.clone(), auth_time: session.auth_time });
        Self {
            begun_at: now,
            begun_with: seen.next(),
            begun_beside: seen.collect(),
            selected: None,
            selected_at: None,
            consented: None,
        }
    }

    /// Whether the user was authenticated for this request: after it arrived, and not by a session it arrived with.
    fn was_satisfied_by(&self, session: &SessionView) -> bool {
        let mut seen = self.begun_with.iter().chain(&self.begun_beside);
        let is_new = seen.all(|seen| seen.id != session.id || session.auth_time > seen.auth_time);
        session.auth_time >= self.begun_at && is_new
    }
}

/// What matters of a live browser session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Which one.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// When the user was authenticated.
    pub auth_time: Timestamp,
    /// The context class reached.
    pub class: Class,
    /// The class that its user could reach with what they have enrolled; looked up where `class` does not do.
    pub reachable: Class,
    /// The realm's rules demand a second factor for this client, and the session has none.
    pub lacks_factor: bool,
}

impl SessionView {
    /// The view of a session, `None` when it is over.
    pub fn of(session: &BrowserSession, now: Timestamp) -> Option<Self> {
        session.is_live(now).then(|| Self {
            id: session.id.clone(),
            user_id: session.user_id.clone(),
            auth_time: session.auth_time,
            class: Class::reached_by(&session.amr),
            reachable: Class::reached_by(&session.amr),
            lacks_factor: false,
        })
    }
}

/// Everything that [`next`] looks at.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// What is demanded.
    pub demands: &'a Demands<'a>,
    /// What has happened.
    pub progress: &'a Progress,
    /// Who goes on with it, of those who are logged in; `None` when nobody is, or it has to be said who.
    pub session: Option<&'a SessionView>,
    /// What there is to choose from, where nobody goes on with it.
    pub choice: Choice,
    /// What that user has allowed the client before.
    pub consent: Option<&'a Consent>,
}

/// The accounts that a person may be offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// None.
    #[default]
    Nothing,
    /// Such as the browser remembers; none of them is signed in.
    Remembered,
    /// Several are signed in.
    SignedIn,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is missing: answer with a code for this scope.
    Respond(Scope),
    /// The user has to log in.
    Login(LoginReason),
    /// The user has to choose an account.
    SelectAccount,
    /// The user has to be asked for this.
    Consent(Missing),
    /// The request cannot be satisfied: answer with this error.
    Refuse(OAuthError),
}

/// Why a login is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginReason {
    /// Nobody is logged in.
    NoSession,
    /// `prompt=login`.
    Prompt,
    /// `prompt=create`: offer to register.
    Create,
    /// The last login is longer ago than `max_age` allows.
    MaxAge,
    /// Somebody else than the client expects is logged in.
    OtherUser,
    /// The session lacks a proof that is demanded: by a context class, or by a rule about second factors.
    StepUp,
}

/// What the user has not allowed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Scope values.
    pub scope: Scope,
    /// Claims by name, beyond the scope.
    pub claims: Vec<String>,
}

/// Decides what must happen next.
pub fn next(situation: &Situation<'_>, now: Timestamp) -> Next {
    let step = decide(situation, now);
    if !situation.demands.prompt.contains(Prompt::None) {
        return step;
    }
    // MUST NOT display any authentication or consent user interface pages (OpenID Connect Core §3.1.2.1)
    match step {
        Next::Login(_) => Next::Refuse(OAuthError::login_required("the user has to log in")),
        Next::SelectAccount => {
            Next::Refuse(OAuthError::account_selection_required("the user has to choose an account"))
        }
        Next::Consent(_) => Next::Refuse(OAuthError::consent_required("the user has to be asked for consent")),
        Next::Respond(_) | Next::Refuse(_) => step,
    }
}

fn decide(situation: &Situation<'_>, now: Timestamp) -> Next {
    let Situation { demands, progress, session, choice, consent } = *situation;
    let Some(session) = session else {
        if offers_choice(demands, choice) {
            return Next::SelectAccount;
        }
        let reason = if demands.prompt.contains(Prompt::Create) { LoginReason::Create } else { LoginReason::NoSession };
        return Next::Login(reason);
    };
    if wants_selection(demands, progress, session) {
        return Next::SelectAccount;
    }
    if let Some(reason) = login_reason(demands, progress, session, now) {
        // The login was made and still does not do: asking again would ask forever.
        return if progress.was_satisfied_by(session) { Next::Refuse(unmet(reason)) } else { Next::Login(reason) };
    }
    class_step(demands, progress, session)
        .unwrap_or_else(|| consent_step(demands, progress, session, consent.filter(|consent| consent.is_valid(now))))
}

/// What a class that was asked for and not reached leads to: the proof that is missing, for whoever has it. For whoever
/// has not, a demand ends here and a wish is forgotten; neither is ever taken for granted.
fn class_step(demands: &Demands<'_>, progress: &Progress, session: &SessionView) -> Option<Next> {
    let asked = ClassDemand::of(&demands.essential_acr, &demands.wished_acr);
    let is_missing = |asked: ClassDemand| asked.missing(session.class, session.reachable).is_some();
    if !demands.essential_acr.is_empty() && acr::stated(session.class, &demands.essential_acr).is_none() {
        let can = is_missing(ClassDemand { wish: None, ..asked });
        return Some(if can { Next::Login(LoginReason::StepUp) } else { Next::Refuse(unmet(LoginReason::StepUp)) });
    }
    // A wish never fails a request, and is no reason to ask twice.
    let may_ask = !demands.prompt.contains(Prompt::None) && !progress.was_satisfied_by(session);
    (may_ask && is_missing(ClassDemand { must: None, ..asked })).then_some(Next::Login(LoginReason::StepUp))
}

/// Whether somebody who does not go on yet chooses an account first. A login that is due anyway says who it is.
fn offers_choice(demands: &Demands<'_>, choice: Choice) -> bool {
    let is_asked_for = demands.prompt.contains(Prompt::SelectAccount);
    let is_login = demands.prompt.contains(Prompt::Login) || demands.prompt.contains(Prompt::Create);
    match choice {
        Choice::Nothing => false,
        Choice::Remembered => is_asked_for,
        Choice::SignedIn => is_asked_for || !is_login,
    }
}

fn wants_selection(demands: &Demands<'_>, progress: &Progress, session: &SessionView) -> bool {
    let chosen = progress.selected.as_ref() == Some(&session.id) || progress.was_satisfied_by(session);
    demands.prompt.contains(Prompt::SelectAccount) && !chosen
}

/// Why the session does not do. Demands for a new login are met by any login made for this request.
fn login_reason(
    demands: &Demands<'_>,
    progress: &Progress,
    session: &SessionView,
    now: Timestamp,
) -> Option<LoginReason> {
    if !progress.was_satisfied_by(session) {
        if demands.prompt.contains(Prompt::Create) {
            return Some(LoginReason::Create);
        }
        if demands.prompt.contains(Prompt::Login) {
            return Some(LoginReason::Prompt);
        }
        // max_age=0 is prompt=login by another name, however quickly the request follows the login.
        let is_too_old = |max_age: Duration| max_age.is_zero() || now.since(session.auth_time) > max_age;
        if demands.max_age.is_some_and(is_too_old) {
            return Some(LoginReason::MaxAge);
        }
    }
    if demands.subject.is_some_and(|subject| subject != session.user_id.as_str()) {
        return Some(LoginReason::OtherUser);
    }
    session.lacks_factor.then_some(LoginReason::StepUp)
}

const fn unmet(reason: LoginReason) -> OAuthError {
    match reason {
        LoginReason::StepUp => {
            OAuthError::unmet_authentication_requirements("the authentication context that is demanded was not reached")
        }
        LoginReason::NoSession
        | LoginReason::Prompt
        | LoginReason::Create
        | LoginReason::MaxAge
        | LoginReason::OtherUser => OAuthError::login_required("another user than the one expected is logged in"),
    }
}

fn consent_step(demands: &Demands<'_>, progress: &Progress, session: &SessionView, stored: Option<&Consent>) -> Next {
    if let Some(given) = progress.consented.as_ref().filter(|given| given.user_id == session.user_id) {
        let granted = demands.scope.intersection(&given.scope);
        return if granted.is_empty() {
            Next::Refuse(OAuthError::access_denied("the user allowed nothing"))
        } else {
            Next::Respond(granted)
        };
    }
    let all = || Missing {
        scope: demands.scope.clone(),
        claims: demands.claims.iter().map(|name| (*name).to_owned()).collect(),
    };
    if demands.prompt.contains(Prompt::Consent) {
        return Next::Consent(all());
    }
    if demands.first_party {
        return Next::Respond(demands.scope.clone());
    }
    let stored = stored.filter(|stored| !demands.asks_every_time && stored.user_id == session.user_id);
    let missing = match stored {
        None => all(),
        Some(stored) => Missing {
            scope: demands.scope.difference(&stored.scope),
            claims: demands
                .claims
                .iter()
                .filter(|name| !stored.claims.iter().any(|known| known == *name))
                .map(|name| (*name).to_owned())
                .collect(),
        },
    };
    if stored.is_some() && missing.scope.is_empty() && missing.claims.is_empty() {
        Next::Respond(demands.scope.clone())
    } else {
        Next::Consent(missing)
    }
}

#[cfg(test)]
mod tests;
