//! Another e-mail address for an account (product AC-05): asking for it, and sending what proves it.
//!
//! The address is a way in and the way back, so nothing changes before somebody who reads the new mailbox and sits in the
//! session that asked says so. For an address that belongs to another account everything looks and takes the same but for the
//! mail, which goes to its owner. What becomes of the address before stands in
//! `docs/decisions/029-a-former-address-gets-the-account-back.md`.

mod proof;
mod restore;

use std::time::Duration;

pub use proof::{EmailChanged, NewEmailLink};

use super::Authenticator;
use super::error::Error;
use super::mail_proof::new_code;
use super::registration::ADDRESS;
use super::session::Visit;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::ephemeral::Zone;
use crate::model::{
    ClientId, EMAIL_CHANGE_LIFETIME, EmailChange, EmailFault, Mail, Recipient, RegistrationMode, RegistrationRules,
    User, UserStatus, canonical_identifier, is_email_address,
};
use crate::secret::token_hash;
use crate::storage::{email_changes, users};

/// Digits of a code (product AU-10).
const CODE_DIGITS: usize = 6;
/// What its codes are for.
const CODE: &str = "email-change";
/// Until another mail may be sent to the same address (pages F-3).
const RESEND_PAUSE: Duration = Duration::from_secs(30);
/// Mails that one person has sent to addresses that may be anybody's.
const PERSON: Zone = Zone::new("email_change", 10, Duration::from_hours(1), 10);

/// What became of the wish for another address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailAsk {
    /// A mail is on its way, whoever the address belongs to.
    Sent,
    /// The address is not taken, for this reason.
    Refused(EmailFault),
    /// Too many mails for this person or address: again after this time.
    Throttled(Duration),
    /// Nothing could be mailed, or nothing waits.
    Impossible,
}

/// Who asks, in which session, and through which application.
#[derive(Clone, Copy, Debug)]
pub struct EmailAsker<'a> {
    /// The person and the session.
    pub visit: &'a Visit,
    /// The application, where one acts for them.
    pub through: Option<&'a ClientId>,
    /// What the realm says of addresses.
    pub rules: &'a RegistrationRules,
}

impl Authenticator {
    /// Whether addresses can be changed: without mail nobody could prove one.
    pub const fn offers_email_change(&self) -> bool {
        self.outbox.is_on()
    }

    /// Notes that the person wants `email`, and mails a code and a link there; to the owner of another account with that
    /// address, word of it. What was asked for before is void. The old address stays until the new one is proven.
    pub async fn ask_email_change(
        &self,
        origin: &Origin,
        asker: EmailAsker<'_>,
        (email, locale): (&str, &str),
    ) -> Result<EmailAsk, Error> {
        let email = email.trim();
        if !self.offers_email_change() {
            return Ok(EmailAsk::Impossible);
        }
        if let Some(fault) = fault(&asker.visit.user, email, asker.rules) {
            return Ok(EmailAsk::Refused(fault));
        }
        let change = EmailChange {
            realm: origin.realm.clone(),
            user_id: asker.visit.user.id.clone(),
            id: origin.random.id(),
            session_id: asker.visit.session.id.clone(),
            email: email.to_owned(),
            code_hash: String::new(),
            link_hash: String::new(),
            failures: 0,
            created_at: origin.now,
            expires_at: origin.now + EMAIL_CHANGE_LIFETIME,
        };
        self.send_email_change(origin, (asker, locale), change).await
    }

    /// Mails a new code and link for the change that waits in this session; those before are void, tries stay counted.
    pub async fn resend_email_change(
        &self,
        origin: &Origin,
        asker: EmailAsker<'_>,
        locale: &str,
    ) -> Result<EmailAsk, Error> {
        let Some(change) = self.own_change(origin, asker.visit).await? else { return Ok(EmailAsk::Impossible) };
        let since = origin.now.since(change.created_at);
        if let Some(left) = RESEND_PAUSE.checked_sub(since).filter(|left| !left.is_zero()) {
            return Ok(EmailAsk::Throttled(left));
        }
        let expires_at = origin.now + EMAIL_CHANGE_LIFETIME;
        self.send_email_change(origin, (asker, locale), EmailChange { created_at: origin.now, expires_at, ..change })
            .await
    }

    /// The change that waits for proof, whichever session asked for it.
    pub async fn email_change(&self, origin: &Origin, user: &User) -> Result<Option<EmailChange>, Error> {
        let found = email_changes::find(&self.database, &origin.realm, &user.id).await?;
        Ok(found.filter(|change| change.expires_at > origin.now))
    }

    /// The one that waits in the session of `visit`.
    pub(super) async fn own_change(&self, origin: &Origin, visit: &Visit) -> Result<Option<EmailChange>, Error> {
        let found = self.email_change(origin, &visit.user).await?;
        Ok(found.filter(|change| change.session_id == visit.session.id))
    }

