//! What came back from the new mailbox: a code that was typed, or a link that was opened.

use std::time::Duration;

use super::{CODE, CODE_DIGITS, EmailAsker, is_taken_here, through};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::authn::Authenticator;
use crate::authn::error::Error;
use crate::authn::mail_proof::{new_code, typed_digits};
use crate::authn::session::{Browser, Visit};
use crate::model::{
    EMAIL_CHANGE_TRIES, EMAIL_CODE_WINDOW, EmailChange, EndReason, FORMER_EMAIL_LIFETIME, FormerEmail, LinkPurpose,
    Revocation, User, UserId, UserStatus, canonical_identifier,
};
use crate::secret::{Secret, constant_time_eq, token_hash};
use crate::storage::{StorageError, Transaction, email_changes, email_codes, recoveries, trusted_devices, users};

/// What became of a code or a link.
#[derive(Clone, Debug)]
pub enum EmailChanged {
    /// The account has the new address. What ended with the change; every instance must hear of it.
    Done(Vec<Revocation>),
    /// The address that the account has already is proven; nothing else is different.
    Proven,
    /// The code does not fit.
    Wrong,
    /// No further code is looked at for this time.
    Locked(Duration),
    /// Nothing waits here: it took too long, too many codes were wrong, or it is done.
    Over,
    /// Somebody else took the address meanwhile.
    Taken,
}

/// A link that was opened, and the change it belongs to.
#[derive(Clone, Debug)]
pub struct NewEmailLink {
    change: EmailChange,
    /// Whether it was opened in the session that asked for it. Anywhere else it changes nothing.
    pub is_at_home: bool,
}

impl NewEmailLink {
    /// The address that it proves.
    pub fn email(&self) -> &str {
        &self.change.email
    }
}

impl Authenticator {
    /// Takes the code of the mail in the session that asked for it.
    pub async fn submit_email_code_of_change(
        &self,
        origin: &Origin,
        asker: EmailAsker<'_>,
        typed: &str,
    ) -> Result<EmailChanged, Error> {
        let Some(change) = self.own_change(origin, asker.visit).await? else { return Ok(EmailChanged::Over) };
        let presented = self.code_digest(origin, (CODE, &change.id), &typed_digits(typed));
        if let Some(wait) = self.count_change_try(origin, &change).await? {
            return Ok(EmailChanged::Locked(wait));
        }
        let mut tx = self.database.begin().await?;
        let may_try = email_changes::count_try(&mut tx, &change, (EMAIL_CHANGE_TRIES, origin.now)).await?;
        tx.commit().await?;
        if !may_try {
            return Ok(EmailChanged::Over);
        }
        if !constant_time_eq(presented.as_bytes(), change.code_hash.as_bytes()) {
            return Ok(EmailChanged::Wrong);
        }
        self.finish_email_change(origin, asker, change).await
    }

    /// The link for a new address that `browser` has opened last, if it is still good.
    pub async fn new_email_link(
        &self,
        origin: &Origin,
        browser: &Browser,
        visit: Option<&Visit>,
    ) -> Result<Option<NewEmailLink>, Error> {
        let Some(hash) = self.opened_link(origin, browser, LinkPurpose::Email).await? else { return Ok(None) };
        let found = email_changes::find_by_link(&self.database, &origin.realm, &hash).await?;
        Ok(found.filter(|change| change.expires_at > origin.now).map(|change| {
            let is_at_home =
                visit.is_some_and(|visit| visit.session.id == change.session_id && visit.user.id == change.user_id);
            NewEmailLink { change, is_at_home }
        }))
    }

    /// A new code for the change that `link` belongs to, to be typed where it was asked for; the one in the mail is void.
    /// `None` when the link was used meanwhile.
    pub async fn code_of_new_email_link(
        &self,
        origin: &Origin,
        link: &NewEmailLink,
    ) -> Result<Option<Secret<String>>, Error> {
        let code = new_code(origin, CODE_DIGITS);
        let code_hash = self.code_digest(origin, (CODE, &link.change.id), code.expose());
        let renewed = EmailChange { code_hash, ..link.change.clone() };
        let mut tx = self.database.begin().await?;
        let is_there = email_changes::set_code(&mut tx, &renewed, origin.now).await?;
        tx.commit().await?;
        Ok(is_there.then_some(code))
    }

    /// Takes the link of the mail, opened in the session that asked for it.
    pub async fn submit_new_email_link(
        &self,
        origin: &Origin,
        asker: EmailAsker<'_>,
        link: &NewEmailLink,
    ) -> Result<EmailChanged, Error> {
        if !link.is_at_home {
            return Ok(EmailChanged::Over);
        }
        self.finish_email_change(origin, asker, link.change.clone()).await
    }

