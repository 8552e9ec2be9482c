//! "This was not me" about something that was told takes back what was added to the account since (decision 035): whoever sat
//! in it may have made a way in of their own, which no new password closes.

use super::Authenticator;
use super::error::Error;
use super::factors::is_demanded;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{CredentialKind, LOCK_LIFETIME, Notice, User};
use crate::storage::{
    Transaction, audit_events, backup_codes, linked_identities, totp_factors, webauthn_credentials as credentials,
};

/// Why something went, in the trail.
const DISOWNED: &str = "disowned";

impl Authenticator {
    /// Takes back what was added since `since` to the account of `user`, whose row `tx` holds, and tells them of each.
    ///
    /// The notice is read in a mailbox, and a mailbox must not do away with second factors: where somebody removed one since, or
    /// not longer before than a lock link works, none that recovery asks for goes unless another stays that is older.
    pub(super) async fn take_back(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        (user, since): (&User, Timestamp),
    ) -> Result<(), Error> {
        let (realm, id) = (&origin.realm, &user.id);
        for identity in linked_identities::list_of_user_in(tx, realm, id).await? {
            if identity.linked_at >= since && linked_identities::delete(tx, realm, id, &identity.id).await? {
                let event = Event::success(EventName::IdentityUnlinked, Actor::User(id), Target::User(id));
                let event = event.detail("issuer", identity.issuer.as_str()).detail("reason", DISOWNED);
                audit::record(tx, origin, &event).await?;
                self.outbox.tell(tx, origin, user, (Notice::IdentityUnlinked, identity.name())).await?;
            }
        }
        let keys = credentials::list_of_user_in(tx, realm, id).await?;
        let apps = totp_factors::list_of_user_in(tx, realm, id).await?;
        let is_key = |kind: CredentialKind| kind == CredentialKind::SecurityKey;
        let one_stays = apps.iter().any(|app| app.created_at < since)
            || keys.iter().any(|key| is_key(key.kind) && key.created_at < since);
        let removed = EventName::FactorDisabled.as_str();
        let lately = (removed, since - LOCK_LIFETIME);
        let may_go = one_stays || !audit_events::has_happened(tx, (realm, id), lately, DISOWNED).await?;
        for key in keys.iter().filter(|key| key.created_at >= since && (may_go || !is_key(key.kind))) {
            if credentials::delete(tx, realm, id, &key.id).await? {
                self.tell_taken(tx, origin, user, (key.kind.as_str(), &key.name)).await?;
            }
        }
        for app in apps.iter().filter(|app| app.created_at >= since && may_go) {
            if totp_factors::delete(tx, realm, id, &app.id).await? {
                self.tell_taken(tx, origin, user, ("totp", &app.name)).await?;
            }
        }
        // A set made since stands in for what stays as well, and without a factor it would be a second password.
        if backup_codes::any_since(tx, realm, id, since).await? || !is_demanded(tx, realm, id).await? {
            backup_codes::replace(tx, realm, id, &[], origin.now).await?;
        }
        Ok(())
    }

    async fn tell_taken(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        user: &User,
        (method, name): (&str, &str),
    ) -> Result<(), Error> {
        let event = Event::success(EventName::FactorDisabled, Actor::User(&user.id), Target::User(&user.id));
        audit::record(tx, origin, &event.detail("method", method).detail("reason", DISOWNED)).await?;
        Ok(self.outbox.tell(tx, origin, user, (Notice::FactorRemoved, name)).await?)
    }
}
