//! Browser sessions: begun by a login, found by cookie at every request, ended with everything that hangs on them.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use super::held::{HELD_MAX, Held};
use super::login::Login;
use super::risk::Manner;
use super::trust::Trust;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::acr::Class;
use crate::model::{
    BeyondLimit, BrowserSession, EndReason, Revocation, RiskPoint, SessionId, SessionLimit, User, UserId,
};
use crate::random::Random;
use crate::secret::{Secret, token_hash};
use crate::storage::{StorageError, Transaction, browser_sessions, grants, users};

/// Begins the cookie's value, so that it can be told from other secrets where it leaks.
const TOKEN_PREFIX: &str = "gs_";
/// Prefix and 256 bits in base64url.
const TOKEN_LENGTH: usize = 46;
/// Whoever was made so lately knows every browser they sign in with.
const NEWCOMER: Duration = Duration::from_mins(10);
/// Characters of the browser's name that are kept.
pub(super) const USER_AGENT_CHARS: usize = 200;

/// The browser in front of us.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The secret of its pre-session cookie, which binds steps of a login to it.
    pub binding: Secret<String>,
    /// The value of its session cookie.
    pub session_token: Option<Secret<String>>,
    /// The secrets of the other sessions it holds, each of another user.
    pub other_sessions: Vec<Secret<String>>,
    /// As it names itself.
    pub user_agent: String,
    /// What earlier logins left in it, one for each user.
    pub known_devices: Vec<KnownDevice>,
    /// What the cookie of trusted browsers holds, each perhaps of another user.
    pub trust: Vec<Secret<String>>,
}

/// A browser in which a user has signed in before: whoever locks the account from elsewhere does not lock it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Whose.
    pub user_id: UserId,
    /// Names the browser.
    pub id: String,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: BrowserSession,
    /// The value of its cookie; it is stored nowhere.
    pub token: Secret<String>,
    /// What ended with the sessions it replaced; every instance must hear of it.
    pub ended: Vec<Revocation>,
    /// The trust in this browser that began with it.
    pub trust: Option<Trust>,
    /// The sessions of other users that the browser goes on holding.
    pub others: Vec<Held>,
    /// What speaks against the login.
    pub risk: Vec<RiskPoint>,
}

/// A live session and its user.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The session.
    pub session: BrowserSession,
    /// Who is signed in; active.
    pub user: User,
}

/// What a login has shown.
pub(super) struct Proof<'a> {
    pub user: &'a User,
    pub amr: &'a [String],
    pub manner: Manner,
}

/// A new session cookie's value.
pub(super) fn new_token(random: &Random) -> Secret<String> {
    random.token(TOKEN_PREFIX)
}

/// Whether `token` could be a session cookie at all.
pub(super) fn is_token(token: &str) -> bool {
    token.len() == TOKEN_LENGTH && token.starts_with(TOKEN_PREFIX)
}

impl Authenticator {
    /// The session of the browser whose cookie is `token`, if it is live and its user may still sign in.
    pub async fn find_session(&self, origin: &Origin, token: &str) -> Result<Option<Visit>, Error> {
        if !is_token(token) {
            return Ok(None);
        }
        let found = browser_sessions::find_by_token(&self.database, &origin.realm, &token_hash(token)).await?;
        let Some(session) = found.filter(|session| session.is_live(origin.now)) else { return Ok(None) };
        let Some(user) = self.active(origin, &session).await? else { return Ok(None) };
        self.used(origin, Visit { session, user }).await
    }