    /// Counts a try over every change, instance and restart, for the person and for the address; how long to wait when there
    /// is none left.
    async fn count_change_try(&self, origin: &Origin, change: &EmailChange) -> Result<Option<Duration>, Error> {
        let realm = &origin.realm;
        for key in [person_tally(&change.user_id), address_tally(&change.email)] {
            let mut tx = self.database.begin().await?;
            let may_try = email_codes::count_try(&mut tx, realm, &key, origin.now).await?;
            tx.commit().await?;
            if !may_try {
                let tally = email_codes::tally(&self.database, realm, &key).await?;
                return Ok(Some(tally.map_or(EMAIL_CODE_WINDOW, |(_, until)| until.since(origin.now))));
            }
        }
        Ok(None)
    }

    /// One transaction decides: the change is used up, and the account has the address that nobody else has. Then everything
    /// ends that the person was signed in to elsewhere (product ST-06).
    async fn finish_email_change(
        &self,
        origin: &Origin,
        asker: EmailAsker<'_>,
        change: EmailChange,
    ) -> Result<EmailChanged, Error> {
        // The rules may have changed since.
        if !is_taken_here(&change.email, asker.rules) {
            return Ok(EmailChanged::Over);
        }
        let realm = &origin.realm;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, &change.user_id).await?;
        let Some(user) = user.filter(may_change) else { return Ok(EmailChanged::Over) };
        if !email_changes::take(&mut tx, &change, origin.now).await? {
            return Ok(EmailChanged::Over);
        }
        let username = if user.is_named_by_email() { change.email.clone() } else { user.username.clone() };
        match email_changes::set_email(&mut tx, &user, (&change.email, &username), origin.now).await {
            Ok(true) => {}
            Ok(false) | Err(StorageError::Conflict) => {
                // PostgreSQL does nothing more in a transaction that met a conflict.
                tx.rollback().await?;
                let mut tx = self.database.begin().await?;
                email_changes::cancel(&mut tx, &change).await?;
                tx.commit().await?;
                return Ok(EmailChanged::Taken);
            }
            Err(error) => return Err(error.into()),
        }
        for key in [person_tally(&user.id), address_tally(&change.email)] {
            email_codes::clear_tally(&mut tx, realm, &key).await?;
        }
        let (actor, target) = (Actor::User(&user.id), Target::User(&user.id));
        let proven = Event::success(EventName::EmailVerified, actor, target);
        audit::record(&mut tx, origin, &through(proven, asker.through)).await?;
        // Whoever proves the address they have is no nearer to the account than before.
        if user.has_email(&change.email) {
            tx.commit().await?;
            return Ok(EmailChanged::Proven);
        }
        let after = User { email: Some(change.email), email_verified: true, username, ..user.clone() };
        self.leave_address(&mut tx, origin, (&user, &after)).await?;
        let event = Event::success(EventName::EmailChanged, actor, target);
        audit::record(&mut tx, origin, &through(event, asker.through)).await?;
        tx.commit().await?;
        metrics::counter!("user_email_changes_total").increment(1);
        Ok(EmailChanged::Done(self.end_other_sessions(origin, asker.visit, EndReason::UserChanged).await?))
    }

    /// What was mailed to the address before is void, both addresses are told, and for a while the former one can get the
    /// account back.
    async fn leave_address(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (before, after): (&User, &User),
    ) -> Result<(), Error> {
        let (realm, id) = (&origin.realm, &before.id);
        recoveries::void_of_user(tx, realm, id).await?;
        email_codes::clear_of_user(tx, realm, id).await?;
        trusted_devices::clear_of_user(tx, realm, id).await?;
        let lock_id = self.outbox.tell_email_change(tx, origin, (before, after)).await?;
        let Some((email, lock_id)) = before.email.clone().zip(lock_id) else { return Ok(()) };
        let former = FormerEmail {
            realm: realm.clone(),
            id: origin.random.id(),
            user_id: id.clone(),
            email,
            username: before.is_named_by_email().then(|| before.username.clone()),
            lock_id,
            changed_at: origin.now,
            expires_at: origin.now + FORMER_EMAIL_LIFETIME,
        };
        Ok(email_changes::remember(tx, &former).await?)
    }
}

fn may_change(user: &User) -> bool {
    user.status == UserStatus::Active && user.delete_at.is_none()
}

/// What counts the tries of a person.
fn person_tally(user: &UserId) -> String {
    format!("{CODE}:{user}")
}

/// What counts tries at an address, whoever makes them.
fn address_tally(email: &str) -> String {
    format!("{CODE}:{}", token_hash(&canonical_identifier(email)))
}
