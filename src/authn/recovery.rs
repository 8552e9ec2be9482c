//! The way back to an account whose password is forgotten (product AU-24, pages §6).
//!
//! What is asked for goes to the account's verified address alone. The link works in the browser that asked, the code in a
//! browser that asked or holds the link; either works once and proves the mailbox, never more: an enrolled second factor is
//! asked for before the password changes. Everything is a row, so that each step is one guarded statement.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::attempts::Account;
use super::error::Error;
use super::factors::second_factors;
use super::flow::Method;
use super::mail_proof::{new_code, typed_digits};
use super::session::Browser;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::{Slot, Throttle, Zone};
use crate::model::{LinkPurpose, Mail, Recipient, Recovery, RecoveryState, User, UserStatus};
use crate::secret::{constant_time_eq, token_hash};
use crate::storage::{recoveries, totp_factors, users};

/// How long link and code work (product §6.4), and how long there is for a new password in all.
pub const RECOVERY_LIFETIME: Duration = Duration::from_mins(30);
/// Digits of a code.
const CODE_DIGITS: usize = 8;
/// What its codes are for.
const CODE: &str = "recovery";
/// Characters of a name at most, as at a login.
const IDENTIFIER_CHARS: usize = 320;

/// Tries at the code of a recovery: as many as a row counts, and none comes back while it lives.
const TRIES: Zone = Zone::new("recovery_code", 5, Duration::from_hours(24), 5);

/// Recoveries by the browser they are under way in.
static FLOWS: Slot<RecoveryFlow> = Slot::new("recovery_flow", RECOVERY_LIFETIME);

/// The recovery that a browser is in. It decides nothing: what it names may not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryFlow {
    /// Names the recovery.
    pub id: String,
    /// The interaction to go back to; empty for none.
    pub interaction: String,
    /// Begun by a link in a browser that did not ask for it.
    pub elsewhere: bool,
}

/// What is due in a recovery.
#[derive(Clone, Debug)]
pub enum RecoveryStep {
    /// The code of the mail.
    Code,
    /// One of these second factors. Empty when the user has none that is a code: there is no way on here.
    Factor(Box<User>, Vec<Method>),
    /// A new password.
    NewPassword(Box<User>),
    /// Nothing: it expired, was used, or gave way to a newer one.
    Over,
}

/// What became of a code or a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proven {
    /// It fits, and will not again.
    Yes,
    /// It does not.
    Wrong,
    /// It does not, or is not looked at; nothing more is.
    Over,
}

impl Authenticator {
    /// Notes that this browser is in `flow`, in place of an earlier one.
    pub async fn keep_recovery(&self, origin: &Origin, browser: &Browser, flow: &RecoveryFlow) -> Result<(), Error> {
        let key = token_hash(browser.binding.expose());
        Ok(self.ephemeral.put(&FLOWS, origin.realm.as_str(), &key, flow).await?)
    }

    /// The recovery that this browser is in.
    pub async fn find_recovery(&self, origin: &Origin, browser: &Browser) -> Result<Option<RecoveryFlow>, Error> {
        let key = token_hash(browser.binding.expose());
        Ok(self.ephemeral.get(&FLOWS, origin.realm.as_str(), &key).await?)
    }

    /// Whether another way back may be asked for from here. Counts the attempt.
    pub async fn may_ask(&self, origin: &Origin) -> Result<Result<(), Duration>, Error> {
        let settings = self.settings();
        let Some(limits) = &settings.limits else { return Ok(Ok(())) };
        let zone = &limits.recovery_source.zone;
        Ok(verdict(&self.ephemeral.throttle(zone, origin.realm.as_str(), &origin.source).await?))
    }

