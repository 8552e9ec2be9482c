//! Asking people in (product UM-09): made, sent again with a new link, taken back. There is no user before the invitation is
//! accepted, see `authn`.

use super::Error;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::mail::Outbox;
use crate::model::{ClientId, INVITATION_DAYS_MAX, Invitation, InvitationState, Mail, Realm, Recipient};
use crate::secret::token_hash;
use crate::storage::{Database, StorageError, Transaction, clients, invitations};

/// Begins every token, so that it can be told from other secrets where it leaks.
const TOKEN_PREFIX: &str = "gi_";

/// Where invitations are kept and promised.
#[derive(Clone, Copy, Debug)]
pub struct Inviting<'a> {
    /// The database.
    pub database: &'a Database,
    /// Where their mails are left.
    pub outbox: &'a Outbox,
    /// The realm.
    pub realm: &'a Realm,
}

/// Somebody to ask in.
#[derive(Clone, Debug, Default)]
pub struct NewInvitation {
    /// Their address; it cannot be changed when they accept.
    pub email: String,
    /// Who invites, as they shall read it.
    pub invited_by: String,
    /// What else they shall read; empty for nothing.
    pub note: String,
    /// The application that they are led to.
    pub client_id: Option<ClientId>,
    /// The language of the mail; the realm's where absent.
    pub locale: Option<String>,
    /// For how many days the link works, 1 to [`INVITATION_DAYS_MAX`].
    pub days: u16,
}

impl Inviting<'_> {
    /// Asks somebody in: the mail goes out exactly if the invitation is there. Whether somebody with that address has an
    /// account already is told to nobody but the holder of the link.
    ///
    /// # Errors
    /// `Invalid` where registration is closed, no mail is sent, another invitation waits for the address, or a value breaks a
    /// rule.
    pub async fn invite(self, origin: &Origin, actor: Actor<'_>, new: NewInvitation) -> Result<Invitation, Error> {
        self.check_possible()?;
        let (email, invited_by) = (new.email.trim(), new.invited_by.trim());
        Invitation::check(email, invited_by, &new.note).map_err(|sentence| Error::Invalid(sentence.to_owned()))?;
        check_days(new.days)?;
        if let Some(client) = &new.client_id
            && clients::find(self.database, &origin.realm, client).await?.is_none()
        {
            return Err(Error::Invalid(format!("there is no client called {client}")));
        }
        let token = origin.random.token(TOKEN_PREFIX);
        let invitation = Invitation {
            realm: origin.realm.clone(),
            id: origin.random.id(),
            token_hash: token_hash(token.expose()),
            email: email.to_owned(),
            invited_by: invited_by.to_owned(),
            note: new.note.trim().to_owned(),
            client_id: new.client_id,
            locale: new.locale,
            state: InvitationState::Pending,
            user_id: None,
            created_at: origin.now,
            sent_at: origin.now,
            expires_at: origin.now + Invitation::lifetime(new.days),
        };
        let mut tx = self.database.begin().await?;
        invitations::end_lapsed(&mut tx, &origin.realm, email, origin.now).await?;
        match invitations::insert(&mut tx, &invitation).await {
            Ok(()) => {}
            Err(StorageError::Conflict) => {
                let sentence = "an invitation waits for this address already: send it again, or revoke it";
                return Err(Error::Invalid(sentence.to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
        self.send(&mut tx, origin, (&invitation, token.expose())).await?;
        record(&mut tx, origin, (EventName::InvitationCreated, actor), &invitation.id).await?;
        tx.commit().await?;
        Ok(invitation)
    }

    /// Mails a new link that works for `days`; the one before is void. One that has lapsed waits again.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for one that was used or taken back, and as for a new one.
    pub async fn resend(self, origin: &Origin, actor: Actor<'_>, (id, days): (&str, u16)) -> Result<Invitation, Error> {
        self.check_possible()?;
        check_days(days)?;
        let token = origin.random.token(TOKEN_PREFIX);
        let mut tx = self.database.begin().await?;
        let found = invitations::find_in(&mut tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
        let invitation = Invitation {
            token_hash: token_hash(token.expose()),
            sent_at: origin.now,
            expires_at: origin.now + Invitation::lifetime(days),
            ..found
        };
        if !invitations::renew(&mut tx, &invitation).await? {
            return Err(ended(&invitation, origin));
        }
        self.send(&mut tx, origin, (&invitation, token.expose())).await?;
        record(&mut tx, origin, (EventName::InvitationResent, actor), id).await?;
        tx.commit().await?;
        Ok(invitation)
    }

    /// Takes an invitation back. An account that was made by it stays.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for one that was used or taken back before.
    pub async fn revoke(self, origin: &Origin, actor: Actor<'_>, id: &str) -> Result<(), Error> {
        let mut tx = self.database.begin().await?;
        let found = invitations::find_in(&mut tx, &origin.realm, id).await?.ok_or(Error::NotFound)?;
        if !invitations::revoke(&mut tx, &origin.realm, id).await? {
            return Err(ended(&found, origin));
        }
        record(&mut tx, origin, (EventName::InvitationRevoked, actor), id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The invitation that `name` means: its identifier, or the address of the newest one for it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find(self, origin: &Origin, name: &str) -> Result<Invitation, Error> {
        let found = if name.contains('@') {
            invitations::newest_for(self.database, &origin.realm, name).await?
        } else {
            invitations::find(self.database, &origin.realm, name).await?
        };
        found.ok_or(Error::NotFound)
    }

    fn check_possible(self) -> Result<(), Error> {
        if !self.realm.settings.registration.takes_invitations() {
            let sentence = "registration is closed in this realm, for people who are invited as well: set \
                            registration.mode to \"invitation\" or to another that lets them in";
            return Err(Error::Invalid(sentence.to_owned()));
        }
        if !self.outbox.is_on() {
            return Err(Error::Invalid("no mail is sent here, and an invitation is one: set mail.host".to_owned()));
        }
        Ok(())
    }

    async fn send(
        self,
        tx: &mut Transaction,
        origin: &Origin,
        (invitation, token): (&Invitation, &str),
    ) -> Result<(), Error> {
        let to = Recipient {
            user_id: None,
            address: invitation.email.clone(),
            name: String::new(),
            locale: invitation.locale.clone(),
        };
        let mail = Mail::Invitation {
            token: token.to_owned(),
            invited_by: invitation.invited_by.clone(),
            note: invitation.note.clone(),
            until: invitation.expires_at,
        };
        Ok(self.outbox.enqueue(tx, origin, &to, mail).await?)
    }
}

fn check_days(days: u16) -> Result<(), Error> {
    if (1..=INVITATION_DAYS_MAX).contains(&days) {
        Ok(())
    } else {
        Err(Error::Invalid(format!("an invitation works for 1 to {INVITATION_DAYS_MAX} days")))
    }
}

fn ended(invitation: &Invitation, origin: &Origin) -> Error {
    Error::Invalid(format!("the invitation is {}", invitation.standing(origin.now).as_str()))
}

async fn record(
    tx: &mut Transaction,
    origin: &Origin,
    (name, actor): (EventName, Actor<'_>),
    id: &str,
) -> Result<(), StorageError> {
    audit::record(tx, origin, &Event::success(name, actor, Target::Invitation(id))).await
}
