//! "This was not me" in a mail to an address that the account has no longer: the account goes back to that address, so that
//! whoever has changed it cannot keep its owner out.

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::authn::Authenticator;
use crate::authn::error::Error;
use crate::model::{FormerEmail, Mail, Notice, Recipient, User, masked_email};
use crate::storage::{StorageError, Transaction, email_changes, recoveries};

impl Authenticator {
    /// Gives the account of `user`, whose row `tx` holds, back to `former`; the user as they are then. Addresses that it had
    /// later, and links that were mailed to them, count no more. When somebody else has the address by now the account is left
    /// with none: nobody gets it by mail then, and an administrator decides.
    pub(in crate::authn) async fn restore_email(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (user, former): (&User, &FormerEmail),
    ) -> Result<User, Error> {
        let (realm, id) = (&origin.realm, &user.id);
        recoveries::void_locks(tx, (realm, id), former.changed_at).await?;
        email_changes::forget_former(tx, (realm, id), former.changed_at).await?;
        // A name of its own that somebody chose meanwhile stays.
        let follows = user.is_named_by_email();
        let username = former.username.as_ref().filter(|_| follows).unwrap_or(&user.username);
        let is_free = match email_changes::set_email(tx, user, (&former.email, username), origin.now).await {
            Ok(is_free) => is_free,
            Err(StorageError::Conflict) => return Err(Error::Unavailable("the address was taken just now".to_owned())),
            Err(error) => return Err(error.into()),
        };
        if !is_free {
            email_changes::clear_email(tx, user, origin.now).await?;
        }
        let restored = User {
            email: is_free.then(|| former.email.clone()),
            email_verified: is_free,
            username: if is_free { username.clone() } else { user.username.clone() },
            ..user.clone()
        };
        let event = Event::success(EventName::EmailRestored, Actor::User(id), Target::User(id));
        audit::record(tx, origin, &event.detail("taken", !is_free)).await?;
        let about = masked_email(&former.email);
        // Whoever has the address that is left is told as well, and gets no link: this address decides nothing any more.
        if let Some(to) = Recipient::of(user) {
            let (source, at) = (String::new(), origin.now);
            let mail = Mail::Notice { notice: Notice::EmailRestored, about: about.clone(), source, at, lock: None };
            self.outbox.enqueue(tx, origin, &to, mail).await?;
        }
        self.outbox.tell(tx, origin, &restored, (Notice::EmailRestored, &about)).await?;
        Ok(restored)
    }
}
