//! Telling people what happens to their accounts (product SE-17), by the ways they have chosen (product AC-12), each time
//! with a way to lock them (product AC-17).

use super::outbox::{Error, Outbox};
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::model::{
    FORMER_EMAIL_LIFETIME, InboxEntry, LOCK_LIFETIME, LinkPurpose, Mail, Notice, Recipient, Recovery, RecoveryState,
    User, masked_email,
};
use crate::secret::token_hash;
use crate::storage::{Transaction, inbox, notification_preferences, recoveries};

impl Outbox {
    /// Tells `user` of something, as part of the transaction in which it happens, by the ways they have chosen: in the inbox
    /// of their account, by mail, or both. `about` names what it concerns; empty for nothing. Where no mail can reach them
    /// the inbox is told whatever was chosen; only an address that is known to be theirs can lock the account.
    pub async fn tell(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        (notice, about): (Notice, &str),
    ) -> Result<(), Error> {
        let to = Recipient::of(user).filter(|_| self.is_on());
        let wanted = notification_preferences::find_in(tx, (&origin.realm, &user.id), notice).await?;
        let channels = wanted.unwrap_or_default().effective(notice, to.is_some());
        let source = address(origin);
        if channels.inbox {
            let entry = InboxEntry {
                realm: origin.realm.clone(),
                id: origin.random.id(),
                user_id: user.id.clone(),
                notice,
                about: about.to_owned(),
                source: source.clone(),
                created_at: origin.now,
                read_at: None,
            };
            inbox::insert(tx, &entry).await?;
        }
        let Some(to) = to.filter(|_| channels.mail) else { return Ok(()) };
        let lock = if user.email_verified { Some(lock_link(tx, origin, user).await?) } else { None };
        let mail = Mail::Notice { notice, about: about.to_owned(), source, at: origin.now, lock };
        self.enqueue(tx, origin, &to, mail).await
    }

    /// Tells both addresses of a user that theirs is another now, as part of the transaction that made it so. The link that
    /// goes to the one `before`, if that was theirs, works for [`FORMER_EMAIL_LIFETIME`]: its id.
    pub async fn tell_email_change(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (before, after): (&User, &User),
    ) -> Result<Option<String>, Error> {
        let notice = Notice::EmailChanged;
        let about = after.email.as_deref().map(masked_email).unwrap_or_default();
        self.tell(tx, origin, after, (notice, &about)).await?;
        let Some(to) = Recipient::of(before).filter(|_| self.is_on()) else { return Ok(None) };
        let token = origin.random.token("lk_");
        let until = origin.now + FORMER_EMAIL_LIFETIME;
        let lock = link(origin, before, (LinkPurpose::Lock, token.expose()), until);
        if before.email_verified {
            recoveries::insert(tx, &lock).await?;
        }
        let lock_token = before.email_verified.then(|| token.expose().clone());
        let mail = Mail::Notice { notice, about, source: address(origin), at: origin.now, lock: lock_token };
        self.enqueue(tx, origin, &to, mail).await?;
        Ok(before.email_verified.then_some(lock.id))
    }

    /// Tells `user`, whose account goes at `until`, how to keep it, as part of the transaction that decided so.
    pub async fn tell_deletion(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        until: Timestamp,
    ) -> Result<(), Error> {
        let Some(to) = Recipient::of(user).filter(|_| self.is_on()) else { return Ok(()) };
        let lock = if user.email_verified { Some(lock_link(tx, origin, user).await?) } else { None };
        let token = origin.random.token("kp_").expose().clone();
        recoveries::insert(tx, &link(origin, user, (LinkPurpose::Keep, &token), until)).await?;
        let mail = Mail::DeletionScheduled { token, until, source: address(origin), at: origin.now, lock };
        self.enqueue(tx, origin, &to, mail).await
    }
}

/// Where it came from; empty when that is no address.
fn address(origin: &Origin) -> String {
    if origin.source.parse::<std::net::IpAddr>().is_ok() { origin.source.clone() } else { String::new() }
}

/// What stands in the link of a new way to lock the account.
async fn lock_link(tx: &mut Transaction, origin: &Origin, user: &User) -> Result<String, Error> {
    let token = origin.random.token("lk_");
    let lock = link(origin, user, (LinkPurpose::Lock, token.expose()), origin.now + LOCK_LIFETIME);
    recoveries::insert(tx, &lock).await?;
    Ok(token.expose().clone())
}

/// A link of a mail that holds `token`.
fn link(origin: &Origin, user: &User, (purpose, token): (LinkPurpose, &str), expires_at: Timestamp) -> Recovery {
    Recovery {
        realm: origin.realm.clone(),
        id: origin.random.id(),
        user_id: user.id.clone(),
        purpose,
        token_hash: token_hash(token),
        code_hash: None,
        browser_hash: None,
        state: RecoveryState::Sent,
        amr: Vec::new(),
        failures: 0,
        created_at: origin.now,
        expires_at,
    }
}