    /// Sends link and code of the recovery `id` to whom `identifier` means, if they may have them: an account that may be
    /// recovered, with an address that is known to be theirs, not asked for too often. Whoever asks learns nothing of it, so
    /// this is done after they were answered. What was sent before is void.
    pub async fn send_recovery(
        &self,
        origin: &Origin,
        (id, identifier): (&str, &str),
        browser: &Browser,
    ) -> Result<bool, Error> {
        if identifier.chars().count() > IDENTIFIER_CHARS {
            return Ok(false);
        }
        let found = users::find_by_identifier(&self.database, &origin.realm, identifier).await?;
        let account = Account::new(identifier, found);
        if self.asked_too_often(origin, &account).await? {
            return Ok(false);
        }
        let Some(user) = account.user.filter(may_recover) else { return Ok(false) };
        let Some(to) = Recipient::of(&user).filter(|_| user.email_verified) else { return Ok(false) };
        let (token, code) = (origin.random.token("rc_"), new_code(origin, CODE_DIGITS));
        let recovery = Recovery {
            realm: origin.realm.clone(),
            id: id.to_owned(),
            user_id: user.id.clone(),
            purpose: LinkPurpose::Recovery,
            token_hash: token_hash(token.expose()),
            code_hash: Some(self.code_digest(origin, (CODE, id), code.expose())),
            browser_hash: Some(token_hash(browser.binding.expose())),
            state: RecoveryState::Sent,
            amr: Vec::new(),
            failures: 0,
            created_at: origin.now,
            expires_at: origin.now + RECOVERY_LIFETIME,
        };
        let mut tx = self.database.begin().await?;
        let now = users::find_locked(&mut tx, &origin.realm, &user.id).await?.filter(may_recover);
        if now.is_none_or(|now| now.email != user.email || !now.email_verified) {
            return Ok(false);
        }
        recoveries::void_of_user(&mut tx, &origin.realm, &user.id).await?;
        recoveries::insert(&mut tx, &recovery).await?;
        let event = Event::success(EventName::PasswordResetRequested, Actor::Anonymous, Target::User(&user.id));
        audit::record(&mut tx, origin, &event).await?;
        self.outbox
            .enqueue(
                &mut tx,
                origin,
                &to,
                Mail::Recovery { code: code.expose().clone(), token: token.expose().clone() },
            )
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn asked_too_often(&self, origin: &Origin, account: &Account) -> Result<bool, Error> {
        let settings = self.settings();
        let Some(limits) = &settings.limits else { return Ok(false) };
        let zone = &limits.recovery;
        let state = self.ephemeral.throttle(&zone.zone, origin.realm.as_str(), &account.key).await?;
        Ok(!state.allowed)
    }

    /// What is due in the recovery `id` in this browser. The same for one that was never sent.
    pub async fn recovery_step(&self, origin: &Origin, id: &str, browser: &Browser) -> Result<RecoveryStep, Error> {
        let Some(recovery) = recoveries::find(&self.database, &origin.realm, id).await? else {
            return Ok(RecoveryStep::Code);
        };
        match recovery.state {
            RecoveryState::Sent | RecoveryState::Void => return Ok(RecoveryStep::Code),
            RecoveryState::Done => return Ok(RecoveryStep::Over),
            RecoveryState::Proved | RecoveryState::Cleared => {}
        }
        let Some(user) = self.owner(origin, &recovery, browser).await? else { return Ok(RecoveryStep::Over) };
        if recovery.state == RecoveryState::Cleared {
            return Ok(RecoveryStep::NewPassword(Box::new(user)));
        }
        let methods = self.code_methods(origin, &user).await?;
        Ok(RecoveryStep::Factor(Box::new(user), methods))
    }

    /// The user of a recovery that is under way in this browser, if they still may recover and their password is the same.
    pub(super) async fn owner(
        &self,
        origin: &Origin,
        recovery: &Recovery,
        browser: &Browser,
    ) -> Result<Option<User>, Error> {
        if !recovery.is_open(&token_hash(browser.binding.expose()), origin.now) {
            return Ok(None);
        }
        let user = users::find(&self.database, &origin.realm, &recovery.user_id).await?;
        Ok(user.filter(|user| holds_for(recovery, user)))
    }

    /// The second factors of `user` that are proved by a code, the usual one first.
    async fn code_methods(&self, origin: &Origin, user: &User) -> Result<Vec<Method>, Error> {
        let has_totp = !totp_factors::list_of_user(&self.database, &origin.realm, &user.id).await?.is_empty();
        let has_codes = self.backup_codes_left(origin, &user.id).await? > 0;
        let ways = [(Method::Totp, has_totp), (Method::BackupCode, has_codes)];
        Ok(ways.into_iter().filter_map(|(method, has)| has.then_some(method)).collect())
    }

    /// Takes the code of the recovery `id` into this browser, which asked for it or holds its link. Five wrong ones and it is
    /// over. The answer is the same for an `id` under which nothing was sent.
    pub async fn prove_code(
        &self,
        origin: &Origin,
        (id, typed): (&str, &str),
        browser: &Browser,
    ) -> Result<Proven, Error> {
        let presented = self.code_digest(origin, (CODE, id), &typed_digits(typed));
        let realm = &origin.realm;
        let found = recoveries::find(&self.database, realm, id).await?;
        // Counted before it is looked at: of tries at once each counts. The same for an `id` under which nothing was sent, and
        // in the row as well, for short-lived state may be lost.
        let tries = self.ephemeral.throttle(&TRIES, realm.as_str(), id).await?;
        if !tries.allowed {
            return Ok(Proven::Over);
        }
        let mut tx = self.database.begin().await?;
        let may_try = recoveries::count_try(&mut tx, realm, id).await?;
        tx.commit().await?;
        let fits = found.as_ref().filter(|recovery| {
            let expected = recovery.code_hash.as_deref().unwrap_or_default();
            may_try && recovery.is_usable(origin.now) && constant_time_eq(expected.as_bytes(), presented.as_bytes())
        });
        if let Some(recovery) = fits
            && self.prove(origin, recovery, browser).await?
        {
            return Ok(Proven::Yes);
        }
        let mut tx = self.database.begin().await?;
        let target = found.as_ref().map_or(Target::Nothing, |recovery| Target::User(&recovery.user_id));
        let event = Event::failure(EventName::RecoveryFailed, Actor::Anonymous, target);
        audit::record(&mut tx, origin, &event.detail("method", "code")).await?;
        tx.commit().await?;
        metrics::counter!("authentication_attempts_total", "result" => "failure", "method" => "recovery").increment(1);
        Ok(if tries.remaining == 0 { Proven::Over } else { Proven::Wrong })
    }

    /// The recovery whose link holds `token`, if it is still good.
    pub async fn find_link(
        &self,
        origin: &Origin,
        (purpose, token_hash): (LinkPurpose, &str),
    ) -> Result<Option<Recovery>, Error> {
        let found = recoveries::find_by_token(&self.database, &origin.realm, (purpose, token_hash)).await?;
        Ok(found.filter(|recovery| recovery.is_usable(origin.now)))
    }

    /// Whether `recovery` was asked for in this browser, or may be used in any.
    pub fn is_at_home(recovery: &Recovery, browser: &Browser) -> bool {
        let own = token_hash(browser.binding.expose());
        recovery.browser_hash.as_ref().is_none_or(|hash| constant_time_eq(hash.as_bytes(), own.as_bytes()))
    }

    /// Takes the link of `recovery` into this browser, where it is at home.
    pub async fn prove_link(&self, origin: &Origin, recovery: &Recovery, browser: &Browser) -> Result<Proven, Error> {
        let is_good = recovery.is_usable(origin.now) && Self::is_at_home(recovery, browser);
        let proven = is_good && self.prove(origin, recovery, browser).await?;
        Ok(if proven { Proven::Yes } else { Proven::Over })
    }

    /// Takes a recovery into this browser; `true` for exactly one caller. Who has no second factor, or was given the link by
    /// an administrator because it is lost, goes on to the password.
    async fn prove(&self, origin: &Origin, recovery: &Recovery, browser: &Browser) -> Result<bool, Error> {
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, &recovery.user_id).await?;
        let Some(user) = user.filter(|user| holds_for(recovery, user)) else { return Ok(false) };
        let has_factor = !second_factors(&mut tx, &origin.realm, &user.id).await?.is_empty();
        let is_cleared = !has_factor || recovery.purpose == LinkPurpose::Access;
        let next = if is_cleared { RecoveryState::Cleared } else { RecoveryState::Proved };
        let own = token_hash(browser.binding.expose());
        if !recoveries::prove(&mut tx, recovery, (&own, next), origin.now).await? {
            return Ok(false);
        }
        let event = Event::success(EventName::RecoveryUsed, Actor::User(&user.id), Target::User(&user.id));
        audit::record(&mut tx, origin, &event.detail("purpose", recovery.purpose.as_str())).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Whether an account may be recovered by its owner. One that an administrator has closed may not.
pub(super) fn may_recover(user: &User) -> bool {
    matches!(user.status, UserStatus::Active | UserStatus::Locked)
}

/// Whether `recovery` still is about this state of `user`: a password set after it was made ends it.
pub(super) fn holds_for(recovery: &Recovery, user: &User) -> bool {
    may_recover(user) && user.password_changed_at.is_none_or(|changed| changed <= recovery.created_at)
}

fn verdict(throttle: &Throttle) -> Result<(), Duration> {
    if throttle.allowed { Ok(()) } else { Err(throttle.retry_after) }
}