    /// Ends one session with the grants that live and die with it. Nothing happens when it had ended before.
    pub async fn end_session(
        &self,
        origin: &Origin,
        session: &BrowserSession,
        reason: EndReason,
    ) -> Result<Vec<Revocation>, Error> {
        let mut tx = self.database.begin().await?;
        let ended = end(&mut tx, origin, (&session.id, &session.user_id), reason).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends every session of a user. A sign-out ends the grants that live with sessions; any other reason ends all.
    pub async fn end_all_sessions(
        &self,
        origin: &Origin,
        user: &UserId,
        reason: EndReason,
    ) -> Result<Vec<Revocation>, Error> {
        let mut ended = Vec::new();
        loop {
            let sessions = browser_sessions::list_of_user(&self.database, &origin.realm, user).await?;
            let mut tx = self.database.begin().await?;
            users::hold(&mut tx, &origin.realm, user).await?;
            for session in &sessions {
                ended.extend(end(&mut tx, origin, (&session.id, user), reason).await?);
            }
            if sessions.is_empty() {
                ended.extend(end_grants(&mut tx, origin, (user, None), reason).await?);
            }
            tx.commit().await?;
            if sessions.is_empty() {
                return Ok(ended);
            }
        }
    }

    /// Ends every session of `visit`'s user but its own, and the grants that do not live with it: at a sign-out those that
    /// live with sessions, for any other reason all.
    pub async fn end_other_sessions(
        &self,
        origin: &Origin,
        visit: &Visit,
        reason: EndReason,
    ) -> Result<Vec<Revocation>, Error> {
        let (user, own) = (&visit.user.id, &visit.session.id);
        let mut ended = Vec::new();
        loop {
            let mut sessions = browser_sessions::list_of_user(&self.database, &origin.realm, user).await?;
            sessions.retain(|session| session.id != *own);
            let mut tx = self.database.begin().await?;
            users::hold(&mut tx, &origin.realm, user).await?;
            for session in &sessions {
                ended.extend(end(&mut tx, origin, (&session.id, user), reason).await?);
            }
            if sessions.is_empty() {
                ended.extend(end_grants(&mut tx, origin, (user, Some(own)), reason).await?);
            }
            tx.commit().await?;
            if sessions.is_empty() {
                return Ok(ended);
            }
        }
    }

    /// Begins a session as part of `tx`: with a new secret always (no fixation), under the same `sid` when the same user
    /// signs in again in the same browser, and beside those of other users that the browser has `held`. `None` when the
    /// user has as many sessions as may be.
    ///
    /// `tx` holds the user's row, so that logins are counted one after the other.
    pub(super) async fn begin_session(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        proof: &Proof<'_>,
        (login, held): (Login<'_>, Vec<Held>),
    ) -> Result<Option<SignedIn>, Error> {
        let token = new_token(&origin.random);
        let hash = token_hash(token.expose());
        let session = self.new_session(origin, proof, login.browser);
        let (own, mut others): (Vec<Held>, Vec<Held>) =
            held.into_iter().partition(|held| held.session.user_id == proof.user.id);
        let surplus = others.split_off(others.len().min(HELD_MAX - 1));
        let mut signed_in = SignedIn { session, token, ended: Vec::new(), trust: None, others, risk: Vec::new() };
        for Held { session, .. } in &surplus {
            let ended = end(tx, origin, (&session.id, &session.user_id), EndReason::Replaced).await?;
            signed_in.ended.extend(ended);
        }
        if let Some(Held { session: old, token: old_token }) = own.into_iter().next() {
            let renewed = BrowserSession { id: old.id, created_at: old.created_at, ..signed_in.session.clone() };
            if browser_sessions::renew(tx, &renewed, &token_hash(old_token.expose()), &hash).await? {
                signed_in.session = renewed;
                signed_in.risk = self.note_risk(tx, origin, (login, proof), (false, false)).await?;
                return Ok(Some(signed_in));
            }
        }
        if let Some(limit) = login.session_limit {
            let Some(ended) = make_room(tx, origin, &proof.user.id, limit).await? else { return Ok(None) };
            signed_in.ended.extend(ended);
        }
        browser_sessions::insert(tx, &signed_in.session, &hash).await?;
        let event = Event::success(
            EventName::SessionStarted,
            Actor::User(&proof.user.id),
            Target::Session(&signed_in.session.id),
        );
        audit::record(tx, origin, &event).await?;
        let is_known = login.browser.known_devices.iter().any(|device| device.user_id == proof.user.id);
        let is_newcomer = origin.now.since(proof.user.created_at) < NEWCOMER;
        signed_in.risk = self.note_risk(tx, origin, (login, proof), (true, !is_known && !is_newcomer)).await?;
        Ok(Some(signed_in))
    }

    fn new_session(&self, origin: &Origin, proof: &Proof<'_>, browser: &Browser) -> BrowserSession {
        let lifetimes = &self.settings().sessions;
        let remembered = proof.manner.remember && !lifetimes.remembered.is_zero();
        let absolute = if remembered { lifetimes.remembered } else { lifetimes.absolute };
        let mut session = BrowserSession {
            realm: origin.realm.clone(),
            id: SessionId::from(origin.random.id()),
            user_id: proof.user.id.clone(),
            auth_time: origin.now,
            acr: Class::reached_by(proof.amr).unasked().as_str().to_owned(),
            amr: proof.amr.to_vec(),
            remembered,
            created_at: origin.now,
            last_seen_at: origin.now,
            idle_expires_at: origin.now,
            expires_at: origin.now + absolute,
            ended_at: None,
            user_agent: browser.user_agent.chars().take(USER_AGENT_CHARS).collect(),
            source: origin.source.clone(),
        };
        session.idle_expires_at = session.idle_end(lifetimes, origin.now);
        session
    }
}

/// Ends the grants of a user that are left when the sessions have ended: theirs may have expired and be gone.
async fn end_grants(
    tx: &mut Transaction,
    origin: &Origin,
    whose: (&UserId, Option<&SessionId>),
    reason: EndReason,
) -> Result<Vec<Revocation>, StorageError> {
    if reason == EndReason::Logout {
        grants::revoke_online_of_user(tx, &origin.realm, whose, reason, origin.now).await
    } else {
        grants::revoke_of_user(tx, &origin.realm, whose, reason, origin.now).await
    }
}

/// Ends a session with its grants, if it has not ended yet.
async fn end(
    tx: &mut Transaction,
    origin: &Origin,
    (id, user): (&SessionId, &UserId),
    reason: EndReason,
) -> Result<Vec<Revocation>, StorageError> {
    if !browser_sessions::end(tx, &origin.realm, id, reason, origin.now).await? {
        return Ok(Vec::new());
    }
    end_rest(tx, origin, (id, user), reason).await
}

/// Makes room for one more session of `user`; `None` when there is none and the newcomer has to yield.
async fn make_room(
    tx: &mut Transaction,
    origin: &Origin,
    user: &UserId,
    limit: SessionLimit,
) -> Result<Option<Vec<Revocation>>, StorageError> {
    browser_sessions::end_expired(tx, &origin.realm, user, origin.now).await?;
    let others = limit.sessions.get() - 1;
    if limit.beyond == BeyondLimit::Refuse {
        let is_full = browser_sessions::count_open(tx, &origin.realm, user).await? > i64::from(others);
        return Ok((!is_full).then(Vec::new));
    }
    let (whose, reason) = ((&origin.realm, user), EndReason::SessionLimit);
    let mut ended = Vec::new();
    for id in browser_sessions::end_oldest(tx, whose, others, reason, origin.now).await? {
        ended.extend(end_rest(tx, origin, (&id, user), reason).await?);
    }
    Ok(Some(ended))
}

/// Writes down that a session has ended, and ends its grants.
async fn end_rest(
    tx: &mut Transaction,
    origin: &Origin,
    (id, user): (&SessionId, &UserId),
    reason: EndReason,
) -> Result<Vec<Revocation>, StorageError> {
    let event = Event::success(EventName::SessionEnded, Actor::User(user), Target::Session(id))
        .detail("reason", reason.as_str());
    audit::record(tx, origin, &event).await?;
    grants::revoke_of_session(tx, &origin.realm, id, reason, origin.now).await
}
