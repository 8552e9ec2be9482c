//! Signing in by a mail instead of a password (product AU-10, AU-11): asking for it, and sending it.
//!
//! One mail holds a code and a link, for one login in one browser: the code is typed there, the link opened there; opened
//! elsewhere it shows a code to type. Neither is ever more than one weak factor (product PR-30), so nothing of this is offered
//! where more is demanded. Whoever asks sees the same whether or not the name means anybody; the mail goes to an active user
//! with a proven address, after the answer.

mod proof;

use std::time::Duration;

pub use proof::EmailLink;

use super::Authenticator;
use super::attempts::Account;
use super::error::Error;
use super::flow::{Complaint, LoginFlow, Submission};
use super::login::{Demand, IDENTIFIER_CHARS, Login};
use super::mail_proof::{browser_hash, new_code};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::Zone;
use crate::model::{EMAIL_CODE_LIFETIME, EmailCode, Mail, Recipient, User, UserStatus, canonical_identifier};
use crate::secret::{Secret, token_hash};
use crate::storage::{email_codes, users};

/// Digits of a code (product AU-10).
const CODE_DIGITS: usize = 6;
/// What its codes are for.
const CODE: &str = "sign-in";
/// Until the same name may be mailed again from the same login (pages F-3).
pub const RESEND_PAUSE: Duration = Duration::from_secs(30);
/// Asks from one source: more than for recoveries (product §6.2), for many sign in behind one address of an office.
const SOURCE: Zone = Zone::new("email_code_source", 60, Duration::from_hours(1), 30);
/// Mails to one account, over all sources: nobody's mailbox is filled by strangers.
const ACCOUNT: Zone = Zone::new("email_code", 10, Duration::from_hours(1), 5);

/// A mail that was asked for, and still has to be sent: after the answer, whose time tells nothing then.
#[derive(Clone, Debug)]
pub struct EmailAsk {
    id: String,
    identifier: String,
    login_id: String,
    browser_hash: String,
}

/// What became of an ask.
#[derive(Clone, Debug)]
pub enum EmailAsked {
    /// The login waits for what is mailed; this has to be sent.
    Waits(Box<EmailAsk>),
    /// It was not taken.
    Refused(Complaint),
    /// Nobody signs in by mail here.
    NotOffered,
}

impl Authenticator {
    /// Whether `login` may be by mail: where the realm says so, mail is sent, and no more is demanded.
    pub fn offers_email_code(&self, login: Login<'_>) -> bool {
        let is_on = login.rules.realm.is_some_and(|realm| realm.settings.email_code_login);
        is_on && self.outbox.is_on() && login.rules.demand == Demand::Nothing
    }

    /// Lets `login` wait for a mail to whom `identifier` means. Tells nothing of whether that is anybody.
    pub async fn ask_email_code(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (identifier, remember): (&str, bool),
    ) -> Result<EmailAsked, Error> {
        if !self.offers_email_code(login) {
            return Ok(EmailAsked::NotOffered);
        }
        let identifier = identifier.trim();
        if identifier.is_empty() || identifier.chars().count() > IDENTIFIER_CHARS {
            return Ok(EmailAsked::Refused(Complaint::IdentifierMissing));
        }
        let flow = self.step(origin, login).await?.flow;
        let pause = match &flow {
            LoginFlow::EmailCode { identifier: before, asked_at, .. } if before == identifier => {
                RESEND_PAUSE.checked_sub(origin.now.since(*asked_at)).filter(|left| !left.is_zero())
            }
            _ => None,
        };
        if let Some(left) = pause {
            return Ok(EmailAsked::Refused(Complaint::Throttled(left)));
        }
        if let Some(wait) = self.asked_from_here_too_often(origin).await? {
            return Ok(EmailAsked::Refused(Complaint::Throttled(wait)));
        }
        let ask = EmailAsk {
            id: origin.random.id(),
            identifier: identifier.to_owned(),
            login_id: login.id.to_owned(),
            browser_hash: browser_hash(login.browser),
        };
        let submission = Submission::EmailAsked(ask.identifier.clone(), ask.id.clone(), origin.now);
        self.keep(origin, login, flow.submit(submission), remember.into()).await?;
        Ok(EmailAsked::Waits(Box::new(ask)))
    }