    /// Gives up the change that waits, whichever session asked for it; whether there was one.
    pub async fn cancel_email_change(&self, origin: &Origin, user: &User) -> Result<bool, Error> {
        let Some(change) = self.email_change(origin, user).await? else { return Ok(false) };
        let mut tx = self.database.begin().await?;
        let is_gone = email_changes::cancel(&mut tx, &change).await?;
        tx.commit().await?;
        Ok(is_gone)
    }

    /// Writes the change with a new code and link, and promises the mail.
    async fn send_email_change(
        &self,
        origin: &Origin,
        (asker, locale): (EmailAsker<'_>, &str),
        change: EmailChange,
    ) -> Result<EmailAsk, Error> {
        if let Some(wait) = self.mailed_too_much(origin, &change).await? {
            return Ok(EmailAsk::Throttled(wait));
        }
        let realm = &origin.realm;
        let (code, token) = (new_code(origin, CODE_DIGITS), origin.random.token("ec_"));
        let known = users::find_by_identifier(&self.database, realm, &change.email).await?;
        let other = known.filter(|known| known.id != change.user_id);
        let mut change = change;
        // For an address that belongs to somebody else, code and link are ones that nobody is told.
        let secrets = match &other {
            Some(_) => (origin.random.token(""), origin.random.token("")),
            None => (code.clone(), token.clone()),
        };
        change.code_hash = self.code_digest(origin, (CODE, &change.id), secrets.0.expose());
        change.link_hash = token_hash(secrets.1.expose());
        let mail = match &other {
            Some(_) => Mail::EmailInUse,
            None => Mail::EmailChange { code: code.expose().clone(), token: token.expose().clone() },
        };
        let to = recipient(&change, other.as_ref(), locale);
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &change.user_id).await?;
        if user.is_none_or(|user| user.status != UserStatus::Active || user.delete_at.is_some()) {
            return Ok(EmailAsk::Impossible);
        }
        email_changes::put(&mut tx, &change).await?;
        let (actor, target) = (Actor::User(&change.user_id), Target::User(&change.user_id));
        let event = Event::success(EventName::EmailChangeRequested, actor, target);
        audit::record(&mut tx, origin, &through(event, asker.through)).await?;
        self.outbox.enqueue(&mut tx, origin, &to, mail).await?;
        tx.commit().await?;
        Ok(EmailAsk::Sent)
    }

    /// Counts a mail; how long to wait when there were too many. Of an address those of registrations count as well.
    async fn mailed_too_much(&self, origin: &Origin, change: &EmailChange) -> Result<Option<Duration>, Error> {
        if self.settings().limits.is_none() {
            return Ok(None);
        }
        let address = token_hash(&canonical_identifier(&change.email));
        for (zone, key) in [(&PERSON, change.user_id.as_str()), (&ADDRESS, address.as_str())] {
            let state = self.ephemeral.throttle(zone, origin.realm.as_str(), key).await?;
            if !state.allowed {
                metrics::counter!("gatehouse_rate_limited_total", "zone" => zone.name).increment(1);
                return Ok(Some(state.retry_after));
            }
        }
        Ok(None)
    }
}

/// What speaks against `email` for `user`.
fn fault(user: &User, email: &str, rules: &RegistrationRules) -> Option<EmailFault> {
    if !is_email_address(email) {
        Some(EmailFault::NotAnAddress)
    } else if user.email_verified && user.has_email(email) {
        Some(EmailFault::Same)
    } else {
        (!is_taken_here(email, rules)).then_some(EmailFault::Domain)
    }
}

/// Whether accounts may have `email` under `rules`: where people register with addresses of certain domains alone, nobody gets
/// around that afterwards.
pub(super) fn is_taken_here(email: &str, rules: &RegistrationRules) -> bool {
    match rules.mode {
        RegistrationMode::Domains => rules.admits(email),
        RegistrationMode::Closed | RegistrationMode::Open | RegistrationMode::Approval => true,
    }
}

/// To whom the mail goes. The new address may be anybody's: no name that somebody chose stands in it.
fn recipient(change: &EmailChange, other: Option<&User>, locale: &str) -> Recipient {
    let own = Recipient {
        user_id: Some(change.user_id.clone()),
        address: change.email.clone(),
        name: String::new(),
        locale: Some(locale.to_owned()),
    };
    match other {
        None => own,
        Some(other) => Recipient {
            user_id: Some(other.id.clone()),
            locale: Recipient::of(other).and_then(|to| to.locale).or(own.locale),
            ..own
        },
    }
}

/// `event`, through the application where there is one.
pub(super) fn through<'a>(event: Event<'a>, client: Option<&'a ClientId>) -> Event<'a> {
    match client {
        Some(client) => event.through(client),
        None => event,
    }
}
