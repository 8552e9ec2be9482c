//! A new passkey or security key: asked for, read, and added. For whom and on which occasion is decided by whoever calls.

use super::Authenticator;
use super::ceremony::{Begun, Binding, CeremonyAnswer, CeremonyRequest};
use super::error::Error;
use super::passkeys::{CREDENTIALS_MAX, NewCredential};
use super::vendors::vendor;
use super::webauthn::{Registered, Registrant, RelyingParty};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::{CredentialKind, FactorId, Notice, User, UserId, WebauthnCredential};
use crate::secret::base64url;
use crate::storage::{StorageError, Transaction, trusted_devices, webauthn_credentials as credentials};

/// A credential that was made and is not stored yet.
pub(super) struct NewKey {
    /// The user handle that it was made for.
    handle: String,
    /// The row to be.
    pub row: WebauthnCredential,
}

impl Authenticator {
    /// Asks the browser of `user` for a new credential; `None` when there are enough.
    pub(super) async fn ask_for_credential(
        &self,
        origin: &Origin,
        party: &RelyingParty,
        (user, kind): (&User, CredentialKind),
        binding: Binding,
    ) -> Result<Option<CeremonyRequest>, Error> {
        let known = credentials::list_of_user(&self.database, &origin.realm, &user.id).await?;
        if known.len() >= CREDENTIALS_MAX {
            return Ok(None);
        }
        let handle = self.user_handle(origin, &user.id).await?.unwrap_or_else(|| new_handle(origin));
        let registrant = Registrant {
            handle: &handle,
            name: &user.username,
            display_name: user.display_name(),
            credentials: &known,
            must_be_discoverable: user.password_hash.is_none(),
        };
        let (options, challenge) = party.begin_registration(kind, &registrant)?;
        let begun = Begun { options, challenge, handle: Some(handle) };
        self.keep_ceremony(origin, binding, begun).await.map(Some)
    }

    /// The credential in `answer` to the ceremony of `binding`, which is taken away before anything is looked at; why there is
    /// none, where there is none.
    pub(super) async fn read_credential(
        &self,
        origin: &Origin,
        party: &RelyingParty,
        (binding, user, kind): (&Binding, &UserId, CredentialKind),
        answer: CeremonyAnswer<'_>,
    ) -> Result<Result<NewKey, NewCredential>, Error> {
        let Some(taken) = self.take_ceremony(origin, binding, answer.id).await? else {
            return Ok(Err(NewCredential::Expired));
        };
        Ok(match party.finish_registration(answer, &taken.challenge) {
            Ok(made) => Ok(NewKey { handle: taken.handle.unwrap_or_default(), row: new_row(origin, user, kind, made) }),
            Err(refusal) => {
                tracing::info!(?refusal, request_id = origin.request_id, "a new credential was refused");
                Err(NewCredential::Refused)
            }
        })
    }

    /// Adds `new` to `user`, whose row `tx` holds, and tells them; why it cannot be, where it cannot.
    pub(super) async fn add_credential(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        new: &NewKey,
    ) -> Result<Result<(), NewCredential>, Error> {
        if let Err(refusal) = self.store_credential(tx, origin, user, new).await? {
            return Ok(Err(refusal));
        }
        self.outbox.tell(tx, origin, user, (Notice::FactorAdded, &new.row.name)).await?;
        Ok(Ok(()))
    }

    /// The same, of which nobody is told: it is what their account begins with.
    pub(super) async fn store_credential(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        new: &NewKey,
    ) -> Result<Result<(), NewCredential>, Error> {
        let realm = &origin.realm;
        if credentials::list_of_user_in(tx, realm, &user.id).await?.len() >= CREDENTIALS_MAX {
            return Ok(Err(NewCredential::TooMany));
        }
        if credentials::handle_of(tx, realm, &user.id, &new.handle).await? != new.handle {
            // Two first ones at once: this one was made for a handle that nobody has.
            return Ok(Err(NewCredential::Expired));
        }
        match credentials::insert(tx, &new.row).await {
            Ok(()) => {}
            // Somebody's already: WebAuthn §7.1 step 26.
            Err(StorageError::Conflict) => return Ok(Err(NewCredential::Refused)),
            Err(error) => return Err(error.into()),
        }
        trusted_devices::clear_of_user(tx, realm, &user.id).await?;
        let event = Event::success(EventName::FactorEnabled, Actor::User(&user.id), Target::User(&user.id));
        audit::record(tx, origin, &event.detail("method", new.row.kind.as_str())).await?;
        Ok(Ok(()))
    }
}

/// A user handle: random, and nothing of the person in it (WebAuthn §14.6.1).
pub(super) fn new_handle(origin: &Origin) -> String {
    base64url(&origin.random.bytes::<64>())
}

/// The row of what was `made`, named after its maker until its owner names it.
fn new_row(origin: &Origin, user: &UserId, kind: CredentialKind, made: Registered) -> WebauthnCredential {
    WebauthnCredential {
        realm: origin.realm.clone(),
        id: FactorId::from(origin.random.id()),
        user_id: user.clone(),
        credential_id: made.credential_id,
        kind,
        name: vendor(&made.aaguid).unwrap_or_default().to_owned(),
        public_data: made.public_data,
        counter: made.counter,
        backup_eligible: made.backup_eligible,
        backed_up: made.backed_up,
        discoverable: made.discoverable,
        transports: made.transports,
        aaguid: made.aaguid,
        created_at: origin.now,
        last_used_at: None,
    }
}