    /// Sends the mail of `ask`, if there is anybody who may have it; whether there was. What its login was sent before is void.
    pub async fn send_email_code(&self, origin: &Origin, ask: &EmailAsk) -> Result<bool, Error> {
        let found = users::find_by_identifier(&self.database, &origin.realm, &ask.identifier).await?;
        let account = Account::new(&ask.identifier, found);
        if self.mailed_too_often(origin, &account).await? {
            return Ok(false);
        }
        let Some(user) = account.user.filter(may_enter) else { return Ok(false) };
        let Some(to) = Recipient::of(&user) else { return Ok(false) };
        let (code, token) = (new_code(origin, CODE_DIGITS), origin.random.token("sl_"));
        let row = self.row(origin, ask, &user, (&code, &token));
        let mut tx = self.database.begin().await?;
        let now = users::find_locked(&mut tx, &origin.realm, &user.id).await?.filter(may_enter);
        if now.is_none_or(|now| email_hash(&now) != row.email_hash) {
            return Ok(false);
        }
        email_codes::put(&mut tx, &row).await?;
        let event = Event::success(EventName::LoginCodeSent, Actor::Anonymous, Target::User(&user.id));
        audit::record(&mut tx, origin, &event).await?;
        let mail = Mail::SignIn { code: code.expose().clone(), token: token.expose().clone() };
        self.outbox.enqueue(&mut tx, origin, &to, mail).await?;
        tx.commit().await?;
        Ok(true)
    }

    fn row(
        &self,
        origin: &Origin,
        ask: &EmailAsk,
        user: &User,
        (code, token): (&Secret<String>, &Secret<String>),
    ) -> EmailCode {
        EmailCode {
            realm: origin.realm.clone(),
            id: ask.id.clone(),
            user_id: user.id.clone(),
            login_id: ask.login_id.clone(),
            browser_hash: ask.browser_hash.clone(),
            email_hash: email_hash(user),
            code_hash: self.code_digest(origin, (CODE, &ask.id), code.expose()),
            token_hash: token_hash(token.expose()),
            expires_at: origin.now + EMAIL_CODE_LIFETIME,
        }
    }

    async fn asked_from_here_too_often(&self, origin: &Origin) -> Result<Option<Duration>, Error> {
        if self.settings().limits.is_none() {
            return Ok(None);
        }
        let state = self.ephemeral.throttle(&SOURCE, origin.realm.as_str(), &origin.source).await?;
        if !state.allowed {
            metrics::counter!("gatehouse_rate_limited_total", "zone" => SOURCE.name).increment(1);
        }
        Ok((!state.allowed).then_some(state.retry_after))
    }

    async fn mailed_too_often(&self, origin: &Origin, account: &Account) -> Result<bool, Error> {
        if self.settings().limits.is_none() {
            return Ok(false);
        }
        let state = self.ephemeral.throttle(&ACCOUNT, origin.realm.as_str(), &account.key).await?;
        if !state.allowed {
            metrics::counter!("gatehouse_rate_limited_total", "zone" => ACCOUNT.name).increment(1);
        }
        Ok(!state.allowed)
    }
}

/// Whether `user` may sign in by mail: whoever has not proven an address has no mailbox to show.
fn may_enter(user: &User) -> bool {
    user.status == UserStatus::Active && user.email_verified && user.email.is_some()
}

/// The digest of the address that a mail went to.
fn email_hash(user: &User) -> String {
    token_hash(&canonical_identifier(user.email.as_deref().unwrap_or_default()))
}
